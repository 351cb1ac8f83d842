"""Plain controls with our defaults: a line, a text that grows, a choice, a yes or no, a filter field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from app.ui.shared.badges import KeyCap
from app.ui.theme import current_theme

FILTER_AFTER_MS = 150


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
        self.installEventFilter(self)

    def showPopup(self) -> None:
        """The list is made and named when it is first wanted: it costs more than the field."""
        self.view().setAccessibleName(self.accessibleName())
        super().showPopup()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the wheel to the page."""
        if event.type() == QEvent.Type.Wheel and not self.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class FilterField(QLineEdit):
    """A line that filters a list a moment after the typing stops: `filter_changed(text)`.

    Enter filters at once, Esc empties it, Down goes to the list by `left_downwards`.
    """

    filter_changed = Signal(str)
    left_downwards = Signal()
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None, *, placeholder: str, keys: str = "") -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FILTER_AFTER_MS)
        self._timer.timeout.connect(self.tell_now)
        self._cap = KeyCap(keys, self) if keys else None
        clear = QAction("Clear", self)
        clear.triggered.connect(self.clear)
        self._clear = clear
        self.textChanged.connect(self._on_text_changed)
        current_theme().changed.connect(self._on_theme_changed)

    @Slot()
    def tell_now(self) -> None:
        """Tell the filter without waiting."""
        self._timer.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.filter_changed.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Esc and Down."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.tell_now()
            self.left_downwards.emit()
        elif key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
                self.tell_now()
            else:
                self.escaped.emit()
        elif key == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        """Keep the key cap at the right."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._place_cap()

    def _place_cap(self) -> None:
        if self._cap is not None:
            self._cap.adjustSize()
            size = self._cap.sizeHint()
            self._cap.move(self.width() - size.width() - 9, (self.height() - size.height()) // 2)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._timer.start()
        if self._cap is not None:
            self._cap.setVisible(not text)
        if text and self._clear not in self.actions():
            self._clear.setIcon(current_theme().icon("x"))
            self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        elif not text:
            self.removeAction(self._clear)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._clear.setIcon(current_theme().icon("x"))
        self._place_cap()
