"""Storing a follow-up inside an operation: its own, or a logged call's with its next step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.db.models import Contact, Partner, Staff, Task
from app.domain.errors import Checks, NotFoundError, Problem, ValidationError
from app.domain.text import clean_line
from app.domain.vocabulary import TaskState
from app.domain.when import parse_when
from app.services.drafts import merge_draft
from app.services.operations import ReadContext, WriteContext
from app.services.tasks.read_models import TaskDraft

OWN = "own"
FIELDS = ("title", "due_at", "partner_id", "contact_id", "interaction_id", "owner_id")


def store(ctx: WriteContext, draft: TaskDraft) -> int:
    """Make a follow-up or save its form; its id. Raises as the command `save` does."""
    due = _checked(ctx, draft)
    task = Task(state=TaskState.TO_DO) if draft.id is None else own_task(ctx, draft.id)
    owner_id = draft.owner_id if draft.owner_id is not None or draft.id is not None else ctx.actor.staff_id
    form = replace(draft, title=clean_line(draft.title, "title"), due_at=due, owner_id=owner_id)
    if draft.id is not None:
        form = merge_draft(ctx, form, form_of(task), FIELDS, "task")
        if form.due_at != task.due_at:
            task.snoozed_until = None
    for name in FIELDS:
        setattr(task, name, getattr(form, name))
    _require_own(ctx, task)
    ctx.session.add(task)
    ctx.session.flush()
    return task.id


def form_of(task: Task) -> TaskDraft:
    """A follow-up's form as it is stored."""
    return TaskDraft(task.id, task.version, **{name: getattr(task, name) for name in FIELDS})


def finish(ctx: WriteContext, task_id: int) -> None:
    """Mark a follow-up as done; one that is done already stays as it is. Raises NotFoundError."""
    task = own_task(ctx, task_id)
    if task.state is not TaskState.DONE:
        task.state, task.done_at = TaskState.DONE, ctx.now


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


def own_task(ctx: WriteContext, task_id: int) -> Task:
    """A follow-up that the acting person may handle. Raises NotFoundError, PermissionDenied."""
    task = ctx.session.get(Task, task_id)
    if task is None:
        raise NotFoundError("task", task_id)
    _require_own(ctx, task)
    return task


def _require_own(ctx: ReadContext, task: Task) -> None:
    limited = ctx.may("task.save") == OWN
    if limited and task.owner_id not in (None, ctx.actor.staff_id):
        raise ctx.refuse(OWN)
