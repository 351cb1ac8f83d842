"""Writing purchase orders: draft → sent → confirmed → closed, the first promise and the current one kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy import select

from app.db.models import Partner, PurchaseOrder, PurchaseOrderLine, Reservation
from app.domain.errors import Checks, NotFoundError, Problem, ValidationError
from app.domain.states import PURCHASE_ORDER_TRANSITIONS, PurchaseOrderState, require_transition
from app.domain.text import clean_code, clean_text, fold
from app.domain.vocabulary import PartnerStatus, ReasonCode
from app.services.business.settings import read_business
from app.services.drafts import merge_draft
from app.services.numbering import next_number
from app.services.operations import WriteContext, command
from app.services.purchasing.lines import check_lines, line_values
from app.services.purchasing.read_models import DRAFT_FIELDS, PurchaseLineDraft, PurchaseOrderDraft
from app.services.purchasing.records import lines_of, order_of, read_draft, with_costs_of
from app.services.shipments.calling_off import call_off
from app.services.shipments.promises import shipments_follow

PREFIX: Final = "PO-"
EDITABLE: Final = frozenset({PurchaseOrderState.DRAFT, PurchaseOrderState.SENT})
"""Until the supplier confirms, an order can be written anew."""


@command("purchase_order.save")
def create(ctx: WriteContext, draft: PurchaseOrderDraft) -> int:
    """Write a draft order; its id. Raises ValidationError at the draft's fields, NotFoundError."""
    supplier = ctx.session.get(Partner, draft.supplier_id)
    if supplier is None or not supplier.is_supplier:
        raise NotFoundError("supplier", draft.supplier_id)
    if supplier.status is PartnerStatus.ARCHIVED:
        raise ValidationError("supplier_id", Problem.ARCHIVED)
    ordered = draft.ordered or ctx.today
    number = clean_code(draft.number, "number") or next_number(ctx.session, PurchaseOrder, PREFIX)
    _check_head(ctx, draft, None, number)
    check_lines(ctx, draft.lines, ordered)
    order = PurchaseOrder(
        number=number,
        number_fold=fold(number),
        supplier_id=supplier.id,
        state=PurchaseOrderState.DRAFT,
        ordered=ordered,
        currency=draft.currency or supplier.currency or read_business(ctx.session).currency,
        freight_minor=draft.freight_minor,
        staff_id=draft.staff_id or ctx.actor.staff_id,
        notes=clean_text(draft.notes, "notes"),
    )
    ctx.session.add(order)
    ctx.session.flush()
    for position, line in enumerate(draft.lines, 1):
        ctx.session.add(PurchaseOrderLine(order_id=order.id, position=position, **line_values(ctx, line)))
    ctx.session.flush()
    return order.id


@command("purchase_order.save")
def save(ctx: WriteContext, draft: PurchaseOrderDraft) -> int:
    """Write an order, or write it anew while it is not confirmed; its id.

    What others changed since the form was opened (`draft.original`) stays, unless it is the same field (the lines are
    one): that is a ConflictError. Raises ValidationError at the draft's fields (`lines.2.quantity`), NotFoundError.
    """
    if draft.id is None:
        return create(ctx, draft)
    order = order_of(ctx, draft.id)
    _may_change(ctx, order)
    if order.state not in EDITABLE:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    merged = _merged(ctx, _with_hidden(ctx, draft, draft.id), draft.id)
    number = clean_code(merged.number, "number") or order.number
    ordered = merged.ordered or order.ordered
    _check_head(ctx, merged, order.id, number)
    check_lines(ctx, merged.lines, ordered)
    order.number, order.number_fold = number, fold(number)
    order.ordered = ordered
    order.currency = merged.currency or order.currency
    order.freight_minor = merged.freight_minor
    order.notes = clean_text(merged.notes, "notes")
    _apply_lines(ctx, order, merged)
    ctx.session.flush()
    return order.id


