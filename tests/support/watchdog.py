"""Fails a test in which one turn of the event loop kept the GUI thread busy for longer than a person notices.

It measures the thread's own processor time between waking up and going back to sleep, so that other processes of a
busy machine do not count, and scales the limit by how fast the machine is at the moment.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, SignalInstance

LIMIT = 0.050
REFERENCE = 0.0075
BESIDE_ANOTHER = 1.5
"""What `_work` takes on the machine for which the limit is meant."""


class Watchdog:
    """Notes every turn of the event loop that took longer than the limit. `forgive()` leaves out what came so far."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.turns: list[float] = []
        self._since: float | None = None

    def start(self) -> None:
        """Watch the calling thread's event loop."""
        begins, ends = self._edges()
        begins.connect(self._on_begin)
        ends.connect(self._on_end)

    def stop(self) -> None:
        """Watch no more."""
        begins, ends = self._edges()
        begins.disconnect(self._on_begin)
        ends.disconnect(self._on_end)

    def forgive(self) -> None:
        """What was measured so far was not meant (building the fixture)."""
        self.turns.clear()
        self._since = None

    @property
    def longest(self) -> float:
        """The longest turn, in seconds of processor time."""
        return max(self.turns, default=0.0)

    def check(self) -> None:
        """Fail when a turn took too long."""
        late = [round(turn * 1000) for turn in self.turns if turn > self.limit]
        assert not late, f"the GUI thread was busy for {late} ms (limit {self.limit * 1000:.0f} ms)"

    @staticmethod
    def _edges() -> tuple[SignalInstance, SignalInstance]:
        """The signals around the part of a turn in which slots run.

        GLib's dispatcher says `aboutToBlock`, waits and runs the slots in one go, then says `awake`: what a test does
        itself between two of its waits comes after that. The others run them from `awake` to `aboutToBlock`.
        """
        dispatcher = QAbstractEventDispatcher.instance()
        if "Glib" in dispatcher.metaObject().className():
            return dispatcher.aboutToBlock, dispatcher.awake
        return dispatcher.awake, dispatcher.aboutToBlock

    def _on_begin(self) -> None:
        self._since = time.thread_time()

    def _on_end(self) -> None:
        if self._since is not None:
            self.turns.append(time.thread_time() - self._since)
            self._since = None


def _work() -> float:
    start = time.thread_time()
    total = 0
    for number in range(250_000):
        total += number & 3
    return time.thread_time() - start


def limit_here() -> float:
    """The limit, longer on a machine that is slower just now, and beside a second worker, who shares its caches."""
    beside = BESIDE_ANOTHER if "PYTEST_XDIST_WORKER" in os.environ else 1.0
    return LIMIT * beside * max(1.0, sorted(_work() for _ in range(3))[1] / REFERENCE)


@pytest.fixture
def watchdog(qapp: object) -> Iterator[Watchdog]:
    """Watches the test; fails it at its end."""
    dog = Watchdog(limit_here())
    dog.start()
    yield dog
    dog.stop()
    # The machine may have become slower since: a second worker shares its caches and its cores.
    dog.limit = max(dog.limit, limit_here())
    dog.check()
