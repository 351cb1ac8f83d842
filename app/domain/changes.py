"""What an operation changed, as views and the undo menu hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class ChangeKind(StrEnum):
    """What happened to a row."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


class Change(NamedTuple):
    """One row that was touched; `entity` is the table's name. A tuple, because an import touches very many."""

    entity: str
    id: int
    kind: ChangeKind


@dataclass(frozen=True)
class ChangeSet:
    """All rows that an operation touched, in order. Empty when it changed nothing.

    What is asked of it is worked out once: every view asks, and one import may have touched a million rows.
    """

    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    @cached_property
    def _by_entity(self) -> dict[str, frozenset[int]]:
        found: dict[str, list[int]] = {}
        for entity, row_id, _kind in self.changes:
            found.setdefault(entity, []).append(row_id)
        return {entity: frozenset(ids) for entity, ids in found.items()}

    @property
    def entities(self) -> frozenset[str]:
        """The tables that were touched."""
        return frozenset(self._by_entity)

    def ids(self, entity: str) -> frozenset[int]:
        """The touched rows of one table."""
        return self._by_entity.get(entity, frozenset())

    def touches(self, *entities: str) -> bool:
        """Whether any of these tables was touched."""
        return not self.entities.isdisjoint(entities)
