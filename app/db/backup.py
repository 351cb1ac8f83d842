"""Copies of a database that are worth their name: taken in one step, proved by content, then given their name.

A copied live file is torn, a copy made in small steps never ends under writers, and a failed copy opens as a valid
empty database; so a copy counts only when it was opened, checked and compared with what it was taken from.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from app.config import files
from app.db import driver
from app.db.file_checks import Content, content_of
from app.db.upgrade import Verify, storage_errors
from app.domain import clock
from app.domain.errors import StorageError, StorageProblem
from app.domain.findings import Severity

_NAME: Final = re.compile(r"tradepost-(\d{6,})-\d{8}T\d{6}Z\.db\Z")
KEEP_DAYS: Final = 7
KEEP_WEEKS: Final = 4
KEEP_LAST: Final = 3


class Reason(StrEnum):
    """Why a backup was made. Only automatic ones are thinned out."""

    AUTOMATIC = "automatic"
    BY_HAND = "by_hand"
    MIGRATION = "migration"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup and what its manifest says. ``proved``: restored beside, checked without errors, content equal."""

    path: Path
    number: int
    made_at: datetime
    reason: Reason
    proved: bool
    errors: int
    size: int
    sha256: str
    content: dict[str, Any]
    seconds: float

    @property
    def manifest(self) -> Path:
        """The file that says what the backup holds."""
        return manifest_of(self.path)


def manifest_of(path: Path) -> Path:
    """Give the manifest's path of a backup's path."""
    return path.with_name(f"{path.name}.json")


def copy_database(source: Path, target: Path) -> Content:
    """Copy a database, open or not, into ``target`` in one step; the content it had at that moment.

    ``target`` is a temporary name; the copy belongs to no journal. Raises StorageError.
    """
    with (
        storage_errors(source),
        contextlib.closing(driver.connect(source, read_only=True)) as reading,
        contextlib.closing(driver.connect(target, foreign_keys=False)) as writing,
    ):
        # The open read transaction pins one moment for the facts and for the pages.
        reading.execute("BEGIN")
        content = content_of(reading)
        reading.backup(writing, pages=-1)
        mode = writing.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        if mode != "delete":
            raise StorageError(StorageProblem.UNSUITABLE, str(target), f"journal mode {mode}")
        return content


def prove(copy: Path, content: Content, verify: Verify) -> int:
    """Open a copy as a database of its own, compare its content, run every check; how many errors it has.

    Errors in the data are the database's own and do not make the copy a bad one, but it is not *proved*.
    Raises StorageError (NOT_PROVED) when the copy is not what it was taken from.
    """
    with storage_errors(copy), contextlib.closing(driver.connect(copy, read_only=True)) as connection:
        connection.execute("BEGIN")
        if content_of(connection) != content:
            raise StorageError(StorageProblem.NOT_PROVED, str(copy), "content")
        findings = verify(connection)
    if any(finding.check == "I2" for finding in findings):
        raise StorageError(StorageProblem.NOT_PROVED, str(copy), "pages")
    return sum(finding.severity is Severity.ERROR for finding in findings)


def make_backup(
    source: Path,
    folder: Path,
    reason: Reason,
    verify: Verify,
    *,
    to: Path | None = None,
    now: Callable[[], datetime] = clock.utc_now,
) -> Backup:
    """Take a backup into ``folder`` (or under the name ``to``), prove it, write its manifest. Raises StorageError.

    The manifest is written before the copy gets its name: a kill between leaves a manifest without a copy, which
    counts for nothing, and never a copy that says nothing about itself.
    """
    started = time.monotonic()
    with storage_errors(folder):
        files.make_private_folder(folder if to is None else to.parent)
        number = _next_number(folder)
        moment = now()
        target = to or folder / f"tradepost-{number:06d}-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"
        with files.temporary_beside(target) as temporary:
            content = copy_database(source, temporary)
            errors = prove(temporary, content, verify)
            backup = Backup(
                path=target,
                number=number,
                made_at=moment,
                reason=reason,
                proved=errors == 0,
                errors=errors,
                size=temporary.stat().st_size,
                sha256=file_digest(temporary),
                content=content.as_json(),
                seconds=round(time.monotonic() - started, 3),
            )
            files.atomic_write(backup.manifest, _manifest_text(backup))
            files.move_into_place(temporary, target)
    return backup


