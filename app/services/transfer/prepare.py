"""From tables to rows of values: columns converted, files joined, constants set, every problem noted at its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.parsing.problems import ParseProblem, ProblemCode
from app.domain.progress import Progress
from app.services.transfer.guard import unguard
from app.services.transfer.kinds import FRACTION_LAYOUTS, Field, FieldType, Kind, normal_header
from app.services.transfer.limits import LISTED_PROBLEMS
from app.services.transfer.mapping import Binding, Source
from app.services.transfer.maps import ImportMap, Options
from app.services.transfer.readers.tables import Cell, Table
from app.services.transfer.refusals import Refusal, plain, refusal, shown
from app.services.transfer.values import Amount, Reader, as_text, column_reader, in_utc


@dataclass(slots=True)
class Row:
    """One row of a file: where it stands, its cells, and the values read from them (only filled ones)."""

    source: Source
    line: int
    cells: list[Cell]
    values: dict[str, Any] = field(default_factory=dict)
    bad: bool = False
    header: Row | None = None

    def get(self, name: str) -> Any:
        """The field's value, or None."""
        return self.values.get(name)


@dataclass(slots=True)
class Refusals:
    """All refusals counted, the first thousand listed; `fatal` ones refuse the import whatever was asked for."""

    listed: list[Refusal] = field(default_factory=list)
    total: int = 0
    fatal: bool = False

    def add(self, item: Refusal, *, fatal: bool = False) -> None:
        """Note one."""
        self.total += 1
        self.fatal = self.fatal or fatal
        if len(self.listed) < LISTED_PROBLEMS:
            self.listed.append(item)

    def in_order(self) -> tuple[Refusal, ...]:
        """Those listed, as their rows stand in the files; what concerns a whole file comes first."""
        return tuple(sorted(self.listed, key=lambda item: (item.file, item.row or 0)))


@dataclass(slots=True)
class Prepared:
    """What the files hold, ready to be applied."""

    kind: Kind
    options: Options
    sources: list[Source]
    rows: list[Row]
    refusals: Refusals
    given: ImportMap | None
    currency: str
    spoiled: list[tuple[Table, int]] = field(default_factory=list)  # rows that could not even be squared
    headers: list[Row] = field(default_factory=list)

    def refuse(self, row: Row, name: str | None, code: ProblemCode, /, **params: object) -> None:
        """Refuse a row because of one of its fields (None: because of the row as a whole)."""
        row.bad = True
        holder = row
        if name is not None and name not in row.source.bindings and row.header is not None:
            holder = row.header
        bindings = holder.source.bindings.get(name, []) if name else []
        binding = next(
            (item for item in bindings if holder.cells[item.column] is not None), bindings[0] if bindings else None
        )
        cell = holder.cells[binding.column] if binding else None
        table = holder.source.table
        known = {key: plain(value) for key, value in params.items()}
        value = shown(as_text(cell)) if cell is not None else None
        if binding is None and name and self.given is not None and name in self.given.constants:
            value = shown(self.given.constants[name])
        self.refusals.add(
            Refusal(
                table.file,
                code,
                table.read_as.sheet,
                holder.line,
                binding.header if binding else None,
                name,
                value,
                known,
            )
        )

    def refuse_with(self, row: Row, name: str | None, problem: ParseProblem) -> None:
        """Refuse a row for a problem of one of its fields."""
        self.refuse(row, name, problem.code, **{key: value for key, value in problem.params.items() if key != "value"})


def prepare(
    kind: Kind,
    sources: Sequence[Source],
    given: ImportMap | None,
    currency: str,
    progress: Progress | None = None,
    absent: frozenset[str] = frozenset(),
) -> Prepared:
    """Read all rows of the tables.

    `currency` is the business's, for amounts that name none; `absent` are required fields that have no column and
    were refused once for the whole file.
    """
    options = given.options if given else Options()
    prepared = Prepared(kind, options, list(sources), [], Refusals(), given, currency)
    constants = _constants(prepared)
    by_source = [_read_source(prepared, source, progress) for source in sources]
    prepared.rows = _joined(prepared, by_source) if len(by_source) == 2 else by_source[0]
    for row in prepared.rows:
        if constants:
            row.values = {**constants, **row.values}
        _finish(prepared, row, absent)
    return prepared


def _constants(prepared: Prepared) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, text in (prepared.given.constants if prepared.given else {}).items():
        item = prepared.kind.known(name)
        try:
            value = column_reader(item, [text], prepared.options)(text)
        except ParseProblem as problem:
            file = prepared.sources[0].table.file
            prepared.refusals.add(refusal(problem, file, field=name, value=text), fatal=True)
            continue
        values[name] = (value,) if item.many else value
    return values


def _read_source(prepared: Prepared, source: Source, progress: Progress | None) -> list[Row]:
    table = source.table
    for item in table.refusals:
        prepared.refusals.add(item)
    prepared.spoiled += [(table, line) for line in sorted(table.refused_lines)]
    rows = [
        Row(source, line, cells, bad=line in table.refused_lines)
        for line, cells in zip(table.lines, table.rows, strict=True)
    ]
    _null(table, prepared.options)
    places = _places(prepared.kind, source)
    for name, bindings in source.bindings.items():
        for binding in bindings:
            if progress is not None:
                progress.check()
            _read_column(prepared, rows, prepared.kind.known(name), binding, places)
    return rows


def _null(table: Table, options: Options) -> None:
    """Empties what the map calls null, trims nothing, and takes our own formula guard off texts."""
    null = frozenset(options.null)
    for cells in table.rows:
        for index, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell in null or cell.strip() in null or not cell.strip():
                    cells[index] = None
                elif table.guarded and cell[0] == "'":
                    cells[index] = unguard(cell)


