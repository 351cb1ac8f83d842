"""Measures of what suppliers promise and do, from what became of each purchase order's line.

Definitions 1.1: a line is judged by its original promise, and one that never came counts as much as a late one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_, select

from app.db.functions import days_between
from app.db.models import Product, PurchaseLineFacts, Shipment, ShipmentLine
from app.domain.states import ShipmentKind, ShipmentState
from app.services.insights.figures import Dimension, Figure, MeasureName, Span, Unit
from app.services.insights.grouping import Group, Shape, build, month_of, within
from app.services.operations import ReadContext

_FACTS = PurchaseLineFacts


def supplier_on_time(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Lines complete by their original promise ÷ lines judged, by the promised day. `n` is lines."""
    punctual = case((_FACTS.completed <= _FACTS.due, 1), else_=0)
    statement = select(_group(by, _FACTS.due), func.sum(punctual), func.count()).where(_judged(ctx))
    return _mean(ctx, Shape(MeasureName.SUPPLIER_ON_TIME, Unit.RATE, mean=True), statement, _FACTS.due, span, by)


def supplier_delay_days(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Mean days from the promise to the completed day, none when early, until today while open. `n` is lines."""
    until = func.coalesce(_FACTS.completed, literal(ctx.today.isoformat()))
    late = func.sum(case((until > _FACTS.due, days_between(_FACTS.due, until)), else_=0))
    known = or_(_FACTS.completed.is_not(None), _FACTS.is_open == True)  # noqa: E712 - SQL
    statement = select(_group(by, _FACTS.due), late, func.count()).where(_judged(ctx), known)
    return _mean(ctx, Shape(MeasureName.SUPPLIER_DELAY_DAYS, Unit.DAYS, mean=True), statement, _FACTS.due, span, by)


def supplier_lead_time(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Mean days from the confirmation (else the order) to the completed day, by that day. `n` is lines."""
    day = _FACTS.completed
    statement = select(_group(by, day), func.sum(_FACTS.lead_days), func.count()).where(
        day.is_not(None), _FACTS.lead_days.is_not(None)
    )
    return _mean(ctx, Shape(MeasureName.SUPPLIER_LEAD_TIME, Unit.DAYS, mean=True), statement, day, span, by)


def reject_rate(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Quantity rejected ÷ quantity counted at the door, in the products' units. `n` is lines received."""
    day = func.coalesce(Shipment.delivered, Shipment.arrived)
    group = _of_shipment(by, day)
    line = ShipmentLine
    statement = (
        select(
            group, Product.unit_decimals, func.sum(line.rejected), func.sum(line.rejected + line.accepted), func.count()
        )
        .join(Shipment, Shipment.id == line.shipment_id)
        .join(Product, Product.id == line.product_id)
        .where(
            Shipment.kind == ShipmentKind.IN,
            Shipment.state != ShipmentState.CANCELLED,
            line.accepted + line.rejected > 0,
        )
        .group_by(group, Product.unit_decimals)
    )
    rows = ctx.session.execute(within(statement, day, span)).all()
    groups = add_units((row[0], row[1], row[2], row[3], row[4]) for row in rows)
    return _built(ctx, Shape(MeasureName.REJECT_RATE, Unit.RATE, mean=True), groups, span, by)


def add_units(rows: Any) -> list[Group]:
    """Groups from (group, decimals, part, whole, n): units of different fineness become the finest of them."""
    found = list(rows)
    finest = max((row[1] for row in found), default=0)
    sums: defaultdict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for group, decimals, part, whole, n in found:
        scale = 10 ** (finest - decimals)
        sums[group][0] += part * scale
        sums[group][1] += whole * scale
        sums[group][2] += n
    return [Group(group, part, n, whole=whole) for group, (part, whole, n) in sums.items()]


def _judged(ctx: ReadContext) -> ColumnElement[bool]:
    over = or_(_FACTS.completed.is_not(None), _FACTS.is_open == False, _FACTS.due < ctx.today)  # noqa: E712 - SQL
    return and_(_FACTS.due.is_not(None), over)


def _group(by: Dimension | None, day: Any) -> Any:
    if by is Dimension.SUPPLIER:
        return _FACTS.supplier_id
    return month_of(day) if by is Dimension.MONTH else null()


def _of_shipment(by: Dimension | None, day: Any) -> Any:
    if by is Dimension.SUPPLIER:
        return Shipment.partner_id
    return month_of(day) if by is Dimension.MONTH else null()


def _mean(ctx: ReadContext, shape: Shape, statement: Any, day: Any, span: Span, by: Dimension | None) -> Figure:
    grouped = within(statement, day, span).group_by(_group(by, day))
    groups = [Group(row[0], row[1], row[2]) for row in ctx.session.execute(grouped)]
    return _built(ctx, shape, groups, span, by)


def _built(ctx: ReadContext, shape: Shape, groups: list[Group], span: Span, by: Dimension | None) -> Figure:
    return build(ctx.session, shape, by, span, groups, of_partner=True)
