"""Exports of whole lists, within what the person may see; and the file of an import's refused rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import NotFoundError
from app.domain.progress import Progress
from app.services.operations import Operations, ReadContext, query
from app.services.transfer.kinds import KINDS, Field, Kind
from app.services.transfer.lists import LISTS, Record, Value
from app.services.transfer.personal import PERSONAL
from app.services.transfer.read_models import RefusedRow
from app.services.transfer.refusals import Refusal
from app.services.transfer.writers import Table, write_table

_INTERNAL = frozenset({"category_name", "time"})
_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    kind: str
    path: Path
    rows: int


def export_list(ops: Operations, kind: str, path: Path, progress: Progress | None = None) -> Exported:
    """Write a list to a CSV, XLSX or JSON file (by its ending).

    Raises `NotFoundError` (no such list), `PermissionDenied`, `ValidationError` (ending, a text too long for a sheet),
    `Cancelled`, OSError. What was there under the name stays whole on any failure.
    """
    if kind not in LISTS:
        raise NotFoundError("export_kind", kind)
    return ops.read(export_personal if kind in PERSONAL else export_goods, kind, path, progress)


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list as a screen shows it. `read()` gives its headers and rows, within what the person may see.

    `personal` says that it names people outside the business.
    """

    name: str
    personal: bool
    read: Callable[[], Table]


def export_shown(ops: Operations, shown: ShownList, path: Path, progress: Progress | None = None) -> Exported:
    """Write a list as it is shown to a CSV, XLSX or JSON file (by its ending). Raises as `export_list`."""
    return ops.read(export_shown_people if shown.personal else export_shown_goods, shown, path, progress)


@query("export.personal", always_logged=True)
def export_shown_people(_: ReadContext, shown: ShownList, path: Path, progress: Progress | None = None) -> Exported:
    """Export a list that names people as it is shown."""
    return _export_shown(shown, path, progress)


@query("export.stock")
def export_shown_goods(ctx: ReadContext, shown: ShownList, path: Path, progress: Progress | None = None) -> Exported:
    """Export a list of goods as it is shown."""
    if shown.personal:
        ctx.require("export.personal")
    return _export_shown(shown, path, progress)


def _export_shown(shown: ShownList, path: Path, progress: Progress | None) -> Exported:
    headers, rows = shown.read()
    count = 0

    def counted() -> Iterator[Sequence[Value]]:
        nonlocal count
        for row in rows:
            if progress is not None and count % _EVERY == 0:
                progress.check()
                progress.report(count, None, "writing")
            count += 1
            yield row

    write_table(path, headers, counted())
    return Exported(shown.name, path, count)


@query("export.personal", always_logged=True)
def export_personal(ctx: ReadContext, kind: str, path: Path, progress: Progress | None = None) -> Exported:
    """Export a list that names people."""
    return _export(ctx, kind, path, progress)


@query("export.stock")
def export_goods(ctx: ReadContext, kind: str, path: Path, progress: Progress | None = None) -> Exported:
    """Export a list of goods; costs only for those who may see them."""
    if kind in PERSONAL:
        ctx.require("export.personal")
    return _export(ctx, kind, path, progress)


def _export(ctx: ReadContext, kind: str, path: Path, progress: Progress | None) -> Exported:
    with_costs = ctx.grant != "no_costs" and ctx.may("cost.view") is not None
    fields = _fields(KINDS[kind], with_costs)
    records = list(LISTS[kind](ctx, kind))
    columns = _columns(fields, records)
    write_table(path, [header for header, _, _ in columns], _rows(columns, records, progress))
    return Exported(kind, path, len(records))


def _fields(kind: Kind, with_costs: bool) -> list[Field]:
    return [item for item in kind.fields if item.name not in _INTERNAL and (with_costs or not item.cost)]


Column = tuple[str, Field, int]
"""Header, field, and which of the values when the field has many."""


def _columns(fields: Iterable[Field], records: Sequence[Record]) -> list[Column]:
    columns: list[Column] = []
    for item in fields:
        count = max((len(_many(record.get(item.name))) for record in records), default=0) if item.many else 1
        columns += [
            (item.name if number == 0 else f"{item.name} {number + 1}", item, number) for number in range(max(count, 1))
        ]
    return columns


def _many(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _rows(columns: Sequence[Column], records: Sequence[Record], progress: Progress | None) -> Iterator[list[Value]]:
    for number, record in enumerate(records):
        if progress is not None and number % _EVERY == 0:
            progress.check()
            progress.report(number, len(records), "writing")
        yield [_value(record.get(item.name), item, place) for _, item, place in columns]


def _value(value: Value, item: Field, place: int) -> Value:
    if not item.many:
        return value
    values = _many(value)
    return values[place] if place < len(values) else None


def write_refused(path: Path, rows: Sequence[RefusedRow], explain: Callable[[Refusal], str], heading: str) -> None:
    """Write refused rows as they were, with their file, row and reasons in front, to mend them and import again."""
    headers: list[str] = []
    for row in rows:
        headers += [header for header in row.headers if header not in headers]
    body: list[list[Value]] = []
    for row in rows:
        cells = dict(zip(row.headers, row.cells, strict=False))
        why = "; ".join(explain(item) for item in row.reasons)
        body.append([row.file, row.row, why, *(cells.get(header) for header in headers)])
    write_table(path, ["file", "row", heading, *headers], body)
