"""An order that is over takes the shipments with it that have not left: they could never leave or come."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from app.db.models import PurchaseOrderLine, SalesOrderLine, Shipment, ShipmentLine
from app.domain.punctuality import UNSENT
from app.domain.states import ShipmentEventKind, ShipmentState
from app.services.operations import WriteContext
from app.services.shipments.events import move, note_event

OrderLines = Sequence[SalesOrderLine] | Sequence[PurchaseOrderLine]


def call_off(ctx: WriteContext, lines: OrderLines, note: str) -> tuple[str, ...]:
    """Cancel the shipments of an order's lines that have not left; their numbers, the oldest first.

    One that carries something else too stays as it is. `note` is kept with each shipment's event.
    """
    if not lines:
        return ()
    of_sale = isinstance(lines[0], SalesOrderLine)
    column = ShipmentLine.sales_order_line_id if of_sale else ShipmentLine.purchase_order_line_id
    ids = [line.id for line in lines]
    carried = exists().where(ShipmentLine.shipment_id == Shipment.id, column.in_(ids))
    other = exists().where(ShipmentLine.shipment_id == Shipment.id, or_(column.is_(None), column.not_in(ids)))
    statement = select(Shipment).where(Shipment.state.in_(UNSENT), carried, ~other).order_by(Shipment.id)
    shipments = list(ctx.session.execute(statement).scalars())
    for shipment in shipments:
        move(shipment, ShipmentState.CANCELLED)
        note_event(ctx, shipment, ShipmentEventKind.CANCELLED, note=note)
    return tuple(shipment.number for shipment in shipments)
