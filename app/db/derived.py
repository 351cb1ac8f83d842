"""Everything that follows from what is stored and is kept beside it: the search index, the partners' figures,
what became of each purchase order's lines, and the sums of finished months.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.db import deliveries, facts, rollups, search
from app.db.recorder import Recorded
from app.domain.progress import Progress


def refresh(session: Session, recorded: Sequence[Recorded], today: date, progress: Progress | None = None) -> None:
    """Follow an operation's changes, in its own transaction."""
    search.refresh(session, recorded, progress)
    facts.refresh(session, recorded, today)
    days = deliveries.refresh(session, recorded)
    rollups.refresh(session, recorded, days)


def rebuild(session: Session, today: date) -> None:
    """Make all of it anew from what is stored; sums are taken down, `app.services.insights.settling` makes them."""
    search.rebuild(session)
    facts.rebuild(session, today)
    deliveries.rebuild(session)
    rollups.forget(session.connection())
