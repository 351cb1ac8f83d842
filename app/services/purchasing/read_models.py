"""What a purchase order is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class PurchaseLineDraft:
    """A line to order: quantity in the product's smallest units, price of one unit in minor units."""

    product_id: int
    quantity: int
    price_minor: int
    discount_ppm: int = 0
    requested: date | None = None
    supplier_item_id: int | None = None


@dataclass(frozen=True, slots=True)
class PurchaseOrderDraft:
    """An order to write. Without a number it gets the next one, without a day today's, without a currency ours."""

    supplier_id: int
    lines: Sequence[PurchaseLineDraft] = field(default_factory=tuple)
    number: str = ""
    ordered: date | None = None
    currency: str | None = None
    freight_minor: int = 0
    staff_id: int | None = None
    notes: str = ""
