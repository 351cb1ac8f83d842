"""What a purchase order is made from, and what its screens see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from app.domain.formulas.ordering import PackRules
from app.domain.states import PurchaseOrderState
from app.domain.vocabulary import ReasonCode


@dataclass(frozen=True, slots=True)
class PurchaseLineDraft:
    """A line to order: quantity in the product's smallest units, price of one unit in minor units."""

    product_id: int
    quantity: int
    price_minor: int
    discount_ppm: int = 0
    requested: date | None = None
    supplier_item_id: int | None = None
    id: int | None = None
    """The line that it changes; None is a new one."""


@dataclass(frozen=True, slots=True)
class PurchaseOrderDraft:
    """An order to write. Without a number it gets the next one, without a day today's, without a currency ours.

    With an `id` it is the form of that order, and `original` the draft the form was opened with.
    """

    supplier_id: int
    lines: Sequence[PurchaseLineDraft] = field(default_factory=tuple)
    number: str = ""
    ordered: date | None = None
    currency: str | None = None
    freight_minor: int = 0
    staff_id: int | None = None
    notes: str = ""
    id: int | None = None
    version: int | None = None
    original: PurchaseOrderDraft | None = None


DRAFT_FIELDS: Final = ("number", "ordered", "currency", "freight_minor", "notes", "lines")


class OrderChip(StrEnum):
    """The ready-made filters of the list of purchase orders."""

    ALL = "all"
    OPEN = "open"
    """Sent, confirmed or on hold."""
    LATE = "late"
    """A line is past the promise that holds now and still open."""
    DRAFT = "draft"
    CLOSED = "closed"
    """Closed or cancelled."""


class OrderColumn(StrEnum):
    """What the list can show and sort by."""

    NUMBER = "number"
    SUPPLIER = "supplier"
    STATE = "state"
    ORDERED = "ordered"
    DUE = "due"
    RECEIVED = "received"
    TOTAL = "total"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders: all conditions hold at once."""

    text: str = ""
    chip: OrderChip = OrderChip.ALL
    supplier_id: int | None = None


@dataclass(frozen=True, slots=True)
class OrderSort:
    """In which order; without a value comes last. The newest first unless said otherwise."""

    column: OrderColumn = OrderColumn.ORDERED
    descending: bool = True


class Receipt(StrEnum):
    """What came of an order so far; derived from its lines, never set."""

    NOTHING = "nothing"
    PARTLY = "partly"
    FULLY = "fully"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A line of the list. Money is None for those who may not see costs."""

    id: int
    number: str
    supplier_id: int
    supplier: str
    state: PurchaseOrderState
    ordered: date
    due: date | None
    """The earliest original promise of what is still to come, else the latest promise."""
    now_promised: date | None
    """The current promise where it is another one."""
    late_days: int
    """How long the latest open line is past the promise that holds now; 0 when nothing is."""
    receipt: Receipt
    received_ppm: int
    """The share of what was ordered that came, by value, in parts per million."""
    net_minor: int | None
    currency: str
    lines: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an order. Quantities in the product's smallest units; money None without the right to see costs."""

    id: int
    position: int
    product_id: int
    sku: str
    product: str
    supplier_sku: str
    unit: str
    unit_decimals: int
    supplier_item_id: int | None
    quantity: int
    price_minor: int | None
    discount_ppm: int
    net_minor: int | None
    requested: date | None
    original_promise: date | None
    current_promise: date | None
    received: int
    rejected: int
    closed_short: int
    late_days: int
    """How long it is past the promise that holds now; 0 when it is not, or nothing is to come."""
    behind_days: int
    """The same of the original promise."""

    @property
    def outstanding(self) -> int:
        """What is still to come."""
        return max(0, self.quantity - self.received - self.closed_short)


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """One purchase order with its lines; what it may become next is in `next_states`."""

    id: int
    version: int
    number: str
    supplier_id: int
    supplier: str
    state: PurchaseOrderState
    held_from: PurchaseOrderState | None
    ordered: date
    sent: date | None
    confirmed: date | None
    closed: date | None
    close_reason: ReasonCode | None
    currency: str
    freight_minor: int | None
    staff: str | None
    history: bool
    notes: str
    receipt: Receipt
    late_days: int
    behind_days: int
    """The most of its lines, against the promise that holds now and against the original one."""
    lines: tuple[LineRow, ...]
    next_states: frozenset[PurchaseOrderState]
    shipments: tuple[tuple[int, str], ...]
    """Ids and numbers of the inbound shipments that carry it."""

    @property
    def net_minor(self) -> int | None:
        """Σ of the lines' nets, without freight."""
        nets = [line.net_minor for line in self.lines]
        return None if any(net is None for net in nets) else sum(net for net in nets if net is not None)

    @property
    def total_minor(self) -> int | None:
        """Net and freight."""
        net = self.net_minor
        return None if net is None or self.freight_minor is None else net + self.freight_minor


@dataclass(frozen=True, slots=True)
class Offer:
    """A product that can be ordered from a supplier: how it is sold there, and what the price depends on.

    `supplier_item_id` is None for a product that the supplier is not known to sell. `breaks` are pairs of the quantity
    from which a price holds, and the price. `needed` is what brings the stock to its target, in smallest units.
    """

    product_id: int
    sku: str
    product: str
    unit: str
    unit_decimals: int
    supplier_item_id: int | None
    supplier_sku: str
    price_minor: int | None
    currency: str | None
    breaks: tuple[tuple[int, int], ...]
    rules: PackRules
    lead_time_days: int | None
    on_hand: int
    on_order: int
    needed: int | None
