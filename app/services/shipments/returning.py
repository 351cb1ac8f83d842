"""Goods that a customer sends back: what is as new goes into stock again, what is not is counted with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select

from app.db.models import Product, SalesOrderLine, Shipment, ShipmentLine, StockMove
from app.domain.errors import Checks, NotFoundError, Problem, ValidationError
from app.domain.money import line_net, share
from app.domain.places import CUSTOMER, MAIN_SITE
from app.domain.states import SHIPPED_STATES, ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.text import clean_line, fold
from app.domain.vocabulary import MoveKind, ReasonCode
from app.services.numbering import number_for
from app.services.operations import WriteContext, command
from app.services.shipments.events import note_event, opened, require_version
from app.services.shipments.read_models import ReceiptLine
from app.services.shipments.receiving import shown
from app.services.stock import reservations
from app.services.stock.ledger import Posting, post

PREFIX: Final = "RET-"
REASONS: Final = (
    ReasonCode.DAMAGED, ReasonCode.EXPIRED, ReasonCode.PACKAGE_SIZE, ReasonCode.SUBSTITUTION,
    ReasonCode.NO_LONGER_NEEDED, ReasonCode.OTHER,
)  # fmt: skip
Found = tuple[ShipmentLine, SalesOrderLine, Product]


@command("shipment.receive")
def take_back(ctx: WriteContext, shipment_id: int, lines: Sequence[ReceiptLine], version: int | None = None) -> int:
    """Take back goods of a shipment that left; the id of the return. What is accepted can be sold again.

    It comes back at what it left for. Orders that wait for it are served. Raises ValidationError(s)
    (`lines.N.accepted`: NEGATIVE, OUT_OF_RANGE beyond what left and did not come back; `lines.N.reason`:
    REASON_REQUIRED; NO_LINES), NotFoundError, ConflictError.
    """
    sent = opened(ctx, shipment_id)
    require_version(ctx, sent, version)
    if sent.kind is not ShipmentKind.OUT or sent.state not in SHIPPED_STATES:
        raise ValidationError("shipment_id", Problem.NOT_ALLOWED_IN_STATE, state=sent.state.value)
    found = _lines(ctx, shipment_id)
    _check(ctx, lines, found)
    back = [line for line in lines if line.accepted + line.rejected > 0]
    if not back:
        raise ValidationError("lines", Problem.NO_LINES)
    returned = _shipment(ctx, sent)
    postings = []
    for position, line in enumerate(back, 1):
        item, _, product = found[line.shipment_line_id]
        written = _write(ctx, returned, position, line, item)
        if line.accepted:
            postings.append(_posting(ctx, written, item, product, line.accepted))
    note_event(ctx, returned, ShipmentEventKind.RECEIVED, note=f"Sent with {sent.number}")
    post(ctx, postings)
    reservations.serve_waiting_for(ctx, dict.fromkeys(posting.product_id for posting in postings))
    ctx.session.flush()
    return returned.id


def _lines(ctx: WriteContext, shipment_id: int) -> dict[int, Found]:
    statement = (
        select(ShipmentLine, SalesOrderLine, Product)
        .join(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .join(Product, Product.id == ShipmentLine.product_id)
        .where(ShipmentLine.shipment_id == shipment_id)
    )
    return {item.id: (item, sold, product) for item, sold, product in ctx.session.execute(statement)}


def _check(ctx: WriteContext, lines: Sequence[ReceiptLine], found: dict[int, Found]) -> None:
    checks, came = Checks(), _came_back(ctx, [sold.id for _, sold, _ in found.values()])
    for index, line in enumerate(lines):
        if line.shipment_line_id not in found:
            raise NotFoundError("shipment_line", line.shipment_line_id)
        item, sold, product = found[line.shipment_line_id]
        at = f"lines.{index}."
        for name in ("accepted", "rejected"):
            if getattr(line, name) < 0:
                checks.add(at + name, Problem.NEGATIVE)
        whole = max(line.accepted, 0) + max(line.rejected, 0)
        limit = max(min(item.quantity, sold.shipped - came.get(sold.id, 0)), 0)
        if whole > limit:
            checks.add(at + "accepted", Problem.OUT_OF_RANGE, low="0", high=str(shown(limit, product)))
        came[sold.id] = came.get(sold.id, 0) + whole
        if whole and line.reason is None:
            checks.add(at + "reason", Problem.REASON_REQUIRED)
        if line.reason is ReasonCode.OTHER and not line.note.strip():
            checks.add(at + "note", Problem.REASON_REQUIRED)
    checks.raise_if_any()


def _came_back(ctx: WriteContext, sold: Sequence[int]) -> dict[int, int]:
    """What of each order line came back before."""
    statement = (
        select(ShipmentLine.sales_order_line_id, func.sum(ShipmentLine.quantity))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(
            ShipmentLine.sales_order_line_id.in_(sold),
            Shipment.kind == ShipmentKind.RETURN_IN,
            Shipment.state != ShipmentState.CANCELLED,
        )
        .group_by(ShipmentLine.sales_order_line_id)
    )
    return {line or 0: int(quantity) for line, quantity in ctx.session.execute(statement)}


def _shipment(ctx: WriteContext, sent: Shipment) -> Shipment:
    number = number_for(ctx.session, Shipment, PREFIX, "")
    returned = Shipment(
        number=number,
        number_fold=fold(number),
        kind=ShipmentKind.RETURN_IN,
        state=ShipmentState.RECEIVED,
        partner_id=sent.partner_id,
        currency=sent.currency,
        arrived=ctx.today,
        delivered=ctx.today,
        staff_id=ctx.actor.staff_id,
    )
    ctx.session.add(returned)
    ctx.session.flush()
    return returned


def _write(ctx: WriteContext, returned: Shipment, position: int, line: ReceiptLine, item: ShipmentLine) -> ShipmentLine:
    written = ShipmentLine(
        shipment_id=returned.id,
        position=position,
        sales_order_line_id=item.sales_order_line_id,
        product_id=item.product_id,
        lot_id=item.lot_id,
        quantity=line.accepted + line.rejected,
        accepted=line.accepted,
        rejected=line.rejected,
        reason=line.reason,
        note=clean_line(line.note, "note"),
    )
    ctx.session.add(written)
    ctx.session.flush()
    return written


def _posting(ctx: WriteContext, written: ShipmentLine, item: ShipmentLine, product: Product, quantity: int) -> Posting:
    move = StockMove
    sums = func.coalesce(func.sum(move.quantity), 0), func.coalesce(func.sum(move.value_minor), 0)
    issued = select(*sums, func.max(move.lot_id)).where(
        move.cause == "shipment_line", move.cause_id == item.id, move.kind == MoveKind.ISSUE
    )
    left, worth, lot = ctx.session.execute(issued).one()
    value: Any = share(worth, min(quantity, left), left) if left else None
    return Posting(
        product_id=item.product_id,
        source_id=CUSTOMER,
        target_id=MAIN_SITE,
        quantity=quantity,
        kind=MoveKind.RETURN_IN,
        cause="shipment_line",
        cause_id=written.id,
        # What left before there was a ledger comes back at its standard cost.
        value_minor=value if value is not None else line_net(product.cost_minor or 0, quantity, product.unit_decimals),
        lot_id=item.lot_id or lot,
        reason=written.reason,
        note=written.note,
    )
