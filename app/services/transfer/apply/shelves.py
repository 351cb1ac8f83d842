"""What is on hand while an import is planned: balances and reservations as they will be, without asking per row."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.models import Reservation, StockBalance, StockValuation
from app.domain.money import share
from app.domain.vocabulary import ReservationKind
from app.services.transfer.plan import RowRef

Place = tuple[int, RowRef | None]
"""A location and a lot."""


class Shelves:
    """Balances by product and place; taking never goes below what is there and not reserved."""

    def __init__(self, session: Session) -> None:
        self._places: dict[RowRef, dict[Place, int]] = defaultdict(dict)
        self._reserved: dict[RowRef, int] = defaultdict(int)
        self._values: dict[RowRef, tuple[int, int]] = {}
        columns = (StockBalance.product_id, StockBalance.location_id, StockBalance.lot_id, StockBalance.quantity)
        for product, location, lot, quantity in session.execute(
            select(*columns).where(StockBalance.inside == 1).order_by(StockBalance.location_id, StockBalance.id)
        ):
            self._places[product][location, lot] = quantity
        for product, quantity in session.execute(
            select(Reservation.product_id, func.sum(Reservation.quantity))
            .where(Reservation.kind == ReservationKind.HARD, Reservation.purchase_order_line_id.is_(None))
            .group_by(Reservation.product_id)
        ):
            self._reserved[product] = quantity
        for product, quantity, value in session.execute(
            select(StockValuation.product_id, StockValuation.quantity, StockValuation.value_minor)
        ):
            self._values[product] = (quantity, value)

    def available(self, product: RowRef) -> int:
        """On hand and not reserved, in smallest units."""
        return sum(self._places[product].values()) - self._reserved[product]

    def average(self, product: RowRef, quantity: int) -> int | None:
        """What `quantity` is worth at the average cost before this import; None when there is no stock."""
        have, value = self._values.get(product, (0, 0))
        return share(value, quantity, have) if have else None

    def put(self, product: RowRef, location: int, lot: RowRef | None, quantity: int) -> None:
        """Add."""
        places = self._places[product]
        places[location, lot] = places.get((location, lot), 0) + quantity

    def take(self, product: RowRef, quantity: int) -> list[tuple[Place, int]] | None:
        """Take from the places in order; None (and nothing taken) when there is not enough that is free."""
        if quantity > self.available(product):
            return None
        taken: list[tuple[Place, int]] = []
        places = self._places[product]
        for place, have in places.items():
            part = min(have, quantity)
            if part > 0:
                taken.append((place, part))
                quantity -= part
            if quantity == 0:
                break
        for place, part in taken:
            places[place] -= part
        return taken

    def release(self, product: RowRef, quantity: int) -> None:
        """Let go of so much of what is reserved."""
        self._reserved[product] -= quantity

    def reserve(self, product: RowRef, wanted: int) -> int:
        """Reserve what is free of the wanted quantity; how much it was."""
        quantity = max(0, min(wanted, self.available(product)))
        self._reserved[product] += quantity
        return quantity
