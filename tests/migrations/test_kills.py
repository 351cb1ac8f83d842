"""A migration killed at any statement leaves the old database or the new one, loses no row, and can be run again (G5).

From every released schema, with rows in all its tables, to the newest one and on to a revision of the tests' own that
rebuilds parents whose children would go with them if foreign keys were on. A release adds its filled file.
"""

import contextlib
import shutil
from pathlib import Path

import pytest

from app.config.paths import migrations_folder
from app.db import driver, upgrade
from tests.migrations.killing import SECOND
from tests.support.kills import Killer

RELEASED = sorted((Path(__file__).parent / "released").glob("*.sql"))
OWN = "9999"


def no_findings(_connection: driver.Connection) -> list[object]:
    return []


def every_row(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, without columns that the test revision adds."""
    with contextlib.closing(driver.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                " AND name NOT LIKE 'search_%' AND name NOT LIKE 'alembic%'"
            ).fetchall()
        ]
        assert not [name for name in tables if name.startswith("_alembic")]
        rows = {}
        for table in tables:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]
            kept = ", ".join(column for column in columns if column != "nickname")
            rows[table] = connection.execute(f"SELECT {kept} FROM {table} ORDER BY id").fetchall()
        return rows


def revision_of(path: Path) -> tuple[str | None, int]:
    with contextlib.closing(driver.connect(path)) as connection:
        known = connection.execute("SELECT name FROM sqlite_schema WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
        return (row[0] if row else None), connection.execute("PRAGMA user_version").fetchone()[0]


@pytest.fixture(scope="module", params=RELEASED, ids=lambda file: file.stem)
def released(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of a released schema with rows in every table and every relation."""
    path = tmp_path_factory.mktemp("released") / "filled.db"
    with contextlib.closing(driver.connect(path, foreign_keys=False)) as connection:
        connection.executescript(request.param.read_text(encoding="utf-8"))
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


@pytest.fixture(scope="module")
def revisions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The released revisions and the tests' own one after them, in one folder."""
    folder = tmp_path_factory.mktemp("revisions") / "all"
    shutil.copytree(SECOND, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(migrations_folder() / "env.py", folder / "env.py")
    for file in (migrations_folder() / "versions").glob("*.py"):
        shutil.copyfile(file, folder / "versions" / file.name)
    return folder


def test_the_released_file_has_rows_in_every_table(released: Path) -> None:
    empty = {table for table, rows in every_row(released).items() if not rows}
    assert empty == set()


def test_the_released_file_still_opens_with_its_rows(released: Path) -> None:
    facts = upgrade.inspect_file(released)
    newest = facts.revision == upgrade.HEAD
    assert facts.state is (upgrade.FileState.READY if newest else upgrade.FileState.OLDER)


def test_every_schema_has_its_released_file() -> None:
    assert [file.stem for file in RELEASED] == [f"{number:04}" for number in range(1, upgrade.HEAD_NUMBER + 1)]


def test_killed_at_each_statement_from_nothing(tmp_path: Path) -> None:
    """Every third statement in the quick run: the first revision has about two hundred."""
    kills = 0
    with Killer("tests.migrations.killing:migrate") as killer:
        for statement in range(0, 1000, 3):
            path = tmp_path / f"{statement}.db"
            if not killer.after(statement, str(path), upgrade.HEAD, str(migrations_folder())):
                break
            kills += 1
            assert revision_of(path) in ((None, 0), (upgrade.HEAD, upgrade.HEAD_NUMBER))
            if revision_of(path)[0] is None:
                with contextlib.closing(driver.connect(path)) as connection:
                    assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
            for left in tmp_path.iterdir():
                left.unlink()
    assert kills > 40
    assert revision_of(path) == (upgrade.HEAD, upgrade.HEAD_NUMBER)


def test_killed_at_each_statement_with_rows(released: Path, revisions: Path, tmp_path: Path) -> None:
    before, start = every_row(released), revision_of(released)
    kills = old = 0
    with Killer("tests.migrations.killing:migrate") as killer:
        for statement in range(1000):
            path = tmp_path / f"{statement}.db"
            shutil.copyfile(released, path)
            killed = killer.after(statement, str(path), OWN, str(revisions))
            revision = revision_of(path)
            assert revision in (start, (OWN, int(OWN)))
            if revision == start:
                old += 1
                assert every_row(path) == before
                # Run again after every kill: it must come through.
                if statement % 10 == 0:
                    upgrade.run_revisions(path, no_findings, target=OWN, folder=revisions)
                    assert revision_of(path) == (OWN, int(OWN))
                    assert_nothing_lost(every_row(path), before)
            else:
                assert_nothing_lost(every_row(path), before)
            if not killed:
                break
            kills += 1
            for left in tmp_path.glob(f"{statement}.db*"):
                left.unlink()
    assert kills > 30
    assert old > 25


def assert_nothing_lost(
    after: dict[str, list[tuple[object, ...]]], before: dict[str, list[tuple[object, ...]]]
) -> None:
    assert {table: after[table] for table in before} == before


def test_with_foreign_keys_on_the_harness_sees_the_loss(
    released: Path, revisions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recipe's one switch taken away: the children are gone without an error, and this test's eyes see it."""
    path = tmp_path / "lossy.db"
    shutil.copyfile(released, path)
    before = every_row(path)
    connect = driver.connect
    monkeypatch.setattr(driver, "connect", lambda path, **_options: connect(path, foreign_keys=True))
    with contextlib.suppress(Exception):
        upgrade.run_revisions(path, no_findings, target=OWN, folder=revisions)
    monkeypatch.undo()
    assert revision_of(path)[0] != OWN or every_row(path) != before


def test_a_finding_stops_the_commit(released: Path, revisions: Path, tmp_path: Path) -> None:
    from app.domain.errors import StorageError, StorageProblem
    from app.domain.findings import Finding, Severity

    path = tmp_path / "stopped.db"
    shutil.copyfile(released, path)
    before = path.read_bytes()
    found = [Finding("S1", Severity.ERROR, 1)]
    with pytest.raises(StorageError) as caught:
        upgrade.run_revisions(path, lambda _connection: found, target=OWN, folder=revisions)
    assert caught.value.kind is StorageProblem.CORRUPT
    assert revision_of(path) == revision_of(released)
    assert every_row(path) == every_row(released)
    assert len(before) == path.stat().st_size
