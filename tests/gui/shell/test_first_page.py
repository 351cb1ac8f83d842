"""The rows that the next start draws at once: those that were there, and only while nothing has changed."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.db.models import Partner
from app.services.first_page.quick import read_remembered
from app.services.operations import Operations, WriteContext, command
from app.ui.shared.list_table import ListTable
from app.ui.shell.first_page import FirstPageView
from tests.gui.shell.conftest import settled
from tests.gui.shell.test_window import off_thread
from tests.support.watchdog import Watchdog

TODAY = date.today()  # noqa: DTZ011
NAMES = ("<b>Harbour</b> Café", "Quay 12")


@command("customer.save")
def add_customers(ctx: WriteContext, names: tuple[str, ...]) -> None:
    for name in names:
        ctx.session.add(Partner(name=name, name_fold=name.casefold(), is_customer=True))


@pytest.fixture
def visited(start: Callable[..., Program], business: Path, qtbot: QtBot, watchdog: Watchdog) -> Program:
    """A window that showed the customers and was closed."""
    program = start(business)
    qtbot.waitUntil(lambda: settled(program) and program.window.ctx is not None)
    off_thread(program, qtbot, program.window.ctx.ops.run, add_customers, NAMES)
    program.window.show_tab("customers")
    page = program.window.page("customers")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2 and page.model.row_at(1) is not None)
    qtbot.waitUntil(lambda: read_remembered(program.paths.database, TODAY) is not None)
    program.window.close()
    qtbot.waitUntil(lambda: program.session.runner.busy == 0)
    watchdog.forgive()  # the page's modules are imported here; a person's are by a worker
    return program


def test_what_was_shown_is_drawn_before_the_services_are_there(
    visited: Program, start: Callable[..., Program], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, watchdog: Watchdog
) -> None:
    drawn: list[list[str]] = []

    def look(self: Program) -> None:
        view = self.window.stack.currentWidget()
        assert isinstance(view, FirstPageView)
        table = view.findChild(ListTable)
        model = table.model()
        drawn.append([model.index(row, 0).data() for row in range(model.rowCount())])

    real = Program._show_first_page
    monkeypatch.setattr(Program, "_show_first_page", lambda self: (real(self), look(self)))
    visited.instance.release()
    program = start(visited.paths.folder)
    assert drawn == [[*NAMES]]
    qtbot.waitUntil(lambda: settled(program) and program.window.ctx is not None)
    assert program.window.findChildren(FirstPageView) == [] or not program.window.findChild(FirstPageView).isVisible()
    assert program.window.current_key == "customers"
    watchdog.forgive()  # starting is the benchmark's subject


def test_it_is_not_drawn_after_a_change_or_on_another_day(visited: Program, watchdog: Watchdog) -> None:
    database = visited.paths.database
    assert read_remembered(database, TODAY + timedelta(days=1)) is None
    assert read_remembered(database, TODAY) is not None
    from app.db.engine import Database

    opened = Database(database)
    Operations(opened).run(add_customers, ("Rye & Co",))
    opened.close()
    assert read_remembered(database, TODAY) is None
    watchdog.forgive()  # the test itself wrote


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\x00 and no more", b"\x00" * 8192])
def test_a_damaged_file_has_no_page(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "tradepost.db"
    path.write_bytes(damage)
    assert read_remembered(path, TODAY) is None
    assert path.read_bytes() == damage
