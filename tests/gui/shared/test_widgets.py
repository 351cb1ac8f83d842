"""Sheets, toasts, forms, chips, tabs, popups: what they tell, what they keep, and that they go when closed."""

from __future__ import annotations

import gc
import re
import weakref

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.errors import Problem, StorageError, StorageProblem, ValidationError, ValidationErrors
from app.ui.app_context import AppContext
from app.ui.shared.badges import Badge, initials, key_text
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.chips import ChipBar, ChipSpec
from app.ui.shared.columns import Tone
from app.ui.shared.empty_state import Skeleton
from app.ui.shared.fields import ChoiceField, FilterField, LineField, TextField
from app.ui.shared.forms import Form
from app.ui.shared.labels import ElidedLabel, label, message_box, plain_tooltip, set_tooltip
from app.ui.shared.popup_list import PopupItem, PopupList
from app.ui.shared.screen_head import ScreenHead
from app.ui.shared.segmented import SegmentedControl
from app.ui.shared.side_sheet import SideSheet
from app.ui.shared.tab_bar import SubTabs, TabBar
from app.ui.shared.toasts import Toast, ToastHost
from app.ui.theme import Scheme, Theme, current_theme, set_icon
from app.ui.theme.icons import icon_names, icon_pixmap
from tests.gui.shared import gallery

MARKUP = "<b>bold</b> <img src='/etc/canary.png'> &lt;i&gt;"


@pytest.fixture
def host(qtbot: QtBot, theme: Theme) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 600)
    host.show()
    qtbot.waitExposed(host)
    return host


def make_form(parent: QWidget) -> Form:
    form = Form(parent)
    form.add("name", "Name", LineField(form), required=True)
    form.add("country", "Country", ChoiceField([("se", "Sweden"), ("dk", "Denmark")], form), half=True)
    form.add("note", "Note", TextField(form), half=True)
    form.set_values({"name": "Harbour Café", "country": "dk", "note": "By the sea"})
    return form


# -- side sheet


def test_a_clean_sheet_closes_at_once_and_is_freed(qtbot: QtBot, host: QWidget) -> None:
    before = LineField(host)
    before.show()
    before.setFocus()
    sheet = SideSheet(host, "Edit customer", make_form(host))
    sheet.open_sheet()
    gone = weakref.ref(sheet)
    with qtbot.waitSignal(sheet.destroyed):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    del sheet
    gc.collect()
    assert gone() is None
    assert before.hasFocus()


def test_a_dirty_sheet_keeps_what_was_typed(qtbot: QtBot, host: QWidget) -> None:
    form = make_form(host)
    sheet = SideSheet(host, "Edit customer", form)
    sheet.open_sheet()
    qtbot.keyClicks(form.field("name").control, "!")
    assert sheet.dirty
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible()
    assert sheet.discard_button.isVisible()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.discard_button.isVisible()
    assert sheet.isVisible()
    sheet.request_close()
    with qtbot.waitSignal(sheet.destroyed):
        sheet.discard_button.click()


def test_a_sheet_saves_only_by_its_button(qtbot: QtBot, host: QWidget) -> None:
    sheet = SideSheet(host, "Edit customer", make_form(host))
    sheet.open_sheet()
    with qtbot.assertNotEmitted(sheet.saved):
        sheet.set_busy(True)
        sheet.save_button.click()
    sheet.set_busy(False)
    with qtbot.waitSignal(sheet.saved):
        sheet.save_button.click()
    with qtbot.waitSignal(sheet.saved):
        qtbot.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheet.isVisible()
    sheet.close_sheet()


def test_a_sheet_stays_at_the_side(qtbot: QtBot, host: QWidget) -> None:
    sheet = SideSheet(host, "Edit", make_form(host))
    sheet.open_sheet()
    host.resize(1_000, 700)
    qtbot.waitUntil(lambda: sheet.geometry().right() == 999 and sheet.height() == 700)
    host.resize(300, 700)
    qtbot.waitUntil(lambda: sheet.width() == 300)
    sheet.close_sheet()


# -- toasts


