"""At 100,000 customers: logging a call, the directory's first and last page, and the search."""

from __future__ import annotations

import contextlib
from pathlib import Path

from app.db import driver
from app.domain.vocabulary import CallOutcome, InteractionKind
from app.services.customers import queries as customers
from app.services.interactions.commands import log
from app.services.interactions.read_models import InteractionDraft
from app.services.operations import Operations
from app.services.search.queries import find
from tests.benchmarks.comparing import Line, compare
from tests.benchmarks.shops import business, fill_with_customers

PAGE = 200
_IDS = "SELECT id FROM partner WHERE is_customer = 1 AND status = 'active' ORDER BY name_fold, id"
_ROWS = """
    SELECT p.id, p.name, p.code, p.status, p.owner_id, f.segment, f.sales_year_minor, f.currency, f.mixed_currencies,
           f.last_contact_at, f.orders, f.last_ordered, a.city, a.country, s.name,
           (SELECT number FROM sales_order o WHERE o.customer_id = p.id AND o.state = 'confirmed'
            ORDER BY ordered LIMIT 1),
           (SELECT value FROM contact_point c WHERE c.partner_id = p.id AND c.kind = 'phone'
            ORDER BY is_main DESC LIMIT 1),
           (SELECT value FROM contact_point c WHERE c.partner_id = p.id AND c.kind = 'email'
            ORDER BY is_main DESC LIMIT 1)
    FROM partner p LEFT JOIN partner_facts f ON f.id = p.id LEFT JOIN staff s ON s.id = p.owner_id
    LEFT JOIN address a ON a.partner_id = p.id AND a.is_main = 1
    WHERE p.id IN ({})
"""
_INTERACTION = """
    INSERT INTO interaction (partner_id, kind, direction, state, outcome, at, duration_seconds, staff_id, subject,
                             notes, topic, version)
    VALUES (?, 'call', 'outbound', 'done', 'connected', '2026-11-23T09:30:00.000000Z', 300, 1, '', ?, '', 1)
"""
_SEARCH = """
    SELECT rowid, title, code, detail, personal, points FROM search_entry
    WHERE search_entry MATCH '"harbour"* "cafe"*' ORDER BY rowid DESC LIMIT 40
"""
_SAID = "Rosa asked whether the jugs come before the weekend. Told her Wednesday is safe."


def measure(folder: Path, runs: int, count: int) -> list[Line]:
    """All comparisons on one database, which is made first."""
    path = folder / "large.db"
    with business(path):
        pass
    fill_with_customers(path, count)
    with business(path) as ops, contextlib.closing(driver.connect(path)) as bare:
        return [
            *_lists(ops, bare, runs, count),
            _search(ops, bare, runs, count),
            _writing(ops, bare, runs, count),
        ]


def _lists(ops: Operations, bare: driver.Connection, runs: int, count: int) -> list[Line]:
    ids = ops.read(customers.ids)
    where = f"at {count:,} customers"
    first, last = list(ids[:PAGE]), list(ids[-PAGE:])

    def bare_page(wanted: list[int]) -> object:
        return bare.execute(_ROWS.format(", ".join("?" for _ in wanted)), wanted).fetchall()

    return [
        compare(
            f"list of ids {where}", "SELECT id, same order", lambda: ops.read(customers.ids),
            lambda: [row[0] for row in bare.execute(_IDS)], runs=runs,
        ),
        compare(
            f"first page {where}", f"SELECT of the same columns, {PAGE} rows",
            lambda: ops.read(customers.rows, first), lambda: bare_page(first), runs=runs * 3,
        ),
        compare(
            f"last page {where}", f"SELECT of the same columns, {PAGE} rows",
            lambda: ops.read(customers.rows, last), lambda: bare_page(last), runs=runs * 3,
        ),
    ]  # fmt: skip


def _search(ops: Operations, bare: driver.Connection, runs: int, count: int) -> Line:
    return compare(
        f"search of two words at {count:,} customers", "MATCH of the same words, 40 rows unranked",
        lambda: ops.read(find, "harbour cafe"), lambda: bare.execute(_SEARCH).fetchall(), runs=runs * 3,
    )  # fmt: skip


def _writing(ops: Operations, bare: driver.Connection, runs: int, count: int) -> Line:
    draft = InteractionDraft(
        InteractionKind.CALL, partner_id=17, outcome=CallOutcome.CONNECTED, duration_seconds=300, notes=_SAID
    )

    def insert() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(_INTERACTION, (17, _SAID))
        bare.execute("COMMIT")

    return compare(
        f"log a call at {count:,} customers", "INSERT and COMMIT of the same row, no undo, audit, index",
        lambda: ops.run(log, draft), insert, runs=runs * 10,
    )  # fmt: skip
