"""Backups of an open profile: by hand, on their own when due, and what the status bar says of them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from app.config.paths import ProfilePaths
from app.config.settings import Settings
from app.db import backup
from app.db.backup import Backup, Reason
from app.db.models import AuditEntry
from app.domain.errors import AppError, StorageError
from app.services.operations import Operations, ReadContext, WriteContext, command, query
from app.services.profile.opening import Profile, backup_folder, verify

_LOG = logging.getLogger(__name__)
RECENT: Final = 3
LATE: Final = 7


@dataclass(frozen=True, slots=True)
class ProvedBackup:
    """The newest backup that stood its test: when, how many audit entries it holds, how long its proof took."""

    path: Path
    made_at: datetime
    audit_seq: int
    seconds: float
    size: int


@command("backup.make", undoable=False, always_logged=True)
def note_backup(_ctx: WriteContext, number: int) -> int:
    """Write down in the audit that a backup was made."""
    return number


@query("backup.make")
def may_back_up(ctx: ReadContext) -> int:
    """Give the newest audit number; refuses those who may not make backups."""
    return ctx.session.execute(select(func.coalesce(func.max(AuditEntry.id), 0))).scalar_one()


def make_backup(
    profile: Profile, *, reason: Reason = Reason.BY_HAND, to: Path | None = None, operations: Operations | None = None
) -> Backup:
    """Take a backup now, prove it, thin out old automatic ones. Runs on any thread; writers go on meanwhile.

    Of a database on a server it is a file all the same, which a profile without an address opens.

    Raises StorageError, PermissionDenied. ``to`` names the file; without it the profile's folder is used.
    """
    ops = operations or profile.operations
    if ops is not None:
        ops.read(may_back_up)
    folder = backup_folder(profile.paths, profile.settings)
    with profile.database.as_file() as file:
        made = backup.make_backup(file, folder, reason, verify, to=to, now=profile.now)
    if made.proved and to is None:
        backup.rotate(folder)
    if ops is not None and reason is Reason.BY_HAND:
        ops.run(note_backup, made.number)
    return made


def last_proved_backup(paths: ProfilePaths, settings: Settings | None = None) -> ProvedBackup | None:
    """Say which backup was the last that stood its test, from the manifests alone: cheap enough for the status bar."""
    found = backup.newest_proved(backup_folder(paths, settings or Settings()))
    if found is None:
        return None
    seq = int(found.content.get("audit_seq", 0))
    return ProvedBackup(found.path, found.made_at, seq, found.seconds, found.size)


def backup_is_due(profile: Profile) -> bool:
    """Say whether the settings ask for an automatic backup: the last proved one is too old or too much was done.

    A clock that went back makes one due: an age below zero says nothing.
    """
    last = last_proved_backup(profile.paths, profile.settings)
    done = _audit_seq(profile)
    if last is None:
        return done > 0
    if done == last.audit_seq:
        return False
    age = profile.now() - last.made_at
    too_old = age < timedelta(0) or age >= timedelta(hours=profile.settings.backup_hours)
    return too_old or done - last.audit_seq >= profile.settings.backup_operations


def back_up_if_due(profile: Profile) -> Backup | None:
    """Make the automatic backup when it is due; never stands in the way of work, so its failure is only logged."""
    if not backup_is_due(profile):
        return None
    try:
        return make_backup(profile, reason=Reason.AUTOMATIC)
    except StorageError as error:
        _LOG.warning("the automatic backup failed: %s", error.kind)
    except AppError as error:
        _LOG.info("no automatic backup: %s", error)
    return None


def _audit_seq(profile: Profile) -> int:
    with profile.database.read() as session:
        return session.execute(select(func.coalesce(func.max(AuditEntry.id), 0))).scalar_one()
