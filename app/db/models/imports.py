"""One run of an import: what was read, what came of it, and whether it was undone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Id, ref, strict


class ImportBatch(Base):
    """An import run. While its `state` is `undoing`, the ledger lets its rows go; they stay in the audit."""

    __tablename__ = "import_batch"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    kind: Mapped[str]
    state: Mapped[str]
    """`done`, `undoing` (only inside the undoing transaction) or `undone`."""
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = ref("staff", index=False)
    files: Mapped[str]
    """JSON: names, sizes and SHA-256 of the files."""
    mapping: Mapped[str] = mapped_column(default="")
    """The map that was used, as TOML."""
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    entry_id: Mapped[int | None] = ref("audit_entry", index=False)
