"""The history of imports."""

from __future__ import annotations

import json

from sqlalchemy import select

from app.db.models import ImportBatch, Staff
from app.services.operations import ReadContext, query
from app.services.transfer.read_models import ImportRun


@query("import.view")
def history(ctx: ReadContext) -> list[ImportRun]:
    """All runs, the newest first."""
    rows = ctx.session.execute(
        select(ImportBatch, Staff.name)
        .outerjoin(Staff, Staff.id == ImportBatch.staff_id)
        .order_by(ImportBatch.id.desc())
    )
    return [
        ImportRun(
            batch.id, batch.kind, batch.state, batch.at, name, tuple(item["name"] for item in json.loads(batch.files)),
            batch.created, batch.updated, batch.unchanged, batch.refused,
        )
        for batch, name in rows
    ]  # fmt: skip
