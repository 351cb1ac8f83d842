"""Measures of what customers got against what they were promised, line by line.

Definitions 1.2 and 1.3: on time in full is judged by order line and the first promise; the fill rate is by unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.db.models import Product, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.db.models.rollups import Family
from app.domain.states import ShipmentKind, ShipmentState
from app.services.insights.figures import Dimension, Figure, MeasureName, Span, Unit
from app.services.insights.grouping import Shape, build, within
from app.services.insights.rollups import Source, Window, groups, read, split_of, unit_groups
from app.services.insights.sales import counted
from app.services.operations import ReadContext

_UNKNOWN: Final = None
_other = aliased(SalesOrderLine)


def on_time_in_full(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Lines delivered whole by their first promise ÷ lines judged, by the promised day. `n` is lines."""
    found = read(ctx, ON_TIME_IN_FULL, span, split_of(by))
    shape = Shape(MeasureName.ON_TIME_IN_FULL, Unit.RATE, mean=True)
    return build(ctx, shape, by, span, groups(found, by))


def perfect_orders(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Orders of which every line came whole and on time ÷ orders whose lines can all be judged. `n` is orders."""
    found = read(ctx, PERFECT_ORDERS, span, split_of(by))
    return build(ctx, Shape(MeasureName.PERFECT_ORDERS, Unit.RATE, mean=True), by, span, groups(found, by))


def fill_rate(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Quantity sent ÷ quantity asked for, over lines whose day has come, by the day of ordering. `n` is lines."""
    found = read(ctx, FILL_RATE, span, split_of(by))
    return build(ctx, Shape(MeasureName.FILL_RATE, Unit.RATE, mean=True), by, span, unit_groups(found, by))


def due_day() -> Any:
    """The day on which a line counts for the fill rate."""
    line = SalesOrderLine
    return func.coalesce(line.original_promise, line.requested, SalesOrder.ordered)


def _fill_sums(window: Window) -> Select[Any]:
    line = SalesOrderLine
    keys = window.keys(
        SalesOrder.ordered, line.product_id if window.split is Dimension.PRODUCT else SalesOrder.customer_id
    )
    sent = case((line.shipped > line.quantity, line.quantity), else_=line.shipped)
    statement = (
        select(*keys, null(), Product.unit_decimals, func.sum(sent), func.sum(line.quantity), func.count())
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .join(Product, Product.id == line.product_id)
        .where(counted(), line.quantity > 0, due_day() <= window.today)
        .group_by(*keys, Product.unit_decimals)
    )
    return window.within(statement, SalesOrder.ordered)


def _in_full_sums(window: Window) -> Select[Any]:
    lines = _lines(window, window.span, ())
    subject = lines.c.product_id if window.split is Dimension.PRODUCT else lines.c.customer_id
    keys = window.keys(lines.c.promise, subject)
    return (
        select(*keys, null(), literal(0), func.sum(lines.c.good), literal(0), func.count())
        .where(lines.c.good.is_not(_UNKNOWN))
        .group_by(*keys)
    )


def _perfect_sums(window: Window) -> Select[Any]:
    conditions: tuple[ColumnElement[bool], ...] = ()
    if not window.is_open:
        # An order that is over on these days has a line that is due on them.
        conditions = (SalesOrderLine.order_id.in_(window.within(select(_other.order_id), _promise(_other))),)
    lines = _lines(window, Span(), conditions)
    orders = (
        select(lines.c.customer_id, func.max(lines.c.promise).label("day"), func.min(lines.c.good).label("good"))
        .group_by(lines.c.order_id, lines.c.customer_id)
        .having(func.count() == func.count(lines.c.good))
        .subquery()
    )
    keys = window.keys(orders.c.day, orders.c.customer_id)
    found = select(*keys, null(), literal(0), func.sum(orders.c.good), literal(0), func.count()).group_by(*keys)
    return window.within(found, orders.c.day)


def _promise(line: Any = SalesOrderLine) -> Any:
    # As the index `ix_sales_order_line_promise` spells it.
    return func.coalesce(line.original_promise, line.requested)


def _lines(window: Window, span: Span, conditions: Iterable[ColumnElement[bool]]) -> Any:
    """Promised lines with `good`: 1 delivered whole in time, 0 not, null where that cannot be said (yet)."""
    line, part = SalesOrderLine, ShipmentLine
    promise = _promise()
    came = or_(Shipment.delivered.is_not(None), Shipment.state == ShipmentState.LOST)
    sent, known, in_time = (
        func.coalesce(func.sum(case((condition, part.quantity), else_=0)), 0)
        for condition in (Shipment.id.is_not(None), and_(Shipment.id.is_not(None), came), Shipment.delivered <= promise)
    )
    good = case(
        (in_time >= line.quantity, 1),
        # It left, but nobody knows when it came.
        (sent > known, None),
        (known >= line.quantity, 0),
        (promise < window.today, 0),
        else_=None,
    )
    left = and_(
        Shipment.id == part.shipment_id,
        Shipment.kind == ShipmentKind.OUT,
        Shipment.state != ShipmentState.CANCELLED,
        Shipment.shipped.is_not(None),
    )
    statement = (
        select(
            *(line.order_id, line.product_id, func.min(SalesOrder.customer_id).label("customer_id")),
            *(promise.label("promise"), good.label("good")),
        )
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .outerjoin(part, part.sales_order_line_id == line.id)
        .outerjoin(Shipment, left)
        .where(counted(), line.quantity > 0, promise.is_not(None), *conditions)
        .group_by(line.id)
    )
    return within(statement, promise, span).subquery()


_YEARLY: Final = (Dimension.CUSTOMER, Dimension.PRODUCT)
ON_TIME_IN_FULL: Final = Source("on_time_in_full", Family.SOLD, _in_full_sums, yearly=_YEARLY)
PERFECT_ORDERS: Final = Source("perfect_orders", Family.SOLD, _perfect_sums, yearly=(Dimension.CUSTOMER,))
FILL_RATE: Final = Source("fill_rate", Family.FILLED, _fill_sums, yearly=_YEARLY)
