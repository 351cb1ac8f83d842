"""What shipments and receipts are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.vocabulary import ReasonCode


@dataclass(frozen=True, slots=True)
class ShipmentLineDraft:
    """How much of an order's line goes into a shipment, in the product's smallest units."""

    order_line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class ShipmentDraft:
    """A shipment to write. Without lines it takes all that is open (out: all that is kept) of the order."""

    order_id: int
    lines: Sequence[ShipmentLineDraft] = field(default_factory=tuple)
    carrier_id: int | None = None
    number: str = ""
    tracking: str = ""
    promised: date | None = None
    freight_minor: int | None = None
    weight_g: int | None = None
    staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What was found of a shipment's line: accepted and rejected, with the reason for what was rejected."""

    shipment_line_id: int
    accepted: int
    rejected: int = 0
    reason: ReasonCode | None = None
    note: str = ""
    lot_id: int | None = None
