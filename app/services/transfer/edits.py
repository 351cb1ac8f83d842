"""Cells that a person mended in the preview: they replace what the file says, in the preview and in the run alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.services.transfer.readers.tables import Table

Edits = Mapping[tuple[str, int, str], str]
"""By file name, row as the refusals count it, and header: the text that stands in the cell; empty clears it."""


def apply_edits(tables: Sequence[Table], edits: Edits) -> None:
    """Put the mended texts into the tables. An edit of a cell that is not there is left out: the file was changed."""
    if not edits:
        return
    for table in tables:
        columns = {header: index for index, header in enumerate(table.headers)}
        wanted = {(row, column): text for (file, row, column), text in edits.items() if file == table.file}
        places = {line: place for place, line in enumerate(table.lines)} if wanted else {}
        for (row, column), text in wanted.items():
            if row in places and column in columns:
                table.rows[places[row]][columns[column]] = text or None
                _forgive(table, row, column)


def _forgive(table: Table, row: int, column: str) -> None:
    """What the reader had against the cell (an error value of a sheet) is gone with the cell."""
    table.refusals = [item for item in table.refusals if (item.row, item.column) != (row, column)]
    if not any(item.row == row for item in table.refusals):
        table.refused_lines.discard(row)
