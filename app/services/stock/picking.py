"""Where goods are taken from: the places inside the business, in their order, the lots that expire first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Lot, StockBalance
from app.domain.errors import Problem, ValidationError


@dataclass(frozen=True, slots=True)
class Pick:
    """A quantity to take from a place (and lot)."""

    location_id: int
    lot_id: int | None
    quantity: int


def pick(session: Session, product_id: int, quantity: int, *, free: int, field: str) -> list[Pick]:
    """Choose the places for a quantity of which `free` may be taken. Raises ValidationError(MORE_THAN_AVAILABLE)."""
    if quantity > free:
        raise ValidationError(field, Problem.MORE_THAN_AVAILABLE, available=max(free, 0), product_id=product_id)
    balances = session.execute(
        select(StockBalance.location_id, StockBalance.lot_id, StockBalance.quantity)
        .outerjoin(Lot, Lot.id == StockBalance.lot_id)
        .where(
            StockBalance.product_id == product_id,
            StockBalance.inside == True,  # noqa: E712 - SQL, not Python
        )
        .order_by(Lot.expiry, StockBalance.location_id, StockBalance.id)
    ).all()
    picks = []
    for location_id, lot_id, there in balances:
        part = min(there, quantity)
        if part > 0:
            picks.append(Pick(location_id, lot_id, part))
            quantity -= part
        if quantity == 0:
            break
    return picks
