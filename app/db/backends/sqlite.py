"""SQLite: one file, one writer at a time, each transaction begun explicitly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import QueuePool

from app.db import driver
from app.domain.errors import StorageProblem

if TYPE_CHECKING:
    from app.db.search.index import SearchIndex

_READERS: Final = 8


class Sqlite:
    """A database file."""

    def make_engine(self, where: str) -> Engine:
        """Connections to a file."""
        engine = create_engine(
            "sqlite://",
            creator=lambda: driver.connect(Path(where)),
            module=driver.DBAPI,
            poolclass=QueuePool,
            pool_size=_READERS,
            max_overflow=_READERS,
            hide_parameters=True,
        )
        event.listen(engine, "begin", _begin)
        return engine

    def storage_problem(self, error: BaseException) -> StorageProblem | None:
        """By the library's result codes."""
        return driver.storage_problem(error)

    def take_ids(self, connection: Connection, table: str, count: int) -> int:
        """Sure under the write lock; the insert itself moves the sequence on."""
        used = connection.execute(_USED, {"name": table}).scalar_one()
        return int(used) + 1

    def defer_references(self, connection: Connection) -> bool:
        """Until the end of the transaction."""
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        return True

    def search_index(self, connection: Connection) -> SearchIndex:
        """In FTS5."""
        from app.db.search.index import SearchIndex

        return SearchIndex(connection)

    def row_counts(self, connection: Connection) -> dict[str, int]:
        """Of every table that the file has."""
        from app.db.file_checks import row_counts

        return row_counts(connection.connection.driver_connection)

    @contextmanager
    def as_file(self, connection: Connection) -> Iterator[Any]:
        """It is one."""
        yield connection.connection.driver_connection


_USED: Final = text("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = :name), 0)")


def _begin(connection: Connection) -> None:
    # In the driver's own mode DDL does not roll back and a read-modify-write oversells.
    readonly = connection.get_execution_options().get("readonly")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


SQLITE: Final = Sqlite()
