"""What is done to a shipment whatever its way: its fields, its stage, calling it off, giving it up."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.db.models import Shipment
from app.db.undo import last_change
from app.domain.errors import ConflictError, Problem, ValidationError
from app.domain.merge import merge_fields
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.text import clean_line, clean_text
from app.services.operations import WriteContext, command
from app.services.shipments import outbound
from app.services.shipments.detail import form_of
from app.services.shipments.events import move, note_event, opened, record_event, require_version
from app.services.shipments.headers import check_header
from app.services.shipments.promises import lines_follow, ordered_on
from app.services.shipments.read_models import FORM_FIELDS, ShipmentForm

_SHEETS: Final = frozenset({ShipmentState.RECEIVED, ShipmentState.PARTLY_RECEIVED})


@command("shipment.save")
def save(ctx: WriteContext, form: ShipmentForm) -> int:
    """Save what may be changed of a shipment at any time; its id.

    What others changed since the form was opened stays, unless it is the same field: that is a ConflictError. Without
    the right to see costs the freight stays as it is. Another day promised is one for the lines in it, too. Raises
    ValidationError(s), NotFoundError.
    """
    shipment = opened(ctx, form.id)
    merged = _merged(ctx, form, shipment)
    moved = merged.promised != shipment.promised
    check_header(ctx, merged, ordered_on(ctx, shipment) if moved else None)
    shipment.carrier_id = merged.carrier_id
    shipment.tracking = clean_line(merged.tracking, "tracking")
    shipment.promised = merged.promised
    shipment.notes = clean_text(merged.notes, "notes")
    if ctx.may("cost.view") is not None:
        shipment.freight_minor = merged.freight_minor
    if moved:
        lines_follow(ctx, shipment)
    return shipment.id


@command("shipment.save")
def mark_lost(ctx: WriteContext, shipment_id: int, note: str) -> None:
    """Give up a shipment that is on its way. Says why. Raises ValidationError (`note`: REASON_REQUIRED)."""
    shipment = opened(ctx, shipment_id)
    if not note.strip():
        raise ValidationError("note", Problem.REASON_REQUIRED)
    move(shipment, ShipmentState.LOST)
    note_event(ctx, shipment, ShipmentEventKind.LOST, note=note)


@command("shipment.save")
def cancel(ctx: WriteContext, shipment_id: int, note: str) -> None:
    """Call off a shipment that has not left; what is in it goes back to the order. Raises ValidationError (`note`)."""
    shipment = opened(ctx, shipment_id)
    if not note.strip():
        raise ValidationError("note", Problem.REASON_REQUIRED)
    move(shipment, ShipmentState.CANCELLED)
    note_event(ctx, shipment, ShipmentEventKind.CANCELLED, note=note)


@command("shipment.save")
def move_to(ctx: WriteContext, shipment_id: int, state: ShipmentState, version: int | None = None) -> None:
    """Bring a shipment to another stage by what its way does there, as the board does.

    Receiving needs counts and is refused here. Raises ValidationError (`state`: NOT_ALLOWED_IN_STATE, and what the
    step itself refuses), PermissionDenied, NotFoundError, ConflictError.
    """
    shipment = opened(ctx, shipment_id)
    require_version(ctx, shipment, version)
    if state in _SHEETS:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=shipment.state.value)
    if shipment.kind is ShipmentKind.OUT:
        _move_out(ctx, shipment, state)
    else:
        _move_in(ctx, shipment, state)


def _move_out(ctx: WriteContext, shipment: Shipment, state: ShipmentState) -> None:
    if state is ShipmentState.PLANNED:
        outbound.unpack(ctx, shipment.id)
    elif state is ShipmentState.PACKED:
        outbound.pack_planned(ctx, shipment.id)
    elif state is ShipmentState.IN_TRANSIT:
        ctx.require("shipment.dispatch")
        outbound.dispatch(ctx, shipment.id)
    elif state is ShipmentState.DELIVERED:
        ctx.require("shipment.dispatch")
        outbound.deliver(ctx, shipment.id)
    else:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=shipment.state.value)


def _move_in(ctx: WriteContext, shipment: Shipment, state: ShipmentState) -> None:
    kinds = {ShipmentState.IN_TRANSIT: ShipmentEventKind.DEPARTED, ShipmentState.ARRIVED: ShipmentEventKind.ARRIVED}
    if state not in kinds or state is shipment.state:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=shipment.state.value)
    record_event(ctx, shipment.id, kinds[state])


def _merged(ctx: WriteContext, form: ShipmentForm, shipment: Shipment) -> ShipmentForm:
    current = form_of(ctx, shipment)
    ours, theirs = _values(form), _values(current)
    if form.original is None:
        if form.version is not None:
            require_version(ctx, shipment, form.version)
        return form
    merged, conflicts = merge_fields(_values(form.original), ours, theirs, FORM_FIELDS)
    if conflicts:
        by, at = last_change(ctx.session.connection(), "shipment", shipment.id)
        raise ConflictError("shipment", shipment.id, fields=conflicts, changed_by=by, changed_at=at)
    return replace(form, **merged)


def _values(form: ShipmentForm) -> dict[str, object]:
    return {name: getattr(form, name) for name in FORM_FIELDS}