@command("purchase_order.save")
def send(ctx: WriteContext, order_id: int) -> None:
    """Say that the order went to the supplier today."""
    order = _opened(ctx, order_id)
    _move(order, PurchaseOrderState.SENT)
    order.sent = ctx.today


@command("purchase_order.save")
def confirm(ctx: WriteContext, order_id: int, promises: Mapping[int, date], confirmed: date | None = None) -> None:
    """Take the supplier's confirmation with the day promised for each line (line id → day); it came today, or that day.

    The first promise is kept for good; a later one is a `repromise`. Raises ValidationError: `lines.0.promise` BEFORE
    the order's day, `confirmed` BEFORE it or AFTER today.
    """
    order = _opened(ctx, order_id)
    _move(order, PurchaseOrderState.CONFIRMED)
    day = confirmed or ctx.today
    if day < order.ordered and confirmed is not None:
        raise ValidationError("confirmed", Problem.BEFORE, earliest=order.ordered.isoformat())
    if day > ctx.today:
        raise ValidationError("confirmed", Problem.AFTER, latest=ctx.today.isoformat())
    order.confirmed = day
    _promise_all(ctx, order, promises)


@command("purchase_order.save")
def repromise(ctx: WriteContext, order_id: int, promises: Mapping[int, date]) -> None:
    """Note another promise of the supplier; punctuality is still judged by the first one.

    Shipments of it that are still to come are promised for that day, too.
    """
    order = _opened(ctx, order_id)
    if order.state is not PurchaseOrderState.CONFIRMED:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    _promise_all(ctx, order, promises)


@command("purchase_order.save")
def close(ctx: WriteContext, order_id: int, reason: ReasonCode | None = None, note: str = "") -> tuple[str, ...]:
    """Close an order. What is still open is closed short, which needs a reason, and `OTHER` a note.

    Shipments of it that have not left are called off with it; their numbers. Raises ValidationError (`reason`
    REASON_REQUIRED, `note`), NotFoundError.
    """
    order = _opened(ctx, order_id)
    _move(order, PurchaseOrderState.CLOSED)
    said = clean_text(note, "note")
    lines = lines_of(ctx, order_id)
    for line in lines:
        left = line.quantity - line.received - line.closed_short
        if left > 0:
            if reason is None:
                raise ValidationError("reason", Problem.REASON_REQUIRED)
            if reason == ReasonCode.OTHER and not said:
                raise ValidationError("note", Problem.REASON_REQUIRED)
            line.closed_short += left
    order.close_reason = reason
    order.closed = ctx.today
    if said:
        order.notes = f"{order.notes}\n{said}".strip()
    _let_go(ctx, order_id)
    return call_off(ctx, lines, order.number)


@command("purchase_order.save")
def hold(ctx: WriteContext, order_id: int) -> None:
    """Put an order aside; `resume` brings it back to where it was."""
    order = _opened(ctx, order_id)
    before = order.state
    _move(order, PurchaseOrderState.ON_HOLD)
    order.held_from = before


@command("purchase_order.save")
def resume(ctx: WriteContext, order_id: int) -> None:
    """Go on with an order that was on hold."""
    order = _opened(ctx, order_id)
    if order.state is not PurchaseOrderState.ON_HOLD:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    _move(order, order.held_from or PurchaseOrderState.DRAFT)


@command("purchase_order.save")
def cancel(ctx: WriteContext, order_id: int) -> tuple[str, ...]:
    """Call an order off of which nothing came yet; one that came in part is closed instead. Raises ValidationError.

    Shipments of it that have not left are called off with it; their numbers.
    """
    order = _opened(ctx, order_id)
    lines = lines_of(ctx, order_id)
    if any(line.received for line in lines):
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state="partly_received")
    _move(order, PurchaseOrderState.CANCELLED)
    order.closed = ctx.today
    _let_go(ctx, order_id)
    return call_off(ctx, lines, order.number)


