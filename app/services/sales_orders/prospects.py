"""What stock says to an order: what is free or kept for it, what waits ahead of it, and what comes when."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.db.models import Reservation, SalesOrder, SalesOrderLine, StockBalance
from app.domain.formulas.promising import Prospect
from app.domain.states import SalesOrderState
from app.domain.vocabulary import ReservationKind
from app.services.operations import ReadContext
from app.services.stock.standing import supplies


def prospects(ctx: ReadContext, products: Collection[int], order: SalesOrder | None = None) -> dict[int, Prospect]:
    """For each product, as a new order would find it, or this one. Five or six statements, however many products."""
    if not products:
        return {}
    order_id = order.id if order is not None else 0
    on_hand = _on_hand(ctx, products)
    reserved = _reserved(ctx, products, order_id)
    ahead = _ahead(ctx, products, order)
    coming = supplies(ctx, products)
    found = {}
    for product_id in products:
        all_kept, own = reserved.get(product_id, (0, 0))
        supply = coming.get(product_id)
        found[product_id] = Prospect(
            available=max(on_hand.get(product_id, 0) - all_kept, 0) + own,
            ahead=ahead.get(product_id, 0),
            receipts=tuple(sorted(supply.receipts)) if supply is not None else (),
            undated=supply.undated if supply is not None else 0,
        )
    return found


def _on_hand(ctx: ReadContext, products: Collection[int]) -> dict[int, int]:
    balance = StockBalance
    statement = (
        select(balance.product_id, func.sum(balance.quantity))
        .where(balance.product_id.in_(products), balance.inside == True)  # noqa: E712 - SQL
        .group_by(balance.product_id)
    )
    return {row[0]: row[1] for row in ctx.session.execute(statement)}


def _reserved(ctx: ReadContext, products: Collection[int], order_id: int) -> dict[int, tuple[int, int]]:
    own = case((SalesOrderLine.order_id == order_id, Reservation.quantity), else_=0)
    statement = (
        select(Reservation.product_id, func.sum(Reservation.quantity), func.sum(own))
        .join(SalesOrderLine, SalesOrderLine.id == Reservation.sales_order_line_id)
        .where(Reservation.product_id.in_(products), *_from_stock())
        .group_by(Reservation.product_id)
    )
    return {product_id: (kept, mine) for product_id, kept, mine in ctx.session.execute(statement)}


def _ahead(ctx: ReadContext, products: Collection[int], order: SalesOrder | None) -> dict[int, int]:
    """What confirmed orders that are served first still wait for; a quote comes after all of them."""
    line = SalesOrderLine
    kept: Any = (
        select(func.coalesce(func.sum(Reservation.quantity), 0))
        .where(Reservation.sales_order_line_id == line.id, *_from_stock())
        .correlate(line)
        .scalar_subquery()
    )
    needed = line.quantity - line.shipped - line.closed_short
    statement = (
        select(line.product_id, func.sum(needed - kept))
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .where(
            line.product_id.in_(products),
            SalesOrder.state == SalesOrderState.CONFIRMED,
            needed > kept,
            *_served_first(order),
        )
        .group_by(line.product_id)
    )
    return {row[0]: row[1] for row in ctx.session.execute(statement)}


def _served_first(order: SalesOrder | None) -> tuple[ColumnElement[bool], ...]:
    if order is None:
        return ()
    if order.state is not SalesOrderState.CONFIRMED:
        return (SalesOrder.id != order.id,)
    earlier = SalesOrder.ordered < order.ordered
    return (or_(earlier, and_(SalesOrder.ordered == order.ordered, SalesOrder.id < order.id)),)


def _from_stock() -> tuple[ColumnElement[bool], ...]:
    return (Reservation.kind == ReservationKind.HARD, Reservation.purchase_order_line_id.is_(None))
