"""The periods that a document can be of, as one choice."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

Period = tuple[date | None, date | None]


class PeriodKey(StrEnum):
    """The ready-made periods."""

    YEAR = "year"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    ALL = "all"


def period_choices(today: date) -> list[tuple[str, str]]:
    """Keys and words, the usual one first."""
    return [
        (PeriodKey.YEAR.value, "Last 12 months"),
        (PeriodKey.THIS_YEAR.value, f"This year ({today.year})"),
        (PeriodKey.LAST_YEAR.value, f"Last year ({today.year - 1})"),
        (PeriodKey.ALL.value, "Everything"),
    ]


def period_of(key: str, today: date) -> Period:
    """First and last day of a period; None is open."""
    match PeriodKey(key):
        case PeriodKey.YEAR:
            day = min(today.day, 28) if today.month == 2 else today.day
            return date(today.year - 1, today.month, day), today
        case PeriodKey.THIS_YEAR:
            return date(today.year, 1, 1), today
        case PeriodKey.LAST_YEAR:
            return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
        case PeriodKey.ALL:
            return None, None
