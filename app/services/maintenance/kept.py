"""The backups that a folder keeps, as the preferences list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.config.paths import ProfilePaths
from app.config.settings import Settings
from app.db import backup
from app.db.backup import KEEP_DAYS, KEEP_LAST, KEEP_WEEKS, Reason
from app.services.profile.opening import backup_folder


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """One backup. `proved`: it was restored beside, checked, and its content compared."""

    path: Path
    number: int
    made_at: datetime
    reason: Reason
    proved: bool
    size: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many automatic backups stay: one a day, one a week, and the last ones whatever their age."""

    days: int = KEEP_DAYS
    weeks: int = KEEP_WEEKS
    last: int = KEEP_LAST


def kept_backups(paths: ProfilePaths, settings: Settings) -> list[KeptBackup]:
    """The backups of the profile's folder, the newest first; from their manifests alone. Raises StorageError."""
    found = backup.list_backups(backup_folder(paths, settings))
    rows = [KeptBackup(one.path, one.number, one.made_at, one.reason, one.proved, one.size) for one in found]
    return sorted(rows, key=_number, reverse=True)


def _number(row: KeptBackup) -> int:
    return row.number
