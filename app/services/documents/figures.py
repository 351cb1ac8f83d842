"""What the documents of figures need beside the figures: whose they are, who made them, and which supplier is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.db.models import Partner
from app.domain.errors import Problem, ValidationError
from app.domain.text import fold
from app.services.operations import ReadContext, query
from app.services.profile.business import read_business


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose document it is, who made it and when."""

    business: str
    made_by: str
    made_on: date


@query("report.business")
def letterhead(ctx: ReadContext) -> Letterhead:
    """For the business summary. One statement."""
    return _letterhead(ctx)


@query("report.supplier")
def supplier_letterhead(ctx: ReadContext) -> Letterhead:
    """For the supplier scorecard. One statement."""
    return _letterhead(ctx)


@query("report.supplier")
def find_supplier(ctx: ReadContext, code: str) -> int:
    """The supplier with this code, else with exactly this name. Raises `ValidationError` (UNKNOWN, AMBIGUOUS)."""
    for column in (Partner.code_fold, Partner.name_fold):
        statement = select(Partner.id).where(Partner.is_supplier == True, column == fold(code))  # noqa: E712 - SQL
        found = list(ctx.session.execute(statement.limit(2)).scalars())
        if len(found) > 1:
            raise ValidationError("partner", Problem.AMBIGUOUS)
        if found:
            return found[0]
    raise ValidationError("partner", Problem.UNKNOWN, what="supplier")


def _letterhead(ctx: ReadContext) -> Letterhead:
    return Letterhead(read_business(ctx.session).name, ctx.actor.name, ctx.today)
