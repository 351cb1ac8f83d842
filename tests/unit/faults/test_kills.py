"""`kill -9` through the services: nothing acknowledged is lost, nothing is done twice, `check` is clean (G3, G15)."""

import contextlib
import random
from pathlib import Path

import pytest

from app.config.paths import profile_paths
from app.db import driver
from app.services.maintenance.checking import check_profile
from app.services.profile.opening import Opened, open_profile, verify
from tests.support.kills import Killer
from tests.unit.faults import working

TASK = "tests.unit.faults.working:work"
KILLS = 50
OPERATIONS = 500


@pytest.fixture
def folder(profile: Path) -> Path:
    opened = open_profile(profile_paths(profile))
    opened.sign_in()
    opened.close()
    return profile


def booked(folder: Path) -> list[str]:
    """The keys in the database, in the order of the audit, once for each time they were booked."""
    with contextlib.closing(driver.connect(folder / "tradepost.db", read_only=True)) as connection:
        rows = connection.execute("SELECT sku FROM product ORDER BY id").fetchall()
        entries = connection.execute(
            "SELECT operation_key FROM audit_entry WHERE operation_key IS NOT NULL ORDER BY id"
        ).fetchall()
        moves = connection.execute("SELECT count(*) FROM stock_move").fetchone()[0]
        assert verify(connection) == []
    assert [row[0] for row in rows] == [row[0] for row in entries]
    assert moves == len(rows)
    return [row[0] for row in rows]


def replies(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_killed_anywhere_nothing_acknowledged_is_lost(folder: Path, tmp_path: Path) -> None:
    seed = random.Random(20261122)
    acknowledged = tmp_path / "replies"
    with Killer(TASK, str(folder)) as killer:
        for _ in range(KILLS):
            done = booked(folder)
            assert killer.after(seed.randrange(60), str(len(done)), "100", str(acknowledged))
            now = booked(folder)
            assert now[: len(done)] == done
            # At most one operation more than was acknowledged: the one whose reply the kill swallowed.
            assert set(replies(acknowledged)) <= set(now)
            assert len(now) - len(set(replies(acknowledged)) | set(done)) <= 1
    opened = open_profile(profile_paths(folder))
    assert opened.opened is Opened.READY
    assert check_profile(opened, opened.sign_in()).findings == ()
    opened.close()


def test_retried_after_lost_replies_each_is_done_once(folder: Path, tmp_path: Path) -> None:
    """The child goes on from the first operation that it has no reply for, as a caller that retries does."""
    seed = random.Random(7)
    acknowledged = tmp_path / "replies"
    repeated = 0
    with Killer(TASK, str(folder)) as killer:
        while len(replies(acknowledged)) < OPERATIONS:
            known = len(replies(acknowledged))
            before = len(booked(folder)) if seed.random() < 0.2 else None
            repeated += before is not None and before > known
            killer.after(seed.randrange(300, 700), str(known), str(OPERATIONS - known), str(acknowledged))
    keys = booked(folder)
    assert len(keys) == len(set(keys)) == OPERATIONS
    assert replies(acknowledged) == keys


def test_a_reply_lost_right_after_the_commit_is_answered_again(folder: Path) -> None:
    """Every one of these operations is sent twice, as if each first reply had been lost."""
    opened = open_profile(profile_paths(folder))
    ops = opened.sign_in()
    for number in range(20):
        key = f"key-{number}"
        first = ops.run_once(key, working.book, key)
        again = ops.run_once(key, working.book, key)
        assert again.repeated
        assert (again.value, again.entry) == (first.value, first.entry)
        assert not again.changes
    opened.close()
    assert len(booked(folder)) == 20
