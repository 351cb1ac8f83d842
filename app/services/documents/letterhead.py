"""Whose document it is, who made it and when: the head and foot of every document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.business.read_models import Business, Logo
from app.services.business.settings import read_business, read_logo
from app.services.operations import ReadContext


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The business as its letters show it, and the person and the day the document was made."""

    business: Business
    made_by: str
    made_on: date
    logo: Logo | None = None


def read_letterhead(ctx: ReadContext) -> Letterhead:
    """Two statements, inside the document's own query and so under its permission."""
    business = read_business(ctx.session)
    return Letterhead(business, ctx.actor.name, ctx.today, read_logo(ctx.session, business))
