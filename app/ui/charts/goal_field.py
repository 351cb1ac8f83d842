"""The owner's goal for a figure, typed in place: Enter sets it, empty takes it away, Esc leaves it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.shared.buttons import Button, Kind
from app.ui.shared.fields import LineField
from app.ui.shared.labels import Role, label
from app.wording.plotting import Plotted


class GoalField(QWidget):
    """`submitted(text)`. An error shows below the field."""

    submitted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        self.caption = label("", Role.LABEL, self)
        self.field = LineField(self, name="Goal", limit=20)
        self.field.returnPressed.connect(self._on_submitted)
        self.save = Button("Save goal", Kind.QUIET, self, on_click=self._on_submitted)
        self.cancel = Button("Cancel", Kind.GHOST, self, on_click=self.hide)
        self.error = label("", Role.ERROR, self, wrap=True)
        self.error.hide()
        self.caption.setWordWrap(True)
        grid.addWidget(self.caption, 0, 0, 1, 3)
        grid.addWidget(self.field, 1, 0)
        grid.addWidget(self.save, 1, 1)
        grid.addWidget(self.cancel, 1, 2)
        grid.addWidget(self.error, 2, 0, 1, 3)

    def ask(self, data: Plotted) -> None:
        """Show the field with the goal as it is."""
        self.caption.setText(f"Goal for {data.title}; leave it empty for none")
        self.field.setAccessibleName(f"Goal for {data.title}")
        self.field.setText("" if data.goal is None else f"{data.goal:g}")
        self.error.hide()
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def refuse(self, sentence: str) -> None:
        """Say why the goal cannot be."""
        self.error.setText(sentence)
        self.error.show()
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_submitted(self) -> None:
        self.submitted.emit(self.field.text().strip())
