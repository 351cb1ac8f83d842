"""How one supplier did month by month: two of the registry's measures, restricted to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select

from app.db.models import PurchaseLineFacts
from app.services.insights.figures import Dimension, Figure, MeasureName, Span, Unit
from app.services.insights.grouping import Group, Shape, build, month_of, within
from app.services.operations import ReadContext, query

MONTHS = 12
_FACTS = PurchaseLineFacts


@query("supplier.view")
def by_month(ctx: ReadContext, supplier_id: int) -> tuple[Figure, Figure]:
    """On time (by the month of the original promise) and lead time (by that of the last piece), of twelve months.

    The running month is the last of them. What counts is what `insights.supplying` counts (definitions 1.1); `n` is
    lines. Two statements.
    """
    first = ctx.today.year * 12 + ctx.today.month - MONTHS
    span = Span(date(first // 12, first % 12 + 1, 1), ctx.today)
    over = or_(_FACTS.completed.is_not(None), _FACTS.is_open == False, _FACTS.due < ctx.today)  # noqa: E712 - SQL
    punctual = case((_FACTS.completed <= _FACTS.due, 1), else_=0)
    judged, timed = (_FACTS.due.is_not(None), over), (_FACTS.completed.is_not(None), _FACTS.lead_days.is_not(None))
    rate = Shape(MeasureName.SUPPLIER_ON_TIME, Unit.RATE, mean=True)
    days = Shape(MeasureName.SUPPLIER_LEAD_TIME, Unit.DAYS, mean=True)
    return (
        _figure(ctx, rate, span, _FACTS.due, punctual, (_FACTS.supplier_id == supplier_id, *judged)),
        _figure(ctx, days, span, _FACTS.completed, _FACTS.lead_days, (_FACTS.supplier_id == supplier_id, *timed)),
    )


def _figure(ctx: ReadContext, shape: Shape, span: Span, day: Any, value: Any, conditions: tuple[Any, ...]) -> Figure:
    month = month_of(day)
    statement = within(select(month, func.sum(value), func.count()).where(*conditions).group_by(month), day, span)
    groups = [Group(key, part, n) for key, part, n in ctx.session.execute(statement)]
    return build(ctx, shape, Dimension.MONTH, span, groups)