def test_a_toast_is_freed_and_takes_no_focus(qtbot: QtBot, host: QWidget) -> None:
    field = LineField(host)
    field.show()
    field.setFocus()
    toasts = ToastHost(host)
    toast = toasts.show_toast(MARKUP, field.clear)
    assert field.hasFocus()
    assert toast.text == MARKUP
    assert toast.geometry().bottom() < host.height()
    gone = weakref.ref(toast)
    with qtbot.waitSignal(toast.destroyed):
        toast.close_toast()
    del toast
    gc.collect()
    assert gone() is None
    assert toasts.current is None


def test_undo_in_a_toast_runs_once(qtbot: QtBot, host: QWidget) -> None:
    done: list[int] = []

    def undo() -> None:
        done.append(1)

    toast = ToastHost(host).show_toast("Saved", undo)
    button = next(b for b in toast.findChildren(QPushButton) if b.text() == "Undo")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert done == [1]
    assert not toast.isVisible()


def test_a_toast_goes_by_itself(qtbot: QtBot, host: QWidget) -> None:
    toast = Toast("Saved", host, shown_for=1)
    toast.move(500, 400)  # not under the mouse, which would keep it
    toast.show()
    with qtbot.waitSignal(toast.destroyed):
        pass


def test_the_newest_toast_replaces_the_older(qtbot: QtBot, host: QWidget) -> None:
    toasts = ToastHost(host)
    first = toasts.show_toast("one")
    second = toasts.show_toast("two " * 200)
    assert not first.isVisible()
    assert toasts.current is second
    assert second.width() <= host.width()
    assert ToastHost.of(LineField(host)) is toasts


# -- forms


def test_a_form_knows_whether_it_is_dirty(qtbot: QtBot, host: QWidget) -> None:
    form = make_form(host)
    assert form.values() == {"name": "Harbour Café", "country": "dk", "note": "By the sea"}
    assert not form.is_dirty()
    with qtbot.waitSignal(form.changed):
        qtbot.keyClicks(form.field("name").control, "x")
    assert form.is_dirty()
    form.mark_clean()
    assert not form.is_dirty()


def test_all_errors_stand_at_their_fields(qtbot: QtBot, host: QWidget) -> None:
    form = make_form(host)
    form.show()
    errors = [
        ValidationError("name", Problem.REQUIRED),
        ValidationError("note", Problem.TOO_LONG, limit=10),
        ValidationError("elsewhere", Problem.REQUIRED),
    ]
    assert form.show_app_error(ValidationErrors(errors))
    assert form.field("name").error
    assert "10" in form.field("note").error
    assert form.banner.text
    assert form.field("name").control.accessibleDescription() == form.field("name").error
    assert form.field("name").control.hasFocus()
    qtbot.keyClicks(form.field("name").control, "x")
    assert not form.field("name").error
    assert form.field("note").error
    form.show_app_error(StorageError(StorageProblem.FULL))
    assert not form.field("note").error
    assert form.banner.text


# -- chips, segments, tabs


def test_chips_tell_only_what_a_person_chose(qtbot: QtBot, host: QWidget) -> None:
    chips = ChipBar([ChipSpec("all", "All", 1_204), ChipSpec("late", "Late & lost", 3)], host)
    with qtbot.assertNotEmitted(chips.chosen):
        chips.choose("late")
        chips.choose("all")
    with qtbot.waitSignal(chips.chosen) as told:
        chips.chip("late").click()
    assert told.args == ["late"]
    assert chips.chip("all").accessibleName() == "All 1,204"
    assert chips.chip("late").text() == "Late && lost 3"
    chips.set_chips([ChipSpec("late", "Late"), ChipSpec("new", "New")])
    assert chips.current == "late"
    chips.set_chips([ChipSpec("new", "New")])
    assert chips.current == "new"


def test_segments_move_by_arrows(qtbot: QtBot, host: QWidget) -> None:
    control = SegmentedControl([("a", "Table"), ("b", "Board")], host)
    control.show()
    buttons = control.findChildren(QPushButton)
    buttons[0].setFocus()
    with qtbot.waitSignal(control.chosen) as told:
        qtbot.keyClick(buttons[0], Qt.Key.Key_Right)
    assert told.args == ["b"]
    control.choose("a")
    assert control.current == "a"


