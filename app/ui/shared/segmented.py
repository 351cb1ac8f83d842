"""A few views of the same thing side by side, one of them shown: Directory, Pipeline, Orders."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.theme import current_theme


class _Segment(QPushButton):
    """As wide as its bold text, so that choosing moves nothing."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self.setProperty("kind", "segment")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        bold = QFontMetrics(current_theme().font("strong")).horizontalAdvance(self.text())
        return QSize(max(size.width(), bold + 24), size.height())

    def minimumSizeHint(self) -> QSize:
        """No word is cut."""
        return self.sizeHint()


class SegmentedControl(QFrame):
    """Shows its segments; `chosen(key)` when a person chose another. Arrow keys move between them."""

    chosen = Signal(str)

    def __init__(
        self, segments: Sequence[tuple[str, str]] = (), parent: QWidget | None = None, *, name: str = "View"
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "segmented")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 2, 2, 2)
        self._row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, _Segment] = {}
        self._group.buttonClicked.connect(self._on_clicked)
        for key, text in segments:
            self.add(key, text)

    @property
    def current(self) -> str | None:
        """The key of the chosen segment."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), None)

    def add(self, key: str, text: str) -> None:
        """One more segment; the first is chosen."""
        button = _Segment(text, self)
        self._buttons[key] = button
        self._group.addButton(button)
        self._row.addWidget(button)
        if len(self._buttons) == 1:
            button.setChecked(True)

    def set_text(self, key: str, text: str) -> None:
        """Say something else on a segment, for a count that changed."""
        self._buttons[key].setText(text.replace("&", "&&"))
        self._buttons[key].setAccessibleName(text)
        self._buttons[key].updateGeometry()

    def choose(self, key: str) -> None:
        """Choose without telling `chosen`."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the font changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    @Slot(QAbstractButton)
    def _on_clicked(self, _button: QAbstractButton) -> None:
        key = self.current
        if key is not None:
            self.chosen.emit(key)
