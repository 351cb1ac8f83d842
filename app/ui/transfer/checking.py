"""Keeps the preview true: made on a worker, made anew a moment after an edit, never shown under typing hands."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import AppError
from app.domain.progress import Progress
from app.ui.app_context import AppContext
from app.ui.shared.errors import sentence
from app.ui.shared.tasks import Task, report_bug
from app.ui.transfer.check_step import CheckStep
from app.ui.transfer.draft import ImportDraft
from app.ui.transfer.preview_data import Shown, read_preview

AGAIN_AFTER_MS = 300


class Checking(QObject):
    """`previewed` when the step shows a preview, or why there is none."""

    previewed = Signal()

    def __init__(self, ctx: AppContext, draft: ImportDraft, step: CheckStep, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._draft = draft
        self._step = step
        self._task: Task | None = None
        self._waiting: Shown | None = None
        self._again = self._timer(self._on_time_to_check)
        self._calm = self._timer(self._on_calm)
        step.mended.connect(self._again.start)

    def _timer(self, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(AGAIN_AFTER_MS)
        timer.timeout.connect(slot)
        return timer

    def forget(self) -> None:
        """What was found does not hold any more."""
        self.drop()
        self._step.forget()

    def drop(self) -> None:
        """Want no answer of a check that is on its way."""
        if self._task is not None and self._task.wanted:
            self._task.cancel()
        self._task = None
        self._waiting = None

    @Slot()
    def check(self) -> None:
        """Read every row and say what would be done with it."""
        self.drop()
        draft, progress = self._draft, Progress()
        self._step.show_busy("Nothing is written yet.")
        task = self._ctx.runner.read(
            self, read_preview, self._ctx.ops, list(draft.paths), draft.given(), dict(draft.edits), progress,
            on_result=self._on_previewed, on_error=self._on_failed, progress=progress,
        )  # fmt: skip
        if task.wanted:
            self._task = task
            task.progressed.connect(self._step.show_progress)

    def _on_previewed(self, shown: Shown) -> None:
        self._task = None
        if self._step.editing:  # the table would be filled anew under the hands of the person
            self._waiting = shown
            self._calm.start()
            return
        self._step.show_preview(shown)
        self.previewed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._task = None
        if isinstance(error, AppError):
            self._step.show_failure(sentence(error))
        else:
            self._step.show_failure("Nothing was written. The details are in the log.")
            report_bug(error)
        self.previewed.emit()

    @Slot()
    def _on_calm(self) -> None:
        shown, self._waiting = self._waiting, None
        if shown is not None and self._task is None:
            self._on_previewed(shown)

    @Slot()
    def _on_time_to_check(self) -> None:
        if self._step.editing:
            self._again.start()
        else:
            self.check()
