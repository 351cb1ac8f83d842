"""Two people edited the same record: changes to different fields go together, to the same field they conflict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.errors import FieldConflict


def merge_fields(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any], names: Iterable[str]
) -> tuple[dict[str, Any], tuple[FieldConflict, ...]]:
    """The value each field takes, and the fields that both changed to different values (three-way by field)."""
    merged: dict[str, Any] = {}
    conflicts = []
    for name in names:
        before, mine, other = base[name], ours[name], theirs[name]
        merged[name] = other if mine == before else mine
        if mine not in (before, other) and other != before:
            conflicts.append(FieldConflict(name, before, mine, other))
    return merged, tuple(conflicts)
