"""When garbage is looked for: a look through everything takes longer than a person waits, so nobody may be waiting.

By itself Python looks when enough was made, on whatever thread made it. Everything stands still meanwhile, and what is
found ends on that thread: a timer, a font or a piece of a chart that Qt wants to end on the window's thread, where it
may be in use. So Python's own looking is switched off, and all of it is done here, on the window's thread. What was
made a moment ago is looked through every half second: that takes a millisecond, and finds nearly all there is to find.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

YOUNG, OLDER = 700, 10
"""How many new things, and after how many such looks those that stood one as well, are worth a look."""
LOOK_AT_NEW_MS = 500
LOOK_EVERY_MS = 20_000
QUIET_SECONDS = 5.0
WORTH_IT = 10
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
    }
)


class QuietCollector(QObject):
    """Looks through everything when the keyboard and the mouse have rested in a window for `quiet` seconds."""

    def __init__(
        self,
        window: QWidget,
        *,
        every_ms: int = LOOK_EVERY_MS,
        quiet: float = QUIET_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._quiet = quiet
        self._now = now
        self._last_input = now()
        gc.disable()
        # The window's own events come through its handle; the application's filter would see every widget's.
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._on_time)
        self._timer.start()
        self._new = QTimer(self)
        self._new.setInterval(LOOK_AT_NEW_MS)
        self._new.timeout.connect(self._on_time_for_new)
        self._new.start()

    @Slot()
    def keep_what_is_loaded(self) -> None:
        """What is imported by now stays, and is looked through no more."""
        gc.freeze()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only listens."""
        if event.type() in _INPUT:
            self._last_input = self._now()
        return False

    @Slot()
    def _on_time_for_new(self) -> None:
        new, looks, _ = gc.get_count()
        if new >= YOUNG:
            gc.collect(1 if looks >= OLDER else 0)

    @Slot()
    def _on_time(self) -> None:
        active = QApplication.activeWindow()
        # In a dialog somebody may be typing, and this window's handle does not hear it.
        if active is not None and active is not self._window:
            return
        rested = self._now() - self._last_input
        if rested >= self._quiet and gc.get_count()[2] >= WORTH_IT:
            gc.collect()
