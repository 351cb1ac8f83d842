"""Follow-ups: made, done, put off, handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.db.models import Contact, Partner, Staff, Task
from app.db.undo import last_change
from app.domain.errors import Checks, ConflictError, FieldConflict, NotFoundError, Problem, ValidationError
from app.domain.text import clean_line
from app.domain.vocabulary import TaskState
from app.domain.when import parse_when
from app.services.operations import ReadContext, WriteContext, command
from app.services.tasks.read_models import TaskDraft

OWN = "own"


@command("task.save")
def save(ctx: WriteContext, draft: TaskDraft) -> int:
    """Make a follow-up or save its form; its id.

    Raises ValidationError(s) (`title`, `when`, `owner_id` …), ConflictError, NotFoundError.
    """
    return store(ctx, draft)


def store(ctx: WriteContext, draft: TaskDraft) -> int:
    """The same inside another operation (a logged call's next step)."""
    due = _checked(ctx, draft)
    task = Task(state=TaskState.TO_DO) if draft.id is None else _task(ctx, draft.id)
    owner_id = draft.owner_id if draft.owner_id is not None or draft.id is not None else ctx.actor.staff_id
    values = {
        "title": clean_line(draft.title, "title"),
        "due_at": due,
        "partner_id": draft.partner_id,
        "contact_id": draft.contact_id,
        "interaction_id": draft.interaction_id,
        "owner_id": owner_id,
    }
    if draft.id is not None and draft.version is not None and draft.version != task.version:
        raise _conflict(ctx, task, values)
    if draft.id is not None and due != task.due_at:
        task.snoozed_until = None
    for name, value in values.items():
        setattr(task, name, value)
    _require_own(ctx, task)
    ctx.session.add(task)
    ctx.session.flush()
    return task.id


@command("task.save")
def complete(ctx: WriteContext, task_id: int) -> None:
    """Mark a follow-up as done; one that is done already stays as it is. Raises NotFoundError."""
    finish(ctx, task_id)


def finish(ctx: WriteContext, task_id: int) -> None:
    """The same inside another operation."""
    task = _task(ctx, task_id)
    if task.state is not TaskState.DONE:
        task.state, task.done_at = TaskState.DONE, ctx.now


@command("task.save")
def reopen(ctx: WriteContext, task_id: int) -> None:
    """Take a follow-up's end back. Raises NotFoundError."""
    task = _task(ctx, task_id)
    task.state, task.done_at = TaskState.TO_DO, None


@command("task.save")
def cancel(ctx: WriteContext, task_id: int) -> None:
    """A follow-up that is not needed any more. Raises NotFoundError."""
    task = _task(ctx, task_id)
    task.state, task.done_at = TaskState.CANCELLED, None


@command("task.save")
def snooze(ctx: WriteContext, task_id: int, until: datetime) -> None:
    """Put a follow-up off; its due time stays on record. Raises NotFoundError, ValidationError (`when`)."""
    if until <= ctx.now:
        raise ValidationError("when", Problem.BEFORE, earliest=ctx.now.isoformat())
    task = _task(ctx, task_id)
    task.snoozed_until = until


@command("task.save")
def snooze_until(ctx: WriteContext, task_id: int, when: str) -> None:
    """As `snooze`, to a moment as people say it: `tomorrow 9`."""
    snooze(ctx, task_id, parse_when(when, ctx.now))


@command("task.save")
def reassign(ctx: WriteContext, task_id: int, owner_id: int | None) -> None:
    """Hand a follow-up to somebody else, or to nobody. Raises NotFoundError, ValidationError (`owner_id`)."""
    task = _task(ctx, task_id)
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


def _checked(ctx: WriteContext, draft: TaskDraft) -> datetime:
    checks = Checks()
    try:
        if not clean_line(draft.title, "title"):
            checks.add("title", Problem.REQUIRED)
    except ValidationError as error:
        checks.errors.append(error)
    due = draft.due_at
    if due is None and not draft.when.strip():
        checks.add("when", Problem.REQUIRED)
    elif due is None:
        try:
            due = parse_when(draft.when, ctx.now)
        except ValidationError as error:
            checks.errors.append(error)
    for field, model, row_id in (
        ("partner_id", Partner, draft.partner_id),
        ("contact_id", Contact, draft.contact_id),
        ("owner_id", Staff, draft.owner_id),
    ):
        if row_id is not None and ctx.session.get(model, row_id) is None:
            checks.add(field, Problem.UNKNOWN, what=model.__tablename__)
    checks.raise_if_any()
    return due or ctx.now


def _task(ctx: WriteContext, task_id: int) -> Task:
    task = ctx.session.get(Task, task_id)
    if task is None:
        raise NotFoundError("task", task_id)
    _require_own(ctx, task)
    return task


def _require_own(ctx: ReadContext, task: Task) -> None:
    limited = ctx.may("task.save") == OWN
    if limited and task.owner_id not in (None, ctx.actor.staff_id):
        raise ctx.refuse(OWN)


def _conflict(ctx: WriteContext, task: Task, values: dict[str, object]) -> ConflictError:
    fields = tuple(
        FieldConflict(name, None, value, getattr(task, name))
        for name, value in values.items()
        if value != getattr(task, name)
    )
    by, at = last_change(ctx.session.connection(), "task", task.id)
    return ConflictError("task", task.id, fields=fields, changed_by=by, changed_at=at)
