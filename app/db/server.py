"""Brings a database on a server to a state that the program can open: made new, migrated, or refused untouched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from app.config.paths import migrations_folder
from app.db import backends
from app.db.upgrade import HEAD, HEAD_NUMBER, FileState, apply_revisions
from app.domain.errors import StorageError, StorageProblem

_SORTS: Final = text(
    "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()"
)
_ORDERS: Final = frozenset({"C", "POSIX", "C.UTF-8", "C.utf8"})
"""The orders by code point, which are a file's."""


def prepare(where: str, *, create: bool = True) -> FileState:
    """Make or migrate the database at an address; what it was before. All of it is one transaction, or nothing.

    While one program does it, another one waits and then finds it done. Raises `StorageError`: UNREACHABLE, ADDRESS,
    ORDER, NEWER, FOREIGN; CANNOT_OPEN for an empty one with ``create=False``.
    """
    with _connected(where, readonly=True) as connection:
        state = _state_of(connection)
    if state is FileState.READY:
        return state
    if state is FileState.MISSING and not create:
        raise StorageError(StorageProblem.CANNOT_OPEN, "", "missing")
    with _connected(where, readonly=False) as connection:
        state = _state_of(connection)
        if state is not FileState.READY:
            apply_revisions(connection, HEAD, migrations_folder())
    return state


@contextmanager
def _connected(where: str, *, readonly: bool) -> Iterator[Connection]:
    backend = backends.at(where)
    engine = backend.make_engine(where).execution_options(readonly=readonly)
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        problem = backend.storage_problem(error.orig) if error.orig is not None else None
        if problem is None:
            raise
        raise StorageError(problem, "", problem.value) from error
    finally:
        engine.dispose()


def _state_of(connection: Connection) -> FileState:
    encoding, order = connection.execute(_SORTS).one()
    if encoding != "UTF8" or order not in _ORDERS:
        raise StorageError(StorageProblem.ORDER, "", f"{encoding} {order}")
    names = set(inspect(connection).get_table_names())
    if not names:
        return FileState.MISSING
    if not {"alembic_version", "audit_entry"} <= names:
        raise StorageError(StorageProblem.FOREIGN)
    stored = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    revision = str(stored[0]) if len(stored) == 1 else ""
    if not revision.isdecimal():
        raise StorageError(StorageProblem.FOREIGN)
    if int(revision) > HEAD_NUMBER:
        raise StorageError(StorageProblem.NEWER, "", revision)
    return FileState.READY if revision == HEAD else FileState.OLDER
