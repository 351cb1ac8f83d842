"""Writing sales orders: quote → confirmed → closed; a confirmed order holds what stock there is for it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select

from app.db.models import Partner, Product, SalesOrder, SalesOrderLine
from app.domain.errors import Checks, NotFoundError, Problem, ValidationError
from app.domain.money import MAX_MINOR, PPM, line_net
from app.domain.quantity import MAX_QUANTITY
from app.domain.states import SALES_ORDER_TRANSITIONS, SalesOrderState, require_transition
from app.domain.text import clean_line, clean_text, fold
from app.services.numbering import number_for
from app.services.operations import WriteContext, command
from app.services.profile.business import read_business
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.services.stock import reservations

PREFIX: Final = "SO-"
DISCOUNT_LIMIT_PPM: Final = 100_000
"""Above ten per cent a discount needs the right to give it."""


@command("sales_order.save")
def quote(ctx: WriteContext, draft: SalesOrderDraft) -> int:
    """Write a quote; its id. Raises ValidationError, NotFoundError, PermissionDenied (discount)."""
    customer = ctx.session.get(Partner, draft.customer_id)
    if customer is None or not customer.is_customer:
        raise NotFoundError("customer", draft.customer_id)
    _check(ctx, draft)
    number = number_for(ctx.session, SalesOrder, PREFIX, draft.number)
    order = SalesOrder(
        number=number,
        number_fold=fold(number),
        customer_id=customer.id,
        contact_id=draft.contact_id,
        state=SalesOrderState.QUOTE,
        ordered=draft.ordered or ctx.today,
        currency=draft.currency or customer.currency or read_business(ctx.session).currency,
        freight_minor=draft.freight_minor,
        staff_id=draft.staff_id or ctx.actor.staff_id,
        notes=clean_text(draft.notes, "notes"),
    )
    ctx.session.add(order)
    ctx.session.flush()
    rows = [_line(ctx, order.id, position, line) for position, line in enumerate(draft.lines, 1)]
    ctx.recorder.insert_many(SalesOrderLine, rows)
    return order.id


@command("sales_order.save")
def confirm(ctx: WriteContext, order_id: int) -> None:
    """Turn a quote into an order and keep what stock is free for it; what is short waits for what comes in."""
    order = _opened(ctx, order_id)
    _move(order, SalesOrderState.CONFIRMED)
    ctx.session.flush()
    reservations.reserve(ctx, lines_of(ctx, order_id))


@command("sales_order.save")
def close(ctx: WriteContext, order_id: int, reason: str = "") -> None:
    """Close an order. What was not shipped is closed short, which needs a reason. Raises ValidationError."""
    order = _opened(ctx, order_id)
    _move(order, SalesOrderState.CLOSED)
    given_up = {}
    for line in lines_of(ctx, order_id):
        left = reservations.open_quantity(line)
        if left:
            order.lost_reason = clean_line(reason, "reason")
            if not order.lost_reason:
                raise ValidationError("reason", Problem.REASON_REQUIRED)
            line.closed_short += left
            given_up[line.id] = left
    _let_go(ctx, given_up)
    order.closed = ctx.today


@command("sales_order.cancel")
def cancel(ctx: WriteContext, order_id: int, reason: str = "") -> None:
    """Cancel a quote or an order of which nothing was shipped; its stock is free again. Raises ValidationError."""
    order = _opened(ctx, order_id)
    if ctx.grant == "own" and order.staff_id not in (None, ctx.actor.staff_id):
        raise ctx.refuse()
    lines = lines_of(ctx, order_id)
    if any(line.shipped for line in lines):
        raise ValidationError("state", Problem.IN_USE)
    _move(order, SalesOrderState.CANCELLED)
    order.lost_reason = clean_line(reason, "reason")
    order.closed = ctx.today
    _let_go(ctx, {line.id: line.quantity for line in lines if line.quantity > 0})


def lines_of(ctx: WriteContext, order_id: int) -> list[SalesOrderLine]:
    """An order's lines in their order, as objects of this transaction."""
    statement = select(SalesOrderLine).where(SalesOrderLine.order_id == order_id)
    return list(ctx.session.execute(statement.order_by(SalesOrderLine.position)).scalars())


def _let_go(ctx: WriteContext, quantities: dict[int, int]) -> None:
    for product_id in reservations.release(ctx, quantities):
        reservations.serve_waiting(ctx, product_id)


def _opened(ctx: WriteContext, order_id: int) -> SalesOrder:
    order = ctx.session.get(SalesOrder, order_id)
    if order is None:
        raise NotFoundError("sales_order", order_id)
    return order


def _move(order: SalesOrder, state: SalesOrderState) -> None:
    require_transition(SALES_ORDER_TRANSITIONS, order.state, state)
    order.state = state
    order.held_from = None


def _check(ctx: WriteContext, draft: SalesOrderDraft) -> None:
    if not draft.lines:
        raise ValidationError("lines", Problem.NO_LINES)
    checks, ordered = Checks(), draft.ordered or ctx.today
    for index, line in enumerate(draft.lines):
        if line.quantity <= 0:
            checks.add(f"lines.{index}.quantity", Problem.NOT_POSITIVE)
        elif line.quantity > MAX_QUANTITY:
            checks.add(f"lines.{index}.quantity", Problem.TOO_LARGE, limit=str(MAX_QUANTITY))
        if not 0 <= line.price_minor <= MAX_MINOR:
            checks.add(f"lines.{index}.price_minor", Problem.OUT_OF_RANGE, low="0", high=str(MAX_MINOR))
        if not 0 <= line.discount_ppm <= PPM:
            checks.add(f"lines.{index}.discount_ppm", Problem.OUT_OF_RANGE, low="0", high="100")
        if line.promised is not None and line.promised < ordered:
            checks.add(f"lines.{index}.promised", Problem.BEFORE, earliest=ordered.isoformat())
    checks.raise_if_any()
    if any(line.discount_ppm > DISCOUNT_LIMIT_PPM for line in draft.lines):
        ctx.require("discount.above_limit")


def _line(ctx: WriteContext, order_id: int, position: int, draft: SalesLineDraft) -> dict[str, Any]:
    product = ctx.session.get(Product, draft.product_id)
    if product is None:
        raise NotFoundError("product", draft.product_id)
    return {
        "order_id": order_id,
        "position": position,
        "product_id": product.id,
        "quantity": draft.quantity,
        "price_minor": draft.price_minor,
        "discount_ppm": draft.discount_ppm,
        "net_minor": line_net(draft.price_minor, draft.quantity, product.unit_decimals, draft.discount_ppm),
        "requested": draft.requested,
        "original_promise": draft.promised,
        "current_promise": draft.promised,
    }
