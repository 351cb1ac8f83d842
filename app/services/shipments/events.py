"""What happens to a shipment: the event is written down, and the state follows by the transition table."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.db.models import Shipment, ShipmentEvent
from app.db.undo import last_change
from app.domain.clock import local_date
from app.domain.errors import ConflictError, NotFoundError, Problem, ValidationError
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
_CLOCKS_DIFFER: Final = timedelta(minutes=5)


@command("shipment.save")
def record_event(
    ctx: WriteContext,
    shipment_id: int,
    kind: ShipmentEventKind,
    place: str = "",
    at: datetime | None = None,
    note: str = "",
) -> None:
    """Write an event down (booked, picked up, customs, arrived …); some of them move the shipment on.

    Leaving, receiving and delivering move stock and have commands of their own: for an outbound shipment DEPARTED is
    refused, and ARRIVED as long as it has not left. Raises ValidationError (`at`: AFTER, nothing happened later than
    now), NotFoundError.
    """
    shipment = opened(ctx, shipment_id)
    out = shipment.kind is ShipmentKind.OUT
    leaves = out and kind is ShipmentEventKind.DEPARTED
    unsent = out and shipment.state in (ShipmentState.PLANNED, ShipmentState.PACKED)
    if kind in _BY_OWN_COMMAND or leaves or (unsent and kind is ShipmentEventKind.ARRIVED):
        raise ValidationError("kind", Problem.NOT_ALLOWED_IN_STATE, state=shipment.state.value)
    if at is not None and at > ctx.now + _CLOCKS_DIFFER:
        raise ValidationError("at", Problem.AFTER, latest=ctx.today.isoformat())
    state = _STATES.get(kind)
    if state is not None and state is not shipment.state:
        move(shipment, state, "kind")
    day = local_date(at) if at is not None else ctx.today
    if kind is ShipmentEventKind.DEPARTED:
        shipment.shipped = day
    if kind is ShipmentEventKind.ARRIVED:
        shipment.arrived = day
    note_event(ctx, shipment, kind, place=place, at=at, note=note)


def opened(ctx: WriteContext, shipment_id: int) -> Shipment:
    """The shipment as an object of this transaction. Raises NotFoundError."""
    shipment = ctx.session.get(Shipment, shipment_id)
    if shipment is None:
        raise NotFoundError("shipment", shipment_id)
    return shipment


def require_version(ctx: WriteContext, shipment: Shipment, version: int | None) -> None:
    """Refuse to act on what was looked at before somebody else changed it. Raises ConflictError."""
    if version is not None and version != shipment.version:
        by, at = last_change(ctx.session.connection(), "shipment", shipment.id)
        raise ConflictError("shipment", shipment.id, changed_by=by, changed_at=at)


def move(shipment: Shipment, state: ShipmentState, field: str = "state") -> None:
    """Bring a shipment into a state, if the table allows it."""
    require_transition(SHIPMENT_TRANSITIONS, shipment.state, state, field)
    shipment.state = state


def note_event(
    ctx: WriteContext,
    shipment: Shipment,
    kind: ShipmentEventKind,
    *,
    place: str = "",
    at: datetime | None = None,
    note: str = "",
) -> None:
    """Add an event to a shipment's log."""
    ctx.session.add(
        ShipmentEvent(
            shipment_id=shipment.id,
            at=at or ctx.now,
            kind=kind,
            place=clean_line(place, "place"),
            note=clean_line(note, "note"),
            source=Source.PERSON,
            staff_id=ctx.actor.staff_id,
        )
    )
