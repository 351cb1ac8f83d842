"""What the first tab sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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


class Attention(StrEnum):
    """Why something needs attention."""

    LATE_IN = "late_in"
    LATE_OUT = "late_out"
    LATE_DELIVERY = "late_delivery"
    SHORT = "short"
    REORDER = "reorder"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One thing to see to, and the record that its action opens.

    `entity` and `id`: what its action opens; for products to order again what is made of them, a purchase order where
    the role may. `number` names an order or a shipment, `partner` whom it is about, `product` the first of `lines`.
    `days`: late, or without an order; `usual_days` is a quiet customer's rhythm. `orders` wait for it.
    `at_risk_minor`: the sales that hang on it, in `currency`; None where none can be named.
    """

    kind: Attention
    entity: str
    id: int
    number: str = ""
    partner: str = ""
    product: str = ""
    lines: int = 0
    days: int = 0
    usual_days: int = 0
    orders: int = 0
    at_risk_minor: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One person's week: calls made, follow-ups due until Sunday and not done, orders taken and what they sum to."""

    name: str
    calls: int
    due: int
    orders: int
    sales_minor: int
    currency: str
