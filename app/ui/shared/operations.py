"""The one way a widget changes anything: off the GUI thread, with undo, announcement, refresh and toast in one order.

The write runs also when the widget that asked is gone by then, and every other view still hears of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError
from app.domain.progress import Progress
from app.ui.app_context import AppContext, context_of
from app.ui.shared.errors import show_error
from app.ui.shared.tasks import Task, report_bug
from app.ui.shared.toasts import ToastHost

if TYPE_CHECKING:
    from app.services.operations import Outcome

ToastText = Callable[["Outcome[Any]"], str] | str | None


class OperationRun(QObject):
    """One write on its way. `finished(ok)` after everything that follows it; disable the save button until then."""

    finished = Signal(bool)

    def __init__(
        self,
        ctx: AppContext,
        owner: QWidget,
        on_success: Callable[[Any], object] | None,
        on_error: Callable[[AppError], object] | None,
        toast: ToastText,
        *,
        can_undo: bool = True,
    ) -> None:
        super().__init__(ctx.bus)
        self._ctx = ctx
        self._owner = owner
        self._host = ToastHost.of(owner)
        self._on_success = on_success
        self._on_error = on_error
        self._toast = toast
        self._can_undo = can_undo

    def start(self, work: Callable[..., Any], *args: object, progress: Progress | None = None) -> Task:
        """Hand the work to the writer thread; `progress` is the one that the work reports to and is stopped by."""
        return self._ctx.runner.write(
            self, work, *args, on_result=self._on_committed, on_error=self._on_failed, progress=progress
        )

    def _on_committed(self, outcome: Outcome[Any]) -> None:
        alive = shiboken6.isValid(self._owner)
        self._ctx.undo.note_step()
        self._ctx.bus.announce(outcome.changes, self._owner if alive else None)
        if self._on_success is not None and shiboken6.isValid(self._owner):
            self._on_success(outcome)
        self._say(outcome)
        self._end(ok=True)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            report_bug(error)
        elif not shiboken6.isValid(self._owner):
            self._complain(error)
        elif self._on_error is not None:
            self._on_error(error)
        else:
            show_error(self._owner, error)
        self._end(ok=False)

    def _complain(self, error: AppError) -> None:
        if self._host is not None and shiboken6.isValid(self._host):
            show_error(self._host, error)
        else:
            report_bug(error)

    def _say(self, outcome: Outcome[Any]) -> None:
        if self._toast is None or self._host is None or not shiboken6.isValid(self._host):
            return
        text = self._toast if isinstance(self._toast, str) else self._toast(outcome)
        undo = None
        if self._can_undo and outcome.entry is not None and self._ctx.undo.can_undo:
            undo = UndoStep(self._ctx, self._host.window_widget, outcome.entry)
        self._host.show_toast(text, undo.run if undo else None)

    def _end(self, *, ok: bool) -> None:
        if shiboken6.isValid(self):
            self.finished.emit(ok)
            self.deleteLater()


class UndoStep:
    """What the toast's Undo does: undo exactly the step that the toast told of."""

    def __init__(self, ctx: AppContext, owner: QWidget, entry: int) -> None:
        self._ctx = ctx
        self._owner = owner
        self._entry = entry

    def run(self) -> None:
        """Undo it, whatever was done since."""
        OperationRun(self._ctx, self._owner, None, None, "Undone", can_undo=False).start(
            self._ctx.ops.undo_entry, self._entry
        )


def run_operation(
    owner: QWidget,
    command: Callable[..., Any],
    *args: object,
    on_success: Callable[[Any], object] | None = None,
    on_error: Callable[[AppError], object] | None = None,
    toast: ToastText = None,
) -> OperationRun:
    """Run a command of the services on the writer thread for `owner`.

    Then on the GUI thread, in this order: undo state, `ChangeBus.committed`, `on_success(outcome)`, the toast with
    Undo. `on_success` and `on_error` are not called when `owner` is gone. Without `on_error` an `AppError` goes to the
    nearest `ErrorPlace` around the owner (a form shows it at its field); what is no `AppError` is a bug.
    """
    ctx = context_of(owner)
    run = OperationRun(ctx, owner, on_success, on_error, toast)
    run.start(ctx.ops.run_once, str(uuid4()), command, *args)
    return run


def run_undo(owner: QWidget, *, redo: bool) -> OperationRun:
    """Undo the newest step of the session, or do it again."""
    ctx = context_of(owner)
    run = OperationRun(ctx, owner, None, None, "Done again" if redo else "Undone", can_undo=False)
    run.start(ctx.ops.redo if redo else ctx.ops.undo)
    return run
