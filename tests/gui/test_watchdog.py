"""The watchdog itself: it sees a slot that takes long, and neither waiting nor what the test does between waits."""

import time

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.support.watchdog import LIMIT, Watchdog


def work(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def turn(qtbot: QtBot, slot: object) -> None:
    """One slot, run by the event loop."""
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(slot)
    with qtbot.waitSignal(timer.timeout):
        timer.start(20)


def long_slot() -> None:
    work(0.1)


def short_slot() -> None:
    pass


@pytest.fixture
def dog(qapp: object) -> Watchdog:
    return Watchdog(LIMIT)


@pytest.mark.slow_turn  # that is what it is about
def test_a_slot_that_takes_long_is_seen(qtbot: QtBot, dog: Watchdog) -> None:
    dog.start()
    turn(qtbot, long_slot)
    turn(qtbot, short_slot)
    dog.stop()
    assert dog.longest >= 0.1
    with pytest.raises(AssertionError):
        dog.check()


def test_waiting_and_the_test_s_own_work_are_not(qtbot: QtBot, dog: Watchdog) -> None:
    dog.start()
    turn(qtbot, short_slot)
    work(0.1)
    turn(qtbot, short_slot)
    dog.stop()
    dog.check()
