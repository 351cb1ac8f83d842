"""What a preview, a run and the history of imports show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.services.transfer.readers.tables import ReadAs
from app.services.transfer.refusals import Refusal


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file as it was read: which column is which field, and which columns nothing is read from."""

    read_as: ReadAs
    rows: int
    blank_rows: int
    mapping: dict[str, tuple[str, ...]]
    unmapped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was left out: its cells as text under the file's headers, and why."""

    file: str
    row: int
    headers: tuple[str, ...]
    cells: tuple[str, ...]
    reasons: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do.

    `made`: records that `create_missing` makes, by entity. `notices`: what is worth saying, by code (`returns`,
    `cancelled`, `history`, `lines`, `no_cost`, `opening_orders`, `valued_at_standard_cost`, `title_without_company`).
    `refused` counts rows, `problems` all reasons; the first thousand reasons are listed. `possible` is False when the
    files cannot be imported even without the refused rows.
    """

    kind: str
    files: tuple[FileReading, ...]
    created: int
    updated: int
    unchanged: int
    refused: int
    problems: int
    listed: tuple[Refusal, ...]
    refused_rows: tuple[RefusedRow, ...]
    made: dict[str, int]
    notices: dict[str, int]
    possible: bool
    batch_id: int | None = None
    map_toml: str = ""


@dataclass(frozen=True, slots=True)
class ImportRun:
    """A run in the history of imports."""

    id: int
    kind: str
    state: str
    at: datetime
    staff: str | None
    files: tuple[str, ...]
    created: int
    updated: int
    unchanged: int
    refused: int
