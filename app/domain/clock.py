"""Time, handed in: services ask a clock, so that tests and the sample shop decide what day it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware and in UTC."""


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """A moment as it is stored: UTC, microseconds, fixed width, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """The stored form read back, aware and in UTC."""
    return datetime.fromisoformat(text)


def local_date(moment: datetime) -> date:
    """The calendar day of a moment where the business is (the system's time zone)."""
    return moment.astimezone().date()
