"""The steps of the wizard as one line: where one is, what is done, what comes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.shared.buttons import Button
from app.ui.shared.labels import Role, label


class StepLine(QWidget):
    """`wanted(index)` when a person went back to a step that is done."""

    wanted = Signal(int)

    def __init__(self, titles: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Steps")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._titles = tuple(titles)
        self.buttons: list[Button] = []
        for number, title in enumerate(titles):
            if number:
                row.addWidget(label("›", Role.MUTED, self))
            button = Button(f"{number + 1}  {title}", "step", self)
            button.clicked.connect(self._on_clicked)
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        self.show_step(0)

    def show_step(self, current: int, *, fixed: bool = False) -> None:
        """Say which step shows; with `fixed` none can be gone back to."""
        for number, button in enumerate(self.buttons):
            state = "now" if number == current else "done" if number < current else "to come"
            button.setAccessibleName(f"Step {number + 1} of {len(self.buttons)}, {self._titles[number]}: {state}")
            button.setProperty("state", state.replace(" ", "-"))
            button.setEnabled(number == current or (number < current and not fixed))
            button.setText(f"{'✓' if state == 'done' else number + 1}  {self._titles[number]}")
            button.style().unpolish(button)
            button.style().polish(button)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            self.wanted.emit(self.buttons.index(sender))
