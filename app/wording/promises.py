"""What is said of a promise that has passed, or was moved: the same for what we buy and for what we sell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.wording.formats import Formats


def promised_anew(late_days: int, behind_days: int, moved_to: Iterable[date | None], formats: Formats) -> str:
    """How late an order is by the promise that holds now, and how far past the first one; empty when neither is past.

    `moved_to`: the current promises of what is past the first one and was promised another day.
    """
    day = max((day for day in moved_to if day is not None), default=None)
    if not late_days and not behind_days:
        return ""
    if day is None:
        return f"Late by {formats.days(late_days)}."
    first = f"{formats.days(behind_days)} past the first promise; now promised for {formats.date(day)}"
    return f"Late by {formats.days(late_days)}, {first}." if late_days else f"{first}."
