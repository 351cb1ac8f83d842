"""Full-text search over everything stored, kept in the same transaction as what it indexes.

`documents` says what is found of each record, `words` how a person's words are understood, `index` keeps the index of
the database in use: `index` in SQLite's FTS5, `postgresql` the same over a `tsvector`.
"""

from app.db.search.documents import ENTITIES, Document
from app.db.search.index import COLUMNS, PERSONAL_COLUMNS, Found, SearchIndex, index_of
from app.db.search.maintain import index_findings, rebuild, refresh, verify
from app.db.search.words import Words, read_words

__all__ = [
    "COLUMNS",
    "ENTITIES",
    "PERSONAL_COLUMNS",
    "Document",
    "Found",
    "SearchIndex",
    "Words",
    "index_findings",
    "index_of",
    "read_words",
    "rebuild",
    "refresh",
    "verify",
]
