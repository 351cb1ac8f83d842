"""What is found of each record: one statement an entity reads all that is indexed of any number of records."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from app.db.search.words import other_forms, phone_tokens

SEPARATOR: Final = "\x1f"
"""Between a text and the other spellings of its words; a snippet ends there."""


@dataclass(frozen=True, slots=True)
class Document:
    """One record as it is indexed.

    `title` its name, `code` its numbers and codes, `detail` what anyone may read, `personal` people, notes and what was
    said, `points` e-mails and phones as typed, `digits` phones for matching.
    """

    entity: str
    row_id: int
    title: str = ""
    code: str = ""
    detail: str = ""
    personal: str = ""
    points: str = ""
    digits: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The indexed texts, in the order of the index's columns."""
        texts = (self.title, self.code, self.detail, self.personal, self.points)
        return (*(text if text.isascii() else _with_forms(text) for text in texts), self.digits)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to find."""
        return not (self.title or self.code or self.detail or self.personal or self.points or self.digits)


def _with_forms(text: str) -> str:
    forms = other_forms(text)
    return f"{text}{SEPARATOR}{forms}" if forms else text


_HOLDER: Final = """
    (SELECT group_concat(concat_ws(' ', nullif(a.street, ''), nullif(a.postal_code, ''), nullif(a.city, ''),
                               nullif(a.region, ''), nullif(a.country, '')),
                               ' · ' ORDER BY a.id)
     FROM address a WHERE a.{holder}_id = x.id),
    (SELECT group_concat(t.name, ' · ' ORDER BY pt.id) FROM partner_tag pt JOIN tag t ON t.id = pt.tag_id
     WHERE pt.{holder}_id = x.id),
    (SELECT group_concat(c.value, ' · ' ORDER BY c.id) FROM contact_point c WHERE c.{holder}_id = x.id),
    (SELECT json_group_array(json_array(c.normal, c.value) ORDER BY c.id) FROM contact_point c
     WHERE c.{holder}_id = x.id AND c.kind IN ('phone', 'mobile'))
"""

# entity → the texts of (title, code, detail, personal, points, phones); `x` is the entity's own row.
_TEXTS: Final = {
    "partner": (
        "x.name",
        "concat_ws(' ', x.code, nullif(x.tax_id, ''))",
        _HOLDER.format(holder="partner"),
        """concat_ws(' · ',
            (SELECT group_concat(c.name, ' · ' ORDER BY f.id) FROM affiliation f JOIN contact c ON c.id = f.contact_id
             WHERE f.partner_id = x.id),
            (SELECT group_concat(p.text, ' · ' ORDER BY p.id) FROM pinned_fact p WHERE p.partner_id = x.id),
            nullif(x.notes, ''))""",
    ),
    "contact": (
        "x.name",
        "''",
        _HOLDER.format(holder="contact"),
        """concat_ws(' · ',
            (SELECT group_concat(concat_ws(' ', nullif(f.role, ''), p.name), ' · ' ORDER BY f.id)
             FROM affiliation f JOIN partner p ON p.id = f.partner_id WHERE f.contact_id = x.id),
            nullif(x.notes, ''))""",
    ),
    "product": (
        "x.name",
        "concat_ws(' ', x.sku, x.gtin)",
        "concat_ws(' · ', nullif(x.category, ''), nullif(x.notes, ''))",
        "''",
    ),
    "sales_order": ("''", "x.number", "''", "x.notes"),
    "purchase_order": ("''", "x.number", "''", "x.notes"),
    "shipment": ("''", "concat_ws(' ', x.number, nullif(x.tracking, ''))", "''", "x.notes"),
    "interaction": ("x.subject", "''", "''", "concat_ws(' · ', nullif(x.topic, ''), nullif(x.notes, ''))"),
    "task": ("x.title", "''", "''", "''"),
    "supplier_item": ("''", "x.supplier_sku", "''", "''"),
    "lot": ("''", "x.code", "''", "''"),
}

ENTITIES: Final = tuple(_TEXTS)
"""The entities that are found, in the order in which groups are shown."""

# entity → the columns whose change changes its document.
INDEXED_COLUMNS: Final = {
    "partner": frozenset({"name", "code", "tax_id", "notes"}),
    "contact": frozenset({"name", "notes"}),
    "product": frozenset({"name", "sku", "gtin", "category", "notes"}),
    "sales_order": frozenset({"number", "notes"}),
    "purchase_order": frozenset({"number", "notes"}),
    "shipment": frozenset({"number", "tracking", "notes"}),
    "interaction": frozenset({"subject", "topic", "notes"}),
    "task": frozenset({"title"}),
    "supplier_item": frozenset({"supplier_sku"}),
    "lot": frozenset({"code"}),
}

_HOLDERS: Final = frozenset({"partner", "contact"})


def read_documents(connection: Connection, entity: str, ids: Collection[int]) -> Iterator[Document]:
    """The documents of these rows that exist and have anything to find; one statement however many there are."""
    title, code, detail, personal = _TEXTS[entity]
    rows = connection.exec_driver_sql(
        f"SELECT x.id, {title}, {code}, {personal}, {detail} FROM {entity} x"
        " WHERE x.id IN (SELECT value FROM json_each(?)) ORDER BY x.id",
        (json.dumps(list(ids)),),
    )
    for row in rows:
        document = _holder_document(entity, row) if entity in _HOLDERS else _document(entity, row)
        if not document.is_empty:
            yield document


def _document(entity: str, row: tuple[str | None, ...]) -> Document:
    row_id, title, code, personal, detail = row
    return Document(entity, int(row_id or 0), title or "", code or "", detail or "", personal or "")


def _holder_document(entity: str, row: tuple[str | None, ...]) -> Document:
    row_id, title, code, personal, addresses, tags, points, phones = row
    detail = " · ".join(text for text in (addresses, tags) if text)
    digits = " ".join(phone_tokens(normal, typed) for normal, typed in json.loads(phones or "[]"))
    return Document(entity, int(row_id or 0), title or "", code or "", detail, personal or "", points or "", digits)


def ids_of(connection: Connection, entity: str) -> list[int]:
    """All ids of an entity, rising."""
    return [row[0] for row in connection.exec_driver_sql(f"SELECT id FROM {entity} ORDER BY id")]
