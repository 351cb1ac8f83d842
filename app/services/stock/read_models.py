"""What the inventory's screens see. Quantities are whole numbers of a product's smallest unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from app.domain.formulas.stocking import StockState
from app.domain.vocabulary import LocationKind, MoveKind, ProductStatus, ReasonCode, Tracking


class StockChip(StrEnum):
    """The ready-made filters of the inventory. Archived products are in the last one only."""

    ALL = "all"
    SHORT = "short"
    """More is promised to confirmed orders than is on hand."""
    REORDER = "reorder"
    """Active, and on hand at or below the reorder point (the same as the figure)."""
    TO_ORDER = "to_order"
    """At or below the reorder point with what is on order counted: nothing is on its way for it."""
    STILL = "still"
    """On hand, and not moved for 180 days."""
    DISCONTINUED = "discontinued"
    ARCHIVED = "archived"


class StockColumn(StrEnum):
    """What the inventory can be sorted by."""

    SKU = "sku"
    NAME = "name"
    SUPPLIER = "supplier"
    ON_HAND = "on_hand"
    RESERVED = "reserved"
    INCOMING = "incoming"
    AVAILABLE = "available"
    RUNS_OUT = "runs_out"
    CATEGORY = "category"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class StockFilter:
    """Which products: all conditions hold at once. `text` is of SKU, name or GTIN."""

    text: str = ""
    chip: StockChip = StockChip.ALL


@dataclass(frozen=True, slots=True)
class StockSort:
    """In which order; without a value comes last, equal ones go by SKU."""

    column: StockColumn = StockColumn.SKU
    descending: bool = False


@dataclass(frozen=True, slots=True)
class StockRow:
    """A line of the inventory. `value_minor` is None for those who may not see costs."""

    id: int
    sku: str
    gtin: str | None
    name: str
    category: str
    status: ProductStatus
    unit: str
    unit_decimals: int
    supplier: str
    reorder_point: int | None
    on_hand: int
    reserved: int
    """Promised to confirmed orders: what is kept for them, and what they still wait for."""
    waiting: int
    """The part of it that nothing is kept for yet."""
    incoming: int
    """Open on purchase orders that were sent."""
    issued: int
    """What the last 90 days took; nought: no demand."""
    runs_out: date | None
    state: StockState
    value_minor: int | None

    @property
    def available(self) -> int:
        """On hand without what is promised; below zero: short by so much."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class StockCounts:
    """How many products each chip would show, and what the products' stock is worth (None: not for these eyes)."""

    chips: Mapping[StockChip, int]
    worth_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """What is on hand at one place, of one lot."""

    id: int
    location_id: int
    location: str
    lot_id: int | None
    lot: str
    expiry: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """An open line of a purchase order. `expected` is the day it is counted with (None: without a promise)."""

    id: int
    order_id: int
    number: str
    supplier_id: int
    supplier: str
    quantity: int
    original_promise: date | None
    promise: date | None
    expected: date | None
    days_late: int
    """Days past the promise that holds now; nought when it is not."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An open line of a confirmed sales order. `customer` is empty where the role may not see it."""

    id: int
    order_id: int
    number: str
    customer: str
    quantity: int
    reserved: int
    promise: date | None
    late: bool

    @property
    def short(self) -> int:
        """What nothing is kept for yet."""
        return max(self.quantity - self.reserved, 0)


@dataclass(frozen=True, slots=True)
class OfferRow:
    """Who sells us the product. Prices are None for those who may not see costs."""

    id: int
    supplier_id: int
    supplier: str
    supplier_sku: str
    price_minor: int | None
    currency: str | None
    lead_time_days: int | None
    minimum: int | None
    pack_quantity: int | None


@dataclass(frozen=True, slots=True)
class ProductDetail:
    """One product's page, as far as the role may see."""

    row: StockRow
    version: int
    price_minor: int | None
    currency: str
    cost_minor: int | None
    """The moving-average cost of one unit, else the standard cost; None without, or not for these eyes."""
    margin: Fraction | None
    """(Price − cost) ÷ price."""
    business_currency: str
    tracking: Tracking
    target_stock: int | None
    weight_g: int | None
    shelf_life_days: int | None
    notes: str
    last_move: date | None
    places: tuple[PlaceRow, ...]
    incoming: tuple[IncomingRow, ...]
    orders: tuple[WaitingRow, ...]
    offers: tuple[OfferRow, ...]
    shows_costs: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """Stock at the end of each day: as the ledger says for the past, as reckoned for the next 30 days."""

    product_id: int
    unit: str
    unit_decimals: int
    today: date
    past: tuple[tuple[date, int], ...]
    """From 90 days ago to today."""
    future: tuple[tuple[date, Fraction], ...]
    """From today on: dated receipts come in, the average daily issue goes out."""
    receipts: tuple[tuple[date, int], ...]
    undated: int
    """On order without a promised day: counted nowhere."""
    issued: int
    daily: Fraction
    reorder_point: int | None
    runs_out: date | None


@dataclass(frozen=True, slots=True)
class MoveFilter:
    """Which moves: all conditions hold at once. `text` is of the product's SKU, name or GTIN."""

    text: str = ""
    kind: MoveKind | None = None
    product_id: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One posting of the ledger. `document` and `document_id` name the shipment that caused it, if one did."""

    id: int
    at: datetime
    day: date
    product_id: int
    sku: str
    product: str
    unit: str
    unit_decimals: int
    lot: str
    source: str
    target: str
    quantity: int
    change: int
    """What it did to the stock on hand: plus, minus, or nought between two places inside."""
    kind: MoveKind
    reason: ReasonCode | None
    note: str
    cause: str
    document: str
    document_id: int | None
    staff: str
    value_minor: int | None
    currency: str
    """The business's."""


@dataclass(frozen=True, slots=True)
class LocationRow:
    """A place inside the business."""

    id: int
    name: str
    kind: LocationKind
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class AdjustDraft:
    """A correction of what is on hand at a place. Either `counted` (set to) or `change` (±) is given.

    `expected` is what the form showed as on hand when the person counted: another number by now is a conflict.
    `new_location` makes a place first; `lot_code` names a lot, made when it is new.
    """

    product_id: int
    location_id: int | None = None
    new_location: str = ""
    lot_id: int | None = None
    lot_code: str = ""
    counted: int | None = None
    change: int | None = None
    expected: int | None = None
    reason: ReasonCode | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MoveDraft:
    """Stock to carry from a place to another one, which is made first when it is new."""

    product_id: int
    source_id: int | None = None
    lot_id: int | None = None
    target_id: int | None = None
    new_location: str = ""
    quantity: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LocationDraft:
    """A place to make inside the business."""

    name: str
    kind: LocationKind = LocationKind.BIN
    parent_id: int | None = None
