"""What an import read, did or would do, in words: for the terminal and the import wizard alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.domain.errors import ConflictError
from app.services.transfer.read_models import FileReading, ImportReport, ImportRun
from app.services.transfer.readers.tables import ReadAs
from app.wording import labels
from app.wording.formats import Formats
from app.wording.quoting import isolate, quoted_list

_NOTICES: Final = {
    "returns": "{n} with a negative quantity: returns.",
    "cancelled": "{n} marked as cancelled: they count in no figure and move no stock.",
    "history": "{n} finished before the opening count: they count in every figure and move no stock.",
    "lines": "{n} order lines.",
    "no_cost": "{n} without a cost: that stock is valued at nothing until goods with a cost come in.",
    "opening_orders": "{n} opening purchase orders made from what is on order.",
    "sent": "{n} order lines have left since.",
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


KIND_NAMES: Final = {
    "staff": "People of the business",
    "suppliers": "Suppliers",
    "customers": "Customers",
    "carriers": "Carriers",
    "contacts": "Contacts",
    "products": "Products",
    "supplier_items": "What suppliers offer",
    "stock": "Opening stock",
    "sales_orders": "Sales orders",
    "purchase_orders": "Purchase orders",
    "receipts": "Goods received",
    "shipments": "Shipments",
    "interactions": "Calls and other contacts",
}

ENCODINGS: Final = (
    ("utf-8", "UTF-8"), ("cp1252", "Western European (Windows-1252)"), ("iso8859-15", "Western European (ISO 8859-15)"),
    ("cp1250", "Central European (Windows-1250)"), ("cp1251", "Cyrillic (Windows-1251)"), ("utf-16", "UTF-16"),
    ("gb18030", "Chinese (GB 18030)"), ("shift_jis", "Japanese (Shift JIS)"),
)  # fmt: skip
DELIMITERS: Final = ((",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar |"))
DATE_FORMATS: Final = (
    ("%Y-%m-%d", "2026-12-31"), ("%d/%m/%Y", "31/12/2026, day first"), ("%m/%d/%Y", "12/31/2026, month first"),
    ("%d.%m.%Y", "31.12.2026"), ("%d-%m-%Y", "31-12-2026"), ("%Y/%m/%d", "2026/12/31"), ("%d %b %Y", "31 Dec 2026"),
    ("%d/%m/%y", "31/12/26, day first"), ("%m/%d/%y", "12/31/26, month first"), ("%Y%m%d", "20261231"),
)  # fmt: skip
DECIMALS: Final = ((".", "1,234.56 (point)"), (",", "1.234,56 (comma)"))
DISCOUNTS: Final = (("percent", "10 is ten percent"), ("fraction", "0.1 is ten percent"))


def kind_name(kind: str) -> str:
    """A kind of import as a title: `Purchase orders`."""
    return KIND_NAMES.get(kind, kind.replace("_", " ").capitalize())


def read_as(reading: ReadAs) -> str:
    """`CSV, utf-8, comma, headers in row 1`."""
    return f"{_facts(reading)}, headers in row {reading.header_row}"


def undo_conflict(error: ConflictError, formats: Formats) -> str:
    """Why a run cannot be taken back: what was changed or used since, by whom, and what to do."""
    who = isolate(error.changed_by) if error.changed_by else "Something else"
    when = f" on {formats.timestamp(error.changed_at)}" if error.changed_at else ""
    names = ", ".join(labels.field(each.field).lower() for each in error.fields)
    done = f"changed ({names})" if names else "changed or used"
    record = labels.entity(error.entity)
    return (
        f"Nothing was taken back. {who} {done} {_article(record)} {record} of this import{when}. "
        "Take that step back first, then undo the import."
    )


def _article(word: str) -> str:
    return "an" if word[:1] in "aeiou" else "a"


RUN_HEADS: Final = ["Run", "When", "Kind", "Files", "Created", "Updated", "Refused", "By", "State"]


def _read_as(reading: FileReading) -> str:
    return _facts(reading.read_as)


def _facts(facts: ReadAs) -> str:
    parts = [facts.type.upper()]
    if facts.sheet:
        parts.append(f"sheet {isolate(facts.sheet)}")
    if facts.encoding:
        parts.append(facts.encoding)
    if facts.delimiter:
        parts.append(_DELIMITERS.get(facts.delimiter, facts.delimiter))
    return ", ".join(parts)
