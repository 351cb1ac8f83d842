"""Reads files and plans their import: what the preview shows and what the run then writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import NotFoundError
from app.domain.parsing.problems import ProblemCode
from app.domain.progress import Progress
from app.services.business.settings import read_business
from app.services.contacts.points import default_region
from app.services.operations import ReadContext
from app.services.transfer.apply.job import Job
from app.services.transfer.apply.kinds import APPLY
from app.services.transfer.apply.stock import opening_day
from app.services.transfer.directory import Directory
from app.services.transfer.edits import Edits, apply_edits
from app.services.transfer.kinds import KINDS, Kind
from app.services.transfer.mapping import Source, bind, check_map
from app.services.transfer.maps import ImportMap, Options
from app.services.transfer.plan import Plan
from app.services.transfer.prepare import Prepared, Refusals, Row, prepare
from app.services.transfer.read_models import FileReading, ImportReport, RefusedRow
from app.services.transfer.readers.read import read_table
from app.services.transfer.readers.tables import Cell, FileRefused, Table
from app.services.transfer.refusals import Refusal
from app.services.transfer.values import as_text

TWO_FILES = frozenset({"sales_orders", "purchase_orders", "products"})


@dataclass(slots=True)
class Analysis:
    """An import worked out: the files as read, every refusal, and the plan of what is good."""

    kind: Kind
    given: ImportMap | None
    sources: list[Source] = field(default_factory=list)
    refusals: Refusals = field(default_factory=Refusals)
    prepared: Prepared | None = None
    plan: Plan = field(default_factory=Plan)
    bad_rows: list[Row] = field(default_factory=list)

    @property
    def possible(self) -> bool:
        """Whether the good rows could be imported without the others."""
        return self.prepared is not None and not self.refusals.fatal

    def map_used(self) -> ImportMap:
        """The map as it was applied, columns found by name included."""
        columns: dict[str, tuple[str, ...]] = {}
        for source in self.sources:
            columns |= source.mapped
        options = self.given.options if self.given else Options()
        return ImportMap(self.kind.name, options, columns, dict(self.given.constants) if self.given else {})


def kind_called(name: str) -> Kind:
    """The kind of that name. Raises `NotFoundError`."""
    kind = KINDS.get(name)
    if kind is None:
        raise NotFoundError("import_kind", name)
    return kind


def analyse(
    ctx: ReadContext,
    paths: Sequence[Path],
    kind: Kind,
    given: ImportMap | None,
    progress: Progress | None = None,
    edits: Edits | None = None,
) -> Analysis:
    """Read, convert and plan; nothing is written. Raises `MapRefused` for a map that cannot be meant for this kind."""
    check_map(kind, given)
    analysis = Analysis(kind, given)
    tables = _read(analysis, paths, given.options if given else Options(), progress)
    apply_edits(tables, edits or {})
    if len(tables) != len(paths) or not tables:
        return analysis
    currency = read_business(ctx.session).currency
    analysis.sources, refusals = bind(kind, tables, given)
    for item in refusals:
        analysis.refusals.add(item, fatal=True)
    absent = frozenset(item.field for item in refusals if item.code is ProblemCode.FIELD_MISSING and item.field)
    if any(item.code in (ProblemCode.FILES_DO_NOT_JOIN, ProblemCode.COLUMN_IN_BOTH_FILES) for item in refusals):
        return analysis
    prepared = prepare(kind, analysis.sources, given, currency, progress, absent)
    prepared.refusals = _merged(analysis.refusals, prepared.refusals)
    analysis.refusals, analysis.prepared = prepared.refusals, prepared
    if absent:
        return analysis
    _plan(ctx, analysis, prepared, currency, progress)
    return analysis


def _merged(first: Refusals, second: Refusals) -> Refusals:
    return Refusals([*first.listed, *second.listed], first.total + second.total, first.fatal or second.fatal)


def _read(analysis: Analysis, paths: Sequence[Path], options: Options, progress: Progress | None) -> list[Table]:
    limit = 2 if analysis.kind.name in TWO_FILES else 1
    if len(paths) > limit:
        analysis.refusals.add(
            Refusal(paths[limit].name, ProblemCode.TOO_MANY_FILES, params={"limit": limit}), fatal=True
        )
        return []
    tables: list[Table] = []
    for path in paths:
        try:
            tables.append(read_table(path, options, progress))
        except FileRefused as error:
            analysis.refusals.add(error.refusal(path.name), fatal=True)
        except OSError as error:
            analysis.refusals.add(
                Refusal(path.name, ProblemCode.UNREADABLE, params={"kind": error.strerror}), fatal=True
            )
    return tables


def _plan(ctx: ReadContext, analysis: Analysis, prepared: Prepared, currency: str, progress: Progress | None) -> None:
    if progress is not None:
        progress.check()
        progress.report(0, None, "checking")
    plan = analysis.plan
    job = Job(
        ctx,
        prepared,
        plan,
        Directory(ctx.session, prepared, plan),
        currency,
        opening_day(ctx.session),
        default_region(ctx.session),
    )
    if not prepared.refusals.fatal:
        APPLY[analysis.kind.name](job)
    analysis.bad_rows = [row for row in (*prepared.rows, *prepared.headers) if row.bad]


def report(analysis: Analysis, batch_id: int | None = None) -> ImportReport:
    """What the analysis says, for a person or a program."""
    plan, refusals = analysis.plan, analysis.refusals
    spoiled = _spoiled(analysis)
    refused_rows = tuple(_refused_row(row, refusals) for row in analysis.bad_rows)
    files = tuple(
        FileReading(
            source.table.read_as, len(source.table.rows), source.table.blank_rows, source.mapped, source.unmapped
        )
        for source in analysis.sources
    )
    used = analysis.map_used().to_toml() if analysis.sources else ""
    return ImportReport(
        analysis.kind.name, files, plan.created, plan.updated, plan.unchanged, len(refused_rows) + len(spoiled),
        refusals.total, refusals.in_order(), (*spoiled, *refused_rows), dict(plan.made), dict(plan.notices),
        analysis.possible, batch_id, used,
    )  # fmt: skip


def _refused_row(row: Row, refusals: Refusals) -> RefusedRow:
    table = row.source.table
    reasons = tuple(item for item in refusals.listed if item.row == row.line and item.file == table.file)
    if not reasons and row.header is not None:
        header = row.header
        reasons = tuple(
            item for item in refusals.listed if item.row == header.line and item.file == header.source.table.file
        )
    return RefusedRow(table.file, row.line, table.headers, tuple(map(_cell_text, row.cells)), reasons)


def _spoiled(analysis: Analysis) -> tuple[RefusedRow, ...]:
    """Rows of the file that never became rows of a table (too many or too few fields)."""
    if analysis.prepared is None:
        return ()
    known = {(row.source.table.file, row.line) for row in analysis.bad_rows}
    return tuple(
        RefusedRow(
            table.file,
            line,
            table.headers,
            (),
            tuple(item for item in analysis.refusals.listed if item.row == line and item.file == table.file),
        )
        for table, line in analysis.prepared.spoiled
        if (table.file, line) not in known
    )


def _cell_text(cell: Cell) -> str:
    return "" if cell is None else as_text(cell)
