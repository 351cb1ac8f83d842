"""What an import read, did or would do, in words: for the terminal and the import wizard alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.services.transfer.read_models import FileReading, ImportReport, ImportRun
from app.wording.formats import Formats
from app.wording.quoting import isolate, quoted_list

_NOTICES: Final = {
    "returns": "{n} with a negative quantity: returns.",
    "cancelled": "{n} marked as cancelled: they count in no figure and move no stock.",
    "history": "{n} finished before the opening count: they count in every figure and move no stock.",
    "lines": "{n} order lines.",
    "no_cost": "{n} without a cost: that stock is valued at nothing until goods with a cost come in.",
    "opening_orders": "{n} opening purchase orders made from what is on order.",
    "valued_at_standard_cost": "{n} received without a price: valued at the product's cost.",
    "title_without_company": "{n} with a title but no company: the title is kept in the notes.",
}

_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

STATES: Final = {"done": "done", "undone": "undone", "undoing": "being undone"}


def summary(report: ImportReport, formats: Formats, *, dry_run: bool = False) -> str:
    """One sentence: what was, or would be, created, updated, left and refused."""
    parts = [
        f"{formats.number(report.created)} created",
        f"{formats.number(report.updated)} updated",
        f"{formats.number(report.unchanged)} unchanged",
    ]
    if report.refused or report.problems:
        parts.append(f"{formats.count(report.refused, 'row', 'rows')} refused")
    kept = " (dry run: nothing was kept)" if dry_run else ""
    return f"{report.kind.replace('_', ' ').capitalize()}: {', '.join(parts)}{kept}."


def readings(report: ImportReport, formats: Formats) -> Iterator[str]:
    """How each file was read, and which of its columns nothing was read from."""
    for reading in report.files:
        yield f"{isolate(reading.read_as.file)}: {_read_as(reading)}, {formats.count(reading.rows, 'row', 'rows')}."
        if reading.unmapped:
            yield f"  Not read: {quoted_list(reading.unmapped, 'and')}."


def notices(report: ImportReport, formats: Formats) -> Iterator[str]:
    """What is worth saying beside the counts."""
    for entity, count in report.made.items():
        yield f"{formats.number(count)} made that were missing: {entity.replace('_', ' ')}."
    for code, count in report.notices.items():
        yield _NOTICES[code].format(n=formats.number(count))


def run_line(run: ImportRun, formats: Formats) -> list[str]:
    """A run of the history as cells: number, when, kind, files, counts, who, state."""
    return [
        str(run.id),
        formats.timestamp(run.at),
        run.kind.replace("_", " "),
        ", ".join(isolate(name) for name in run.files),
        formats.number(run.created),
        formats.number(run.updated),
        formats.number(run.refused),
        run.staff or "–",
        STATES[run.state],
    ]


RUN_HEADS: Final = ["Run", "When", "Kind", "Files", "Created", "Updated", "Refused", "By", "State"]


def _read_as(reading: FileReading) -> str:
    facts = reading.read_as
    parts = [facts.type.upper()]
    if facts.sheet:
        parts.append(f"sheet {isolate(facts.sheet)}")
    if facts.encoding:
        parts.append(facts.encoding)
    if facts.delimiter:
        parts.append(_DELIMITERS.get(facts.delimiter, facts.delimiter))
    return ", ".join(parts)
