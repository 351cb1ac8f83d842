"""Garbage is looked for while nobody works, and not while somebody types."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.shell import collector
from app.ui.shell.collector import QuietCollector

pytestmark = pytest.mark.slow_turn  # looking through all that the tests have imported is what it is about


class Knot:
    """Refers to itself, so that only a look finds it."""

    def __init__(self) -> None:
        self.me = self


class Told(Knot):
    """Tells on which thread it ended."""

    def __init__(self, ended_on: list[int]) -> None:
        super().__init__()
        self.ended_on = ended_on

    def __del__(self) -> None:
        self.ended_on.append(threading.get_ident())


@pytest.fixture
def old_knot(monkeypatch: pytest.MonkeyPatch) -> weakref.ref[Knot]:
    """Garbage that has stood two looks, which only a look through everything finds."""
    monkeypatch.setattr(collector, "WORTH_IT", 0)
    knot = Knot()
    reference = weakref.ref(knot)
    gc.collect(0)
    gc.collect(1)
    del knot
    return reference


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[QLineEdit]:
    field = QLineEdit()
    field.show()
    qtbot.waitExposed(field)
    yield field
    # With the collector that the test gave it: at once, or it looks in the next test too.
    shiboken6.delete(field)


def test_it_looks_when_nobody_works(qtbot: QtBot, field: QLineEdit, old_knot: weakref.ref[Knot]) -> None:
    QuietCollector(field, every_ms=20, quiet=0.05)

    qtbot.waitUntil(lambda: old_knot() is None)


def test_it_waits_for_who_types(qtbot: QtBot, field: QLineEdit, old_knot: weakref.ref[Knot]) -> None:
    seconds = [0.0]
    collector = QuietCollector(field, every_ms=10, quiet=5.0, now=lambda: seconds[0])
    for _ in range(10):
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
        seconds[0] += 4.0
        with qtbot.waitSignal(collector._timer.timeout):
            pass
        assert old_knot() is not None

    seconds[0] += 2.0
    qtbot.waitUntil(lambda: old_knot() is None)


def test_a_look_through_everything_does_not_come_by_itself(field: QLineEdit, old_knot: weakref.ref[Knot]) -> None:
    QuietCollector(field, every_ms=60_000)
    for _ in range(100):
        knots = [Knot() for _ in range(1_000)]
        knots.clear()

    assert old_knot() is not None


def test_what_a_worker_leaves_behind_ends_on_the_windows_thread(qtbot: QtBot, field: QLineEdit) -> None:
    """Qt's own things may be among it, and most of them want to end where the window is."""
    QuietCollector(field, every_ms=60_000)
    ended_on: list[int] = []

    def leave_behind() -> None:
        for _ in range(20_000):
            Told(ended_on)

    worker = threading.Thread(target=leave_behind)
    worker.start()
    qtbot.waitUntil(lambda: len(ended_on) == 20_000)
    worker.join()
    assert set(ended_on) == {threading.get_ident()}
