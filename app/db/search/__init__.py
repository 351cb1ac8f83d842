"""Full-text search over everything stored, kept in the same transaction as what it indexes.

`documents` says what is found of each record, `words` how a person's words are understood, `index` keeps the index of
the database in use. Only `index` (and the list of ids in `documents`) speaks SQLite's FTS5: a PostgreSQL counterpart
would offer the same methods over a `tsvector` column.
"""

from app.db.search.documents import ENTITIES, Document
from app.db.search.index import COLUMNS, PERSONAL_COLUMNS, Found, SearchIndex
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
    "read_words",
    "rebuild",
    "refresh",
    "verify",
]
