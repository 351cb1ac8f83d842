"""The two writes of the wizard: an import with its progress, and the undo of a whole run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError, ConflictError
from app.domain.progress import Progress
from app.services.operations import Operations, Outcome
from app.services.transfer.commands import run_import, undo_import
from app.services.transfer.maps import ImportMap
from app.services.transfer.read_models import ImportReport
from app.ui.app_context import context_of
from app.ui.shared.errors import sentence
from app.ui.shared.formats import formats
from app.ui.shared.operations import OperationRun
from app.ui.shared.tasks import Task
from app.ui.transfer.preview_data import Edits
from app.wording import imports

OnError = Callable[[AppError], object]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported, settled: nothing that is typed later changes it."""

    paths: Sequence[Path]
    given: ImportMap
    edits: Edits
    skip_refused: bool


def _import(ops: Operations, order: Order, progress: Progress) -> Outcome[ImportReport]:
    """On the writer thread."""
    return ops.run(
        run_import, order.paths, order.given.kind, order.given,
        skip_refused=order.skip_refused, edits=order.edits, progress=progress,
    )  # fmt: skip


def start_import(
    owner: QWidget, order: Order, progress: Progress, on_success: Callable[[Any], object], on_error: OnError
) -> Task:
    """Import. Stop it by `progress.cancel()`: then the answer is `Cancelled`, or that it was already in."""
    ctx = context_of(owner)
    run = OperationRun(ctx, owner, on_success, on_error, _said, can_undo=False)
    return run.start(_import, ctx.ops, order, progress, progress=progress)


def undo_run(owner: QWidget, batch_id: int, on_success: Callable[[Any], object], on_error: OnError) -> Task:
    """Take back a whole run."""
    ctx = context_of(owner)
    run = OperationRun(ctx, owner, on_success, on_error, "The import was taken back", can_undo=False)
    return run.start(ctx.ops.run, undo_import, batch_id)


def undo_sentence(error: AppError) -> str:
    """Why a run was not taken back."""
    if isinstance(error, ConflictError):
        return imports.undo_conflict(error, formats())
    return sentence(error)


def _said(outcome: Outcome[ImportReport]) -> str:
    return imports.summary(outcome.value, formats())
