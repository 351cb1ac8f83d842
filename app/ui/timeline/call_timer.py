"""How long a call takes: a quiet button that starts and stops."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.ui.shared.buttons import Button, Kind

TICK_MS = 500


class CallTimer(Button):
    """`seconds` so far, None when it never ran. It goes on while other customers are looked at."""

    ticked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", Kind.GHOST, parent, on_click=self.toggle)
        self.setProperty("tone", "quiet")
        self._before = 0.0
        self._since: float | None = None
        self._ran = False
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show)
        self._show()

    @property
    def running(self) -> bool:
        """Whether it counts."""
        return self._since is not None

    @property
    def seconds(self) -> int | None:
        """How long it counted."""
        return round(self._elapsed()) if self._ran else None

    def state(self) -> tuple[float, float | None, bool]:
        """What `restore` takes, to go on later without losing a second."""
        return self._before, self._since, self._ran

    def restore(self, state: tuple[float, float | None, bool] | None) -> None:
        """Go on as it was kept; None is a fresh one."""
        self._before, self._since, self._ran = state or (0.0, None, False)
        if self.running:
            self._tick.start()
        else:
            self._tick.stop()
        self._show()

    @Slot()
    def toggle(self) -> None:
        """Start, or stop."""
        if self.running:
            self._before, self._since = self._elapsed(), None
            self._tick.stop()
        else:
            self._since, self._ran = time.monotonic(), True
            self._tick.start()
        self._show()

    def _elapsed(self) -> float:
        return self._before + (time.monotonic() - self._since if self._since is not None else 0.0)

    @Slot()
    def _show(self) -> None:
        minutes, seconds = divmod(int(self._elapsed()), 60)
        clock = f"{minutes:02d}:{seconds:02d}"
        self.setText(f"{clock} ■ stop" if self.running else f"{clock} ▸ {'go on' if self._ran else 'start timer'}")
        self.setAccessibleName(f"Call timer {clock}, {'stop' if self.running else 'start'}")
        self.ticked.emit()
