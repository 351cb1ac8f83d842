"""Rules of the audit chain and of the people who sign in (domain invariant 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from app.db.recorder import GENESIS, entry_digest, entry_hash, record_digest
from app.domain.findings import Finding, Sample, Severity
from app.services.integrity.rules import SAMPLES, Connection, Rule

_ENTRY_COLUMNS: Final = (
    "id", "at", "staff_id", "operation", "outcome", "operation_key", "result", "undoes_id", "digest",
    "previous_hash", "hash",
)  # fmt: skip

# The least that a stored password must cost to try: memory in KiB, passes, lanes (RFC 9106 allows less than we use).
_MIN_MEMORY: Final = 19_456
_ARGON2ID: Final = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$")

RULES: Final = (
    # Every posting and every change of a person is in the audit.
    Rule(
        "A2",
        """
        SELECT 'stock_move' AS entity, id AS row_id, '' AS detail FROM stock_move
        WHERE id NOT IN (SELECT row_id FROM change_record WHERE entity = 'stock_move' AND before IS NULL)
        UNION ALL
        SELECT 'staff', id, '' FROM staff
        WHERE id NOT IN (SELECT row_id FROM change_record WHERE entity = 'staff')
        """,
    ),
    Rule(
        "A3",
        """
        SELECT 'audit_entry' AS entity, id AS row_id, 'before the entry it follows' AS detail
        FROM (SELECT id, at, lag(at) OVER (ORDER BY id) AS earlier FROM audit_entry) WHERE at < earlier
        """,
        Severity.WARNING,
    ),
    # Somebody can always let people in.
    Rule(
        "U1",
        """
        SELECT 'staff' AS entity, NULL AS row_id, 'people who sign in: ' || count(*) AS detail
        FROM staff WHERE signs_in = 1
        HAVING count(*) > 0 AND total(role = 'owner' AND active = 1) = 0
        """,
    ),
    Rule(
        "U4",
        """
        SELECT 'credential' AS entity, id AS row_id, 'failures ' || failures AS detail
        FROM credential WHERE failures < 0
        """,
    ),
)


def chain_findings(connection: Connection) -> list[Finding]:
    """Recompute the audit chain (A1): numbers without gaps, each record's digest, each entry's digest and hash."""
    broken: list[Sample] = []
    count = 0
    for sample in _broken_entries(connection):
        count += 1
        if len(broken) < SAMPLES:
            broken.append(sample)
    return [Finding("A1", Severity.ERROR, count, tuple(broken))] if count else []


def password_findings(connection: Connection) -> list[Finding]:
    """Check how stored passwords are hashed (U2)."""
    weak = [
        Sample("credential", int(row[0]))
        for row in connection.execute("SELECT id, password_hash FROM credential").fetchall()
        if not _is_strong(str(row[1]))
    ]
    return [Finding("U2", Severity.ERROR, len(weak), tuple(weak[:SAMPLES]))] if weak else []


def _broken_entries(connection: Connection) -> Iterator[Sample]:
    records = _Records(connection)
    expected, previous = 1, GENESIS
    columns = ", ".join(_ENTRY_COLUMNS)
    for row in connection.execute(f"SELECT {columns} FROM audit_entry ORDER BY id"):  # noqa: S608
        entry: dict[str, Any] = dict(zip(_ENTRY_COLUMNS, row, strict=True))
        number = int(entry["id"])
        said = _what_is_wrong(entry, expected, previous, records.digests_of(number))
        if said:
            yield Sample("audit_entry", number, said)
        # Go on from what is stored, so that one broken link is one finding.
        expected, previous = number + 1, str(entry["hash"])
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit_entry'").fetchone()
    if last is not None and int(last[0]) != expected - 1:
        yield Sample("audit_entry", expected, "the last entries are gone")


def _what_is_wrong(entry: dict[str, Any], expected: int, previous: str, digests: list[str] | None) -> str:
    if entry["id"] != expected:
        return "gap"
    if entry["previous_hash"] != previous:
        return "link"
    if digests is None:
        return "record"
    if entry_digest(digests) != entry["digest"]:
        return "records"
    return "" if entry_hash(entry) == entry["hash"] else "hash"


class _Records:
    """The change records beside the entries, both read in the order of the entries: one pass, little memory."""

    def __init__(self, connection: Connection) -> None:
        self._rows = iter(
            connection.execute(
                "SELECT entry_id, entity, row_id, before, after, salt, digest FROM change_record ORDER BY entry_id, id"
            )
        )
        self._next = next(self._rows, None)

    def digests_of(self, entry: int) -> list[str] | None:
        """The digests of an entry's records; None when one does not fit its record."""
        digests: list[str] = []
        sound = True
        while self._next is not None and self._next[0] <= entry:
            owner, entity, row_id, before, after, salt, digest = self._next
            if owner == entry:
                digests.append(digest)
                # Without its salt a record was erased for a person's sake; its digest stands for it.
                if salt is not None and record_digest(entity, row_id, before, after, salt) != digest:
                    sound = False
            self._next = next(self._rows, None)
        return digests if sound else None


def _is_strong(stored: str) -> bool:
    match = _ARGON2ID.match(stored)
    return match is not None and int(match.group(1)) >= _MIN_MEMORY and int(match.group(2)) >= 2
