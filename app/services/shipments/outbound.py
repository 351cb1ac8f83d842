"""Sending goods: packed from what is kept for an order, sent out of stock, delivered at the customer."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select

from app.db.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.domain.errors import NotFoundError, Problem, ValidationError
from app.domain.places import CUSTOMER
from app.domain.states import SalesOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.text import clean_line, fold
from app.domain.vocabulary import MoveKind
from app.services.operations import WriteContext, command
from app.services.shipments.events import free_number, move, note_event, opened
from app.services.shipments.read_models import ShipmentDraft, ShipmentLineDraft
from app.services.stock import reservations
from app.services.stock.ledger import Posting, post
from app.services.stock.picking import pick

UNSENT = (ShipmentState.PLANNED, ShipmentState.PACKED)


@command("shipment.save")
def pack(ctx: WriteContext, draft: ShipmentDraft) -> int:
    """Pack a shipment of a confirmed order; its id. Stock moves when it is dispatched.

    Raises ValidationError (`lines.N.quantity`: MORE_THAN_ORDERED; NO_LINES), NotFoundError.
    """
    order = ctx.session.get(SalesOrder, draft.order_id)
    if order is None:
        raise NotFoundError("sales_order", draft.order_id)
    if order.state is not SalesOrderState.CONFIRMED:
        raise ValidationError("order_id", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    wanted = _wanted(ctx, draft)
    number = free_number(ctx, ShipmentKind.OUT, draft.number)
    promises = [line.current_promise for line, _ in wanted if line.current_promise is not None]
    shipment = Shipment(
        number=number,
        number_fold=fold(number),
        kind=ShipmentKind.OUT,
        state=ShipmentState.PACKED,
        partner_id=order.customer_id,
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
    for position, (line, quantity) in enumerate(wanted, 1):
        ctx.session.add(
            ShipmentLine(
                shipment_id=shipment.id,
                position=position,
                sales_order_line_id=line.id,
                product_id=line.product_id,
                quantity=quantity,
            )
        )
    note_event(ctx, shipment, ShipmentEventKind.PACKED)
    ctx.session.flush()
    return shipment.id


@command("shipment.dispatch")
def dispatch(ctx: WriteContext, shipment_id: int) -> None:
    """Send a packed shipment: stock goes out, what was kept for it is used up, a fully shipped order closes.

    Raises ValidationError (MORE_THAN_AVAILABLE: what others have reserved is not taken), NotFoundError.
    """
    shipment = opened(ctx, shipment_id)
    if shipment.kind is not ShipmentKind.OUT:
        raise ValidationError("shipment_id", Problem.NOT_ALLOWED_IN_STATE, state=shipment.kind.value)
    move(shipment, ShipmentState.IN_TRANSIT)
    shipment.shipped = ctx.today
    orders: dict[int, None] = {}
    postings = []
    for index, item in enumerate(_lines(ctx, shipment_id)):
        line = ctx.session.get_one(SalesOrderLine, item.sales_order_line_id)
        orders[line.order_id] = None
        postings += _take(ctx, item, line, index)
    post(ctx, postings)
    note_event(ctx, shipment, ShipmentEventKind.DEPARTED)
    for order_id in orders:
        _close_if_done(ctx, order_id)
    ctx.session.flush()


@command("shipment.dispatch")
def deliver(ctx: WriteContext, shipment_id: int, day: date | None = None) -> None:
    """Note that a shipment reached the customer, today or on an earlier day. Raises ValidationError, NotFoundError."""
    shipment = opened(ctx, shipment_id)
    if shipment.kind is not ShipmentKind.OUT:
        raise ValidationError("shipment_id", Problem.NOT_ALLOWED_IN_STATE, state=shipment.kind.value)
    move(shipment, ShipmentState.DELIVERED)
    shipment.delivered = day or ctx.today
    if shipment.shipped is not None and shipment.delivered < shipment.shipped:
        raise ValidationError("day", Problem.BEFORE, earliest=shipment.shipped.isoformat())
    note_event(ctx, shipment, ShipmentEventKind.DELIVERED)


def _take(ctx: WriteContext, item: ShipmentLine, line: SalesOrderLine, index: int) -> list[Posting]:
    reservations.release(ctx, line.id, item.quantity)
    free = reservations.free(ctx.session, item.product_id)
    field = f"lines.{index}.quantity"
    if item.quantity > reservations.open_quantity(line):
        raise ValidationError(field, Problem.MORE_THAN_ORDERED, limit=reservations.open_quantity(line))
    line.shipped += item.quantity
    ctx.session.flush()
    return [
        Posting(
            product_id=item.product_id,
            source_id=part.location_id,
            target_id=CUSTOMER,
            quantity=part.quantity,
            kind=MoveKind.ISSUE,
            cause="shipment_line",
            cause_id=item.id,
            lot_id=part.lot_id,
        )
        for part in pick(ctx.session, item.product_id, item.quantity, free=free, field=field)
    ]


def _wanted(ctx: WriteContext, draft: ShipmentDraft) -> list[tuple[SalesOrderLine, int]]:
    lines = {line.id: line for line in ctx.session.execute(_of_order(draft.order_id)).scalars()}
    asked = draft.lines or [
        ShipmentLineDraft(line.id, quantity)
        for line in lines.values()
        if (quantity := min(reservations.held_by(ctx.session, line.id), _left(ctx, line))) > 0
    ]
    if not asked:
        raise ValidationError("lines", Problem.NO_LINES)
    wanted = []
    for index, item in enumerate(asked):
        line = lines.get(item.order_line_id)
        if line is None:
            raise NotFoundError("sales_order_line", item.order_line_id)
        if item.quantity <= 0:
            raise ValidationError(f"lines.{index}.quantity", Problem.NOT_POSITIVE)
        if item.quantity > (left := _left(ctx, line)):
            raise ValidationError(f"lines.{index}.quantity", Problem.MORE_THAN_ORDERED, limit=left)
        wanted.append((line, item.quantity))
    return wanted


def _left(ctx: WriteContext, line: SalesOrderLine) -> int:
    """What of a line is neither shipped nor in a shipment that waits."""
    packed = (
        select(func.coalesce(func.sum(ShipmentLine.quantity), 0))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(ShipmentLine.sales_order_line_id == line.id, Shipment.state.in_(UNSENT))
    )
    return reservations.open_quantity(line) - int(ctx.session.execute(packed).scalar_one())


def _of_order(order_id: int) -> Select[SalesOrderLine]:
    return select(SalesOrderLine).where(SalesOrderLine.order_id == order_id).order_by(SalesOrderLine.position)


def _lines(ctx: WriteContext, shipment_id: int) -> list[ShipmentLine]:
    statement = select(ShipmentLine).where(ShipmentLine.shipment_id == shipment_id).order_by(ShipmentLine.position)
    return list(ctx.session.execute(statement).scalars())


def _close_if_done(ctx: WriteContext, order_id: int) -> None:
    order = ctx.session.get_one(SalesOrder, order_id)
    lines = ctx.session.execute(_of_order(order_id)).scalars()
    if order.state is SalesOrderState.CONFIRMED and not any(reservations.open_quantity(line) for line in lines):
        order.state = SalesOrderState.CLOSED
        order.closed = ctx.today
