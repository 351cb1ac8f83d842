"""Why an import refuses a file, a column, a row or a value, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.refusals import Refusal
from app.wording import labels
from app.wording.formats import Formats
from app.wording.quoting import Filling, isolate, quote, quoted_list

_C = ProblemCode

REFUSALS: Final[Mapping[ProblemCode, str]] = {
    _C.NOT_FOUND: "there is no such file; check the name and the folder",
    _C.UNREADABLE: "the file cannot be read; check that you may open it and that it is a file",
    _C.UNKNOWN_TYPE: "files ending in {suffix} are not read; save it as CSV or XLSX",
    _C.EMPTY_FILE: "the file holds no rows",
    _C.FILE_TOO_LARGE: "the file has {found}, and at most {limit} are read; split it",
    _C.TOO_MANY_ROWS: "more than {limit} rows; split the file",
    _C.TOO_MANY_COLUMNS: "{found} columns, and at most {limit} are read; remove those you do not need",
    _C.FIELD_TOO_LONG: "a value of more than {limit} characters; shorten it, or look for a missing quotation mark",
    _C.ENCODING_AMBIGUOUS: "the text can be read as {candidates}; name the right one as encoding in the map",
    _C.ENCODING_WRONG: "the file is not written in {encoding}; name the right encoding in the map",
    _C.ENCODING_UNKNOWN: "there is no encoding {encoding}; use utf-8, cp1252 or utf-16, for example",
    _C.DELIMITER_AMBIGUOUS: "the columns may be separated by {candidates}; name the delimiter in the map",
    _C.BAD_QUOTING: "quotation marks inside the value are not doubled; save the file again from its program",
    _C.UNCLOSED_QUOTE: "a quotation mark is opened and not closed",
    _C.RAGGED_ROW: "{found} values where the header has {expected}; mend the row",
    _C.NUL_IN_FILE: "the file holds zero bytes, so it is not a text file in the named encoding",
    _C.ENCRYPTED: "the file is protected by a password; save it without one",
    _C.DAMAGED: "the file is damaged or not what its name says; save it again from its program",
    _C.UNSAFE_ARCHIVE: "the workbook is built in a way that can harm ({rule}); "
    "save it again from a spreadsheet program",
    _C.SEVERAL_SHEETS: "the workbook has several sheets ({sheets}); name one in the map",
    _C.NO_SUCH_SHEET: "there is no sheet {sheet}; the workbook has {sheets}",
    _C.CELL_ERROR: "the cell holds the error {error}; mend the formula, or clear the cell",
    _C.BAD_CARD: "the card cannot be read; export it again",
    _C.DUPLICATE_HEADER: "two columns are named {header}; rename one",
    _C.TWO_COLUMNS_ONE_FIELD: "{columns} all mean {field}; choose one in the map",
    _C.COLUMN_MISSING: "the map names the column {column} for {field}, and the file has none of that name",
    _C.FIELD_MISSING: "no column for {field}, which is needed; name it in the map",
    _C.COLUMN_IN_BOTH_FILES: "both files have a column for {field}; choose one in the map",
    _C.FILES_DO_NOT_JOIN: "the two files have no order number in common; both need the number's column",
    _C.TOO_MANY_FILES: "too many files: this kind takes one file, or one of orders and one of lines",
    _C.MAP_SYNTAX: "the map cannot be read: {detail}",
    _C.MAP_UNKNOWN_KEY: "the map has an entry {key}, which means nothing here; check its spelling",
    _C.MAP_WRONG_KIND: "the map is for {found}, and the import is of {expected}",
    _C.MAP_BAD_VALUE: "the map's entry {key} has a value that does not fit",
    _C.REQUIRED: "empty, but needed",
    _C.NOT_A_NUMBER: "not a number",
    _C.EXPONENT: "a number with an exponent; write its digits in full",
    _C.TOO_MANY_DIGITS: "more than {limit} digits",
    _C.NON_ASCII_DIGITS: "digits of another script; write 0 to 9",
    _C.PARENTHESES: "a number in parentheses; write a minus sign if it is negative",
    _C.BAD_GROUPING: "the thousands are not grouped by three; write the number without groups",
    _C.NUMBER_AMBIGUOUS: "could be {first} or {second}; name the decimal sign in the map",
    _C.NUMBERS_MIXED: "written in another way than {other} in the same column; use one decimal sign throughout",
    _C.NOT_WHOLE: "not a whole number",
    _C.TOO_MANY_DECIMALS: "more than {limit} decimals",
    _C.OUT_OF_RANGE: "out of range (lowest {low}, highest {high})",
    _C.CURRENCY_MISMATCH: "the sign {symbol} is not the currency {currency}",
    _C.CURRENCY_UNKNOWN: "not a currency; use its three letters, such as USD",
    _C.NOT_A_DATE: "not a date in the column's form",
    _C.NO_SUCH_DATE: "there is no such day",
    _C.TWO_DIGIT_YEAR: "the year has two digits; write four, or name the form as date_format in the map",
    _C.YEAR_OUT_OF_RANGE: "the year is not between {low} and {high}",
    _C.SERIAL_NUMBER: "a number where a date is expected; format the column as a date",
    _C.DATE_AMBIGUOUS: "could be {first} ({first_format}) or {second} ({second_format}); "
    "name the right form as date_format in the map",
    _C.DATES_MIXED: "written in another way than {other} in the same column; use one form throughout",
    _C.DATE_FORMAT_UNKNOWN: "the date form {format} is not understood; use a form such as %Y-%m-%d",
    _C.NOT_A_TIME: "not a time; write it as 09:30",
    _C.DURATION_AMBIGUOUS: "could be hours and minutes or minutes and seconds; write seconds, or hh:mm:ss",
    _C.NOT_A_DURATION: "not a duration; write seconds, or hh:mm:ss",
    _C.NOT_A_MARK: "neither yes nor no",
    _C.NOT_A_CHOICE: "not one of {choices}",
    _C.DISCOUNT_AMBIGUOUS: "could be {first} or {second}; say discount_as in the map",
    _C.BAD_TEXT: "holds characters that cannot be kept; remove them",
    _C.TEXT_TOO_LONG: "longer than {limit} characters",
    _C.UNKNOWN_REFERENCE: "there is no such {entity}; import it first, or have missing ones made (create_missing)",
    _C.SEVERAL_MATCH: "{count} records fit as {entity}; use the code",
    _C.DUPLICATE_ROW: "the same record as in row {first_row}; keep one of them",
    _C.HEADER_DIFFERS: "differs from {first_value} in row {first_row} of the same document",
    _C.NO_LINES: "the document has no lines",
    _C.NO_HEADER: "no order {number} in the file of orders",
    _C.EARLIER_THAN: "earlier than {field} in the same row",
    _C.ALREADY_THERE: "already there; say in the map by which field to update it",
    _C.STATE_FORBIDS: "the record's state is “{state}”, which does not allow this",
    _C.NOT_ALLOWED: "not allowed here ({rule})",
    _C.MORE_THAN_ORDERED: "{found} is more than the {ordered} ordered",
    _C.OTHER_CURRENCY: "{found}, but this is kept in {expected}",
    _C.REFUSED_ELSEWHERE: "another row of the same document is refused (row {row})",
}

_RULES: Final[Mapping[str, str]] = {
    "members": "too many parts",
    "size": "far too large when unpacked",
    "ratio": "far too large when unpacked",
    "name": "a part lies outside the file",
    "entities": "it defines entities",
    "far_cell": "a cell far outside the sheet",
    "repeated": "cells repeated too often",
    "not_in_stock": "not so much of it is in stock and free",
    "lot_needed": "it is tracked by lot, and no lot is named",
    "other_party": "the order is another party’s",
}


def problem_sentence(code: ProblemCode, params: Mapping[str, object], formats: Formats) -> str:
    """Why, and what to do; without the place."""
    filling = Filling(dict(params), formats)
    if code is _C.FILE_TOO_LARGE:
        for name in ("found", "limit"):
            size = params.get(name)
            filling[name] = formats.file_size(size) if isinstance(size, int) else filling[name]
    if "rule" in params:
        filling["rule"] = _RULES.get(str(params["rule"]), str(params["rule"]).replace("_", " "))
    for name in ("sheets", "columns"):
        listed = params.get(name)
        if isinstance(listed, tuple | list):
            filling[name] = quoted_list(listed, "and")
    return REFUSALS[code].format_map(filling)


def place(refusal: Refusal) -> str:
    """Where: `customers.csv, sheet “A”, row 12, column “Phone”`; for what has no column, the field."""
    parts = [isolate(refusal.file)]
    if refusal.sheet is not None:
        parts.append(f"sheet {quote(refusal.sheet)}")
    if refusal.row is not None:
        parts.append(f"row {refusal.row}")
    if refusal.column is not None:
        parts.append(f"column {quote(refusal.column)}")
    elif refusal.row is not None and refusal.field is not None:
        parts.append(labels.field(refusal.field).lower())
    return ", ".join(parts)


def reason(refusal: Refusal, formats: Formats | None = None) -> str:
    """Why one thing was refused and what to do, with the value."""
    params: dict[str, object] = dict(refusal.params)
    params.setdefault("field", refusal.field)
    params.setdefault("column", refusal.column)
    why = problem_sentence(refusal.code, params, formats or Formats())
    shown = f"{quote(refusal.value)}: " if refusal.value else ""
    return f"{shown}{why}."


def refusal_sentence(refusal: Refusal, formats: Formats | None = None) -> str:
    """Where, what and why, on one line."""
    return f"{place(refusal)}: {reason(refusal, formats)}"
