"""Notes every row an operation changes: the one source of undo, redo, audit and change announcements.

A recorder belongs to one writing session. Objects that the unit of work flushes are noted by themselves; bulk inserts
go through `insert_many`, which notes them too. Bulk UPDATE and DELETE of recorded tables are refused: they would
change rows unseen.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Connection, Table, event, inspect, select
from sqlalchemy.orm import LoaderCallableStatus, Mapper, ORMExecuteState, Session, UOWTransaction

from app.db import backends
from app.db.base import Base, Recording
from app.db.models import AuditEntry, ChangeRecord
from app.domain import clock
from app.domain.batches import batched
from app.domain.changes import Change, ChangeKind, ChangeSet
from app.domain.progress import Progress

Image = dict[str, Any]
"""A row as stored: column → whole number, text or None."""

GENESIS: Final = "0" * 64
UNCOMPARED: Final = frozenset({"version"})
_SALT: Final = 16  # bytes
_PIECE: Final = 10_000
_LAST_ENTRY: Final = select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
# One encoder for all images: `json.dumps` with options of its own builds a new one each time.
_to_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Recorded(NamedTuple):
    """One change of one row. An update's images hold only the columns that changed. A tuple: imports make many."""

    entity: str
    id: int
    before: Image | None
    after: Image | None

    @property
    def change(self) -> Change:
        """The change as it is announced."""
        if self.before is None:
            return Change(self.entity, self.id, ChangeKind.CREATED)
        kind = ChangeKind.DELETED if self.after is None else ChangeKind.UPDATED
        return Change(self.entity, self.id, kind)


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What an audit entry says beside the rows it changed."""

    at: datetime
    staff_id: int | None
    operation: str
    outcome: str = "done"
    key: str | None = None
    result: int | None = None
    undoes_id: int | None = None


@cache
def models_by_table() -> dict[str, type[Base]]:
    """Every model by its table's name."""
    return {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]


def recording_of(table: str) -> Recording:
    """How a table is recorded."""
    return models_by_table()[table].__recording__


class Recorder:
    """Collects the changes of one session until they are written as one audit entry."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.recorded: list[Recorded] = []
        self.progress: Progress | None = None
        """Who watches a long operation, and may stop it until the very end."""
        self._before: dict[int, Image] = {}
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush", self._after_flush)
        event.listen(session, "do_orm_execute", _refuse_bulk)

    @property
    def changes(self) -> ChangeSet:
        """What was changed so far, one change a row (the last kind wins, a row created and deleted is left out)."""
        last: dict[tuple[str, int], Change] = {}
        for item in self.recorded:
            key = item[:2]
            earlier = last.get(key)
            if earlier is None or earlier.kind is not ChangeKind.CREATED:
                last[key] = item.change
            elif item.after is None:
                del last[key]
        return ChangeSet(tuple(last.values()))

    def insert_many(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> range:
        """Insert rows of one table at once; the ids they got, in order. Columns left out take their defaults.

        A row whose dict names an `id` is not allowed: ids are given here, in one block.
        """
        if not rows:
            return range(0)
        self.session.flush()
        table = _table(model)
        connection = self.session.connection()
        first = next_id(connection, table, len(rows))
        images = _complete_images(table, rows, first)
        _insert_raw(connection, table, [tuple(image.values()) for image in images])
        if not model.__recording__.derived:
            name = str(table.name)  # SQLAlchemy has a text of its own, which the driver converts at every row
            self.recorded += [Recorded(name, row_id, None, image) for row_id, image in enumerate(images, start=first)]
        return range(first, first + len(images))

    def note(self, recorded: Recorded) -> None:
        """Note a change that was made by a statement of the undo."""
        self.recorded.append(recorded)

    def write_entry(self, facts: EntryFacts) -> int:
        """Write the audit entry with its change records; the entry's sequence number."""
        return write_entry(self.session.connection(), facts, self.recorded, self.progress)

    def _before_flush(self, session: Session, _context: UOWTransaction, _instances: Any) -> None:
        self._before.clear()
        for obj in session.dirty:
            if not obj.__recording__.derived and (image := _before_image(obj)):
                self._before[id(obj)] = image
        for obj in session.deleted:
            if not obj.__recording__.derived:
                self._before[id(obj)] = _full_image(obj)

    def _after_flush(self, session: Session, _context: UOWTransaction) -> None:
        for obj in session.new:
            if not obj.__recording__.derived:
                self.recorded.append(Recorded(_name(obj), obj.id, None, _full_image(obj)))
        for obj in session.dirty:
            before = self._before.get(id(obj))
            if before:
                after = _full_image(obj, before)
                self.recorded.append(Recorded(_name(obj), obj.id, before, after))
        for obj in session.deleted:
            before = self._before.get(id(obj))
            if before is not None:
                self.recorded.append(Recorded(_name(obj), obj.id, before, None))


