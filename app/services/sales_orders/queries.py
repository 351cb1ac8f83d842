"""One sales order to read: with its lines and what stock says to each, and as its form."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from app.db.models import Product, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.domain.errors import NotFoundError
from app.domain.formulas.promising import Prospect, StockTruth
from app.domain.punctuality import UNSENT
from app.domain.states import OPEN_SALES_ORDER, SALES_ORDER_TRANSITIONS, SalesOrderState
from app.services.customers import scope
from app.services.lateness import days_past
from app.services.operations import ReadContext, query
from app.services.orders import lists
from app.services.sales_orders.prospects import prospects
from app.services.sales_orders.read_models import SalesLine, SalesOrderDetail, SalesOrderDraft, Shipped
from app.services.sales_orders.records import EDITABLE, read_draft
from app.services.stock import reservations

_S: Final = SalesOrderState
Pairs = list[tuple[SalesOrderLine, Product]]


@query("order.view")
def detail(ctx: ReadContext, order_id: int) -> SalesOrderDetail:
    """One order. A dozen statements at most, however many lines. Raises NotFoundError."""
    rows = lists.rows(ctx, [order_id])
    if not rows:
        raise NotFoundError("sales_order", order_id)
    order = ctx.session.get_one(SalesOrder, order_id)
    statement = (
        select(SalesOrderLine, Product)
        .join(Product, Product.id == SalesOrderLine.product_id)
        .where(SalesOrderLine.order_id == order_id)
        .order_by(SalesOrderLine.position, SalesOrderLine.id)
    )
    pairs = [(line, product) for line, product in ctx.session.execute(statement)]
    sent = sum(line.shipped for line, _ in pairs)
    shipments = _shipments(ctx, order_id)
    personal = scope.shows_persons(ctx.require("customer.view"))
    return SalesOrderDetail(
        row=rows[0],
        version=order.version,
        held_from=order.held_from,
        closed=order.closed,
        reason=order.lost_reason if personal else "",
        freight_minor=order.freight_minor,
        staff_id=order.staff_id,
        notes=order.notes if personal else "",
        shipped=_shipped([line for line, _ in pairs]),
        lines=_lines(ctx, order, pairs),
        next_states=_next_states(order, sent=sent > 0),
        editable=order.state in EDITABLE and not sent and all(line.quantity > 0 for line, _ in pairs),
        shipments=tuple((shipment.id, shipment.number) for shipment in shipments),
        unsent=tuple(shipment.id for shipment in shipments if shipment.state in UNSENT),
    )


@query("sales_order.save")
def draft(ctx: ReadContext, order_id: int) -> SalesOrderDraft:
    """An order as its form opens; hand it back as `original` with what was changed. Raises NotFoundError."""
    found = read_draft(ctx, order_id)
    scope.require_visible(ctx, found.customer_id, grant=ctx.require("customer.view"))
    return found


def _lines(ctx: ReadContext, order: SalesOrder, pairs: Pairs) -> tuple[SalesLine, ...]:
    is_open, firm = order.state in OPEN_SALES_ORDER, order.state is not SalesOrderState.QUOTE
    waiting = [line for line, _ in pairs if is_open and reservations.open_quantity(line)]
    held = reservations.held_by(ctx.session, [line.id for line in waiting]) if waiting else {}
    kept = {line_id: row.quantity for line_id, row in held.items()}
    stock = prospects(ctx, {line.product_id for line in waiting}, order)
    truths = _truths(waiting, kept, stock)
    return tuple(
        SalesLine(
            id=line.id,
            position=line.position,
            product_id=product.id,
            sku=product.sku,
            product=product.name,
            unit=product.unit,
            unit_decimals=product.unit_decimals,
            quantity=line.quantity,
            shipped=line.shipped,
            closed_short=line.closed_short,
            kept=kept.get(line.id, 0),
            price_minor=line.price_minor,
            discount_ppm=line.discount_ppm,
            net_minor=line.net_minor,
            promised=line.current_promise,
            first_promised=line.original_promise,
            late_days=days_past(line.current_promise or line.requested, ctx.today) if line.id in truths else 0,
            behind_days=days_past(line.original_promise, ctx.today) if line.id in truths and firm else 0,
            truth=truths.get(line.id),
        )
        for line, product in pairs
    )


def _truths(lines: list[SalesOrderLine], kept: dict[int, int], stock: dict[int, Prospect]) -> dict[int, StockTruth]:
    """Lines of the same product share what there is: what is kept for one is not another's, the rest in their order."""
    spare = {product_id: prospect.available for product_id, prospect in stock.items()}
    for line in lines:
        spare[line.product_id] -= kept.get(line.id, 0)
    waiting: dict[int, int] = {}
    found = {}
    for line in lines:
        prospect, own = stock[line.product_id], kept.get(line.id, 0)
        taken = prospect.available - spare[line.product_id] - own
        truth = prospect.truth(reservations.open_quantity(line), taken=taken, waiting=waiting.get(line.product_id, 0))
        spare[line.product_id] -= max(truth.now - own, 0)
        waiting[line.product_id] = waiting.get(line.product_id, 0) + truth.wanted - truth.now
        found[line.id] = truth
    return found


def _shipped(lines: list[SalesOrderLine]) -> Shipped:
    sold = [line for line in lines if line.quantity > 0]
    if not any(line.shipped for line in sold):
        return Shipped.NOTHING
    return Shipped.FULLY if all(line.shipped >= line.quantity for line in sold) else Shipped.PARTLY


def _next_states(order: SalesOrder, *, sent: bool) -> frozenset[SalesOrderState]:
    allowed = SALES_ORDER_TRANSITIONS[order.state]
    if order.state is _S.ON_HOLD:
        allowed = frozenset({order.held_from or _S.QUOTE, _S.CANCELLED})
    return allowed - {_S.CANCELLED} if sent else allowed


def _shipments(ctx: ReadContext, order_id: int) -> list[Shipment]:
    statement = (
        select(Shipment)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .where(SalesOrderLine.order_id == order_id)
        .group_by(Shipment.id)
        .order_by(Shipment.id)
    )
    return list(ctx.session.execute(statement).scalars())
