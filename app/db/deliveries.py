"""Keeps what became of each purchase order's line (`purchase_line_facts`) equal to orders, receipts and the ledger.

One row a line, so that following an operation costs only the lines it touched, however long the history is. Nothing
in it depends on the day: whether a line is late, or within the last twelve months, is asked when it is read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.db.recorder import Recorded
from app.domain.batches import batched
from app.domain.findings import Finding, Sample, Severity
from app.domain.formulas.supplying import completed_on
from app.domain.money import share
from app.domain.places import SUPPLIER
from app.domain.vocabulary import ReasonCode

CHECK: Final = "deliveries"
OUR_REASONS: Final = frozenset({ReasonCode.NO_LONGER_NEEDED.value, ReasonCode.DATA_ENTRY_ERROR.value})
"""What we called off ourselves is not asked of the supplier."""
_BATCH: Final = 5_000
_SAMPLES: Final = 10
_COLUMNS: Final = (
    "id", "supplier_id", "ordered", "currency", "spend_minor", "is_open", "due", "completed", "lead_days",
    "response_days", "received", "rejected", "scale",
)  # fmt: skip

_DUE: Final = _COLUMNS.index("due")
_COMPLETED: Final = _COLUMNS.index("completed")

_LINES_SQL: Final = """
SELECT l.id, o.supplier_id, o.ordered, o.currency, l.net_minor, l.quantity, l.closed_short, o.state, o.close_reason,
       l.original_promise, o.sent, o.confirmed, l.received, l.rejected, p.unit_decimals
FROM json_each(?) ids
CROSS JOIN purchase_order_line l ON l.id = ids.value
CROSS JOIN purchase_order o ON o.id = l.order_id
CROSS JOIN product p ON p.id = l.product_id
WHERE o.state IN ('sent', 'confirmed', 'closed')
   OR (o.state = 'on_hold' AND coalesce(o.held_from, '') IN ('sent', 'confirmed'))
