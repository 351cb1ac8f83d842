"""What the preview's tables show, put together on a worker: rows, and what is wrong at which cell."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.progress import Progress
from app.services.operations import Operations
from app.services.transfer.maps import ImportMap
from app.services.transfer.preview import Preview, Rows, preview_rows
from app.services.transfer.refusals import Refusal
from app.ui.shared.columns import Sort

Edits = dict[tuple[str, int, str], str]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of a file: its cells as text and what is wrong with each, by column; `refused` also for other reasons."""

    id: int
    line: int
    cells: tuple[str, ...]
    wrong: Mapping[int, Refusal]
    mended: frozenset[int]
    refused: bool


@dataclass(slots=True)
class Marks:
    """What is wrong in one file: places of refused rows, and refusals by row and column."""

    places: array[int] = field(default_factory=lambda: array("q"))
    by_row: dict[int, dict[int, Refusal]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview that is ready to be looked at."""

    preview: Preview
    marks: tuple[Marks, ...]


def read_preview(ops: Operations, paths: Sequence[Path], given: ImportMap, edits: Edits, progress: Progress) -> Shown:
    """On a worker."""
    preview = ops.read(preview_rows, paths, given.kind, given, edits, progress)
    return Shown(preview, tuple(_marks(rows, preview) for rows in preview.rows))


def _marks(rows: Rows, preview: Preview) -> Marks:
    marks = Marks()
    bad = {row.row for row in preview.report.refused_rows if row.file == rows.file}
    marks.places.extend(place for place, line in enumerate(rows.lines) if line in bad)
    columns = {header: index for index, header in enumerate(rows.headers)}
    for item in preview.report.listed:
        if item.file == rows.file and item.row is not None and item.column in columns:
            marks.by_row.setdefault(item.row, {}).setdefault(columns[item.column], item)
    return marks


class PreviewSource:
    """The rows of one file for a table; ids are places from 1. The filter is True for refused rows only."""

    def __init__(self, rows: Rows, marks: Marks, edits: Edits) -> None:
        self.data = rows
        self.marks = marks
        self.edits = edits

    def ids(self, filter_: object, _sort: Sort | None) -> array[int]:
        """All places, or those of refused rows."""
        if filter_:
            return array("q", (place + 1 for place in self.marks.places))
        return array("q", range(1, len(self.data.lines) + 1))

    def rows(self, ids: Sequence[int]) -> list[PreviewRow]:
        """The rows at these places, with what was mended since the preview was made."""
        refused = set(self.marks.places)
        return [self._row(id_, refused) for id_ in ids if id_ <= len(self.data.lines)]

    def _row(self, id_: int, refused: set[int]) -> PreviewRow:
        data, place = self.data, id_ - 1
        line = data.lines[place]
        cells = [data.text(place, column) for column in range(len(data.headers))]
        mended = set()
        for column, header in enumerate(data.headers):
            text = self.edits.get((data.file, line, header))
            if text is not None:
                cells[column] = text
                mended.add(column)
        wrong = self.marks.by_row.get(line, {})
        return PreviewRow(id_, line, tuple(cells), wrong, frozenset(mended), place in refused)
