"""Keeps the index equal to what it is made from: after every operation, on demand, and verified by `check`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.db.recorder import Recorded
from app.db.search.documents import ENTITIES, INDEXED_COLUMNS, ids_of, read_documents
from app.db.search.index import SearchIndex, index_of
from app.domain.batches import batched
from app.domain.findings import Finding, Sample, Severity
from app.domain.progress import Progress

CHECK_INDEX: Final = "search.index"
CHECK_CONTENT: Final = "search.content"
_BATCH: Final = 10_000
_SAMPLES: Final = 10

_HOLDERS: Final = {"partner_id": "partner", "contact_id": "contact"}
# Rows that are indexed with the record they belong to: table → foreign key → that record's entity.
_PARTS: Final = {
    "address": _HOLDERS,
    "contact_point": _HOLDERS,
    "partner_tag": _HOLDERS,
    "affiliation": _HOLDERS,
    "pinned_fact": {"partner_id": "partner"},
}

Touched = dict[str, set[int]]


def refresh(session: Session, recorded: Iterable[Recorded], progress: Progress | None = None) -> None:
    """Index again the records that an operation touched. A few statements an entity, however many rows."""
    connection = session.connection()
    touched = _touched(connection, recorded)
    index = index_of(connection)
    done, total = 0, sum(map(len, touched.values()))
    for entity in ENTITIES:
        for ids in batched(sorted(touched.get(entity, ())), _BATCH):
            documents = list(read_documents(connection, entity, ids))
            index.drop(entity, set(ids) - {document.row_id for document in documents})
            index.put(documents)
            done += len(ids)
            if progress is not None:
                progress.report(done, total, "indexing")
                progress.check()


def rebuild(session: Session) -> None:
    """Make the whole index anew from what is stored."""
    connection = session.connection()
    index = index_of(connection)
    index.clear()
    for entity in ENTITIES:
        for ids in batched(ids_of(connection, entity), _BATCH):
            index.put(read_documents(connection, entity, ids))


def verify(session: Session) -> list[Finding]:
    """What is wrong with the index: its structure, or records that it has not, has too many or has otherwise."""
    return index_findings(session.connection())


def index_findings(connection: Connection) -> list[Finding]:
    """As `verify`, on a connection."""
    index = index_of(connection)
    found = []
    damage = index.damage()
    if damage:
        sample = Sample("search_entry", None, damage)
        found.append(Finding(CHECK_INDEX, Severity.ERROR, 1, (sample,), repairable=True))
    differing = [sample for entity in ENTITIES for sample in _differences(connection, index, entity)]
    if differing:
        samples = tuple(differing[:_SAMPLES])
        found.append(Finding(CHECK_CONTENT, Severity.ERROR, len(differing), samples, repairable=True))
    return found


def _differences(connection: Connection, index: SearchIndex, entity: str) -> list[Sample]:
    indexed = dict(index.stored(entity))
    differing: list[Sample] = []
    for ids in batched(ids_of(connection, entity), _BATCH):
        differing += [
            Sample(entity, document.row_id, "differs")
            for document in read_documents(connection, entity, ids)
            if indexed.pop(document.row_id, None) != document.columns
        ]
    return differing + [Sample(entity, row_id, "superfluous") for row_id in indexed]


def _touched(connection: Connection, recorded: Iterable[Recorded]) -> Touched:
    touched: Touched = defaultdict(set)
    changed_parts: Touched = defaultdict(set)
    renamed: Touched = defaultdict(set)
    for item in recorded:
        if item.entity in INDEXED_COLUMNS:
            if _matters(item):
                touched[item.entity].add(item.id)
            if item.before is not None and item.after is not None and "name" in item.after:
                renamed[item.entity].add(item.id)
        elif item.entity in _PARTS:
            _add_holders(touched, item)
            if item.before is not None and item.after is not None:
                changed_parts[item.entity].add(item.id)
        elif item.entity == "tag" and item.before is not None:
            changed_parts["tag"].add(item.id)
    _follow(connection, touched, changed_parts, renamed)
    return touched


def _matters(item: Recorded) -> bool:
    if item.before is None or item.after is None:
        return True
    return not INDEXED_COLUMNS[item.entity].isdisjoint(item.after)


def _add_holders(touched: Touched, item: Recorded) -> None:
    for image in (item.before, item.after):
        if image is None:
            continue
        for column, entity in _PARTS[item.entity].items():
            holder = image.get(column)
            if holder is not None:
                touched[entity].add(holder)


def _follow(connection: Connection, touched: Touched, parts: Touched, renamed: Touched) -> None:
    """Find the records that a changed part belongs to, and those that show a renamed one's name."""
    for table, ids in parts.items():
        key, source = ("tag_id", "partner_tag") if table == "tag" else ("id", table)
        for column, entity in _PARTS[source].items():
            touched[entity].update(_column(connection, source, column, key, ids))
    if renamed.get("partner"):
        touched["contact"].update(_column(connection, "affiliation", "contact_id", "partner_id", renamed["partner"]))
    if renamed.get("contact"):
        touched["partner"].update(_column(connection, "affiliation", "partner_id", "contact_id", renamed["contact"]))


def _column(connection: Connection, table: str, column: str, key: str, ids: set[int]) -> Sequence[int]:
    rows = connection.exec_driver_sql(
        f"SELECT DISTINCT {column} FROM {table}"
        f" WHERE {key} IN (SELECT value FROM json_each(?)) AND {column} IS NOT NULL",
        (json.dumps(sorted(ids)),),
    )
    return [row[0] for row in rows]
