"""Logging what was said, with its next step, in one operation; and mending it later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from app.db.base import Base
from app.db.models import (
    Affiliation,
    Contact,
    Interaction,
    InteractionLink,
    Partner,
    Product,
    PurchaseOrder,
    SalesOrder,
    Shipment,
)
from app.db.undo import last_change
from app.domain.errors import Checks, ConflictError, FieldConflict, NotFoundError, Problem, ValidationError
from app.domain.text import clean_line, clean_text
from app.domain.vocabulary import CallOutcome, InteractionKind, InteractionState
from app.services.interactions.read_models import InteractionDraft, LinkTarget, Mention
from app.services.interactions.rights import may_edit, mention_of
from app.services.operations import ReadContext, WriteContext, command
from app.services.tasks import storing as tasks
from app.services.tasks.read_models import TaskDraft

MAX_DURATION: Final = 24 * 3600
_AHEAD: Final = timedelta(minutes=5)
"""Clocks differ a little; what is done cannot be later than that."""

MODELS: Final[dict[LinkTarget, type[Base]]] = {
    LinkTarget.PARTNER: Partner,
    LinkTarget.CONTACT: Contact,
    LinkTarget.SALES_ORDER: SalesOrder,
    LinkTarget.PURCHASE_ORDER: PurchaseOrder,
    LinkTarget.SHIPMENT: Shipment,
    LinkTarget.PRODUCT: Product,
}


@command("interaction.log")
def log(ctx: WriteContext, draft: InteractionDraft) -> int:
    """Note an interaction, its next step and the follow-up it completes, all or nothing; its id.

    A person alone stands for the partner they are with. Raises ValidationError(s) at the draft's fields
    (`next_step.when`, `mentions.0` …), NotFoundError.
    """
    partner_id = draft.partner_id or _partner_of(ctx, draft.contact_id)
    values = _checked(ctx, draft, partner_id)
    row = Interaction(partner_id=partner_id, contact_id=draft.contact_id, staff_id=ctx.actor.staff_id, **values)
    ctx.session.add(row)
    ctx.session.flush()
    for mention in sorted(set(draft.mentions)):
        ctx.session.add(_link(row.id, mention))
    if draft.completes is not None:
        tasks.finish(ctx, draft.completes)
    _add_next_step(ctx, draft, row)
    ctx.session.flush()
    return row.id


@command("interaction.edit")
def edit(ctx: WriteContext, interaction_id: int, draft: InteractionDraft, version: int | None = None) -> None:
    """Mend an interaction; next step and completed follow-up are left alone.

    One's own, or anybody's where the role may; where the role may only append, another person's notes may get longer
    and nothing else may change (PermissionDenied). Raises ConflictError, ValidationError(s), NotFoundError.
    """
    row = _row(ctx, interaction_id)
    partner_id = draft.partner_id or _partner_of(ctx, draft.contact_id)
    values = {"partner_id": partner_id, "contact_id": draft.contact_id, **_checked(ctx, draft, partner_id, row)}
    if version is not None and version != row.version:
        raise _conflict(ctx, row, values)
    changed = {name: value for name, value in values.items() if value != getattr(row, name)}
    links = _links(ctx, row.id)
    kept = set(draft.mentions)
    _require_right(ctx, row, changed, links_change=kept != set(links))
    for name, value in changed.items():
        setattr(row, name, value)
    for mention, link in links.items():
        if mention not in kept:
            ctx.session.delete(link)
    for mention in sorted(kept - set(links)):
        ctx.session.add(_link(row.id, mention))


@command("interaction.edit")
def append_note(ctx: WriteContext, interaction_id: int, text: str) -> None:
    """Add to an interaction's notes, under who wrote it. Raises NotFoundError, PermissionDenied, ValidationError."""
    row = _row(ctx, interaction_id)
    added = clean_text(text, "notes")
    if not added:
        raise ValidationError("notes", Problem.REQUIRED)
    notes = clean_text(f"{row.notes}\n{ctx.actor.name}: {added}", "notes")
    _require_right(ctx, row, {"notes": notes}, links_change=False)
    row.notes = notes


@command("interaction.edit")
def remove(ctx: WriteContext, interaction_id: int) -> None:
    """Take an interaction out of the history (it is kept as cancelled). Raises NotFoundError, PermissionDenied."""
    row = _row(ctx, interaction_id)
    _require_right(ctx, row, {"state": InteractionState.CANCELLED}, links_change=False)
    row.state = InteractionState.CANCELLED


