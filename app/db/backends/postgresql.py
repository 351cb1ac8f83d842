"""PostgreSQL: a database on a server, one writer at a time as on a file, reads of one moment each.

The only module that loads its driver. An address never holds a password: libpq takes it from its own places
(`~/.pgpass`, a service file, `PGPASSWORD`), so that no settings, log or list of processes ever shows one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.adapt import Loader
from psycopg.types.string import TextLoader
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from app.db.backends.compiler import Compiler
from app.domain.errors import StorageError, StorageProblem

if TYPE_CHECKING:
    from app.db.search.index import SearchIndex

_READERS: Final = 8
_WRITER: Final = 0x54504F53
"""The advisory lock that whoever writes holds until the end of the transaction, as on a file."""

_OPTIONS: Final = {
    "connect_timeout": "10",
    "tcp_user_timeout": "20000",
    "keepalives_idle": "30",
    "application_name": "tradepost",
    "options": "-c lock_timeout=5s -c client_encoding=UTF8 -c timezone=UTC -c jit=off",
}
_READ: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE: Final = f"SELECT pg_advisory_xact_lock({_WRITER})"


class Postgresql:
    """A database on a server."""

    def make_engine(self, where: str) -> Engine:
        """Connections to a server; one that was cut is made anew."""
        engine = create_engine(
            address(where),
            connect_args=_OPTIONS,
            pool_size=_READERS,
            max_overflow=_READERS,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        engine.dialect.statement_compiler = Compiler
        event.listen(engine, "connect", _adapt)
        event.listen(engine, "begin", _begin)
        event.listen(engine, "before_cursor_execute", _translate, retval=True)
        return engine

    def storage_problem(self, error: BaseException) -> StorageProblem | None:
        """By the state that the server names (SQLSTATE); a connection that was cut has none."""
        state = str(getattr(error, "sqlstate", "") or "")
        for prefix, problem in _BY_STATE.items():
            if state.startswith(prefix):
                return problem
        return StorageProblem.UNREACHABLE if not state and isinstance(error, psycopg.OperationalError) else None

    def take_ids(self, connection: Connection, table: str, count: int) -> int:
        """Taken for good: a transaction that is rolled back leaves a gap."""
        return int(connection.execute(_TAKE, {"name": table, "count": count}).scalar_one())

    def defer_references(self, connection: Connection) -> bool:
        """References are checked at each statement."""
        return False

    def search_index(self, connection: Connection) -> SearchIndex:
        """Over a `tsvector`."""
        from app.db.search.postgresql import PostgresqlIndex

        return PostgresqlIndex(connection)

    def row_counts(self, connection: Connection) -> dict[str, int]:
        """Of every table in the schema."""
        names = connection.execute(_TABLES).scalars().all()
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}

    @contextmanager
    def as_file(self, connection: Connection) -> Iterator[Any]:
        """A file with the same rows, which goes when it was looked at."""
        from app.db.backends.copying import copied

        with copied(connection) as file:
            yield file


def address(where: str) -> URL:
    """Read an address. Raises `StorageError`: not PostgreSQL's, or with a password in it."""
    try:
        url = make_url(where)
    except ArgumentError as error:
        raise StorageError(StorageProblem.ADDRESS, "", "database_url") from error
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise StorageError(StorageProblem.ADDRESS, "", "database_url")
    if url.password is not None or "password" in url.query:
        raise StorageError(StorageProblem.ADDRESS, "", "password in database_url")
    return url.set(drivername="postgresql+psycopg")


_BY_STATE: Final = {
    "08": StorageProblem.UNREACHABLE,
    "57P": StorageProblem.UNREACHABLE,
    "53300": StorageProblem.UNREACHABLE,
    "55P03": StorageProblem.LOCKED,
    "40": StorageProblem.LOCKED,
    "53100": StorageProblem.FULL,
    "25006": StorageProblem.READ_ONLY,
    "42501": StorageProblem.READ_ONLY,
    "3D000": StorageProblem.CANNOT_OPEN,
    "28": StorageProblem.CANNOT_OPEN,
    "58": StorageProblem.IO,
    "XX001": StorageProblem.CORRUPT,
    "XX002": StorageProblem.CORRUPT,
}

_TAKE: Final = text(
    "SELECT setval(pg_get_serial_sequence(:name, 'id'), nextval(pg_get_serial_sequence(:name, 'id'))"
    " + CAST(:count AS bigint) - 1) - CAST(:count AS bigint) + 1"
)
_TABLES: Final = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")


class _Number(Loader):
    """Sums of whole numbers are `numeric` here; they are whole numbers all the same."""

    def load(self, data: Any) -> int | float:
        """As SQLite gives it."""
        said = bytes(data).decode()
        return int(said) if said.lstrip("-").isdecimal() else float(said)


def _adapt(connection: Any, _record: Any) -> None:
    connection.adapters.register_loader("numeric", _Number)
    connection.adapters.register_loader("json", TextLoader)


def _begin(connection: Connection) -> None:
    readonly = connection.get_execution_options().get("readonly")
    connection.exec_driver_sql(_READ if readonly else _WRITE)


def _translate(_connection: Any, _cursor: Any, statement: str, values: Any, context: Any, _many: bool) -> Any:
    # What SQLAlchemy made is in PostgreSQL's words; what was written by hand is in SQLite's.
    return (statement if context.compiled is not None else translated(statement)), values


_WORDS: Final = {
    "%": "%%",
    "?": "%s",
    "json_each(": "id_list(",
    "CROSS JOIN": "JOIN",
    "group_concat(": "string_agg(",
    "json_group_array(": "json_agg(",
    "json_array(": "json_build_array(",
}
_WORD: Final = re.compile("|".join(re.escape(word) for word in _WORDS))


@lru_cache(maxsize=1024)
def translated(statement: str) -> str:
    """A statement that was written by hand, in PostgreSQL's words; it has no `?` and no `%` but as marks."""
    return _WORD.sub(lambda found: _WORDS[found.group()], statement)


POSTGRESQL: Final = Postgresql()
