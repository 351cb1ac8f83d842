"""The real program at work on a profile with two customers, and what is in its database meanwhile."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.support.display import Display
from tests.support.environment import ROOT

PATIENCE = 30.0


def make_business(profile: Path) -> None:
    """A named business, its owner, and two customers."""
    from app.config.paths import profile_paths
    from app.services.customers.commands import save
    from app.services.customers.read_models import CustomerDraft
    from app.services.profile.commands import create_business
    from app.services.profile.opening import open_profile
    from app.services.profile.read_models import NewBusiness
    from app.services.profile.start import start

    paths = profile_paths(profile)
    paths.make()
    opened = open_profile(paths)
    operations = start(opened).operations
    operations.run(create_business, NewBusiness("Greenleaf", "Maya Lind", "SEK"))
    for name, phone in (("Harbour Cafe", "+46 31 555 01 42"), ("Orchard and Vine", "+46 40 555 03 11")):
        operations.run(save, CustomerDraft(name=name, phone=phone, city="Gothenburg"))
    opened.close()


@contextlib.contextmanager
def program(display: Display, profile: Path) -> Iterator[str]:
    """Run it; gives its window. It is closed by the keyboard and must end well."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--profile", str(profile)],
        cwd=ROOT,
        env=display.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        window = display.window("Greenleaf.*Tradepost")
        display.activate(window)
        yield window
        display.activate(window)
        display.keys("alt+F4")
        errors = process.communicate(timeout=PATIENCE)[1]
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0, errors
    assert "Traceback" not in errors, errors


def stored(profile: Path, sql: str) -> list[Any]:
    """What the database says while the program runs."""
    from app.config.paths import profile_paths
    from app.db.engine import Database

    database = Database(profile_paths(profile).database)
    try:
        with database.read() as session:
            return list(session.connection().exec_driver_sql(sql).all())
    finally:
        database.close()


def eventually(look: Callable[[], Any]) -> Any:
    """Look until there is something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look()
        if found:
            return found
    raise AssertionError("it did not come")


def tab_key(name: str) -> str:
    """The keys that show a tab, wherever it stands by now."""
    from app.bootstrap import tabs

    return f"ctrl+{[tab.key for tab in tabs()].index(name) + 1}"
