"""The business's own settings, as the window, the figures and the documents read them."""

from __future__ import annotations

from app.services.operations import ReadContext, query
from app.services.profile.business import read_business
from app.services.profile.read_models import Business


@query("settings.view")
def business(ctx: ReadContext) -> Business:
    """The business's name and the currency of its figures."""
    return read_business(ctx.session)
