"""A database on a server as a file, row by row and of one moment: so that every check is written once.

The file is made by the same revisions, so what stands in it can be looked at by all that knows a file.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from app.config import files
from app.db import driver, models, upgrade  # noqa: F401
from app.db.base import Base
from app.db.search.index import COLUMNS

_PIECE: Final = 5_000


@contextlib.contextmanager
def copied(connection: Connection) -> Iterator[driver.Connection]:
    """A connection to a file with all that this transaction sees; the file goes with it."""
    source = connection.connection.driver_connection
    with tempfile.TemporaryDirectory(prefix="tradepost-") as folder:
        path = Path(folder) / "copy.db"
        files.atomic_write(path, _empty_file())
        with contextlib.closing(driver.connect(path, foreign_keys=False)) as target:
            target.execute("PRAGMA synchronous = OFF")
            target.execute("BEGIN")
            for table in Base.metadata.sorted_tables:
                target.execute(f"DELETE FROM {table.name}")
                _copy(source, target, table.name, [column.name for column in table.columns])
            _copy(source, target, "search_entry", ["id", *COLUMNS], ["rowid", *COLUMNS])
            target.execute("COMMIT")
            yield target


@cache
def _empty_file() -> bytes:
    with tempfile.TemporaryDirectory(prefix="tradepost-") as folder:
        path = Path(folder) / "empty.db"
        upgrade.create(path, lambda _connection: [])
        return path.read_bytes()


def _copy(source: Any, target: driver.Connection, table: str, columns: list[str], own: list[str] | None = None) -> None:
    names, marks = ", ".join(own or columns), ", ".join("?" for _ in columns)
    with source.cursor(name="copying") as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")
        while rows := cursor.fetchmany(_PIECE):
            target.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