@command("purchase_order.save")
def reopen(ctx: WriteContext, order_id: int) -> None:
    """Open a closed order again: what was closed short is to come again."""
    order = _opened(ctx, order_id)
    _move(order, PurchaseOrderState.CONFIRMED)
    order.closed = None
    order.close_reason = None
    for line in lines_of(ctx, order_id):
        line.closed_short = 0


def _with_hidden(ctx: WriteContext, draft: PurchaseOrderDraft, order_id: int) -> PurchaseOrderDraft:
    if ctx.may("cost.view") is not None:
        return draft
    stored = read_draft(ctx, order_id)
    original = None if draft.original is None else with_costs_of(draft.original, stored)
    return replace(with_costs_of(draft, stored), original=original)


def _may_change(ctx: WriteContext, order: PurchaseOrder) -> None:
    if ctx.grant == "draft" and order.state is not PurchaseOrderState.DRAFT:
        raise ctx.refuse("draft")


def _opened(ctx: WriteContext, order_id: int) -> PurchaseOrder:
    if ctx.grant == "draft" and ctx.operation == "purchase_order.save":
        raise ctx.refuse("draft")
    return order_of(ctx, order_id)


def _move(order: PurchaseOrder, state: PurchaseOrderState) -> None:
    require_transition(PURCHASE_ORDER_TRANSITIONS, order.state, state)
    order.state = state
    order.held_from = None


def _promise_all(ctx: WriteContext, order: PurchaseOrder, promises: Mapping[int, date]) -> None:
    checks, lines = Checks(), lines_of(ctx, order.id)
    for index, line in enumerate(lines):
        day = promises.get(line.id)
        if day is None:
            continue
        if day < order.ordered:
            checks.add(f"lines.{index}.promise", Problem.BEFORE, earliest=order.ordered.isoformat())
        line.original_promise = line.original_promise or day
        line.current_promise = day
    checks.raise_if_any()
    shipments_follow(ctx, [line for line in lines if line.id in promises])


def _let_go(ctx: WriteContext, order_id: int) -> None:
    """Our orders that wait for these lines wait for them no more."""
    lines = select(PurchaseOrderLine.id).where(PurchaseOrderLine.order_id == order_id)
    waiting = select(Reservation).where(Reservation.purchase_order_line_id.in_(lines))
    for reservation in ctx.session.execute(waiting).scalars().all():
        ctx.session.delete(reservation)


def _check_head(ctx: WriteContext, draft: PurchaseOrderDraft, order_id: int | None, number: str) -> None:
    checks = Checks()
    taken = select(PurchaseOrder.id).where(
        PurchaseOrder.number_fold == fold(number), PurchaseOrder.id != (order_id or 0)
    )
    if ctx.session.execute(taken).first() is not None:
        checks.add("number", Problem.DUPLICATE, other=number)
    if draft.freight_minor < 0:
        checks.add("freight_minor", Problem.NEGATIVE)
    checks.raise_if_any()


def _merged(ctx: WriteContext, draft: PurchaseOrderDraft, order_id: int) -> PurchaseOrderDraft:
    current = read_draft(ctx, order_id)
    opened = draft.original.lines if draft.original is not None else ()
    lines = {line.id for line in (*current.lines, *opened) if line.id is not None}
    return merge_draft(ctx, draft, current, DRAFT_FIELDS, "purchase_order", {"purchase_order_line": lines})


def _apply_lines(ctx: WriteContext, order: PurchaseOrder, draft: PurchaseOrderDraft) -> None:
    known = {line.id: line for line in lines_of(ctx, order.id)}
    kept: dict[int, PurchaseLineDraft] = {line.id: line for line in draft.lines if line.id in known and line.id}
    for line_id, line in known.items():
        if line_id not in kept:
            ctx.session.delete(line)
    ctx.session.flush()
    for position, wanted in enumerate(draft.lines, 1):
        values = line_values(ctx, wanted)
        if wanted.id in known:
            found = known[wanted.id]
            found.position = position
            for name, value in values.items():
                setattr(found, name, value)
        else:
            ctx.session.add(PurchaseOrderLine(order_id=order.id, position=position, **values))
