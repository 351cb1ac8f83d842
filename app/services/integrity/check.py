"""``check``: every rule on a connection, in the order of the list; and the rebuilding of what is derived."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from app.db import backends, deliveries, derived, facts, file_checks, search
from app.db.borrowed import session_over
from app.domain.findings import Finding, Severity
from app.domain.places import MAIN_SITE
from app.services.insights import settling
from app.services.integrity import attachments, columns, documents, stock, trace
from app.services.integrity.rules import Connection, run_column_rules, run_rules
from app.services.operations import ReadContext, WriteContext, command, query

FILE_CHECKS: Final = ("I1", "I2", "I3", "I4", "search.index", "search.content", "facts", "deliveries", "rollups")
PYTHON_CHECKS: Final = ("A1", "U2")


@dataclass(frozen=True, slots=True)
class Report:
    """What ``check`` found, how many invariants it looked at, and how long it took in seconds."""

    findings: tuple[Finding, ...]
    checks: int
    seconds: float

    @property
    def errors(self) -> int:
        """How many invariants are broken; warnings do not count."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)


def all_checks() -> tuple[str, ...]:
    """Give the ids of every invariant that ``check`` verifies."""
    by_column = {rule.id for rule in columns.column_rules()}
    by_query = [rule.id for rule in (*stock.RULES, *documents.RULES, *trace.RULES, *attachments.RULES)]
    return (*FILE_CHECKS, *sorted(by_column), *by_query, *PYTHON_CHECKS)


def check_connection(connection: Connection, *, full: bool = True, schema: bool = True) -> list[Finding]:
    """Run every invariant on a plain connection; nothing is changed.

    ``full`` compares each index with its table; ``schema=False`` leaves out the comparison with a schema made
    anew (right after the schema was made). When the pages themselves are broken, nothing more is asked of them.
    """
    findings = file_checks.file_findings(connection, full=full, schema=schema)
    if any(finding.check in ("I2", "I4") for finding in findings):
        return findings
    return [*findings, *data_findings(connection)]


def data_findings(connection: Connection) -> list[Finding]:
    """Run the invariants of the stored rows."""
    columns.prepare(connection)
    documents.prepare(connection)
    attachments.prepare(connection)
    with session_over(connection) as session:
        index = [
            *search.verify(session),
            *facts.facts_findings(session.connection()),
            *deliveries.findings(session.connection()),
            *settling.findings(session),
        ]
    return [
        *index,
        *run_column_rules(connection, columns.column_rules()),
        *run_rules(connection, (*stock.RULES, *documents.RULES, *trace.RULES, *attachments.RULES)),
        *trace.chain_findings(connection),
        *trace.password_findings(connection),
    ]


@query("check.run")
def run_check(ctx: ReadContext) -> Report:
    """Verify every invariant of the open database."""
    started = time.monotonic()
    connection = ctx.session.connection()
    with backends.of(connection).as_file(connection) as file:
        findings = check_connection(file)
    return Report(tuple(findings), len(all_checks()), round(time.monotonic() - started, 3))


@command("check.repair", undoable=False, always_logged=True)
def rebuild_derived(ctx: WriteContext) -> None:
    """Build balances, values, the search index and all sums anew from what they are made from, and nothing else.

    The caller has made a proved backup. Done twice, the second time changes nothing.
    """
    ctx.session.flush()
    connection = ctx.session.connection()
    for statement in (*_REBUILD_BALANCES, *_REBUILD_VALUES):
        connection.exec_driver_sql(statement)
    derived.rebuild(ctx.session, ctx.today)
    settling.settle_all(ctx.session, ctx.today)
    ctx.session.expire_all()


_REBUILD_BALANCES: Final = (
    "DELETE FROM stock_balance",
    f"""
    INSERT INTO stock_balance (product_id, location_id, lot_id, inside, quantity)
    SELECT product_id, location_id, lot_id, CASE WHEN location_id >= {MAIN_SITE} THEN 1 ELSE 0 END, sum(quantity) FROM (
        SELECT product_id, to_location_id AS location_id, lot_id, quantity FROM stock_move
        UNION ALL
        SELECT product_id, from_location_id, lot_id, -quantity FROM stock_move
    ) moved GROUP BY product_id, location_id, lot_id HAVING sum(quantity) <> 0
    """,  # noqa: S608
)

_REBUILD_VALUES: Final = (
    "DELETE FROM stock_valuation",
    f"""
    INSERT INTO stock_valuation (product_id, quantity, value_minor)
    SELECT product_id, sum(sign * quantity), sum(sign * value_minor) FROM (
        SELECT product_id, quantity, value_minor,
               CASE WHEN to_location_id >= {MAIN_SITE} THEN 1 ELSE 0 END
               - CASE WHEN from_location_id >= {MAIN_SITE} THEN 1 ELSE 0 END AS sign
        FROM stock_move
    ) moved WHERE sign <> 0 GROUP BY product_id
    HAVING sum(sign * quantity) <> 0 OR sum(sign * value_minor) <> 0
    """,  # noqa: S608
)
