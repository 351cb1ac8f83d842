"""What the sections have in common: a column of limited width that scrolls, with cards."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.app_context import AppContext
from app.ui.shared.cards import ScrollPage
from app.ui.theme import current_theme

WIDTH = 640


class Section(ScrollPage):
    """Put cards into `column`."""

    def __init__(self, ctx: AppContext, parent: QWidget, *, width: int = WIDTH) -> None:
        super().__init__(parent)
        self.ctx = ctx
        row = QHBoxLayout()
        holder = QWidget(self.widget())
        holder.setMaximumWidth(current_theme().px(width))
        self.column = QVBoxLayout(holder)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        row.addWidget(holder, 10)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)


def alone(button: QWidget) -> QHBoxLayout:
    """A line in which a button is as wide as its words."""
    line = QHBoxLayout()
    line.addWidget(button)
    line.addStretch(1)
    return line
