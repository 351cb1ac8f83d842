"""The states of the import page and of the palette that are worth a picture."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from app.ui.shell.tabs import Importing
from tests.screenshots.stage import Stage

TOWNS = ("Lund", "Malmö", "Gothenburg", "Uppsala", "Örebro", "Kalmar", "Visby", "Luleå")


def _text() -> str:
    lines = ["Customer name;Code;Phone;Email;Town;Country;Credit limit;Colour"]
    for number in range(48):
        name = "" if number == 9 else f"Bakery No. {number + 1}"
        limit = "plenty" if number == 5 else str(5_000 + number * 250)
        town = TOWNS[number % len(TOWNS)]
        lines.append(
            f"{name};N{number + 1:03};+46 8 555 01 {number:02};no{number + 1}@example.com;{town};SE;{limit};red"
        )
    return "\n".join(lines) + "\n"


def _page(stage: Stage, *, view: bool = False) -> Any:
    stage.window.open_import(Importing(history=view))
    stage.rest()
    return stage.window.stack.currentWidget()


def _files(stage: Stage) -> Any:
    page = _page(stage)
    folder = Path(tempfile.mkdtemp())
    path = folder / "new customers.csv"
    path.write_text(_text(), encoding="utf-8")
    page.take_files([path])
    stage.rest()
    return page


def _first(stage: Stage) -> None:
    _files(stage)


def _columns(stage: Stage) -> Any:
    page = _files(stage)
    page.go_on()
    stage.rest()
    return page


def _mapping(stage: Stage) -> None:
    _columns(stage)


def _check(stage: Stage) -> Any:
    page = _columns(stage)
    page.go_on()
    stage.rest()
    stage.until(lambda: page.checked.report is not None)
    stage.rest()
    return page


def _checked(stage: Stage) -> None:
    _check(stage).checked.problems.setFocus()


def _done(stage: Stage) -> None:
    page = _check(stage)
    page.checked.skip.setChecked(True)
    page.go_on()
    stage.until(lambda: not page.running)


def _take_back(stage: Stage) -> None:
    step = stage.window.stack.currentWidget().run_step
    step.undo.click()
    stage.rest()
    stage.window.close_page()


def _history(stage: Stage) -> None:
    page = _page(stage, view=True)
    page.history.table.select_id(page.history.model.id_at(0))


def _leave(stage: Stage) -> None:
    stage.window.close_page()


def _palette(stage: Stage) -> None:
    stage.window._extras.search.begin_command()


def _leave_palette(stage: Stage) -> None:
    stage.window._extras.search._leave_field()


PICTURES = (
    ("import-files", _first, _leave),
    ("import-columns", _mapping, _leave),
    ("import-check", _checked, _leave),
    ("import-done", _done, _take_back),
    ("import-history", _history, _leave),
    ("palette", _palette, _leave_palette),
)