def list_backups(folder: Path) -> list[Backup]:
    """List the backups of a folder that have a readable manifest and their full size, newest number first."""
    manifests = (read_manifest(path) for path in _files_of(folder) if _NAME.match(path.name))
    found = [backup for backup in manifests if backup is not None]
    return sorted(found, key=lambda backup: backup.number, reverse=True)


def read_manifest(path: Path) -> Backup | None:
    """Read a backup's manifest; None when it is missing, of no use, or the file has another size."""
    try:
        data = json.loads(manifest_of(path).read_bytes())
        backup = Backup(
            path=path,
            number=int(data["number"]),
            made_at=clock.from_text(data["made_at"]),
            reason=Reason(data["reason"]),
            proved=data["proved"] is True,
            errors=int(data["errors"]),
            size=int(data["size"]),
            sha256=str(data["sha256"]),
            content=dict(data["content"]),
            seconds=float(data["seconds"]),
        )
        return backup if path.stat().st_size == backup.size else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def newest_proved(folder: Path) -> Backup | None:
    """Give the proved backup with the highest number: never by the clock, which may be wrong."""
    return next((backup for backup in list_backups(folder) if backup.proved), None)


def superfluous(backups: list[Backup]) -> list[Backup]:
    """Say which automatic backups may go: kept are the last three, one a day for 7 days, one a week for 4 weeks.

    Days and weeks are those that occur in the files, newest number first, so that a clock that ran wrong cannot
    push a good backup out. The newest proved one and those made by hand always stay.
    """
    ordered = sorted(backups, key=lambda backup: backup.number, reverse=True)
    kept = {backup.number for backup in ordered[:KEEP_LAST]}
    kept |= {backup.number for backup in ordered if backup.reason is Reason.BY_HAND}
    kept |= {backup.number for backup in [b for b in ordered if b.proved][:1]}
    days: dict[str, int] = {}
    weeks: dict[tuple[int, int], int] = {}
    for backup in sorted(ordered, key=lambda b: (not b.proved, -b.number)):
        year, week, _day = backup.made_at.isocalendar()
        if len(days) < KEEP_DAYS:
            days.setdefault(backup.made_at.date().isoformat(), backup.number)
        if len(weeks) < KEEP_WEEKS:
            weeks.setdefault((year, week), backup.number)
    kept |= set(days.values()) | set(weeks.values())
    return [backup for backup in ordered if backup.number not in kept]


def rotate(folder: Path) -> list[Path]:
    """Remove the superfluous backups, each copy before its manifest. Raises StorageError."""
    removed = []
    with storage_errors(folder):
        for backup in superfluous(list_backups(folder)):
            files.remove(backup.path)
            files.remove(backup.manifest)
            removed.append(backup.path)
    return removed


def file_digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _next_number(folder: Path) -> int:
    # Manifests count too: a number is never used twice.
    matches = (_NAME.match(path.name.removesuffix(".json")) for path in _files_of(folder))
    return max((int(match.group(1)) for match in matches if match), default=0) + 1


def _files_of(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _manifest_text(backup: Backup) -> bytes:
    data = {
        "format": 1,
        "number": backup.number,
        "made_at": clock.to_text(backup.made_at),
        "reason": backup.reason.value,
        "proved": backup.proved,
        "errors": backup.errors,
        "size": backup.size,
        "sha256": backup.sha256,
        "content": backup.content,
        "seconds": backup.seconds,
    }
    return json.dumps(data, indent=1).encode("ascii")
