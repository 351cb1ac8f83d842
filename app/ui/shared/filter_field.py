"""The line that filters a list: by itself, because the window's first picture has one and no other field."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.shared.badges import KeyCap
from app.ui.shared.keys import KeyHelp
from app.ui.theme import current_theme

FILTER_AFTER_MS = 150
PADDING = 26
"""What the words of the field cannot have of its width."""


class FilterField(QLineEdit):
    """A line that filters a list a moment after the typing stops: `filter_changed(text)`.

    Enter filters at once, Esc empties it, Down goes to the list by `left_downwards`.
    """

    HELP = KeyHelp(
        "In a filter",
        (("Return", "Filter at once, and go to the list"), ("Down", "Go to the list"), ("Esc", "Empty it")),
    )

    filter_changed = Signal(str)
    left_downwards = Signal()
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None, *, placeholder: str, keys: str = "") -> None:
        super().__init__(parent)
        self.setAccessibleName(placeholder)
        self._invitation = placeholder
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FILTER_AFTER_MS)
        self._timer.timeout.connect(self.tell_now)
        self._cap = KeyCap(keys, self) if keys else None
        clear = QAction("Clear", self)
        clear.triggered.connect(self.clear)
        self._clear = clear
        self.textChanged.connect(self._on_text_changed)
        current_theme().changed.connect(self._on_theme_changed)

    @Slot()
    def tell_now(self) -> None:
        """Tell the filter without waiting."""
        self._timer.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.filter_changed.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Esc and Down."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.tell_now()
            self.left_downwards.emit()
        elif key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
                self.tell_now()
            else:
                self.escaped.emit()
        elif key == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say what fits, and keep the key cap at the right."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is no room for everything the key cap goes first, then all but the first word."""
        room = self.width() - PADDING
        words = self.fontMetrics().horizontalAdvance(self._invitation)
        short = self._invitation.split(" ")[0] if words > room else self._invitation
        self.setPlaceholderText(short)
        if self._cap is None:
            return
        self._cap.adjustSize()
        size = self._cap.sizeHint()
        self._cap.move(self.width() - size.width() - 9, (self.height() - size.height()) // 2)
        left = room - self.fontMetrics().horizontalAdvance(short)
        self._cap.setVisible(not self.text() and left >= size.width())

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._timer.start()
        if self._cap is not None and bool(text) == self._cap.isVisibleTo(self):
            self._fit()
        if text and self._clear not in self.actions():
            self._clear.setIcon(current_theme().icon("x"))
            self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        elif not text:
            self.removeAction(self._clear)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._clear.setIcon(current_theme().icon("x"))
        self._fit()
