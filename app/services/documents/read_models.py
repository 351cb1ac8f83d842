"""What the documents print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.states import SalesOrderState, ShipmentState
from app.domain.vocabulary import CallOutcome, Direction, InteractionKind, InteractionState
from app.services.documents.letterhead import Letterhead


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """A sales order of the customer; `total_minor` is what its lines add to revenue.

    `counts` is false for quotes and cancelled orders; `promised` is the latest first promise (else the day asked for)
    of its lines, `shipped` the last day goods of it left.
    """

    number: str
    ordered: date
    state: SalesOrderState
    counts: bool
    currency: str
    total_minor: int
    promised: date | None
    shipped: date | None
    carrier: str


@dataclass(frozen=True, slots=True)
class InteractionRecord:
    """Something that was said or done."""

    at: datetime
    kind: InteractionKind
    direction: Direction
    state: InteractionState
    outcome: CallOutcome | None
    duration_seconds: int | None
    staff: str
    contact: str
    subject: str
    notes: str
    next_step: str
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class ShipmentRecord:
    """A shipment to the customer, on the day it left (else the promised one)."""

    number: str
    day: date
    state: ShipmentState
    carrier: str
    tracking: str


@dataclass(frozen=True, slots=True)
class CustomerHistory:
    """All of a customer's orders and, of the span, what was said and sent; newest first."""

    letterhead: Letterhead
    orders: tuple[OrderRecord, ...]
    interactions: tuple[InteractionRecord, ...]
    shipments: tuple[ShipmentRecord, ...]
