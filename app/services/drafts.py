"""What saving a form has in common: refusals collected at their fields, and what others changed since it was opened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar, cast

from app.db.undo import last_change
from app.domain.errors import Checks, ConflictError, FieldConflict, Problem, ValidationError
from app.domain.merge import merge_fields
from app.services.operations import WriteContext


class Draft(Protocol):
    """A frozen dataclass of a record's form; `original` is the draft that the form was opened with."""

    @property
    def id(self) -> int | None: ...
    @property
    def original(self) -> Any: ...


DraftT = TypeVar("DraftT", bound=Draft)
Rows = Mapping[str, Collection[int]]


def merge_draft(
    ctx: WriteContext, draft: DraftT, current: DraftT, names: Sequence[str], entity: str, parts: Rows | None = None
) -> DraftT:
    """The draft with what others changed since its form was opened; `current` is what is stored now.

    A field that both changed to different values is a ConflictError with its three values, who and when: the latest
    change of the record's own row or of its `parts`, rows of other tables that the form writes too. A draft without its
    original conflicts wherever it differs from a newer version.
    """
    ours, theirs, key = values_of(draft, names), values_of(current, names), current.id or 0
    merged, conflicts = ours, tuple[FieldConflict, ...]()
    version = getattr(draft, "version", None)
    if draft.original is not None:
        merged, conflicts = merge_fields(values_of(draft.original, names), ours, theirs, names)
    elif version is not None and version != getattr(current, "version", None):
        differing = [name for name in names if ours[name] != theirs[name]]
        conflicts = tuple(FieldConflict(name, None, ours[name], theirs[name]) for name in differing)
    if conflicts:
        by, at = last_change(ctx.session.connection(), entity, key, parts=parts)
        raise ConflictError(entity, key, fields=conflicts, changed_by=by, changed_at=at)
    return cast(DraftT, replace(cast(Any, draft), **merged))


def values_of(draft: object, names: Sequence[str]) -> dict[str, Any]:
    """The draft's fields by name; lists as tuples, so that they compare."""
    values = {name: getattr(draft, name) for name in names}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def cleaned(checks: Checks, clean: Callable[..., object], value: str, *args: Any) -> str:
    """What `clean(value, field, …)` keeps of a text; its refusal is collected, and the text is empty then."""
    try:
        return str(clean(value, *args))
    except ValidationError as error:
        checks.errors.append(error)
        return ""


def check_whole(checks: Checks, field: str, value: int | None, limit: int) -> None:
    """Refuse a number below zero or beyond a limit; None is no number and fine."""
    if value is not None and value < 0:
        checks.add(field, Problem.NEGATIVE)
    elif value is not None and value > limit:
        checks.add(field, Problem.TOO_LARGE, limit=limit)
