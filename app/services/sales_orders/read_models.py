"""What a sales order is made from, and what its screens see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from app.domain.formulas.promising import Prospect, StockTruth
from app.domain.states import SalesOrderState
from app.services.orders.lists import OrderRow


@dataclass(frozen=True, slots=True)
class SalesLineDraft:
    """A line to sell: quantity in the product's smallest units, price of one unit in minor units."""

    product_id: int
    quantity: int
    price_minor: int
    discount_ppm: int = 0
    requested: date | None = None
    promised: date | None = None
    id: int | None = None
    """The line that it changes; None is a new one."""


@dataclass(frozen=True, slots=True)
class SalesOrderDraft:
    """A quote to write. Without a number it gets the next one, without a day today's, without a currency ours.

    With an `id` it is the form of that order, and `original` the draft the form was opened with.
    """

    customer_id: int
    lines: Sequence[SalesLineDraft] = field(default_factory=tuple)
    contact_id: int | None = None
    number: str = ""
    ordered: date | None = None
    currency: str | None = None
    freight_minor: int = 0
    staff_id: int | None = None
    notes: str = ""
    id: int | None = None
    version: int | None = None
    original: SalesOrderDraft | None = None


DRAFT_FIELDS: Final = ("number", "ordered", "currency", "contact_id", "freight_minor", "notes", "lines")


@dataclass(frozen=True, slots=True)
class PaidPrice:
    """What a customer paid for a product last: price of one unit before the discount, in the order's currency."""

    price_minor: int
    discount_ppm: int
    day: date


@dataclass(frozen=True, slots=True)
class SalesOffer:
    """A product that can be sold to a customer: its list price, what they paid last, and what stock says.

    `list_minor` is None where there is no list price in the order's currency; `list_currency` says in which it is.
    """

    product_id: int
    sku: str
    product: str
    unit: str
    unit_decimals: int
    list_minor: int | None
    list_currency: str | None
    paid: PaidPrice | None
    prospect: Prospect

    @property
    def price_minor(self) -> int | None:
        """What is proposed: the price they paid last, else the list price."""
        return self.paid.price_minor if self.paid is not None else self.list_minor


class Shipped(StrEnum):
    """What of an order has left; derived from its lines, never set."""

    NOTHING = "nothing"
    PARTLY = "partly"
    FULLY = "fully"


@dataclass(frozen=True, slots=True)
class SalesLine:
    """A line of an order. Quantities in the product's smallest units.

    `kept` is what is reserved for it; `truth` is what stock says to what is still to be shipped, None when nothing is.
    """

    id: int
    position: int
    product_id: int
    sku: str
    product: str
    unit: str
    unit_decimals: int
    quantity: int
    shipped: int
    closed_short: int
    kept: int
    price_minor: int
    discount_ppm: int
    net_minor: int
    promised: date | None
    first_promised: date | None
    late_days: int
    """How long what is to leave is past the promise that holds now (else the day asked for); 0 when it is not."""
    behind_days: int
    """The same of the first promise; nothing promised in a quote is past."""
    truth: StockTruth | None

    @property
    def late(self) -> bool:
        """Whether the promise that holds now is past."""
        return self.late_days > 0

    @property
    def open(self) -> int:
        """What is still to be shipped."""
        return max(self.quantity - self.shipped - self.closed_short, 0)


@dataclass(frozen=True, slots=True)
class SalesOrderDetail:
    """One order with its lines in their order; what it may become next is in `next_states`."""

    row: OrderRow
    version: int
    held_from: SalesOrderState | None
    closed: date | None
    reason: str
    freight_minor: int
    staff_id: int | None
    notes: str
    shipped: Shipped
    lines: tuple[SalesLine, ...]
    next_states: frozenset[SalesOrderState]
    editable: bool
    shipments: tuple[tuple[int, str], ...]
    """Ids and numbers of the shipments that carry it, the oldest first."""
    unsent: tuple[int, ...]
    """Those of them that have not left yet."""

    @property
    def short(self) -> tuple[SalesLine, ...]:
        """The lines that cannot leave in full today."""
        return tuple(line for line in self.lines if line.truth is not None and line.truth.now < line.truth.wanted)

    @property
    def total_minor(self) -> int:
        """Net and freight."""
        return self.row.order.net_minor + self.freight_minor
