"""The formats of the running window: one locale for every screen, set by the bootstrap before the first one."""

from __future__ import annotations

from datetime import date

from app.domain.clock import utc_now
from app.wording.formats import Formats

_current: list[Formats] = []


def formats() -> Formats:
    """How numbers, money, dates and times are written; the system's locale until somebody chose one."""
    if not _current:
        _current.append(Formats())
    return _current[0]


def use_formats(chosen: Formats) -> None:
    """Write everything that is painted from now on in another form."""
    _current[:] = [chosen]


def short_day(day: date | None) -> str:
    """A day as lists have it: without the year while it is this one."""
    words = formats()
    return words.day_month(day, words.local_date(utc_now()))
