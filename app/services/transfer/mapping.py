"""Which column is which field: by the map where there is one, by name elsewhere; every other column is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.kinds import KINDS, Kind, field_names, normal_header
from app.services.transfer.maps import ImportMap, MapRefused, Options
from app.services.transfer.readers.tables import Table
from app.services.transfer.refusals import Param, Refusal


@dataclass(frozen=True, slots=True)
class Binding:
    """A column that a field is read from; `rank` orders alternatives, the same rank in a group goes together."""

    column: int
    header: str
    rank: int


@dataclass(slots=True)
class Source:
    """A table with the columns that are used."""

    table: Table
    bindings: dict[str, list[Binding]] = field(default_factory=dict)

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Columns nothing is read from."""
        used = {binding.column for bindings in self.bindings.values() for binding in bindings}
        return tuple(header for index, header in enumerate(self.table.headers) if header and index not in used)

    @property
    def mapped(self) -> dict[str, tuple[str, ...]]:
        """Our field → their columns."""
        return {name: tuple(item.header for item in bindings) for name, bindings in self.bindings.items()}


def check_map(kind: Kind, given: ImportMap | None) -> None:
    """Refuses a map for another kind, or with a field this kind does not have. Raises `MapRefused`."""
    if given is None:
        return
    if given.kind and given.kind != kind.name:
        raise MapRefused(ProblemCode.MAP_WRONG_KIND, expected=kind.name, found=given.kind)
    for section, names in (("columns", given.columns), ("constants", given.constants)):
        for name in names:
            if kind.field(name) is None:
                raise MapRefused(ProblemCode.MAP_UNKNOWN_KEY, key=f"{section}.{name}")
            if section == "constants" and name in given.columns:
                raise MapRefused(ProblemCode.MAP_BAD_VALUE, key=f"constants.{name}")
    for name in given.options.match:
        if kind.field(name) is None:
            raise MapRefused(ProblemCode.MAP_BAD_VALUE, key="options.match")


def bind(kind: Kind, tables: Sequence[Table], given: ImportMap | None) -> tuple[list[Source], list[Refusal]]:
    """The columns of each table, and what is missing or named twice."""
    sources = [Source(table) for table in tables]
    refusals = _bind_given(sources, given) if given else []
    taken = set(given.columns) | set(given.constants) if given else set()
    for source in sources:
        _bind_by_name(kind, source, taken)
    if len(sources) == 2:
        refusals += _settle_both(kind, sources)
    bound = {name for source in sources for name in source.bindings}
    bound |= set(given.constants) if given else set()
    missing = [names for names in kind.required if not bound & set(names)]
    file = tables[0].file if tables else ""
    refusals += [
        Refusal(file, ProblemCode.FIELD_MISSING, field=names[0], params={"field": names[0]}) for names in missing
    ]
    return sources, refusals


def _bind_given(sources: list[Source], given: ImportMap) -> list[Refusal]:
    refusals: list[Refusal] = []
    for name, headers in given.columns.items():
        for rank, header in enumerate(headers):
            found = False
            for source in sources:
                index = _column(source.table, header)
                if index is not None:
                    found = True
                    source.bindings.setdefault(name, []).append(Binding(index, source.table.headers[index], rank))
            if not found:
                file = sources[0].table.file
                params: dict[str, Param] = {"field": name, "column": header}
                refusals.append(Refusal(file, ProblemCode.COLUMN_MISSING, column=header, field=name, params=params))
    return refusals


def _column(table: Table, header: str) -> int | None:
    if header in table.headers:
        return table.headers.index(header)
    normal = [normal_header(item) for item in table.headers]
    wanted = normal_header(header)
    return normal.index(wanted) if wanted and normal.count(wanted) == 1 else None


def _bind_by_name(kind: Kind, source: Source, taken: set[str]) -> None:
    used = {binding.column for bindings in source.bindings.values() for binding in bindings}
    by_name: dict[str, int] = {}
    for index, header in enumerate(source.table.headers):
        by_name.setdefault(normal_header(header), index)
    # A column belongs to the field whose own name or better synonym it is: short ranks first over all fields.
    claims = sorted(
        (rank, position, item.name, by_name[name])
        for position, item in enumerate(kind.fields)
        if item.name not in taken
        for rank, name in enumerate(field_names(item))
        if name in by_name
    )
    for rank, position, name, column in claims:
        item = kind.fields[position]
        several = item.many or item.group
        if column in used or (source.bindings.get(name) and not several):
            continue
        used.add(column)
        place = rank // item.words if item.group else rank
        source.bindings.setdefault(name, []).append(Binding(column, source.table.headers[column], place))


def _settle_both(kind: Kind, sources: list[Source]) -> list[Refusal]:
    """Of two files one has the lines; a field other than the join may come from one of them only."""
    first, second = sources
    refusals = [
        Refusal(second.table.file, ProblemCode.COLUMN_IN_BOTH_FILES, field=name, params={"field": name})
        for name in sorted(set(first.bindings) & set(second.bindings) - {kind.join})
    ]
    joined = kind.join in first.bindings and kind.join in second.bindings
    marks = [kind.line_mark in source.bindings for source in sources]
    if not joined or marks.count(True) != 1:
        refusals.append(Refusal(second.table.file, ProblemCode.FILES_DO_NOT_JOIN, params={"field": kind.join}))
    return refusals


def guess_map(headers: Sequence[str], kind: Kind, constants: Mapping[str, str] | None = None) -> ImportMap:
    """The map that a file with these headers would be read by; what a wizard shows first."""
    from app.services.transfer.readers.tables import ReadAs

    source = Source(Table(ReadAs("", "", "", 0), tuple(headers)))
    _bind_by_name(kind, source, set(constants or {}))
    return ImportMap(kind.name, Options(), source.mapped, dict(constants or {}))


def columns_read(
    layouts: Sequence[tuple[str, tuple[str, ...]]], kind: Kind, given: ImportMap | None
) -> tuple[dict[str, tuple[str, ...]], list[Refusal]]:
    """Our field → their columns, as files of these names and headers would be read; and what speaks against it."""
    from app.services.transfer.readers.tables import ReadAs

    sources, refusals = bind(kind, [Table(ReadAs(file, "", "", 0), headers) for file, headers in layouts], given)
    found: dict[str, tuple[str, ...]] = {}
    for source in sources:
        for name, headers in source.mapped.items():
            found[name] = (*found.get(name, ()), *(header for header in headers if header not in found.get(name, ())))
    return found, refusals


def guess_kind(headers: Sequence[str], file_name: str = "") -> list[str]:
    """All kinds by how well these headers fit, the best first.

    What counts, in this order: the needed fields that have a column, the name of the file, how many columns would be
    read, how few fields would stay empty.
    """
    spoken = normal_header(file_name)

    def fit(kind: Kind) -> tuple[int, int, int, int]:
        found = set(guess_map(headers, kind).columns)
        missing = sum(not found & set(names) for names in kind.required)
        read = sum(len(columns) for columns in guess_map(headers, kind).columns.values())
        named = normal_header(kind.name) in spoken or normal_header(kind.name).removesuffix("s") in spoken
        return -missing, int(named), read, len(found) - len(kind.fields)

    return sorted(KINDS, key=lambda name: fit(KINDS[name]), reverse=True)
