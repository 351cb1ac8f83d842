"""Purchase orders. Received, short and late are derived from lines; three promise dates are kept apart."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.db.base import Base, Id, Versioned, enum_column, ref, strict
from app.domain.states import PurchaseOrderState
from app.domain.vocabulary import ReasonCode


class PurchaseOrder(Versioned, Base):
    """An order to a supplier. `history` orders were finished before the opening count: they post no stock."""

    __tablename__ = "purchase_order"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    number: Mapped[str]
    number_fold: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[int] = ref("partner")
    state: Mapped[PurchaseOrderState] = enum_column(PurchaseOrderState, index=True)
    held_from: Mapped[PurchaseOrderState | None] = enum_column(PurchaseOrderState)
    """The state to go back to from on hold."""
    ordered: Mapped[date] = mapped_column(index=True)
    sent: Mapped[date | None]
    confirmed: Mapped[date | None]
    closed: Mapped[date | None]
    close_reason: Mapped[ReasonCode | None] = enum_column(ReasonCode)
    currency: Mapped[str]
    freight_minor: Mapped[int] = mapped_column(default=0)
    staff_id: Mapped[int | None] = ref("staff")
    history: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - the declarative directive is called with the class
        return {"version_id_col": cls.version}


class PurchaseOrderLine(Base):
    """What is ordered. `received` and `rejected` are the sums over its shipment lines, kept in the same transaction."""

    __tablename__ = "purchase_order_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"), strict())

    id: Mapped[Id]
    order_id: Mapped[int] = ref("purchase_order")
    position: Mapped[int]
    product_id: Mapped[int] = ref("product")
    supplier_item_id: Mapped[int | None] = ref("supplier_item", index=False)
    quantity: Mapped[int]
    price_minor: Mapped[int]
    discount_ppm: Mapped[int] = mapped_column(default=0)
    net_minor: Mapped[int]
    requested: Mapped[date | None]
    original_promise: Mapped[date | None]
    current_promise: Mapped[date | None]
    received: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    closed_short: Mapped[int] = mapped_column(default=0)
