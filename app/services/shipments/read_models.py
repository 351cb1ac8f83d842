"""What shipments and receipts are made from, and how lists, the board, the calendar and a detail read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.punctuality import Punctuality
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import ReasonCode, Source, Tracking
from app.services.shipments.impact_models import Impact

# -- what is written


@dataclass(frozen=True, slots=True)
class ShipmentLineDraft:
    """How much of an order's line goes into a shipment, in the product's smallest units."""

    order_line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class ShipmentDraft:
    """A shipment to write. Without lines it takes all that is open (out: all that is kept) of the order."""

    order_id: int
    lines: Sequence[ShipmentLineDraft] = field(default_factory=tuple)
    carrier_id: int | None = None
    number: str = ""
    tracking: str = ""
    promised: date | None = None
    freight_minor: int | None = None
    weight_g: int | None = None
    staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What was found of a shipment's line: accepted and rejected, with the reason for what was rejected.

    A tracked product names its lot, or `lot_code` with its `expiry`; several serial numbers are separated by commas.
    """

    shipment_line_id: int
    accepted: int
    rejected: int = 0
    reason: ReasonCode | None = None
    note: str = ""
    lot_id: int | None = None
    lot_code: str = ""
    expiry: date | None = None


@dataclass(frozen=True, slots=True)
class PackedLine:
    """How much of a planned shipment's line was put into the parcel, in smallest units."""

    shipment_line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class ShipmentForm:
    """What a person may change of a shipment at any time. `original`: what the form was opened with."""

    id: int
    carrier_id: int | None = None
    tracking: str = ""
    promised: date | None = None
    freight_minor: int | None = None
    notes: str = ""
    version: int | None = None
    original: ShipmentForm | None = None


FORM_FIELDS = ("carrier_id", "tracking", "promised", "freight_minor", "notes")


# -- lists


class ShipmentChip(StrEnum):
    """Which shipments a list shows."""

    OPEN = "open"
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    LATE = "late"
    TODAY = "today"
    ALL = "all"


class ShipmentColumn(StrEnum):
    """What a list is sorted by."""

    NUMBER = "number"
    WAY = "way"
    PARTY = "party"
    ORDER = "order"
    STAGE = "stage"
    PROMISED = "promised"
    FREIGHT = "freight"
    CARRIER = "carrier"
    SHIPPED = "shipped"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class ShipmentFilter:
    """`day` narrows to what is promised for a day, `state` to one stage."""

    chip: ShipmentChip = ShipmentChip.OPEN
    text: str = ""
    day: date | None = None
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShipmentSort:
    """Without a column: what is open and late first, then by promise, the newest of what is over first."""

    column: ShipmentColumn | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """One line of the list, one card of the board. Freight is None where the role sees no costs."""

    id: int
    number: str
    kind: ShipmentKind
    state: ShipmentState
    party: str
    order: str | None
    orders: int
    promised: date | None
    shipped: date | None
    delivered: date | None
    carrier: str | None
    tracking: str
    freight_minor: int | None
    currency: str | None
    lines: int
    customs: bool
    """It stands at customs: it came in there and was not released."""
    punctuality: Punctuality


# -- board and calendar


class BoardStage(StrEnum):
    """A column of the board."""

    PLANNED = "planned"
    PACKED = "packed"
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"
    PARTLY_RECEIVED = "partly_received"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """How many shipments are promised for a day, which ways, and how many of them are late now."""

    day: date
    inbound: int
    outbound: int
    late: int
    open: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.inbound + self.outbound


# -- one shipment


@dataclass(frozen=True, slots=True)
class OrderLink:
    """An order that a shipment serves. `entity` is `sales_order` or `purchase_order`."""

    entity: str
    id: int
    number: str


@dataclass(frozen=True, slots=True)
class ShipmentLineView:
    """One line. Quantities in smallest units; `limit` is the most that may still be accepted (inbound)."""

    id: int
    product_id: int
    sku: str
    gtin: str | None
    name: str
    unit: str
    unit_decimals: int
    tracking: Tracking
    quantity: int
    accepted: int
    rejected: int
    reason: ReasonCode | None
    note: str
    lot: str | None
    expiry: date | None
    limit: int
    order: str | None

    @property
    def expected(self) -> int:
        """What is still to come of it."""
        return max(self.quantity - self.accepted - self.rejected, 0)


@dataclass(frozen=True, slots=True)
class ShipmentEventView:
    """Something that happened. `by` is who wrote it down."""

    id: int
    at: datetime
    kind: ShipmentEventKind
    place: str
    note: str
    source: Source
    by: str | None


@dataclass(frozen=True, slots=True)
class ShipmentDetail:
    """Everything on one shipment's page."""

    row: ShipmentRow
    version: int
    partner_id: int | None
    carrier_id: int | None
    carrier_website: str | None
    notes: str
    weight_g: int | None
    staff: str | None
    history: bool
    orders: tuple[OrderLink, ...]
    lines: tuple[ShipmentLineView, ...]
    events: tuple[ShipmentEventView, ...]
    impact: Impact
    """Empty for those who may not see orders, and for what has come."""
    next_states: tuple[ShipmentState, ...]
    form: ShipmentForm
    shows_costs: bool
    today: date
    now: datetime


# -- choosing what goes into a new one


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order of which something is still to be shipped or received."""

    id: int
    number: str
    party: str
    promised: date | None
    lines: int


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of it. `open`: neither done nor in a shipment that is on its way; `available`: what stock allows (out)."""

    id: int
    product_id: int
    sku: str
    name: str
    unit: str
    unit_decimals: int
    open: int
    available: int | None
    promised: date | None


@dataclass(frozen=True, slots=True)
class NewShipment:
    """What the form of a new shipment starts from."""

    kind: ShipmentKind
    order_id: int
    number: str
    party: str
    currency: str
    promised: date | None
    lines: tuple[OpenLine, ...]
    carriers: tuple[tuple[int, str], ...]
    shows_costs: bool
