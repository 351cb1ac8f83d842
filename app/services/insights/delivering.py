"""Measures of what customers got against what they were promised, line by line.

Definitions 1.2 and 1.3: on time in full is judged by order line and the first promise; the fill rate is by unit.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from sqlalchemy import case, func, null, or_, select

from app.db.models import Product, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.domain.states import ShipmentKind, ShipmentState
from app.services.insights.figures import Dimension, Figure, MeasureName, Span, Unit
from app.services.insights.grouping import OF_PRODUCT, Group, Shape, build, month_of, within
from app.services.insights.sales import counted
from app.services.insights.supplying import add_units
from app.services.operations import ReadContext

_UNKNOWN: Final = None


def on_time_in_full(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Lines delivered whole by their first promise ÷ lines judged, by the promised day. `n` is lines."""
    lines = _lines(ctx, span)
    group = _group(lines, by)
    statement = select(group, func.sum(lines.c.good), func.count()).where(lines.c.good.is_not(_UNKNOWN)).group_by(group)
    groups = [Group(row[0], row[1], row[2]) for row in ctx.session.execute(statement)]
    return build(ctx.session, Shape(MeasureName.ON_TIME_IN_FULL, Unit.RATE, mean=True), by, span, groups)


def perfect_orders(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Orders of which every line came whole and on time ÷ orders whose lines can all be judged. `n` is orders."""
    lines = _lines(ctx, Span())
    last = func.max(lines.c.promise)
    statement = (
        select(lines.c.customer_id, last, func.min(lines.c.good))
        .group_by(lines.c.order_id, lines.c.customer_id)
        .having(func.count() == func.count(lines.c.good))
    )
    sums: defaultdict[int | str | None, list[int]] = defaultdict(lambda: [0, 0])
    for customer, promise, good in ctx.session.execute(statement):
        day = str(promise)
        if (span.start and day < span.start.isoformat()) or (span.end and day > span.end.isoformat()):
            continue
        key = customer if by is Dimension.CUSTOMER else day[:7] if by is Dimension.MONTH else None
        sums[key][0] += good
        sums[key][1] += 1
    groups = [Group(key, good, n) for key, (good, n) in sums.items()]
    return build(ctx.session, Shape(MeasureName.PERFECT_ORDERS, Unit.RATE, mean=True), by, span, groups)


def fill_rate(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Quantity sent ÷ quantity asked for, over lines whose day has come, by the day of ordering. `n` is lines."""
    line = SalesOrderLine
    group: Any = null()
    if by in OF_PRODUCT:
        group = line.product_id
    elif by is Dimension.CUSTOMER:
        group = SalesOrder.customer_id
    elif by is Dimension.MONTH:
        group = month_of(SalesOrder.ordered)
    sent = case((line.shipped > line.quantity, line.quantity), else_=line.shipped)
    statement = (
        select(group, Product.unit_decimals, func.sum(sent), func.sum(line.quantity), func.count())
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .join(Product, Product.id == line.product_id)
        .where(
            counted(),
            line.quantity > 0,
            func.coalesce(line.original_promise, line.requested, SalesOrder.ordered) <= ctx.today,
        )
        .group_by(group, Product.unit_decimals)
    )
    rows = ctx.session.execute(within(statement, SalesOrder.ordered, span)).all()
    groups = add_units((row[0], row[1], row[2], row[3], row[4]) for row in rows)
    return build(ctx.session, Shape(MeasureName.FILL_RATE, Unit.RATE, mean=True), by, span, groups)


def _lines(ctx: ReadContext, span: Span) -> Any:
    """Promised lines with `good`: 1 delivered whole in time, 0 not, null where that cannot be said (yet)."""
    line = SalesOrderLine
    promise = func.coalesce(line.original_promise, line.requested)
    out = _delivered()
    sent, known, in_time = (func.coalesce(column, 0) for column in (out.c.sent, out.c.known, out.c.in_time))
    good = case(
        (in_time >= line.quantity, 1),
        # It left, but nobody knows when it came.
        (sent > known, None),
        (known >= line.quantity, 0),
        (promise < ctx.today, 0),
        else_=None,
    )
    statement = (
        select(
            line.order_id,
            line.product_id,
            SalesOrder.customer_id,
            promise.label("promise"),
            good.label("good"),
        )
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .outerjoin(out, out.c.line_id == line.id)
        .where(counted(), line.quantity > 0, promise.is_not(None))
    )
    return within(statement, promise, span).subquery()


def _delivered() -> Any:
    """For each line what left, what of it is known to have come, and what of that by the promise."""
    line, part = SalesOrderLine, ShipmentLine
    promise = func.coalesce(line.original_promise, line.requested)
    came = or_(Shipment.delivered.is_not(None), Shipment.state == ShipmentState.LOST)
    return (
        select(
            part.sales_order_line_id.label("line_id"),
            func.sum(part.quantity).label("sent"),
            func.sum(case((came, part.quantity), else_=0)).label("known"),
            func.sum(case((Shipment.delivered <= promise, part.quantity), else_=0)).label("in_time"),
        )
        .join(Shipment, Shipment.id == part.shipment_id)
        .join(line, line.id == part.sales_order_line_id)
        .where(
            Shipment.kind == ShipmentKind.OUT,
            Shipment.state != ShipmentState.CANCELLED,
            Shipment.shipped.is_not(None),
        )
        .group_by(part.sales_order_line_id)
        .subquery()
    )


def _group(lines: Any, by: Dimension | None) -> Any:
    if by in OF_PRODUCT:
        return lines.c.product_id
    if by is Dimension.CUSTOMER:
        return lines.c.customer_id
    return month_of(lines.c.promise) if by is Dimension.MONTH else null()
