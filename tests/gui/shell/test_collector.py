"""Garbage is looked for while nobody works, and not while somebody types."""

import gc
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


@pytest.fixture
def old_knot(monkeypatch: pytest.MonkeyPatch) -> Iterator[weakref.ref[Knot]]:
    """Garbage that has stood two looks, which only a look through everything finds."""
    monkeypatch.setattr(collector, "WORTH_IT", 0)
    before = gc.get_threshold()
    knot = Knot()
    reference = weakref.ref(knot)
    gc.collect(0)
    gc.collect(1)
    del knot
    yield reference
    gc.set_threshold(*before)


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
