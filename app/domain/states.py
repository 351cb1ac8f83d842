"""States of orders and shipments, and the only changes between them that are allowed.

Received, shipped, short and late are never states: they are derived from lines (glossary).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from app.domain.errors import Problem, ValidationError


class PurchaseOrderState(StrEnum):
    """Draft → sent → confirmed → closed; on hold and cancelled beside."""

    DRAFT = "draft"
    SENT = "sent"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


class SalesOrderState(StrEnum):
    """Quote → confirmed → closed; on hold and cancelled beside."""

    QUOTE = "quote"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


class ShipmentState(StrEnum):
    """Planned → packed → in transit → arrived → partly received → received, outbound … → delivered."""

    PLANNED = "planned"
    PACKED = "packed"
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    LOST = "lost"


class ShipmentKind(StrEnum):
    """Which way goods go."""

    IN = "in"
    OUT = "out"
    TRANSFER = "transfer"
    RETURN_IN = "return_in"
    RETURN_OUT = "return_out"


class ShipmentEventKind(StrEnum):
    """What happened to a shipment, where and when."""

    BOOKED = "booked"
    PACKED = "packed"
    PICKED_UP = "picked_up"
    DEPARTED = "departed"
    CUSTOMS_IN = "customs_in"
    CUSTOMS_HOLD = "customs_hold"
    CUSTOMS_RELEASED = "customs_released"
    ARRIVED = "arrived"
    RECEIVED = "received"
    DELIVERED = "delivered"
    LOST = "lost"
    CANCELLED = "cancelled"
    EXCEPTION = "exception"


_PO = PurchaseOrderState
_SO = SalesOrderState
_SH = ShipmentState

PURCHASE_ORDER_TRANSITIONS: Final[Mapping[PurchaseOrderState, frozenset[PurchaseOrderState]]] = {
    _PO.DRAFT: frozenset({_PO.SENT, _PO.CONFIRMED, _PO.ON_HOLD, _PO.CANCELLED}),
    _PO.SENT: frozenset({_PO.CONFIRMED, _PO.ON_HOLD, _PO.CANCELLED, _PO.CLOSED}),
    _PO.CONFIRMED: frozenset({_PO.CLOSED, _PO.ON_HOLD, _PO.CANCELLED}),
    _PO.ON_HOLD: frozenset({_PO.DRAFT, _PO.SENT, _PO.CONFIRMED, _PO.CANCELLED}),
    _PO.CLOSED: frozenset({_PO.CONFIRMED}),
    _PO.CANCELLED: frozenset(),
}

SALES_ORDER_TRANSITIONS: Final[Mapping[SalesOrderState, frozenset[SalesOrderState]]] = {
    _SO.QUOTE: frozenset({_SO.CONFIRMED, _SO.ON_HOLD, _SO.CANCELLED}),
    _SO.CONFIRMED: frozenset({_SO.CLOSED, _SO.ON_HOLD, _SO.CANCELLED}),
    _SO.ON_HOLD: frozenset({_SO.QUOTE, _SO.CONFIRMED, _SO.CANCELLED}),
    _SO.CLOSED: frozenset({_SO.CONFIRMED}),
    _SO.CANCELLED: frozenset(),
}

SHIPMENT_TRANSITIONS: Final[Mapping[ShipmentState, frozenset[ShipmentState]]] = {
    _SH.PLANNED: frozenset({_SH.PACKED, _SH.IN_TRANSIT, _SH.ARRIVED, _SH.PARTLY_RECEIVED, _SH.RECEIVED, _SH.CANCELLED}),
    _SH.PACKED: frozenset({_SH.PLANNED, _SH.IN_TRANSIT, _SH.CANCELLED}),
    _SH.IN_TRANSIT: frozenset({_SH.ARRIVED, _SH.PARTLY_RECEIVED, _SH.RECEIVED, _SH.DELIVERED, _SH.LOST}),
    _SH.ARRIVED: frozenset({_SH.PARTLY_RECEIVED, _SH.RECEIVED, _SH.DELIVERED, _SH.LOST}),
    _SH.PARTLY_RECEIVED: frozenset({_SH.RECEIVED}),
    _SH.RECEIVED: frozenset(),
    _SH.DELIVERED: frozenset(),
    _SH.CANCELLED: frozenset(),
    _SH.LOST: frozenset({_SH.ARRIVED, _SH.DELIVERED}),
}

OPEN_PURCHASE_ORDER: Final = frozenset({_PO.DRAFT, _PO.SENT, _PO.CONFIRMED, _PO.ON_HOLD})
OPEN_SALES_ORDER: Final = frozenset({_SO.QUOTE, _SO.CONFIRMED, _SO.ON_HOLD})
SHIPPED_STATES: Final = frozenset({_SH.IN_TRANSIT, _SH.ARRIVED, _SH.DELIVERED, _SH.LOST})

StateT = TypeVar("StateT", PurchaseOrderState, SalesOrderState, ShipmentState)


def require_transition(
    table: Mapping[StateT, frozenset[StateT]], current: StateT, wanted: StateT, field: str = "state"
) -> None:
    """Refuse a change of state that the transition table does not have."""
    if wanted not in table[current]:
        raise ValidationError(field, Problem.NOT_ALLOWED_IN_STATE, state=current.value)
