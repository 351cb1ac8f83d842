"""Receiving goods: announced from a purchase order, counted at the door, put into stock at what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from app.db.models import Product, PurchaseOrder, PurchaseOrderLine, Shipment, ShipmentLine, SupplierTerms
from app.domain.errors import NotFoundError, Problem, ValidationError
from app.domain.money import PPM, line_net, share
from app.domain.places import MAIN_SITE, SUPPLIER
from app.domain.states import PurchaseOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.text import clean_line, fold
from app.domain.vocabulary import MoveKind, ReasonCode
from app.services.numbering import number_for
from app.services.operations import WriteContext, command
from app.services.profile.business import read_business
from app.services.shipments.events import move, note_event, opened
from app.services.shipments.read_models import ReceiptLine, ShipmentDraft, ShipmentLineDraft
from app.services.stock import reservations
from app.services.stock.ledger import Posting, post

PREFIX: Final = "IN-"


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
    wanted = _wanted(ctx, draft)
    number = number_for(ctx.session, Shipment, PREFIX, draft.number)
    promises = [line.current_promise for line, _ in wanted if line.current_promise is not None]
    shipment = Shipment(
        number=number,
        number_fold=fold(number),
        kind=ShipmentKind.IN,
        state=ShipmentState.PLANNED,
        partner_id=order.supplier_id,
        carrier_id=draft.carrier_id,
        tracking=clean_line(draft.tracking, "tracking"),
        promised=draft.promised or min(promises, default=None),
        freight_minor=draft.freight_minor,
        currency=order.currency,
        weight_g=draft.weight_g,
        staff_id=draft.staff_id or ctx.actor.staff_id,
    )
    ctx.session.add(shipment)
    ctx.session.flush()
    rows = [
        {
            "shipment_id": shipment.id,
            "position": position,
            "purchase_order_line_id": line.id,
            "product_id": line.product_id,
            "quantity": quantity,
        }
        for position, (line, quantity) in enumerate(wanted, 1)
    ]
    ctx.recorder.insert_many(ShipmentLine, rows)
    note_event(ctx, shipment, ShipmentEventKind.BOOKED)
    return shipment.id


@command("shipment.receive")
def receive(ctx: WriteContext, shipment_id: int, lines: Sequence[ReceiptLine], *, last: bool = True) -> None:
    """Take goods in: what is accepted goes into stock, what is rejected is counted with its reason.

    `last=False`: more of this shipment is still to come. Orders that wait for the goods are served, the oldest first.
    Raises ValidationError (MORE_THAN_ORDERED beyond the agreed tolerance, REASON_REQUIRED), NotFoundError.
    """
    shipment = opened(ctx, shipment_id)
    if shipment.kind is not ShipmentKind.IN:
        raise ValidationError("shipment_id", Problem.NOT_ALLOWED_IN_STATE, state=shipment.kind.value)
    if not lines:
        raise ValidationError("lines", Problem.NO_LINES)
    wanted = ShipmentState.RECEIVED if last else ShipmentState.PARTLY_RECEIVED
    if shipment.state is not ShipmentState.PARTLY_RECEIVED or last:
        move(shipment, wanted)
    postings, orders = [], {}
    for index, receipt in enumerate(lines):
        item, line, order = _found(ctx, shipment, receipt)
        _count(ctx, receipt, item, line, order, index)
        orders[order.id] = order
        if receipt.accepted:
            postings.append(_posting(ctx, receipt, item, line, order))
    shipment.arrived = shipment.arrived or ctx.today
    shipment.delivered = ctx.today
    note_event(ctx, shipment, ShipmentEventKind.RECEIVED)
    ctx.session.flush()
    post(ctx, postings)
    for product_id in dict.fromkeys(posting.product_id for posting in postings):
        reservations.serve_waiting(ctx, product_id)
    for order in orders.values():
        _close_if_done(ctx, order)
    ctx.session.flush()


def _found(
    ctx: WriteContext, shipment: Shipment, receipt: ReceiptLine
) -> tuple[ShipmentLine, PurchaseOrderLine, PurchaseOrder]:
    item = ctx.session.get(ShipmentLine, receipt.shipment_line_id)
    if item is None or item.shipment_id != shipment.id or item.purchase_order_line_id is None:
        raise NotFoundError("shipment_line", receipt.shipment_line_id)
    line = ctx.session.get_one(PurchaseOrderLine, item.purchase_order_line_id)
    order = ctx.session.get_one(PurchaseOrder, line.order_id)
    return item, line, order


def _count(
    ctx: WriteContext,
    receipt: ReceiptLine,
    item: ShipmentLine,
    line: PurchaseOrderLine,
    order: PurchaseOrder,
    index: int,
) -> None:
    if receipt.accepted < 0 or receipt.rejected < 0:
        field = "accepted" if receipt.accepted < 0 else "rejected"
        raise ValidationError(f"lines.{index}.{field}", Problem.NEGATIVE)
    if receipt.rejected and receipt.reason is None:
        raise ValidationError(f"lines.{index}.reason", Problem.REASON_REQUIRED)
    if receipt.reason is ReasonCode.OTHER and not receipt.note.strip():
        raise ValidationError(f"lines.{index}.note", Problem.REASON_REQUIRED)
    limit = line.quantity + _tolerance(ctx, order, line) - line.received - line.closed_short
    if receipt.accepted > limit:
        raise ValidationError(f"lines.{index}.accepted", Problem.MORE_THAN_ORDERED, limit=limit)
    item.accepted += receipt.accepted
    item.rejected += receipt.rejected
    item.reason = receipt.reason or item.reason
    item.note = clean_line(receipt.note, f"lines.{index}.note") or item.note
    item.lot_id = receipt.lot_id or item.lot_id
    line.received += receipt.accepted
    line.rejected += receipt.rejected


def _tolerance(ctx: WriteContext, order: PurchaseOrder, line: PurchaseOrderLine) -> int:
    ppm = ctx.session.execute(
        select(SupplierTerms.over_receipt_ppm).where(SupplierTerms.partner_id == order.supplier_id)
    ).scalar_one_or_none()
    return line.quantity * (ppm or 0) // PPM


def _posting(
    ctx: WriteContext, receipt: ReceiptLine, item: ShipmentLine, line: PurchaseOrderLine, order: PurchaseOrder
) -> Posting:
    return Posting(
        product_id=item.product_id,
        source_id=SUPPLIER,
        target_id=MAIN_SITE,
        quantity=receipt.accepted,
        kind=MoveKind.RECEIPT,
        cause="shipment_line",
        cause_id=item.id,
        value_minor=_cost(ctx, receipt.accepted, line, order),
        lot_id=receipt.lot_id,
    )


def _cost(ctx: WriteContext, accepted: int, line: PurchaseOrderLine, order: PurchaseOrder) -> int:
    """What accepted goods cost in the business's currency: their share of the line, else the standard cost."""
    currency = read_business(ctx.session).currency
    if order.currency == currency:
        return share(line.net_minor, accepted, line.quantity)
    product = ctx.session.get_one(Product, line.product_id)
    if product.cost_minor is None:
        # There is no rate of exchange to guess with.
        raise ValidationError("currency", Problem.CURRENCY_MISMATCH, expected=currency)
    return line_net(product.cost_minor, accepted, product.unit_decimals)


