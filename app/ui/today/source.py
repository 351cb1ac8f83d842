"""What the tab reads: the follow-ups in their groups and the calls of the day. Runs on a worker thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.services.tasks.read_models import TaskRow
    from app.services.today.read_models import TodaysCall
    from app.ui.app_context import AppContext
    from app.wording.formats import Formats

MOST = 300


class Group(StrEnum):
    """Where a follow-up stands in time."""

    OVERDUE = "overdue"
    TODAY = "today"
    UPCOMING = "upcoming"


TITLES = {Group.OVERDUE: "Overdue", Group.TODAY: "Today", Group.UPCOMING: "Upcoming"}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One follow-up as the list shows it."""

    id: int
    group: Group
    who: str
    title: str
    when: str
    row: TaskRow

    @property
    def partner_id(self) -> int | None:
        """Whom it is about."""
        return self.row.partner_id


@dataclass(frozen=True, slots=True)
class Call:
    """One call of today."""

    id: int
    who: str
    text: str
    when: str
    partner_id: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """All that the tab shows."""

    name: str
    hour: int
    date: str
    follow_ups: tuple[FollowUp, ...] = ()
    calls: tuple[Call, ...] = ()
    has_customers: bool = False

    @property
    def waiting(self) -> int:
        """How many follow-ups are overdue or due today."""
        return sum(row.group is not Group.UPCOMING for row in self.follow_ups)


def load(ctx: AppContext) -> Day:
    """Read the day of the acting person."""
    from app.services.people.queries import me
    from app.services.tasks.queries import ids, rows
    from app.services.today.queries import facts
    from app.ui.shared.formats import formats as chosen

    formats = chosen()
    now = ctx.ops.now()
    person = ctx.ops.read(me)
    known = ctx.ops.read(facts)
    tasks = ctx.ops.read(rows, list(ctx.ops.read(ids))[:MOST])
    return Day(
        name=person.name.split()[0] if person.name else "",
        hour=now.astimezone().hour,
        date=f"{now.astimezone():%A}, {formats.date_long(now.astimezone().date())}",
        follow_ups=tuple(_follow_up(row, formats, now) for row in sorted(tasks, key=_by_time)),
        calls=tuple(_call(call, formats) for call in known.calls),
        has_customers=known.has_customers,
    )


def _by_time(row: TaskRow) -> tuple[datetime, int]:
    return row.due, row.id


def _follow_up(row: TaskRow, formats: Formats, now: datetime) -> FollowUp:
    today = now.astimezone().date()
    day = row.due.astimezone().date()
    if row.overdue:
        group = Group.OVERDUE
        when = f"overdue {formats.time(row.due)}" if day == today else formats.due(day, today)
    elif day == today:
        group, when = Group.TODAY, formats.time(row.due)
    else:
        group, when = Group.UPCOMING, formats.moment(row.due, now)
    who = row.partner or row.contact or ""
    title = f"{row.contact} · {row.title}" if row.partner and row.contact else row.title
    return FollowUp(row.id, group, who, title, when, row)


def _call(call: TodaysCall, formats: Formats) -> Call:
    from app.wording.labels import label

    said = call.subject or call.notes or (label(call.outcome) if call.outcome else "")
    who = call.partner or call.contact or "Somebody"
    return Call(call.id, who, " ".join(said.split()), formats.time(call.at), call.partner_id)


Work = tuple[Any, tuple[Any, ...]]


def complete(item: FollowUp) -> Work:
    """The command that says it was done."""
    from app.services.tasks import commands

    return commands.complete, (item.id,)


def snooze(item: FollowUp, until: datetime) -> Work:
    """The command that puts it off."""
    from app.services.tasks import commands

    return commands.snooze, (item.id, until)


def reschedule(item: FollowUp, due_at: datetime) -> Work:
    """The command that gives it another time."""
    from app.services.tasks import commands
    from app.services.tasks.read_models import TaskDraft

    row = item.row
    original = TaskDraft(
        row.id, row.version, row.title, row.due_at, "", row.partner_id, row.contact_id, row.interaction_id, row.owner_id
    )
    # Whoever is told of a follow-up is marked in it: that, too, makes it newer than the row in the list.
    return commands.save, (replace(original, due_at=due_at, original=original),)
