"""Sending goods: packed from what is kept for an order, sent out of stock, delivered at the customer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.db.models import Product, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.domain.errors import NotFoundError, Problem, ValidationError
from app.domain.places import CUSTOMER
from app.domain.punctuality import UNSENT
from app.domain.states import SalesOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import MoveKind
from app.services.operations import WriteContext, command
from app.services.shipments.events import move, note_event, opened, require_version
from app.services.shipments.headers import check_header, new_shipment
from app.services.shipments.read_models import PackedLine, ShipmentDraft, ShipmentLineDraft
from app.services.shipments.receiving import shown
from app.services.stock import reservations
from app.services.stock.ledger import Posting, post
from app.services.stock.picking import Shelves

_OF_ORDER: Final = (
    select(SalesOrderLine).where(SalesOrderLine.order_id == bindparam("order_id")).order_by(SalesOrderLine.position)
)
_ITEMS: Final = (
    select(ShipmentLine).where(ShipmentLine.shipment_id == bindparam("shipment_id")).order_by(ShipmentLine.position)
)
_SOLD: Final = (
    select(SalesOrderLine, SalesOrder)
    .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
    .where(SalesOrderLine.id.in_(bindparam("lines", expanding=True)))
)
_PACKED: Final = (
    select(ShipmentLine.sales_order_line_id, func.sum(ShipmentLine.quantity))
    .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
    .where(ShipmentLine.sales_order_line_id.in_(bindparam("lines", expanding=True)), Shipment.state.in_(UNSENT))
    .group_by(ShipmentLine.sales_order_line_id)
)


@command("shipment.save")
def plan(ctx: WriteContext, draft: ShipmentDraft) -> int:
    """Plan a shipment of a confirmed order, to be packed later; its id. Raises as `pack`."""
    return _create(ctx, draft, ShipmentState.PLANNED, ShipmentEventKind.BOOKED)


@command("shipment.save")
def pack(ctx: WriteContext, draft: ShipmentDraft) -> int:
    """Pack a shipment of a confirmed order; its id. Stock moves when it is dispatched.

    Raises ValidationError (`lines.N.quantity`: MORE_THAN_ORDERED, MORE_THAN_AVAILABLE; NO_LINES), NotFoundError.
    """
    return _create(ctx, draft, ShipmentState.PACKED, ShipmentEventKind.PACKED)


@command("shipment.save")
def pack_planned(
    ctx: WriteContext, shipment_id: int, lines: Sequence[PackedLine] = (), version: int | None = None
) -> None:
    """Say what of a planned shipment is in the parcel; without lines, all of it.

    What is left out goes back to the order. Raises ValidationError (`lines.N.quantity`: MORE_THAN_ORDERED beyond what
    was planned, NEGATIVE; NO_LINES), NotFoundError, ConflictError.
    """
    shipment = opened(ctx, shipment_id)
    require_version(ctx, shipment, version)
    require_out(shipment)
    move(shipment, ShipmentState.PACKED)
    packed = {line.shipment_line_id: line.quantity for line in lines}
    items = _lines(ctx, shipment_id)
    if lines and not any(packed.get(item.id, 0) > 0 for item in items):
        raise ValidationError("lines", Problem.NO_LINES)
    for index, item in enumerate(items if lines else ()):
        quantity = packed.get(item.id, 0)
        if quantity < 0:
            raise ValidationError(f"lines.{index}.quantity", Problem.NEGATIVE)
        if quantity > item.quantity:
            product = ctx.session.get_one(Product, item.product_id)
            limit = shown(item.quantity, product)
            raise ValidationError(f"lines.{index}.quantity", Problem.MORE_THAN_ORDERED, limit=limit)
        if quantity:
            item.quantity = quantity
        else:
            ctx.session.delete(item)
    note_event(ctx, shipment, ShipmentEventKind.PACKED)


@command("shipment.save")
def unpack(ctx: WriteContext, shipment_id: int) -> None:
    """Take a packed shipment back to planned. Raises ValidationError, NotFoundError."""
    shipment = opened(ctx, shipment_id)
    require_out(shipment)
    move(shipment, ShipmentState.PLANNED)


def _create(ctx: WriteContext, draft: ShipmentDraft, state: ShipmentState, event: ShipmentEventKind) -> int:
    order = ctx.session.get(SalesOrder, draft.order_id)
    if order is None:
        raise NotFoundError("sales_order", draft.order_id)
    if order.state is not SalesOrderState.CONFIRMED:
        raise ValidationError("order_id", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    check_header(ctx, draft, order.ordered)
    wanted = _wanted(ctx, draft)
    shipment = new_shipment(ctx, draft, order, wanted, state)
    note_event(ctx, shipment, event)
    return shipment.id


@command("shipment.dispatch")
def dispatch(ctx: WriteContext, shipment_id: int, version: int | None = None) -> None:
    """Send a shipment: stock goes out, what was kept for it is used up, a fully shipped order closes.

    Raises ValidationError (MORE_THAN_AVAILABLE: what others have reserved is not taken; an order that is on hold or
    over), NotFoundError, ConflictError.
    """
    shipment = opened(ctx, shipment_id)
    require_version(ctx, shipment, version)
    require_out(shipment)
    move(shipment, ShipmentState.IN_TRANSIT)
    shipment.shipped = ctx.today
    # Everything that changes is written down at once.
    with ctx.session.no_autoflush:
        items = _lines(ctx, shipment_id)
        orders = _leave(ctx, items)
        note_event(ctx, shipment, ShipmentEventKind.DEPARTED)
        for order in orders:
            _close_if_done(ctx, order)
    ctx.session.flush()
    post(ctx, _taken(ctx, items))


@command("shipment.dispatch")
def deliver(ctx: WriteContext, shipment_id: int, day: date | None = None) -> None:
    """Note that a shipment reached the customer, today or on an earlier day. Raises ValidationError, NotFoundError."""
    shipment = opened(ctx, shipment_id)
    require_out(shipment)
    move(shipment, ShipmentState.DELIVERED)
    shipment.delivered = day or ctx.today
    if shipment.shipped is not None and shipment.delivered < shipment.shipped:
        raise ValidationError("day", Problem.BEFORE, earliest=shipment.shipped.isoformat())
    if shipment.delivered > ctx.today:
        raise ValidationError("day", Problem.AFTER, latest=ctx.today.isoformat())
    note_event(ctx, shipment, ShipmentEventKind.DELIVERED)


def require_out(shipment: Shipment) -> None:
    """Refuse what is only for goods that leave."""
    if shipment.kind is not ShipmentKind.OUT:
        raise ValidationError("shipment_id", Problem.NOT_ALLOWED_IN_STATE, state=shipment.kind.value)


def contents(ctx: WriteContext, shipment_id: int) -> dict[int, int]:
    """How much of each product is in a shipment."""
    found: dict[int, int] = {}
    for item in _lines(ctx, shipment_id):
        found[item.product_id] = found.get(item.product_id, 0) + item.quantity
    return found


def _leave(ctx: WriteContext, items: list[ShipmentLine]) -> list[SalesOrder]:
    """Count a shipment's lines as shipped; what was kept for them is no longer. Their orders."""
    reservations.let_go(ctx, _by_order_line(items))
    wanted = {"lines": [item.sales_order_line_id for item in items]}
    found = {line.id: (line, order) for line, order in ctx.session.execute(_SOLD, wanted)}
    orders = {}
    for index, item in enumerate(items):
        line, order = found[item.sales_order_line_id or 0]
        orders[order.id] = order
        if order.state is not SalesOrderState.CONFIRMED:
            raise ValidationError("order_id", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
        limit = reservations.open_quantity(line)
        if item.quantity > limit:
            raise ValidationError(f"lines.{index}.quantity", Problem.MORE_THAN_ORDERED, limit=limit)
        line.shipped += item.quantity
    return list(orders.values())


def _by_order_line(items: list[ShipmentLine]) -> dict[int, int]:
    quantities: dict[int, int] = {}
    for item in items:
        if item.sales_order_line_id is not None:
            quantities[item.sales_order_line_id] = quantities.get(item.sales_order_line_id, 0) + item.quantity
    return quantities


def _taken(ctx: WriteContext, items: list[ShipmentLine]) -> list[Posting]:
    """Where each line's goods are taken from. What a second line of a product may take, the first one has left."""
    shelves = Shelves(ctx.session, {item.product_id for item in items})
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
        for index, item in enumerate(items)
        for part in shelves.take(item.product_id, item.quantity, f"lines.{index}.quantity")
    ]


