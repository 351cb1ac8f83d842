"""Stock: where it can be, the append-only double-entry ledger of its moves, and what follows from the ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import APPEND_ONLY, DERIVED, Base, Id, Recording, enum_column, ref, strict
from app.domain.vocabulary import LocationKind, MoveKind, PartnerStatus, ReasonCode, ReservationKind


class Location(Base):
    """A site, a bin in it, or one of the virtual places that balance the ledger (`app.domain.places`)."""

    __tablename__ = "location"
    __table_args__ = (strict(),)
    __recording__: ClassVar[Recording] = Recording(void={"status": PartnerStatus.ARCHIVED.value})

    id: Mapped[Id]
    name: Mapped[str]
    name_fold: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[LocationKind] = enum_column(LocationKind)
    parent_id: Mapped[int | None] = ref("location")
    status: Mapped[PartnerStatus] = enum_column(PartnerStatus, default=PartnerStatus.ACTIVE)


class StockMove(Base):
    """One posting: `quantity` of a product (and lot) from a place to another, worth `value_minor` at cost.

    Append-only: a posting is undone by its counter-posting (places swapped). `value_minor` is in the business's
    currency and exact: the values in minus the values out of the inside places are the value in stock.
    """

    __tablename__ = "stock_move"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("from_location_id <> to_location_id", name="places"),
        Index("ix_stock_move_product_day", "product_id", "day"),
        # What a day's demand is read from: issues, and the corrections that take some back.
        Index(
            "ix_stock_move_demand",
            *("day", "product_id", "kind", "from_location_id", "quantity"),
            sqlite_where=text("kind IN ('issue', 'correction')"),
        ),
        Index("ix_stock_move_cause", "cause", "cause_id"),
        # All that a day's stock and its cost are added up from.
        Index(
            "ix_stock_move_day",
            *("day", "product_id", "from_location_id", "to_location_id", "value_minor"),
        ),
        strict(),
    )
    __recording__: ClassVar[Recording] = APPEND_ONLY

    id: Mapped[Id]
    product_id: Mapped[int] = ref("product", index=False)
    lot_id: Mapped[int | None] = ref("lot")
    from_location_id: Mapped[int] = ref("location", index=False)
    to_location_id: Mapped[int] = ref("location", index=False)
    quantity: Mapped[int]
    value_minor: Mapped[int]
    kind: Mapped[MoveKind] = enum_column(MoveKind)
    at: Mapped[datetime]
    """When it was posted; the order of postings is the id's."""
    day: Mapped[date]
    """The calendar day it counts for."""
    cause: Mapped[str]
    """The table whose row made it (`shipment_line`, `import_batch`, `audit_entry`)."""
    cause_id: Mapped[int | None]
    reason: Mapped[ReasonCode | None] = enum_column(ReasonCode)
    note: Mapped[str] = mapped_column(default="")
    staff_id: Mapped[int | None] = ref("staff", index=False)
    batch_id: Mapped[int | None] = ref("import_batch")
    reverses_id: Mapped[int | None] = ref("stock_move")

    @staticmethod
    def counter(image: dict[str, Any]) -> dict[str, Any]:
        """The values of the posting that takes back the one with this image."""
        return {
            **image,
            "from_location_id": image["to_location_id"],
            "to_location_id": image["from_location_id"],
            "kind": MoveKind.CORRECTION.value,
            "reverses_id": image["id"],
        }


class StockBalance(Base):
    """What the ledger adds up to for a product, lot and place. Inside the business it is never below zero."""

    __tablename__ = "stock_balance"
    __table_args__ = (
        Index(
            "uq_stock_balance_place",
            "product_id",
            "location_id",
            text("coalesce(lot_id, 0)"),
            unique=True,
        ),
        CheckConstraint("quantity >= 0 OR inside = 0", name="not_negative"),
        strict(),
    )
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    product_id: Mapped[int] = ref("product", index=False)
    location_id: Mapped[int] = ref("location", index=False)
    lot_id: Mapped[int | None] = ref("lot", index=False)
    inside: Mapped[bool]
    quantity: Mapped[int]


class StockValuation(Base):
    """A product's quantity and value inside the business; value ÷ quantity is its moving-average cost."""

    __tablename__ = "stock_valuation"
    __table_args__ = (CheckConstraint("quantity >= 0", name="not_negative"), strict())
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    product_id: Mapped[int] = ref("product", index=False, unique=True)
    quantity: Mapped[int]
    value_minor: Mapped[int]


class Reservation(Base):
    """Stock (or a dated inbound line) kept for a sales order's line."""

    __tablename__ = "reservation"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"), strict())

    id: Mapped[Id]
    sales_order_line_id: Mapped[int] = ref("sales_order_line")
    product_id: Mapped[int] = ref("product")
    lot_id: Mapped[int | None] = ref("lot", index=False)
    purchase_order_line_id: Mapped[int | None] = ref("purchase_order_line")
    """The inbound line it waits for; None when it holds stock on hand."""
    kind: Mapped[ReservationKind] = enum_column(ReservationKind)
    quantity: Mapped[int]
