"""What to know before calling: short facts pinned to a customer."""

from __future__ import annotations

from sqlalchemy import func, select

from app.db import facts
from app.db.models import Partner, PinnedFact
from app.domain.clock import local_date
from app.domain.errors import NotFoundError, Problem, ValidationError
from app.domain.text import MAX_LINE, clean_line
from app.services.operations import Operations, WriteContext, command


@command("customer.save")
def pin(ctx: WriteContext, partner_id: int, text: str) -> int:
    """Pin a fact at the end; its id. Raises NotFoundError, ValidationError (`text`)."""
    if ctx.session.get(Partner, partner_id) is None:
        raise NotFoundError("partner", partner_id)
    last = select(func.coalesce(func.max(PinnedFact.position), 0)).where(PinnedFact.partner_id == partner_id)
    fact = PinnedFact(partner_id=partner_id, text=_checked(text), position=ctx.session.execute(last).scalar_one() + 1)
    ctx.session.add(fact)
    ctx.session.flush()
    return fact.id


@command("customer.save")
def repin(ctx: WriteContext, fact_id: int, text: str) -> None:
    """Change a pinned fact. Raises NotFoundError, ValidationError (`text`)."""
    _fact(ctx, fact_id).text = _checked(text)


@command("customer.save")
def unpin(ctx: WriteContext, fact_id: int) -> None:
    """Take a pinned fact away. Raises NotFoundError."""
    ctx.session.delete(_fact(ctx, fact_id))


def renew_figures(operations: Operations) -> None:
    """Bring every partner's figures to the present day; at the opening of a database and after midnight.

    They follow from what is stored, so that this is no operation of anybody's and nothing is audited.
    """
    with operations.database.write() as session:
        facts.renew(session, local_date(operations.now()))


def _checked(text: str) -> str:
    clean = clean_line(text, "text", MAX_LINE)
    if not clean:
        raise ValidationError("text", Problem.REQUIRED)
    return clean


def _fact(ctx: WriteContext, fact_id: int) -> PinnedFact:
    fact = ctx.session.get(PinnedFact, fact_id)
    if fact is None:
        raise NotFoundError("pinned_fact", fact_id)
    return fact
