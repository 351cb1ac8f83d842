"""Runs the program with a listener beside it, which tells a test what a person at the screen would see.

`python -m tests.e2e.probe SOCKET [what the program is started with]`. The program is the whole one in a real window;
it is only asked, on its own GUI thread: one line with a keycode is answered by one line of JSON, once that key has come
through the window system (so every key before it has come too) and the window is at rest. The key itself is swallowed.
"""

from __future__ import annotations

import ctypes
import json
import sys
import time
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QAbstractNativeEventFilter,
    QByteArray,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QAccessible
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app import bootstrap
from app.__main__ import main
from tests.support.rest import TURNS, under_way

TURN_MS = 5
PRESSED, RELEASED = 2, 3
ROWS = 60


class Marks(QAbstractNativeEventFilter):
    """Notes the keys that only say how far the window system has come."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: frozenset[int] = frozenset()
        self.last = 0

    def nativeEventFilter(self, kind: QByteArray | bytes, message: Any) -> tuple[bool, int]:
        event, code = ctypes.string_at(int(message), 2)
        if event & 0x7F not in (PRESSED, RELEASED) or code not in self.codes:
            return False, 0
        if event & 0x7F == PRESSED:
            self.last = code
        return True, 0


class Probe(QObject):
    """Answers one question after the other; each waits for its mark and for rest."""

    def __init__(self, program: Any, socket: str) -> None:
        super().__init__(program.app)
        self._program = program
        self._marks = Marks()
        program.app.installNativeEventFilter(self._marks)
        self._asked: tuple[QLocalSocket, int] | None = None
        self._calm = 0
        self._turn = QTimer(self)
        self._turn.setInterval(TURN_MS)
        self._turn.timeout.connect(self._on_turn)
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._on_connected)
        self._server.listen(socket)

    @Slot()
    def _on_connected(self) -> None:
        peer = self._server.nextPendingConnection()
        peer.readyRead.connect(self._on_asked)
        peer.disconnected.connect(peer.deleteLater)

    @Slot()
    def _on_asked(self) -> None:
        peer = self.sender()
        if not isinstance(peer, QLocalSocket) or not peer.canReadLine():
            return
        code = int(bytes(peer.readLine().data()))
        if code:
            self._marks.codes |= {code}
            self._marks.last = 0
        self._asked, self._calm = (peer, code), 0
        self._say(peer, {"ready": True})
        self._turn.start()

    @Slot()
    def _on_turn(self) -> None:
        if self._asked is None:
            return
        peer, code = self._asked
        waits = self._waits_for(code)
        self._calm = 0 if waits else self._calm + 1
        if code and self._calm < TURNS:
            return
        self._asked = None
        self._turn.stop()
        self._say(peer, seen() | {"waits": waits})

    def _waits_for(self, code: int) -> list[str]:
        session = getattr(self._program, "session", None)
        waits = under_way(session.runner) if session is not None else ["the start"]
        if code and self._marks.last != code:
            waits.append("the keys")
        modal, active = QApplication.activeModalWidget(), QApplication.activeWindow()
        if active is None or (modal is not None and modal is not active):
            waits.append(f"the keyboard in {modal.windowTitle() if modal is not None else 'any window'}")
        return waits

    @staticmethod
    def _say(peer: QLocalSocket, answer: dict[str, Any]) -> None:
        peer.write(json.dumps(answer).encode() + b"\n")
        peer.flush()


def seen() -> dict[str, Any]:
    """The active window's title and texts, what has the keyboard in it, and the program's processor time so far."""
    window, focus = QApplication.activeWindow(), QApplication.focusWidget()
    return {
        "title": window.windowTitle() if window is not None else "",
        "focus": _name(focus) if focus is not None else "",
        "kind": type(focus).__name__ if focus is not None else "",
        "value": _text(focus) if focus is not None else "",
        "texts": _texts(window) if window is not None else [],
        "worked": time.process_time(),
    }


def _name(widget: QWidget) -> str:
    """What a screen reader calls it."""
    spoken = QAccessible.queryAccessibleInterface(widget)
    return spoken.text(QAccessible.Text.Name) if spoken is not None else ""


def _texts(window: QWidget) -> list[str]:
    found = []
    popup = QApplication.activePopupWidget()
    for root in (window, popup) if popup is not None else (window,):
        for widget in (root, *root.findChildren(QWidget)):
            if widget.isVisible():
                found += _cells(widget) if isinstance(widget, QAbstractItemView) else [_text(widget)]
    return [text for text in found if text]


def _text(widget: QWidget) -> str:
    if isinstance(widget, QAbstractItemView):
        return _words(widget.currentIndex().siblingAtColumn(0))
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)):
        return str(getattr(widget, "whole_text", None) or widget.text())
    return ""


def _cells(view: QAbstractItemView) -> list[str]:
    """The rows of a list that are in sight, or near it."""
    model = view.model()
    if model is None:
        return []
    first = max(view.indexAt(view.viewport().rect().topLeft()).row(), 0)
    rows = range(first, min(model.rowCount(), first + ROWS))
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    return [_words(model.index(row, column)) for row in rows for column in range(columns)]


def _words(index: QModelIndex) -> str:
    """What is read out, where more is painted than a text."""
    return str(index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data() or "")


def listen(socket: str) -> None:
    """Let the program have a probe as soon as it has a window."""

    class Program(bootstrap.Program):
        def start(self) -> None:
            self.probe = Probe(self, socket)
            super().start()

    bootstrap.Program = Program  # type: ignore[misc]


if __name__ == "__main__":
    listen(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
