"""The revisions make exactly what the models say (I4), and nothing else ever makes a table."""

import contextlib
import warnings
from pathlib import Path

import pytest

from app.db import driver, upgrade
from app.db.base import Base
from app.db.ddl import append_only_triggers
from app.db.search import SearchIndex

Described = dict[str, object]


def described(connection: driver.Connection, table: str) -> Described:
    """A table as the library understood it, whatever the words of its CREATE statement."""
    rows = connection.execute
    indexes = {}
    for _seq, name, unique, origin, partial in rows(f"PRAGMA index_list({table})").fetchall():
        columns = [row[2] for row in rows(f"PRAGMA index_info({name})").fetchall()]
        sql = rows("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        where = " ".join(str(sql[0] if sql else "").upper().split("WHERE ")[1:])
        indexes[name if origin == "c" else f"{origin} {columns}"] = (columns, unique, partial, where)
    sql = rows("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    words = "".join(str(sql).split()).replace('"', "").lower()
    checks = (part.split("constraint")[0].removesuffix("strict") for part in words.split("check(")[1:])
    return {
        "columns": sorted(row[1:6] for row in rows(f"PRAGMA table_xinfo({table})").fetchall()),
        "foreign keys": sorted(row[2:7] for row in rows(f"PRAGMA foreign_key_list({table})").fetchall()),
        "indexes": indexes,
        "strict": words.endswith("strict"),
        "autoincrement": "autoincrement" in words,
        "checks": sorted(check.strip("(),") for check in checks),
    }


@pytest.fixture
def by_models(tmp_path: Path) -> driver.Connection:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    path = tmp_path / "models.db"
    engine = create_engine("sqlite://", creator=lambda: driver.connect(path), module=driver.DBAPI, poolclass=NullPool)
    Base.metadata.create_all(engine)
    with contextlib.closing(driver.connect(path)) as connection:
        yield connection


@pytest.fixture
def by_revisions(template: Path) -> driver.Connection:
    with contextlib.closing(driver.connect(template, read_only=True)) as connection:
        yield connection


def test_the_revisions_make_the_models(by_models: driver.Connection, by_revisions: driver.Connection) -> None:
    for table in Base.metadata.tables:
        assert described(by_revisions, table) == described(by_models, table), table


def test_the_revisions_make_nothing_else(by_revisions: driver.Connection) -> None:
    names = {
        row[0]
        for row in by_revisions.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
    }
    assert {name for name in names if not name.startswith("search_")} - set(Base.metadata.tables) == {"alembic_version"}
    views = by_revisions.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'view'").fetchone()
    assert views == (0,)


def test_triggers_and_search_are_those_of_their_modules(by_revisions: driver.Connection) -> None:
    made = {row[0] for row in by_revisions.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()}
    triggers = {sql for sql in made if sql.startswith("CREATE TRIGGER")}
    assert triggers == set(append_only_triggers())
    assert {s for s in SearchIndex.statements() if s.startswith("CREATE")} <= made


def test_the_head_is_the_newest_revision() -> None:
    from alembic.script import ScriptDirectory

    from app.config.paths import migrations_folder

    script = ScriptDirectory(str(migrations_folder()))
    assert script.get_current_head() == upgrade.HEAD
    numbers = [revision.revision for revision in script.walk_revisions("base", upgrade.HEAD)]
    assert numbers == [f"{number:04}" for number in range(upgrade.HEAD_NUMBER, 0, -1)]


def test_every_table_is_strict(by_revisions: driver.Connection) -> None:
    rows = by_revisions.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    loose = {name for name, strict in rows.fetchall() if not strict and not name.startswith(("sqlite_", "search_"))}
    assert loose == {"alembic_version"}


def test_reading_the_models_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Base.metadata.sorted_tables
