"""One backup in the list, and the question in its place before the business goes back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.shared.badges import Badge
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.chips import FlowLayout
from app.ui.shared.columns import Tone
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label

if TYPE_CHECKING:
    from app.services.maintenance.kept import KeptBackup

REASONS: Final = {
    "automatic": "made by itself",
    "by_hand": "made by hand",
    "migration": "before an update",
    "repair": "before a repair",
}


class BackupRow(QWidget):
    """`restore_wanted(path)` after the question."""

    restore_wanted = Signal(object)

    def __init__(self, kept: KeptBackup, refused: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept = kept
        when = formats().timestamp(kept.made_at)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 10)
        line = QHBoxLayout()
        line.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(when, Role.BODY, self, wrap=True))
        note = f"{REASONS.get(kept.reason.value, '')} · {formats().file_size(kept.size)}"
        words.addWidget(label(note, Role.LABEL, self, wrap=True))
        line.addLayout(words, 1)
        line.addWidget(Badge("Proved", Tone.GOOD, self) if kept.proved else Badge("Not proved", Tone.WARN, self))
        self.restore = Button("Restore …", parent=self, on_click=self._on_restore_clicked)
        self.restore.setAccessibleName(f"Restore the backup of {when}")
        self.restore.refuse(refused or ("" if kept.proved else "It did not stand its proof"))
        line.addWidget(self.restore)
        column.addLayout(line)
        self.question = self._make_question(when)
        column.addWidget(self.question)

    def _make_question(self, when: str) -> QWidget:
        question = QWidget(self)
        column = QVBoxLayout(question)
        column.setContentsMargins(0, 4, 0, 0)
        text = (
            f"Everything that was done after {when} is gone from the business then. The file as it is now is kept "
            "beside, with its time in its name."
        )
        column.addWidget(label(text, Role.WARN, question, wrap=True))
        buttons = FlowLayout()
        self.go = Button("Restore it", Kind.DANGER, question, on_click=self._on_go_clicked)
        buttons.addWidget(self.go)
        buttons.addWidget(Button("Keep working with this", parent=question, on_click=self._on_keep_clicked))
        column.addLayout(buttons)
        question.hide()
        return question

    @Slot()
    def _on_restore_clicked(self) -> None:
        self.question.show()
        self.go.setFocus()

    @Slot()
    def _on_keep_clicked(self) -> None:
        self.question.hide()
        self.restore.setFocus()

    @Slot()
    def _on_go_clicked(self) -> None:
        self.restore_wanted.emit(self._kept.path)
