"""From a path to a table: the reader by the file's type, headers found, rows squared, blank rows counted."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.domain.parsing.problems import ProblemCode
from app.domain.progress import Progress
from app.services.transfer.limits import LIMITS, Limits
from app.services.transfer.maps import Options
from app.services.transfer.readers.tables import Cell, FileRefused, ReadAs, Table

TEXT_TYPES: Final = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "csv"}
SHEET_TYPES: Final = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".xlsb": "xlsb", ".ods": "ods"}
CARD_TYPES: Final = {".vcf": "vcard", ".vcard": "vcard"}
_CHECK_EVERY: Final = 5_000


def read_table(path: Path, options: Options, progress: Progress | None = None, limits: Limits = LIMITS) -> Table:
    """Reads one file. Raises `FileRefused` when it cannot be read as a whole; single rows are noted in the table."""
    if not path.is_file():
        raise FileRefused(ProblemCode.NOT_FOUND)
    suffix = path.suffix.lower()
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(ProblemCode.EMPTY_FILE)
    if size > limits.file_bytes:
        raise FileRefused(ProblemCode.FILE_TOO_LARGE, limit=limits.file_bytes, found=size)
    if suffix in TEXT_TYPES:
        return _text(path, TEXT_TYPES[suffix], options, progress, limits)
    if suffix in SHEET_TYPES:
        return _sheet(path, SHEET_TYPES[suffix], options, progress, limits)
    if suffix in CARD_TYPES:
        return _cards(path, options, limits)
    raise FileRefused(ProblemCode.UNKNOWN_TYPE, suffix=suffix)


def _read_as(path: Path, kind: str, **facts: str | int | None) -> ReadAs:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return ReadAs(path.name, kind, digest, path.stat().st_size, **facts)  # type: ignore[arg-type]


def _text(path: Path, kind: str, options: Options, progress: Progress | None, limits: Limits) -> Table:
    from app.services.transfer.readers import delimited

    text, encoding = delimited.decoded(path, options.encoding, limits)
    delimiter = options.delimiter or ("\t" if kind == "tsv" else delimited.find_delimiter(text))
    rows = iter(delimited.records(text, delimiter, limits))
    first = next(rows, None)
    if first is None:
        raise FileRefused(ProblemCode.EMPTY_FILE)
    line, headers = first
    read_as = _read_as(path, kind, encoding=encoding, delimiter=delimiter, header_row=line)
    table = Table(read_as, _headers([*headers], line), guarded=True)
    _fill(table, rows, progress, limits)
    return table


def _sheet(path: Path, kind: str, options: Options, progress: Progress | None, limits: Limits) -> Table:
    from app.services.transfer.readers import spreadsheet

    name, errors, rows = spreadsheet.open_sheet(path, options.sheet, limits)
    line = 0
    for line, row in rows:  # noqa: B007 - where the header was found is told
        if any(cell is not None for cell in row):
            while row and row[-1] is None:
                row.pop()
            break
    else:
        raise FileRefused(ProblemCode.EMPTY_FILE)
    read_as = _read_as(path, kind, sheet=name, header_row=line)
    table = Table(read_as, _headers([_as_header(cell) for cell in row], line))
    _fill(table, rows, progress, limits)
    _note_errors(table, errors)
    return table


def _cards(path: Path, options: Options, limits: Limits) -> Table:
    from app.services.transfer.readers import delimited, vcard

    text, encoding = delimited.decoded(path, options.encoding, limits)
    table = Table(_read_as(path, "vcard", encoding=encoding), vcard.HEADERS)
    vcard.read_cards(text, table, limits)
    return table


def _as_header(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _headers(names: list[str], line: int) -> tuple[str, ...]:
    names = [name.strip() for name in names]
    for name, count in Counter(name for name in names if name).items():
        if count > 1:
            raise FileRefused(ProblemCode.DUPLICATE_HEADER, row=line, header=name)
    if not any(names):
        raise FileRefused(ProblemCode.EMPTY_FILE, row=line)
    return tuple(names)


def _fill(
    table: Table,
    rows: Iterator[tuple[int, list[Cell]]] | Iterator[tuple[int, list[str]]],
    progress: Progress | None,
    limits: Limits,
) -> None:
    width, sheet = len(table.headers), table.read_as.sheet is not None
    known: dict[str, str] = {}  # equal texts share one object: half the memory of a large file
    for line, cells in rows:
        row: list[Cell] = [None if cell == "" else cell for cell in cells]
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row):
            table.blank_rows += 1
            continue
        if sheet:
            row = _squared(row, width)
        if len(row) != width:
            table.refuse(line, ProblemCode.RAGGED_ROW, expected=width, found=len(row))
            continue
        if len(table.rows) >= limits.rows:
            raise FileRefused(ProblemCode.TOO_MANY_ROWS, limit=limits.rows)
        table.rows.append(
            [known.setdefault(cell, cell) if isinstance(cell, str) and len(cell) < 40 else cell for cell in row]
        )
        table.lines.append(line)
        if progress is not None and len(table.rows) % _CHECK_EVERY == 0:
            progress.check()
            progress.report(len(table.rows), None, "reading")


def _squared(row: list[Cell], width: int) -> list[Cell]:
    """A sheet has no end of line: cells missing on the right are empty, empty ones beyond the headers are none."""
    while len(row) > width and row[-1] is None:
        row.pop()
    return row + [None] * (width - len(row))


def _note_errors(table: Table, errors: dict[str, str]) -> None:
    from app.services.transfer.readers.archive import column_number

    for reference, error in errors.items():
        letters = reference.rstrip("0123456789")
        column, line = column_number(letters.encode()), int(reference[len(letters) :])
        if column <= len(table.headers) and line > table.read_as.header_row:
            table.refuse(line, ProblemCode.CELL_ERROR, table.headers[column - 1], error, error=error)
