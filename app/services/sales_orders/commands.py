"""Writing sales orders: quote → confirmed → closed; a confirmed order holds what stock there is for it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from app.db.models import Partner, SalesOrder, SalesOrderLine
from app.domain.errors import Checks, NotFoundError, Problem, ValidationError
from app.domain.states import SALES_ORDER_TRANSITIONS, SalesOrderState, require_transition
from app.domain.text import clean_code, clean_line, clean_text, fold
from app.domain.vocabulary import PartnerStatus
from app.services.business.settings import read_business
from app.services.drafts import merge_draft
from app.services.numbering import number_for
from app.services.operations import WriteContext, command
from app.services.sales_orders.lines import apply_lines, check_lines, line_values
from app.services.sales_orders.read_models import DRAFT_FIELDS, SalesOrderDraft
from app.services.sales_orders.records import EDITABLE, lines_of, order_of, read_draft
from app.services.shipments.calling_off import call_off
from app.services.stock import reservations

PREFIX: Final = "SO-"


@command("sales_order.save")
def quote(ctx: WriteContext, draft: SalesOrderDraft) -> int:
    """Write a quote; its id. Raises ValidationError at its fields, NotFoundError, PermissionDenied (discount)."""
    customer = ctx.session.get(Partner, draft.customer_id)
    if customer is None or not customer.is_customer:
        raise NotFoundError("customer", draft.customer_id)
    if customer.status is PartnerStatus.ARCHIVED:
        raise ValidationError("customer_id", Problem.ARCHIVED)
    ordered = draft.ordered or ctx.today
    _check_head(ctx, draft)
    products = check_lines(ctx, draft.lines, ordered)
    number = number_for(ctx.session, SalesOrder, PREFIX, draft.number)
    order = SalesOrder(
        number=number,
        number_fold=fold(number),
        customer_id=customer.id,
        contact_id=draft.contact_id,
        state=SalesOrderState.QUOTE,
        ordered=ordered,
        currency=draft.currency or customer.currency or read_business(ctx.session).currency,
        freight_minor=draft.freight_minor,
        staff_id=draft.staff_id or ctx.actor.staff_id,
        notes=clean_text(draft.notes, "notes"),
    )
    ctx.session.add(order)
    ctx.session.flush()
    rows = [
        {
            **line_values(line, products[line.product_id]),
            "order_id": order.id,
            "position": position,
            "original_promise": line.promised,
        }
        for position, line in enumerate(draft.lines, 1)
    ]
    ctx.recorder.insert_many(SalesOrderLine, rows)
    return order.id


@command("sales_order.save")
def save(ctx: WriteContext, draft: SalesOrderDraft) -> int:
    """Write a quote, or write a quote or an order anew of which nothing has left; its id.

    What others changed since the form was opened (`draft.original`) stays, unless it is the same field (the lines are
    one): that is a ConflictError. A confirmed order's reservations follow its lines. Raises ValidationError at the
    draft's fields (`lines.2.quantity`), NotFoundError, PermissionDenied (discount).
    """
    if draft.id is None:
        return quote(ctx, draft)
    order, stored = order_of(ctx, draft.id), lines_of(ctx, draft.id)
    if order.state not in EDITABLE:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    if any(line.shipped for line in stored):
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state="partly_shipped")
    merged = _merged(ctx, draft, draft.id)
    number = clean_code(merged.number, "number") or order.number
    ordered = merged.ordered or order.ordered
    _check_head(ctx, merged)
    if fold(number) != order.number_fold:
        number = number_for(ctx.session, SalesOrder, PREFIX, number)
    products = check_lines(ctx, merged.lines, ordered, stored)
    order.number, order.number_fold = number, fold(number)
    order.ordered = ordered
    order.currency = merged.currency or order.currency
    order.contact_id = merged.contact_id
    order.freight_minor = merged.freight_minor
    order.notes = clean_text(merged.notes, "notes")
    apply_lines(ctx, order, merged.lines, products)
    ctx.session.flush()
    return order.id


@command("sales_order.save")
def confirm(ctx: WriteContext, order_id: int) -> None:
    """Turn a quote into an order and keep what stock is free for it; what is short waits for what comes in."""
    order = order_of(ctx, order_id)
    if order.state is not SalesOrderState.QUOTE:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    _move(order, SalesOrderState.CONFIRMED)
    ctx.session.flush()
    reservations.reserve(ctx, lines_of(ctx, order_id))


@command("sales_order.save")
def place(ctx: WriteContext, draft: SalesOrderDraft) -> int:
    """Write an order and confirm it in one step; its id. Raises as `quote`."""
    order_id = quote(ctx, draft)
    confirm(ctx, order_id)
    return order_id


@command("sales_order.save")
def hold(ctx: WriteContext, order_id: int) -> None:
    """Put an order aside: nothing of it is sent, what is kept for it stays kept. `resume` goes on with it."""
    order = order_of(ctx, order_id)
    before = order.state
    _move(order, SalesOrderState.ON_HOLD)
    order.held_from = before


@command("sales_order.save")
def resume(ctx: WriteContext, order_id: int) -> None:
    """Go on with an order that was on hold; what came free meanwhile is kept for it, after who waits longer."""
    order = order_of(ctx, order_id)
    if order.state is not SalesOrderState.ON_HOLD:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    _move(order, order.held_from or SalesOrderState.QUOTE)
    _serve(ctx, order)


@command("sales_order.save")
def close(ctx: WriteContext, order_id: int, reason: str = "") -> tuple[str, ...]:
    """Close an order. What was not shipped is closed short, which needs a reason. Raises ValidationError.

    Shipments of it that have not left are called off with it; their numbers.
    """
    order = order_of(ctx, order_id)
    _move(order, SalesOrderState.CLOSED)
    given_up = {}
    lines = lines_of(ctx, order_id)
    for line in lines:
        left = reservations.open_quantity(line)
        if left:
            order.lost_reason = clean_line(reason, "reason")
            if not order.lost_reason:
                raise ValidationError("reason", Problem.REQUIRED)
            line.closed_short += left
            given_up[line.id] = left
    called_off = call_off(ctx, lines, _why(order))
    _let_go(ctx, given_up)
    order.closed = ctx.today
    return called_off


@command("sales_order.save")
def reopen(ctx: WriteContext, order_id: int) -> None:
    """Open a closed order again: what was closed short is to be shipped after all."""
    order = order_of(ctx, order_id)
    _move(order, SalesOrderState.CONFIRMED)
    order.closed = None
    order.lost_reason = ""
    for line in lines_of(ctx, order_id):
        line.closed_short = 0
    _serve(ctx, order)


@command("sales_order.cancel")
def cancel(ctx: WriteContext, order_id: int, reason: str = "") -> tuple[str, ...]:
    """Cancel a quote or an order of which nothing was shipped; its stock is free again. Raises ValidationError.

    Shipments of it that have not left are called off with it; their numbers.
    """
    order = order_of(ctx, order_id)
    if ctx.grant == "own" and order.staff_id not in (None, ctx.actor.staff_id):
        raise ctx.refuse()
    lines = lines_of(ctx, order_id)
    if any(line.shipped for line in lines):
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state="partly_shipped")
    _move(order, SalesOrderState.CANCELLED)
    order.lost_reason = clean_line(reason, "reason")
    order.closed = ctx.today
    called_off = call_off(ctx, lines, _why(order))
    _let_go(ctx, {line.id: line.quantity for line in lines if line.quantity > 0})
    return called_off


def _why(order: SalesOrder) -> str:
    return f"{order.number}: {order.lost_reason}" if order.lost_reason else order.number


def _serve(ctx: WriteContext, order: SalesOrder) -> None:
    if order.state is SalesOrderState.CONFIRMED:
        ctx.session.flush()
        reservations.serve_waiting_for(ctx, sorted({line.product_id for line in lines_of(ctx, order.id)}))


def _let_go(ctx: WriteContext, quantities: dict[int, int]) -> None:
    for product_id in reservations.release(ctx, quantities):
        reservations.serve_waiting(ctx, product_id)


def _move(order: SalesOrder, state: SalesOrderState) -> None:
    require_transition(SALES_ORDER_TRANSITIONS, order.state, state)
    order.state = state
    order.held_from = None


def _check_head(ctx: WriteContext, draft: SalesOrderDraft) -> None:
    checks = Checks()
    number = clean_code(draft.number, "number")
    if number:
        taken = select(SalesOrder.id).where(SalesOrder.number_fold == fold(number), SalesOrder.id != (draft.id or 0))
        if ctx.session.execute(taken).first() is not None:
            checks.add("number", Problem.DUPLICATE, other=number)
    if draft.freight_minor < 0:
        checks.add("freight_minor", Problem.NEGATIVE)
    checks.raise_if_any()


def _merged(ctx: WriteContext, draft: SalesOrderDraft, order_id: int) -> SalesOrderDraft:
    current = read_draft(ctx, order_id)
    opened = draft.original.lines if draft.original is not None else ()
    lines = {line.id for line in (*current.lines, *opened) if line.id is not None}
    return merge_draft(ctx, draft, current, DRAFT_FIELDS, "sales_order", {"sales_order_line": lines})
