"""A day of a shipment typed by the keyboard: digits after a + count from today, Delete empties it."""

from datetime import timedelta

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.shared.fields import LineField
from app.ui.shipments.controls import DayField
from app.ui.theme import Theme


def test_days_from_today(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    field, other = DayField(window, name="Promised"), LineField(window, name="Other")
    column.addWidget(field)
    column.addWidget(other)
    window.show()
    field.setFocus()
    today = QDate.currentDate().toPython()
    heard: list[object] = []
    field.changed.connect(lambda: heard.append(field.value()))
    qtbot.keyClicks(field, "+10")
    assert field.value() == today + timedelta(days=10)
    assert heard[-1] == field.value()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert field.value() == today + timedelta(days=1)
    qtbot.keyClicks(field, "+99999")
    # Four digits are the most, as elsewhere.
    assert field.value() == today + timedelta(days=9999)
    other.setFocus()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert field.value() is None
    qtbot.keyClicks(field, "+0")
    assert field.value() == today
