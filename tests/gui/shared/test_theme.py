"""A new look comes to every widget over some turns; then nothing tells it from a look that was there from the start."""

import shiboken6
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.shared.badges import Badge
from app.ui.shared.buttons import Button, IconButton, Kind
from app.ui.shared.cards import Card
from app.ui.shared.fields import ChoiceField, LineField, TextField
from app.ui.shared.labels import Role, label
from app.ui.shared.tones import Tone
from app.ui.theme import Scheme, Theme


def filled(page: QWidget) -> QWidget:
    """Some of everything."""
    column = QVBoxLayout(page)
    card = Card("Costs", page)
    line = LineField(card)
    line.setText("12.50")
    for part in (
        label("Title", Role.TITLE, card),
        label("quiet", Role.MUTED, card),
        Button("Save", Kind.PRIMARY, card, icon="phone"),
        IconButton("x", "Close", card),
        Badge("late", Tone.BAD, card),
        line,
        TextField(card),
        ChoiceField([("se", "Sweden"), ("no", "Norway")], card),
    ):
        card.body.addWidget(part)
    column.addWidget(card)
    page.resize(400, 500)
    return page


def picture(widget: QWidget) -> QImage:
    widget.setFocus()
    QApplication.processEvents()
    return widget.grab().toImage()


def styled(qtbot: QtBot, theme: Theme) -> None:
    qtbot.waitUntil(lambda: not theme.under_way)


def test_what_was_there_looks_as_what_is_made_afterwards(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    stack = QStackedWidget(window)
    QVBoxLayout(window).addWidget(stack)
    pages = [filled(QWidget(stack)) for _ in range(2)]
    for page in pages:
        stack.addWidget(page)
    dialog = filled(QDialog(window))
    window.show()
    qtbot.waitExposed(window)

    theme.set_scheme(Scheme.DARK)
    theme.set_scale(1.5)
    styled(qtbot, theme)
    stack.setCurrentIndex(1)

    fresh = QDialog(window)
    filled(fresh)
    for old in (dialog, *pages):
        old.setParent(None)
        qtbot.addWidget(old)
    new = filled(QWidget())
    qtbot.addWidget(new)
    for old, other in ((dialog, fresh), (pages[0], new), (pages[1], new)):
        old.resize(500, 700)
        other.resize(500, 700)
        assert picture(old) == picture(other)


def test_the_window_shows_nothing_half_done_and_answers_in_between(qtbot: QtBot, theme: Theme) -> None:
    """Two thousand widgets, nested: the watchdog sees to the turns."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for _ in range(80):
        inner = window
        for _ in range(8):
            inner = QWidget(inner)
        for _ in range(16):
            Button("Save", Kind.QUIET, inner, icon="phone")
        column.addWidget(inner)
    window.show()
    qtbot.waitExposed(window)

    theme.set_scheme(Scheme.DARK)
    assert not window.updatesEnabled()
    styled(qtbot, theme)
    assert window.updatesEnabled()


def test_a_change_during_a_change_ends_with_the_last(qtbot: QtBot, theme: Theme) -> None:
    window = filled(QWidget())
    qtbot.addWidget(window)
    window.show()
    before = picture(window)
    theme.set_scale(2.0)
    theme.set_scheme(Scheme.DARK)
    theme.set_scheme(Scheme.LIGHT)
    theme.set_scale(1.0)
    styled(qtbot, theme)
    window.resize(400, 500)
    assert window.updatesEnabled()
    assert picture(window) == before


def test_widgets_may_come_and_go_meanwhile(qtbot: QtBot, theme: Theme) -> None:
    window, going = filled(QWidget()), filled(QDialog())
    qtbot.addWidget(window)
    window.show()
    going.show()
    theme.set_scheme(Scheme.DARK)
    menu = QMenu(window)
    menu.addAction("Copy")
    menu.ensurePolished()
    shiboken6.delete(going)
    styled(qtbot, theme)
    assert menu.palette().text().color().name() == theme.colour("text").name()
