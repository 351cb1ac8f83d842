"""Full-text search over everything stored, kept in the same transaction as what it indexes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.changes import ChangeSet


def refresh(session: Session, changes: ChangeSet) -> None:
    """Index again the records that an operation touched."""
