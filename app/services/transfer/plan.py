"""What an import is going to write, worked out before anything is written: the preview and the run read one plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Table

from app.db.base import Base
from app.domain.progress import Progress
from app.domain.vocabulary import MoveKind
from app.services.operations import WriteContext
from app.services.stock.ledger import Posting, post

_PIECE: Final = 5_000
_IN_CLAUSE: Final = 500


class NewRow:
    """A row to be inserted; other new rows may name it where they will need its id."""

    __slots__ = ("id", "model", "values")

    def __init__(self, model: type[Base], values: dict[str, Any]) -> None:
        self.model = model
        self.values = values
        self.id: int | None = None


RowRef = int | NewRow
"""A row that is there, by id, or one that this import makes."""


@dataclass(slots=True)
class Movement:
    """A posting whose rows may not exist yet. `day` orders the postings; `value_minor` only for what comes in."""

    product: RowRef
    source: RowRef
    target: RowRef
    quantity: int
    kind: MoveKind
    day: date
    cause: str
    cause_row: RowRef | None = None
    value_minor: int = 0
    lot: RowRef | None = None


@dataclass(slots=True)
class Plan:
    """Rows to insert, update and delete, postings, and what the preview counts."""

    added: dict[type[Base], list[NewRow]] = field(default_factory=dict)
    updated_rows: list[tuple[type[Base], int, dict[str, Any]]] = field(default_factory=list)
    deleted_rows: list[tuple[type[Base], int]] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    made: dict[str, int] = field(default_factory=dict)  # records made by create_missing, by entity
    notices: dict[str, int] = field(default_factory=dict)  # e.g. "returns": 3

    def add(self, model: type[Base], **values: Any) -> NewRow:
        """Plan an insert."""
        row = NewRow(model, values)
        self.added.setdefault(model, []).append(row)
        return row

    def change(self, model: type[Base], row_id: int, values: Mapping[str, Any]) -> None:
        """Plan an update of these columns."""
        if values:
            self.updated_rows.append((model, row_id, dict(values)))

    def remove(self, model: type[Base], row_id: int) -> None:
        """Plan a delete."""
        self.deleted_rows.append((model, row_id))

    def notice(self, name: str, count: int = 1) -> None:
        """Something the preview says."""
        self.notices[name] = self.notices.get(name, 0) + count


def known_id(ref: RowRef | None) -> int | None:
    """The id, once the row is there."""
    return ref.id if isinstance(ref, NewRow) else ref


def execute(ctx: WriteContext, plan: Plan, batch_id: int, progress: Progress | None = None) -> None:
    """Write a plan: deletes, inserts in the order of the foreign keys, updates, postings by day."""
    for model, row_id in plan.deleted_rows:
        ctx.session.delete(ctx.session.get_one(model, row_id))
    ctx.session.flush()
    _insert(ctx, plan, batch_id, progress)
    _update(ctx, plan)
    _post(ctx, plan, batch_id)
    if progress is not None:
        progress.check()


def _models(plan: Plan) -> Iterable[type[Base]]:
    by_table: dict[Table, type[Base]] = {model.__table__: model for model in plan.added}  # type: ignore[misc]
    return (by_table[table] for table in Base.metadata.sorted_tables if table in by_table)


def _insert(ctx: WriteContext, plan: Plan, batch_id: int, progress: Progress | None) -> None:
    total, done = sum(map(len, plan.added.values())), 0
    for model in _models(plan):
        rows = plan.added[model]
        with_batch = "batch_id" in model.__table__.columns
        references = tuple(column.name for column in model.__table__.columns if column.foreign_keys)
        for start in range(0, len(rows), _PIECE):
            piece = rows[start : start + _PIECE]
            for row in piece:
                values = row.values
                for name in references:
                    if isinstance(reference := values.get(name), NewRow):
                        values[name] = reference.id
                if with_batch:
                    values["batch_id"] = batch_id
            for row, row_id in zip(piece, ctx.recorder.insert_many(model, [row.values for row in piece]), strict=True):
                row.id, row.values = row_id, {}  # they stand in the recorder now
            done += len(piece)
            if progress is not None:
                progress.check()
                progress.report(done, total, "writing")


def _update(ctx: WriteContext, plan: Plan) -> None:
    for model in dict.fromkeys(model for model, _, _ in plan.updated_rows):
        wanted = [(row_id, values) for other, row_id, values in plan.updated_rows if other is model]
        for start in range(0, len(wanted), _IN_CLAUSE):
            piece = wanted[start : start + _IN_CLAUSE]
            objects = {item.id: item for item in _load(ctx, model, [row_id for row_id, _ in piece])}
            changed: set[int] = set()
            for row_id, values in piece:
                if row_id in changed:
                    # What changes twice goes from state to state: each step is one that is allowed.
                    ctx.session.flush()
                changed.add(row_id)
                for name, value in values.items():
                    setattr(objects[row_id], name, known_id(value) if isinstance(value, NewRow) else value)
            ctx.session.flush()


def _load(ctx: WriteContext, model: type[Base], ids: list[int]) -> list[Any]:
    return list(ctx.session.query(model).filter(model.id.in_(ids)))  # type: ignore[attr-defined]


def _post(ctx: WriteContext, plan: Plan, batch_id: int) -> None:
    postings = [
        Posting(
            product_id=known_id(item.product) or 0,
            source_id=known_id(item.source) or 0,
            target_id=known_id(item.target) or 0,
            quantity=item.quantity,
            kind=item.kind,
            cause=item.cause,
            cause_id=known_id(item.cause_row) if item.cause_row is not None else batch_id,
            value_minor=item.value_minor,
            lot_id=known_id(item.lot),
            day=item.day,
            batch_id=batch_id,
        )
        for item in sorted(plan.movements, key=lambda item: item.day)
    ]
    if postings:
        post(ctx, postings)
