"""The import page in the real window of a named business."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.ui.shell.tabs import Importing
from app.ui.transfer.frame import CHECK, COLUMNS
from app.ui.transfer.page import ImportPage
from tests.gui.shell.conftest import business, guard, start, two_people  # noqa: F401
from tests.support.rest import wait_for_rest
from tests.support.watchdog import watchdog  # noqa: F401

CUSTOMERS = (
    "Customer name,Code,Phone,Credit limit\n"
    "Harbour Cafe,C1,+46 31 555 01 42,1000\n"
    "Orchard and Vine,C2,+46 40 555 03 11,lots\n"
    ",C3,+46 40 555 03 12,3000\n"
    "Deli,C4,+46 40 555 03 13,4000\n"
)


class Wizard:
    """The page, short ways through its steps, and what is in the database."""

    def __init__(self, qtbot: QtBot, program: Program, folder: Path) -> None:
        self.qtbot = qtbot
        self.program = program
        self.window = program.window
        self.folder = folder

    @property
    def page(self) -> ImportPage:
        page = self.window.stack.currentWidget()
        assert isinstance(page, ImportPage)
        return page

    def open(self, **wanted: Any) -> ImportPage:
        self.window.open_import(Importing(**wanted))
        self.rest()
        return self.page

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def take(self, *paths: Path) -> None:
        with self.qtbot.waitSignal(self.page.looked):
            self.page.take_files(list(paths))

    def to_check(self) -> None:
        while self.page.step < COLUMNS:
            self.page.go_on()
        with self.qtbot.waitSignal(self.page.previewed):
            self.page.go_on()
        assert self.page.step == CHECK
        self.rest()

    def run(self) -> None:
        with self.qtbot.waitSignal(self.page.run_step.ended):
            self.page.go_on()
        self.rest()

    def rest(self) -> None:
        wait_for_rest(self.qtbot, self.program.session.runner)

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with self.program.session.begun.operations.database.read() as session:
            return [tuple(row) for row in session.connection().exec_driver_sql(query)]


@pytest.fixture
def wizard(
    qtbot: QtBot,
    start: Callable[..., Program],  # noqa: F811
    business: Path,  # noqa: F811
    tmp_path: Path,
) -> Wizard:
    program = start(business)
    qtbot.waitUntil(lambda: program.window.ctx is not None)
    folder = tmp_path / "files"
    folder.mkdir()
    wizard = Wizard(qtbot, program, folder)
    wizard.rest()
    return wizard
