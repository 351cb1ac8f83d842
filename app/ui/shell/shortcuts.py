"""The keys of the window, in one list that F1 shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.ui.shared.badges import KeyCap
from app.ui.shared.buttons import Button
from app.ui.shared.labels import Role, label
from app.ui.shell.palette import ActionEntry

ANYWHERE: Final = (("Ctrl+N", "Make something new in this tab"), ("Esc", "Go back one step"))
KEYS: Final[Sequence[tuple[str, Sequence[tuple[str, str]]]]] = (
    (
        "In a list",
        (
            ("Ctrl+F", "Filter"),
            ("Up", "The row above; Down for the one below"),
            ("Return", "Open the row"),
            ("Ctrl+Return", "Save what is being typed"),
        ),
    ),
    (
        "Customers",
        (("Ctrl+E", "Edit the customer"),),
    ),
    (
        "Today",
        (
            ("Space", "Done"),
            ("S", "Snooze until tomorrow"),
            ("R", "Set another time"),
            ("Return", "Open the record"),
        ),
    ),
)


class ShortcutsDialog(QDialog):
    """The keys, grouped by where they work; those of the whole window are those of the palette's actions."""

    def __init__(self, parent: QWidget, entries: Sequence[ActionEntry] = ()) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        anywhere = [(entry.keys, entry.text) for entry in entries if entry.keys]
        for title, keys in (("Anywhere", (*anywhere, *ANYWHERE)), *KEYS):
            column.addWidget(label(title, Role.SECTION, self))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(1, 1)
            for row, (key, words) in enumerate(keys):
                grid.addWidget(KeyCap(key, self), row, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(words, Role.BODY, self), row, 1)
            column.addLayout(grid)
        close = Button("Close", parent=self, on_click=self.close)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus()
