"""How each person left each screen, remembered at once and written a moment later, off the GUI thread."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from app.config.settings import SettingsStore
from app.ui.shared.tasks import TaskRunner

WRITE_AFTER_MS = 600


class StoredViewSettings(QObject):
    """The view settings of a profile. Reading never touches the disk twice; writes are gathered."""

    def __init__(self, store: SettingsStore, runner: TaskRunner) -> None:
        super().__init__(runner)
        self._store = store
        self._runner = runner
        self._states: dict[tuple[int, str], dict[str, Any]] = {}
        self._waiting: set[tuple[int, str]] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WRITE_AFTER_MS)
        self._timer.timeout.connect(self._on_time)

    def view_state(self, staff_id: int, name: str) -> dict[str, Any]:
        """What was stored under a name for a person; empty at first."""
        key = staff_id, name
        if key not in self._states:
            self._states[key] = self._store.view_state(staff_id, name)
        return dict(self._states[key])

    def set_view_state(self, staff_id: int, name: str, state: dict[str, Any]) -> None:
        """Remember how a person left a screen."""
        key = staff_id, name
        if self._states.get(key) != state:
            self._states[key] = dict(state)
            self._waiting.add(key)
            self._timer.start()

    def flush(self) -> None:
        """Write what waits, now: at the end of the program."""
        self._timer.stop()
        self._write(self._take())

    def _take(self) -> list[tuple[int, str, dict[str, Any]]]:
        taken = [(*key, self._states[key]) for key in self._waiting]
        self._waiting.clear()
        return taken

    def _write(self, states: list[tuple[int, str, dict[str, Any]]]) -> None:
        for staff_id, name, state in states:
            self._store.set_view_state(staff_id, name, state)

    @Slot()
    def _on_time(self) -> None:
        self._runner.write(self, self._write, self._take())
