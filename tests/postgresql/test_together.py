"""Several desktops at once, and a server that goes away: nothing twice, nothing lost, nothing oversold."""

import itertools
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.db.engine import Database
from app.domain import places
from app.domain.errors import StorageError, StorageProblem
from app.services.integrity.check import run_check
from app.services.operations import Operations, Outcome
from tests.postgresql.lossy import lossy_wire
from tests.support.postgresql import Server
from tests.support.rows import rows
from tests.unit.core.test_ledger import add_product, move
from tests.unit.core.test_operations import add, names

ROOT = Path(__file__).resolve().parents[2]
PRODUCTS, PIECES, PROCESSES, SALES = 10, 20, 8, 60
TRIES = 20
PAUSE = 0.15
"""Seconds between two kills: some operations must come through."""


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_there_is_sold_and_not_one_piece_more(ops: Operations, database: Database, seed: int) -> None:
    products = [ops.run(add_product, f"P-{number}").value for number in range(PRODUCTS)]
    for product in products:
        ops.run(move, product, places.SUPPLIER, places.MAIN_SITE, PIECES, 100 * PIECES)
    arguments = [str(database.where), *map(str, (seed, PROCESSES, SALES, *products))]
    command = [sys.executable, "-m", "tests.postgresql.working", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == PRODUCTS * PIECES
    assert len(rows(database, "stock_move")) == PRODUCTS * PIECES + PRODUCTS
    assert [row["quantity"] for row in rows(database, "stock_balance") if row["inside"]] == []
    # The chain of the audit has one link for each, whoever wrote it.
    entries = rows(database, "audit_entry")
    assert [row["id"] for row in entries] == list(range(1, len(entries) + 1))
    assert all(later["previous_hash"] == row["hash"] for row, later in itertools.pairwise(entries))
    assert ops.read(run_check).findings == ()


def test_a_reply_that_is_lost_is_asked_for_again_and_done_once(server: Server, database: Database) -> None:
    name = str(database.where).rpartition("/")[2]
    with lossy_wire(server.port, lambda commit: commit % 3 == 0) as port:
        far = Database(f"postgresql://app@127.0.0.1:{port}/{name}")
        outcomes = [add_until_answered(Operations(far), f"key-{number}", f"Customer {number}") for number in range(40)]
        far.close()
    assert sum(outcome.repeated for outcome in outcomes) >= 10
    ops = Operations(database)
    assert ops.read(names) == [f"Customer {number}" for number in range(40)]
    assert [outcome.value for outcome in outcomes] == [row["id"] for row in rows(database, "partner")]
    assert ops.read(run_check).findings == ()


def test_connections_that_are_killed_lose_and_double_nothing(server: Server, database: Database) -> None:
    name = str(database.where).rpartition("/")[2]
    kill = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    ended, killed = threading.Event(), []

    def kill_them() -> None:
        while not ended.wait(PAUSE):
            killed.extend(server.run(kill))

    thread = threading.Thread(target=kill_them)
    thread.start()
    try:
        ops = Operations(database)
        for number in range(60):
            add_until_answered(ops, f"key-{number}", f"Customer {number}")
    finally:
        ended.set()
        thread.join()
    assert killed
    assert ops.read(names) == [f"Customer {number}" for number in range(60)]
    assert ops.read(run_check).findings == ()


def test_a_read_is_of_one_moment(ops: Operations, database: Database) -> None:
    ops.run(add, "Ada")
    with database.read() as session:
        connection = session.connection()
        before = connection.exec_driver_sql("SELECT count(*) FROM partner").scalar_one()
        ops.run(add, "Bea")
        assert connection.exec_driver_sql("SELECT count(*) FROM partner").scalar_one() == before == 1
        with pytest.raises(StorageError) as caught, database.read() as other:
            other.connection().exec_driver_sql("DELETE FROM partner")
    assert caught.value.kind is StorageProblem.READ_ONLY
    assert ops.read(names) == ["Ada", "Bea"]


def add_until_answered(ops: Operations, key: str, name: str) -> Outcome[int]:
    """What a person's second click does: the same again, with the same key."""
    for _ in range(TRIES):
        try:
            return ops.run_once(key, add, name)
        except StorageError as error:
            if error.kind is not StorageProblem.UNREACHABLE:
                raise
    raise AssertionError(f"no answer in {TRIES} tries")