def _places(kind: Kind, source: Source) -> dict[str, list[int]]:
    """For each group, the alternatives (by rank) that the file has columns of."""
    found: dict[str, set[int]] = {}
    for name, bindings in source.bindings.items():
        item = kind.field(name)
        if item is not None and item.group:
            found.setdefault(item.group, set()).update(binding.rank for binding in bindings)
    return {group: sorted(ranks) for group, ranks in found.items() if len(ranks) > 1}


def _place_of(row: Row, item: Field, places: dict[str, list[int]], kind: Kind) -> int | None:
    for rank in places[item.group]:
        for name, bindings in row.source.bindings.items():
            other = kind.field(name)
            if other is None or other.group != item.group:
                continue
            if any(binding.rank == rank and row.cells[binding.column] is not None for binding in bindings):
                return rank
    return None


def _read_column(
    prepared: Prepared, rows: list[Row], item: Field, binding: Binding, places: dict[str, list[int]]
) -> None:
    column, table = binding.column, rows[0].source.table if rows else None
    if table is None:
        return
    cells = [row.cells[column] for row in rows]
    layout = frozenset(normal_header(header) for header in table.headers)
    try:
        reader = column_reader(item, cells, prepared.options, fraction_known=layout in FRACTION_LAYOUTS)
    except ParseProblem as problem:
        where = {"sheet": table.read_as.sheet, "column": binding.header, "field": item.name}
        prepared.refusals.add(refusal(problem, table.file, **where), fatal=True)
        return
    known: dict[Any, Any] = {}
    for row, cell in zip(rows, cells, strict=True):
        if cell is None:
            continue
        if item.group in places and _place_of(row, item, places, prepared.kind) != binding.rank:
            continue
        _read_cell(prepared, row, item, cell, binding, reader, known)


def _read_cell(  # noqa: PLR0917
    prepared: Prepared, row: Row, item: Field, cell: Cell, binding: Binding, reader: Reader, known: dict[Any, Any]
) -> None:
    key = (type(cell), cell)
    value = known.get(key)
    if value is None:
        try:
            value = reader(cell)
        except ParseProblem as problem:
            value = problem
        known[key] = value
    if isinstance(value, ParseProblem):
        table = row.source.table
        row.bad = True
        prepared.refusals.add(
            refusal(
                value,
                table.file,
                sheet=table.read_as.sheet,
                row=row.line,
                column=binding.header,
                field=item.name,
                value=as_text(cell),
            )
        )
    elif value == "":
        return
    elif item.many:
        row.values[item.name] = (*row.values.get(item.name, ()), value)
    else:
        row.values.setdefault(item.name, value)


def _joined(prepared: Prepared, by_source: list[list[Row]]) -> list[Row]:
    """Lines with the row of the other file that has the same join value; headers without lines are refused."""
    kind = prepared.kind
    lines_first = (kind.line_mark or "") in prepared.sources[0].bindings
    lines, headers = (by_source[0], by_source[1]) if lines_first else (by_source[1], by_source[0])
    by_key: dict[str, Row] = {}
    for header in headers:
        key = header.values.get(kind.join or "")
        if key is None:
            prepared.refuse(header, kind.join, ProblemCode.REQUIRED)
        elif key in by_key:
            prepared.refuse(header, kind.join, ProblemCode.DUPLICATE_ROW, first_row=by_key[key].line)
        else:
            by_key[key] = header
    used = _attach(prepared, lines, by_key)
    prepared.headers = headers
    if kind.join == "number":
        for key, header in by_key.items():
            if key not in used:
                prepared.refuse(header, kind.join, ProblemCode.NO_LINES)
    return lines


def _attach(prepared: Prepared, lines: list[Row], by_key: dict[str, Row]) -> set[str]:
    join = prepared.kind.join or ""
    used: set[str] = set()
    for line in lines:
        key = line.values.get(join)
        header = by_key.get(key) if key is not None else None
        if header is None:
            if key is not None:
                code = ProblemCode.NO_HEADER if join == "number" else ProblemCode.UNKNOWN_REFERENCE
                prepared.refuse(line, join, code, number=key, entity=join)
            continue
        used.add(str(key))
        line.header = header
        line.bad = line.bad or header.bad
        line.values = {**header.values, **line.values}
    return used


def _finish(prepared: Prepared, row: Row, absent: frozenset[str]) -> None:
    """Requiredness, moments and amounts: what needs more than one column."""
    if row.header is None and len(prepared.sources) == 2 and prepared.kind.join == "number":
        return  # a line without its order was refused for that
    for names in prepared.kind.required:
        # A cell that was refused for its value is not refused again for being empty.
        if names[0] not in absent and not any(name in row.values or _has_cell(row, name) for name in names):
            prepared.refuse(row, names[0], ProblemCode.REQUIRED)
    currency = row.values.get("currency") or prepared.currency
    for item in _needing_finish(prepared.kind):
        value = row.values.get(item.name)
        if value is None:
            continue
        try:
            if isinstance(value, Amount):
                row.values[item.name] = value.minor(currency)
            elif item.type is FieldType.MOMENT:
                row.values[item.name] = in_utc(value, row.values.get("time"))
        except ParseProblem as problem:
            prepared.refuse_with(row, item.name, problem)


def _has_cell(row: Row, name: str) -> bool:
    for holder in (row, row.header):
        if holder is not None and any(
            holder.cells[item.column] is not None for item in holder.source.bindings.get(name, [])
        ):
            return True
    return False


def _needing_finish(kind: Kind) -> Iterator[Field]:
    return (item for item in kind.fields if item.type in (FieldType.MONEY, FieldType.MOMENT))
