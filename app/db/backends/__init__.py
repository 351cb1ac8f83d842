"""What SQLite and PostgreSQL do differently, behind one small interface; all else in `app.db` speaks to both.

Statements written by hand are in SQLite's words; `postgresql.translated` says what PostgreSQL calls the same.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Connection, Engine

from app.domain.errors import StorageProblem

if TYPE_CHECKING:
    from app.db.search.index import SearchIndex


class Backend(Protocol):
    """One of the two databases."""

    def make_engine(self, where: str) -> Engine:
        """Connections to this file (a path) or server (an address), each transaction begun by the house's recipe."""

    def storage_problem(self, error: BaseException) -> StorageProblem | None:
        """Which fault of the environment a driver's error stands for; None when it is a bug of ours."""

    def take_ids(self, connection: Connection, table: str, count: int) -> int:
        """The first of `count` unused ids of a table in a row; never ones that were used before."""

    def defer_references(self, connection: Connection) -> bool:
        """Check references at the end of this transaction, so that a row may name a later one; False: it cannot."""

    def search_index(self, connection: Connection) -> SearchIndex:
        """The full-text index."""

    def row_counts(self, connection: Connection) -> dict[str, int]:
        """Rows of every table of ours."""

    def as_file(self, connection: Connection) -> AbstractContextManager[Any]:
        """A plain SQLite connection (DB-API) to what this transaction sees, for the checks."""


def of(connection: Connection) -> Backend:
    """The backend that a connection is to."""
    return named(connection.dialect.name)


def at(where: Path | str) -> Backend:
    """The backend of a file (a path) or a server (an address, which is text)."""
    return named("sqlite" if isinstance(where, Path) else "postgresql")


def named(name: str) -> Backend:
    """The backend of this name; PostgreSQL's driver is loaded only where it is used."""
    if name == "sqlite":
        from app.db.backends.sqlite import SQLITE

        return SQLITE
    from app.db.backends.postgresql import POSTGRESQL

    return POSTGRESQL
