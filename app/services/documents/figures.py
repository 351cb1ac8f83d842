"""What the documents of figures need beside the figures: whose they are, who made them, and which supplier is meant."""

from __future__ import annotations

from sqlalchemy import select

from app.db.models import Partner
from app.domain.errors import Problem, ValidationError
from app.domain.text import fold
from app.services.documents.letterhead import Letterhead, read_letterhead
from app.services.operations import ReadContext, query


@query("report.business")
def letterhead(ctx: ReadContext) -> Letterhead:
    """For the business summary. Two statements."""
    return read_letterhead(ctx)


@query("report.supplier")
def supplier_letterhead(ctx: ReadContext) -> Letterhead:
    """For the supplier scorecard. Two statements."""
    return read_letterhead(ctx)


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
