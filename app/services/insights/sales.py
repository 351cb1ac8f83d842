"""Measures of what was sold: revenue, orders, freight, and how many customers come back.

An order counts when it is confirmed, closed, or on hold after it was confirmed; quotes and cancelled ones do not.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from app.db.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.db.models.rollups import Family
from app.domain.formulas.ratios import repeat_rate as repeat_rate_of
from app.domain.states import SalesOrderState, ShipmentKind, ShipmentState
from app.services.insights.figures import Dimension, Figure, MeasureName, Span, Total, Unit
from app.services.insights.grouping import Shape, build, within
from app.services.insights.rollups import Source, Window, groups, read, split_of
from app.services.operations import ReadContext


def counted() -> ColumnElement[bool]:
    """The orders that count in figures."""
    on_hold = and_(
        SalesOrder.state == SalesOrderState.ON_HOLD,
        or_(SalesOrder.held_from.is_(None), SalesOrder.held_from != SalesOrderState.QUOTE),
    )
    return or_(SalesOrder.state.in_((SalesOrderState.CONFIRMED, SalesOrderState.CLOSED)), on_hold)


def line_revenue() -> ColumnElement[int]:
    """A line's net without the part that was closed short, in minor units."""
    line = SalesOrderLine
    kept = func.round(line.net_minor * 1.0 * (line.quantity - line.closed_short) / line.quantity)
    return case((line.closed_short == 0, line.net_minor), else_=cast(kept, BigInteger))


