"""Purchase orders and quotes for paper: one query each finds the record by its number, one reads what is printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from app.db.models import (
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    SupplierItem,
)
from app.domain.errors import NotFoundError, Problem, ValidationError
from app.domain.states import SalesOrderState
from app.services.customers import scope
from app.services.documents.letterhead import Letterhead, read_letterhead
from app.services.documents.order_models import PricedLine, PurchaseOrderDocument, QuoteDocument
from app.services.documents.parties import find_number, recipient, staff_contact
from app.services.operations import ReadContext, query

_S: Final = SalesOrderState


@query("report.purchase_order")
def find_purchase_order(ctx: ReadContext, number: str) -> int:
    """The purchase order with this number. Raises ValidationError (UNKNOWN)."""
    return find_number(ctx, PurchaseOrder, number, "purchase_order")


@query("report.purchase_order")
def purchase_order(ctx: ReadContext, order_id: int) -> PurchaseOrderDocument:
    """An order to a supplier with all its lines. Raises NotFoundError."""
    order = ctx.session.get(PurchaseOrder, order_id)
    if order is None:
        raise NotFoundError("purchase_order", order_id)
    return PurchaseOrderDocument(
        letterhead=read_letterhead(ctx),
        number=order.number,
        ordered=order.ordered,
        currency=order.currency,
        freight_minor=order.freight_minor,
        recipient=recipient(ctx, order.supplier_id),
        contact=staff_contact(ctx, order.staff_id),
        notes=order.notes,
        lines=_purchase_lines(ctx, order_id),
        state=order.state,
    )


@query("report.quote")
def find_quote(ctx: ReadContext, number: str) -> int:
    """The quote with this number. Raises ValidationError (UNKNOWN; NOT_ALLOWED_IN_STATE for an order)."""
    order_id = find_number(ctx, SalesOrder, number, "quote")
    _require_quote(ctx.session.get_one(SalesOrder, order_id), "number")
    return order_id


@query("report.quote")
def quote(ctx: ReadContext, order_id: int) -> QuoteDocument:
    """An offer to a customer. Raises NotFoundError, ValidationError (NOT_ALLOWED_IN_STATE: it is an order by now)."""
    order = ctx.session.get(SalesOrder, order_id)
    if order is None:
        raise NotFoundError("sales_order", order_id)
    grant = ctx.require("customer.view")
    scope.require_visible(ctx, order.customer_id, grant=grant)
    _require_quote(order, "order_id")
    head, persons = read_letterhead(ctx), scope.shows_persons(grant)
    return QuoteDocument(
        letterhead=head,
        number=order.number,
        ordered=order.ordered,
        currency=order.currency,
        freight_minor=order.freight_minor,
        recipient=recipient(ctx, order.customer_id, contact_id=order.contact_id, persons=persons),
        contact=staff_contact(ctx, order.staff_id),
        notes=order.notes,
        lines=_sales_lines(ctx, order_id),
        state=order.state,
        valid_until=_valid_until(head, order.ordered),
    )


def _require_quote(order: SalesOrder, field: str) -> None:
    if order.state is _S.QUOTE or (order.state is _S.ON_HOLD and order.held_from is _S.QUOTE):
        return
    raise ValidationError(field, Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)


def _valid_until(head: Letterhead, ordered: date) -> date | None:
    days = head.business.quote_days
    return None if days is None else ordered + timedelta(days=days)


def _purchase_lines(ctx: ReadContext, order_id: int) -> tuple[PricedLine, ...]:
    statement = (
        select(PurchaseOrderLine, Product, SupplierItem.supplier_sku, SupplierItem.pack_quantity)
        .join(Product, Product.id == PurchaseOrderLine.product_id)
        .outerjoin(SupplierItem, SupplierItem.id == PurchaseOrderLine.supplier_item_id)
        .where(PurchaseOrderLine.order_id == order_id)
        .order_by(PurchaseOrderLine.position, PurchaseOrderLine.id)
    )
    return tuple(
        _line(line, product, line.current_promise, their_sku or "", pack)
        for line, product, their_sku, pack in ctx.session.execute(statement)
    )


def _sales_lines(ctx: ReadContext, order_id: int) -> tuple[PricedLine, ...]:
    statement = (
        select(SalesOrderLine, Product)
        .join(Product, Product.id == SalesOrderLine.product_id)
        .where(SalesOrderLine.order_id == order_id)
        .order_by(SalesOrderLine.position, SalesOrderLine.id)
    )
    return tuple(_line(line, product, line.current_promise) for line, product in ctx.session.execute(statement))


def _line(
    line: PurchaseOrderLine | SalesOrderLine,
    product: Product,
    promised: date | None,
    their_sku: str = "",
    pack: int | None = None,
) -> PricedLine:
    return PricedLine(
        sku=product.sku,
        product=product.name,
        unit=product.unit,
        unit_decimals=product.unit_decimals,
        quantity=line.quantity,
        price_minor=line.price_minor,
        discount_ppm=line.discount_ppm,
        net_minor=line.net_minor,
        requested=line.requested,
        promised=promised,
        their_sku=their_sku,
        pack=pack,
    )
