"""Where goods are taken from: the places inside the business, in their order, the lots that expire first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db.models import Lot, StockBalance
from app.domain.errors import Problem, ValidationError
from app.services.stock.reservations import free_of


@dataclass(frozen=True, slots=True)
class Pick:
    """A quantity to take from a place (and lot)."""

    location_id: int
    lot_id: int | None
    quantity: int


_THERE: Final = (
    select(StockBalance.product_id, StockBalance.location_id, StockBalance.lot_id, StockBalance.quantity)
    .outerjoin(Lot, Lot.id == StockBalance.lot_id)
    .where(
        StockBalance.product_id.in_(bindparam("products", expanding=True)),
        StockBalance.inside == True,  # noqa: E712 - SQL, not Python
    )
    .order_by(Lot.expiry, StockBalance.location_id, StockBalance.id)
)


class Shelves:
    """What may be taken of some products, read at once; what was taken once is there no more."""

    def __init__(self, session: Session, product_ids: Collection[int]) -> None:
        self._free = free_of(session, product_ids)
        self._there: defaultdict[int, list[Pick]] = defaultdict(list)
        for product_id, location_id, lot_id, quantity in session.execute(_THERE, {"products": list(product_ids)}):
            self._there[product_id].append(Pick(location_id, lot_id, quantity))

    def take(self, product_id: int, quantity: int, field: str) -> list[Pick]:
        """Choose the places for a quantity. Raises ValidationError (MORE_THAN_AVAILABLE)."""
        free = self._free[product_id]
        if quantity > free:
            raise ValidationError(field, Problem.MORE_THAN_AVAILABLE, available=max(free, 0), product_id=product_id)
        self._free[product_id] -= quantity
        picks, left = [], []
        for there in self._there[product_id]:
            part = min(there.quantity, quantity)
            quantity -= part
            if part > 0:
                picks.append(replace(there, quantity=part))
            left.append(replace(there, quantity=there.quantity - part))
        self._there[product_id] = left
        return picks
