"""What a sales order is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class SalesLineDraft:
    """A line to sell: quantity in the product's smallest units, price of one unit in minor units."""

    product_id: int
    quantity: int
    price_minor: int
    discount_ppm: int = 0
    requested: date | None = None
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class SalesOrderDraft:
    """A quote to write. Without a number it gets the next one, without a day today's, without a currency ours."""

    customer_id: int
    lines: Sequence[SalesLineDraft] = field(default_factory=tuple)
    contact_id: int | None = None
    number: str = ""
    ordered: date | None = None
    currency: str | None = None
    freight_minor: int = 0
    staff_id: int | None = None
    notes: str = ""
