"""What the suppliers' screens see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from app.domain.formulas.supplying import SupplierState
from app.domain.vocabulary import PartnerStatus, ProductStatus
from app.services.customers.read_models import AddressRow, Person, PinnedFactRow, Point


class SupplierChip(StrEnum):
    """The ready-made filters of the directory."""

    ALL = "all"
    LATE = "late"
    """An open line is past the promise that holds now."""
    QUALITY = "quality"
    """In the state Quality."""
    QUIET = "quiet"
    """Ordered from before, but not in the last 90 days."""
    ARCHIVED = "archived"


class SupplierColumn(StrEnum):
    """What the directory can show and sort by."""

    NAME = "name"
    COUNTRY = "country"
    STATE = "state"
    ON_TIME = "on_time"
    REJECTED = "rejected"
    LEAD_TIME = "lead_time"
    SPEND = "spend"
    GRADE = "grade"
    CODE = "code"
    CITY = "city"
    LAST_ORDER = "last_order"
    LATE_LINES = "late_lines"


@dataclass(frozen=True, slots=True)
class SupplierFilter:
    """Which suppliers: all conditions hold at once."""

    text: str = ""
    chip: SupplierChip = SupplierChip.ALL


@dataclass(frozen=True, slots=True)
class SupplierSort:
    """In which order; without a value comes last, equal ones go by name."""

    column: SupplierColumn = SupplierColumn.NAME
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """A supplier's measures, over the lines ordered in the twelve months up to today (definitions 1.1).

    Rates are 0 to 1 and None where nothing stands behind them; the on-time rate and the grade also below five judged
    lines. Money in minor units of `currency`, the one most was ordered in; `mixed` says that others were left out.
    """

    judged: int = 0
    on_time: Fraction | None = None
    rejected: Fraction | None = None
    lead_days: Fraction | None = None
    """The median of `deliveries` lines, from the confirmation (else the order) to the last piece."""
    lead_days_p90: int | None = None
    deliveries: int = 0
    response_days: Fraction | None = None
    spend_minor: int | None = None
    currency: str | None = None
    mixed: bool = False
    score: Fraction | None = None
    grade: str | None = None
    late_lines: int = 0
    last_order: date | None = None
    state: SupplierState = SupplierState.NEW


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """A line of the directory. Spend is None for those who may not see costs."""

    id: int
    name: str
    code: str | None
    status: PartnerStatus
    city: str
    country: str
    promised_lead_days: int | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class LateLine:
    """An open line past the promise that holds now, `days` of them; `due` is its original promise.

    `endangers` is the number of our customers' orders that wait for it.
    """

    order_id: int
    line_id: int
    number: str
    supplier_id: int
    product: str
    sku: str
    due: date
    now_promised: date | None
    days: int
    quantity: int
    """What is still to come, in the product's smallest units."""
    unit: str
    unit_decimals: int
    endangers: int


@dataclass(frozen=True, slots=True)
class SupplierDetail:
    """One supplier, as far as the role may see."""

    id: int
    version: int
    name: str
    code: str | None
    status: PartnerStatus
    is_customer: bool
    is_carrier: bool
    tax_id: str
    currency: str | None
    payment_days: int | None
    lead_time_days: int | None
    minimum_order_minor: int | None
    over_receipt_ppm: int
    closed_days: str
    incoterm: str
    notes: str
    since: date | None
    """The day of the first order."""
    figures: Figures
    late: tuple[LateLine, ...]
    products: int
    orders: int
    addresses: tuple[AddressRow, ...]
    points: tuple[Point, ...]
    people: tuple[Person, ...]
    pinned: tuple[PinnedFactRow, ...]
    shows_costs: bool

    @property
    def phone(self) -> str | None:
        """The number to call: the supplier's own, else a person's there."""
        return self._reach("phone", "mobile")

    @property
    def email(self) -> str | None:
        """The address to write to."""
        return self._reach("email")

    def _reach(self, *kinds: str) -> str | None:
        points = [*self.points, *(point for person in self.people for point in person.points)]
        return next((point.value for kind in kinds for point in points if point.kind == kind), None)


@dataclass(frozen=True, slots=True)
class SupplierDraft:
    """A supplier's form. `id` None is a new one; `original` is the draft the form was opened with."""

    id: int | None = None
    version: int | None = None
    name: str = ""
    code: str = ""
    tax_id: str = ""
    currency: str = ""
    payment_days: int | None = None
    lead_time_days: int | None = None
    minimum_order_minor: int | None = None
    over_receipt_ppm: int = 0
    closed_days: str = ""
    incoterm: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    notes: str = ""
    original: SupplierDraft | None = None


DRAFT_FIELDS: Final = (
    "name", "code", "tax_id", "currency", "payment_days", "lead_time_days", "minimum_order_minor", "over_receipt_ppm",
    "closed_days", "incoterm", "phone", "email", "website", "street", "city", "region", "postal_code", "country",
    "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Break:
    """A price from a quantity on, in the product's smallest units."""

    min_quantity: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A product as the supplier sells it. Prices are None for those who may not see costs."""

    id: int
    product_id: int
    sku: str
    product: str
    product_status: ProductStatus
    unit: str
    unit_decimals: int
    supplier_sku: str
    price_minor: int | None
    currency: str | None
    breaks: tuple[Break, ...]
    pack_quantity: int | None
    minimum: int | None
    multiple: int | None
    maximum: int | None
    lead_time_days: int | None
    valid_from: date | None
    valid_to: date | None
    measured_days: Fraction | None
    """The median of the product's own deliveries by this supplier in the last twelve months."""
    deliveries: int


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """The form of a product that a supplier sells. Quantities in the product's smallest units."""

    supplier_id: int
    product_id: int | None = None
    id: int | None = None
    supplier_sku: str = ""
    price_minor: int | None = None
    currency: str = ""
    breaks: tuple[Break, ...] = ()
    pack_quantity: int | None = None
    minimum: int | None = None
    multiple: int | None = None
    maximum: int | None = None
    lead_time_days: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    original: ItemDraft | None = field(default=None)


ITEM_FIELDS: Final = (
    "supplier_sku", "price_minor", "currency", "breaks", "pack_quantity", "minimum", "multiple", "maximum",
    "lead_time_days", "valid_from", "valid_to",
)  # fmt: skip
