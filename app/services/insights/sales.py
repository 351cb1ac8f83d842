"""Measures of what was sold: revenue, orders, freight, and how many customers come back.

An order counts when it is confirmed, closed, or on hold after it was confirmed; quotes and cancelled ones do not.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, exists, func, null, or_, select, union_all
from sqlalchemy.orm import aliased

from app.db.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.domain.formulas.ratios import repeat_rate as repeat_rate_of
from app.domain.states import SalesOrderState, ShipmentKind, ShipmentState
from app.services.insights.figures import Dimension, Figure, MeasureName, Span, Total, Unit
from app.services.insights.grouping import OF_PRODUCT, Group, Shape, build, month_of, within
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
    group = _order_group(by) if by not in OF_PRODUCT else SalesOrderLine.product_id
    statement = (
        select(group, SalesOrder.currency, func.sum(line_revenue()), func.count())
        .select_from(SalesOrderLine)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .where(counted())
        .group_by(group, SalesOrder.currency)
    )
    rows = ctx.session.execute(within(statement, SalesOrder.ordered, span)).all()
    groups = [Group(row[0], row[2], row[3], row[1]) for row in rows]
    return build(ctx.session, Shape(MeasureName.REVENUE, Unit.MONEY), by, span, groups)


def orders(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """How many orders were given in the span; an order of returns alone is not one."""
    group = _order_group(by)
    statement = select(group, func.count()).where(counted(), _sells()).group_by(group)
    rows = ctx.session.execute(within(statement, SalesOrder.ordered, span)).all()
    groups = [Group(row[0], row[1], row[1]) for row in rows]
    return build(ctx.session, Shape(MeasureName.ORDERS, Unit.ORDERS), by, span, groups)


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
    parts = union_all(_shipment_freight(), _order_freight()).subquery()
    group: Any = null()
    if by is not None:
        group = month_of(parts.c.day) if by is Dimension.MONTH else parts.c.carrier_id
    statement = select(group, parts.c.currency, func.sum(parts.c.amount), func.count()).group_by(
        group, parts.c.currency
    )
    rows = ctx.session.execute(within(statement, parts.c.day, span)).all()
    groups = [Group(row[0], row[2], row[3], row[1]) for row in rows]
    return build(ctx.session, Shape(MeasureName.FREIGHT, Unit.MONEY), by, span, groups)


def _order_group(by: Dimension | None) -> Any:
    match by:
        case Dimension.CUSTOMER:
            return SalesOrder.customer_id
        case Dimension.STAFF:
            return SalesOrder.staff_id
        case Dimension.MONTH:
            return month_of(SalesOrder.ordered)
        case _:
            return null()


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


def _shipment_freight() -> Any:
    currency = _first_order().with_only_columns(SalesOrder.currency).scalar_subquery()
    ordered = _first_order().with_only_columns(SalesOrder.ordered).scalar_subquery()
    return select(
        Shipment.carrier_id.label("carrier_id"),
        func.coalesce(Shipment.shipped, ordered).label("day"),
        func.coalesce(Shipment.currency, currency).label("currency"),
        Shipment.freight_minor.label("amount"),
    ).where(_outbound(Shipment), Shipment.freight_minor.is_not(None), Shipment.freight_minor != 0)


def _order_freight() -> Any:
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
    return select(
        carrier.label("carrier_id"),
        func.coalesce(shipped, SalesOrder.ordered).label("day"),
        SalesOrder.currency.label("currency"),
        SalesOrder.freight_minor.label("amount"),
    ).where(counted(), SalesOrder.freight_minor != 0, ~named)


def _outbound(shipment: Any) -> ColumnElement[bool]:
    return and_(shipment.kind == ShipmentKind.OUT, shipment.state != ShipmentState.CANCELLED)
