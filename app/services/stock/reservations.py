"""Stock kept for orders: an order's line holds what is free, older orders first; nothing is promised twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.models import Reservation, SalesOrder, SalesOrderLine, StockBalance
from app.domain.states import SalesOrderState
from app.domain.vocabulary import ReservationKind
from app.services.operations import WriteContext


def on_hand(session: Session, product_id: int) -> int:
    """What lies inside the business, in smallest units."""
    total = select(func.coalesce(func.sum(StockBalance.quantity), 0)).where(
        StockBalance.product_id == product_id,
        StockBalance.inside == True,  # noqa: E712 - SQL, not Python
    )
    return int(session.execute(total).scalar_one())


def reserved(session: Session, product_id: int) -> int:
    """What is kept for orders out of the stock on hand."""
    total = select(func.coalesce(func.sum(Reservation.quantity), 0)).where(
        Reservation.product_id == product_id,
        Reservation.kind == ReservationKind.HARD,
        Reservation.purchase_order_line_id.is_(None),
    )
    return int(session.execute(total).scalar_one())


def free(session: Session, product_id: int) -> int:
    """On hand and not kept for anybody."""
    return on_hand(session, product_id) - reserved(session, product_id)


def held_by(session: Session, line_id: int) -> int:
    """What is kept for one order's line."""
    total = select(func.coalesce(func.sum(Reservation.quantity), 0)).where(
        Reservation.sales_order_line_id == line_id, Reservation.purchase_order_line_id.is_(None)
    )
    return int(session.execute(total).scalar_one())


def reserve(ctx: WriteContext, line: SalesOrderLine) -> int:
    """Keep what is free for the open part of a line; how much that was. The session is flushed first."""
    ctx.session.flush()
    wanted = open_quantity(line) - held_by(ctx.session, line.id)
    quantity = min(wanted, free(ctx.session, line.product_id)) if wanted > 0 else 0
    if quantity <= 0:
        return 0
    held = ctx.session.execute(_of_line(line.id)).scalars().first()
    if held is not None:
        held.quantity += quantity
    else:
        ctx.session.add(
            Reservation(
                sales_order_line_id=line.id,
                product_id=line.product_id,
                kind=ReservationKind.HARD,
                quantity=quantity,
            )
        )
    ctx.session.flush()
    return quantity


def release(ctx: WriteContext, line_id: int, quantity: int | None = None) -> int:
    """Let go of what is kept for a line, all of it or up to a quantity; how much was let go."""
    ctx.session.flush()
    left = quantity
    released = 0
    for held in ctx.session.execute(_of_line(line_id)).scalars().all():
        part = held.quantity if left is None else min(left, held.quantity)
        released += part
        if left is not None:
            left -= part
        if part == held.quantity:
            ctx.session.delete(held)
        elif part:
            held.quantity -= part
    ctx.session.flush()
    return released


def serve_waiting(ctx: WriteContext, product_id: int) -> None:
    """Give what came in to the confirmed orders that wait for it, the oldest first."""
    if free(ctx.session, product_id) <= 0:
        return
    waiting = (
        select(SalesOrderLine)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .where(
            SalesOrder.state == SalesOrderState.CONFIRMED,
            SalesOrderLine.product_id == product_id,
            SalesOrderLine.quantity > SalesOrderLine.shipped + SalesOrderLine.closed_short,
        )
        .order_by(SalesOrder.ordered, SalesOrder.id, SalesOrderLine.position)
    )
    for line in ctx.session.execute(waiting).scalars().all():
        reserve(ctx, line)


def open_quantity(line: SalesOrderLine) -> int:
    """What of a line is still to be shipped."""
    return max(line.quantity - line.shipped - line.closed_short, 0)


def _of_line(line_id: int) -> Any:
    return (
        select(Reservation)
        .where(Reservation.sales_order_line_id == line_id, Reservation.purchase_order_line_id.is_(None))
        .order_by(Reservation.id)
    )
