"""Products, how suppliers sell them, and their lots."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.db.base import Base, Id, Recording, Versioned, enum_column, ref, strict
from app.domain.vocabulary import ProductStatus, Tracking


class Product(Versioned, Base):
    """A thing stocked or sold.

    Quantities anywhere are whole numbers of 10**-unit_decimals `unit`. Weight in grams, volume in millilitres.
    `reorder_point` and `target_stock` are None where the owner set none: none is invented.
    """

    __tablename__ = "product"
    __table_args__ = (CheckConstraint("unit_decimals BETWEEN 0 AND 6", name="unit_decimals"), strict())
    __recording__: ClassVar[Recording] = Recording(void={"status": ProductStatus.ARCHIVED.value})

    id: Mapped[Id]
    sku: Mapped[str]
    sku_fold: Mapped[str] = mapped_column(unique=True)
    gtin: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str]
    name_fold: Mapped[str] = mapped_column(index=True)
    category: Mapped[str] = mapped_column(default="", index=True)
    unit: Mapped[str] = mapped_column(default="pcs")
    unit_decimals: Mapped[int] = mapped_column(default=0)
    weight_g: Mapped[int | None]
    volume_ml: Mapped[int | None]
    tracking: Mapped[Tracking] = enum_column(Tracking, default=Tracking.NONE)
    shelf_life_days: Mapped[int | None]
    price_minor: Mapped[int | None]
    currency: Mapped[str | None]
    cost_minor: Mapped[int | None]
    """Standard cost of one unit: what opening stock is valued at when its count names no cost."""
    reorder_point: Mapped[int | None]
    target_stock: Mapped[int | None]
    status: Mapped[ProductStatus] = enum_column(ProductStatus, default=ProductStatus.ACTIVE)
    notes: Mapped[str] = mapped_column(default="")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - the declarative directive is called with the class
        return {"version_id_col": cls.version}


class SupplierItem(Base):
    """A product as a supplier sells it. Pack quantity, minimum, multiple, maximum: in the product's smallest units."""

    __tablename__ = "supplier_item"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    supplier_id: Mapped[int] = ref("partner")
    product_id: Mapped[int] = ref("product")
    supplier_sku: Mapped[str] = mapped_column(default="")
    price_minor: Mapped[int | None]
    currency: Mapped[str | None]
    pack_quantity: Mapped[int | None]
    minimum: Mapped[int | None]
    multiple: Mapped[int | None]
    maximum: Mapped[int | None]
    lead_time_days: Mapped[int | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class PriceBreak(Base):
    """A supplier's price from a quantity on."""

    __tablename__ = "price_break"
    __table_args__ = (UniqueConstraint("supplier_item_id", "min_quantity"), strict())

    id: Mapped[Id]
    supplier_item_id: Mapped[int] = ref("supplier_item", index=False)
    min_quantity: Mapped[int]
    price_minor: Mapped[int]


class Lot(Base):
    """A batch of a product, or a single unit by its serial number."""

    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("product_id", "code_fold"), strict())
    # A lot that the ledger names stays when its receipt is undone; without stock it is in nobody's way.
    __recording__: ClassVar[Recording] = Recording(void={})

    id: Mapped[Id]
    product_id: Mapped[int] = ref("product", index=False)
    code: Mapped[str]
    code_fold: Mapped[str]
    supplier_id: Mapped[int | None] = ref("partner")
    best_before: Mapped[date | None]
    expiry: Mapped[date | None]
    status: Mapped[str] = mapped_column(default="available")
