"""The head of a screen: its title, the views to choose from, and its actions; two lines when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from app.ui.shared.cards import Pane
from app.ui.shared.labels import Role, label
from app.ui.shared.segmented import SegmentedControl

GAP = 8
SIDES = 32


class ScreenHead(Pane):
    """Title and `segments` (hidden until it has some) left, actions right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__("window", parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(16, 11, 16, 8)
        self._box.setSpacing(GAP)
        self._left = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._left.setSpacing(20)
        self._title = label(title, Role.TITLE, self)
        self._left.addWidget(self._title)
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
        """As wide as its widest part: they stand below each other then."""
        wider = max(self._left.minimumSize().width(), self._right.minimumSize().width())
        return QSize(wider + SIDES, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line, two or three."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Something came or went: the lines are counted anew."""
        known = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return known

    def _arrange(self) -> None:
        room = self.width() - SIDES
        left = self._title.sizeHint().width() + self._left.spacing()
        left += self.segments.sizeHint().width() if not self.segments.isHidden() else 0
        right = self._right.sizeHint().width()
        _turn(self._left, down=left > room)
        _turn(self._box, down=left + right + GAP > room)


def _turn(box: QBoxLayout, *, down: bool) -> None:
    direction = QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight
    if box.direction() != direction:
        box.setDirection(direction)
