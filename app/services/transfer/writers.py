"""CSV, XLSX and JSON files: texts can never become formulas, numbers stay numbers, and no half file is left."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final

from app.config.files import atomic_write
from app.domain.clock import to_text
from app.domain.errors import Problem, ValidationError
from app.services.transfer.guard import guard
from app.services.transfer.lists import Rate, Value

Table = tuple[Sequence[str], Iterable[Sequence[Value]]]
_XLSX_TEXT: Final = 32_767
_XLSX_ROWS: Final = 1_048_576
_GROUP_OF_THREE: Final = -3
_EXACT_DIGITS: Final = 15  # of a spreadsheet's number


def cell_text(value: Value) -> str:
    """A value as text, the way the import reads it back; a text is not guarded here."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Rate):
        return value.percent
    if isinstance(value, tuple):
        return "; ".join(value) + (";" if len(value) == 1 and "," in value[0] else "")
    return str(value)


def csv_text(value: Value) -> str:
    """As `cell_text`, but no number has three decimals: ``1.500`` could be read as one thousand five hundred."""
    if isinstance(value, str | tuple):
        return guard(cell_text(value))
    text = cell_text(value)
    if isinstance(value, Decimal) and value.as_tuple().exponent == _GROUP_OF_THREE:
        return f"{text}0"
    return text


def write_csv(stream: BinaryIO, table: Table) -> None:
    """UTF-8, comma, CRLF; texts with the formula guard, numbers without."""
    headers, rows = table
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headers)
    for row in rows:
        writer.writerow([csv_text(value) for value in row])
    text.flush()
    text.detach()


def write_json(stream: BinaryIO, table: Table) -> None:
    """One list of objects; numbers as decimal strings, days and moments as ISO 8601, no value as null."""
    headers, rows = table
    stream.write(b"[")
    for number, row in enumerate(rows):
        record = {name: _json_value(value) for name, value in zip(headers, row, strict=True)}
        stream.write((",\n" if number else "\n").encode() + json.dumps(record, ensure_ascii=False).encode())
    stream.write(b"\n]\n")


def _json_value(value: Value) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Rate):
        return f"{value.share.normalize():f}"
    return list(value) if isinstance(value, tuple) else cell_text(value)


def write_xlsx(stream: BinaryIO, table: Table) -> None:
    """One sheet with a frozen header; every text is a string cell. Refuses a text longer than a cell can hold."""
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    headers, rows = table
    book = xlsxwriter.Workbook(stream, options)
    try:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(headers):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, 1):
            if number >= _XLSX_ROWS:
                raise ValidationError("rows", Problem.TOO_LARGE, limit=_XLSX_ROWS - 1)
            for column, value in enumerate(row):
                _write_cell(sheet, number, column, headers[column], value, day)
    finally:
        book.close()


def _write_cell(sheet: Any, row: int, column: int, name: str, value: Value, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) <= _EXACT_DIGITS:
        sheet.write_number(row, column, value)
    elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(row, column, value, day)
    else:
        text = cell_text(value)
        if len(text) > _XLSX_TEXT:
            raise ValidationError(name, Problem.TOO_LONG, limit=_XLSX_TEXT)
        sheet.write_string(row, column, text)


WRITERS: Final[dict[str, Callable[[BinaryIO, Table], None]]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".json": write_json,
}


def write_table(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a file by its ending; the old file stays whole when anything fails. Raises `ValidationError`, OSError."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise ValidationError("to", Problem.NOT_A_CHOICE, choices=tuple(WRITERS))
    atomic_write(path, lambda stream: writer(stream, (headers, rows)))