def test_tabs_show_their_page_and_count(qtbot: QtBot, host: QWidget) -> None:
    tabs = SubTabs(host, name="Sections")
    pages = {key: QWidget(tabs) for key in ("timeline", "orders")}
    for key, page in pages.items():
        tabs.add(key, key.title(), page)
    before = tabs.bar.tabSizeHint(1).width()
    tabs.set_count("orders", 38)
    assert tabs.bar.tabSizeHint(1).width() > before
    assert tabs.bar.accessibleTabName(1) == "Orders 38"
    with qtbot.waitSignal(tabs.chosen) as told:
        tabs.choose("orders")
    assert told.args == ["orders"]
    assert tabs.stack.currentWidget() is pages["orders"]


def test_a_large_tab_bar_is_moved_by_keys(qtbot: QtBot, host: QWidget) -> None:
    bar = TabBar(host, name="Screens", large=True)
    for key in ("today", "customers"):
        bar.add(key, key.title())
    bar.set_count("today", 7, Tone.BAD)
    bar.show()
    bar.setFocus()
    with qtbot.waitSignal(bar.chosen) as told:
        qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert told.args == ["customers"]
    assert not bar.grab().isNull()


# -- fields, popups


def test_the_filter_waits_for_the_typing_to_stop(qtbot: QtBot, host: QWidget) -> None:
    field = FilterField(host, placeholder="Filter customers")
    told: list[str] = []
    field.filter_changed.connect(told.append)
    qtbot.keyClicks(field, "har")
    assert told == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told == ["har"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert told == ["har", ""]
    with qtbot.waitSignal(field.escaped):
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_a_text_field_grows_and_submits(qtbot: QtBot, host: QWidget) -> None:
    field = TextField(host, name="Note", lines=2, most_lines=6)
    field.resize(300, 50)
    field.show()
    before = field.sizeHint().height()
    field.setPlainText("\n".join("abcdefgh"))
    assert field.sizeHint().height() > before
    with qtbot.waitSignal(field.submitted):
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "\n\n" not in field.toPlainText()


def test_a_popup_is_steered_from_its_field(qtbot: QtBot, host: QWidget) -> None:
    field = LineField(host, name="Search")
    field.setGeometry(10, 10, 300, 30)
    field.show()
    field.setFocus()
    popup = PopupList(field, name="Results")
    items = [
        PopupItem(None, "Customers", head=True),
        PopupItem(1, MARKUP, "Gothenburg", "users"),
        PopupItem(None, "Orders", head=True),
        PopupItem(2, "SO-3391", "sales order", "receipt"),
    ]
    popup.show_items(items)
    assert popup.is_open
    assert popup.current_value() == 1
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert popup.current_value() == 2
    assert not popup.grab().isNull()
    with qtbot.waitSignal(popup.chosen) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args == [2]
    assert not popup.is_open
    popup.show_items(items)
    with qtbot.waitSignal(popup.dismissed):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.hasFocus()
    popup.show_items([])
    assert not popup.is_open


def test_a_popup_goes_with_its_field(qtbot: QtBot, host: QWidget) -> None:
    field = LineField(host)
    popup = PopupList(field, name="Results")
    with qtbot.waitSignal(popup.destroyed):
        field.deleteLater()


def test_a_skeleton_shows_only_when_it_takes_long(qtbot: QtBot, host: QWidget) -> None:
    skeleton = Skeleton(host)
    skeleton.start()
    assert skeleton.isHidden()
    skeleton.stop()
    assert not skeleton.waiting
    skeleton.start()
    qtbot.waitUntil(skeleton.isVisible)


# -- text is text


def test_markup_is_shown_as_it_is(host: QWidget) -> None:
    for made in (label(MARKUP, "title", host), ElidedLabel(MARKUP, parent=host), Badge(MARKUP, Tone.BAD, host)):
        assert made.textFormat() == Qt.TextFormat.PlainText
    set_tooltip(host, MARKUP)
    assert "<b>" not in host.toolTip()
    assert "<img" not in plain_tooltip(MARKUP)
    assert plain_tooltip("") == ""


def test_a_message_box_shows_plain_text_and_goes(qtbot: QtBot, host: QWidget) -> None:
    box = message_box(host, "Damaged", MARKUP, detail=MARKUP, buttons=QMessageBox.StandardButton.Ok)
    box.open()
    assert box.text() == MARKUP
    assert all(part.textFormat() == Qt.TextFormat.PlainText for part in box.findChildren(QLabel))
    with qtbot.waitSignal(box.destroyed):
        box.close()


def test_a_long_name_is_shortened_and_still_known(host: QWidget) -> None:
    shown = ElidedLabel("Harbour Café and Bakery of Gothenburg", parent=host)
    shown.resize(60, 20)
    shown.show()
    assert shown.text().endswith("…")
    assert shown.accessibleName() == "Harbour Café and Bakery of Gothenburg"
    assert "Gothenburg" in shown.toolTip()


def test_small_words() -> None:
    assert initials("Maya Lindqvist Berg") == "MB"
    assert initials("") == "?"
    assert key_text("Ctrl+K") == "Ctrl K"


# -- theme


def test_the_theme_switches_and_grows(qtbot: QtBot, theme: Theme, host: QWidget) -> None:
    button = QPushButton("Call", host)
    set_icon(button, "phone", "text")
    before = button.icon().cacheKey()
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Scheme.DARK)
    assert theme.dark
    assert current_theme() is theme
    assert button.icon().cacheKey() != before
    assert host.palette().window().color().name().upper() == theme.tokens.colours.window
    small = button.sizeHint().height()
    with qtbot.waitSignal(theme.changed):
        theme.set_scale(2.0)
    assert button.sizeHint().height() > 1.8 * small
    assert QApplication.font().pointSizeF() == pytest.approx(19.5, abs=0.1)


