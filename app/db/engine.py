"""Sessions on one database: any number of readers, one writer at a time, every transaction begun explicitly."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import backends
from app.domain.errors import StorageError, StorageProblem


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """For work on very many rows: the cycle collector would walk them again and again and find nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Database:
    """A database that is open: a file (its path) or one on a server (its address, as text).

    `app.db.upgrade` brings a file to this state, `app.db.server` one on a server; nothing else constructs one.
    """

    def __init__(self, where: Path | str) -> None:
        self.where = where
        self._backend = backends.at(where)
        self._engine = self._backend.make_engine(str(where))
        self._writer = threading.RLock()

    @property
    def path(self) -> Path:
        """The file. Raises `StorageError` for a database on a server, which has none."""
        if isinstance(self.where, Path):
            return self.where
        raise StorageError(StorageProblem.ON_SERVER)

    @contextmanager
    def as_file(self) -> Iterator[Path]:
        """The file; of a database on a server, a file with the same rows that goes afterwards."""
        if isinstance(self.where, Path):
            yield self.where
            return
        with self.read() as session, self._backend.as_file(session.connection()) as file:
            yield Path(file.execute("PRAGMA database_list").fetchone()[2])

    @property
    def engine(self) -> Engine:
        """The engine, for what works beside the sessions (schema comparison, benchmarks)."""
        return self._engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session in one read transaction: all its queries see the same moment."""
        with (
            self._translate(),
            Session(self._engine.execution_options(readonly=True), autoflush=False) as session,
        ):
            yield session
            session.rollback()

    @contextmanager
    def write(self, *, bulk: bool = False) -> Iterator[Session]:
        """The writer's session: its transaction has the write lock from the start, and is committed at the end.

        `bulk` says that very many rows will be written. Whatever is raised rolls it back whole. Raises `StorageError`
        for what the environment did.
        """
        rest = collector_at_rest() if bulk else nullcontext()
        with rest, self._writer, self._translate(), Session(self._engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    def close(self) -> None:
        """Close every connection; the last one to a file checkpoints its write-ahead log."""
        self._engine.dispose()

    @contextmanager
    def _translate(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            problem = self._backend.storage_problem(error.orig) if error.orig is not None else None
            if problem is None:
                raise
            place = str(self.where) if isinstance(self.where, Path) else ""
            raise StorageError(problem, place, problem.value) from error
