"""Sheets by calamine: typed cells, row numbers as the sheet shows them, error cells refused and never read as empty."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.limits import LIMITS, Limits
from app.services.transfer.readers import archive
from app.services.transfer.readers.tables import Cell, FileRefused

_WHOLE: Final = 2**53
_LOOKED_INTO: Final = 8  # sheets, for whether they are empty
_STOP_AFTER_BLANK: Final = 1_000
_ESCAPED: Final = re.compile(r"_x(FFFE|FFFF)_")


def open_sheet(
    path: Path, sheet: str | None, limits: Limits = LIMITS
) -> tuple[str, dict[str, str], Iterator[tuple[int, list[Cell]]]]:
    """The sheet's name, its error cells by reference, and its rows by number. Raises `FileRefused`."""
    import python_calamine

    members = _checked(path, limits)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        name = _choose(book, sheet, lambda name: _is_filled(book, name, path, members, limits))
        errors = archive.scan_sheet(path, members[name], limits).errors if name in members else {}
        loaded = book.get_sheet_by_name(name)
    except python_calamine.PasswordError:
        raise FileRefused(ProblemCode.ENCRYPTED) from None
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        raise FileRefused(ProblemCode.DAMAGED) from None
    if loaded.end is not None and loaded.end[1] >= limits.columns:
        raise FileRefused(ProblemCode.TOO_MANY_COLUMNS, limit=limits.columns, found=loaded.end[1] + 1)
    return name, errors, _rows(loaded, limits)


def _checked(path: Path, limits: Limits) -> dict[str, str]:
    """Bounds before anything is unpacked; the members of an XLSX by sheet."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        packed = stream.read(2) == b"PK"
    if not packed:
        if size > limits.old_workbook_bytes:
            raise FileRefused(ProblemCode.FILE_TOO_LARGE, limit=limits.old_workbook_bytes, found=size)
        return {}
    archive.refuse_unsafe(path, limits)
    if path.suffix.lower() == ".ods":
        archive.scan_ods(path, limits)
        return {}
    members = archive.sheet_members(path)
    archive.scan_strings(path, limits)
    return members


def _is_filled(book: Any, name: str, path: Path, members: dict[str, str], limits: Limits) -> bool:
    """Whether there is any cell; one too large to look at has some."""
    try:
        if name in members:
            archive.scan_sheet(path, members[name], limits)
    except FileRefused:
        return True
    return book.get_sheet_by_name(name).start is not None


def _choose(book: Any, sheet: str | None, is_filled: Callable[[str], bool]) -> str:
    """The sheet that was named, or the only one with anything in it: older programs add empty ones by themselves."""
    import python_calamine

    visible = [
        item.name
        for item in book.sheets_metadata
        if item.typ == python_calamine.SheetTypeEnum.WorkSheet
        and (sheet is not None or item.visible == python_calamine.SheetVisibleEnum.Visible)
    ]
    if sheet is not None:
        if sheet not in visible:
            raise FileRefused(ProblemCode.NO_SUCH_SHEET, sheet=sheet, sheets=tuple(visible))
        return sheet
    if not visible:
        raise FileRefused(ProblemCode.EMPTY_FILE)
    filled = visible if len(visible) == 1 else list(islice(filter(is_filled, visible[:_LOOKED_INTO]), 2))
    if len(filled) > 1 or len(visible) > _LOOKED_INTO:
        raise FileRefused(ProblemCode.SEVERAL_SHEETS, sheets=tuple(visible))
    return str((filled or visible)[0])


def _rows(sheet: Any, limits: Limits) -> Iterator[tuple[int, list[Cell]]]:
    if sheet.start is None:
        return
    left = sheet.start[1]
    blank = 0
    # The reader gives the empty rows above the first cell, but not the empty columns left of it.
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = [None] * left + [cell_value(cell, number, limits) for cell in cells]
        blank = 0 if any(cell is not None for cell in row) else blank + 1
        if blank > _STOP_AFTER_BLANK:
            return
        yield number, row


def cell_value(cell: object, row: int, limits: Limits = LIMITS) -> Cell:
    """A cell as we keep it: whole and decimal numbers exact, an empty text as None."""
    if isinstance(cell, str):
        if len(cell) > limits.field_characters:
            raise FileRefused(ProblemCode.FIELD_TOO_LONG, row=row, limit=limits.field_characters)
        if "_xFFF" in cell:
            cell = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell)
        return cell or None
    if isinstance(cell, bool | datetime | date | time | timedelta):
        return cell
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return str(cell)
        # Fifteen digits are what a spreadsheet shows: three times 12.10 is 36.30 there, not 36.300000000000004.
        return Decimal(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE else Decimal(f"{cell:.15g}")
    return None
