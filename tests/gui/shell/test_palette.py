"""The palette: every action found by typing, chosen by the keyboard, and listed by F1."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.ui.shell.palette import ActionEntry, Actions, palette_items, typed_command
from tests.gui.shell.test_start import Start, working


def noted(*texts: str) -> Actions:
    actions = Actions()
    actions.add(
        lambda: [ActionEntry(text, text, list, words="secret" if text == "Export it" else "") for text in texts]
    )
    return actions


@pytest.fixture
def program(qtbot: QtBot, start: Start, business: Path) -> Program:
    program = start(business)
    qtbot.waitUntil(lambda: working(program))
    return program


def test_words_are_found_in_any_order_the_beginning_first() -> None:
    actions = noted("Log a call", "Call the list", "Export it")

    assert [entry.text for entry in actions.find("call")] == ["Call the list", "Log a call"]
    assert [entry.text for entry in actions.find("call log")] == ["Log a call"]
    assert [entry.text for entry in actions.find("SECRET")] == ["Export it"]
    assert actions.find("nothing") == []
    assert len(actions.find("")) == 3


def test_what_is_not_allowed_says_why_and_cannot_be_chosen() -> None:
    actions = Actions()
    actions.add(lambda: [ActionEntry("x", "Export", list, "Ctrl+E", reason="not for sales")])

    (item,) = palette_items(actions, "")

    assert item.note == "not for sales"
    assert item.head


def test_a_command_begins_with_the_mark() -> None:
    assert typed_command("> go to") == "go to"
    assert typed_command(">") == ""
    assert typed_command("oak") is None


def test_ctrl_shift_p_lists_filters_and_runs(qtbot: QtBot, program: Program) -> None:
    window = program.window
    field = window.top.search
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: window._extras.search.popup.is_open)
    assert field.text() == ">"

    qtbot.keyClicks(field, "customers go")
    entry = window._extras.search.popup.current_value()
    assert entry.text == "Go to Customers"
    qtbot.keyClick(field, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: window.current_key == "customers")
    assert field.text() == ""
    assert not window._extras.search.popup.is_open


def test_the_import_and_its_history_are_opened_from_the_palette(qtbot: QtBot, program: Program) -> None:
    window = program.window
    window._extras.search.begin()
    qtbot.keyClicks(window.top.search, ">history imp")
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)

    page = window.stack.currentWidget()
    assert page.accessibleName() == "Import"
    assert page.views.current == "history"


def test_the_document_of_what_shows_is_opened_from_the_palette(qtbot: QtBot, program: Program) -> None:
    from app.ui.documents.preview import DocumentPreview

    window = program.window
    window.show_tab("performance")
    qtbot.waitUntil(lambda: bool(window.stack.currentWidget().document_offers()), timeout=20_000)
    window._extras.search.begin()
    qtbot.keyClicks(window.top.search, ">print business")
    assert window._extras.search.popup.current_value().text == "Business summary (PDF) …"
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: bool(window.findChildren(DocumentPreview)), timeout=20_000)
    preview = window.findChildren(DocumentPreview)[0]
    qtbot.waitUntil(lambda: preview.page_view.page_count > 0, timeout=20_000)
    preview.close()


def test_the_list_of_keys_has_every_action_with_a_key(qtbot: QtBot, program: Program) -> None:
    window = program.window
    entries = window._extras.actions.registry.entries()
    assert len({entry.key for entry in entries}) == len(entries)
    window._extras.show_keys()
    dialog = next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())

    shown = {part.text() for part in dialog.findChildren(QLabel)}
    assert {entry.text for entry in entries if entry.keys} <= shown
    dialog.close()
