"""What the timeline shows: typed values, never sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.vocabulary import CallOutcome, Direction


class EntryKind(StrEnum):
    """What happened."""

    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    VISIT = "visit"
    LETTER = "letter"
    MESSAGE = "message"
    NOTE = "note"
    SALES_ORDER = "sales_order"
    PURCHASE_ORDER = "purchase_order"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    LATE = "late"
    """The promised day passed before the goods left (outbound) or came (inbound)."""
    FOLLOW_UP = "follow_up"


INTERACTIONS = tuple(EntryKind)[:7]


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """Whose timeline (one of the two ids), and what of it. No kinds means all; `person_id` is a contact."""

    partner_id: int | None = None
    contact_id: int | None = None
    kinds: frozenset[EntryKind] = frozenset()
    text: str = ""
    person_id: int | None = None
    staff_id: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the timeline; the next page begins before it."""

    at: str
    place: int
    id: int


@dataclass(frozen=True, slots=True)
class EntryLink:
    """Where an entry leads to: a record and its number or name."""

    entity: str
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. `day` is where the business is; `at` is None for what has only a day.

    `entity` and `id` name its own record. Values that a kind has not are None or empty.
    """

    kind: EntryKind
    entity: str
    id: int
    day: date
    at: datetime | None = None
    number: str = ""
    """Of an order or a shipment."""
    title: str = ""
    """A subject, or what a follow-up is."""
    text: str = ""
    """What was said, or an order's notes."""
    direction: Direction | None = None
    outcome: CallOutcome | None = None
    duration_seconds: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    promised: date | None = None
    days_late: int | None = None
    state: str = ""
    """The record's state, as its enum's value."""
    who: str = ""
    """The person of the business."""
    who_id: int | None = None
    person: str = ""
    """The contact it was with."""
    person_id: int | None = None
    next_step_at: datetime | None = None
    """When the follow-up that came of it is due, while it is open."""
    links: tuple[EntryLink, ...] = ()
    may_edit: bool = False


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page, the newest first, and the cursor of the next one (None: that was all)."""

    entries: tuple[TimelineEntry, ...]
    next: Cursor | None
