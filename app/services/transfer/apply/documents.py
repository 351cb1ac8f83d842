"""Rows that make one document together: grouped by number, their header compared, refused as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.apply.job import Job
from app.services.transfer.directory import folded, group_rows
from app.services.transfer.prepare import Row


def documents(job: Job, header_fields: Sequence[str], field: str = "number") -> Iterator[tuple[str, list[Row]]]:
    """The rows of each document, by folded number; a document with a refused row is refused with all its rows."""
    for number, rows in group_rows(job.rows, field).items():
        first = rows[0]
        for row in rows[1:]:
            if row.header is None or row.header is not first.header:
                _compare_header(job, row, first, header_fields)
        if not spread(job, rows):
            yield number, rows


def _compare_header(job: Job, row: Row, first: Row, fields: Sequence[str]) -> None:
    for name in fields:
        value, wanted = row.get(name), first.get(name)
        if value is not None and wanted is not None and value != wanted:
            job.refuse(row, name, ProblemCode.HEADER_DIFFERS, first_row=first.line, first_value=str(wanted))
        elif value is not None and wanted is None:
            first.values[name] = value


def spread(job: Job, rows: Sequence[Row]) -> bool:
    """Whether a row of the document is refused; then all the others are, and say which one it was."""
    bad = next((row for row in rows if row.bad), None)
    if bad is None:
        return False
    for row in rows:
        if not row.bad:
            job.refuse(row, None, ProblemCode.REFUSED_ELSEWHERE, row=bad.line)
    return True


def at_noon(day: date) -> datetime:
    """A moment for an event of which only the day is known: noon where the business is."""
    return datetime.combine(day, time(12)).astimezone(UTC)


class Numbers:
    """Numbers that are taken, and the next free one beside a wanted one."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def free(self, wanted: str) -> str:
        """``wanted``, or with ``-2``, ``-3`` … behind it."""
        base, number, count = wanted[:56], wanted[:64], 1
        while folded(number) in self._taken:
            count += 1
            number = f"{base}-{count}"
        self._taken.add(folded(number))
        return number
