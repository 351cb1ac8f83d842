"""What documents of orders print: a purchase order, a quote, a packing list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.states import PurchaseOrderState, SalesOrderState, ShipmentState
from app.services.documents.letterhead import Letterhead


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address as it was typed; `street` may have several lines."""

    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a document goes. `person` is the contact there, empty for those who may not see persons."""

    name: str
    code: str = ""
    address: PostalAddress | None = None
    tax_id: str = ""
    person: str = ""
    payment_days: int | None = None
    incoterm: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask here."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its price. Quantities in the product's smallest units, `pack` is how many are in a pack."""

    sku: str
    product: str
    unit: str
    unit_decimals: int
    quantity: int
    price_minor: int
    discount_ppm: int
    net_minor: int
    requested: date | None = None
    promised: date | None = None
    their_sku: str = ""
    pack: int | None = None


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """What a purchase order and a quote have in common. Money in minor units of `currency`."""

    letterhead: Letterhead
    number: str
    ordered: date
    currency: str
    freight_minor: int
    recipient: Recipient
    contact: Contact | None
    notes: str
    lines: tuple[PricedLine, ...]

    @property
    def net_minor(self) -> int:
        """The sum of the lines as each is rounded."""
        return sum(line.net_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        """Net and freight."""
        return self.net_minor + self.freight_minor


@dataclass(frozen=True, slots=True)
class PurchaseOrderDocument(PricedOrder):
    """An order to a supplier, to be delivered to the business's own address."""

    state: PurchaseOrderState = PurchaseOrderState.DRAFT


@dataclass(frozen=True, slots=True)
class QuoteDocument(PricedOrder):
    """An offer to a customer, or the confirmation of an order.

    `valid_until` follows from how long the business's quotes hold; a confirmation has none.
    """

    state: SalesOrderState = SalesOrderState.QUOTE
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class PackedLot:
    """So much of a line is of this lot or serial number."""

    code: str
    quantity: int
    expiry: date | None


@dataclass(frozen=True, slots=True)
class PackedLine:
    """What is in the parcel. `weight_g` is that of one unit."""

    sku: str
    product: str
    unit: str
    unit_decimals: int
    quantity: int
    ordered: int
    order: str
    weight_g: int | None
    lots: tuple[PackedLot, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowingLine:
    """What was ordered and comes later."""

    sku: str
    product: str
    unit: str
    unit_decimals: int
    quantity: int
    order: str
    promised: date | None


@dataclass(frozen=True, slots=True)
class PackingListDocument:
    """What a shipment to a customer holds, without prices. `weight_g` is the parcel's."""

    letterhead: Letterhead
    number: str
    state: ShipmentState
    shipped: date | None
    promised: date | None
    recipient: Recipient
    carrier: str
    tracking: str
    weight_g: int | None
    notes: str
    contact: Contact | None
    orders: tuple[str, ...]
    lines: tuple[PackedLine, ...]
    following: tuple[FollowingLine, ...]
