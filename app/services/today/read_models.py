"""What the first tab sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.vocabulary import CallOutcome


@dataclass(frozen=True, slots=True)
class TodaysCall:
    """A call that the acting person logged today."""

    id: int
    at: datetime
    partner_id: int | None
    partner: str | None
    contact: str | None
    notes: str
    subject: str
    outcome: CallOutcome | None


@dataclass(frozen=True, slots=True)
class TodayFacts:
    """The acting person's calls of today, the latest first, and whether there is any customer yet."""

    calls: tuple[TodaysCall, ...]
    has_customers: bool
