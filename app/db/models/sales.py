"""Sales orders, from quote to closed. Shipped, short and late are derived from lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.db.base import Base, Id, Versioned, enum_column, ref, strict
from app.domain.states import SalesOrderState


class SalesOrder(Versioned, Base):
    """An order or a quote of a customer. `history` orders were finished before the opening count."""

    __tablename__ = "sales_order"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    number: Mapped[str]
    number_fold: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[int] = ref("partner")
    contact_id: Mapped[int | None] = ref("contact", index=False)
    state: Mapped[SalesOrderState] = enum_column(SalesOrderState, index=True)
    held_from: Mapped[SalesOrderState | None] = enum_column(SalesOrderState)
    """The state to go back to from on hold."""
    ordered: Mapped[date] = mapped_column(index=True)
    closed: Mapped[date | None]
    currency: Mapped[str]
    freight_minor: Mapped[int] = mapped_column(default=0)
    staff_id: Mapped[int | None] = ref("staff")
    lost_reason: Mapped[str] = mapped_column(default="")
    history: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - the declarative directive is called with the class
        return {"version_id_col": cls.version}


class SalesOrderLine(Base):
    """What is sold. A negative quantity is a return. `shipped` is the sum over its shipment lines."""

    __tablename__ = "sales_order_line"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="quantity"),
        CheckConstraint("discount_ppm BETWEEN 0 AND 1000000", name="discount"),
        # The day that the line is judged by.
        Index("ix_sales_order_line_promise", text("coalesce(original_promise, requested)")),
        strict(),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = ref("sales_order")
    position: Mapped[int]
    product_id: Mapped[int] = ref("product")
    quantity: Mapped[int]
    price_minor: Mapped[int]
    discount_ppm: Mapped[int] = mapped_column(default=0)
    net_minor: Mapped[int]
    """Price × quantity × (1 − discount), rounded half up: what the document shows."""
    requested: Mapped[date | None]
    original_promise: Mapped[date | None]
    current_promise: Mapped[date | None]
    shipped: Mapped[int] = mapped_column(default=0)
    closed_short: Mapped[int] = mapped_column(default=0)
