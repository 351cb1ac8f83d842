"""Counts the SQL statements of a piece of work, so that a query's number of them is a promise."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.db.engine import Database

# What begins a transaction on PostgreSQL.
_BEGINNINGS = ("SET TRANSACTION", "SELECT pg_advisory_xact_lock")


class Statements:
    """What was sent to the database."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __len__(self) -> int:
        return len(self.texts)


@contextmanager
def counted(database: Database) -> Iterator[Statements]:
    """The statements sent while the block runs."""
    statements = Statements()

    def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        statements.texts.append("BEGIN" if statement.startswith(_BEGINNINGS) else statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
