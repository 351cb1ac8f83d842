"""One interaction to edit, and what to propose while one is logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.db.models import Interaction, InteractionLink, Staff
from app.domain.errors import NotFoundError
from app.domain.follow_up import UNREACHED, suggested_follow_up
from app.domain.vocabulary import CallOutcome, InteractionKind
from app.domain.when import parse_when
from app.services.customers.scope import require_visible, shows_persons
from app.services.interactions.read_models import InteractionDetail, InteractionDraft
from app.services.interactions.rights import may_edit, mention_of
from app.services.operations import ReadContext, query


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to propose after a call: when to try again, and which attempt this one was (0: it reached somebody)."""

    follow_up: datetime | None
    attempt: int


@query("customer.view")
def detail(ctx: ReadContext, interaction_id: int) -> InteractionDetail:
    """One interaction as its form opens. Raises NotFoundError; PermissionDenied for roles that see nothing said."""
    if not shows_persons(ctx.grant):
        raise ctx.refuse()
    found = ctx.session.execute(
        select(Interaction, Staff.name)
        .outerjoin(Staff, Staff.id == Interaction.staff_id)
        .where(Interaction.id == interaction_id)
    ).first()
    if found is None:
        raise NotFoundError("interaction", interaction_id)
    row: Interaction = found[0]
    if row.partner_id is not None:
        require_visible(ctx, row.partner_id)
    links = ctx.session.execute(select(InteractionLink).where(InteractionLink.interaction_id == row.id)).scalars()
    draft = InteractionDraft(
        kind=row.kind,
        partner_id=row.partner_id,
        contact_id=row.contact_id,
        direction=row.direction,
        state=row.state,
        outcome=row.outcome,
        at=row.at,
        duration_seconds=row.duration_seconds,
        subject=row.subject,
        notes=row.notes,
        topic=row.topic,
        mentions=tuple(sorted(mention_of(link) for link in links)),
    )
    whole, append = may_edit(ctx, row.staff_id)
    return InteractionDetail(row.id, row.version, draft, row.staff_id, found[1], whole, append)


@query("interaction.log")
def propose(ctx: ReadContext, partner_id: int, outcome: CallOutcome | None) -> Proposal:
    """When to follow up after a call that ended so, and how many calls in a row reached nobody, this one included."""
    attempt = 0
    if outcome in UNREACHED:
        calls = (Interaction.partner_id == partner_id, Interaction.kind == InteractionKind.CALL)
        reached = select(func.max(Interaction.at)).where(*calls, Interaction.outcome == CallOutcome.CONNECTED)
        since = func.coalesce(reached.scalar_subquery(), "")
        missed = select(func.count()).where(*calls, Interaction.outcome.in_(sorted(UNREACHED)), Interaction.at > since)
        attempt = 1 + ctx.session.execute(missed).scalar_one()
    return Proposal(suggested_follow_up(outcome, ctx.now), attempt)


@query("interaction.log")
def read_when(ctx: ReadContext, text: str) -> datetime:
    """The moment meant by `fri 10:00`, for the composer's preview. Raises ValidationError (`when`)."""
    return parse_when(text, ctx.now)
