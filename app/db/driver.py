"""The one SQLite library of the process, and the one way a connection is made.

A second SQLite library in the same process (`sqlite3`, `apsw`, QtSql) unlinks the live write-ahead log and loses
acknowledged rows; that is why this module is the only one that imports a driver.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as dbapi

from app.domain.errors import StorageError, StorageProblem

Connection = Any
"""A DB-API connection of the driver (it has no type stubs)."""

DBAPI: Final[Any] = dbapi
"""The driver's module, for the engine."""

DatabaseError = dbapi.DatabaseError
SQLITE_VERSION: Final[tuple[int, ...]] = tuple(dbapi.sqlite_version_info)

OLDEST_SQLITE: Final = (3, 51, 3)
"""Older ones can corrupt a write-ahead log that two connections reset at once."""

APPLICATION_ID: Final = 0x54504F53  # "TPOS"
BUSY_TIMEOUT: Final = 5.0

_PRAGMAS: Final = (
    ("cell_size_check", "ON"),
    ("trusted_schema", "OFF"),
    ("secure_delete", "ON"),
    ("temp_store", "MEMORY"),
    ("mmap_size", "0"),
    ("synchronous", "FULL"),
)


def connect(path: Path | str, *, foreign_keys: bool = True, read_only: bool = False) -> Connection:
    """Open a connection by the house's recipe; it begins no transaction by itself.

    `foreign_keys=False` is for migrations only: SQLite ignores the switch inside a transaction. Raises `StorageError`.
    """
    if SQLITE_VERSION < OLDEST_SQLITE:
        raise StorageError(StorageProblem.UNSUITABLE, str(path), f"SQLite {dbapi.sqlite_version}")
    try:
        return _open(path, foreign_keys, read_only)
    except dbapi.Error as error:
        raise storage_error(error, str(path)) from error


def _open(path: Path | str, foreign_keys: bool, read_only: bool) -> Connection:
    target = f"{Path(path).absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = dbapi.connect(
        target,
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT,
        check_same_thread=False,
        cached_statements=512,
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        for name, value in _PRAGMAS:
            connection.execute(f"PRAGMA {name} = {value}")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        if not read_only:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                raise StorageError(StorageProblem.UNSUITABLE, str(path), f"journal mode {mode}")
    except BaseException:
        connection.close()
        raise
    return connection


_BY_NAME: Final = {
    "SQLITE_BUSY": StorageProblem.LOCKED,
    "SQLITE_LOCKED": StorageProblem.LOCKED,
    "SQLITE_FULL": StorageProblem.FULL,
    "SQLITE_READONLY": StorageProblem.READ_ONLY,
    "SQLITE_CORRUPT": StorageProblem.CORRUPT,
    "SQLITE_NOTADB": StorageProblem.NOT_A_DATABASE,
    "SQLITE_CANTOPEN": StorageProblem.CANNOT_OPEN,
    "SQLITE_PERM": StorageProblem.READ_ONLY,
    "SQLITE_IOERR": StorageProblem.IO,
}

_BY_MESSAGE: Final = {
    "database is locked": StorageProblem.LOCKED,
    "database table is locked": StorageProblem.LOCKED,
    "database or disk is full": StorageProblem.FULL,
    "attempt to write a readonly database": StorageProblem.READ_ONLY,
    "database disk image is malformed": StorageProblem.CORRUPT,
    "file is not a database": StorageProblem.NOT_A_DATABASE,
    "unable to open database file": StorageProblem.CANNOT_OPEN,
    "disk I/O error": StorageProblem.IO,
}


def storage_problem(error: BaseException) -> StorageProblem | None:
    """Which fault of the environment a driver's error stands for; None when it is a bug of ours."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    for prefix, problem in _BY_NAME.items():
        if name.startswith(prefix):
            return problem
    message = str(error.args[0]) if error.args else ""
    return next((problem for text, problem in _BY_MESSAGE.items() if message.startswith(text)), None)


def storage_error(error: BaseException, path: str = "") -> BaseException:
    """The `StorageError` for a driver's error, or the error itself when it is a bug."""
    problem = storage_problem(error)
    return error if problem is None else StorageError(problem, path, problem.value)
