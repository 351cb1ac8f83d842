"""Whose words may be changed by whom, and what an interaction's links point to."""

from __future__ import annotations

from typing import Final

from app.db.models import InteractionLink
from app.services.interactions.read_models import LinkTarget, Mention
from app.services.operations import ReadContext

OWN: Final = "own"
APPEND: Final = "append"


def may_edit(ctx: ReadContext, staff_id: int | None) -> tuple[bool, bool]:
    """Whether the acting person may change an interaction of this person, and whether they may append to it."""
    grant = ctx.may("interaction.edit")
    if grant is None:
        return False, False
    whole = grant not in (OWN, APPEND) or (staff_id is not None and staff_id == ctx.actor.staff_id)
    return whole, whole or grant == APPEND


def mention_of(row: InteractionLink) -> Mention:
    """What a link points to."""
    return next(
        Mention(target, row_id) for target in LinkTarget if (row_id := getattr(row, f"{target.value}_id")) is not None
    )
