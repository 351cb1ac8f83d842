"""What every kind's `apply` works with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Setting
from app.domain.parsing.problems import ProblemCode
from app.services.operations import ReadContext
from app.services.transfer.directory import Directory, Index, folded
from app.services.transfer.plan import Plan, RowRef
from app.services.transfer.prepare import Prepared, Row

OPENING_KEY: Final = "stock.opening_date"


@dataclass(slots=True)
class Job:
    """One import being planned."""

    ctx: ReadContext
    prepared: Prepared
    plan: Plan
    directory: Directory
    currency: str
    opening: date | None
    """The day of the opening count; None when there was none, and then everything posts."""
    region: str | None
    """The country (ISO 3166) in which numbers without one are read."""

    @property
    def session(self) -> Session:
        """The session to read with."""
        return self.ctx.session

    @property
    def rows(self) -> list[Row]:
        """All rows."""
        return self.prepared.rows

    def refuse(self, row: Row, name: str | None, code: ProblemCode, /, **params: object) -> None:
        """Refuse a row for one of its fields."""
        self.prepared.refuse(row, name, code, **params)

    def good(self) -> Iterator[Row]:
        """The rows that nothing was found against so far."""
        return (row for row in self.prepared.rows if not row.bad)


def setting(session: Session, key: str) -> Any:
    """A setting of the business, or None."""
    text = session.execute(select(Setting.value).where(Setting.key == key)).scalar_one_or_none()
    return None if text is None else json.loads(text)


def matched(
    job: Job, row: Row, index: Index, code_field: str, name_field: str, seen: dict[RowRef, Row]
) -> RowRef | None:
    """The record a row is about: by code when it has one, else by name; None when it is a new one.

    With `match` in the map only those fields decide. A second row for the same record is refused.
    """
    fields: Sequence[str] = job.prepared.options.match or (code_field, name_field)
    found: list[RowRef] = []
    code, name = row.get(code_field), row.get(name_field)
    if code_field in fields and code:
        found = index.by_code.get(folded(code), [])
    elif name_field in fields and name:
        found = index.by_name.get(name, [])
    if not found:
        return None
    if len(found) > 1:
        job.refuse(
            row,
            code_field if code else name_field,
            ProblemCode.SEVERAL_MATCH,
            entity=job.prepared.kind.name,
            count=len(found),
        )
        return None
    if found[0] in seen:
        job.refuse(row, code_field if code else name_field, ProblemCode.DUPLICATE_ROW, first_row=seen[found[0]].line)
        return None
    return found[0]


def differing(current: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The wanted values that are not so yet. A field the row leaves empty is not in `wanted` and stays as it is."""
    return {name: value for name, value in wanted.items() if current.get(name) != value}
