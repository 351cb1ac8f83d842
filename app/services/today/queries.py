"""The acting person's calls of today."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select

from app.db.models import Contact, Interaction, Partner
from app.domain.vocabulary import InteractionKind, InteractionState
from app.services.operations import ReadContext, query
from app.services.permissions import YES
from app.services.today.read_models import TodayFacts, TodaysCall

MOST_CALLS = 20


@query("customer.view")
def facts(ctx: ReadContext) -> TodayFacts:
    """What was said today; nothing for those who may not see what is said. Two statements."""
    there = ctx.session.execute(select(Partner.id).where(Partner.is_customer == True).limit(1)).first()  # noqa: E712
    calls = _calls(ctx) if ctx.grant == YES else ()
    return TodayFacts(calls, there is not None)


def _calls(ctx: ReadContext) -> tuple[TodaysCall, ...]:
    midnight = datetime.combine(ctx.today, time()).astimezone()
    statement = (
        select(
            Interaction.id,
            Interaction.at,
            Interaction.partner_id,
            Partner.name,
            Contact.name,
            Interaction.notes,
            Interaction.subject,
            Interaction.outcome,
        )
        .outerjoin(Partner, Partner.id == Interaction.partner_id)
        .outerjoin(Contact, Contact.id == Interaction.contact_id)
        .where(
            Interaction.kind == InteractionKind.CALL,
            Interaction.state == InteractionState.DONE,
            Interaction.staff_id == ctx.actor.staff_id,
            Interaction.at >= midnight,
        )
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(MOST_CALLS)
    )
    return tuple(TodaysCall(*row) for row in ctx.session.execute(statement).all())
