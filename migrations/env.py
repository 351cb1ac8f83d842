"""What Alembic runs for every command: our transaction and our connection, never one of its own.

The program (``app.db.upgrade``) hands in a connection whose transaction has already begun, with foreign keys off
since it was opened: with them on, the rebuild of a parent table empties its children without a word.
"""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from app.db import models  # noqa: F401
from app.db.base import Base


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write plain types into a revision: a released revision must not change when the models' classes do."""
    if kind != "type":
        return False
    if isinstance(item, sa.TypeDecorator):
        return "sa.Integer()" if isinstance(item.impl, sa.Integer) else "sa.Text()"
    if isinstance(item, sa.BigInteger):
        return "WHOLE"
    return False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave the search index to its own module."""
    return not (kind == "table" and name is not None and name.startswith("search_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    include_name=include_name,
    compare_type=False,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
