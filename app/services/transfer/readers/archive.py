"""What an XLSX or ODS archive holds, looked at before any reader unpacks it.

A thousand bytes can ask for gigabytes: a far cell makes a dense reader fill the range up to it, a member of zeros
unpacks a hundredfold.  The central directory and the cell references are read first, as a stream, with bounds.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.limits import LIMITS, Limits
from app.services.transfer.readers.tables import FileRefused

_CHUNK: Final = 1 << 20
_WAITING: Final = 16 << 20  # a row that has not ended after so many bytes is no row of ours
_CELL: Final = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW: Final = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="([0-9]{1,10})"')
_ERROR: Final = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<',
    re.DOTALL,
)
_UNCOUNTED: Final = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*</(?:\w+:)?c>")
_REFERENCE: Final = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ODS_REPEAT: Final = re.compile(
    rb'<table:table-(row|cell)\b[^>]*?number-(?:rows|columns)-repeated="([0-9]+)"[^>]*?(/?)>'
)
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPARSE_FREE: Final = 2_000_000
_SPARSE_RATIO: Final = 8


@dataclass(slots=True)
class SheetFacts:
    """How far a sheet reaches and which of its cells hold an error instead of a value."""

    cells: int = 0
    rows: int = 0
    columns: int = 0
    errors: dict[str, str] = field(default_factory=dict)  # "B6": "#REF!"


def refuse_unsafe(path: Path, limits: Limits = LIMITS) -> None:
    """Refuses an archive by its directory: names, counts, sizes and ratios. Raises `FileRefused`."""
    with _opened(path) as archive:
        members = archive.infolist()
        if len(members) > limits.archive_members:
            raise _unsafe("members")
        if sum(member.file_size for member in members) > limits.archive_bytes:
            raise _unsafe("size")
        for member in members:
            _refuse_member(member, limits)


def _refuse_member(member: zipfile.ZipInfo, limits: Limits) -> None:
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or ".." in name.split("/"):
        raise _unsafe("name", member.filename)
    if member.flag_bits & 0x1:
        raise FileRefused(ProblemCode.ENCRYPTED)
    heavy = member.file_size > limits.archive_ratio_from
    if heavy and member.file_size > limits.archive_ratio * max(member.compress_size, 1):
        raise _unsafe("ratio", member.filename)


def _unsafe(rule: str, member: str = "") -> FileRefused:
    return FileRefused(ProblemCode.UNSAFE_ARCHIVE, rule=rule, member=member[:100])


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileRefused(ProblemCode.DAMAGED) from None


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with archive.open(name) as member:
            while piece := member.read(_CHUNK):
                if _DOCTYPE.search(piece):
                    raise _unsafe("entities", name)
                yield piece
    except (zipfile.BadZipFile, zipfile.zlib.error, KeyError, EOFError, NotImplementedError, OSError):  # type: ignore[attr-defined]
        raise FileRefused(ProblemCode.DAMAGED) from None


def sheet_members(path: Path) -> dict[str, str]:
    """The archive member of each sheet of an XLSX, by the sheet's name."""
    with _opened(path) as archive:
        names = set(archive.namelist())
        try:
            book = ET.fromstring(b"".join(_chunks(archive, "xl/workbook.xml")))  # noqa: S314 - no DOCTYPE gets here
            links = ET.fromstring(b"".join(_chunks(archive, "xl/_rels/workbook.xml.rels")))  # noqa: S314
        except ET.ParseError:
            raise FileRefused(ProblemCode.DAMAGED) from None
        targets = {link.get("Id", ""): link.get("Target", "") for link in links}
        found: dict[str, str] = {}
        for sheet in book.iter(f"{_MAIN}sheet"):
            target = targets.get(sheet.get(_REL, ""), "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if member in names:
                found[sheet.get("name", "")] = member
        return found


def scan_strings(path: Path, limits: Limits = LIMITS) -> None:
    """Reads the shared strings to their end and refuses one that is longer than a field may be."""
    with _opened(path) as archive:
        if "xl/sharedStrings.xml" not in archive.namelist():
            return
        since = 0
        for piece in _chunks(archive, "xl/sharedStrings.xml"):
            end = piece.rfind(b"</")
            longest = max((len(part) for part in piece.split(b"</")), default=0)
            since = since + len(piece) if end < 0 else len(piece) - end
            if max(since, longest) > limits.field_characters * 4:
                raise FileRefused(ProblemCode.FIELD_TOO_LONG, limit=limits.field_characters)


def scan_sheet(path: Path, member: str, limits: Limits = LIMITS) -> SheetFacts:
    """How far a sheet's cells reach; refuses one that a dense reader would blow up. Raises `FileRefused`."""
    facts = SheetFacts()
    with _opened(path) as archive:
        waiting = b""
        for piece in _chunks(archive, member):
            waiting += piece
            cut = waiting.rfind(b"row>")
            if cut < 0 and len(waiting) <= _WAITING:
                continue
            if cut < 0:
                raise FileRefused(ProblemCode.FIELD_TOO_LONG, limit=limits.field_characters)
            _note(waiting[:cut], facts, limits)
            waiting = waiting[cut:]
        _note(waiting, facts, limits)
    return facts


def _note(part: bytes, facts: SheetFacts, limits: Limits) -> None:
    cells = _CELL.findall(part)
    facts.cells += len(cells)
    for letters in {letters for letters, _ in cells}:
        facts.columns = max(facts.columns, column_number(letters))
    rows = [int(number) for _, number in cells]
    facts.rows = max(facts.rows, max(rows, default=0), max(map(int, _ROW.findall(part)), default=0))
    if facts.columns > limits.columns:
        raise FileRefused(ProblemCode.TOO_MANY_COLUMNS, limit=limits.columns, found=facts.columns)
    if facts.rows > limits.rows:
        raise FileRefused(ProblemCode.TOO_MANY_ROWS, limit=limits.rows)
    if facts.cells > limits.rows * limits.columns // 10:
        raise FileRefused(ProblemCode.TOO_MANY_ROWS, limit=limits.rows)
    if facts.rows * facts.columns > _SPARSE_FREE + _SPARSE_RATIO * facts.cells:
        raise _unsafe("far_cell")
    for match in _ERROR.finditer(part):
        facts.errors[match[1].decode()] = match[2].decode("utf-8", "replace")
    for match in _UNCOUNTED.finditer(part):
        references = _REFERENCE.findall(part, max(0, match.start() - 10_000), match.start())
        if references:
            facts.errors[references[-1].decode()] = "formula"


def column_number(letters: bytes) -> int:
    """``A`` is 1, ``XFD`` 16,384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """The inverse of `column_number`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def scan_ods(path: Path, limits: Limits = LIMITS) -> None:
    """Refuses an ODS whose repeated cells or rows with content would be unrolled beyond the limits."""
    with _opened(path) as archive:
        content = b"".join(_chunks(archive, "content.xml"))
    for match in _ODS_REPEAT.finditer(content):
        filled = not match[3] and match[1] == b"cell"
        if filled and int(match[2]) > limits.columns:
            raise _unsafe("repeated")
        if match[1] == b"row" and int(match[2]) > 1_000:
            end = content.find(b"</table:table-row>", match.end())
            if b"office:value" in content[match.end() : end] or b"<text:p" in content[match.end() : end]:
                raise _unsafe("repeated")
