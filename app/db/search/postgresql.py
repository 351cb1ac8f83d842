"""The same index on PostgreSQL: our own words in a `tsvector`, each with the letter of the column that it stands in.

The words are taken apart and folded here, not by a configuration of the server, so that the same searches find the
same records on every machine. `search_word` counts in how many documents a word stands, for slips of the fingers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import Integer, Select, bindparam, column, select, text

from app.db.search.documents import SEPARATOR, Document
from app.db.search.index import COLUMNS, SearchIndex, key_of, range_of
from app.db.search.words import MIN_PHONE_DIGITS, Words, phone_prefixes, plain

_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST: Final = 200
"""Letters of a word that count; the server refuses very long ones."""
_MARK: Final = dict(zip(COLUMNS, "abcdef", strict=True))


class PostgresqlIndex(SearchIndex):
    """Reads and writes the index over one connection."""

    _OF_ONE_KIND = (
        "(SELECT id, title, code, detail, personal, points FROM search_entry"
        " WHERE words @@ CAST(? AS tsquery) AND id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?)"
    )

    # -- writing

    def put(self, documents: Iterable[Document]) -> None:
        """Index documents, in place of what was indexed of the same records."""
        rows = {key_of(document.entity, document.row_id): document.columns for document in documents}
        if not rows:
            return
        words = {key: words_of(columns) for key, columns in rows.items()}
        self._forget(list(rows))
        marks = ", ".join("?" for _ in COLUMNS)
        self._connection.exec_driver_sql(
            f"INSERT INTO search_entry (id, {', '.join(COLUMNS)}, words)"
            f" VALUES (?, {marks}, array_to_tsvector(CAST(? AS text[])))",
            [(key, *columns, words[key]) for key, columns in rows.items()],
        )
        self._count(_documents_with(words.values()))

    def drop(self, entity: str, ids: Iterable[int]) -> None:
        """Forget records; those that are not indexed are passed over."""
        keys = [key_of(entity, row_id) for row_id in ids]
        if keys:
            self._forget(keys)

    def clear(self) -> None:
        """Forget everything."""
        for table in ("search_word", "search_entry"):
            self._connection.exec_driver_sql(f"DELETE FROM {table}")

    def _forget(self, keys: list[int]) -> None:
        gone = self._connection.exec_driver_sql(
            "DELETE FROM search_entry WHERE id = ANY(?) RETURNING tsvector_to_array(words)", (keys,)
        )
        self._count(Counter({word: -count for word, count in _documents_with(row[0] for row in gone).items()}))

    def _count(self, counts: Counter[str]) -> None:
        words, numbers = list(counts), list(counts.values())
        if not words:
            return
        self._connection.exec_driver_sql(
            "INSERT INTO search_word (term, doc)"
            " SELECT * FROM unnest(CAST(? AS text[]), CAST(? AS bigint[]))"
            " ON CONFLICT (term) DO UPDATE SET doc = search_word.doc + excluded.doc",
            (words, numbers),
        )
        if min(numbers) < 0:
            self._connection.exec_driver_sql("DELETE FROM search_word WHERE doc <= 0 AND term = ANY(?)", (words,))

    # -- verifying

    def stored(self, entity: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """What is indexed of one entity: row and columns, by rising row."""
        low, high = range_of(entity)
        rows = self._connection.exec_driver_sql(
            f"SELECT id, {', '.join(COLUMNS)} FROM search_entry WHERE id BETWEEN ? AND ? ORDER BY id", (low, high)
        )
        for row in rows:
            yield row[0] - low, tuple(row[1:])

    def damage(self) -> str:
        """The structure is the server's own business."""
        return ""

    # -- finding

    def ids(self, words: Words, entity: str, columns: Sequence[str]) -> Select[tuple[int]]:
        """A subquery for all rows of an entity that hold all words; for `column.in_(…)`."""
        low, high = range_of(entity)
        query = text(
            "SELECT id - CAST(:search_low AS bigint) AS id FROM search_entry"
            " WHERE words @@ CAST(:search_words AS tsquery)"
            " AND id BETWEEN CAST(:search_low AS bigint) AND CAST(:search_high AS bigint)"
        ).bindparams(
            bindparam("search_low", low, unique=True),
            bindparam("search_high", high, unique=True),
            bindparam("search_words", self._expression(words, columns, whole=False), unique=True),
        )
        found = query.columns(column("id", Integer)).subquery()
        return select(found.c.id)

    def _expression(self, words: Words, columns: Sequence[str], whole: bool) -> str:
        texts = [name for name in columns if name != "digits"]
        return " & ".join(self._word(spelt, texts, whole, "digits" in columns) for spelt in words.words)

    def _word(self, spelt: Sequence[str], texts: Sequence[str], whole: bool, phones: bool) -> str:
        folded = dict.fromkeys(plain(word)[:_LONGEST] for word in spelt)
        choices = [_term(_MARK[name] + word, whole=whole) for name in texts for word in folded]
        first = spelt[0]
        if phones and first.isdecimal() and len(first) >= MIN_PHONE_DIGITS:
            choices.append(self._phone_expression(first))
        return f"({' | '.join(choices)})"

    def _phone_expression(self, number: str) -> str:
        return " | ".join(_term(_MARK["digits"] + prefix, whole=False) for prefix in phone_prefixes(number))


def words_of(columns: Sequence[str]) -> list[str]:
    """The words of a document's texts, folded, each behind its column's letter."""
    found: dict[str, None] = {}
    for name, said in zip(COLUMNS, columns, strict=True):
        for word in _WORD.findall(said.replace(SEPARATOR, " ")):
            if folded := plain(word)[:_LONGEST]:
                found[_MARK[name] + folded] = None
    return list(found)


def _documents_with(words: Iterable[Sequence[str]]) -> Counter[str]:
    """In how many of these documents each word stands, in whatever column."""
    return Counter(word for own in words for word in {marked[1:] for marked in own})


def _term(word: str, *, whole: bool) -> str:
    # Only letters and digits get here; the quotes keep `&` and its kind out all the same.
    quoted = "'" + word.replace("\\", "").replace("'", "") + "'"
    return quoted if whole else f"{quoted}:*"
