"""Which stage a shipment may go to next: the transition table, narrowed to the way it goes."""

from __future__ import annotations

from typing import Final

from app.domain.states import SHIPMENT_TRANSITIONS, ShipmentKind, ShipmentState

_S = ShipmentState
INBOUND_STAGES: Final = (_S.PLANNED, _S.IN_TRANSIT, _S.ARRIVED, _S.PARTLY_RECEIVED, _S.RECEIVED)
OUTBOUND_STAGES: Final = (_S.PLANNED, _S.PACKED, _S.IN_TRANSIT, _S.DELIVERED)
_NEVER: Final = {
    ShipmentKind.IN: frozenset({_S.PACKED, _S.DELIVERED}),
    ShipmentKind.OUT: frozenset({_S.ARRIVED, _S.PARTLY_RECEIVED, _S.RECEIVED}),
}


def stages_of(kind: ShipmentKind) -> tuple[ShipmentState, ...]:
    """The stages of one way, in order."""
    return INBOUND_STAGES if kind is ShipmentKind.IN else OUTBOUND_STAGES


def next_states(kind: ShipmentKind, state: ShipmentState) -> tuple[ShipmentState, ...]:
    """The states that a shipment of this way may take next, in the order of the list of states."""
    allowed = SHIPMENT_TRANSITIONS[state] - _NEVER.get(kind, frozenset())
    return tuple(wanted for wanted in ShipmentState if wanted in allowed)