def write_entry(
    connection: Connection, facts: EntryFacts, recorded: Sequence[Recorded], progress: Progress | None = None
) -> int:
    """Append one entry to the audit chain, with the rows it changed. Raises `Cancelled` when `progress` does."""
    entry = _table(AuditEntry)
    last = connection.execute(_LAST_ENTRY).first()
    number, previous = (1, GENESIS) if last is None else (last.id + 1, last.hash)
    # The entry comes after its records, because its hash covers theirs; where the database wants it first, they wait.
    at_once = backends.of(connection).defer_references(connection)
    digests: list[str] = []
    waiting: list[Sequence[tuple[Any, ...]]] = []
    for rows in _records(connection, number, recorded, progress):
        digests += [row[-1] for row in rows]
        if at_once:
            _insert_raw(connection, _table(ChangeRecord), rows)
        else:
            waiting.append(rows)
    values: dict[str, Any] = {
        "id": number,
        "at": clock.to_text(facts.at),
        "staff_id": facts.staff_id,
        "operation": facts.operation,
        "outcome": facts.outcome,
        "operation_key": facts.key,
        "result": facts.result,
        "undoes_id": facts.undoes_id,
        "digest": entry_digest(digests),
        "previous_hash": previous,
    }
    values["hash"] = entry_hash(values)
    _insert_raw(connection, entry, [tuple(values[column.name] for column in entry.columns)])
    for rows in waiting:
        _insert_raw(connection, _table(ChangeRecord), rows)
    return int(number)


def entry_hash(values: Mapping[str, Any]) -> str:
    """An audit entry's hash: SHA-256 over its stored values, the digest of its records and the hash before."""
    names = ("id", "at", "staff_id", "operation", "outcome", "operation_key", "result", "undoes_id", "digest")
    return _sha256(values["previous_hash"], *(json.dumps(values[name]) for name in names))


def record_digest(entity: str, row_id: int, before: str | None, after: str | None, salt: str) -> str:
    """A change record's digest; salted, so that an erased image cannot be guessed from it."""
    return _sha256(salt, entity, str(row_id), before or "", after or "")


def entry_digest(digests: Sequence[str]) -> str:
    """The digest of an entry's records, in order."""
    return _sha256(*digests)


def dump_image(image: Image | None) -> str | None:
    """An image as compact JSON."""
    return None if image is None else _to_json(image)


def load_image(data: str | None) -> Image | None:
    """An image read back."""
    return None if data is None else json.loads(data)


def _records(
    connection: Connection, entry_id: int, recorded: Sequence[Recorded], progress: Progress | None
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The change records of an entry as they are stored, some thousands at a time; the digest is the last column."""
    done = 0
    for pieces in batched(recorded, _PIECE):
        rows, salts = [], os.urandom(_SALT * len(pieces)).hex()
        first = next_id(connection, _table(ChangeRecord), len(pieces))
        for place, (entity, changed_id, before, after) in enumerate(pieces):
            salt = salts[2 * _SALT * place : 2 * _SALT * (place + 1)]
            old, new = dump_image(before), dump_image(after)
            digest = record_digest(entity, changed_id, old, new, salt)
            rows.append((first + place, entry_id, entity, changed_id, old, new, salt, digest))
        yield rows
        done += len(rows)
        if progress is not None:
            progress.report(done, len(recorded), "recording")
            progress.check()


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _refuse_bulk(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        raise RuntimeError("a bulk statement would change rows unseen by the recorder; use objects or insert_many")


def _name(obj: Any) -> str:
    return str(obj.__table__.name)


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


_AS_IS: Final = (int, str)


def _stored(table: Table, name: str, value: Any) -> Any:
    if value is None or type(value) in (int, str):
        return value
    processor = getattr(table.columns[name].type, "process_bind_param", None)
    return value if processor is None else processor(value, None)


@cache
def _attributes(mapper: Mapper[Any]) -> dict[str, str]:
    """A model's attributes and the columns they stand for."""
    return {attr.key: attr.columns[0].name for attr in mapper.column_attrs}


def _full_image(obj: Any, columns: Collection[str] | None = None) -> Image:
    table = obj.__table__
    return {
        name: _stored(table, name, getattr(obj, key))
        for key, name in _attributes(obj.__mapper__).items()
        if columns is None or name in columns
    }


def _before_image(obj: Any) -> Image:
    """What stood in the columns that were changed since the row was read or written; empty when none was."""
    table, image = obj.__table__, Image()
    names = _attributes(obj.__mapper__)
    # Beside the values of columns it holds those of nothing else that is mapped; one without a value was not loaded.
    for key, value in inspect(obj).committed_state.items():
        name = names.get(key)
        if name is None or name in UNCOMPARED:
            continue
        before = None if value is LoaderCallableStatus.NO_VALUE else value
        if before != getattr(obj, key):
            image[name] = _stored(table, name, before)
    return image


@cache
def _blank(table: Table) -> tuple[Image, tuple[tuple[str, Any], ...]]:
    """A row of nothing but stored defaults, and how the values of the columns that need it become stored ones."""
    image: Image = {}
    processors: list[tuple[str, Any]] = []
    for column in table.columns:
        default = column.default
        image[column.name] = None if default is None else _stored(table, column.name, default.arg)  # type: ignore[attr-defined]
        if processor := getattr(column.type, "process_bind_param", None):
            processors.append((column.name, processor))
    return image, tuple(processors)


def _complete_images(table: Table, rows: Sequence[Mapping[str, Any]], first: int) -> list[Image]:
    """What is stored of new rows, in the order of the columns; a name that is no column is refused by the insert."""
    blank, processors = _blank(table)
    images = []
    for row_id, row in enumerate(rows, start=first):
        image = {**blank, **row, "id": row_id}
        for name, processor in processors:
            value = image[name]
            if value is not None and type(value) not in _AS_IS:
                image[name] = processor(value, None)
        images.append(image)
    return images


def next_id(connection: Connection, table: Table, count: int = 1) -> int:
    """The first of `count` unused ids of a table; sure under the write lock, and never one that was used before."""
    return backends.of(connection).take_ids(connection, table.name, count)


def _insert_raw(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    columns = [column.name for column in table.columns]
    marks = ", ".join("?" for _ in columns)
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})", rows)
