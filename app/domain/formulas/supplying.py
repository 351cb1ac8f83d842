"""What a supplier's lines say about the supplier: on time in full, rejected, lead time, score, grade and state.

Definitions 1.1 ("Ours"). A line is judged by its *original* promise; one that never came costs as much as one that
came late.
The tolerance is none: not a day, not a piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from app.domain.formulas.ratios import ratio

ENOUGH_LINES: Final = 5
"""Below so many judged lines there is no rate: "not enough data"."""
ON_TIME_GOAL: Final = Fraction(92, 100)
QUALITY_LIMIT: Final = Fraction(5, 100)
"""Above this rejected rate the state is Quality."""
WATCH_REJECTED: Final = Fraction(2, 100)
QUIET_DAYS: Final = 90
RESPONSE_DAYS: Final = 10
"""A confirmation that takes so many days scores nothing, one on the same day scores all."""
WEIGHTS: Final[Mapping[str, Fraction]] = {
    "on_time": Fraction(40, 100),
    "quality": Fraction(25, 100),
    "response": Fraction(10, 100),
}
"""The score's weights. Price (15 %) and traced tickets (10 %) join when bills and tickets are kept; until then the
score is the weighted mean of the parts that are known."""


class SupplierState(StrEnum):
    """How a supplier stands today, the first that holds: late, quality, new, watch, good (`state_of`)."""

    GOOD = "good"
    WATCH = "watch"
    LATE = "late"
    QUALITY = "quality"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the score is made of. Rates are 0 to 1; None where nothing stands behind them; `lines` are those judged."""

    lines: int
    on_time: Fraction | None
    rejected: Fraction | None
    response_days: Fraction | None = None


def completed_on(needed: int, receipts: Iterable[tuple[date, int]]) -> date | None:
    """The first day on which the good quantity received so far reached `needed`; None when it never did.

    `receipts` are days and accepted quantities in any order; a correction is a negative quantity on its day.
    """
    by_day: dict[date, int] = {}
    for day, quantity in receipts:
        by_day[day] = by_day.get(day, 0) + quantity
    total = 0
    for day in sorted(by_day):
        total += by_day[day]
        if total >= needed:
            return day
    return None


def is_judged(due: date | None, completed: date | None, *, is_open: bool, today: date) -> bool:
    """Whether a line counts yet: it had a promise, and it is complete, over, or past its day."""
    return due is not None and (completed is not None or not is_open or due < today)


def is_on_time(due: date, completed: date | None) -> bool:
    """Whether a judged line was on time in full."""
    return completed is not None and completed <= due


def score(parts: Parts) -> Fraction | None:
    """0 to 100: Σ weight · part ÷ Σ weight over the parts that are known; None below `ENOUGH_LINES` judged lines."""
    if parts.lines < ENOUGH_LINES or parts.on_time is None:
        return None
    known = {"on_time": parts.on_time}
    if parts.rejected is not None:
        known["quality"] = 1 - parts.rejected
    if parts.response_days is not None:
        known["response"] = max(Fraction(0), 1 - parts.response_days / RESPONSE_DAYS)
    weighted = sum((WEIGHTS[name] * value for name, value in known.items()), Fraction(0))
    return 100 * weighted / sum((WEIGHTS[name] for name in known), Fraction(0))


def grade(parts: Parts) -> str | None:
    """A from 95, B from 80, C from 65, else D; with the state Quality C at best. None without a score."""
    value = score(parts)
    if value is None:
        return None
    letter = "A" if value >= 95 else "B" if value >= 80 else "C" if value >= 65 else "D"
    poor = parts.rejected is not None and parts.rejected > QUALITY_LIMIT
    return max(letter, "C") if poor else letter


def state_of(parts: Parts, late_lines: int) -> SupplierState:
    """The first that holds.

    - Late: an open line is past its original promise today.
    - Quality: more than 5 % of what was counted at the door was rejected, over at least 5 judged lines.
    - New: fewer than 5 judged lines.
    - Watch: on time in full below the goal of 92 %, or more than 2 % rejected.
    - Good: everything else.
    """
    if late_lines > 0:
        return SupplierState.LATE
    if parts.lines < ENOUGH_LINES or parts.on_time is None:
        return SupplierState.NEW
    if parts.rejected is not None and parts.rejected > QUALITY_LIMIT:
        return SupplierState.QUALITY
    if parts.on_time < ON_TIME_GOAL or (parts.rejected is not None and parts.rejected > WATCH_REJECTED):
        return SupplierState.WATCH
    return SupplierState.GOOD


def median(counts: Mapping[int, int]) -> Fraction | None:
    """The middle of whole numbers given as value → how often; the mean of the two middle ones when even."""
    total = sum(counts.values())
    if not total:
        return None
    return Fraction(_nth(counts, (total - 1) // 2) + _nth(counts, total // 2), 2)


def nine_in_ten(counts: Mapping[int, int]) -> int | None:
    """The smallest value within which nine in ten lie (nearest rank)."""
    total = sum(counts.values())
    return _nth(counts, -(-9 * total // 10) - 1) if total else None


def _nth(counts: Mapping[int, int], place: int) -> int:
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed > place:
            return value
    raise IndexError(place)


def rejected_rate(rejected: Fraction, accepted: Fraction) -> Fraction | None:
    """Rejected ÷ all that was counted at the door, in units; None when nothing came."""
    whole = rejected + accepted
    return rejected / whole if whole else None


def on_time_rate(on_time: int, judged: int) -> Fraction | None:
    """Lines on time in full ÷ lines judged; None without a line."""
    return ratio(on_time, judged)
