"""The head of a screen: its title, the views to choose from, and its actions; two lines when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from app.ui.shared.cards import Pane
from app.ui.shared.labels import Role, label
from app.ui.shared.segmented import SegmentedControl

GAP = 8


class ScreenHead(Pane):
    """Title and `segments` (hidden until it has some) left, actions right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__("window", parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(16, 11, 16, 8)
        self._box.setSpacing(GAP)
        self._left = QHBoxLayout()
        self._left.setSpacing(20)
        self._left.addWidget(label(title, Role.TITLE, self))
        self.segments = SegmentedControl(parent=self, name=f"{title} views")
        self.segments.hide()
        self._left.addWidget(self.segments)
        self._left.addStretch(1)
        self._right = QHBoxLayout()
        self._right.setSpacing(GAP)
        self._right.addStretch(1)
        self._box.addLayout(self._left, 1)
        self._box.addLayout(self._right)

    def add_action(self, button: QPushButton) -> None:
        """A quiet action, or the one primary action."""
        self._right.addWidget(button)

    def add_note(self, text_widget: QWidget) -> None:
        """A muted figure before the actions."""
        self._right.insertWidget(1, text_widget)

    def minimumSizeHint(self) -> QSize:
        """As wide as the wider of its two halves: they stand below each other then."""
        wider = max(self._left.minimumSize().width(), self._right.minimumSize().width())
        return QSize(wider + 32, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line or two."""
        super().resizeEvent(event)
        needed = self._left.sizeHint().width() + self._right.sizeHint().width() + GAP + 32
        two = self.width() < needed
        direction = QBoxLayout.Direction.TopToBottom if two else QBoxLayout.Direction.LeftToRight
        if self._box.direction() != direction:
            self._box.setDirection(direction)
