"""What the business wants each figure to be: one setting a measure, the definitions' goals where nobody set one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from sqlalchemy import select

from app.db.models import Setting
from app.domain.errors import Problem, ValidationError
from app.domain.formulas.supplying import ON_TIME_GOAL, WATCH_REJECTED
from app.services.insights.figures import MeasureName, Unit
from app.services.insights.queries import find_measure
from app.services.operations import ReadContext, WriteContext, command, query

_KEY: Final = "goal."
_LARGEST: Final = 1_000_000_000
LESS_IS_BETTER: Final = frozenset(
    {
        MeasureName.SUPPLIER_DELAY_DAYS,
        MeasureName.SUPPLIER_LEAD_TIME,
        MeasureName.REJECT_RATE,
        MeasureName.DAYS_TO_SHIP,
        MeasureName.DAYS_OF_SUPPLY,
        MeasureName.FREIGHT,
        MeasureName.BELOW_REORDER_POINT,
    }
)
"""Measures whose goal is an upper limit."""
DEFAULTS: Final[Mapping[MeasureName, Fraction]] = {
    MeasureName.SUPPLIER_ON_TIME: ON_TIME_GOAL,
    MeasureName.REJECT_RATE: WATCH_REJECTED,
}
"""Goals that hold until the owner sets another or takes them away."""


@query("kpi.view")
def goals(ctx: ReadContext) -> dict[MeasureName, Fraction]:
    """The goal of each measure that has one, in the unit of its value (rates 0 to 1). One statement."""
    found = dict(DEFAULTS)
    rows = ctx.session.execute(select(Setting.key, Setting.value).where(Setting.key.startswith(_KEY)))
    for key, text in rows:
        name, value = key.removeprefix(_KEY), json.loads(text)
        if name not in set(MeasureName):
            continue
        if value is None:
            found.pop(MeasureName(name), None)
        else:
            found[MeasureName(name)] = Fraction(str(value))
    return found


@command("settings.save")
def set_goal(ctx: WriteContext, name: str, value: Fraction | None) -> None:
    """Set a measure's goal, or take it away (None).

    Raises `ValidationError` (`name`: NOT_A_CHOICE; `value`: NEGATIVE, TOO_LARGE: a rate is at most 1).
    """
    measure = find_measure(name)
    if value is not None and value < 0:
        raise ValidationError("value", Problem.NEGATIVE)
    limit = 1 if measure.unit is Unit.RATE else _LARGEST
    if value is not None and value > limit:
        raise ValidationError("value", Problem.TOO_LARGE, limit=limit)
    key = f"{_KEY}{measure.name.value}"
    text = json.dumps(None if value is None else str(value))
    kept = ctx.session.execute(select(Setting).where(Setting.key == key)).scalar_one_or_none()
    if kept is None:
        ctx.session.add(Setting(key=key, value=text))
    elif kept.value != text:
        kept.value = text


def reaches(name: MeasureName, value: Fraction | int, goal: Fraction) -> bool:
    """Whether a value is as good as its goal, or better."""
    return value <= goal if name in LESS_IS_BETTER else value >= goal
