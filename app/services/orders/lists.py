"""All sales orders, as the Orders view lists them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from app.db import search
from app.db.ids import id_array
from app.db.models import Partner, SalesOrder, SalesOrderLine
from app.domain.states import SalesOrderState
from app.services.customers import scope
from app.services.lateness import sold_due
from app.services.operations import ReadContext, query
from app.services.orders.queries import order_rows
from app.services.orders.read_models import CustomerOrder
from app.services.permissions import YES


class OrderChip(StrEnum):
    """The ready-made filters of the orders."""

    OPEN = "open"
    LATE = "late"
    QUOTES = "quotes"
    ALL = "all"


class OrderColumn(StrEnum):
    """What the list can be sorted by."""

    NUMBER = "number"
    CUSTOMER = "customer"
    STATE = "state"
    ORDERED = "ordered"
    PROMISED = "promised"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders: all conditions hold at once. `text` is of the number or of the customer."""

    chip: OrderChip = OrderChip.OPEN
    text: str = ""
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A line of the list."""

    id: int
    order: CustomerOrder
    customer_id: int
    customer: str


@query("order.view")
def ids(
    ctx: ReadContext, wanted: OrderFilter, column: OrderColumn = OrderColumn.ORDERED, *, descending: bool = True
) -> array[int]:
    """The ids of the orders that fit, sorted; without a value comes last, equal ones by the newest."""
    key = _keys()[column]
    direction = key.desc() if descending else key.asc()
    statement = select(SalesOrder.id).where(*_conditions(ctx, wanted))
    if column is OrderColumn.CUSTOMER:
        statement = statement.join(Partner, Partner.id == SalesOrder.customer_id)
    newest = () if column is OrderColumn.ORDERED else (SalesOrder.ordered.desc(),)
    return id_array(ctx.session, statement.order_by(direction.nulls_last(), *newest, SalesOrder.id.desc()))


@query("order.view")
def rows(ctx: ReadContext, wanted: Sequence[int]) -> list[OrderRow]:
    """The lines of these orders, in any order; those that are not there are left out. Two statements."""
    found = {order.id: order for order in order_rows(ctx, wanted)}
    names = ctx.session.execute(
        select(SalesOrder.id, Partner.id, Partner.name)
        .join(Partner, Partner.id == SalesOrder.customer_id)
        .where(SalesOrder.id.in_(wanted), _visible(ctx))
    )
    return [OrderRow(order_id, found[order_id], customer_id, name) for order_id, customer_id, name in names]


@query("order.view")
def counts(ctx: ReadContext, text: str = "", customer_id: int | None = None) -> dict[OrderChip, int]:
    """How many orders each chip shows."""
    made = {}
    for chip in OrderChip:
        conditions = _conditions(ctx, OrderFilter(chip, text, customer_id))
        statement = select(func.count()).select_from(SalesOrder)
        made[chip] = ctx.session.execute(statement.where(*conditions)).scalar_one()
    return made


def _visible(ctx: ReadContext) -> ColumnElement[bool]:
    grant = ctx.require("customer.view")
    if grant == YES:
        # Without the customers beside them, the orders come straight from an index in the order of the list.
        return true()
    return SalesOrder.customer_id.in_(select(Partner.id).where(scope.visible(ctx, grant)))


def _conditions(ctx: ReadContext, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions = [_visible(ctx), *_chip(ctx, wanted.chip)]
    if wanted.customer_id is not None:
        conditions.append(SalesOrder.customer_id == wanted.customer_id)
    words = search.read_words(wanted.text)
    if words:
        index = search.index_of(ctx.session.connection())
        conditions.append(
            or_(
                SalesOrder.id.in_(index.ids(words, "sales_order", ["code"])),
                SalesOrder.customer_id.in_(index.ids(words, "partner", ["title", "code"])),
            )
        )
    elif wanted.text.strip():
        conditions.append(false())
    return conditions


def _chip(ctx: ReadContext, chip: OrderChip) -> list[ColumnElement[bool]]:
    match chip:
        case OrderChip.OPEN:
            return [SalesOrder.state.in_((SalesOrderState.CONFIRMED, SalesOrderState.ON_HOLD))]
        case OrderChip.LATE:
            waiting = and_(
                SalesOrderLine.order_id == SalesOrder.id,
                SalesOrderLine.quantity > 0,
                SalesOrderLine.shipped + SalesOrderLine.closed_short < SalesOrderLine.quantity,
                sold_due() < ctx.today,
            )
            return [*_chip(ctx, OrderChip.OPEN), exists().where(waiting)]
        case OrderChip.QUOTES:
            return [SalesOrder.state == SalesOrderState.QUOTE]
        case OrderChip.ALL:
            return []


def _keys() -> dict[OrderColumn, Any]:
    line = SalesOrderLine
    total = select(func.sum(line.net_minor)).where(line.order_id == SalesOrder.id).correlate(SalesOrder)
    waiting = line.shipped + line.closed_short < line.quantity
    promise = select(func.min(line.current_promise)).where(line.order_id == SalesOrder.id, waiting)
    return {
        OrderColumn.NUMBER: SalesOrder.number_fold,
        OrderColumn.CUSTOMER: Partner.name_fold,
        OrderColumn.STATE: SalesOrder.state,
        OrderColumn.ORDERED: SalesOrder.ordered,
        OrderColumn.PROMISED: promise.correlate(SalesOrder).scalar_subquery(),
        OrderColumn.TOTAL: total.scalar_subquery(),
    }
