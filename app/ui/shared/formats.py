"""The formats of the running window: one locale for every screen, set by the bootstrap before the first one."""

from __future__ import annotations

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
