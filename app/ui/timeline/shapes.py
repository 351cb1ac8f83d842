"""What the stream paints of an entry: words and places to click, without anything of the services in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Act(StrEnum):
    """What can be done at an entry beside following its links."""

    DONE = "done"
    REOPEN = "reopen"
    SNOOZE = "snooze"
    EDIT = "edit"
    DELETE = "delete"
    EXPAND = "expand"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that jump to a record."""

    text: str
    entity: str
    id: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A next step below an entry: its words, and whether it is open, overdue, and this person's to change."""

    id: int
    text: str
    is_open: bool
    overdue: bool = False
    can_change: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """One entry in words. `key` tells entries apart; `target` is the record that its title opens."""

    key: tuple[str, int]
    icon: str
    title: str
    meta: str
    body: str = ""
    tone: str = "neutral"
    target: Link | None = None
    links: tuple[Link, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    can_edit: bool = False
    can_delete: bool = False
    source: object = field(default=None, compare=False)

    @property
    def spoken(self) -> str:
        """All of it in one line, for those who hear the list."""
        parts = [f"{self.title}{self.meta}", self.body, *(link.text for link in self.links)]
        parts += [follow_up.text for follow_up in self.follow_ups]
        return ". ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to click: a link, or an act (with the follow-up it is about)."""

    link: Link | None = None
    act: Act | None = None
    follow_up: FollowUp | None = None
