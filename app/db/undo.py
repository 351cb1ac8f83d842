"""Takes back what an audit entry did, row by row, in reverse order.

Each current row is compared with the recorded one: what somebody changed since is a `ConflictError`, never overwritten.
The inversion is recorded like any operation, so that redoing is inverting the inversion.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, NestedTransaction, Table, and_, or_, select
from sqlalchemy.exc import IntegrityError

from app.db import ledger
from app.db.base import Base
from app.db.models import AuditEntry, ChangeRecord, Staff
from app.db.recorder import (
    UNCOMPARED,
    Image,
    Recorded,
    Recorder,
    load_image,
    models_by_table,
    next_id,
    recording_of,
)
from app.domain.errors import ConflictError, FieldConflict, ValidationError


def invert_entry(recorder: Recorder, entry_id: int, *, erase: bool = False) -> None:
    """Undo everything one entry recorded.

    `erase` lets ledger rows go with the import run that made them instead of posting against them; the run's
    `import_batch` must be in state `undoing`.
    """
    recorder.session.flush()
    connection = recorder.session.connection()
    records = recorder.session.execute(
        select(ChangeRecord.entity, ChangeRecord.row_id, ChangeRecord.before, ChangeRecord.after)
        .where(ChangeRecord.entry_id == entry_id)
        .order_by(ChangeRecord.id.desc())
    ).all()
    with connection.begin_nested() as savepoint:
        inversion = _Inversion(recorder, savepoint, entry_id, erase)
        for entity, row_id, before, after in records:
            inversion.invert(Recorded(entity, row_id, load_image(before), load_image(after)))
        inversion.check_reserved()
    recorder.session.expire_all()


_STOCK = frozenset({"stock_move", "reservation"})
_OVERSOLD = """
SELECT max(r.id) FROM reservation r
WHERE r.product_id = ? AND r.kind = 'hard' AND r.purchase_order_line_id IS NULL
HAVING sum(r.quantity) > (
    SELECT coalesce(sum(b.quantity), 0) FROM stock_balance b WHERE b.product_id = ? AND b.inside = 1
)
"""


class _Inversion:
    def __init__(self, recorder: Recorder, savepoint: NestedTransaction, entry_id: int, erase: bool) -> None:
        self.recorder = recorder
        self.savepoint = savepoint
        self.connection: Connection = recorder.session.connection()
        self.entry_id = entry_id
        self.erase = erase
        self.products: set[int] = set()

    def invert(self, item: Recorded) -> None:
        """Invert one change."""
        if item.entity == "import_batch":
            return  # the run stays in the history of imports; its state says that it was undone
        table = Base.metadata.tables[item.entity]
        if item.entity in _STOCK:
            self._note_product(table, item)
        if recording_of(item.entity).append_only and not (self.erase or item.after is None):
            self._counter(table, item)
        elif item.before is None:
            self._remove(table, item)
        elif item.after is None:
            self._bring_back(table, item)
        else:
            self._restore(table, item)

    def check_reserved(self) -> None:
        """Refuse what would leave less of a product than is kept for orders since."""
        for product in sorted(self.products):
            row = self.connection.exec_driver_sql(_OVERSOLD, (product, product)).first()
            if row is not None:
                raise self._conflict(Recorded("reservation", row[0], None, None), ())

    def _note_product(self, table: Table, item: Recorded) -> None:
        image = self._current(table, item.id) or item.before or {}
        if "product_id" in image:
            self.products.add(image["product_id"])

    def _counter(self, table: Table, item: Recorded) -> None:
        values: Image = models_by_table()[item.entity].counter(item.after)  # type: ignore[attr-defined]
        if self._is_reversed(table, item.id):
            raise self._conflict(item, ())  # taken back before; a second time would count it twice
        values["id"] = next_id(self.connection, table)
        values["batch_id"] = None
        if item.entity == "stock_move":
            self._apply(values, item)
        self._insert(table, values)
        self.recorder.note(Recorded(item.entity, values["id"], None, values))

    def _is_reversed(self, table: Table, row_id: int) -> bool:
        found = self.connection.exec_driver_sql(f"SELECT 1 FROM {table.name} WHERE reverses_id = ? LIMIT 1", (row_id,))
        return found.first() is not None

    def _remove(self, table: Table, item: Recorded) -> None:
        current = self._current(table, item.id)
        if current is None:
            raise self._conflict(item, ())
        self._compare(item, current)
        if item.entity == "stock_move":
            self._apply(current, item, back=True)
        savepoint = self.connection.begin_nested()
        try:
            self.connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE id = ?", (item.id,))
        except IntegrityError as error:
            savepoint.rollback()
            self._void(table, item, current, error)
            return
        savepoint.commit()
        self.recorder.note(Recorded(item.entity, item.id, current, None))

    def _void(self, table: Table, item: Recorded, current: Image, error: IntegrityError) -> None:
        # Rows that append-only ledgers name cannot go; they take the state in which they count for nothing.
        values = recording_of(item.entity).void
        if values is None:
            raise self._conflict(item, ()) from error
        if values:
            self._update(table, item.id, values, current)
            before = {name: current[name] for name in values}
            self.recorder.note(Recorded(item.entity, item.id, before, dict(values)))

    def _bring_back(self, table: Table, item: Recorded) -> None:
        image = item.before or {}
        if self._current(table, item.id) is not None:
            raise self._conflict(item, ())
        if item.entity == "stock_move":
            self._apply(image, item)
        try:
            self._insert(table, image)
        except IntegrityError as error:
            raise self._refused(item) from error
        self.recorder.note(Recorded(item.entity, item.id, None, image))

    def _restore(self, table: Table, item: Recorded) -> None:
        current = self._current(table, item.id)
        if current is None:
            raise self._conflict(item, ())
        self._compare(item, current)
        try:
            self._update(table, item.id, item.before or {}, current)
        except IntegrityError as error:
            raise self._refused(item) from error
        self.recorder.note(Recorded(item.entity, item.id, item.after, item.before))

    def _compare(self, item: Recorded, current: Image) -> None:
        differing = tuple(
            FieldConflict(name, (item.before or {}).get(name), value, current[name])
            for name, value in (item.after or {}).items()
            if name not in UNCOMPARED and current[name] != value
        )
        if differing:
            raise self._conflict(item, differing)

    def _apply(self, move: Mapping[str, Any], item: Recorded, *, back: bool = False) -> None:
        try:
            (ledger.take_back if back else ledger.apply_move)(self.connection, move)
        except ValidationError as error:
            raise self._conflict(item, ()) from error

    def _current(self, table: Table, row_id: int) -> Image | None:
        columns = ", ".join(column.name for column in table.columns)
        row = self.connection.exec_driver_sql(f"SELECT {columns} FROM {table.name} WHERE id = ?", (row_id,)).first()
        return None if row is None else dict(zip((column.name for column in table.columns), row, strict=True))

    def _insert(self, table: Table, image: Image) -> None:
        names = [column.name for column in table.columns]
        self.connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})",
            tuple(image.get(name) for name in names),
        )

    def _update(self, table: Table, row_id: int, values: Mapping[str, Any], current: Image) -> None:
        changed = dict(values)
        if "version" in current:
            # Never back to an older version: a form that was opened before must still be seen as stale.
            changed["version"] = current["version"] + 1
        assignments = ", ".join(f"{name} = ?" for name in changed)
        self.connection.exec_driver_sql(
            f"UPDATE {table.name} SET {assignments} WHERE id = ?", (*changed.values(), row_id)
        )

    def _refused(self, item: Recorded) -> ConflictError:
        # PostgreSQL answers no question after a refusal, until what led to it is taken back.
        self.savepoint.rollback()
        return self._conflict(item, ())

    def _conflict(self, item: Recorded, fields: tuple[FieldConflict, ...]) -> ConflictError:
        by, at = last_change(self.connection, item.entity, item.id, after_entry=self.entry_id)
        return ConflictError(item.entity, item.id, fields=fields, changed_by=by, changed_at=at)


def last_change(
    connection: Connection,
    entity: str,
    row_id: int,
    *,
    after_entry: int = 0,
    parts: Mapping[str, Collection[int]] | None = None,
) -> tuple[str | None, str | None]:
    """Who changed a row last, and when (stored form); None for both when nobody did after that entry.

    `parts`: rows of other tables that belong to it, by table; a change of one of them counts too.
    """
    rows = {entity: [row_id], **(parts or {})}
    touched = or_(
        *(and_(ChangeRecord.entity == name, ChangeRecord.row_id.in_(ids)) for name, ids in rows.items() if ids)
    )
    row = connection.execute(
        select(Staff.name, AuditEntry.at)
        .select_from(ChangeRecord)
        .join(AuditEntry, AuditEntry.id == ChangeRecord.entry_id)
        .outerjoin(Staff, Staff.id == AuditEntry.staff_id)
        .where(touched, AuditEntry.id > after_entry)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None, None
    return row[0], row[1].isoformat()
