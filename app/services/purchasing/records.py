"""What the commands and queries of purchasing share: an order's rows, and its form as it is stored."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from app.db.models import PurchaseOrder, PurchaseOrderLine
from app.domain.errors import NotFoundError
from app.services.operations import ReadContext
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft


def lines_of(ctx: ReadContext, order_id: int) -> list[PurchaseOrderLine]:
    """An order's lines in their order, as objects of this transaction."""
    statement = select(PurchaseOrderLine).where(PurchaseOrderLine.order_id == order_id)
    return list(ctx.session.execute(statement.order_by(PurchaseOrderLine.position)).scalars())


def order_of(ctx: ReadContext, order_id: int) -> PurchaseOrder:
    """The order as an object of this transaction. Raises NotFoundError."""
    order = ctx.session.get(PurchaseOrder, order_id)
    if order is None:
        raise NotFoundError("purchase_order", order_id)
    return order


def read_draft(ctx: ReadContext, order_id: int) -> PurchaseOrderDraft:
    """An order's form. Raises NotFoundError."""
    order = order_of(ctx, order_id)
    return PurchaseOrderDraft(
        supplier_id=order.supplier_id,
        lines=tuple(
            PurchaseLineDraft(
                line.product_id,
                line.quantity,
                line.price_minor,
                line.discount_ppm,
                line.requested,
                line.supplier_item_id,
                line.id,
            )
            for line in lines_of(ctx, order_id)
        ),
        number=order.number,
        ordered=order.ordered,
        currency=order.currency,
        freight_minor=order.freight_minor,
        staff_id=order.staff_id,
        notes=order.notes,
        id=order.id,
        version=order.version,
    )


def without_costs(draft: PurchaseOrderDraft) -> PurchaseOrderDraft:
    """The form as it is for those who may not see what things cost."""
    lines = tuple(replace(line, price_minor=0, discount_ppm=0) for line in draft.lines)
    return replace(draft, lines=lines, freight_minor=0)


def with_costs_of(draft: PurchaseOrderDraft, stored: PurchaseOrderDraft) -> PurchaseOrderDraft:
    """The form with the costs that its writer did not see, as they are stored; a new line has none yet."""
    known = {line.id: line for line in stored.lines}
    lines = tuple(
        replace(line, price_minor=known[line.id].price_minor, discount_ppm=known[line.id].discount_ppm)
        if line.id in known
        else line
        for line in draft.lines
    )
    return replace(draft, lines=lines, freight_minor=stored.freight_minor)
