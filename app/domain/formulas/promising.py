"""What can be promised of a product: what is free now, else the day on which enough has come (definitions 1.7).

Quantities are whole numbers of the product's smallest unit; what older orders wait for comes off first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.formulas.stocking import Receipt


class Availability(StrEnum):
    """When a wanted quantity can leave."""

    NOW = "now"
    LATER = "later"
    """All of it on a day that is known."""
    SHORT = "short"
    """Some of it on no day that is known."""


@dataclass(frozen=True, slots=True)
class StockTruth:
    """What stock says to a wanted quantity: `now` of it can leave today, `missing` of it comes on no known day."""

    kind: Availability
    wanted: int
    now: int
    day: date | None = None
    missing: int = 0
    undated: int = 0
    """What is on order without a day."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What there is of a product for one order: free or kept for it now, and what comes on which day.

    `ahead` is what the orders that are served first still wait for.
    """

    available: int = 0
    ahead: int = 0
    receipts: tuple[Receipt, ...] = ()
    undated: int = 0

    def truth(self, wanted: int, *, taken: int = 0, waiting: int = 0) -> StockTruth:
        """What it says to a quantity, when lines before it take `taken` of what is there and wait for `waiting`."""
        return stock_truth(wanted, self.available - taken, self.ahead + waiting, self.receipts, self.undated)


def stock_truth(wanted: int, available: int, ahead: int, receipts: Iterable[Receipt], undated: int = 0) -> StockTruth:
    """The first day whose stock covers the quantity after what waits ahead; today when it is there already."""
    now = max(0, min(wanted, available))
    if now >= wanted:
        return StockTruth(Availability.NOW, wanted, now)
    missing = wanted - now + ahead
    for day, quantity in sorted(receipts):
        missing -= quantity
        if missing <= 0:
            return StockTruth(Availability.LATER, wanted, now, day)
    return StockTruth(Availability.SHORT, wanted, now, None, min(missing, wanted - now), undated)
