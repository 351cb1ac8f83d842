"""The window while somebody works: tabs, keys, search, undo, theme, preferences, crash dialog, Today."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.domain.vocabulary import TaskState
from app.ui.preferences.page import PreferencesPage
from app.ui.shell.shortcuts import ShortcutsDialog
from app.ui.today.source import Group
from app.ui.today.tab import TodayPage
from tests.gui.shell.conftest import settled
from tests.support.rest import wait_for_rest
from tests.support.watchdog import Watchdog

Start = Callable[..., Program]


def off_thread(program: Program, qtbot: QtBot, work: Callable[..., object], *arguments: object) -> object:
    """Run something on a worker, as the window does."""
    answers: list[object] = []
    program.session.runner.read(program.session, work, *arguments, on_result=answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    return answers[0]


@pytest.fixture
def program(start: Start, business: Path, qtbot: QtBot, watchdog: Watchdog) -> Program:
    program = start(business)
    qtbot.waitUntil(lambda: settled(program) and program.window.ctx is not None)
    program.window.activateWindow()
    watchdog.forgive()
    return program


def add_follow_ups(program: Program, *hours: float) -> None:
    from app.db.models import Partner
    from app.services.tasks.commands import save
    from app.services.tasks.read_models import TaskDraft

    ops = program.window.ctx.ops
    with ops.database.write() as session:
        cafe = Partner(name="Harbour Café", name_fold="harbour café", is_customer=True)
        session.add(cafe)
        session.flush()
        partner_id = cafe.id
    for number, away in enumerate(hours):
        draft = TaskDraft(title=f"Step {number}", due_at=ops.now() + timedelta(hours=away), partner_id=partner_id)
        ops.run(save, draft)


@pytest.fixture
def today(program: Program, qtbot: QtBot) -> TodayPage:
    off_thread(program, qtbot, add_follow_ups, program, -30, -26, 100)
    page = program.window.page("today")
    page.reload()
    qtbot.waitUntil(lambda: settled(program) and page.list.rows.rowCount() > 0)
    page.list.setFocus()
    return page


def states(program: Program, qtbot: QtBot) -> list[TaskState]:
    from app.services.tasks.queries import rows

    found = off_thread(program, qtbot, program.window.ctx.ops.read, rows, range(1, 10))
    return [row.state for row in sorted(found, key=lambda row: row.id)]


def test_today_lists_follow_ups_in_their_groups_and_counts_what_is_due(today: TodayPage, program: Program) -> None:
    groups = [item.group for item in today.list.rows.items if not isinstance(item, str)]

    assert groups == [Group.OVERDUE, Group.OVERDUE, Group.UPCOMING]
    assert program.window.top.tabs.accessibleTabName(0) == "Today 2"
    assert today.list.current().group is Group.OVERDUE


def test_space_completes_a_follow_up_and_ctrl_z_brings_it_back(
    qtbot: QtBot, today: TodayPage, program: Program
) -> None:
    qtbot.keyClick(today.list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: settled(program) and len(today.list.rows.items) == 4)
    assert states(program, qtbot) == [TaskState.DONE, TaskState.TO_DO, TaskState.TO_DO]
    assert "Done: Harbour Café" in program.window.toasts.current.text

    qtbot.keyClick(program.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: settled(program) and len(today.list.rows.items) == 5)
    assert states(program, qtbot) == [TaskState.TO_DO] * 3

    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(program.window, Qt.Key.Key_Z, shift)
    qtbot.waitUntil(lambda: settled(program) and len(today.list.rows.items) == 4)


def test_s_snoozes_until_tomorrow_and_another_time_can_be_set(qtbot: QtBot, today: TodayPage, program: Program) -> None:
    first = today.list.current()
    qtbot.keyClick(today.list, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: settled(program) and program.window.top.tabs.accessibleTabName(0) == "Today 1")
    wait_for_rest(qtbot, program.session.runner)

    item = today.list.current()
    assert item.group is Group.OVERDUE
    assert item.id != first.id
    today.reschedule(item, program.window.ctx.ops.now() + timedelta(days=3))
    qtbot.waitUntil(lambda: settled(program) and program.window.top.tabs.accessibleTabName(0) == "Today")


def test_a_follow_up_can_be_given_another_time_when_somebody_was_told_of_it(
    qtbot: QtBot, today: TodayPage, program: Program
) -> None:
    from app.services.tasks.commands import mark_notified

    item = today.list.current()
    off_thread(program, qtbot, program.window.ctx.ops.run, mark_notified, [item.id])
    today.reschedule(item, program.window.ctx.ops.now() + timedelta(days=3))
    qtbot.waitUntil(lambda: settled(program) and program.window.top.tabs.accessibleTabName(0) == "Today 1")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_offers_other_times_and_works(qtbot: QtBot, today: TodayPage, program: Program) -> None:
    today.ask_time(today.list.current(), today.mapToGlobal(today.rect().center()))
    menu = QApplication.activePopupWidget()
    actions = {action.text(): action for action in menu.actions()}

    actions["In a week"].trigger()
    menu.close()
    qtbot.waitUntil(lambda: settled(program) and program.window.top.tabs.accessibleTabName(0) == "Today 1")


def test_enter_presses_the_button_that_has_the_keyboard(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bool] = []
    monkeypatch.setattr(type(program.window), "open_import", lambda _self: opened.append(True))
    qtbot.waitUntil(lambda: settled(program) and _import_button(program, "today") is not None)
    button = _import_button(program, "today")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not opened
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert opened == [True]


def test_an_empty_day_says_what_to_do_next(program: Program) -> None:
    page = program.window.page("today")

    assert page.empty.isVisible()
    assert page.empty.title == "Your business is empty so far"
    assert "python" not in page.empty.sentence


@pytest.mark.parametrize("tab", ["today", "suppliers", "inventory", "customers"])
def test_an_empty_tab_offers_to_import_a_list(
    qtbot: QtBot, program: Program, tab: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(type(program.window), "open_import", lambda _self: opened.append(tab))
    program.window.show_tab(tab)
    qtbot.waitUntil(lambda: settled(program) and _import_button(program, tab) is not None)

    _import_button(program, tab).click()
    assert opened == [tab]


def _import_button(program: Program, tab: str) -> QPushButton | None:
    buttons = program.window.page(tab).findChildren(QPushButton)
    return next((b for b in buttons if b.text() == "Import a list" and b.isVisible()), None)


def test_ctrl_k_finds_offers_and_says_when_there_is_nothing(
    qtbot: QtBot, program: Program, today: TodayPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = program.window
    opened: list[tuple[str, int]] = []
    monkeypatch.setattr(type(window), "open_record", lambda _self, entity, id_: opened.append((entity, id_)) or True)
    off_thread(program, qtbot, index_again, program)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = window._extras.search
    qtbot.waitUntil(window.top.search.hasFocus)

    qtbot.keyClicks(window.top.search, "zzzzqqqq")
    qtbot.waitUntil(lambda: box.popup.is_open and "Nothing found" in box.popup.list.model().index(0, 0).data())

    window.top.search.clear()
    qtbot.keyClicks(window.top.search, "harbour")
    qtbot.waitUntil(lambda: box.popup.current_value() is not None and "Harbour" in box.popup.current_value().title)
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: bool(opened) and not window.top.search.text())
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    recent = box.popup.list.model()
    qtbot.waitUntil(lambda: box.popup.is_open and str(recent.index(1, 0).data()).startswith("Harbour"))


def index_again(program: Program) -> None:
    from app.db.search import rebuild

    with program.window.ctx.ops.database.write() as session:
        rebuild(session)


def test_the_theme_switches_and_is_kept(qtbot: QtBot, program: Program, business: Path) -> None:
    window = program.window
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    page = window.stack.currentWidget()
    assert isinstance(page, PreferencesPage)
    look = page.section("look")
    light = window.grab().toImage().pixelColor(5, 5)

    look.theme._buttons["dark"].click()
    qtbot.waitUntil(lambda: settled(program) and not program.theme.under_way)

    assert program.theme.dark
    assert window.grab().toImage().pixelColor(5, 5).lightness() < light.lightness()
    qtbot.waitUntil(lambda: '"theme": "dark"' in (business / "settings.json").read_text())

    look.text_size.setCurrentIndex(look.text_size.findData(150))
    qtbot.waitUntil(lambda: settled(program) and window.top.sizeHint().height() == round(48 * 1.5))
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert isinstance(window.stack.currentWidget(), TodayPage)


def test_the_owner_adds_a_second_account_and_is_asked_for_a_password_of_their_own(
    qtbot: QtBot, program: Program
) -> None:
    window = program.window
    window._extras.open_preferences("people")
    section = window.stack.currentWidget().section("people")
    qtbot.waitUntil(lambda: section.me is not None)
    section.add.click()
    form = section.sheet._content.form
    form.set_values({"name": "Jonas Ek", "signs_in": True, "password": "a blue gravy boat"})

    section.sheet.save_button.click()
    qtbot.waitUntil(lambda: bool(form.field("own_password").error))
    form.set_values({"own_password": "three green teapots"})
    section.sheet.save_button.click()
    qtbot.waitUntil(lambda: len(section.people) == 2)

    assert [row.name for row in section.people] == ["Jonas Ek", "Maya Lind"]
    qtbot.waitUntil(lambda: window._extras.desk.me.several_accounts)


def test_f1_lists_the_keys(qtbot: QtBot, program: Program) -> None:
    qtbot.keyClick(program.window, Qt.Key.Key_F1)

    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, ShortcutsDialog) and w.isVisible()]
    assert len(dialogs) == 1
    dialogs[0].close()


@pytest.mark.expects_log
def test_an_unexpected_error_is_shown_with_a_report_and_the_work_goes_on(
    qtbot: QtBot, program: Program, business: Path
) -> None:
    secret = "rosa@harbourcafe.example"
    try:
        raise RuntimeError(f"no such thing for {secret}")
    except RuntimeError as error:
        off_thread(program, qtbot, program.reporter.report, error)
    qtbot.waitUntil(lambda: program.place.dialog is not None and program.place.dialog.isVisible())

    dialog = program.place.dialog
    assert "RuntimeError" in dialog.report.toPlainText()
    assert secret not in dialog.report.toPlainText()
    program.reporter.report(ValueError("again"))
    qtbot.waitUntil(lambda: dialog.times == 2)
    dialog._on_copy_clicked()
    assert "ValueError" in QGuiApplication.clipboard().text()
    dialog.close()
    assert list((business / "logs").glob("crash-*.txt"))
    assert secret not in (business / "logs" / "tradepost.log").read_text()
    program.window.show_tab("today")
    assert program.window.current_key == "today"


def test_everything_that_takes_the_keyboard_has_a_name(program: Program) -> None:
    program.window._extras.open_preferences("look")
    nameless = [
        type(widget).__name__
        for widget in program.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (widget.accessibleName() or getattr(widget, "text", str)())
        and not widget.objectName().startswith("qt_")
    ]

    assert nameless == []


def test_the_window_comes_back_where_it_was(program: Program, start: Start, business: Path, qtbot: QtBot) -> None:
    program.window.resize(900, 700)
    program.window.close()
    program._stack.close()

    again = start(business)

    assert (again.window.width(), again.window.height()) == (900, 700)
