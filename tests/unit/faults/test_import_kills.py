"""`kill -9` inside an import, at any row or moment: the database is as it was, and the import works again (G17)."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.config.paths import profile_paths
from app.db.engine import Database
from app.services.maintenance.checking import check_profile
from app.services.profile.opening import Opened, open_profile
from app.services.transfer.commands import run_import
from tests.support.kills import Killer
from tests.support.rows import snapshot

TASK = "tests.unit.faults.working:load"
ROWS = 50
KILLS = 50
STEPS = 400
"""Steps of the database's machine between two possible moments; the whole import takes some hundred thousand."""


@pytest.fixture
def folder(profile: Path) -> Path:
    opened = open_profile(profile_paths(profile))
    opened.sign_in()
    opened.close()
    return profile


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    rows = "".join(
        f"C{n},Café {n},+46 31 555 {n:04},Storgatan {n},retail; north,Rosa {n}\n" for n in range(1, ROWS + 1)
    )
    path.write_text(f"code,name,phone,street,tags,contact_name\n{rows}", encoding="utf-8")
    return path


def everything(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, the logs too."""
    database = Database(profile_paths(folder).database)
    try:
        return snapshot(database, without=frozenset())
    finally:
        database.close()


def works_again(folder: Path, file: Path) -> None:
    opened = open_profile(profile_paths(folder))
    assert opened.opened is Opened.READY
    ops = opened.sign_in()
    assert ops.run(run_import, [file], "customers").value.created == ROWS
    assert check_profile(opened, ops).findings == ()
    opened.close()


def test_killed_at_any_row_nothing_is_there(folder: Path, file: Path) -> None:
    before = everything(folder)
    with Killer(TASK, str(folder), str(file), "rows") as killer:
        for row in range(ROWS):
            assert killer.after(row)
            assert everything(folder) == before
    works_again(folder, file)


def test_killed_at_any_moment_nothing_is_there(folder: Path, file: Path, tmp_path: Path) -> None:
    before, seed = everything(folder), random.Random(20261122)
    moments = moments_of(shutil.copytree(folder, tmp_path / "copy"), file)
    assert moments > KILLS
    with Killer(TASK, str(folder), str(file), str(STEPS)) as killer:
        for _ in range(KILLS):
            assert killer.after(seed.randrange(moments))
            assert everything(folder) == before
    works_again(folder, file)


def moments_of(folder: Path, file: Path) -> int:
    """At how many moments, within a factor of two, the import can be killed before it is committed."""
    before, low, high = everything(folder), 0, 1
    with Killer(TASK, str(folder), str(file), str(STEPS)) as killer:
        while killer.after(high) and everything(folder) == before:
            low, high = high, high * 2
    return low
