"""A packing list: what a shipment to a customer holds, and what of its orders is still to come."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from sqlalchemy import case, func, select

from app.db.models import Lot, Partner, Product, SalesOrder, SalesOrderLine, Shipment, ShipmentLine, StockMove
from app.domain.errors import NotFoundError, Problem, ValidationError
from app.domain.places import CUSTOMER
from app.domain.punctuality import UNSENT
from app.domain.states import ShipmentKind
from app.services.customers import scope
from app.services.documents.letterhead import read_letterhead
from app.services.documents.order_models import FollowingLine, PackedLine, PackedLot, PackingListDocument
from app.services.documents.parties import find_number, recipient, staff_contact
from app.services.operations import ReadContext, query

_Lots = dict[int, tuple[PackedLot, ...]]
CAUSE: Final = "shipment_line"


@query("report.packing_list")
def find_shipment(ctx: ReadContext, number: str) -> int:
    """The shipment to a customer with this number. Raises ValidationError (UNKNOWN)."""
    shipment_id = find_number(ctx, Shipment, number, "shipment")
    if ctx.session.get_one(Shipment, shipment_id).kind is not ShipmentKind.OUT:
        raise ValidationError("number", Problem.UNKNOWN, what="shipment")
    return shipment_id


@query("report.packing_list")
def packing_list(ctx: ReadContext, shipment_id: int) -> PackingListDocument:
    """What a shipment to a customer holds. Raises NotFoundError, also for one that goes another way."""
    shipment = ctx.session.get(Shipment, shipment_id)
    if shipment is None or shipment.kind is not ShipmentKind.OUT or shipment.partner_id is None:
        raise NotFoundError("shipment", shipment_id)
    grant = ctx.require("customer.view")
    scope.require_visible(ctx, shipment.partner_id, grant=grant)
    carrier = ctx.session.get(Partner, shipment.carrier_id) if shipment.carrier_id is not None else None
    lines, orders = _lines(ctx, shipment_id)
    return PackingListDocument(
        letterhead=read_letterhead(ctx),
        number=shipment.number,
        state=shipment.state,
        shipped=shipment.shipped,
        promised=shipment.promised,
        recipient=recipient(
            ctx, shipment.partner_id, contact_id=_contact(ctx, orders), delivery=True,
            persons=scope.shows_persons(grant),
        ),
        carrier=carrier.name if carrier is not None else "",
        tracking=shipment.tracking,
        weight_g=shipment.weight_g,
        notes=shipment.notes,
        contact=staff_contact(ctx, shipment.staff_id),
        orders=tuple(orders.values()),
        lines=lines,
        following=_following(ctx, shipment, orders),
    )  # fmt: skip


def _lines(ctx: ReadContext, shipment_id: int) -> tuple[tuple[PackedLine, ...], dict[int, str]]:
    statement = (
        select(ShipmentLine, Product, SalesOrderLine, SalesOrder)
        .join(Product, Product.id == ShipmentLine.product_id)
        .outerjoin(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .outerjoin(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .where(ShipmentLine.shipment_id == shipment_id)
        .order_by(ShipmentLine.position, ShipmentLine.id)
    )
    # The two last ones are None for what no order asked for, which the joined types do not say.
    rows: list[Any] = list(ctx.session.execute(statement))
    lots = _lots(ctx, [item for item, *_ in rows])
    orders = {order.id: order.number for *_, order in rows if order is not None}
    lines = tuple(
        PackedLine(
            sku=product.sku,
            product=product.name,
            unit=product.unit,
            unit_decimals=product.unit_decimals,
            quantity=item.quantity,
            ordered=line.quantity if line is not None else item.quantity,
            order=order.number if order is not None else "",
            weight_g=product.weight_g,
            lots=lots.get(item.id, ()),
        )
        for item, product, line, order in rows
    )
    return lines, orders


def _lots(ctx: ReadContext, items: list[ShipmentLine]) -> _Lots:
    """The lots that left with each line, from the ledger; before it leaves, and for imported ones, the line's own."""
    found: defaultdict[int, list[PackedLot]] = defaultdict(list)
    left = func.sum(case((StockMove.to_location_id == CUSTOMER, StockMove.quantity), else_=-StockMove.quantity))
    statement = (
        select(StockMove.cause_id, Lot.code, Lot.expiry, left)
        .join(Lot, Lot.id == StockMove.lot_id)
        .where(StockMove.cause == CAUSE, StockMove.cause_id.in_([item.id for item in items]))
        .group_by(StockMove.cause_id, Lot.id)
        .having(left > 0)
        .order_by(StockMove.cause_id, Lot.expiry, Lot.code)
    )
    for item_id, code, expiry, quantity in ctx.session.execute(statement):
        found[item_id].append(PackedLot(code, int(quantity), expiry))
    for item in items:
        if item.lot_id is not None and item.id not in found:
            lot = ctx.session.get_one(Lot, item.lot_id)
            found[item.id].append(PackedLot(lot.code, item.quantity, lot.expiry))
    return {item_id: tuple(lots) for item_id, lots in found.items()}


def _following(ctx: ReadContext, shipment: Shipment, orders: dict[int, str]) -> tuple[FollowingLine, ...]:
    here = (
        select(func.coalesce(func.sum(ShipmentLine.quantity), 0))
        .where(ShipmentLine.shipment_id == shipment.id, ShipmentLine.sales_order_line_id == SalesOrderLine.id)
        .scalar_subquery()
    )
    statement = (
        select(SalesOrderLine, Product, here)
        .join(Product, Product.id == SalesOrderLine.product_id)
        .where(SalesOrderLine.order_id.in_(orders), SalesOrderLine.quantity > 0)
        .order_by(SalesOrderLine.order_id, SalesOrderLine.position, SalesOrderLine.id)
    )
    following = []
    for line, product, packed in ctx.session.execute(statement):
        # What has left is among what was shipped already.
        rest = line.quantity - line.closed_short - line.shipped - (packed if shipment.state in UNSENT else 0)
        if rest > 0:
            following.append(
                FollowingLine(
                    product.sku, product.name, product.unit, product.unit_decimals, rest, orders[line.order_id],
                    line.current_promise,
                )
            )  # fmt: skip
    return tuple(following)


def _contact(ctx: ReadContext, orders: dict[int, str]) -> int | None:
    if not orders:
        return None
    statement = select(SalesOrder.contact_id).where(SalesOrder.id.in_(orders), SalesOrder.contact_id.is_not(None))
    return ctx.session.execute(statement.order_by(SalesOrder.id).limit(1)).scalar()
