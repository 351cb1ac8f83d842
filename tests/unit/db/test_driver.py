"""The engine's recipe, asserted on every connection the program makes (G2)."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import driver
from app.db.engine import Database
from app.domain.errors import StorageError, StorageProblem

EXPECTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "mmap_size": 0,
    "busy_timeout": 5000,
    "application_id": driver.APPLICATION_ID,
}


def pragmas(execute: object) -> dict[str, object]:
    return {name: execute(f"PRAGMA {name}").fetchone()[0] for name in EXPECTED}  # type: ignore[operator]


def test_every_session_has_the_recipe(database: Database) -> None:
    with database.read() as reading:
        assert pragmas(reading.connection().exec_driver_sql) == EXPECTED
        with database.write() as writing:
            assert pragmas(writing.connection().exec_driver_sql) == EXPECTED


def test_a_read_only_connection_has_it_too(database: Database) -> None:
    with database.write() as session:
        session.execute(text("SELECT 1"))
        connection = driver.connect(database.path, read_only=True)
    assert pragmas(connection.execute) == EXPECTED
    with pytest.raises(driver.DatabaseError):
        connection.execute("DELETE FROM staff")
    connection.close()


def test_the_library_is_new_enough_and_the_only_one() -> None:
    assert driver.SQLITE_VERSION >= (3, 51, 3)
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import app.services.profile.opening, app.db.upgrade\n"
        "print(sorted({n.split('.')[0] for n in sys.modules} "
        "& {'sqlite3', '_sqlite3', 'apsw', 'pysqlite3', 'PySide6'}))"
    )
    root = str(Path(driver.__file__).resolve().parents[2])
    done = subprocess.run([sys.executable, "-c", program, root], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_older_library_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "SQLITE_VERSION", (3, 51, 2))
    with pytest.raises(StorageError) as caught:
        driver.connect(tmp_path / "x.db")
    assert caught.value.kind is StorageProblem.UNSUITABLE
    assert not (tmp_path / "x.db").exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        driver.connect(tmp_path / "none" / "x.db")
    assert caught.value.kind is StorageProblem.CANNOT_OPEN


def test_a_writer_has_the_lock_from_its_first_moment(database: Database) -> None:
    with database.write() as session:
        session.execute(text("SELECT 1"))
        other = driver.connect(database.path)
        other.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(driver.DatabaseError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_tables_and_indexes_roll_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:  # noqa: PT012
        session.connection().exec_driver_sql("CREATE TABLE half (x INTEGER) STRICT")
        session.connection().exec_driver_sql("INSERT INTO half VALUES (1)")
        raise ZeroDivisionError
    with database.read() as session:
        found = session.connection().exec_driver_sql("SELECT name FROM sqlite_schema WHERE name = 'half'").all()
    assert found == []


def test_a_number_that_is_none_is_refused_by_the_table(database: Database) -> None:
    for value in ("12abc", 1.5):
        with pytest.raises(Exception, match="cannot store"), database.write() as session:
            session.connection().exec_driver_sql(
                "INSERT INTO pinned_fact (partner_id, position, text) VALUES (1, ?, 'x')", (value,)
            )
