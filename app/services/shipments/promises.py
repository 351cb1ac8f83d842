"""A promise is one fact, whether noted at the order or at the shipment that brings it: each follows the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.db.models import PurchaseOrder, PurchaseOrderLine, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.domain.punctuality import OPEN_SHIPMENT, UNSENT
from app.domain.states import PurchaseOrderState, SalesOrderState, ShipmentKind
from app.services.operations import WriteContext
from app.services.permissions import YES

OrderLine = SalesOrderLine | PurchaseOrderLine
OrderLines = Sequence[SalesOrderLine] | Sequence[PurchaseOrderLine]


def shipments_follow(ctx: WriteContext, lines: OrderLines) -> None:
    """Another day was agreed for these lines: open shipments that carry them are promised for the earliest in them.

    A parcel that has left keeps its day. Two statements.
    """
    if not lines:
        return
    ctx.session.flush()
    of_sale = isinstance(lines[0], SalesOrderLine)
    line: type[OrderLine] = SalesOrderLine if of_sale else PurchaseOrderLine
    column = ShipmentLine.sales_order_line_id if of_sale else ShipmentLine.purchase_order_line_id
    carrying = select(ShipmentLine.shipment_id).where(column.in_([item.id for item in lines]))
    to_come = ShipmentLine.accepted + ShipmentLine.rejected < ShipmentLine.quantity
    statement = (
        select(Shipment.id, func.min(line.current_promise, type_=line.current_promise.type))
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(line, line.id == column)
        .where(Shipment.id.in_(carrying), Shipment.state.in_(UNSENT if of_sale else OPEN_SHIPMENT), to_come)
        .group_by(Shipment.id)
    )
    days = {shipment: day for shipment, day in ctx.session.execute(statement) if day is not None}
    for shipment in ctx.session.execute(select(Shipment).where(Shipment.id.in_(days))).scalars():
        shipment.promised = days[shipment.id]


def lines_follow(ctx: WriteContext, shipment: Shipment) -> None:
    """A shipment was promised for another day: so are the lines of which all that is to come is in it.

    Only by those who may promise for the order; the shipment's own day is anybody's who may change it.
    """
    day = shipment.promised
    if day is None:
        return
    open_lines: list[tuple[OrderLine, int]] = []
    if shipment.kind is ShipmentKind.IN and ctx.may("purchase_order.save") == YES:
        open_lines = _bought_in(ctx, shipment)
    elif shipment.kind is ShipmentKind.OUT and shipment.state in UNSENT and ctx.may("sales_order.save") == YES:
        open_lines = _sold_in(ctx, shipment)
    for line, elsewhere in open_lines:
        if elsewhere <= 0:
            line.current_promise = day
            line.original_promise = line.original_promise or day


def ordered_on(ctx: WriteContext, shipment: Shipment) -> date | None:
    """The day of the newest order in a shipment, before which nothing can be promised; None without an order."""
    statement = (
        select(func.max(func.coalesce(SalesOrder.ordered, PurchaseOrder.ordered), type_=SalesOrder.ordered.type))
        .select_from(ShipmentLine)
        .outerjoin(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .outerjoin(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .outerjoin(PurchaseOrderLine, PurchaseOrderLine.id == ShipmentLine.purchase_order_line_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .where(ShipmentLine.shipment_id == shipment.id)
    )
    return ctx.session.execute(statement).scalar_one_or_none()


def _bought_in(ctx: WriteContext, shipment: Shipment) -> list[tuple[OrderLine, int]]:
    """The open lines of confirmed orders in a shipment, with how much of what is to come is not in it."""
    line, item = PurchaseOrderLine, ShipmentLine
    left = line.quantity - line.received - line.closed_short
    statement = (
        select(line, left - func.sum(item.quantity - item.accepted - item.rejected))
        .join(item, item.purchase_order_line_id == line.id)
        .join(PurchaseOrder, PurchaseOrder.id == line.order_id)
        .where(item.shipment_id == shipment.id, PurchaseOrder.state == PurchaseOrderState.CONFIRMED, left > 0)
        .group_by(line.id)
    )
    return [(found, int(elsewhere)) for found, elsewhere in ctx.session.execute(statement)]


def _sold_in(ctx: WriteContext, shipment: Shipment) -> list[tuple[OrderLine, int]]:
    line, item = SalesOrderLine, ShipmentLine
    left = line.quantity - line.shipped - line.closed_short
    statement = (
        select(line, left - func.sum(item.quantity))
        .join(item, item.sales_order_line_id == line.id)
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .where(item.shipment_id == shipment.id, SalesOrder.state == SalesOrderState.CONFIRMED, left > 0)
        .group_by(line.id)
    )
    return [(found, int(elsewhere)) for found, elsewhere in ctx.session.execute(statement)]
