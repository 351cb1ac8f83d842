"""When stock runs out, and how it stands: on hand and dated receipts against the average daily issue (definitions 1.4).

Quantities are whole numbers of the product's smallest unit; everything is exact, days are calendar days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

DEMAND_DAYS: Final = 90
"""The days whose issues say what one day takes: those before today, and today."""
STILL_DAYS: Final = 180
"""Stock without a move for so long is called still."""
UNKNOWN_LATENESS: Final = 7
"""How late an overdue line is expected to come from a supplier of whom nothing late has come yet, in days."""
_HORIZON: Final = 3650

Receipt = tuple[date, int]


class StockState(StrEnum):
    """The first that holds: more is promised than there is, at or below the reorder point, neither."""

    SHORT = "short"
    REORDER = "reorder"
    OK = "ok"


def state_of(on_hand: int, promised: int, reorder_point: int | None) -> StockState:
    """How a product stands. Without a reorder point it never is to be reordered: none is invented."""
    if promised > on_hand:
        return StockState.SHORT
    if reorder_point is not None and on_hand <= reorder_point:
        return StockState.REORDER
    return StockState.OK


def expected_on(promise: date | None, today: date, lateness: int | None) -> date | None:
    """The day a receipt is counted with: its promise; an overdue one today + its supplier's median lateness (1.7)."""
    if promise is None or promise >= today:
        return promise
    return today + timedelta(days=max(1, UNKNOWN_LATENESS if lateness is None else lateness))


def runs_out(on_hand: int, receipts: Iterable[Receipt], issued: int, today: date) -> date | None:
    """The first day after today whose demand is not met; None without demand, or beyond ten years.

    `issued` is what the last `DEMAND_DAYS` took; a receipt counts from its own day on.
    """
    if issued <= 0:
        return None
    stock = max(on_hand, 0)
    for day, quantity in sorted(receipts):
        if (day - today).days > stock * DEMAND_DAYS // issued + 1:
            break
        stock += quantity
    lasts = stock * DEMAND_DAYS // issued
    return today + timedelta(days=lasts + 1) if lasts < _HORIZON else None


def projected(
    on_hand: int, receipts: Iterable[Receipt], issued: int, today: date, days: int
) -> list[tuple[date, Fraction]]:
    """Stock at the end of today and of each of the next `days`; demand that is not met is lost, never below zero."""
    by_day: dict[date, int] = {}
    for day, quantity in receipts:
        by_day[day] = by_day.get(day, 0) + quantity
    stock = Fraction(on_hand)
    daily = Fraction(max(issued, 0), DEMAND_DAYS)
    found = [(today, stock)]
    for number in range(1, days + 1):
        day = today + timedelta(days=number)
        stock = max(stock + by_day.get(day, 0) - daily, Fraction(0))
        found.append((day, stock))
    return found
