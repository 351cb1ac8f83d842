"""What an operation changed, as views and the undo menu hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened to a row."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was touched; `entity` is the table's name."""

    entity: str
    id: int
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """All rows that an operation touched, in order. Empty when it changed nothing."""

    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def entities(self) -> frozenset[str]:
        """The tables that were touched."""
        return frozenset(change.entity for change in self.changes)

    def ids(self, entity: str) -> frozenset[int]:
        """The touched rows of one table."""
        return frozenset(change.id for change in self.changes if change.entity == entity)

    def touches(self, *entities: str) -> bool:
        """Whether any of these tables was touched."""
        return not self.entities.isdisjoint(entities)
