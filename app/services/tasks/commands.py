"""Follow-ups: made, done, put off, handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.db.models import Staff, Task
from app.domain.errors import Problem, ValidationError
from app.domain.vocabulary import TaskState
from app.domain.when import parse_when
from app.services.operations import WriteContext, command
from app.services.tasks.read_models import TaskDraft
from app.services.tasks.storing import OWN, finish, own_task, store


@command("task.save")
def save(ctx: WriteContext, draft: TaskDraft) -> int:
    """Make a follow-up or save its form; its id.

    Raises ValidationError(s) (`title`, `when`, `owner_id` …), ConflictError, NotFoundError.
    """
    return store(ctx, draft)


@command("task.save")
def complete(ctx: WriteContext, task_id: int) -> None:
    """Mark a follow-up as done; one that is done already stays as it is. Raises NotFoundError."""
    finish(ctx, task_id)


@command("task.save")
def reopen(ctx: WriteContext, task_id: int) -> None:
    """Take a follow-up's end back. Raises NotFoundError."""
    task = own_task(ctx, task_id)
    task.state, task.done_at = TaskState.TO_DO, None


@command("task.save")
def cancel(ctx: WriteContext, task_id: int) -> None:
    """A follow-up that is not needed any more. Raises NotFoundError."""
    task = own_task(ctx, task_id)
    task.state, task.done_at = TaskState.CANCELLED, None


@command("task.save")
def snooze(ctx: WriteContext, task_id: int, until: datetime) -> None:
    """Put a follow-up off; its due time stays on record. Raises NotFoundError, ValidationError (`when`)."""
    if until <= ctx.now:
        raise ValidationError("when", Problem.BEFORE, earliest=ctx.now.isoformat())
    task = own_task(ctx, task_id)
    task.snoozed_until = until


@command("task.save")
def snooze_until(ctx: WriteContext, task_id: int, when: str) -> None:
    """As `snooze`, to a moment as people say it: `tomorrow 9`."""
    snooze(ctx, task_id, parse_when(when, ctx.now))


@command("task.save")
def reassign(ctx: WriteContext, task_id: int, owner_id: int | None) -> None:
    """Hand a follow-up to somebody else, or to nobody. Raises NotFoundError, ValidationError (`owner_id`)."""
    task = own_task(ctx, task_id)
    if owner_id is not None and ctx.session.get(Staff, owner_id) is None:
        raise ValidationError("owner_id", Problem.UNKNOWN, what="staff")
    task.owner_id = owner_id


@command("task.notify", undoable=False)
def mark_notified(ctx: WriteContext, task_ids: Sequence[int]) -> None:
    """Remember that the person was told of these follow-ups, also across a restart; others' are passed over."""
    for task_id in task_ids:
        task = ctx.session.get(Task, task_id)
        if task is not None and (ctx.grant != OWN or task.owner_id in (None, ctx.actor.staff_id)):
            task.notified_at = ctx.now