def test_every_icon_has_a_glyph(theme: Theme) -> None:
    empty = icon_pixmap("no such icon", theme.colour("text"), 16).toImage()
    assert len(icon_names()) > 80
    assert all(icon_pixmap(name, theme.colour("text"), 16).toImage() != empty for name in icon_names())


def test_figures_are_equally_wide(theme: Theme) -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(theme.font("body", tabular=True))
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")
    assert theme.font().families()[0] == "Inter"


def test_every_control_in_the_gallery_has_a_name(qtbot: QtBot, theme: Theme, ctx: AppContext) -> None:
    for window in (gallery.screen(ctx), gallery.controls()):
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView, ChoiceField)
        nameless = [
            type(widget).__name__
            for widget in window.findChildren(QWidget)
            if isinstance(widget, kinds) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not _name(widget)
        ]
        assert nameless == []


def _name(widget: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name) if found is not None else ""


def test_the_style_sheet_is_whole(theme: Theme) -> None:
    from app.config.paths import resources_folder
    from app.ui.theme.stylesheet import make_stylesheet

    sheet = make_stylesheet(theme.tokens, 96)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    for name in set(re.findall(r'url\("([^"]+)"\)', sheet)):
        assert (resources_folder() / "themes" / name).is_file()


def test_the_fonts_and_icons_stay_small() -> None:
    from app.config.paths import resources_folder

    files = [p for folder in ("fonts", "icons") for p in (resources_folder() / folder).iterdir()]
    assert sum(path.stat().st_size for path in files) < 2_000_000
    assert {p.name for p in files} >= {"OFL-Inter.txt", "OFL-NotoSans.txt", "LICENSE-Phosphor.txt"}


def test_a_head_without_room_has_two_lines(qtbot: QtBot, host: QWidget) -> None:
    head = ScreenHead("Customers", host)
    head.segments.add("a", "Directory")
    head.segments.add("b", "Pipeline")
    head.segments.show()
    head.add_action(Button("New customer", Kind.PRIMARY, head))
    head.show()
    head.resize(900, 100)
    one = head.sizeHint().height()
    head.resize(head.minimumSizeHint().width(), 100)
    assert head.sizeHint().height() > one + 20
    buttons = head.findChildren(QPushButton)
    qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in buttons))
