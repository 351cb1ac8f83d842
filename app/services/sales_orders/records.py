"""What the commands and queries of selling share: an order's rows, and its form as it is stored."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import func, select

from app.db.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.domain.errors import NotFoundError
from app.domain.states import SalesOrderState, ShipmentState
from app.services.operations import ReadContext
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft

EDITABLE: Final = frozenset({SalesOrderState.QUOTE, SalesOrderState.CONFIRMED})
"""While nothing of it has left."""


def lines_of(ctx: ReadContext, order_id: int) -> list[SalesOrderLine]:
    """An order's lines in their order, as objects of this transaction."""
    statement = select(SalesOrderLine).where(SalesOrderLine.order_id == order_id)
    return list(ctx.session.execute(statement.order_by(SalesOrderLine.position, SalesOrderLine.id)).scalars())


def order_of(ctx: ReadContext, order_id: int) -> SalesOrder:
    """The order as an object of this transaction. Raises NotFoundError."""
    order = ctx.session.get(SalesOrder, order_id)
    if order is None:
        raise NotFoundError("sales_order", order_id)
    return order


def read_draft(ctx: ReadContext, order_id: int) -> SalesOrderDraft:
    """An order's form. Raises NotFoundError."""
    order = order_of(ctx, order_id)
    lines = tuple(
        SalesLineDraft(
            line.product_id, line.quantity, line.price_minor, line.discount_ppm, line.requested, line.current_promise,
            line.id,
        )
        for line in lines_of(ctx, order_id)
    )  # fmt: skip
    return SalesOrderDraft(
        customer_id=order.customer_id,
        lines=lines,
        contact_id=order.contact_id,
        number=order.number,
        ordered=order.ordered,
        currency=order.currency,
        freight_minor=order.freight_minor,
        staff_id=order.staff_id,
        notes=order.notes,
        id=order.id,
        version=order.version,
    )


def in_shipments(ctx: ReadContext, line_ids: Collection[int]) -> dict[int, int]:
    """How much of each line stands in shipments that are not cancelled; lines in none are left out."""
    item = ShipmentLine
    statement = (
        select(item.sales_order_line_id, func.sum(item.quantity))
        .join(Shipment, Shipment.id == item.shipment_id)
        .where(item.sales_order_line_id.in_(line_ids), Shipment.state != ShipmentState.CANCELLED)
        .group_by(item.sales_order_line_id)
    )
    return {line_id: quantity for line_id, quantity in ctx.session.execute(statement) if line_id is not None}


def ever_shipped(ctx: ReadContext, line_ids: Collection[int]) -> set[int]:
    """The lines that any shipment names, cancelled ones too: their rows stay."""
    statement = select(ShipmentLine.sales_order_line_id).where(ShipmentLine.sales_order_line_id.in_(line_ids))
    return {line_id for line_id in ctx.session.execute(statement).scalars() if line_id is not None}
