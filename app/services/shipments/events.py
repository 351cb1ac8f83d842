"""What happens to a shipment: the event is written down, and the state follows by the transition table."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.db.models import Shipment, ShipmentEvent
from app.domain.errors import NotFoundError, Problem, ValidationError
from app.domain.states import SHIPMENT_TRANSITIONS, ShipmentEventKind, ShipmentKind, ShipmentState, require_transition
from app.domain.text import clean_line
from app.domain.vocabulary import Source
from app.services.operations import WriteContext, command

_STATES: Final = {
    ShipmentEventKind.PACKED: ShipmentState.PACKED,
    ShipmentEventKind.DEPARTED: ShipmentState.IN_TRANSIT,
    ShipmentEventKind.ARRIVED: ShipmentState.ARRIVED,
    ShipmentEventKind.LOST: ShipmentState.LOST,
}
_BY_OWN_COMMAND: Final = frozenset(
    {ShipmentEventKind.RECEIVED, ShipmentEventKind.DELIVERED, ShipmentEventKind.CANCELLED}
)


@command("shipment.save")
def record_event(
    ctx: WriteContext, shipment_id: int, kind: ShipmentEventKind, *, place: str = "", at: datetime | None = None
) -> None:
    """Write an event down (booked, picked up, customs, arrived …); some of them move the shipment on.

    Leaving, receiving and delivering move stock and have commands of their own: for an outbound shipment that has not
    left, DEPARTED is refused. Raises ValidationError, NotFoundError.
    """
    shipment = opened(ctx, shipment_id)
    leaves = kind is ShipmentEventKind.DEPARTED and shipment.kind is ShipmentKind.OUT
    if kind in _BY_OWN_COMMAND or leaves:
        raise ValidationError("kind", Problem.NOT_ALLOWED_IN_STATE, state=shipment.state.value)
    state = _STATES.get(kind)
    if state is not None:
        move(shipment, state)
    if kind is ShipmentEventKind.DEPARTED:
        shipment.shipped = ctx.today
    if kind is ShipmentEventKind.ARRIVED:
        shipment.arrived = ctx.today
    note_event(ctx, shipment, kind, place=place, at=at)


def opened(ctx: WriteContext, shipment_id: int) -> Shipment:
    """The shipment as an object of this transaction. Raises NotFoundError."""
    shipment = ctx.session.get(Shipment, shipment_id)
    if shipment is None:
        raise NotFoundError("shipment", shipment_id)
    return shipment


def move(shipment: Shipment, state: ShipmentState) -> None:
    """Bring a shipment into a state, if the table allows it."""
    require_transition(SHIPMENT_TRANSITIONS, shipment.state, state)
    shipment.state = state


def note_event(
    ctx: WriteContext, shipment: Shipment, kind: ShipmentEventKind, *, place: str = "", at: datetime | None = None
) -> None:
    """Add an event to a shipment's log."""
    row = {
        "shipment_id": shipment.id,
        "at": at or ctx.now,
        "kind": kind,
        "place": clean_line(place, "place"),
        "source": Source.PERSON,
        "staff_id": ctx.actor.staff_id,
    }
    ctx.recorder.insert_many(ShipmentEvent, [row])
