"""What depends on the day follows it while the window is open."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.domain.clock import local_date, utc_now
from app.ui.shell.new_day import NewDay
from tests.gui.shell.conftest import settled
from tests.gui.shell.test_first_page import add_customers
from tests.gui.shell.test_window import off_thread
from tests.support.rows import rows
from tests.support.watchdog import Watchdog


def test_figures_follow_the_day(
    start: Callable[..., Program], business: Path, qtbot: QtBot, watchdog: Watchdog
) -> None:
    program = start(business)
    qtbot.waitUntil(lambda: settled(program) and program.window.ctx is not None)
    ctx = program.window.ctx
    off_thread(program, qtbot, ctx.ops.run, add_customers, ("Quay 12",))
    ctx.ops.guard = None  # the test itself looks at the rows on this thread
    shown = [row["day"] for row in rows(ctx.ops.database, "facts_state")]
    assert shown == [local_date(utc_now()).isoformat()]
    tomorrow = utc_now() + timedelta(days=1)
    ctx.ops.now = lambda: tomorrow
    (new_day,) = program.window.findChildren(NewDay)
    with qtbot.waitSignal(ctx.bus.committed):
        new_day._on_time_to_look()
    assert [row["day"] for row in rows(ctx.ops.database, "facts_state")] == [local_date(tomorrow).isoformat()]
    watchdog.forgive()  # the test itself looked
