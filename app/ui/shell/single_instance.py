"""One window for a profile: a second start asks the first window to come forward and ends.

The lock decides, the socket only carries the wish: a lock dies with its process, a socket may be left behind by a
kill and is then removed by whoever has the lock.
"""

from __future__ import annotations

import threading
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.config.locks import LockHeld, ProfileLock
from app.config.paths import ProfilePaths

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

TRIES = 100
WAIT_MS = 250
WISH = b"show\n"


class Begin(Enum):
    """What a start may do."""

    WINDOW = auto()
    """It is the profile's one window."""
    DONE = auto()
    """The first window came forward."""
    SILENT = auto()
    """The first window does not answer: it hangs, is still starting, or belongs to another session."""


class SingleInstance(QObject):
    """`show_wanted` when a second start asked for this window."""

    show_wanted = Signal()

    def __init__(self, paths: ProfilePaths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths = paths
        self._lock = ProfileLock(_lock_path(paths))
        self._server: QLocalServer | None = None
        self._is_mine = False

    def begin(self) -> Begin:
        """Become the profile's one window, or have the one that is there come forward."""
        if self.claim():
            return Begin.WINDOW
        if self.ask_first():
            return Begin.DONE
        return Begin.WINDOW if self._is_mine else Begin.SILENT

    def claim(self) -> bool:
        """Become the profile's one window. False when another process is it."""
        try:
            self._lock.take_alone(wait=0.0)
        except LockHeld:
            return False
        self._is_mine = True
        return True

    def listen(self) -> bool:
        """Hear of second starts; call it after the first paint. What a killed window left behind is removed."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._paths.socket_name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connected)
        return self._server.listen(self._paths.socket_name)

    def ask_first(self) -> bool:
        """Ask the first window to come forward; it may only be about to listen. False when nobody answers."""
        from PySide6.QtNetwork import QLocalSocket

        pause = threading.Event()
        for _ in range(TRIES):
            socket = QLocalSocket()
            socket.connectToServer(self._paths.socket_name)
            if socket.waitForConnected(WAIT_MS):
                socket.write(WISH)
                told = socket.waitForBytesWritten(WAIT_MS * 4)
                socket.disconnectFromServer()
                return told
            if self.claim():
                # The first one ended meanwhile; the caller is the window now.
                return False
            pause.wait(WAIT_MS / 5_000)
        return False

    def release(self) -> None:
        """Let the next start be the window."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.release()
        self._is_mine = False

    @Slot()
    def _on_connected(self) -> None:
        if self._server is None:
            return
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.show_wanted.emit()


def _lock_path(paths: ProfilePaths) -> Path:
    return paths.folder / "window.lock"
