"""Remembering the page."""

from __future__ import annotations

from sqlalchemy import func, select

from app.db.models import AuditEntry, FirstPage
from app.services.first_page.read_models import RememberedPage
from app.services.operations import ReadContext, WriteContext, command, query


@query("first_page.remember")
def newest_entry(ctx: ReadContext) -> int:
    """The newest audit entry: what a page that is read now is good for."""
    return int(ctx.session.execute(select(func.coalesce(func.max(AuditEntry.id), 0))).scalar_one())


@command("first_page.remember", undoable=False)
def remember(ctx: WriteContext, page: RememberedPage, entry: int) -> bool:
    """Keep a page for the next start; False when something was written since it was read. Not an audited change."""
    staff_id = ctx.actor.staff_id
    newest = ctx.session.execute(select(func.coalesce(func.max(AuditEntry.id), 0))).scalar_one()
    if staff_id is None or newest != entry:
        return False
    kept = ctx.session.execute(select(FirstPage).where(FirstPage.staff_id == staff_id)).scalar_one_or_none()
    if kept is None:
        kept = FirstPage(staff_id=staff_id)
        ctx.session.add(kept)
    kept.entry_id, kept.day, kept.content = entry, ctx.today.isoformat(), page.to_json()
    return True
