"""Sales orders of a customer, to read."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, and_, case, cast, func, select

from app.db.models import SalesOrder, SalesOrderLine
from app.domain.states import SalesOrderState
from app.services.customers.scope import require_visible
from app.services.lateness import sold_due
from app.services.operations import ReadContext, query
from app.services.orders.read_models import CustomerOrder

_PPM = 1_000_000


@query("order.view")
def order_ids(ctx: ReadContext, customer_id: int) -> array[int]:
    """A customer's orders and quotes, the newest first. Raises NotFoundError."""
    require_visible(ctx, customer_id, grant=ctx.require("customer.view"))
    found = ctx.session.execute(
        select(SalesOrder.id)
        .where(SalesOrder.customer_id == customer_id)
        .order_by(SalesOrder.ordered.desc(), SalesOrder.id.desc())
    )
    return array("q", found.scalars())


@query("order.view")
def order_rows(ctx: ReadContext, wanted: Sequence[int]) -> list[CustomerOrder]:
    """These orders, the newest first; those that are not there are left out. One statement."""
    return _rows(ctx, SalesOrder.id.in_(wanted))


@query("order.view")
def orders(ctx: ReadContext, customer_id: int, limit: int = 200) -> list[CustomerOrder]:
    """A customer's newest orders and quotes. Raises NotFoundError."""
    require_visible(ctx, customer_id, grant=ctx.require("customer.view"))
    return _rows(ctx, SalesOrder.customer_id == customer_id, limit)


def _rows(ctx: ReadContext, condition: Any, limit: int = 1_000) -> list[CustomerOrder]:
    line = SalesOrderLine
    open_line = and_(line.quantity > 0, line.shipped + line.closed_short < line.quantity)
    gone = func.sum(cast(func.round(line.net_minor * 1.0 * line.shipped / line.quantity), BigInteger))
    next_promise = func.min(case((open_line, line.current_promise)), type_=line.current_promise.type)
    last_promise = func.max(line.current_promise, type_=line.current_promise.type)
    next_due = func.min(case((open_line, sold_due())), type_=line.current_promise.type)
    units = func.sum(case((line.quantity > 0, line.quantity), else_=0))
    units_gone = func.sum(case((line.quantity > 0, line.shipped), else_=0))
    rows = ctx.session.execute(
        select(
            *(SalesOrder, next_promise, last_promise, next_due, func.coalesce(func.sum(line.net_minor), 0)),
            *(func.coalesce(gone, 0), func.coalesce(units, 0), func.coalesce(units_gone, 0), func.count(line.id)),
        )
        .outerjoin(line, line.order_id == SalesOrder.id)
        .where(condition)
        .group_by(SalesOrder.id)
        .order_by(SalesOrder.ordered.desc(), SalesOrder.id.desc())
        .limit(limit)
    )
    return [_row(ctx, row) for row in rows]


def _row(ctx: ReadContext, row: Any) -> CustomerOrder:
    order: SalesOrder = row[0]
    next_promise, last_promise, due, net, gone, units, units_gone, lines = row[1:]
    part, whole = (gone, net) if net > 0 else (units_gone, units)
    is_open = order.state in (SalesOrderState.CONFIRMED, SalesOrderState.ON_HOLD)
    return CustomerOrder(
        id=order.id,
        number=order.number,
        state=order.state,
        ordered=order.ordered,
        promised=next_promise or last_promise,
        shipped_ppm=max(0, min(_PPM, _PPM * part // whole)) if whole > 0 else 0,
        late=bool(is_open and due and due < ctx.today),
        net_minor=net,
        currency=order.currency,
        lines=lines,
    )
