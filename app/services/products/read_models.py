"""A product's form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from app.domain.vocabulary import ProductStatus, Tracking


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product's form. `id` None is a new one; `original` is the draft the form was opened with.

    Quantities in the product's smallest unit, money in minor units of `currency` (empty: the business's). `cost_minor`
    is left as it is for those who may not see costs.
    """

    id: int | None = None
    version: int | None = None
    sku: str = ""
    gtin: str = ""
    name: str = ""
    category: str = ""
    unit: str = "pcs"
    unit_decimals: int = 0
    tracking: Tracking = Tracking.NONE
    shelf_life_days: int | None = None
    weight_g: int | None = None
    price_minor: int | None = None
    currency: str = ""
    cost_minor: int | None = None
    reorder_point: int | None = None
    target_stock: int | None = None
    status: ProductStatus = ProductStatus.ACTIVE
    notes: str = ""
    original: ProductDraft | None = field(default=None)


DRAFT_FIELDS: Final = (
    "sku", "gtin", "name", "category", "unit", "unit_decimals", "tracking", "shelf_life_days", "weight_g",
    "price_minor", "currency", "cost_minor", "reorder_point", "target_stock", "status", "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProductForm:
    """What the form opens with: the draft, what in it is fixed, and the categories in use."""

    draft: ProductDraft
    unit_fixed: bool
    """Quantities are stored in its smallest unit: the decimals and the currency of old documents stay."""
    tracking_fixed: bool
    """There is stock, with or without lots."""
    categories: tuple[str, ...]
    shows_costs: bool
    currency: str
    """The business's."""
