"""What the follow-ups' lists see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.vocabulary import TaskState


class TaskView(StrEnum):
    """Which follow-ups."""

    OPEN = "open"
    OVERDUE = "overdue"
    """Due before now."""
    TODAY = "today"
    """Due by the end of today, overdue ones included."""
    UPCOMING = "upcoming"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """All conditions hold at once. `mine` also lists what belongs to nobody."""

    view: TaskView = TaskView.OPEN
    mine: bool = True
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One follow-up. `due` is when it shows up: the due time, or until when it was snoozed."""

    id: int
    version: int
    title: str
    state: TaskState
    due: datetime
    due_at: datetime
    snoozed_until: datetime | None
    overdue: bool
    done_at: datetime | None
    owner_id: int | None
    owner: str | None
    partner_id: int | None
    partner: str | None
    contact_id: int | None
    contact: str | None
    interaction_id: int | None
    attempts: int
    """Calls in a row that reached nobody."""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A follow-up's form. `when` (as people say it) is read when `due_at` is None; no owner is the acting person.

    `original` is the draft the form was opened with: what others changed since is kept.
    """

    id: int | None = None
    version: int | None = None
    title: str = ""
    due_at: datetime | None = None
    when: str = ""
    partner_id: int | None = None
    contact_id: int | None = None
    interaction_id: int | None = None
    owner_id: int | None = None
    original: TaskDraft | None = None
