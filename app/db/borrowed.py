"""A session on a connection that belongs to somebody else, who alone begins, commits and closes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from app.db import driver
from app.db.driver import Connection


@contextmanager
def session_over(connection: Connection) -> Iterator[Session]:
    """Give a session that reads (and writes) inside the connection's own transaction, and ends without ending it."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: _Borrowed(connection),
        module=driver.DBAPI,
        poolclass=StaticPool,
        pool_reset_on_return=None,
        hide_parameters=True,
    )
    with Session(engine, autoflush=False) as session:
        yield session


class _Borrowed:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def commit(self) -> None:
        """Leave it to the owner."""

    def rollback(self) -> None:
        """Leave it to the owner."""

    def close(self) -> None:
        """Leave it to the owner."""