def revenue(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Σ net of the lines of the orders given in the span; returns (negative lines) reduce it. `n` is lines."""
    found = read(ctx, REVENUE, span, split_of(by))
    return build(ctx, Shape(MeasureName.REVENUE, Unit.MONEY), by, span, groups(found, by))


def orders(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """How many orders were given in the span; an order of returns alone is not one."""
    found = read(ctx, ORDERS, span, split_of(by))
    return build(ctx, Shape(MeasureName.ORDERS, Unit.ORDERS), by, span, groups(found, by))


def repeat_rate(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Customers with two orders or more in the span ÷ customers with one or more. `n` is customers."""
    statement = select(func.count()).where(counted(), _sells()).group_by(SalesOrder.customer_id)
    counts = list(ctx.session.execute(within(statement, SalesOrder.ordered, span)).scalars())
    total = Total(repeat_rate_of(counts), len(counts))
    return Figure(MeasureName.REPEAT_RATE, Unit.RATE, by, span, (), total)


def freight(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Freight of what goes to customers: each outbound shipment's, or the order's where its shipments name none.

    Counted on the day of shipping, else of ordering. `n` is shipments and orders with freight.
    """
    found = read(ctx, FREIGHT, span, split_of(by))
    return build(ctx, Shape(MeasureName.FREIGHT, Unit.MONEY), by, span, groups(found, by))


def _revenue_sums(window: Window) -> Select[Any]:
    subject = SalesOrderLine.product_id if window.split is Dimension.PRODUCT else _of_order(window)
    keys = window.keys(SalesOrder.ordered, subject)
    statement = (
        select(*keys, SalesOrder.currency, literal(0), func.sum(line_revenue()), literal(0), func.count())
        .select_from(SalesOrderLine)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .where(counted())
        .group_by(*keys, SalesOrder.currency)
    )
    return window.within(statement, SalesOrder.ordered)


def _order_sums(window: Window) -> Select[Any]:
    keys = window.keys(SalesOrder.ordered, _of_order(window))
    statement = select(*keys, null(), literal(0), func.count(), literal(0), func.count()).where(counted(), _sells())
    return window.within(statement.group_by(*keys), SalesOrder.ordered)


def _freight_sums(window: Window) -> Select[Any]:
    parts = union_all(*_shipment_freight(window), _order_freight(window)).subquery()
    keys = window.keys(parts.c.day, parts.c.carrier_id)
    statement = select(
        *keys, parts.c.currency, literal(0), func.sum(parts.c.amount), literal(0), func.count()
    ).group_by(*keys, parts.c.currency)
    return window.within(statement, parts.c.day)


def _of_order(window: Window) -> Any:
    return SalesOrder.staff_id if window.split is Dimension.STAFF else SalesOrder.customer_id


def _sells() -> ColumnElement[bool]:
    line = aliased(SalesOrderLine)
    return exists().where(line.order_id == SalesOrder.id, line.quantity > 0)


def _first_order() -> Any:
    return (
        select(SalesOrder)
        .join(SalesOrderLine, SalesOrderLine.order_id == SalesOrder.id)
        .join(ShipmentLine, ShipmentLine.sales_order_line_id == SalesOrderLine.id)
        .where(ShipmentLine.shipment_id == Shipment.id)
        .limit(1)
        .correlate(Shipment)
    )


def _shipment_freight(window: Window) -> tuple[Any, Any]:
    """What left, found by its day; and the little that did not leave yet, by the day of its order."""
    currency = _first_order().with_only_columns(SalesOrder.currency).scalar_subquery()
    ordered = _first_order().with_only_columns(SalesOrder.ordered).scalar_subquery()
    left, waiting = (
        select(
            Shipment.carrier_id.label("carrier_id"),
            day.label("day"),
            func.coalesce(Shipment.currency, currency).label("currency"),
            Shipment.freight_minor.label("amount"),
        ).where(_outbound(Shipment), Shipment.freight_minor.is_not(None), Shipment.freight_minor != 0)
        for day in (Shipment.shipped, ordered)
    )
    return (
        window.within(left.where(Shipment.shipped.is_not(None)), Shipment.shipped),
        waiting.where(Shipment.shipped.is_(None)),
    )


def _order_freight(window: Window) -> Any:
    sent = aliased(Shipment)
    of_order = (
        select(sent.id, sent.carrier_id, sent.freight_minor, sent.shipped)
        .join(ShipmentLine, ShipmentLine.shipment_id == sent.id)
        .join(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .where(SalesOrderLine.order_id == SalesOrder.id, _outbound(sent))
        .correlate(SalesOrder)
    )
    carrier = of_order.with_only_columns(func.min(sent.carrier_id)).scalar_subquery()
    shipped = of_order.with_only_columns(func.min(sent.shipped)).scalar_subquery()
    named = of_order.where(sent.freight_minor.is_not(None), sent.freight_minor != 0).exists()
    statement = select(
        carrier.label("carrier_id"),
        func.coalesce(shipped, SalesOrder.ordered).label("day"),
        SalesOrder.currency.label("currency"),
        SalesOrder.freight_minor.label("amount"),
    ).where(counted(), SalesOrder.freight_minor != 0, ~named)
    if window.is_open:
        return statement
    # Only orders that were given on these days, or of which something left on them, can count for them.
    lately = window.within(select(SalesOrder.id), SalesOrder.ordered)
    lines = select(SalesOrderLine.order_id).join(ShipmentLine, ShipmentLine.sales_order_line_id == SalesOrderLine.id)
    left = lines.join(Shipment, Shipment.id == ShipmentLine.shipment_id).where(Shipment.kind == ShipmentKind.OUT)
    return statement.where(SalesOrder.id.in_(union(lately, window.within(left, Shipment.shipped))))


def _outbound(shipment: Any) -> ColumnElement[bool]:
    return and_(shipment.kind == ShipmentKind.OUT, shipment.state != ShipmentState.CANCELLED)


REVENUE: Final = Source(
    "revenue", Family.SOLD, _revenue_sums, (Dimension.STAFF,), (Dimension.CUSTOMER, Dimension.PRODUCT)
)
ORDERS: Final = Source("orders", Family.SOLD, _order_sums, (Dimension.STAFF,), (Dimension.CUSTOMER,))
FREIGHT: Final = Source("freight", Family.SOLD, _freight_sums, (Dimension.CARRIER,))
