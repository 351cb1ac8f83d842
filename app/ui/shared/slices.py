"""Long work on the GUI thread, a step in each turn of the event loop, so that the window answers in between."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Slot


class Slices(QObject):
    """Goes through an iterator, one step a turn; what was begun before is left where it is."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_turn)

    @property
    def under_way(self) -> bool:
        """Whether there are steps left."""
        return self._steps is not None

    def start(self, steps: Iterator[object]) -> None:
        """Go through these steps, the first in the next turn."""
        self._steps = steps
        self._timer.start()

    def stop(self) -> None:
        """Leave the rest."""
        self._steps = None
        self._timer.stop()

    def finish(self) -> None:
        """Take all steps that are left now, for who cannot wait."""
        steps, self._steps = self._steps, None
        self._timer.stop()
        for _ in steps or ():
            pass

    @Slot()
    def _on_turn(self) -> None:
        steps = self._steps
        if steps is None:
            return
        try:
            next(steps)
        except StopIteration:
            if self._steps is steps:
                self._steps = None
        else:
            # A step may have stopped this or begun something else.
            if self._steps is steps:
                self._timer.start()
