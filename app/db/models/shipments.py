"""Shipments in and out, their lines, and what happened to them on the way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.db.base import APPEND_ONLY, Base, Id, Recording, Versioned, enum_column, ref, strict
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import ReasonCode, Source


class Shipment(Versioned, Base):
    """Goods on their way. The dates repeat those of its events, so that figures need no walk over the log.

    A receipt is an inbound shipment's accepted lines. `history` shipments were over before the opening count.
    """

    __tablename__ = "shipment"
    __table_args__ = (
        Index("ix_shipment_kind_shipped", "kind", "shipped"),
        Index("ix_shipment_kind_arrived", "kind", "arrived"),
        Index("ix_shipment_kind_came", "kind", text("coalesce(delivered, arrived)")),
        strict(),
    )
    __recording__: ClassVar[Recording] = Recording(void={"state": ShipmentState.CANCELLED.value})

    id: Mapped[Id]
    number: Mapped[str]
    number_fold: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[ShipmentKind] = enum_column(ShipmentKind)
    state: Mapped[ShipmentState] = enum_column(ShipmentState, index=True)
    partner_id: Mapped[int | None] = ref("partner")
    carrier_id: Mapped[int | None] = ref("partner")
    tracking: Mapped[str] = mapped_column(default="")
    promised: Mapped[date | None] = mapped_column(index=True)
    shipped: Mapped[date | None]
    arrived: Mapped[date | None]
    delivered: Mapped[date | None]
    """Outbound: at the customer. Inbound: when the last line was received."""
    freight_minor: Mapped[int | None]
    currency: Mapped[str | None]
    weight_g: Mapped[int | None]
    staff_id: Mapped[int | None] = ref("staff", index=False)
    history: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - the declarative directive is called with the class
        return {"version_id_col": cls.version}


class ShipmentLine(Base):
    """What is in a shipment: expected, and for inbound ones what was accepted and rejected."""

    __tablename__ = "shipment_line"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    shipment_id: Mapped[int] = ref("shipment")
    position: Mapped[int]
    sales_order_line_id: Mapped[int | None] = ref("sales_order_line")
    purchase_order_line_id: Mapped[int | None] = ref("purchase_order_line")
    product_id: Mapped[int] = ref("product")
    lot_id: Mapped[int | None] = ref("lot")
    quantity: Mapped[int]
    accepted: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    reason: Mapped[ReasonCode | None] = enum_column(ReasonCode)
    note: Mapped[str] = mapped_column(default="")


class ShipmentEvent(Base):
    """Something that happened to a shipment. Append-only: a retracted event gets a counter-event."""

    __tablename__ = "shipment_event"
    __table_args__ = (strict(),)
    __recording__: ClassVar[Recording] = APPEND_ONLY

    id: Mapped[Id]
    shipment_id: Mapped[int] = ref("shipment")
    at: Mapped[datetime]
    kind: Mapped[ShipmentEventKind] = enum_column(ShipmentEventKind)
    place: Mapped[str] = mapped_column(default="")
    source: Mapped[Source] = enum_column(Source, default=Source.PERSON)
    note: Mapped[str] = mapped_column(default="")
    staff_id: Mapped[int | None] = ref("staff", index=False)
    batch_id: Mapped[int | None] = ref("import_batch")
    reverses_id: Mapped[int | None] = ref("shipment_event")
    is_reversal: Mapped[bool] = mapped_column(default=False)

    @staticmethod
    def counter(image: dict[str, Any]) -> dict[str, Any]:
        """The values of the event that retracts the one with this image; retracting a retraction restores it."""
        return {**image, "reverses_id": image["id"], "is_reversal": 0 if image["is_reversal"] else 1}
