"""What belongs to no tab and is worth a picture: preferences, About, the keys, search, an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.ui.preferences.page import SECTIONS
from tests.screenshots.stage import Stage


def _preferences(key: str) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        stage.window._extras.open_preferences(key)

    return prepare


def _leave(stage: Stage) -> None:
    stage.window.close_page()


def _new_person(stage: Stage) -> None:
    stage.window._extras.open_preferences("people")
    section = _section(stage, "people")
    stage.until(lambda: section.me is not None)
    section.add.click()


def _leave_person(stage: Stage) -> None:
    _section(stage, "people").sheet.close_sheet()
    stage.window.close_page()


def _restore(stage: Stage) -> None:
    stage.window._extras.open_preferences("backup")
    section = _section(stage, "backup")
    stage.rest()
    if section.rows.count() < 2:
        stage.window._extras.back_up()
        stage.rest()
        section.reload()
        stage.rest()
    section.rows.itemAt(0).widget().restore.click()


def _section(stage: Stage, key: str) -> Any:
    page: Any = stage.window.stack.currentWidget()
    return page.section(key)


def _licence(stage: Stage) -> None:
    stage.window._extras.open_preferences("about")
    stage.rest()
    section = _section(stage, "about")
    section.filter.setText("qt")
    shown = [row for row in range(section.table.rowCount()) if not section.table.isRowHidden(row)]
    section.table.setCurrentCell(shown[-1], 0)
    section.verticalScrollBar().setValue(section.verticalScrollBar().maximum())


def _keys(stage: Stage) -> QWidget:
    stage.window.show_tab("today")
    stage.rest()
    stage.window._extras.show_keys()
    return _dialog(stage)


def _dialog(stage: Stage) -> QDialog:
    stage.rest()
    return next(one for one in stage.window.findChildren(QDialog) if one.isVisible())


def _close_dialog(stage: Stage) -> None:
    _dialog(stage).close()


def _search(stage: Stage) -> None:
    stage.window.show_tab("today")
    stage.window.activateWindow()
    search = stage.window._extras.search
    search.begin()
    stage.window.top.search.setText("olive")
    search.search_now()


def _leave_search(stage: Stage) -> None:
    stage.window._extras.search._leave_field()


def _crash(stage: Stage) -> QWidget:
    from app.ui.shell.crash import CrashDialog

    report = "Tradepost crash report\n\n  app/ui/customers/tab.py:1 in example\nRuntimeError"
    CrashDialog(stage.window, report).open()
    return _dialog(stage)


PICTURES = (
    *((f"preferences-{key}" if key != "about" else "about", _preferences(key), _leave) for key, _ in SECTIONS),
    ("preferences-person", _new_person, _leave_person),
    ("preferences-restore", _restore, _leave),
    ("about-licence", _licence, _leave),
    ("keys", _keys, _close_dialog),
    ("search", _search, _leave_search),
    ("crash", _crash, _close_dialog),
)
