"""Receiving goods: announced from a purchase order, counted at the door, put into stock at what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.db.models import PurchaseOrder, PurchaseOrderLine, Shipment, ShipmentLine
from app.domain.errors import NotFoundError, Problem, ValidationError
from app.domain.money import PPM
from app.domain.punctuality import OPEN_SHIPMENT
from app.domain.states import PurchaseOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.services.operations import WriteContext, command
from app.services.shipments import receiving
from app.services.shipments.events import move, note_event, opened, require_version
from app.services.shipments.headers import check_header, new_shipment
from app.services.shipments.read_models import ReceiptLine, ShipmentDraft, ShipmentLineDraft
from app.services.stock import reservations
from app.services.stock.ledger import post


@command("shipment.save")
def announce(ctx: WriteContext, draft: ShipmentDraft) -> int:
    """Write down that a supplier sends goods of a confirmed order; the shipment's id.

    Raises ValidationError (MORE_THAN_ORDERED, NO_LINES), NotFoundError.
    """
    order = ctx.session.get(PurchaseOrder, draft.order_id)
    if order is None:
        raise NotFoundError("purchase_order", draft.order_id)
    if order.state is not PurchaseOrderState.CONFIRMED:
        raise ValidationError("order_id", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    wanted = _wanted(ctx, draft, order.supplier_id)
    check_header(ctx, draft, order.ordered)
    shipment = new_shipment(ctx, draft, order, wanted, ShipmentState.PLANNED)
    note_event(ctx, shipment, ShipmentEventKind.BOOKED)
    return shipment.id


@command("shipment.receive")
def receive(
    ctx: WriteContext,
    shipment_id: int,
    lines: Sequence[ReceiptLine],
    last: bool = True,
    version: int | None = None,
) -> None:
    """Take goods in: what is accepted goes into stock, what is rejected is counted with its reason.

    `last=False`: more of this shipment is still to come. Orders that wait for the goods are served, the oldest first.
    `version`: that of the shipment when its lines were counted. Raises ValidationError(s) (MORE_THAN_ORDERED beyond the
    agreed tolerance, REASON_REQUIRED, REQUIRED for the lot of a tracked product), NotFoundError, ConflictError.
    """
    shipment = opened(ctx, shipment_id)
    require_version(ctx, shipment, version)
    if shipment.kind is not ShipmentKind.IN:
        raise ValidationError("shipment_id", Problem.NOT_ALLOWED_IN_STATE, state=shipment.kind.value)
    if not lines:
        raise ValidationError("lines", Problem.NO_LINES)
    wanted = ShipmentState.RECEIVED if last else ShipmentState.PARTLY_RECEIVED
    if shipment.state is not ShipmentState.PARTLY_RECEIVED or last:
        move(shipment, wanted)
    # Everything that changes is written down at once.
    with ctx.session.no_autoflush:
        desk = receiving.Desk(ctx, shipment)
        postings = desk.take(lines)
        shipment.arrived = shipment.arrived or ctx.today
        shipment.delivered = ctx.today
        note_event(ctx, shipment, ShipmentEventKind.RECEIVED)
        desk.close_orders()
    post(ctx, postings)
    reservations.serve_waiting_for(ctx, dict.fromkeys(posting.product_id for posting in postings))


def _wanted(ctx: WriteContext, draft: ShipmentDraft, supplier_id: int) -> list[tuple[PurchaseOrderLine, int]]:
    statement = select(PurchaseOrderLine).where(PurchaseOrderLine.order_id == draft.order_id)
    lines = {line.id: line for line in ctx.session.execute(statement.order_by(PurchaseOrderLine.position)).scalars()}
    left, extra = left_of(ctx.session, lines), _extra(ctx, lines, supplier_id)
    asked = draft.lines or [ShipmentLineDraft(line_id, left[line_id]) for line_id in lines if left[line_id] > 0]
    if not asked:
        raise ValidationError("lines", Problem.NO_LINES)
    wanted = []
    for index, item in enumerate(asked):
        line = lines.get(item.order_line_id)
        if line is None:
            raise NotFoundError("purchase_order_line", item.order_line_id)
        if item.quantity <= 0:
            raise ValidationError(f"lines.{index}.quantity", Problem.NOT_POSITIVE)
        if item.quantity > left[line.id] + extra[line.id]:
            limit = max(left[line.id] + extra[line.id], 0)
            raise ValidationError(f"lines.{index}.quantity", Problem.MORE_THAN_ORDERED, limit=limit)
        left[line.id] -= item.quantity
        wanted.append((line, item.quantity))
    return wanted


def _extra(ctx: WriteContext, lines: Mapping[int, PurchaseOrderLine], supplier_id: int) -> dict[int, int]:
    """What the supplier may send beyond each line."""
    tolerance = receiving.tolerance_ppm(ctx, supplier_id)
    return {line.id: line.quantity * tolerance // PPM for line in lines.values()}


def left_of(session: Session, lines: Mapping[int, PurchaseOrderLine]) -> dict[int, int]:
    """What of each line is neither received, closed short, nor announced and still to come."""
    missing = ShipmentLine.quantity - ShipmentLine.accepted - ShipmentLine.rejected
    coming = (
        select(ShipmentLine.purchase_order_line_id, func.sum(case((missing > 0, missing), else_=0)))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(ShipmentLine.purchase_order_line_id.in_(lines), Shipment.state.in_(OPEN_SHIPMENT))
        .group_by(ShipmentLine.purchase_order_line_id)
    )
    announced = {row[0]: int(row[1]) for row in session.execute(coming)}
    return {
        line.id: line.quantity - line.received - line.closed_short - announced.get(line.id, 0)
        for line in lines.values()
    }
