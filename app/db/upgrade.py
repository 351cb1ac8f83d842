"""Brings a file to a state that the program can open: made new, migrated, or refused without touching it.

Nothing is written before the file was read through a read-only connection. Alembic is loaded only when the revision
that is stored is not the newest one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.config import files
from app.config.paths import migrations_folder
from app.db import driver
from app.db.driver import APPLICATION_ID, Connection
from app.domain.errors import StorageError, StorageProblem
from app.domain.findings import Finding, Severity

if TYPE_CHECKING:
    from sqlalchemy import Connection as Transaction

HEAD: Final = "0003"
"""The newest revision this program knows (a test compares it with the revisions' folder)."""

HEAD_NUMBER: Final = int(HEAD)
"""Stored as ``user_version``, so that an older program sees a newer file without knowing its revisions."""

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER_BYTES: Final = 100

Verify = Callable[[Connection], list[Finding]]
"""Looks at a database inside the transaction that made or migrated it; its errors stop the commit."""


class FileState(Enum):
    """What has to be done before a file can be opened."""

    MISSING = "missing"
    READY = "ready"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a read-only look at a file says."""

    state: FileState
    revision: str | None = None


def inspect_file(path: Path, *, quick_check: bool = True) -> Facts:
    """Look at a database file without changing a byte of it.

    Raises StorageError: NEWER, FOREIGN, NOT_A_DATABASE, CORRUPT (also for an empty or truncated file), LOCKED,
    CANNOT_OPEN. ``quick_check=False`` leaves out the walk through all pages.
    """
    if not _header_is_there(path):
        return Facts(FileState.MISSING)
    with _reading(path) as connection:
        return _facts_of(connection, path, quick_check)


def _facts_of(connection: Connection, path: Path, quick_check: bool) -> Facts:
    application = _pragma(connection, "application_id")
    version = _pragma(connection, "user_version")
    if application != APPLICATION_ID:
        raise StorageError(StorageProblem.FOREIGN, str(path))
    if version > HEAD_NUMBER:
        raise StorageError(StorageProblem.NEWER, str(path), str(version))
    revision = _revision(connection)
    if revision is None or not revision.isdecimal() or int(revision) != version:
        raise StorageError(StorageProblem.CORRUPT, str(path), "schema revision")
    if quick_check:
        require_sound(connection, path)
    return Facts(FileState.READY if revision == HEAD else FileState.OLDER, revision)


def require_sound(connection: Connection, path: Path, *, full: bool = False) -> None:
    """Refuse a file whose pages do not fit together; ``full`` compares the indexes with their tables too.

    Raises StorageError(CORRUPT).
    """
    row = connection.execute(f"PRAGMA {'integrity_check' if full else 'quick_check'}(1)").fetchone()
    if row is None or row[0] != "ok":
        raise StorageError(StorageProblem.CORRUPT, str(path), "pages")


def create(path: Path, verify: Verify) -> None:
    """Make a new, empty database at the newest revision. Raises StorageError, also when a file is already there.

    It is made beside and renamed when complete: a kill leaves no file, never an empty one.
    """
    if path.exists():
        raise StorageError(StorageProblem.CANNOT_OPEN, str(path), "exists")
    with storage_errors(path), files.temporary_beside(path) as temporary:
        run_revisions(temporary, verify)
        with contextlib.closing(driver.connect(temporary)) as connection:
            # A file that no journal belongs to: what is renamed is all there is.
            connection.execute("PRAGMA journal_mode = DELETE")
        files.move_into_place(temporary, path)


def migrate(path: Path, verify: Verify) -> None:
    """Bring an older file to the newest revision, all of it or nothing. The caller has a proved backup.

    Raises StorageError; the old content is then still there.
    """
    with storage_errors(path):
        run_revisions(path, verify)


def run_revisions(path: Path, verify: Verify, *, target: str = HEAD, folder: Path | None = None) -> None:
    """Run the missing revisions up to ``target`` and ``verify`` in one transaction. Raises StorageError.

    The connection is made with foreign keys off (the switch does nothing inside a transaction); their check comes
    before the commit. ``folder`` is for tests of this function with revisions of their own.
    """
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import NullPool

    engine = create_engine(
        "sqlite://",
        creator=lambda: driver.connect(path, foreign_keys=False),
        module=driver.DBAPI,
        poolclass=NullPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_immediate)
    try:
        with engine.connect() as transaction:
            raw: Connection = transaction.connection.dbapi_connection
            with transaction.begin():
                apply_revisions(transaction, target, folder or migrations_folder())
                raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                raw.execute(f"PRAGMA user_version = {int(target)}")
                _require_no_errors(raw, path, verify)
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except DBAPIError as error:
        raise driver.storage_error(error.orig or error, str(path)) from error
    finally:
        engine.dispose()


def apply_revisions(transaction: Transaction, target: str, folder: Path) -> None:
    """Run the missing revisions up to ``target`` inside this transaction, of either database."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": transaction})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)

    def steps(revision: tuple[str, ...] | str | None, _context: object) -> object:
        return script._upgrade_revs(target, revision)  # type: ignore[arg-type]  # noqa: SLF001

    with EnvironmentContext(config, script, fn=steps, destination_rev=target):
        script.run_env()


def _require_no_errors(connection: Connection, path: Path, verify: Verify) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StorageError(StorageProblem.CORRUPT, str(path), f"foreign keys: {broken[0][0]} {broken[0][1]}")
    errors = [finding for finding in verify(connection) if finding.severity is Severity.ERROR]
    if errors:
        raise StorageError(StorageProblem.CORRUPT, str(path), " ".join(finding.check for finding in errors))


@contextlib.contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn the driver's and the system's errors into StorageError where they are faults of the environment."""
    try:
        yield
    except driver.DatabaseError as error:
        raise driver.storage_error(error, str(path)) from error
    except OSError as error:
        raise StorageError(_problem_of(error), str(path), error.strerror or "") from error


def _problem_of(error: OSError) -> StorageProblem:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StorageProblem.FULL
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StorageProblem.READ_ONLY
    return StorageProblem.IO


def _header_is_there(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            header = stream.read(_HEADER_BYTES)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StorageError(StorageProblem.CANNOT_OPEN, str(path), error.strerror or "") from error
    if not header:
        raise StorageError(StorageProblem.CORRUPT, str(path), "empty")
    if not header.startswith(_MAGIC):
        raise StorageError(StorageProblem.NOT_A_DATABASE, str(path))
    if len(header) < _HEADER_BYTES:
        raise StorageError(StorageProblem.CORRUPT, str(path), "truncated")
    return True


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[Connection]:
    with storage_errors(path), contextlib.closing(driver.connect(path, read_only=True)) as connection:
        connection.execute("BEGIN")
        yield connection


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _revision(connection: Connection) -> str | None:
    known = connection.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'alembic_version'")
    if known.fetchone() is None:
        return None
    rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(rows[0][0]) if len(rows) == 1 else None


def _begin_immediate(transaction: Transaction) -> None:
    transaction.exec_driver_sql("BEGIN IMMEDIATE")
