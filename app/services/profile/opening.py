"""Opens a profile's database by the letter: looked at first, made only where there is none, never over another."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.config.locks import LockHeld, ProfileLock
from app.config.paths import ProfilePaths
from app.config.settings import Settings
from app.db import backup, upgrade
from app.db.driver import Connection
from app.db.engine import Database
from app.db.upgrade import FileState
from app.domain import clock
from app.domain.clock import Clock
from app.domain.errors import StorageError, StorageProblem
from app.domain.findings import Finding
from app.services.operations import Operations


class Opened(Enum):
    """What opening had to do."""

    READY = "ready"
    MADE = "made"
    MIGRATED = "migrated"


@dataclass
class Profile:
    """A profile whose database is open. ``operations`` is None until somebody acts (``sign_in``)."""

    paths: ProfilePaths
    settings: Settings
    database: Database
    opened: Opened
    lock: ProfileLock
    now: Clock = clock.utc_now
    operations: Operations | None = None

    def sign_in(self, user: str | None = None, password: Callable[[], str] = str) -> Operations:
        """Start acting: as the only person there is, or as ``user``, whose password is asked for once.

        A database that nobody uses yet gets its one owner. Raises SignInRequired, ValidationError.
        """
        from app.services.profile.people import act_as

        self.operations = act_as(Operations(self.database, now=self.now), user, password)
        return self.operations

    def close(self) -> None:
        """Close the database and let go of the profile."""
        self.operations = None
        self.database.close()
        self.lock.release()


def backup_folder(paths: ProfilePaths, settings: Settings) -> Path:
    """Say where the profile's backups are."""
    return settings.backup_folder or paths.backups


def open_profile(
    paths: ProfilePaths, settings: Settings | None = None, *, now: Clock = clock.utc_now, create: bool = True
) -> Profile:
    """Open the database of a profile; a profile without one gets it, an older one is migrated after a backup.

    Raises StorageError; the file is then as it was. ``create=False`` refuses a missing one (CANNOT_OPEN), and a
    missing file beside backups or a journal is never replaced by an empty one. A database on a server is made or
    migrated in one transaction; its copies are the server's business.
    """
    settings = settings or Settings()
    lock = ProfileLock(paths.lock)
    try:
        with upgrade.storage_errors(paths.folder):
            _share(lock, paths)
            if settings.database_url is not None:
                opened = _prepare_server(settings.database_url, create=create)
            else:
                opened = _prepare(paths, settings, lock, now, create=create)
        database = Database(settings.database_url or paths.database)
    except BaseException:
        lock.release()
        raise
    return Profile(paths, settings, database, opened, lock, now)


def verify(connection: Connection) -> list[Finding]:
    """Run all invariants; what a copy or a migrated database has to stand."""
    from app.services.integrity.check import check_connection

    return check_connection(connection)


def verify_older(connection: Connection) -> list[Finding]:
    """Run the checks that hold for any schema of ours: pages, references, identity and the schema itself."""
    from app.db.file_checks import file_findings

    return file_findings(connection, full=True)


def verify_new(connection: Connection) -> list[Finding]:
    """Run all invariants on a schema that was made a moment ago, which need not be compared with itself."""
    from app.services.integrity.check import check_connection

    return check_connection(connection, schema=False)


def _prepare(paths: ProfilePaths, settings: Settings, lock: ProfileLock, now: Clock, *, create: bool) -> Opened:
    if upgrade.inspect_file(paths.database).state is FileState.READY:
        return Opened.READY
    _take_alone(lock, paths)
    # Another process may have done it while we waited.
    facts = upgrade.inspect_file(paths.database)
    opened = Opened.READY
    if facts.state is FileState.MISSING:
        _require_empty(paths, settings, create=create)
        upgrade.create(paths.database, verify_new)
        opened = Opened.MADE
    elif facts.state is FileState.OLDER:
        folder = backup_folder(paths, settings)
        made = backup.make_backup(paths.database, folder, backup.Reason.MIGRATION, verify_older, now=now)
        if not made.proved:
            raise StorageError(StorageProblem.NOT_PROVED, str(made.path))
        upgrade.migrate(paths.database, verify)
        opened = Opened.MIGRATED
    _share(lock, paths)
    return opened


def _prepare_server(where: str, *, create: bool) -> Opened:
    from app.db import server

    before = server.prepare(where, create=create)
    return {FileState.MISSING: Opened.MADE, FileState.OLDER: Opened.MIGRATED}.get(before, Opened.READY)


def _require_empty(paths: ProfilePaths, settings: Settings, *, create: bool) -> None:
    journal = paths.database.with_name(f"{paths.database.name}-wal")
    unread = journal.exists() and journal.stat().st_size > 0
    left = unread or backup.list_backups(backup_folder(paths, settings))
    if left or not create:
        raise StorageError(StorageProblem.CANNOT_OPEN, str(paths.database), "missing")


def _share(lock: ProfileLock, paths: ProfilePaths) -> None:
    with _as_locked(paths):
        lock.share()


def _take_alone(lock: ProfileLock, paths: ProfilePaths) -> None:
    with _as_locked(paths):
        lock.take_alone()


@contextlib.contextmanager
def _as_locked(paths: ProfilePaths) -> Iterator[None]:
    try:
        yield
    except LockHeld as error:
        raise StorageError(StorageProblem.LOCKED, str(paths.database)) from error
