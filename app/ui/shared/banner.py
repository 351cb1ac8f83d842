"""A sentence in place about what is wrong or new, with the one action that helps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.ui.shared.buttons import Button, IconButton
from app.ui.shared.columns import Tone
from app.ui.shared.labels import Role, label


class Banner(QFrame):
    """Hidden until `show_message`. `dismissed` when a person closed it."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None, *, closable: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 8, 8, 8)
        self._row.setSpacing(12)
        self._label = label("", Role.BODY, self, wrap=True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._label.setMinimumHeight(24)
        self._row.addWidget(self._label, 1)
        self._action: Button | None = None
        self._close = IconButton("x", "Close message", self, on_click=self._on_close_clicked)
        self._close.setVisible(closable)
        self._row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def show_message(
        self,
        text: str,
        tone: Tone | str = Tone.INFO,
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """Say it, with a button when there is something to do."""
        self._label.setText(text)
        self.setAccessibleName(text)
        self.setProperty("tone", str(tone))
        if self._action is not None:
            self._row.removeWidget(self._action)
            self._action.deleteLater()
            self._action = None
        if action and on_action is not None:
            self._action = Button(action, parent=self, on_click=on_action)
            self._row.insertWidget(1, self._action)
        self.style().unpolish(self)
        self.style().polish(self)
        self._label.style().unpolish(self._label)
        self._label.style().polish(self._label)
        self.show()

    def clear(self) -> None:
        """Say nothing."""
        self._label.setText("")
        self.hide()

    @Slot()
    def _on_close_clicked(self) -> None:
        self.clear()
        self.dismissed.emit()
