"""What the killed child of the migration tests does; imported by it and by the tests."""

from collections.abc import Callable
from pathlib import Path

# Loaded before the fork: each killed child starts with them.
import alembic.config
import alembic.runtime.environment
import alembic.script
import sqlalchemy.dialects.sqlite

from app.db import driver, models, upgrade

LOADED = (alembic, sqlalchemy, models)

SECOND = Path(__file__).parent / "second"


def migrate(hook: Callable[..., None], path: str, target: str, folder: str) -> None:
    """Run the revisions up to `target`; `hook` is called after each statement that reaches the database."""
    upgrade.run_revisions(Path(path), _traced(hook), target=target, folder=Path(folder))


def _traced(hook: Callable[..., None]) -> upgrade.Verify:
    connect = driver.connect

    def connect_and_trace(*arguments: object, **options: object) -> driver.Connection:
        connection = connect(*arguments, **options)  # type: ignore[arg-type]
        # Called before each statement, the ones of PRAGMA, COMMIT and the triggers included.
        connection.set_trace_callback(hook)
        return connection

    driver.connect = connect_and_trace  # type: ignore[assignment]
    return lambda _connection: []