def _require_right(ctx: WriteContext, row: Interaction, changed: dict[str, Any], *, links_change: bool) -> None:
    whole, append = may_edit(ctx, row.staff_id)
    if whole or not (changed or links_change):
        return
    only_longer = set(changed) == {"notes"} and str(changed["notes"]).startswith(row.notes) and not links_change
    if not (append and only_longer):
        raise ctx.refuse()


def _partner_of(ctx: WriteContext, contact_id: int | None) -> int | None:
    if contact_id is None:
        return None
    return ctx.session.execute(
        select(Affiliation.partner_id)
        .where(Affiliation.contact_id == contact_id)
        .order_by(Affiliation.valid_to.is_not(None), Affiliation.is_main.desc(), Affiliation.id)
        .limit(1)
    ).scalar()


def _checked(
    ctx: WriteContext, draft: InteractionDraft, partner_id: int | None, row: Interaction | None = None
) -> dict[str, Any]:
    checks = Checks()
    if partner_id is None and draft.contact_id is None:
        checks.add("partner_id", Problem.REQUIRED)
    _check_there(ctx, checks, "partner_id", Partner, partner_id)
    _check_there(ctx, checks, "contact_id", Contact, draft.contact_id)
    for number, mention in enumerate(draft.mentions):
        _check_there(ctx, checks, f"mentions.{number}", MODELS[mention.target], mention.id)
    at = draft.at or (row.at if row is not None else ctx.now)
    if draft.state is InteractionState.DONE and at > ctx.now + _AHEAD:
        checks.add("at", Problem.AFTER, latest=ctx.now.isoformat())
    if draft.duration_seconds is not None and not 0 <= draft.duration_seconds <= MAX_DURATION:
        checks.add("duration_seconds", Problem.OUT_OF_RANGE, low=0, high=MAX_DURATION)
    if draft.outcome is not None and draft.kind is not InteractionKind.CALL:
        checks.add("outcome", Problem.NOT_A_CHOICE, choices=())
    texts = {}
    for name, clean in (("subject", clean_line), ("notes", clean_text), ("topic", clean_line)):
        try:
            texts[name] = clean(getattr(draft, name), name)
        except ValidationError as error:
            checks.errors.append(error)
    checks.raise_if_any()
    return {
        "kind": draft.kind,
        "direction": draft.direction,
        "state": draft.state,
        "outcome": _outcome(draft),
        "at": at,
        "duration_seconds": draft.duration_seconds,
        **texts,
    }


def _outcome(draft: InteractionDraft) -> CallOutcome | None:
    """A call that took time and says nothing else was answered."""
    if draft.kind is InteractionKind.CALL and draft.outcome is None and draft.duration_seconds:
        return CallOutcome.CONNECTED
    return draft.outcome


def _check_there(ctx: WriteContext, checks: Checks, field: str, model: type[Base], row_id: int | None) -> None:
    if row_id is not None and ctx.session.get(model, row_id) is None:
        checks.add(field, Problem.UNKNOWN, what=str(model.__tablename__))


def _add_next_step(ctx: WriteContext, draft: InteractionDraft, row: Interaction) -> None:
    step = draft.next_step
    if step is None:
        return
    follow_up = TaskDraft(
        title=step.title or row.subject or row.notes.partition("\n")[0][:200] or row.kind.value,
        due_at=step.due_at,
        when=step.when,
        partner_id=row.partner_id,
        contact_id=row.contact_id,
        interaction_id=row.id,
        owner_id=step.owner_id,
    )
    try:
        tasks.store(ctx, follow_up)
    except ValidationError as error:
        raise ValidationError(f"next_step.{error.field}", error.code, **error.params) from error


def _link(interaction_id: int, mention: Mention) -> InteractionLink:
    return InteractionLink(interaction_id=interaction_id, **{f"{mention.target.value}_id": mention.id})


def _links(ctx: ReadContext, interaction_id: int) -> dict[Mention, InteractionLink]:
    rows = ctx.session.execute(
        select(InteractionLink).where(InteractionLink.interaction_id == interaction_id)
    ).scalars()
    return {mention_of(row): row for row in rows}


def _row(ctx: WriteContext, interaction_id: int) -> Interaction:
    row = ctx.session.get(Interaction, interaction_id)
    if row is None:
        raise NotFoundError("interaction", interaction_id)
    return row


def _conflict(ctx: WriteContext, row: Interaction, values: dict[str, Any]) -> ConflictError:
    fields = tuple(
        FieldConflict(name, None, value, getattr(row, name))
        for name, value in values.items()
        if value != getattr(row, name)
    )
    by, at = last_change(ctx.session.connection(), "interaction", row.id)
    return ConflictError("interaction", row.id, fields=fields, changed_by=by, changed_at=at)
