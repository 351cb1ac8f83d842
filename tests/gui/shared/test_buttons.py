"""A button's key acts at once: what is typed right after it goes to what the button opened."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.shared.buttons import Button
from app.ui.theme import Theme


def test_a_buttons_key_acts_before_the_next_key_comes(qtbot: QtBot, theme: Theme) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    opened = QLineEdit(host)
    button = Button("Log a call", parent=host, keys="Ctrl+L", on_click=opened.setFocus)
    button.move(0, 40)
    host.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    host.show()
    host.activateWindow()
    host.setFocus()
    qtbot.waitUntil(host.hasFocus)

    qtbot.keyClick(host, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert opened.hasFocus()
    button.setEnabled(False)
    host.setFocus()
    qtbot.keyClick(host, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    assert not opened.hasFocus()
