"""Stock kept for orders: an order's line holds what is free, older orders first; nothing is promised twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.db.models import Reservation, SalesOrder, SalesOrderLine
from app.domain.states import SalesOrderState
from app.domain.vocabulary import ReservationKind
from app.services.operations import WriteContext

_FREE: Final = text(
    """
    SELECT (SELECT coalesce(sum(quantity), 0) FROM stock_balance WHERE product_id = :product AND inside = 1)
         - (SELECT coalesce(sum(quantity), 0) FROM reservation
            WHERE product_id = :product AND kind = 'hard' AND purchase_order_line_id IS NULL)
    """
)


def free(session: Session, product_id: int) -> int:
    """On hand inside the business and not kept for anybody, in smallest units."""
    session.flush()
    return int(session.execute(_FREE, {"product": product_id}).scalar_one())


def held_by(session: Session, line_ids: Collection[int]) -> dict[int, Reservation]:
    """What is kept for orders' lines out of the stock on hand, by line; a line without is not in it."""
    statement = select(Reservation).where(
        Reservation.sales_order_line_id.in_(line_ids), Reservation.purchase_order_line_id.is_(None)
    )
    return {held.sales_order_line_id: held for held in session.execute(statement).scalars()}


def reserve(ctx: WriteContext, lines: Sequence[SalesOrderLine]) -> None:
    """Keep what is free for the open parts of lines, the first line first."""
    ctx.session.flush()
    held = held_by(ctx.session, [line.id for line in lines])
    left: dict[int, int] = {}
    for line in lines:
        kept = held.get(line.id)
        wanted = open_quantity(line) - (kept.quantity if kept else 0)
        if wanted <= 0:
            continue
        if line.product_id not in left:
            left[line.product_id] = free(ctx.session, line.product_id)
        quantity = min(wanted, left[line.product_id])
        if quantity <= 0:
            continue
        left[line.product_id] -= quantity
        if kept is not None:
            kept.quantity += quantity
        else:
            ctx.session.add(_reservation(line, quantity))
    ctx.session.flush()


def release(ctx: WriteContext, quantities: Mapping[int, int]) -> set[int]:
    """Let go of up to so much of what is kept for each line (line id → quantity); the products that became free."""
    ctx.session.flush()
    products = set()
    for line_id, held in held_by(ctx.session, quantities).items():
        products.add(held.product_id)
        if quantities[line_id] >= held.quantity:
            ctx.session.delete(held)
        else:
            held.quantity -= quantities[line_id]
    ctx.session.flush()
    return products


def serve_waiting(ctx: WriteContext, product_id: int) -> None:
    """Give what came in to the confirmed orders that wait for it, the oldest first."""
    if free(ctx.session, product_id) > 0:
        serve_waiting_for(ctx, (product_id,))


def serve_waiting_for(ctx: WriteContext, product_ids: Iterable[int]) -> None:
    """The same for several products at once: one look at who waits, and nothing more where nobody does."""
    waiting = (
        select(SalesOrderLine)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .where(
            SalesOrder.state == SalesOrderState.CONFIRMED,
            SalesOrderLine.product_id.in_(list(product_ids)),
            SalesOrderLine.quantity > SalesOrderLine.shipped + SalesOrderLine.closed_short,
        )
        .order_by(SalesOrder.ordered, SalesOrder.id, SalesOrderLine.position)
    )
    ctx.session.flush()
    lines = ctx.session.execute(waiting).scalars().all()
    if lines:
        reserve(ctx, lines)


def open_quantity(line: SalesOrderLine) -> int:
    """What of a line is still to be shipped."""
    return max(line.quantity - line.shipped - line.closed_short, 0)


def _reservation(line: SalesOrderLine, quantity: int) -> Reservation:
    return Reservation(
        sales_order_line_id=line.id, product_id=line.product_id, kind=ReservationKind.HARD, quantity=quantity
    )
