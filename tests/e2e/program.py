"""The real program at work on a profile with two customers, and what is in its database meanwhile.

`with program(display, profile) as screen:` gives a `tests.e2e.screen.Screen`: `press`, `type`, `titled`, `focused`,
`sees` and `until` wait until the program has acted and is at rest, so `stored(...)` may be asked right after them.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.e2e.screen import PATIENCE, Screen
from tests.support.display import Display
from tests.support.environment import ROOT

LOOK_AGAIN_SECONDS = 0.02
TITLE = "Greenleaf.*Tradepost"


def make_business(profile: Path) -> None:
    """A named business, its owner, and two customers."""
    from app.config.paths import profile_paths
    from app.services.business.commands import create_business
    from app.services.business.read_models import NewBusiness
    from app.services.customers.commands import save
    from app.services.customers.read_models import CustomerDraft
    from app.services.profile.opening import open_profile
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
def running(display: Display, profile: Path, title: str = TITLE) -> Iterator[tuple[subprocess.Popen[str], Screen]]:
    """Start it; gives the process and its screen, at rest. Whatever still runs at the end is killed."""
    with tempfile.TemporaryDirectory(prefix="probe") as folder:
        screen = Screen(display, Path(folder) / "socket")
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.probe", str(Path(folder) / "socket"), "--profile", str(profile)],
            cwd=ROOT,
            env=display.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            screen.window = display.window(title)
            display.activate(screen.window)
            screen.rest()
            yield process, screen
        finally:
            process.kill()
            process.communicate()


@contextlib.contextmanager
def program(display: Display, profile: Path, title: str = TITLE) -> Iterator[Screen]:
    """Run it; gives its screen. It is closed by the keyboard and must end well. `title` is what it opens with."""
    with running(display, profile, title) as (process, screen):
        yield screen
        display.activate(screen.window)
        display.keys("alt+F4")
        errors = process.communicate(timeout=PATIENCE)[1]
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
    """Look until there is something: for what no screen shows, such as a file or a row."""
    between, end = threading.Event(), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        between.wait(LOOK_AGAIN_SECONDS)  # a look is a process or a database: it must not starve the program
    raise AssertionError("it did not come")


def tab_key(name: str) -> str:
    """The keys that show a tab, wherever it stands by now."""
    from app.bootstrap import tabs

    return f"ctrl+{[tab.key for tab in tabs()].index(name) + 1}"
