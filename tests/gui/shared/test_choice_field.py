"""The wheel over a choice scrolls the page; it changes the choice only when the keyboard is there."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.shared.fields import ChoiceField, LineField


def wheel(field: ChoiceField) -> QWheelEvent:
    place = QPointF(field.rect().center())
    event = QWheelEvent(
        place, field.mapToGlobal(place), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field, event)
    return event


def test_the_wheel_changes_only_the_choice_that_has_the_keyboard(qtbot: QtBot, theme: object) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    choice = ChoiceField([(1, "One"), (2, "Two"), (3, "Three")], page, name="Number")
    other = LineField(page, name="Other")
    column.addWidget(other)
    column.addWidget(choice)
    page.show()
    qtbot.waitActive(page)

    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    assert not wheel(choice).isAccepted()
    assert choice.currentData() == 1

    choice.setFocus()
    qtbot.waitUntil(choice.hasFocus)
    wheel(choice)
    assert choice.currentData() == 2
