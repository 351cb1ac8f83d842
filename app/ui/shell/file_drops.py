"""Files dropped anywhere on the window open the import page with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.ui.shell.tabs import Importing


class FileDrops(QObject):
    """Lives while somebody works."""

    def __init__(self, window: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def close(self) -> None:
        """Nobody works any more."""
        self._window.removeEventFilter(self)
        self._window.setAcceptDrops(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags of files of this computer."""
        if isinstance(event, QDropEvent | QDragEnterEvent) and event.type() in (
            QEvent.Type.DragEnter,
            QEvent.Type.Drop,
        ):
            paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if not paths:
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self._window.open_import(Importing(paths))
            return True
        return False
