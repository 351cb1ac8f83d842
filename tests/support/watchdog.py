"""Fails a test in which one turn of the event loop kept the GUI thread busy for longer than a person notices.

It measures the thread's own processor time between waking up and going back to sleep, so that other processes of a
busy machine do not count. A turn that seems late is held against how fast the machine is at that moment: others share
its caches. Looking for garbage in everything does not count: a run of tests has more of it than the program, which
looks only when nobody works.
"""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, SignalInstance

LIMIT = 0.050
REFERENCE = 0.0075
"""What `a_piece_of_work` takes on the machine for which the limit is meant."""
BESIDE_ANOTHER = 1.5
EVERYTHING = 2
"""The generation of Python's garbage that is all there is."""


class Watchdog:
    """Notes every turn of the event loop that took longer than the limit. `forgive()` leaves out what came so far."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.turns: list[float] = []
        self._since: float | None = None
        self._late: list[tuple[float, float]] = []
        self._looking_since = 0.0
        self._looked = 0.0

    def start(self) -> None:
        """Watch the calling thread's event loop."""
        begins, ends = self._edges()
        begins.connect(self._on_begin)
        ends.connect(self._on_end)
        gc.callbacks.append(self._on_look_for_garbage)

    def stop(self) -> None:
        """Watch no more."""
        begins, ends = self._edges()
        begins.disconnect(self._on_begin)
        ends.disconnect(self._on_end)
        gc.callbacks.remove(self._on_look_for_garbage)

    def forgive(self) -> None:
        """What was measured so far was not meant (building the fixture)."""
        self.turns.clear()
        self._late.clear()
        self._since = None

    @property
    def longest(self) -> float:
        """The longest turn, in seconds of processor time."""
        return max(self.turns, default=0.0)

    def check(self) -> None:
        """Fail when a turn took too long."""
        late = [f"{took * 1000:.0f} ms (limit {limit * 1000:.0f} ms)" for took, limit in self._late]
        assert not late, f"the GUI thread was busy for {', '.join(late)}"

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
        self._looked = 0.0
        self._since = time.thread_time()

    def _on_end(self) -> None:
        if self._since is None:
            return
        took = time.thread_time() - self._since - self._looked
        self._since = None
        self.turns.append(took)
        if took > self.limit:
            limit = self.limit * slowness()
            if took > limit:
                self._late.append((took, limit))

    def _on_look_for_garbage(self, phase: str, about: dict[str, int]) -> None:
        if about["generation"] != EVERYTHING or threading.current_thread() is not threading.main_thread():
            return
        if phase == "start":
            self._looking_since = time.thread_time()
        else:
            self._looked += time.thread_time() - self._looking_since


def a_piece_of_work() -> float:
    """Work for a moment; the processor time that it took."""
    start = time.thread_time()
    total = 0
    for number in range(250_000):
        total += number & 3
    return time.thread_time() - start


def slowness() -> float:
    """How many times longer than on the reference machine work takes just now; a faster machine counts as that one."""
    return max(1.0, sorted(a_piece_of_work() for _ in range(3))[1] / REFERENCE)


def limit_here() -> float:
    """The limit; longer beside a second worker, who shares the caches."""
    return LIMIT * (BESIDE_ANOTHER if "PYTEST_XDIST_WORKER" in os.environ else 1.0)


@pytest.fixture
def watchdog(qapp: object) -> Iterator[Watchdog]:
    """Watches the test; fails it at its end."""
    dog = Watchdog(limit_here())
    dog.start()
    yield dog
    dog.stop()
    dog.check()
