"""The business's own settings, as the window, the figures and the documents read them."""

from __future__ import annotations

from app.services.business.read_models import Business, Logo
from app.services.business.settings import read_business, read_logo
from app.services.operations import ReadContext, query


@query("settings.view")
def business(ctx: ReadContext) -> Business:
    """What the business says of itself, the logo by its digest."""
    return read_business(ctx.session)


@query("settings.view")
def business_and_logo(ctx: ReadContext) -> tuple[Business, Logo | None]:
    """The same with the logo's picture."""
    found = read_business(ctx.session)
    return found, read_logo(ctx.session, found)
