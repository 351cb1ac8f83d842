"""How many days each stage of the chain should take: one setting a stage, none until the owner sets it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from sqlalchemy import select

from app.db.models import Setting
from app.domain.errors import Checks, Problem
from app.services.insights.figures import Stage
from app.services.operations import ReadContext, WriteContext, command, query

_KEY: Final = "goal.stage."
MOST: Final = 3_650
"""No stage takes longer than ten years, in days."""


@query("kpi.view")
def stage_goals(ctx: ReadContext) -> dict[Stage, Fraction]:
    """The goal of each stage that has one, in days. One statement."""
    rows = ctx.session.execute(select(Setting.key, Setting.value).where(Setting.key.startswith(_KEY)))
    found = {key.removeprefix(_KEY): json.loads(text) for key, text in rows}
    return {stage: Fraction(str(found[stage.value])) for stage in Stage if found.get(stage.value) is not None}


@command("settings.save")
def set_stage_goals(ctx: WriteContext, wanted: Mapping[Stage, Fraction | None]) -> None:
    """Set the goals of these stages, or take them away (None). Raises ValidationError(s) at the stage's name."""
    checks = Checks()
    for stage, value in wanted.items():
        if value is not None and value < 0:
            checks.add(stage.value, Problem.NEGATIVE)
        elif value is not None and value > MOST:
            checks.add(stage.value, Problem.TOO_LARGE, limit=MOST)
    checks.raise_if_any()
    keys = [f"{_KEY}{stage.value}" for stage in wanted]
    kept = {row.key: row for row in ctx.session.execute(select(Setting).where(Setting.key.in_(keys))).scalars()}
    for stage, value in wanted.items():
        key, text = f"{_KEY}{stage.value}", json.dumps(None if value is None else str(value))
        if key not in kept:
            ctx.session.add(Setting(key=key, value=text))
        elif kept[key].value != text:
            kept[key].value = text
