"""Hears a keyboard-wedge scanner wherever the keyboard is in a page: it types much faster than a person, then Enter.

What it typed into a field that was not meant is taken back.
"""

from __future__ import annotations

from time import monotonic
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.shared.forms import set_value, value_of
from app.ui.shipments.controls import ScanField

LEAST: Final = 6
"""No shorter code is taken for a scan: a person types a quantity of five digits fast, too."""
SLOWEST: Final = 0.05
"""Between two keys of a scanner, in seconds; people need more than that on average."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HELD: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Wedge(QObject):
    """`scanned(code)` for what a scanner types while the keyboard is inside `scope`, but not in a scan field."""

    scanned = Signal(str)

    def __init__(self, scope: QWidget) -> None:
        super().__init__(scope)
        self._scope = scope
        self._watched: QWidget | None = None
        self._code = ""
        self._last = 0.0
        self._before: Any = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)
            self._on_focus_changed(None, app.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Collect what comes fast; Enter after enough of it ends a code, and goes nowhere else."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _ENTER and not event.modifiers() & _HELD:
            return self._end()
        text = event.text()
        if text.isprintable() and text and not event.modifiers() & _HELD:
            self._collect(text)
        elif event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock):
            self._code = ""
        return False

    def _collect(self, text: str) -> None:
        now = monotonic()
        if not self._code or now - self._last > SLOWEST:
            self._code = ""
            self._before = _content(self._watched)
        self._code += text
        self._last = now

    def _end(self) -> bool:
        code, self._code = self._code.strip(), ""
        if len(code) < LEAST or monotonic() - self._last > SLOWEST:
            return False
        if self._watched is not None and self._before is not None:
            set_value(self._watched, self._before)
        self.scanned.emit(code)
        return True

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = None
        self._code = ""
        inside = now is not None and (now is self._scope or self._scope.isAncestorOf(now))
        if inside and now is not None and not isinstance(now, ScanField):
            self._watched = now
            now.installEventFilter(self)


def _content(widget: QWidget | None) -> Any:
    """What a field holds; None for what is no field."""
    if widget is None:
        return None
    try:
        return value_of(widget)
    except AttributeError:
        return None
