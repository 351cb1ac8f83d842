"""The watchdog itself: it sees a slot that takes long, and neither waiting nor what the test does between waits."""

import gc
import time

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.support.watchdog import LIMIT, Watchdog, a_piece_of_work, limit_here


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


@pytest.mark.slow_turn
def test_on_a_busy_machine_too(qtbot: QtBot, qapp: object) -> None:
    """Sixteen pieces of work are 120 ms, where the limit is 50 ms, or 75 ms beside another worker."""

    def slot() -> None:
        for _ in range(16):
            a_piece_of_work()

    dog = Watchdog(limit_here())
    dog.start()
    turn(qtbot, slot)
    dog.stop()
    with pytest.raises(AssertionError, match="busy for"):
        dog.check()


def test_what_a_busy_machine_makes_slow_is_not(qtbot: QtBot, qapp: object) -> None:
    """Four pieces of work are 30 ms, however long they take here."""

    def slot() -> None:
        for _ in range(4):
            a_piece_of_work()

    dog = Watchdog(limit_here())
    dog.start()
    turn(qtbot, slot)
    dog.stop()
    dog.check()


def test_looking_for_garbage_in_everything_is_not(qtbot: QtBot, dog: Watchdog) -> None:
    heap = [[number] for number in range(2_000_000)]
    dog.start()
    turn(qtbot, gc.collect)
    dog.stop()
    del heap
    dog.check()


def test_waiting_and_the_test_s_own_work_are_not(qtbot: QtBot, dog: Watchdog) -> None:
    dog.start()
    turn(qtbot, short_slot)
    work(0.1)
    turn(qtbot, short_slot)
    dog.stop()
    dog.check()
