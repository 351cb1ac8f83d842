"""Plain controls with our defaults: a line, a text that grows, a choice, a yes or no, a filter field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from app.ui.shared.filter_field import FilterField

__all__ = ["ChoiceField", "FilterField", "LineField", "TextField"]


class LineField(QLineEdit):
    """One line of text; `name` is its accessible name (a placeholder is none)."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "", placeholder: str = "", limit: int = 0) -> None:
        super().__init__(parent)
        self.setAccessibleName(name or placeholder)
        self.setPlaceholderText(placeholder)
        if limit:
            self.setMaxLength(limit)


class TextField(QPlainTextEdit):
    """Several lines of plain text that grow with what is typed; Tab leaves it. `submitted` on Ctrl+Enter, `focused`
    when the keyboard came.
    """

    submitted = Signal()
    focused = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        name: str = "",
        placeholder: str = "",
        lines: int = 3,
        most_lines: int = 10,
        bare: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name or placeholder)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if bare:
            self.setProperty("kind", "bare")
            self.document().setDocumentMargin(0)
        self._bare = bare
        self._lines = lines
        self._most = most_lines
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._on_size_changed()

    def sizeHint(self) -> QSize:
        """As high as its lines, between the fewest and the most."""
        lines = min(max(round(self.document().size().height()), self._lines), self._most)
        frame = 0 if self._bare else 20
        return QSize(super().sizeHint().width(), lines * self.fontMetrics().lineSpacing() + frame + 2)

    def minimumSizeHint(self) -> QSize:
        """Never less than asked for."""
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter submits."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard came."""
        super().focusInEvent(event)
        self.focused.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    @Slot()
    def _on_size_changed(self) -> None:
        self.updateGeometry()


class ChoiceField(QComboBox):
    """One of a few choices: pairs of a value and its words. The wheel does not change it unseen."""

    def __init__(
        self, choices: Sequence[tuple[object, str]] = (), parent: QWidget | None = None, *, name: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value, words in choices:
            self.addItem(words, value)

    def showPopup(self) -> None:
        """The list is made and named when it is first wanted: it costs more than the field."""
        self.view().setAccessibleName(self.accessibleName())
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page until the field has the keyboard."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
