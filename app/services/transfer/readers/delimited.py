"""CSV and TSV: delimiter found or given, quotes taken strictly, every fault named by its line."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.limits import LIMITS, Limits
from app.services.transfer.readers.encoding import find_encoding, known
from app.services.transfer.readers.tables import FileRefused

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_RECORDS: Final = 200
_LIMIT_LOCK: Final = threading.Lock()


def decoded(path: Path, encoding: str | None, limits: Limits = LIMITS) -> tuple[str, str]:
    """The whole text and the encoding it was read by. Raises `FileRefused`."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise FileRefused(ProblemCode.FILE_TOO_LARGE, limit=limits.file_bytes, found=size)
    data = path.read_bytes()
    if not data.strip():
        raise FileRefused(ProblemCode.EMPTY_FILE)
    name = known(encoding) if encoding else find_encoding(data)
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileRefused(ProblemCode.ENCODING_WRONG, row=line, encoding=name, offset=error.start) from None
    if "\0" in text:
        raise FileRefused(ProblemCode.NUL_IN_FILE, row=text.count("\n", 0, text.index("\0")) + 1)
    return text, name


def records(text: str, delimiter: str, limits: Limits = LIMITS) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts at. Blank lines are left out. Raises `FileRefused` at the first fault.

    A quotation mark inside a value that is not quoted (``5" pipe``) has one reading and is kept.
    """
    with _LIMIT_LOCK:
        csv.field_size_limit(limits.field_characters)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _fault(str(error), start, limits) from None
        if record:
            if len(record) > limits.columns:
                raise FileRefused(ProblemCode.TOO_MANY_COLUMNS, row=start, limit=limits.columns, found=len(record))
            yield start, record
        start = reader.line_num + 1


def _fault(message: str, line: int, limits: Limits) -> FileRefused:
    if "field larger" in message:
        return FileRefused(ProblemCode.FIELD_TOO_LONG, row=line, limit=limits.field_characters)
    if "unexpected end" in message:
        return FileRefused(ProblemCode.UNCLOSED_QUOTE, row=line)
    return FileRefused(ProblemCode.BAD_QUOTING, row=line)


def find_delimiter(text: str) -> str:
    """The delimiter under which every record of the beginning has as many fields as the first.

    Raises `FileRefused` (DELIMITER_AMBIGUOUS) when two delimiters do that.
    """
    head = text[:1_000_000]
    widths = {delimiter: _widths(head, delimiter, whole=len(head) == len(text)) for delimiter in DELIMITERS}
    even = [d for d in DELIMITERS if widths[d] and widths[d][0] > 1 and len(set(widths[d])) == 1]
    if len(even) == 1:
        return even[0]
    if len(even) > 1:
        raise FileRefused(ProblemCode.DELIMITER_AMBIGUOUS, candidates=tuple(even))
    splitting = [d for d in DELIMITERS if widths[d] and widths[d][0] > 1]
    if len(splitting) > 1:
        raise FileRefused(ProblemCode.DELIMITER_AMBIGUOUS, candidates=tuple(splitting))
    return splitting[0] if splitting else ","


def _widths(head: str, delimiter: str, *, whole: bool) -> list[int]:
    """How many fields each of the first records has; empty when the quotes do not fit this delimiter."""
    found: list[int] = []
    try:
        for _, record in records(head, delimiter):
            found.append(len(record))
            if len(found) > _SAMPLE_RECORDS:
                return found
    except FileRefused as error:
        if error.problem.code is ProblemCode.UNCLOSED_QUOTE and not whole:
            return found
        return found[:-1] if error.problem.code is ProblemCode.TOO_MANY_COLUMNS else found
    return found if whole or len(found) < 2 else found[:-1]
