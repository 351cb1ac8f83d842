"""The index itself, in SQLite's FTS5: the one place that knows its tables and its query language.

A document's rowid is made of its entity and its row, so that writing needs no look-up, a search in one entity is a
range, and newer records come first for nothing (ranking 200,000 hits by bm25 costs 170 ms, their last 50 by rowid
0.1 ms). Its counterpart on PostgreSQL is `postgresql`; `index_of` gives the one that a connection needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from sqlalchemy import Connection, Integer, Select, bindparam, column, select, text

from app.db import backends
from app.db.search.documents import ENTITIES, SEPARATOR, Document
from app.db.search.words import MIN_PHONE_DIGITS, Words, phone_prefixes, plain

COLUMNS: Final = ("title", "code", "detail", "personal", "points", "digits")
PERSONAL_COLUMNS: Final = frozenset({"personal", "points", "digits"})
"""Columns with people, what was said, e-mails and phones."""

_SHIFT: Final = 40
_NUMBER: Final = {entity: number for number, entity in enumerate(ENTITIES, start=1)}
_ENTITY: Final = {number: entity for entity, number in _NUMBER.items()}
_MARKS: Final = ", ".join("?" for _ in range(len(COLUMNS) + 1))
_MIN_FUZZY: Final = 4
_MAX_SIMILAR: Final = 8
_MAX_VOCABULARY: Final = 60_000


@dataclass(frozen=True, slots=True)
class Found:
    """One document that fits. Texts are as indexed, without their other spellings; `digits` is left out."""

    entity: str
    row_id: int
    title: str
    code: str
    detail: str
    personal: str
    points: str


class SearchIndex:
    """Reads and writes the index over one connection."""

    _OF_ONE_KIND: ClassVar[str] = (
        "SELECT * FROM (SELECT rowid, title, code, detail, personal, points FROM search_entry"
        " WHERE search_entry MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?)"
    )
    """The newest of one kind that match: the expression, the first and the last number of the kind, how many."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @staticmethod
    def statements() -> list[str]:
        """The CREATE statements, for the migration. Deleted words are wiped from the index, not only unlinked."""
        columns = ", ".join(COLUMNS)
        options = "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'"
        return [
            f"CREATE VIRTUAL TABLE search_entry USING fts5({columns}, {options})",
            "INSERT INTO search_entry (search_entry, rank) VALUES ('secure-delete', 1)",
            "CREATE VIRTUAL TABLE search_word USING fts5vocab(search_entry, row)",
        ]

    # -- writing

    def put(self, documents: Iterable[Document]) -> None:
        """Index documents, in place of what was indexed of the same records."""
        rows = [(key_of(document.entity, document.row_id), *document.columns) for document in documents]
        if rows:
            self._connection.exec_driver_sql(
                f"INSERT OR REPLACE INTO search_entry (rowid, {', '.join(COLUMNS)}) VALUES ({_MARKS})", rows
            )

    def drop(self, entity: str, ids: Iterable[int]) -> None:
        """Forget records; those that are not indexed are passed over."""
        keys = [(key_of(entity, row_id),) for row_id in ids]
        if keys:
            self._connection.exec_driver_sql("DELETE FROM search_entry WHERE rowid = ?", keys)

    def clear(self) -> None:
        """Forget everything, by making the index anew: one that is damaged refuses to delete."""
        for table in ("search_word", "search_entry"):
            self._connection.exec_driver_sql(f"DROP TABLE {table}")
        for statement in self.statements():
            self._connection.exec_driver_sql(statement)

    # -- verifying

    def stored(self, entity: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """What is indexed of one entity: row and columns, by rising row."""
        low, high = range_of(entity)
        rows = self._connection.exec_driver_sql(
            f"SELECT rowid, {', '.join(COLUMNS)} FROM search_entry WHERE rowid BETWEEN ? AND ? ORDER BY rowid",
            (low, high),
        )
        for row in rows:
            yield row[0] - low, tuple(row[1:])

    def damage(self) -> str:
        """What SQLite finds wrong in the index's own structure; empty when it is sound."""
        # The check trusts what this connection remembers of the index from before another one wrote; a search does not.
        self._connection.exec_driver_sql(
            "SELECT 1 FROM search_entry WHERE search_entry MATCH ? LIMIT 1", ('"x"',)
        ).all()
        answer = self._connection.exec_driver_sql("PRAGMA integrity_check(search_entry)").scalar_one()
        return "" if answer == "ok" else str(answer)

    # -- finding

    def find(
        self, words: Words, entities: Sequence[str], columns: Sequence[str], limit: int, *, whole: bool = False
    ) -> list[Found]:
        """Documents that hold all words in these columns, per entity the newest `limit` ones. One statement.

        A word fits as a beginning (`whole`: only as itself); digits fit as part of a phone number when `digits` is
        among the columns.
        """
        return self._match(self._expression(words, columns, whole), entities, limit)

    def ids(self, words: Words, entity: str, columns: Sequence[str]) -> Select[tuple[int]]:
        """A subquery for all rows of an entity that hold all words; for `column.in_(…)`."""
        low, high = range_of(entity)
        query = text(
            "SELECT rowid - :search_low AS id FROM search_entry"
            " WHERE search_entry MATCH :search_words AND rowid BETWEEN :search_low AND :search_high"
        ).bindparams(
            bindparam("search_low", low, unique=True),
            bindparam("search_high", high, unique=True),
            bindparam("search_words", self._expression(words, columns, whole=False), unique=True),
        )
        found = query.columns(column("id", Integer)).subquery()
        return select(found.c.id)

    def find_phone(self, number: str, entities: Sequence[str], limit: int) -> list[Found]:
        """Documents with a phone number that ends (or begins) with these digits."""
        return self._match(self._phone_expression(number), entities, limit)

    def find_similar(self, words: Words, entities: Sequence[str], columns: Sequence[str], limit: int) -> list[Found]:
        """As `find`, with the words of the index that are nearest to those typed; empty when none is near."""
        loosened = tuple((*spelt, *self.similar(spelt[-1])) for spelt in words.words)
        if loosened == words.words:
            return []
        return self.find(Words(loosened, words.literals), entities, columns, limit, whole=True)

    def similar(self, word: str) -> tuple[str, ...]:
        """Words of the index that differ from this one by a slip: one letter up to five letters, else two."""
        folded = plain(word)
        if len(folded) < _MIN_FUZZY or any(char.isdigit() for char in folded):
            return ()
        near = self._nearest(folded, self._vocabulary(folded, folded[:2]))
        return near or self._nearest(folded, self._vocabulary(folded, None))

    def _expression(self, words: Words, columns: Sequence[str], whole: bool) -> str:
        texts = [column for column in columns if column != "digits"]
        parts = [_word_expression(spelt, texts, whole, "digits" in columns) for spelt in words.words]
        return " AND ".join(parts)

    def _phone_expression(self, number: str) -> str:
        return _phone_expression(number)

    def _match(self, expression: str, entities: Sequence[str], limit: int) -> list[Found]:
        if not expression or not entities:
            return []
        values: list[str | int] = []
        for entity in entities:
            values += [expression, *range_of(entity), limit]
        rows = self._connection.exec_driver_sql(" UNION ALL ".join([self._OF_ONE_KIND] * len(entities)), tuple(values))
        return [found_in(row) for row in rows]

    def _vocabulary(self, word: str, starts: str | None) -> list[tuple[str, int]]:
        slack = _slack(word)
        length = (len(word) - slack, len(word) + slack)
        sql = "SELECT term, doc FROM search_word WHERE length(term) BETWEEN ? AND ?"
        if starts is None:
            rows = self._connection.exec_driver_sql(f"{sql} LIMIT ?", (*length, _MAX_VOCABULARY))
            return [(row[0], row[1]) for row in rows]
        found: list[tuple[str, int]] = []
        for letter in dict.fromkeys(starts):
            rows = self._connection.exec_driver_sql(
                f"{sql} AND term >= ? AND term < ?", (*length, letter, chr(ord(letter) + 1))
            )
            found += [(row[0], row[1]) for row in rows]
        return found

    @staticmethod
    def _nearest(word: str, vocabulary: Sequence[tuple[str, int]]) -> tuple[str, ...]:
        from rapidfuzz.distance import OSA

        slack = _slack(word)
        near = []
        for term, count in vocabulary:
            distance = OSA.distance(word, term, score_cutoff=slack)
            if distance <= slack and term != word:
                near.append((distance, -count, term))
        return tuple(term for _distance, _count, term in sorted(near)[:_MAX_SIMILAR])


def index_of(connection: Connection) -> SearchIndex:
    """The index of the database that a connection is to."""
    return backends.of(connection).search_index(connection)


def _slack(word: str) -> int:
    return 1 if len(word) <= 5 else 2


def key_of(entity: str, row_id: int) -> int:
    """The number under which a record is indexed."""
    return (_NUMBER[entity] << _SHIFT) + row_id


def range_of(entity: str) -> tuple[int, int]:
    """The numbers of all records of an entity."""
    low = _NUMBER[entity] << _SHIFT
    return low, low + (1 << _SHIFT) - 1


def found_in(row: Sequence[str | int]) -> Found:
    """What a row of the index holds: its number and its texts."""
    key = int(row[0])
    entity = _ENTITY[key >> _SHIFT]
    texts = [str(text).partition(SEPARATOR)[0] for text in row[1:]]
    return Found(entity, key & ((1 << _SHIFT) - 1), *texts)


def _quoted(word: str) -> str:
    # What a person typed is never query language.
    return '"' + word.replace('"', '""') + '"'


def _word_expression(spelt: Sequence[str], texts: Sequence[str], whole: bool, phones: bool) -> str:
    star = "" if whole else "*"
    choices = " OR ".join(f"{_quoted(word)}{star}" for word in spelt)
    expression = f"{{{' '.join(texts)}}} : ({choices})"
    first = spelt[0]
    if phones and first.isdecimal() and len(first) >= MIN_PHONE_DIGITS:
        expression = f"({expression}) OR ({_phone_expression(first)})"
    return f"({expression})"


def _phone_expression(number: str) -> str:
    choices = " OR ".join(f"{_quoted(prefix)}*" for prefix in phone_prefixes(number))
    return f"digits : ({choices})"
