"""What a file leaves open, with a button for each reading that fits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.shared.buttons import Button
from app.ui.shared.cards import Pane, clear_layout
from app.ui.shared.chips import FlowLayout
from app.ui.shared.labels import Role, label
from app.wording.readings import Question, Reading


class QuestionList(QWidget):
    """Hidden when nothing is open. `answered(option, value)` by a button."""

    answered = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.buttons: list[Button] = []
        self.hide()

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Ask these."""
        clear_layout(self._column)
        self.buttons = []
        for question in questions:
            self._column.addWidget(self._card(question))
        self.setVisible(bool(questions))

    def _card(self, question: Question) -> QWidget:
        card = Pane("banner", self)
        card.setProperty("tone", "warn")
        card.setAccessibleName(question.text)
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(8)
        column.addWidget(label(question.text, Role.BODY, card, wrap=True))
        holder = QWidget(card)
        flow = FlowLayout(holder, gap=8)
        for reading in question.readings:
            flow.addWidget(self._button(reading, holder))
        row = QHBoxLayout()
        row.addWidget(holder, 1)
        column.addLayout(row)
        return card

    def _button(self, reading: Reading, parent: QWidget) -> Button:
        button = Button(reading.text, parent=parent, on_click=self._on_clicked)
        button.setProperty("reading", (reading.option, reading.value))
        self.buttons.append(button)
        return button

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            option, value = sender.property("reading")
            self.answered.emit(option, value)
