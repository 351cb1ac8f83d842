"""Orders, quotes and confirmations for paper: a query finds each by its number, one reads what is printed."""

from __future__ import annotations

from dataclasses import replace
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
    order = _visible(ctx, order_id)
    _require_quote(order, "order_id")
    found = _to_customer(ctx, order)
    return replace(found, valid_until=_valid_until(found.letterhead, order.ordered))


@query("report.quote")
def find_confirmation(ctx: ReadContext, number: str) -> int:
    """The order with this number. Raises ValidationError (UNKNOWN; NOT_ALLOWED_IN_STATE for what is not confirmed)."""
    order_id = find_number(ctx, SalesOrder, number, "sales_order")
    _require_confirmed(ctx.session.get_one(SalesOrder, order_id), "number")
    return order_id


@query("report.quote")
def confirmation(ctx: ReadContext, order_id: int) -> QuoteDocument:
    """What a customer is told of an order that was confirmed: with the days promised now, and without an end.

    Raises NotFoundError, ValidationError (NOT_ALLOWED_IN_STATE: a quote still, or cancelled).
    """
    order = _visible(ctx, order_id)
    _require_confirmed(order, "order_id")
    return _to_customer(ctx, order)


def _visible(ctx: ReadContext, order_id: int) -> SalesOrder:
    order = ctx.session.get(SalesOrder, order_id)
    if order is None:
        raise NotFoundError("sales_order", order_id)
    scope.require_visible(ctx, order.customer_id, grant=ctx.require("customer.view"))
    return order


def _to_customer(ctx: ReadContext, order: SalesOrder) -> QuoteDocument:
    persons = scope.shows_persons(ctx.require("customer.view"))
    return QuoteDocument(
        letterhead=read_letterhead(ctx),
        number=order.number,
        ordered=order.ordered,
        currency=order.currency,
        freight_minor=order.freight_minor,
        recipient=recipient(ctx, order.customer_id, contact_id=order.contact_id, persons=persons),
        contact=staff_contact(ctx, order.staff_id),
        notes=order.notes,
        lines=_sales_lines(ctx, order.id),
        state=order.state,
    )


def _require_quote(order: SalesOrder, field: str) -> None:
    if _S.QUOTE not in (order.state, order.held_from):
        raise ValidationError(field, Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)


def _require_confirmed(order: SalesOrder, field: str) -> None:
    if _S.CONFIRMED not in (order.state, order.held_from) and order.state is not _S.CLOSED:
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