"""
# CROSS JOIN keeps SQLite to this order: from the few ids outwards, never over all moves.
# The ledger knows the day of each receipt; orders of the time before the opening count have their shipments' days.
_RECEIPTS_SQL: Final = f"""
SELECT sl.purchase_order_line_id, m.day, CASE WHEN m.from_location_id = {SUPPLIER} THEN m.quantity ELSE -m.quantity END
FROM json_each(?) ids
CROSS JOIN shipment_line sl ON sl.purchase_order_line_id = ids.value
CROSS JOIN stock_move m ON m.cause = 'shipment_line' AND m.cause_id = sl.id
WHERE {SUPPLIER} IN (m.from_location_id, m.to_location_id)
UNION ALL
SELECT sl.purchase_order_line_id, coalesce(s.delivered, s.arrived), sl.accepted
FROM json_each(?) ids
CROSS JOIN shipment_line sl ON sl.purchase_order_line_id = ids.value
CROSS JOIN shipment s ON s.id = sl.shipment_id
WHERE s.history = 1 AND s.state <> 'cancelled' AND sl.accepted > 0 AND coalesce(s.delivered, s.arrived) IS NOT NULL
"""
_TOUCHING: Final = {
    "purchase_order": ("SELECT id FROM purchase_order_line WHERE order_id", frozenset(
        {"supplier_id", "ordered", "currency", "state", "held_from", "close_reason", "sent", "confirmed"}
    )),
    "shipment_line": ("SELECT purchase_order_line_id FROM shipment_line WHERE id", frozenset(
        {"accepted", "rejected", "purchase_order_line_id"}
    )),
    "shipment": ("SELECT purchase_order_line_id FROM shipment_line WHERE shipment_id", frozenset(
        {"history", "delivered", "arrived", "state"}
    )),
    "product": ("SELECT id FROM purchase_order_line WHERE product_id", frozenset({"unit_decimals"})),
}  # fmt: skip


def refresh(session: Session, recorded: Iterable[Recorded]) -> set[str | None]:
    """Work out again the lines that an operation touched; the days on which they were and are due and complete."""
    connection = session.connection()
    touched, days = _touched(connection, recorded), set[str | None]()
    for ids in batched(sorted(touched), _BATCH):
        rows = list(_worked_out(connection, ids))
        days.update(_days_of(connection, ids), *((row[_DUE], row[_COMPLETED]) for row in rows))
        gone = set(ids) - {row[0] for row in rows}
        if gone:
            connection.exec_driver_sql("DELETE FROM purchase_line_facts WHERE id = ?", [(row_id,) for row_id in gone])
        _store(connection, rows)
    return days


def rebuild(session: Session) -> None:
    """Work out everything anew."""
    connection = session.connection()
    connection.exec_driver_sql("DELETE FROM purchase_line_facts")
    for ids in batched(_all_lines(connection), _BATCH):
        _store(connection, list(_worked_out(connection, ids)))


def findings(connection: Connection) -> list[Finding]:
    """Lines whose kept row is not what orders, receipts and the ledger say."""
    stored = {
        row[0]: tuple(row)
        for row in connection.exec_driver_sql(f"SELECT {', '.join(_COLUMNS)} FROM purchase_line_facts")
    }
    wrong = []
    for ids in batched(_all_lines(connection), _BATCH):
        wrong += [row[0] for row in _worked_out(connection, ids) if stored.pop(row[0], None) != row]
    wrong += list(stored)
    if not wrong:
        return []
    samples = tuple(Sample("purchase_line_facts", row_id) for row_id in wrong[:_SAMPLES])
    return [Finding(CHECK, Severity.ERROR, len(wrong), samples, repairable=True)]


def _days_of(connection: Connection, ids: Collection[int]) -> Iterator[str | None]:
    sql = "SELECT due, completed FROM purchase_line_facts WHERE id IN (SELECT value FROM json_each(?))"
    for due, completed in connection.exec_driver_sql(sql, (json.dumps(list(ids)),)):
        yield from (due, completed)


def _all_lines(connection: Connection) -> list[int]:
    return [row[0] for row in connection.exec_driver_sql("SELECT id FROM purchase_order_line ORDER BY id")]


def _worked_out(connection: Connection, ids: Collection[int]) -> Iterator[tuple[Any, ...]]:
    wanted = json.dumps(list(ids))
    receipts: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for line_id, day, quantity in connection.exec_driver_sql(_RECEIPTS_SQL, (wanted, wanted)):
        receipts[line_id].append((date.fromisoformat(day), quantity))
    for row in connection.exec_driver_sql(_LINES_SQL, (wanted,)):
        yield _facts_of(row, receipts.get(row[0], ()))


def _facts_of(row: Any, receipts: Sequence[tuple[date, int]]) -> tuple[Any, ...]:
    (line_id, supplier_id, ordered, currency, net, quantity, short, state, reason, due, sent, confirmed, received,
     rejected, decimals) = row  # fmt: skip
    needed = quantity - (short if reason in OUR_REASONS else 0)
    completed = completed_on(needed, receipts) if needed > 0 else None
    is_open = state != "closed" and received + short < quantity
    last = completed or (None if is_open or not received else max((day for day, _ in receipts), default=None))
    spend = share(net, quantity - short, quantity) if short else net
    return (
        line_id,
        supplier_id,
        ordered,
        currency,
        spend,
        int(is_open),
        due if needed > 0 else None,
        completed.isoformat() if completed else None,
        _days(confirmed or ordered, last),
        _days(sent, date.fromisoformat(confirmed)) if sent and confirmed else None,
        received,
        rejected,
        10**decimals,
    )


def _days(start: str, end: date | None) -> int | None:
    return None if end is None else max(0, (end - date.fromisoformat(start)).days)


def _store(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    updates = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[1:])
    connection.exec_driver_sql(
        f"INSERT INTO purchase_line_facts ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"
        f" ON CONFLICT (id) DO UPDATE SET {updates}",
        list(rows),
    )


def _touched(connection: Connection, recorded: Iterable[Recorded]) -> set[int]:
    lines: set[int] = set()
    named: dict[str, set[int]] = defaultdict(set)
    for item in recorded:
        images = [image for image in (item.before, item.after) if image is not None]
        if item.entity == "purchase_order_line":
            lines.add(item.id)
        elif item.entity == "stock_move":
            named["shipment_line"].update(
                image["cause_id"] for image in images if image.get("cause") == "shipment_line" and image["cause_id"]
            )
        elif item.entity in _TOUCHING and not _TOUCHING[item.entity][1].isdisjoint(images[-1]):
            named[item.entity].add(item.id)
            lines.update(line for image in images if (line := image.get("purchase_order_line_id")))
    if named:
        sql = " UNION ".join(f"{_TOUCHING[entity][0]} IN (SELECT value FROM json_each(?))" for entity in named)
        wanted = tuple(json.dumps(sorted(ids)) for ids in named.values())
        lines.update(row[0] for row in connection.exec_driver_sql(sql, wanted) if row[0])
    return lines
