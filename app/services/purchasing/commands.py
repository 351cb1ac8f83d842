"""Writing purchase orders: draft → sent → confirmed → closed, the first promise and the current one kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from app.db.models import Partner, Product, PurchaseOrder, PurchaseOrderLine
from app.domain.errors import Checks, NotFoundError, Problem, ValidationError
from app.domain.money import MAX_MINOR, PPM, line_net
from app.domain.quantity import MAX_QUANTITY
from app.domain.states import PURCHASE_ORDER_TRANSITIONS, PurchaseOrderState, require_transition
from app.domain.text import clean_text, fold
from app.domain.vocabulary import ReasonCode
from app.services.numbering import number_for
from app.services.operations import WriteContext, command
from app.services.profile.business import read_business
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft

PREFIX: Final = "PO-"


@command("purchase_order.save")
def create(ctx: WriteContext, draft: PurchaseOrderDraft) -> int:
    """Write a draft order; its id. Raises ValidationError, NotFoundError."""
    supplier = ctx.session.get(Partner, draft.supplier_id)
    if supplier is None or not supplier.is_supplier:
        raise NotFoundError("supplier", draft.supplier_id)
    _check(draft.lines)
    number = number_for(ctx.session, PurchaseOrder, PREFIX, draft.number)
    order = PurchaseOrder(
        number=number,
        number_fold=fold(number),
        supplier_id=supplier.id,
        state=PurchaseOrderState.DRAFT,
        ordered=draft.ordered or ctx.today,
        currency=draft.currency or supplier.currency or read_business(ctx.session).currency,
        freight_minor=draft.freight_minor,
        staff_id=draft.staff_id or ctx.actor.staff_id,
        notes=clean_text(draft.notes, "notes"),
    )
    ctx.session.add(order)
    ctx.session.flush()
    rows = [_line(ctx, order.id, position, line) for position, line in enumerate(draft.lines, 1)]
    ctx.recorder.insert_many(PurchaseOrderLine, rows)
    return order.id


@command("purchase_order.save")
def send(ctx: WriteContext, order_id: int) -> None:
    """Say that the order went to the supplier today."""
    order = _opened(ctx, order_id)
    _move(order, PurchaseOrderState.SENT)
    order.sent = ctx.today


@command("purchase_order.save")
def confirm(ctx: WriteContext, order_id: int, promises: Mapping[int, date]) -> None:
    """Take the supplier's confirmation with the day promised for each line (line id → day).

    The first promise is kept for good; a later one is a `repromise`. Raises ValidationError (BEFORE the order's day).
    """
    order = _opened(ctx, order_id)
    _move(order, PurchaseOrderState.CONFIRMED)
    order.confirmed = ctx.today
    for line in lines_of(ctx, order_id):
        promise = promises.get(line.id)
        if promise is not None:
            _promise(order, line, promise)


@command("purchase_order.save")
def repromise(ctx: WriteContext, order_id: int, promises: Mapping[int, date]) -> None:
    """Note another promise of the supplier; punctuality is still judged by the first one."""
    order = _opened(ctx, order_id)
    if order.state is not PurchaseOrderState.CONFIRMED:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    for line in lines_of(ctx, order_id):
        if line.id in promises:
            _promise(order, line, promises[line.id])


@command("purchase_order.save")
def close(ctx: WriteContext, order_id: int, reason: ReasonCode | None = None) -> None:
    """Close an order. What is still open is closed short, which needs a reason. Raises ValidationError."""
    order = _opened(ctx, order_id)
    _move(order, PurchaseOrderState.CLOSED)
    for line in lines_of(ctx, order_id):
        left = line.quantity - line.received - line.closed_short
        if left > 0:
            if reason is None:
                raise ValidationError("reason", Problem.REASON_REQUIRED)
            line.closed_short += left
    order.close_reason = reason
    order.closed = ctx.today


def lines_of(ctx: WriteContext, order_id: int) -> list[PurchaseOrderLine]:
    """An order's lines in their order, as objects of this transaction."""
    statement = select(PurchaseOrderLine).where(PurchaseOrderLine.order_id == order_id)
    return list(ctx.session.execute(statement.order_by(PurchaseOrderLine.position)).scalars())


def _opened(ctx: WriteContext, order_id: int) -> PurchaseOrder:
    if ctx.grant == "draft" and ctx.operation == "purchase_order.save":
        raise ctx.refuse("draft")
    order = ctx.session.get(PurchaseOrder, order_id)
    if order is None:
        raise NotFoundError("purchase_order", order_id)
    return order


def _move(order: PurchaseOrder, state: PurchaseOrderState) -> None:
    require_transition(PURCHASE_ORDER_TRANSITIONS, order.state, state)
    order.state = state
    order.held_from = None


def _promise(order: PurchaseOrder, line: PurchaseOrderLine, day: date) -> None:
    if day < order.ordered:
        raise ValidationError("promise", Problem.BEFORE, earliest=order.ordered.isoformat())
    if line.original_promise is None:
        line.original_promise = day
    line.current_promise = day


def _check(lines: Sequence[PurchaseLineDraft]) -> None:
    if not lines:
        raise ValidationError("lines", Problem.NO_LINES)
    checks = Checks()
    for index, line in enumerate(lines):
        if line.quantity <= 0:
            checks.add(f"lines.{index}.quantity", Problem.NOT_POSITIVE)
        elif line.quantity > MAX_QUANTITY:
            checks.add(f"lines.{index}.quantity", Problem.TOO_LARGE, limit=str(MAX_QUANTITY))
        if not 0 <= line.price_minor <= MAX_MINOR:
            checks.add(f"lines.{index}.price_minor", Problem.OUT_OF_RANGE, low="0", high=str(MAX_MINOR))
        if not 0 <= line.discount_ppm <= PPM:
            checks.add(f"lines.{index}.discount_ppm", Problem.OUT_OF_RANGE, low="0", high="100")
    checks.raise_if_any()


def _line(ctx: WriteContext, order_id: int, position: int, draft: PurchaseLineDraft) -> dict[str, Any]:
    product = ctx.session.get(Product, draft.product_id)
    if product is None:
        raise NotFoundError("product", draft.product_id)
    return {
        "order_id": order_id,
        "position": position,
        "product_id": product.id,
        "supplier_item_id": draft.supplier_item_id,
        "quantity": draft.quantity,
        "price_minor": draft.price_minor,
        "discount_ppm": draft.discount_ppm,
        "net_minor": line_net(draft.price_minor, draft.quantity, product.unit_decimals, draft.discount_ppm),
        "requested": draft.requested,
    }
