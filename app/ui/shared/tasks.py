"""Work off the GUI thread, with answers that cannot arrive at a widget that is gone.

A few reader threads and one writer thread. A task is a child of the object that asked: it answers exactly once on the
GUI thread, with a result or an error, or not at all when its owner was destroyed or the task was cancelled.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from app.domain.progress import Progress, Step

T = TypeVar("T")
OnResult = Callable[[T], object]
OnError = Callable[[Exception], object]

SWITCH_AFTER = 0.0005
"""Seconds after which a thread that works gives way to one that waits for Python's lock. The GUI thread takes that lock
dozens of times in a turn; at the usual 5 ms it would stand for long while the readers work."""


def report_bug(error: BaseException) -> None:
    """Hand an error that nobody expected to the exception hook, as if it had been raised here."""
    sys.excepthook(type(error), error, error.__traceback__)


def on_gui_thread() -> bool:
    """Whether the caller runs on the thread of the application object."""
    app = QCoreApplication.instance()
    return app is not None and QThread.currentThread() is app.thread()


class Task(QObject):
    """One piece of work that was asked for. `progressed` carries a `Step`; `finished` comes after the answer."""

    progressed = Signal(object)
    finished = Signal()

    def __init__(
        self,
        owner: QObject,
        on_result: Callable[[object], object] | None,
        on_error: OnError | None,
        progress: Progress | None,
    ) -> None:
        super().__init__(owner)
        self.progress = progress or Progress()
        self._on_result = on_result
        self._on_error = on_error
        self.is_write = False
        self._answered = False
        self._dropped = False

    @property
    def wanted(self) -> bool:
        """Whether an answer would still be delivered."""
        return not (self._answered or self._dropped)

    def cancel(self) -> None:
        """Want no answer any more; work that waits is not begun, work that runs is asked to stop."""
        self._dropped = True
        self.progress.cancel()

    def answer(self, result: object, error: Exception | None) -> None:
        """Deliver the one answer. Only the runner calls this, on the GUI thread."""
        if not self.wanted:
            return
        self._answered = True
        on_result, on_error = self._on_result, self._on_error
        self._on_result = self._on_error = None
        if error is None:
            if on_result is not None:
                on_result(result)
        elif on_error is not None:
            on_error(error)
        else:
            report_bug(error)
        if shiboken6.isValid(self):
            self.finished.emit()
            self.deleteLater()


Letter = tuple[Task, object, Exception | None] | tuple[Task, Step]


class TaskRunner(QObject):
    """Runs reads side by side and writes one after the other, off the GUI thread.

    With `inline=True` the work runs at once in the caller's thread and has answered when `read` returns: for tests.
    """

    _posted = Signal()

    def __init__(self, parent: QObject | None = None, *, readers: int = 2, inline: bool = False) -> None:
        super().__init__(parent)
        self.inline = inline
        self._letters: deque[Letter] = deque()
        self._open: dict[Task, Future[None]] = {}
        self._closed = False
        sys.setswitchinterval(SWITCH_AFTER)
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)

    def read(
        self,
        owner: QObject,
        work: Callable[..., T],
        *args: object,
        on_result: OnResult[T] | None = None,
        on_error: OnError | None = None,
        progress: Progress | None = None,
        question: str = "",
    ) -> Task:
        """Run `work(*args)` on a reader thread for `owner` and answer on the GUI thread.

        `question` names what is asked. Two readers may answer in another order than they were asked in: of the same
        question of the same owner only the newest is answered.
        """
        if question:
            self.forget(owner, question)
        task = Task(owner, on_result, on_error, progress)  # type: ignore[arg-type]
        task.setObjectName(question)
        return self._start(self._readers, task, work, args, needs_owner=True)

    def forget(self, owner: QObject, question: str) -> None:
        """Want no answer any more to what `owner` asked: it shows something else by now, or nothing."""
        for earlier in owner.findChildren(Task, question, Qt.FindChildOption.FindDirectChildrenOnly):
            earlier.cancel()

    def write(
        self,
        owner: QObject,
        work: Callable[..., T],
        *args: object,
        on_result: OnResult[T] | None = None,
        on_error: OnError | None = None,
        progress: Progress | None = None,
    ) -> Task:
        """Run `work(*args)` on the writer thread, also when its owner is gone by then; only the answer is dropped."""
        task = Task(owner, on_result, on_error, progress)  # type: ignore[arg-type]
        task.is_write = True
        return self._start(self._writer, task, work, args, needs_owner=False)

    @property
    def busy(self) -> int:
        """How many tasks were begun or wait and have not been answered."""
        return len(self._open)

    @property
    def writing(self) -> int:
        """How many writes are on their way to the disk."""
        return sum(task.is_write for task in self._open)

    def shutdown(self) -> None:
        """Drop reads that wait, finish every write, and deliver nothing more. Blocks until the threads are done."""
        if self._closed:
            return
        self._closed = True
        for task in self._open:
            if shiboken6.isValid(task):
                task.progress.listen(None)
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._open.clear()
        self._letters.clear()

    def _start(
        self,
        pool: ThreadPoolExecutor,
        task: Task,
        work: Callable[..., T],
        args: tuple[object, ...],
        *,
        needs_owner: bool,
    ) -> Task:
        if self._closed:
            task.cancel()
            return task
        if self.inline:
            task.progress.listen(task.progressed.emit)
            task.answer(*_attempt(work, args))
            return task
        self._open[task] = pool.submit(self._work, task, work, args, needs_owner)
        return task

    def _work(self, task: Task, work: Callable[..., T], args: tuple[object, ...], needs_owner: bool) -> None:
        """On a worker thread. A task whose owner died, or that was cancelled, is not begun (a write is)."""
        if needs_owner and (self._closed or not shiboken6.isValid(task) or not task.wanted):
            self._post((task, None, None))
            return
        if shiboken6.isValid(task):
            task.progress.listen(_Reporter(self, task))
        result, error = _attempt(work, args)
        self._post((task, result, error))

    def _post(self, letter: Letter) -> None:
        if self._closed or not shiboken6.isValid(self):
            return
        self._letters.append(letter)
        self._posted.emit()

    @Slot()
    def _on_posted(self) -> None:
        if not self._letters:
            return
        letter = self._letters.popleft()
        task = letter[0]
        if len(letter) == 2:
            if shiboken6.isValid(task) and task.wanted:
                task.progressed.emit(letter[1])
            return
        self._open.pop(task, None)
        if not shiboken6.isValid(task):
            return
        if task.wanted:
            task.answer(letter[1], letter[2])
        else:
            task.deleteLater()


class _Reporter:
    """Carries steps from the working thread to the task's signal on the GUI thread."""

    def __init__(self, runner: TaskRunner, task: Task) -> None:
        self._runner = runner
        self._task = task

    def __call__(self, step: Step) -> None:
        self._runner._post((self._task, step))  # noqa: SLF001  same module, one mechanism


def _attempt(work: Callable[..., T], args: tuple[object, ...]) -> tuple[T | None, Exception | None]:
    try:
        return work(*args), None
    except Exception as error:  # noqa: BLE001  the answer carries it to the GUI thread
        return None, error
