"""The customer summary: who the customer is, what they buy and what was said, on paper to take along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.domain.money import Money
from app.domain.states import SalesOrderState, ShipmentState
from app.domain.vocabulary import CallOutcome, Direction, InteractionKind, InteractionState, Segment
from app.services.documents.letterhead import Letterhead

NAME: Final = "customer_summary"


class EventKind(StrEnum):
    """What stands in the history beside interactions."""

    ORDER = "order"
    SHIPMENT = "shipment"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the customer."""

    name: str
    title: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """The customer's facts. `payment_days` and `credit_limit` are their terms."""

    code: str
    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_id: str = ""
    owner: str = ""
    segment: Segment | None = None
    payment_days: int | None = None
    credit_limit: Money | None = None
    delivery_window: str = ""
    tags: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures; None is no data. `on_time_rate` is 0 to 1 over `shipped_orders`; days are calendar days."""

    sales_12_months: Money | None = None
    sales_all: Money | None = None
    orders_12_months: int | None = None
    orders_all: int | None = None
    average_order: Money | None = None
    days_between_orders: float | None = None
    on_time_rate: float | None = None
    shipped_orders: int = 0
    last_order: date | None = None
    last_contact: date | None = None
    customer_since: date | None = None


@dataclass(frozen=True, slots=True)
class MonthSales:
    """Net sales of one month (its first day) in minor units; None where there is no data."""

    month: date
    minor: int | None


@dataclass(frozen=True, slots=True)
class Order:
    """One sales order. `late_days` is above zero when it was shipped, or is still not, after its promise."""

    number: str
    ordered: date
    state: SalesOrderState
    total: Money
    promised: date | None = None
    shipped: date | None = None
    carrier: str = ""
    late_days: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened: an interaction, an order, a shipment or a follow-up."""

    at: datetime | date
    kind: InteractionKind | EventKind
    staff: str = ""
    contact: str = ""
    text: str = ""
    subject: str = ""
    direction: Direction | None = None
    state: InteractionState | SalesOrderState | ShipmentState | None = None
    outcome: CallOutcome | None = None
    duration_seconds: int | None = None
    reference: str = ""
    amount: Money | None = None
    next_step: str = ""
    next_due: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class CustomerSummary:
    """All that the document says. `since` and `until` bound orders and history (both kept)."""

    letterhead: Letterhead
    customer: Profile
    figures: Figures
    currency: str
    since: date | None = None
    until: date | None = None
    months: tuple[MonthSales, ...] = ()
    orders: tuple[Order, ...] = ()
    history: tuple[HistoryEntry, ...] = ()

    @property
    def made_on(self) -> date:
        """The document's date."""
        return self.letterhead.made_on
