"""Watches a starting program: when its window's first picture is out, and when one holds rows of a table or list.

Nothing is imported at the top that the window has not imported by then: it would be counted as the start's.
"""

import sys
import time
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication


class Watch(QObject):
    """Prints both moments and ends the program. `tab` is shown first."""

    def __init__(self, program: Any, tab: str) -> None:
        super().__init__(program.window)
        self._program = program
        self._tab = tab
        self._shown = (0.0, 0.0)
        self._over = False
        program.window.painted.connect(self._on_painted)
        program.window.entered.connect(self._on_entered)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._over:
            view = watched.parent()
            if isinstance(view, QAbstractItemView) and view.viewport() is watched and self._has_rows(view):
                self._over = True
                QTimer.singleShot(0, self, self._on_drawn)
        return False

    def _has_rows(self, view: QAbstractItemView) -> bool:
        model = view.model()
        return model is not None and model.rowCount() > 0 and bool(model.index(0, 0).data())

    def _on_painted(self) -> None:
        self._shown = time.time(), time.process_time()
        QApplication.instance().installEventFilter(self)

    def _on_entered(self) -> None:
        if self._tab != self._program.window.current_key:
            self._program.window.show_tab(self._tab)

    def _on_drawn(self) -> None:
        print(*self._shown, time.time(), time.process_time(), flush=True)
        sys.stdout.flush()
        import os

        os._exit(0)


class Visit(QObject):
    """Opens a tab, waits until its rows are remembered for the next start, and closes the window."""

    def __init__(self, program: Any, tab: str) -> None:
        super().__init__(program.window)
        self._program = program
        self._tab = tab
        self._turn = QTimer(self)
        self._turn.setInterval(100)
        self._turn.timeout.connect(self._on_turn)
        program.window.entered.connect(self._on_entered)

    def _on_entered(self) -> None:
        self._program.window.show_tab(self._tab)
        self._turn.start()

    def _on_turn(self) -> None:
        from app.services.first_page.quick import read_remembered

        found = read_remembered(self._program.paths.database, date.today())  # noqa: DTZ011
        if found is not None and found[1].tab == self._tab:
            self._turn.stop()
            self._program.window.close()
