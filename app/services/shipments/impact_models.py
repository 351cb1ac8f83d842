"""What a delivery that is not here yet means for customers, and what can be offered to them instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ComingLine:
    """A product that is to come; `expected` in its smallest units."""

    product_id: int
    sku: str
    name: str
    unit: str
    unit_decimals: int
    expected: int


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """A product of an order that waits for the goods; `missing` in its smallest units."""

    line_id: int
    product_id: int
    sku: str
    product: str
    unit: str
    unit_decimals: int
    missing: int


@dataclass(frozen=True, slots=True)
class ImpactOrder:
    """A customer's order that waits for goods that are to come. The value is that of what waits.

    `contact` and `phone`: whom to call, for those who may see it; `told` when the customer was last spoken to about
    the order, today. `ready_minor`: what is kept for the order and could leave now.
    """

    order_id: int
    number: str
    customer_id: int
    customer: str
    value_minor: int
    currency: str
    promised: date | None
    late: bool
    contact: str = ""
    phone: str = ""
    told: datetime | None = None
    ready_minor: int = 0
    untouched: bool = True
    """Nothing of it has left or stands in a shipment: its lines can still be exchanged."""
    lines: tuple[ImpactLine, ...] = ()


class WayKind(StrEnum):
    """What can be done for those who wait."""

    PART = "part"
    """What is here leaves today, the rest follows."""
    SWAP = "swap"
    """Another product that is here."""
    BUY = "buy"
    """The same from another supplier."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing to offer. Quantities in smallest units, money in minor units of `currency`.

    `order_id` is the order that a part of would leave; `product` is what is missing, `other` the product that is
    there instead, `supplier` who else sells it and in how many `days`. `value_minor`: the sales that it saves.
    """

    kind: WayKind
    value_minor: int
    currency: str
    days: int = 0
    order_id: int | None = None
    number: str = ""
    product_id: int | None = None
    product: str = ""
    missing: int = 0
    unit: str = ""
    unit_decimals: int = 0
    other_id: int | None = None
    other: str = ""
    available: int = 0
    difference_minor: int | None = None
    price_minor: int = 0
    """The list price of `other`."""
    supplier_id: int | None = None
    supplier: str = ""
    orders: tuple[int, ...] = ()
    """The orders it is for."""


@dataclass(frozen=True, slots=True)
class Impact:
    """Who waits, in the order of serving; the ways out, the best first; when the goods are expected now.

    `promised` is the day the goods are promised for; `now` when this was found, and `today` its local day.
    """

    promised: date | None
    today: date
    now: datetime
    orders: tuple[ImpactOrder, ...] = ()
    ways: tuple[WayOut, ...] = ()
    expected: date | None = None

    @property
    def late(self) -> bool:
        """Whether the day that was promised is past."""
        return self.promised is not None and self.promised < self.today
