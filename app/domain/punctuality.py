"""How a shipment stands against its promise: the same answer for a list, a card, a calendar and a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.domain.states import ShipmentState

OPEN_SHIPMENT: Final = (
    ShipmentState.PLANNED,
    ShipmentState.PACKED,
    ShipmentState.IN_TRANSIT,
    ShipmentState.ARRIVED,
    ShipmentState.PARTLY_RECEIVED,
)
"""Not over yet."""
UNSENT: Final = (ShipmentState.PLANNED, ShipmentState.PACKED)
"""Not on its way: may still be changed or called off."""


class Standing(StrEnum):
    """What is said of a shipment beside its stage."""

    LATE = "late"
    DUE_TODAY = "due_today"
    ON_TIME = "on_time"
    UNDATED = "undated"
    PERFECT = "perfect"
    DONE = "done"
    DONE_LATE = "done_late"
    REJECTED = "rejected"
    SHORT = "short"
    LOST = "lost"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Punctuality:
    """`amount`: days late, or smallest units rejected or missing."""

    standing: Standing
    amount: int = 0


def judge(
    state: ShipmentState, promised: date | None, done: date | None, today: date, *, rejected: int = 0, short: int = 0
) -> Punctuality:
    """Where a shipment stands. `done`: the day it was delivered, or the last of it received.

    A finished one is perfect when it came on its day, whole and sound; what was rejected outweighs what was missing,
    and that outweighs a late day.
    """
    if state is ShipmentState.LOST:
        return Punctuality(Standing.LOST)
    if state is ShipmentState.CANCELLED:
        return Punctuality(Standing.CANCELLED)
    if state in OPEN_SHIPMENT:
        return _of_open(promised, today)
    if rejected > 0:
        return Punctuality(Standing.REJECTED, rejected)
    if short > 0:
        return Punctuality(Standing.SHORT, short)
    if promised is None or done is None:
        return Punctuality(Standing.DONE)
    late = (done - promised).days
    return Punctuality(Standing.DONE_LATE, late) if late > 0 else Punctuality(Standing.PERFECT)


def _of_open(promised: date | None, today: date) -> Punctuality:
    if promised is None:
        return Punctuality(Standing.UNDATED)
    late = (today - promised).days
    if late > 0:
        return Punctuality(Standing.LATE, late)
    return Punctuality(Standing.ON_TIME if late else Standing.DUE_TODAY)
