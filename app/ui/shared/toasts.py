"""A short word at the foot of the window about what was just done, with a way to take it back.

It never takes the focus. It goes by itself unless the mouse or the keyboard is on it; Ctrl+Z undoes from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.shared.labels import Role, label

SHOWN_FOR_MS = 6_000
ERROR_SHOWN_FOR_MS = 12_000


class Toast(QFrame):
    """One message. `closed` when it is gone; it deletes itself."""

    closed = Signal()

    def __init__(
        self, text: str, parent: QWidget, *, undo: Callable[[], object] | None = None, shown_for: int = SHOWN_FOR_MS
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "toast")
        self.setAccessibleName(text)
        self._undo = undo
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        self.label = label(text, Role.BODY, self, wrap=False)
        self.label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row.addWidget(self.label, 1)
        if undo is not None:
            row.addWidget(self._button("Undo", "Undo: " + text, self._on_undo_clicked))
        row.addWidget(self._button("✕", "Close message", self.close_toast))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_for)
        self._timer.timeout.connect(self._on_time_over)
        self._timer.start()

    @property
    def text(self) -> str:
        """What it says."""
        return self.label.text()

    @Slot()
    def close_toast(self) -> None:
        """Go away now."""
        self._timer.stop()
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the mouse is on it."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go soon after."""
        self._timer.start()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it when the keyboard is on it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_toast()
        else:
            super().keyPressEvent(event)

    def _button(self, text: str, name: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("kind", "toast")
        button.setAutoDefault(False)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        return button

    @Slot()
    def _on_undo_clicked(self) -> None:
        undo, self._undo = self._undo, None
        self.close_toast()
        if undo is not None:
            undo()

    @Slot()
    def _on_time_over(self) -> None:
        focus = self.window().focusWidget()
        if focus is not None and focus.hasFocus() and self.isAncestorOf(focus):
            self._timer.start()
        else:
            self.close_toast()


class ToastHost(QObject):
    """Places toasts at the foot of a window or a dialog: make one with it as parent. The newest replaces the older."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._toast: Toast | None = None
        self._notices: list[str] = []
        window.installEventFilter(self)

    @staticmethod
    def of(widget: QWidget) -> ToastHost | None:
        """The host of the nearest ancestor that has one."""
        current: QWidget | None = widget
        while current is not None:
            for child in current.children():
                if isinstance(child, ToastHost):
                    return child
            current = current.parentWidget()
        return None

    @property
    def window_widget(self) -> QWidget:
        """The window at whose foot they stand."""
        return self._window

    @property
    def current(self) -> Toast | None:
        """The toast that shows."""
        return self._toast

    def show_toast(self, text: str, undo: Callable[[], object] | None = None) -> Toast:
        """Say what was done; `undo` takes it back."""
        return self._show(Toast(text, self._window, undo=undo))

    def show_error(self, text: str) -> Toast:
        """Say what went wrong when there is no better place for it; stays longer."""
        return self._show(Toast(text, self._window, shown_for=ERROR_SHOWN_FOR_MS))

    def show_notice(self, text: str) -> None:
        """Say what nobody asked for. It waits for the toast that shows: somebody may be on the way to its Undo."""
        if self._toast is None:
            self._show(Toast(text, self._window))
        else:
            self._notices.append(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot when the window's size changes."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _show(self, toast: Toast) -> Toast:
        before, self._toast = self._toast, toast
        if before is not None:
            before.close_toast()
        toast.closed.connect(self._on_closed)
        toast.show()
        self._place()
        toast.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(toast, toast.text))
        return toast

    def _place(self) -> None:
        toast = self._toast
        if toast is None:
            return
        toast.label.setWordWrap(False)
        widest = max(self._window.width() - 48, 160)
        if toast.sizeHint().width() > widest:
            toast.label.setWordWrap(True)
        width = min(toast.sizeHint().width(), widest) if not toast.label.wordWrap() else widest
        toast.resize(width, toast.heightForWidth(width) if toast.hasHeightForWidth() else toast.sizeHint().height())
        toast.move((self._window.width() - toast.width()) // 2, self._window.height() - toast.height() - 44)

    @Slot()
    def _on_closed(self) -> None:
        if self.sender() is self._toast:
            self._toast = None
            if self._notices:
                self._show(Toast(self._notices.pop(0), self._window))
