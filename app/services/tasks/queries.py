"""Follow-ups: lists, counts, and those whose time has come."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.db.models import Contact, Interaction, Partner, Staff, Task
from app.domain.follow_up import UNREACHED
from app.domain.vocabulary import CallOutcome, InteractionKind, InteractionState, TaskState
from app.services.operations import ReadContext, query
from app.services.tasks.read_models import TaskFilter, TaskRow, TaskView

OWN = "own"


@query("task.view")
def ids(ctx: ReadContext, wanted: TaskFilter | None = None) -> array[int]:
    """The ids of the follow-ups that fit, by their time (done ones: the latest first)."""
    chosen = wanted or TaskFilter()
    order = Task.done_at.desc() if chosen.view is TaskView.DONE else _due()
    statement = select(Task.id).where(*_conditions(ctx, chosen)).order_by(order, Task.id)
    return array("q", ctx.session.execute(statement).scalars())


@query("task.view")
def rows(ctx: ReadContext, wanted: Sequence[int]) -> list[TaskRow]:
    """These follow-ups, in any order; those that are not there are left out. One statement."""
    return _rows(ctx, Task.id.in_(wanted))


@query("task.view")
def counts(ctx: ReadContext, *, mine: bool = True) -> dict[TaskView, int]:
    """How many follow-ups each view shows (done ones are not counted). One statement."""
    views = [view for view in TaskView if view is not TaskView.DONE]
    sums = [func.coalesce(func.sum(case((_view(ctx, view), 1), else_=0)), 0) for view in views]
    row = ctx.session.execute(select(*sums).where(Task.state == TaskState.TO_DO, *_whose(ctx, mine))).one()
    return dict(zip(views, row, strict=True))


@query("task.view")
def due_for_notification(ctx: ReadContext) -> list[TaskRow]:
    """The acting person's open follow-ups whose time has come since they were last told of them."""
    untold = or_(Task.notified_at.is_(None), Task.notified_at < _due())
    return _rows(ctx, and_(Task.state == TaskState.TO_DO, _due() <= ctx.now, untold, *_mine(ctx)))


@query("task.view")
def next_due(ctx: ReadContext) -> datetime | None:
    """When the acting person's next notification is due, for a timer; None when nothing is open."""
    statement = select(func.min(_due(), type_=Task.due_at.type)).where(
        Task.state == TaskState.TO_DO, _due() > ctx.now, *_mine(ctx)
    )
    found: datetime | None = ctx.session.execute(statement).scalar()
    return found


def _due() -> ColumnElement[datetime]:
    return func.coalesce(Task.snoozed_until, Task.due_at, type_=Task.due_at.type)


def _mine(ctx: ReadContext) -> list[ColumnElement[bool]]:
    return [or_(Task.owner_id == ctx.actor.staff_id, Task.owner_id.is_(None))]


def _whose(ctx: ReadContext, mine: bool) -> list[ColumnElement[bool]]:
    return _mine(ctx) if mine or ctx.grant == OWN else []


def _conditions(ctx: ReadContext, wanted: TaskFilter) -> list[ColumnElement[bool]]:
    conditions = [*_whose(ctx, wanted.mine), _view(ctx, wanted.view)]
    if wanted.partner_id is not None:
        conditions.append(Task.partner_id == wanted.partner_id)
    return conditions


def _view(ctx: ReadContext, view: TaskView) -> ColumnElement[bool]:
    tomorrow = datetime.combine(ctx.today + timedelta(days=1), time()).astimezone()
    is_open = Task.state == TaskState.TO_DO
    match view:
        case TaskView.OPEN:
            return is_open
        case TaskView.OVERDUE:
            return and_(is_open, _due() < ctx.now)
        case TaskView.TODAY:
            return and_(is_open, _due() < tomorrow)
        case TaskView.UPCOMING:
            return and_(is_open, _due() >= tomorrow)
        case TaskView.DONE:
            return Task.state == TaskState.DONE


def _attempts() -> Any:
    """Calls to the follow-up's partner that reached nobody since the last one that did."""
    reached, missed = aliased(Interaction), aliased(Interaction)
    last = (
        select(func.max(reached.at))
        .where(
            reached.partner_id == Task.partner_id,
            reached.kind == InteractionKind.CALL,
            reached.state == InteractionState.DONE,
            reached.outcome == CallOutcome.CONNECTED,
        )
        .correlate(Task)
        .scalar_subquery()
    )
    return (
        select(func.count())
        .where(
            missed.partner_id == Task.partner_id,
            missed.kind == InteractionKind.CALL,
            missed.outcome.in_(sorted(UNREACHED)),
            missed.at > func.coalesce(last, ""),
        )
        .correlate(Task)
        .scalar_subquery()
    )


def _rows(ctx: ReadContext, condition: ColumnElement[bool]) -> list[TaskRow]:
    statement = (
        select(Task, Staff.name, Partner.name, Contact.name, _attempts())
        .outerjoin(Staff, Staff.id == Task.owner_id)
        .outerjoin(Partner, Partner.id == Task.partner_id)
        .outerjoin(Contact, Contact.id == Task.contact_id)
        .where(condition, *_whose(ctx, mine=False))
        .order_by(_due(), Task.id)
    )
    return [_row(ctx, *row) for row in ctx.session.execute(statement)]


def _row(
    ctx: ReadContext, task: Task, owner: str | None, partner: str | None, contact: str | None, attempts: int
) -> TaskRow:
    due = task.snoozed_until or task.due_at
    return TaskRow(
        id=task.id,
        version=task.version,
        title=task.title,
        state=task.state,
        due=due,
        due_at=task.due_at,
        snoozed_until=task.snoozed_until,
        overdue=task.state is TaskState.TO_DO and due < ctx.now,
        done_at=task.done_at,
        owner_id=task.owner_id,
        owner=owner,
        partner_id=task.partner_id,
        partner=partner,
        contact_id=task.contact_id,
        contact=contact,
        interaction_id=task.interaction_id,
        attempts=attempts,
    )
