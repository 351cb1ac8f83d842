"""A task answers once on the GUI thread, or not at all when nobody wants the answer any more."""

from __future__ import annotations

import gc
import sys
import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.progress import Cancelled, Progress, Step
from app.ui.shared.tasks import TaskRunner, on_gui_thread
from tests.gui.shared.thread_guard import ThreadGuard
from tests.support.late import Late


class Asker(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results: list[object] = []
        self.errors: list[Exception] = []
        self.threads: list[bool] = []

    def took(self, result: object) -> None:
        self.results.append(result)
        self.threads.append(on_gui_thread())

    def failed(self, error: Exception) -> None:
        self.errors.append(error)
        self.threads.append(on_gui_thread())


@pytest.fixture
def asker(qtbot: QtBot) -> Asker:
    asker = Asker()
    qtbot.addWidget(asker)
    return asker


def test_answers_once_on_the_gui_thread(qtbot: QtBot, runner: TaskRunner, asker: Asker) -> None:
    task = runner.read(asker, lambda: (41 + 1, on_gui_thread()), on_result=asker.took)
    with qtbot.waitSignal(task.finished):
        pass
    assert asker.results == [(42, False)]
    assert asker.threads == [True]
    qtbot.waitUntil(lambda: runner.busy == 0)


def test_an_error_is_an_answer(qtbot: QtBot, runner: TaskRunner, asker: Asker) -> None:
    with qtbot.waitSignal(runner.read(asker, int, "x", on_result=asker.took, on_error=asker.failed).finished):
        pass
    assert asker.results == []
    assert [type(error) for error in asker.errors] == [ValueError]
    assert asker.threads == [True]


def test_an_error_that_nobody_takes_is_a_bug(
    qtbot: QtBot, runner: TaskRunner, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(kind))
    with qtbot.waitSignal(runner.read(asker, int, "x").finished):
        pass
    assert caught == [ValueError]


def test_no_answer_when_the_widget_is_gone(qtbot: QtBot, runner: TaskRunner, asker: Asker) -> None:
    gate = threading.Event()
    parent = QWidget(asker)
    child = Asker(parent)
    runner.read(child, gate.wait, 10, on_result=asker.took, on_error=asker.failed)
    parent.setParent(None)
    parent.deleteLater()
    with qtbot.waitSignal(parent.destroyed):
        pass
    gate.set()
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert asker.results == []
    assert asker.errors == []


def test_a_cancelled_task_is_silent_and_not_begun(qtbot: QtBot, runner: TaskRunner, asker: Asker) -> None:
    gate, begun = threading.Event(), []
    blockers = [runner.read(asker, gate.wait, 10) for _ in range(2)]
    waiting = runner.read(asker, begun.append, 1, on_result=asker.took)
    waiting.cancel()
    gate.set()
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert begun == []
    assert asker.results == []
    del blockers


def test_of_the_same_question_only_the_newest_is_answered(qtbot: QtBot, runner: TaskRunner, asker: Asker) -> None:
    other = Asker(asker)
    late = Late(runner, "counts")
    runner.read(asker, str, "older", on_result=asker.took, question="counts")
    qtbot.waitUntil(lambda: late.held)
    runner.read(asker, str, "newer", on_result=asker.took, question="counts")
    runner.read(asker, str, "another question", on_result=asker.took, question="rows")
    runner.read(other, str, "somebody else's", on_result=asker.took, question="counts")
    runner.read(asker, str, "no question", on_result=asker.took)
    qtbot.waitUntil(lambda: len(asker.results) == 4)
    late.come()
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert sorted(asker.results) == ["another question", "newer", "no question", "somebody else's"]


def test_writes_are_one_after_the_other(qtbot: QtBot, runner: TaskRunner, asker: Asker) -> None:
    running, most = [], []

    def write(n: int) -> int:
        running.append(n)
        most.append(len(running))
        running.remove(n)
        return n

    for n in range(20):
        runner.write(asker, write, n, on_result=asker.took)
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert asker.results == list(range(20))
    assert max(most) == 1


def test_a_write_runs_although_the_widget_is_gone(qtbot: QtBot, runner: TaskRunner, asker: Asker) -> None:
    gate, written = threading.Event(), []
    child = QObject(asker)
    runner.write(asker, gate.wait, 10)
    runner.write(child, written.append, "kept")
    with qtbot.waitSignal(child.destroyed):
        child.deleteLater()
    gate.set()
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert written == ["kept"]


def test_shutdown_drops_reads_and_finishes_writes(runner: TaskRunner, asker: Asker) -> None:
    gate, done = threading.Event(), []
    for _ in range(2):
        runner.read(asker, gate.wait, 10)
    runner.read(asker, done.append, "read")
    runner.write(asker, gate.wait, 10)
    runner.write(asker, done.append, "write")
    threading.Timer(0.01, gate.set).start()
    runner.shutdown()
    assert done == ["write"]
    assert runner.read(asker, done.append, "late").wanted is False


def test_progress_is_told_and_stops_the_work(qtbot: QtBot, runner: TaskRunner, asker: Asker) -> None:
    steps: list[Step] = []
    progress = Progress()
    reported, go_on = threading.Event(), threading.Event()

    def work() -> None:
        progress.report(1, 3, "read")
        reported.set()
        go_on.wait(10)
        progress.check()

    task = runner.read(asker, work, on_error=asker.failed, progress=progress)
    with qtbot.waitSignal(task.progressed) as told:
        pass
    steps.append(told.args[0])
    progress.cancel()
    with qtbot.waitSignal(task.finished):
        go_on.set()
    assert steps == [Step(1, 3, "read")]
    assert [type(error) for error in asker.errors] == [Cancelled]
    assert progress.cancelled


def test_inline_answers_at_once(qtbot: QtBot, asker: Asker) -> None:
    runner = TaskRunner(asker, inline=True)
    runner.read(asker, int, "7", on_result=asker.took)
    runner.write(asker, int, "x", on_error=asker.failed)
    assert asker.results == [7]
    assert [type(error) for error in asker.errors] == [ValueError]


def test_tasks_do_not_pile_up(qtbot: QtBot, runner: TaskRunner, asker: Asker) -> None:
    for n in range(200):
        runner.read(asker, int, n, on_result=asker.took)
    qtbot.waitUntil(lambda: runner.busy == 0)
    qtbot.waitUntil(lambda: not asker.children())
    gc.collect()
    assert sorted(asker.results) == list(range(200))  # type: ignore[type-var]


def test_the_guard_knows_the_gui_thread(qtbot: QtBot, runner: TaskRunner, asker: Asker) -> None:
    guard = ThreadGuard()
    with qtbot.waitSignal(runner.read(asker, guard, on_result=asker.took, on_error=asker.failed).finished):
        pass
    assert asker.errors == []
    guard.check()
    with pytest.raises(AssertionError, match="GUI thread"):
        guard()
    with pytest.raises(AssertionError):
        guard.check()
