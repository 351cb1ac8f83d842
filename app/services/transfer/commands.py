"""The import as an operation: all or nothing, or without the refused rows; and the undo of a whole run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.db.engine import collector_at_rest
from app.db.models import ChangeRecord, ImportBatch
from app.db.undo import invert_entry
from app.domain.errors import ConflictError, NotFoundError
from app.domain.progress import Progress
from app.services.operations import ReadContext, WriteContext, command, query
from app.services.permissions import NO
from app.services.transfer.analysis import Analysis, analyse, kind_called, report
from app.services.transfer.edits import Edits
from app.services.transfer.maps import ImportMap
from app.services.transfer.plan import execute
from app.services.transfer.read_models import ImportReport
from app.services.transfer.refusals import ImportRefused

_LIMITED: Final = {"contacts": frozenset({"contacts", "interactions"}), "counts": frozenset({"stock"})}


def may_import(grant: str, kind: str) -> bool:
    """Whether a grant of `import.run` covers this kind: all of them, or those of its limit."""
    return grant != NO and (grant not in _LIMITED or kind in _LIMITED[grant])


@query("import.view")
def preview(
    ctx: ReadContext,
    paths: Sequence[Path],
    kind: str,
    given: ImportMap | None = None,
    progress: Progress | None = None,
    edits: Edits | None = None,
) -> ImportReport:
    """What an import of these files would do: readings, mapping, every problem, and the counts. Writes nothing.

    Raises `NotFoundError` (no such kind), `MapRefused`, `Cancelled`.
    """
    with collector_at_rest():
        return report(analyse(ctx, paths, kind_called(kind), given, progress, edits))


@command("import.run", undoable=False, bulk=True)
def run_import(
    ctx: WriteContext,
    paths: Sequence[Path],
    kind: str,
    given: ImportMap | None = None,
    *,
    skip_refused: bool = False,
    edits: Edits | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import files. All or nothing, unless `skip_refused`: then the good rows go in and the report has the others.

    `edits` are cells that were mended in the preview.

    Raises `ImportRefused` with every reason, `NotFoundError`, `MapRefused`, `Cancelled` (nothing is kept),
    `PermissionDenied` for kinds the role may not import.
    """
    if not may_import(ctx.grant, kind):
        raise ctx.refuse()
    return _run(ctx, analyse(ctx, paths, kind_called(kind), given, progress, edits), skip_refused, progress)


def _run(ctx: WriteContext, analysis: Analysis, skip_refused: bool, progress: Progress | None) -> ImportReport:
    refused = analysis.refusals
    if refused.total and not (skip_refused and analysis.possible):
        raise ImportRefused(refused.in_order(), refused.total)
    summary = report(analysis)
    batch = ImportBatch(
        kind=analysis.kind.name,
        state="done",
        at=ctx.now,
        staff_id=ctx.actor.staff_id,
        files=_files(analysis),
        mapping=summary.map_toml,
        created=summary.created,
        updated=summary.updated,
        unchanged=summary.unchanged,
        refused=summary.refused,
    )
    ctx.session.add(batch)
    ctx.session.flush()
    ctx.recorder.progress = progress
    execute(ctx, analysis.plan, batch.id, progress)
    return report(analysis, batch.id)


def _files(analysis: Analysis) -> str:
    facts = [
        {"name": source.table.read_as.file, "size": source.table.read_as.size, "sha256": source.table.read_as.sha256}
        for source in analysis.sources
    ]
    return json.dumps(facts, ensure_ascii=False)


@command("import.undo", undoable=False, bulk=True)
def undo_import(ctx: WriteContext, batch_id: int) -> int:
    """Take back a whole run, its updates too; the run's own row stays in the history as undone.

    Raises `ConflictError` naming what was changed or used since (nothing is then undone), `NotFoundError`.
    """
    batch = ctx.session.get(ImportBatch, batch_id)
    if batch is None:
        raise NotFoundError("import_batch", batch_id)
    if batch.state != "done":
        raise ConflictError("import_batch", batch_id)
    entry = ctx.session.execute(
        select(ChangeRecord.entry_id)
        .where(ChangeRecord.entity == "import_batch", ChangeRecord.row_id == batch_id, ChangeRecord.before.is_(None))
        .limit(1)
    ).scalar_one()
    batch.state = "undoing"
    ctx.session.flush()
    invert_entry(ctx.recorder, entry, erase=True)
    batch = ctx.session.get_one(ImportBatch, batch_id)
    batch.state = "undone"
    ctx.session.flush()
    return batch_id
