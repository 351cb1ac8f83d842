"""Fields with a caption above and, when refused, a sentence below; what a form holds, and whether it was touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError, ConflictError, ValidationError, ValidationErrors
from app.ui.shared.banner import Banner
from app.ui.shared.columns import Tone
from app.ui.shared.errors import field_sentence, sentence
from app.ui.shared.labels import PlainLabel, Role, label


class Field(QWidget):
    """One control with its caption, a hint, and the sentence that says why its value was refused."""

    def __init__(
        self, caption: str, control: QWidget, parent: QWidget, *, hint: str = "", required: bool = False
    ) -> None:
        super().__init__(parent)
        self.control = control
        self.caption = caption
        self._hint = hint
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = label(caption, Role.LABEL, self)
        head.setBuddy(control)
        head.setVisible(not isinstance(control, QCheckBox))
        column.addWidget(head)
        column.addWidget(control)
        self._note = label(hint, Role.LABEL, self, wrap=True)
        self._note.setVisible(bool(hint))
        column.addWidget(self._note)
        column.addStretch(1)
        control.setAccessibleName(f"{caption}, required" if required else caption)
        control.setAccessibleDescription(hint)
        if isinstance(control, QComboBox):
            control.view().setAccessibleName(caption)

    @property
    def error(self) -> str:
        """Why it was refused; empty when it was not."""
        return self._note.text() if self._note.property("role") == Role.ERROR else ""

    def set_error(self, text: str) -> None:
        """Say why its value was refused; empty takes it away."""
        self._note.setText(text or self._hint)
        self._note.set_role(Role.ERROR if text else Role.LABEL)
        self._note.setVisible(bool(text or self._hint))
        self.control.setAccessibleDescription(text or self._hint)
        if bool(self.control.property("invalid")) != bool(text):
            self.control.setProperty("invalid", bool(text))
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)


class Form(QWidget):
    """Fields by the names of the draft's attributes, two in a line where `half` is set, errors in place.

    `changed` when a person changed anything. It is an `ErrorPlace`: a `ValidationError` goes to its field, what names
    no field of ours and all other errors go to the banner on top.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        self.banner = Banner(self)
        outer.addWidget(self.banner)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        outer.addLayout(self._grid)
        outer.addStretch(1)
        self._fields: dict[str, Field] = {}
        self._clean: dict[str, Any] = {}
        self._row = 0
        self._half_used = False

    def add(
        self,
        name: str,
        caption: str,
        control: QWidget,
        *,
        hint: str = "",
        required: bool = False,
        half: bool = False,
    ) -> Field:
        """One more field; `name` is the draft's attribute. Two `half` fields after each other share a line."""
        field = Field(caption, control, self, hint=hint, required=required)
        self._fields[name] = field
        if half and self._half_used:
            self._grid.addWidget(field, self._row - 1, 1)
            self._half_used = False
        else:
            self._grid.addWidget(field, self._row, 0, 1, 1 if half else 2)
            self._row += 1
            self._half_used = half
        _watch(control, self)
        self._clean[name] = value_of(control)
        return field

    def add_section(self, title: str) -> None:
        """A head before the fields that follow."""
        self._half_used = False
        self._grid.addWidget(label(title, Role.SECTION, self), self._row, 0, 1, 2)
        self._row += 1

    def add_words(self, text: str = "") -> PlainLabel:
        """Words between the fields, which may change."""
        self._half_used = False
        words = label(text, Role.LABEL, self, wrap=True)
        self._grid.addWidget(words, self._row, 0, 1, 2)
        self._row += 1
        return words

    def field(self, name: str) -> Field:
        """A field."""
        return self._fields[name]

    def values(self) -> dict[str, Any]:
        """What each field holds: text, the data of the chosen item, a truth, or the control's own `value()`."""
        return {name: value_of(field.control) for name, field in self._fields.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Fill fields and call the form clean."""
        for name, value in values.items():
            if name in self._fields:
                set_value(self._fields[name].control, value)
        self.clear_errors()
        self.mark_clean()

    def is_dirty(self) -> bool:
        """Whether a person changed something that is not saved."""
        return self.values() != self._clean

    def mark_clean(self) -> None:
        """What it holds now is saved."""
        self._clean = self.values()

    def clear_errors(self) -> None:
        """Take every sentence away."""
        self.banner.clear()
        for field in self._fields.values():
            if field.error:
                field.set_error("")

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        for field in self._fields.values():
            if field.control.isEnabled():
                field.control.setFocus()
                return

    def show_app_error(self, error: AppError) -> bool:
        """Show an error of an operation that this form started."""
        self.clear_errors()
        if isinstance(error, ValidationErrors | ValidationError):
            errors = error.errors if isinstance(error, ValidationErrors) else (error,)
            rest = [one for one in errors if not self._show_at_field(one)]
            first = next((f for f in self._fields.values() if f.error), None)
            if first is not None:
                first.control.setFocus()
            if rest:
                self.banner.show_message("\n".join(sentence(one) for one in rest), Tone.BAD)
            return True
        tone = Tone.WARN if isinstance(error, ConflictError) else Tone.BAD
        self.banner.show_message(sentence(error), tone)
        return True

    def _show_at_field(self, error: ValidationError) -> bool:
        field = self._fields.get(error.field) or self._fields.get(error.field.partition(".")[0])
        if field is None:
            return False
        field.set_error(field_sentence(error))
        return True

    @Slot()
    def _on_edited(self) -> None:
        sender = self.sender()
        for field in self._fields.values():
            if field.control is sender and field.error:
                field.set_error("")
        self.changed.emit()


def _watch(control: QWidget, form: Form) -> None:
    """Hear of every edit; a control of our own has a signal `changed`."""
    slot = form._on_edited  # noqa: SLF001  same module
    if isinstance(control, QLineEdit | QPlainTextEdit):
        control.textChanged.connect(slot)
    elif isinstance(control, QComboBox):
        control.currentIndexChanged.connect(slot)
        if control.isEditable():
            control.editTextChanged.connect(slot)
    elif isinstance(control, QCheckBox):
        control.toggled.connect(slot)
    elif hasattr(control, "changed"):
        control.changed.connect(slot)
    elif isinstance(control, QAbstractSpinBox):
        control.editingFinished.connect(slot)


def value_of(control: QWidget) -> Any:
    """What a control holds."""
    if isinstance(control, QLineEdit):
        return control.text()
    if isinstance(control, QPlainTextEdit):
        return control.toPlainText()
    if isinstance(control, QComboBox):
        return control.currentText() if control.isEditable() else control.currentData()
    if isinstance(control, QCheckBox):
        return control.isChecked()
    return control.value()  # type: ignore[attr-defined]


def set_value(control: QWidget, value: Any) -> None:
    """Fill a control; None empties it."""
    if isinstance(control, QLineEdit):
        control.setText(value or "")
    elif isinstance(control, QPlainTextEdit):
        control.setPlainText(value or "")
    elif isinstance(control, QComboBox):
        if control.isEditable():
            control.setEditText(value or "")
        else:
            control.setCurrentIndex(control.findData(value))
    elif isinstance(control, QCheckBox):
        control.setChecked(bool(value))
    else:
        control.set_value(value)  # type: ignore[attr-defined]