def _wanted(ctx: WriteContext, draft: ShipmentDraft) -> list[tuple[SalesOrderLine, int]]:
    lines = {line.id: line for line in _order_lines(ctx, draft.order_id)}
    packed = packed_of(ctx.session, lines)
    left = {line.id: reservations.open_quantity(line) - packed.get(line.id, 0) for line in lines.values()}
    if draft.lines:
        # What came free since the order was confirmed is kept for it now; older orders had their turn.
        reservations.reserve(ctx, [lines[item.order_line_id] for item in draft.lines if item.order_line_id in lines])
    held = reservations.held_by(ctx.session, lines)
    asked = draft.lines or [
        ShipmentLineDraft(line_id, quantity)
        for line_id in lines
        if line_id in held and (quantity := min(held[line_id].quantity, left[line_id])) > 0
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
        if item.quantity > left[line.id]:
            limit = _shown(ctx, line, left[line.id])
            raise ValidationError(f"lines.{index}.quantity", Problem.MORE_THAN_ORDERED, limit=limit)
        kept = held[line.id].quantity if line.id in held else 0
        if item.quantity > kept - packed.get(line.id, 0):
            available = _shown(ctx, line, kept - packed.get(line.id, 0))
            raise ValidationError(f"lines.{index}.quantity", Problem.MORE_THAN_AVAILABLE, available=available)
        left[line.id] -= item.quantity
        packed[line.id] = packed.get(line.id, 0) + item.quantity
        wanted.append((line, item.quantity))
    return wanted


def packed_of(session: Session, line_ids: Collection[int]) -> dict[int, int]:
    """What of each line is in a shipment that has not left."""
    found = session.execute(_PACKED, {"lines": list(line_ids)})
    return {line_id or 0: int(quantity) for line_id, quantity in found}


def _shown(ctx: WriteContext, line: SalesOrderLine, quantity: int) -> int | str:
    return shown(max(quantity, 0), ctx.session.get_one(Product, line.product_id))


def _order_lines(ctx: WriteContext, order_id: int) -> list[SalesOrderLine]:
    return list(ctx.session.execute(_OF_ORDER, {"order_id": order_id}).scalars())


def _lines(ctx: WriteContext, shipment_id: int) -> list[ShipmentLine]:
    return list(ctx.session.execute(_ITEMS, {"shipment_id": shipment_id}).scalars())


def _close_if_done(ctx: WriteContext, order: SalesOrder) -> None:
    lines = _order_lines(ctx, order.id)
    if order.state is SalesOrderState.CONFIRMED and not any(reservations.open_quantity(line) for line in lines):
        order.state = SalesOrderState.CLOSED
        order.closed = ctx.today