def _wanted(ctx: WriteContext, draft: ShipmentDraft) -> list[tuple[PurchaseOrderLine, int]]:
    statement = select(PurchaseOrderLine).where(PurchaseOrderLine.order_id == draft.order_id)
    lines = {line.id: line for line in ctx.session.execute(statement.order_by(PurchaseOrderLine.position)).scalars()}
    asked = draft.lines or [
        ShipmentLineDraft(line.id, left)
        for line in lines.values()
        if (left := line.quantity - line.received - line.closed_short) > 0
    ]
    if not asked:
        raise ValidationError("lines", Problem.NO_LINES)
    wanted = []
    for index, item in enumerate(asked):
        line = lines.get(item.order_line_id)
        if line is None:
            raise NotFoundError("purchase_order_line", item.order_line_id)
        if item.quantity <= 0:
            raise ValidationError(f"lines.{index}.quantity", Problem.NOT_POSITIVE)
        wanted.append((line, item.quantity))
    return wanted


def _close_if_done(ctx: WriteContext, order: PurchaseOrder) -> None:
    open_lines = select(PurchaseOrderLine.id).where(
        PurchaseOrderLine.order_id == order.id,
        PurchaseOrderLine.received + PurchaseOrderLine.closed_short < PurchaseOrderLine.quantity,
    )
    if order.state is PurchaseOrderState.CONFIRMED and ctx.session.execute(open_lines).first() is None:
        order.state = PurchaseOrderState.CLOSED
        order.closed = ctx.today
