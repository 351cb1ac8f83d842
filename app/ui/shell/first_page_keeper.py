"""Remembers the table that shows, in words, a moment after it stands still: the next start draws it at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from app.config.settings import SettingsStore
from app.services.first_page.commands import newest_entry, remember
from app.ui.app_context import AppContext
from app.ui.shell.first_page import picture_of

STANDS_STILL_MS = 1_500


class FirstPageKeeper(QObject):
    """Looks at the current tab's table after every change and every choice of a tab."""

    def __init__(self, ctx: AppContext, window: Any, store: SettingsStore, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._window = window
        self._store = store
        self._stale = False
        self._kept: object = None
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(STANDS_STILL_MS)
        self._still.timeout.connect(self._on_still)
        window.stack.currentChanged.connect(self._on_page_changed)
        ctx.bus.committed.connect(self._on_committed)
        self._still.start()

    @Slot(int)
    def _on_page_changed(self, _index: int) -> None:
        self._still.start()

    @Slot(object, object)
    def _on_committed(self, _changes: object, _initiator: object) -> None:
        self._stale = True
        self._still.start()

    @Slot()
    def _on_still(self) -> None:
        model = getattr(self._window.stack.currentWidget(), "model", None)
        if model is None:
            return
        if self._stale:
            # What was shown may be from before the change; read again, then look again.
            self._stale = False
            model.refresh()
            self._still.start()
            return
        self._ctx.runner.read(self, self._ctx.ops.read, newest_entry, on_result=self._on_newest)

    def _on_newest(self, entry: int) -> None:
        key = self._window.current_key
        if self._stale or key is None:
            return
        page = picture_of(key, self._window.stack.currentWidget(), self._store.current.locale)
        if page is None or (entry, page) == self._kept:
            return
        self._kept = (entry, page)
        self._ctx.runner.write(self, self._ctx.ops.run, remember, page, entry)
