"""Stock kept for orders: an order's line holds what is free, older orders first; nothing is promised twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import and_, bindparam, func, select, text
from sqlalchemy.orm import Session

from app.db.models import Reservation, SalesOrder, SalesOrderLine
from app.domain.states import SalesOrderState
from app.domain.vocabulary import ReservationKind
from app.services.operations import WriteContext

_FREE: Final = text(
    """
    SELECT product_id, sum(quantity) FROM (
        SELECT product_id, quantity FROM stock_balance WHERE product_id IN :products AND inside = 1
        UNION ALL SELECT product_id, -quantity FROM reservation
        WHERE product_id IN :products AND kind = 'hard' AND purchase_order_line_id IS NULL) parts
    GROUP BY product_id
    """
).bindparams(bindparam("products", expanding=True))
_HELD: Final = select(Reservation).where(
    Reservation.sales_order_line_id.in_(bindparam("lines", expanding=True)),
    Reservation.purchase_order_line_id.is_(None),
)
_WAITING: Final = (
    select(SalesOrderLine)
    .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
    .outerjoin(
        Reservation,
        and_(Reservation.sales_order_line_id == SalesOrderLine.id, Reservation.purchase_order_line_id.is_(None)),
    )
    .where(
        SalesOrder.state == SalesOrderState.CONFIRMED,
        SalesOrderLine.product_id.in_(bindparam("products", expanding=True)),
        # Lines of which everything open is kept already are passed over.
        SalesOrderLine.quantity - SalesOrderLine.shipped - SalesOrderLine.closed_short
        > func.coalesce(Reservation.quantity, 0),
    )
    .order_by(SalesOrder.ordered, SalesOrder.id, SalesOrderLine.position)
)
"""The lines that wait for goods, the oldest order first."""


def free(session: Session, product_id: int) -> int:
    """On hand inside the business and not kept for anybody, in smallest units."""
    return free_of(session, (product_id,))[product_id]


def free_of(session: Session, product_ids: Collection[int]) -> dict[int, int]:
    """The same of several products at once."""
    session.flush()
    found = session.execute(_FREE, {"products": list(product_ids)})
    return dict.fromkeys(product_ids, 0) | {product_id: int(quantity) for product_id, quantity in found}


def held_by(session: Session, line_ids: Collection[int]) -> dict[int, Reservation]:
    """What is kept for orders' lines out of the stock on hand, by line; a line without is not in it."""
    found = session.execute(_HELD, {"lines": list(line_ids)})
    return {held.sales_order_line_id: held for held in found.scalars()}


def reserve(ctx: WriteContext, lines: Sequence[SalesOrderLine]) -> None:
    """Keep what is free for the open parts of lines, the first line first."""
    ctx.session.flush()
    held = held_by(ctx.session, [line.id for line in lines])
    missing = {line: open_quantity(line) - (held[line.id].quantity if line.id in held else 0) for line in lines}
    wanting = [(line, wanted) for line, wanted in missing.items() if wanted > 0]
    left = free_of(ctx.session, {line.product_id for line, _ in wanting}) if wanting else {}
    for line, wanted in wanting:
        quantity = min(wanted, left[line.product_id])
        if quantity <= 0:
            continue
        left[line.product_id] -= quantity
        kept = held.get(line.id)
        if kept is not None:
            kept.quantity += quantity
        else:
            ctx.session.add(_reservation(line, quantity))
    ctx.session.flush()


def release(ctx: WriteContext, quantities: Mapping[int, int]) -> set[int]:
    """Let go of up to so much of what is kept for each line (line id → quantity); the products that became free."""
    ctx.session.flush()
    products = let_go(ctx, quantities)
    ctx.session.flush()
    return products


def let_go(ctx: WriteContext, quantities: Mapping[int, int]) -> set[int]:
    """The same as part of more, written down with the rest."""
    products = set()
    for line_id, held in held_by(ctx.session, quantities).items():
        products.add(held.product_id)
        if quantities[line_id] >= held.quantity:
            ctx.session.delete(held)
        else:
            held.quantity -= quantities[line_id]
    return products


def serve_waiting(ctx: WriteContext, product_id: int) -> None:
    """Give what came in to the confirmed orders that wait for it, the oldest first."""
    if free(ctx.session, product_id) > 0:
        serve_waiting_for(ctx, (product_id,))


def serve_waiting_for(ctx: WriteContext, product_ids: Iterable[int]) -> None:
    """The same for several products at once: one look at who waits, and nothing more where nobody does."""
    ctx.session.flush()
    lines = ctx.session.execute(_WAITING, {"products": list(product_ids)}).unique().scalars().all()
    if lines:
        reserve(ctx, lines)


def open_quantity(line: SalesOrderLine) -> int:
    """What of a line is still to be shipped."""
    return max(line.quantity - line.shipped - line.closed_short, 0)


def _reservation(line: SalesOrderLine, quantity: int) -> Reservation:
    return Reservation(
        sales_order_line_id=line.id, product_id=line.product_id, kind=ReservationKind.HARD, quantity=quantity
    )
