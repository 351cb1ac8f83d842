"""Both versions of each field that two people changed, to choose between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.errors import ConflictError, FieldConflict
from app.ui.shared.cards import clear_layout
from app.ui.shared.errors import sentence
from app.ui.shared.labels import Role, label
from app.ui.shared.segmented import SegmentedControl

MINE, THEIRS, EDIT = "mine", "theirs", "edit"


class ConflictPanel(QFrame):
    """Hidden until `show_conflict`. `choices()` says per field whose value is kept; `changed` when a person chose.

    `edit_wanted(field)`: a third value is to be typed into the form's own field.
    """

    changed = Signal()
    edit_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "sunken")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 10, 12, 12)
        self._column.setSpacing(6)
        self._controls: dict[str, SegmentedControl] = {}
        self.hide()

    def show_conflict(
        self, error: ConflictError, captions: Mapping[str, str], write: Callable[[str, object], str]
    ) -> None:
        """Show each field before, ours and theirs; `write(field, value)` gives a value in words."""
        self.clear()
        self._column.addWidget(label(sentence(error), Role.STRONG, self, wrap=True))
        for conflict in error.fields:
            self._add(conflict, captions.get(conflict.field, conflict.field), write)
        self.setVisible(bool(error.fields))
        self.setAccessibleName("Both versions")

    def clear(self) -> None:
        """There is nothing to choose."""
        clear_layout(self._column)
        self._controls.clear()
        self.hide()

    def choices(self) -> dict[str, str]:
        """MINE (what the form's field holds, also when it was typed anew) or THEIRS by field."""
        return {name: THEIRS if control.current == THEIRS else MINE for name, control in self._controls.items()}

    def choose(self, field: str, side: str) -> None:
        """Choose a side for a field."""
        self._controls[field].choose(side)

    def _add(self, conflict: FieldConflict, caption: str, write: Callable[[str, object], str]) -> None:
        self._column.addWidget(label(caption, Role.LABEL, self))
        for whose, value in (("Before", conflict.before), ("Yours", conflict.ours), ("Theirs", conflict.theirs)):
            text = f"{whose}: {write(conflict.field, value) or '–'}"
            self._column.addWidget(label(text, Role.BODY, self, wrap=True, selectable=True))
        sides = [(MINE, "Keep mine"), (THEIRS, "Keep theirs"), (EDIT, "Edit")]
        control = SegmentedControl(sides, self, name=f"{caption}: which")
        control.chosen.connect(self.changed)
        control.chosen.connect(self._on_side_chosen)
        self._controls[conflict.field] = control
        self._column.addWidget(control)

    @Slot(str)
    def _on_side_chosen(self, side: str) -> None:
        if side == EDIT:
            sender = self.sender()
            name = next((name for name, control in self._controls.items() if control is sender), None)
            if name is not None:
                self.edit_wanted.emit(name)
