"""What each person did this week, for those who lead them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from app.db.models import Interaction, SalesOrder, SalesOrderLine, Staff, Task
from app.domain.vocabulary import InteractionKind, InteractionState, TaskState
from app.services.business.settings import read_business
from app.services.insights.sales import counted, line_revenue
from app.services.operations import ReadContext, query
from app.services.today.read_models import TeamRow


@query("kpi.view")
def team(ctx: ReadContext) -> list[TeamRow]:
    """The active people's week since Monday, by name; nothing for those who lead nobody. Five statements."""
    if ctx.may("staff.save") is None:
        return []
    monday = ctx.today - timedelta(days=ctx.today.weekday())
    start = datetime.combine(monday, time()).astimezone()
    end = datetime.combine(monday + timedelta(days=7), time()).astimezone()
    calls = select(Interaction.staff_id, func.count()).where(
        Interaction.kind == InteractionKind.CALL,
        Interaction.state == InteractionState.DONE,
        Interaction.at >= start,
    )
    due = select(Task.owner_id, func.count()).where(Task.state == TaskState.TO_DO, Task.due_at < end)
    currency = read_business(ctx.session).currency
    sales = (
        select(SalesOrder.staff_id, func.count(SalesOrder.id.distinct()), func.sum(line_revenue()))
        .join(SalesOrderLine, SalesOrderLine.order_id == SalesOrder.id)
        .where(counted(), SalesOrder.ordered >= monday, SalesOrder.currency == currency)
        .group_by(SalesOrder.staff_id)
    )
    called = {row[0]: row[1] for row in ctx.session.execute(calls.group_by(Interaction.staff_id))}
    waiting = {row[0]: row[1] for row in ctx.session.execute(due.group_by(Task.owner_id))}
    sold = {row[0]: (row[1], row[2]) for row in ctx.session.execute(sales)}
    people = select(Staff.id, Staff.name).where(Staff.active == True).order_by(Staff.name_fold)  # noqa: E712 - SQL
    return [
        TeamRow(name, called.get(id_, 0), waiting.get(id_, 0), *sold.get(id_, (0, 0)), currency)
        for id_, name in ctx.session.execute(people)
    ]
