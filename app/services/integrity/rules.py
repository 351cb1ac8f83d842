"""The shape of a rule, and how a set of rules is run on a connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from app.domain.findings import Finding, Sample, Severity

SAMPLES: Final = 5

Connection = Any
"""A DB-API connection with ``execute`` (SQLite's driver; it has no type stubs)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One invariant as a query for what breaks it: table, row id (or None) and a detail of codes and numbers.

    ``repairable`` data is derived from other tables and can be built again.
    """

    id: str
    sql: str
    severity: Severity = Severity.ERROR
    repairable: bool = False


def run_rules(connection: Connection, rules: Iterable[Rule]) -> list[Finding]:
    """Run each rule; a finding for each that is broken, with its first few places."""
    findings = []
    for rule in rules:
        # Each query is a constant of ours; no value of a user is in it.
        query = f"SELECT entity, row_id, detail, count(*) OVER () FROM ({rule.sql}) LIMIT {SAMPLES}"  # noqa: S608
        rows = connection.execute(query).fetchall()
        if rows:
            samples = tuple(Sample(str(row[0]), row[1], "" if row[2] is None else str(row[2])) for row in rows)
            findings.append(Finding(rule.id, rule.severity, int(rows[0][3]), samples, rule.repairable))
    return findings


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """A condition that is true for a row that breaks an invariant; all of a table's are looked at in one scan."""

    id: str
    table: str
    column: str
    broken: str
    severity: Severity = Severity.ERROR


def run_column_rules(connection: Connection, rules: Iterable[ColumnRule]) -> list[Finding]:
    """Run column rules, one scan a table; the findings of one id are put together."""
    by_table: dict[str, list[ColumnRule]] = {}
    for rule in rules:
        by_table.setdefault(rule.table, []).append(rule)
    found: dict[str, Finding] = {}
    for table, own in by_table.items():
        for rule, count in _broken_in(connection, table, own):
            query = f"SELECT id FROM {table} WHERE {rule.broken} LIMIT {SAMPLES}"  # noqa: S608
            rows = connection.execute(query).fetchall()
            samples = [Sample(table, int(row[0]), rule.column) for row in rows]
            earlier = found.get(rule.id)
            known = earlier.samples if earlier else ()
            total = count + (earlier.count if earlier else 0)
            found[rule.id] = Finding(rule.id, rule.severity, total, (*known, *samples)[:SAMPLES])
    return list(found.values())


def _broken_in(connection: Connection, table: str, rules: list[ColumnRule]) -> list[tuple[ColumnRule, int]]:
    sums = ", ".join(f"total({rule.broken})" for rule in rules)
    row = connection.execute(f"SELECT {sums} FROM {table}").fetchone()  # noqa: S608
    return [(rule, int(count)) for rule, count in zip(rules, row, strict=True) if count]


PythonRule = Callable[[Connection], list[Finding]]
