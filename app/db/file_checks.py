"""Checks of the file itself: identity, pages, references, schema; and what a copy is compared by.

They run on a plain connection, so that they work on a copy, inside a migration and on a stranger's file alike.
"""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.db import driver, upgrade
from app.db.driver import APPLICATION_ID, Connection
from app.domain.errors import StorageProblem
from app.domain.findings import Finding, Sample, Severity

_SAMPLES = 5
# Shadow tables of the full-text index and the statistics belong to the library, which may word them differently.
_LIBRARY_TABLES = ("_data", "_idx", "_content", "_docsize", "_config")


@dataclass(frozen=True, slots=True)
class Content:
    """What must be the same in a database and its copy: identity, rows per table, head of the audit chain."""

    application_id: int
    user_version: int
    revision: str
    rows: dict[str, int]
    audit_seq: int
    audit_hash: str

    def as_json(self) -> dict[str, Any]:
        """The form in a backup's manifest."""
        return asdict(self)


def content_of(connection: Connection) -> Content:
    """Read what identifies a database's content. One snapshot when the caller has begun a transaction."""
    head: tuple[int, str] = (0, "")
    if _table_exists(connection, "audit_entry"):
        row = connection.execute("SELECT id, hash FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
        head = (int(row[0]), str(row[1])) if row else head
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return Content(
        application_id=_pragma(connection, "application_id"),
        user_version=_pragma(connection, "user_version"),
        revision=str(revision[0]) if revision else "",
        rows=row_counts(connection),
        audit_seq=head[0],
        audit_hash=head[1],
    )


def row_counts(connection: Connection) -> dict[str, int]:
    """Count the rows of every table of ours (the full-text index's inner tables left out)."""
    return {name: _count(connection, name) for name in _own_tables(connection)}


def file_findings(connection: Connection, *, full: bool, schema: bool = True) -> list[Finding]:
    """Check pages (I2), identity (I1), references (I3) and, unless left out, the schema (I4).

    ``full`` compares every index with its table; otherwise only pages and their order are walked. When the pages
    are broken, nothing more is asked of them.
    """
    pages = _pages(connection, full)
    if pages:
        return pages
    findings = [*_identity(connection), *_references(connection)]
    return [*findings, *schema_findings(connection)] if schema else findings


def schema_findings(connection: Connection) -> list[Finding]:
    """Compare every table, index, trigger and view with what the revisions make, word for word (I4).

    Word for word, because a stranger's file may carry a trigger or a view of its own into our program.
    """
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision is None or not str(revision[0]).isdecimal() or int(revision[0]) > upgrade.HEAD_NUMBER:
        return [_finding("I4", [Sample("alembic_version")])]
    expected, actual = reference_schema(str(revision[0])), _schema(connection)
    names = sorted(name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name))
    return [_finding("I4", [Sample(name) for name in names])] if names else []


@cache
def reference_schema(revision: str) -> dict[str, str]:
    """Give the schema that the revisions up to ``revision`` make, object by object."""
    with tempfile.TemporaryDirectory(prefix="tradepost-") as folder:
        path = Path(folder) / "reference.db"
        upgrade.run_revisions(path, lambda _connection: [], target=revision)
        with contextlib.closing(driver.connect(path)) as connection:
            return _schema(connection)


def _identity(connection: Connection) -> list[Finding]:
    wrong = []
    if _pragma(connection, "application_id") != APPLICATION_ID:
        wrong.append(Sample("application_id"))
    row = connection.execute("SELECT max(version_num), count(*) FROM alembic_version").fetchone()
    if row[1] != 1 or not str(row[0]).isdecimal() or int(row[0]) != _pragma(connection, "user_version"):
        wrong.append(Sample("user_version"))
    return [_finding("I1", wrong)] if wrong else []


def _pages(connection: Connection, full: bool) -> list[Finding]:
    pragma = "integrity_check" if full else "quick_check"
    try:
        said = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}({_SAMPLES})").fetchall()]
    except driver.DatabaseError as error:
        # Some damage stops the check itself.
        if driver.storage_problem(error) is not StorageProblem.CORRUPT:
            raise
        said = ["malformed"]
    # The full-text index is derived: its own check says more, and it can be built again.
    said = [text for text in said if text != "ok" and "fts5" not in text.casefold()]
    if not said:
        return []
    # The library's own words name tables, indexes and rows, never their content.
    return [_finding("I2", [Sample("file", None, text) for text in said])]


def _references(connection: Connection) -> list[Finding]:
    rows = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [_finding("I3", [Sample(str(row[0]), row[1], str(row[2])) for row in rows])] if rows else []


def _finding(check: str, samples: list[Sample]) -> Finding:
    return Finding(check, Severity.ERROR, len(samples), tuple(samples[:_SAMPLES]))


def _schema(connection: Connection) -> dict[str, str]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    virtual = [name for kind, name, _table, sql in rows if kind == "table" and _is_virtual(sql)]
    inner = {f"{name}{tail}" for name in virtual for tail in _LIBRARY_TABLES}
    return {
        f"{kind} {name}": f"{table} {sql}"
        for kind, name, table, sql in rows
        if table not in inner and not str(name).startswith("sqlite_stat")
    }


def _own_tables(connection: Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM pragma_table_list"
        " WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    return sorted(str(row[0]) for row in rows)


def _is_virtual(sql: object) -> bool:
    return str(sql).upper().startswith("CREATE VIRTUAL")


def _count(connection: Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])


def _table_exists(connection: Connection, name: str) -> bool:
    row = connection.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (name,)).fetchone()
    return row is not None


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
