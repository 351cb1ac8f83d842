"""The audit log: one entry an operation, chained by hash, with the rows it changed; and the settings.

The log is the one source of undo, redo, audit and change announcements. An entry's hash covers the one before and the
digest of its change records; each record's own digest is salted, so that a person's data can be erased from a record
later (image and salt dropped, digest kept) and the chain still verifies.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import DERIVED, RECORDED, Base, Id, Recording, ref, strict


class AuditEntry(Base):
    """One operation that was done or refused."""

    __tablename__ = "audit_entry"
    __table_args__ = (strict(),)
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    """The sequence number: 1, 2, 3 … without gaps."""
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = ref("staff", index=False)
    operation: Mapped[str]
    outcome: Mapped[str]
    """`done` or `refused`."""
    operation_key: Mapped[str | None] = mapped_column(unique=True)
    """The caller's key: an operation that is sent twice is done once."""
    result: Mapped[int | None]
    """What the operation returned when that was a whole number (an id), for a repeated call."""
    undoes_id: Mapped[int | None] = ref("audit_entry", index=True)
    digest: Mapped[str]
    """SHA-256 over the digests of the entry's change records, in order."""
    previous_hash: Mapped[str]
    hash: Mapped[str]


class ChangeRecord(Base):
    """One row that an operation created, updated or deleted, with its images as JSON objects (column → value)."""

    __tablename__ = "change_record"
    __table_args__ = (Index("ix_change_record_entity_row", "entity", "row_id"), strict())
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    entry_id: Mapped[int] = ref("audit_entry")
    entity: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[str | None]
    after: Mapped[str | None]
    salt: Mapped[str | None]
    digest: Mapped[str]


class Setting(Base):
    """A setting of the business (name, currency, …), as JSON text."""

    __tablename__ = "setting"
    __table_args__ = (strict(),)
    __recording__: ClassVar[Recording] = RECORDED

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    value: Mapped[str]
