"""Sessions on one database: any number of readers, one writer at a time, every transaction begun explicitly."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.db import driver
from app.domain.errors import StorageError

_READERS = 8


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
    """A database file that is open. `app.db.upgrade` brings a file to this state; nothing else constructs one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = _make_engine(path)
        self._writer = threading.RLock()

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
        """Close every connection; the last one checkpoints the write-ahead log."""
        self._engine.dispose()

    @contextmanager
    def _translate(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            problem = driver.storage_problem(error.orig) if error.orig is not None else None
            if problem is None:
                raise
            raise StorageError(problem, str(self.path), problem.value) from error


def _make_engine(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: driver.connect(path),
        module=driver.DBAPI,
        poolclass=QueuePool,
        pool_size=_READERS,
        max_overflow=_READERS,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # In the driver's own mode DDL does not roll back and a read-modify-write oversells.
    readonly = connection.get_execution_options().get("readonly")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")
