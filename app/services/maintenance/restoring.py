"""Puts a copy in the database's place: looked at as a stranger's file first, the replaced file kept."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.config import files
from app.config.locks import LockHeld, ProfileLock
from app.config.paths import ProfilePaths
from app.config.settings import SettingsStore
from app.db import backup, driver, upgrade
from app.db.file_checks import Content, content_of, schema_findings
from app.db.upgrade import FileState
from app.domain import clock
from app.domain.clock import Clock
from app.domain.errors import StorageError, StorageProblem
from app.services.operations import ReadContext, query
from app.services.profile.opening import verify, verify_older

_TAILS: Final = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and where the replaced file is now (None when there was none)."""

    content: Content
    migrated: bool
    kept: Path | None


def restore(paths: ProfilePaths, source: Path, *, now: Clock = clock.utc_now) -> Restored:
    """Replace the profile's database by a verified copy of ``source``; needs the profile for itself.

    Everything is proved on a copy before anything is replaced. Raises StorageError: LOCKED while another process
    has the profile open; NEWER, FOREIGN, NOT_A_DATABASE, CORRUPT, NOT_PROVED for what the file is; ON_SERVER where
    the profile's database is no file.
    """
    if SettingsStore(paths.settings).current.database_url is not None:
        raise StorageError(StorageProblem.ON_SERVER)
    paths.make()
    lock = ProfileLock(paths.lock)
    with upgrade.storage_errors(paths.database):
        try:
            lock.take_alone()
        except LockHeld as error:
            raise StorageError(StorageProblem.LOCKED, str(paths.database)) from error
        try:
            with files.temporary_beside(paths.database) as temporary:
                content, migrated = _verified_copy(source, temporary)
                kept = _put_in_place(paths.database, temporary, now)
        finally:
            lock.release()
    return Restored(content, migrated, kept)


@query("backup.restore")
def may_restore(_ctx: ReadContext) -> None:
    """Refuse those who may not replace the database."""


def _verified_copy(source: Path, temporary: Path) -> tuple[Content, bool]:
    if not source.is_file():
        raise StorageError(StorageProblem.CANNOT_OPEN, str(source))
    _compare_with_manifest(source)
    facts = upgrade.inspect_file(source)
    _require_own_schema(source)
    content = backup.copy_database(source, temporary)
    older = facts.state is FileState.OLDER
    if backup.prove(temporary, content, verify_older if older else verify):
        raise StorageError(StorageProblem.NOT_PROVED, str(source), "check")
    if older:
        upgrade.migrate(temporary, verify)
        with contextlib.closing(driver.connect(temporary)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            content = content_of(connection)
    return content, older


def _compare_with_manifest(source: Path) -> None:
    """Refuse a backup of ours that is not the file its manifest speaks of."""
    manifest = backup.manifest_of(source)
    if not manifest.exists():
        return
    said = backup.read_manifest(source)
    if said is None or said.sha256 != backup.file_digest(source):
        raise StorageError(StorageProblem.NOT_PROVED, str(source), "manifest")


def _require_own_schema(source: Path) -> None:
    """Refuse tables, triggers or views that are not ours before a single row is read through them."""
    with contextlib.closing(driver.connect(source, read_only=True)) as connection:
        found = schema_findings(connection)
    if found:
        names = " ".join(sample.entity for sample in found[0].samples)
        raise StorageError(StorageProblem.FOREIGN, str(source), names)


def _put_in_place(database: Path, temporary: Path, now: Clock) -> Path | None:
    if not database.exists():
        files.move_into_place(temporary, database)
        return None
    _empty_the_journal(database)
    aside = _name_aside(database, now)
    for tail in _TAILS:
        # What could not be moved into the file stays beside the kept one, and never meets the new one.
        journal = database.with_name(f"{database.name}{tail}")
        if journal.exists():
            files.keep_aside(journal, aside.with_name(f"{aside.name}{tail}"))
    files.keep_aside(database, aside)
    for tail in _TAILS:
        files.remove(database.with_name(f"{database.name}{tail}"))
    files.move_into_place(temporary, database)
    return aside


def _empty_the_journal(database: Path) -> None:
    # A damaged file may refuse; its journal is then kept with it.
    with contextlib.suppress(StorageError, driver.DatabaseError):
        upgrade.inspect_file(database, quick_check=False)
        with contextlib.closing(driver.connect(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _name_aside(database: Path, now: Clock) -> Path:
    stamp = f"{now():%Y%m%dT%H%M%SZ}"
    for number in range(1, 1000):
        aside = database.with_name(f"{database.stem}-replaced-{stamp}-{number}{database.suffix}")
        if not aside.exists():
            return aside
    raise StorageError(StorageProblem.CANNOT_OPEN, str(database), "too many kept files")
