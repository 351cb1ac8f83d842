"""Measures of what suppliers promise and do, from what became of each purchase order's line.

Definitions 1.1: a line is judged by its original promise, and one that never came counts as much as a late one.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, case, func, literal, literal_column, null, or_, select

from app.db.functions import days_between
from app.db.models import Product, PurchaseLineFacts, Shipment, ShipmentLine
from app.db.models.rollups import Family
from app.domain.states import ShipmentKind, ShipmentState
from app.services.insights.figures import Dimension, Figure, MeasureName, Span, Unit
from app.services.insights.grouping import Shape, build
from app.services.insights.rollups import MONTH, Source, Sums, Window, groups, read, unit_groups
from app.services.operations import ReadContext

_FACTS = PurchaseLineFacts


def supplier_on_time(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Lines complete by their original promise ÷ lines judged, by the promised day. `n` is lines."""
    return _mean(ctx, Shape(MeasureName.SUPPLIER_ON_TIME, Unit.RATE, mean=True), ON_TIME, span, by)


def supplier_delay_days(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Mean days from the promise to the completed day, none when early, until today while open. `n` is lines."""
    split = _split_of(by)
    # What is open gets later every day, so that it never stands in a sum.
    waiting = ctx.session.execute(_waiting(Window(span, split, MONTH if split is None else 0, ctx.today)))
    found = [*read(ctx, DELAY, span, split), *(Sums(*row) for row in waiting)]
    shape = Shape(MeasureName.SUPPLIER_DELAY_DAYS, Unit.DAYS, mean=True)
    return build(ctx, shape, by, span, groups(found, by), of_partner=True)


def supplier_lead_time(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Mean days from the confirmation (else the order) to the completed day, by that day. `n` is lines."""
    return _mean(ctx, Shape(MeasureName.SUPPLIER_LEAD_TIME, Unit.DAYS, mean=True), LEAD_TIME, span, by)


def reject_rate(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Quantity rejected ÷ quantity counted at the door, in the products' units. `n` is lines received."""
    found = read(ctx, REJECTED, span, _split_of(by))
    shape = Shape(MeasureName.REJECT_RATE, Unit.RATE, mean=True)
    return build(ctx, shape, by, span, unit_groups(found, by), of_partner=True)


def _mean(ctx: ReadContext, shape: Shape, source: Source, span: Span, by: Dimension | None) -> Figure:
    found = read(ctx, source, span, _split_of(by))
    return build(ctx, shape, by, span, groups(found, by), of_partner=True)


def _split_of(by: Dimension | None) -> Dimension | None:
    # Here a supplier is the one ordered from, not the one of a product.
    return by if by is Dimension.SUPPLIER else None


def _on_time_sums(window: Window) -> Select[Any]:
    over = or_(_FACTS.completed.is_not(None), _FACTS.is_open == False, _FACTS.due < window.today)  # noqa: E712 - SQL
    punctual = func.sum(case((_FACTS.completed <= _FACTS.due, 1), else_=0))
    return _grouped(window, _FACTS.due, punctual).where(_FACTS.due.is_not(None), over)


def _delay_sums(window: Window) -> Select[Any]:
    late = case((_FACTS.completed > _FACTS.due, days_between(_FACTS.due, _FACTS.completed)), else_=0)
    return _grouped(window, _FACTS.due, func.sum(late)).where(_FACTS.completed.is_not(None), _FACTS.due.is_not(None))


def _waiting(window: Window) -> Select[Any]:
    """Open lines past their promise, late until today: few, in an index of their own."""
    late = func.sum(days_between(_FACTS.due, literal(window.today.isoformat())))
    return _grouped(window, _FACTS.due, late).where(
        literal_column("is_open = 1"), _FACTS.completed.is_(None), _FACTS.due < window.today
    )


def _lead_sums(window: Window) -> Select[Any]:
    day = _FACTS.completed
    statement = _grouped(window, day, func.sum(_FACTS.lead_days))
    return statement.where(day.is_not(None), _FACTS.lead_days.is_not(None))


def _grouped(window: Window, day: Any, part: Any) -> Select[Any]:
    keys = window.keys(day, _FACTS.supplier_id)
    statement = select(*keys, null(), literal(0), part, literal(0), func.count()).group_by(*keys)
    return window.within(statement, day)


def _reject_sums(window: Window) -> Select[Any]:
    line, day = ShipmentLine, func.coalesce(Shipment.delivered, Shipment.arrived)
    keys = window.keys(day, Shipment.partner_id)
    counted = line.accepted + line.rejected
    statement = (
        select(*keys, null(), Product.unit_decimals, func.sum(line.rejected), func.sum(counted), func.count())
        .join(Shipment, Shipment.id == line.shipment_id)
        .join(Product, Product.id == line.product_id)
        .where(Shipment.kind == ShipmentKind.IN, Shipment.state != ShipmentState.CANCELLED, counted > 0)
        .group_by(*keys, Product.unit_decimals)
    )
    return window.within(statement, day)


_SPLITS: Final = (Dimension.SUPPLIER,)
ON_TIME: Final = Source("supplier_on_time", Family.BOUGHT, _on_time_sums, _SPLITS)
DELAY: Final = Source("supplier_delay_days", Family.BOUGHT, _delay_sums, _SPLITS)
LEAD_TIME: Final = Source("supplier_lead_time", Family.BOUGHT, _lead_sums, _SPLITS)
REJECTED: Final = Source("reject_rate", Family.BOUGHT, _reject_sums, _SPLITS)
