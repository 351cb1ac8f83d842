"""The form in which an interaction is logged, and how one is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.vocabulary import CallOutcome, Direction, InteractionKind, InteractionState


class LinkTarget(StrEnum):
    """What an interaction can be about beside its partner and person."""

    PARTNER = "partner"
    CONTACT = "contact"
    SALES_ORDER = "sales_order"
    PURCHASE_ORDER = "purchase_order"
    SHIPMENT = "shipment"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """One record that an interaction is about."""

    target: LinkTarget
    id: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """The follow-up. `when` (as people say it) is read when `due_at` is None; no title takes the subject's."""

    title: str = ""
    due_at: datetime | None = None
    when: str = ""
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class InteractionDraft:
    """What was said with whom. Without `at` it was just now; `completes` is the follow-up that it was."""

    kind: InteractionKind
    partner_id: int | None = None
    contact_id: int | None = None
    direction: Direction = Direction.OUTBOUND
    state: InteractionState = InteractionState.DONE
    outcome: CallOutcome | None = None
    at: datetime | None = None
    duration_seconds: int | None = None
    subject: str = ""
    notes: str = ""
    topic: str = ""
    mentions: tuple[Mention, ...] = ()
    next_step: NextStep | None = None
    completes: int | None = None


@dataclass(frozen=True, slots=True)
class InteractionDetail:
    """One interaction, to be edited. `may_edit`: all of it; else notes may be added when `may_append`."""

    id: int
    version: int
    draft: InteractionDraft
    staff_id: int | None
    staff: str | None
    may_edit: bool
    may_append: bool
