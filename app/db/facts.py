"""Keeps each partner's figures (`partner_facts`) equal to its orders and contacts, in the same transaction.

Only touched partners are worked out again. Two things depend on more than the partner: the day (the last twelve months
move on: those whose orders enter or leave them are touched by a new day) and the scores, which compare a customer with
all others. The limits between scores are kept: they are drawn anew every day, with every larger change, and with every
change while there are few customers. A score is by `app.domain.formulas.rfm`, over all orders.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.db.recorder import Recorded
from app.domain.batches import batched
from app.domain.findings import Finding, Sample, Severity
from app.domain.formulas import rfm

CHECK: Final = "facts"
Value = TypeVar("Value", str, int)
_BATCH: Final = 5_000
_SAMPLES: Final = 10
_FEW: Final = 2_000
"""Up to so many customers all scores are worked out at every change."""
_LARGE_SHARE: Final = 20
"""A change of one customer in so many draws the limits anew."""

_COLUMNS: Final = (
    "id", "orders", "open_orders", "first_ordered", "last_ordered", "currency", "mixed_currencies", "sales_minor",
    "sales_year_minor", "last_contact_at", "recency", "frequency", "monetary", "segment",
)  # fmt: skip
_JUDGED: Final = tuple(map(_COLUMNS.index, ("last_ordered", "orders", "sales_minor", "currency")))

# The same orders and amounts count here as in the figures (`app.services.insights.sales`).
_COUNTED: Final = """(so.state IN ('confirmed', 'closed')
    OR (so.state = 'on_hold' AND coalesce(so.held_from, '') <> 'quote'))"""
_REVENUE: Final = """CASE WHEN l.closed_short = 0 THEN l.net_minor
    ELSE CAST(round(l.net_minor * (l.quantity - l.closed_short) * 1.0 / l.quantity) AS BIGINT) END"""
# CROSS JOIN keeps SQLite to this order: from the few ids outwards, never over all partners.
_FIGURES_SQL: Final = f"""
WITH ids AS (SELECT value AS id FROM json_each(?)),
orders AS (
    SELECT so.id, so.customer_id, so.ordered, so.currency, {_COUNTED} AS counted,
           so.state IN ('quote', 'confirmed', 'on_hold') AS open,
           coalesce(sum({_REVENUE}), 0) AS net, coalesce(max(l.quantity), 0) > 0 AS sells
    FROM ids CROSS JOIN sales_order so ON so.customer_id = ids.id
    LEFT JOIN sales_order_line l ON l.order_id = so.id
    GROUP BY so.id
),
main AS (
    SELECT customer_id, currency FROM (
        SELECT customer_id, currency,
               row_number() OVER (PARTITION BY customer_id ORDER BY count(*) DESC, currency DESC) AS place
        FROM orders WHERE counted AND sells GROUP BY customer_id, currency
    ) AS placed WHERE place = 1
)
SELECT p.id,
       count(CASE WHEN o.counted AND o.sells THEN 1 END),
       count(CASE WHEN o.open THEN 1 END),
       min(CASE WHEN o.counted AND o.sells THEN o.ordered END),
       max(CASE WHEN o.counted AND o.sells THEN o.ordered END),
       max(n.currency),
       max(CASE WHEN o.counted AND o.currency <> n.currency THEN 1 ELSE 0 END),
       coalesce(sum(CASE WHEN o.counted AND o.currency = n.currency THEN o.net END), 0),
       coalesce(sum(CASE WHEN o.counted AND o.currency = n.currency AND o.ordered > ? AND o.ordered <= ?
                         THEN o.net END), 0),
       (SELECT i.at FROM interaction i WHERE i.partner_id = p.id AND i.state = 'done' AND i.kind <> 'note'
        ORDER BY i.at DESC LIMIT 1)
FROM ids CROSS JOIN partner p ON p.id = ids.id
LEFT JOIN orders o ON o.customer_id = p.id
LEFT JOIN main n ON n.customer_id = p.id
GROUP BY p.id ORDER BY p.id
"""


Buyer = tuple[str, int, int, str]
"""The day of the last order, the number of orders, the sales, and their currency."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which values the classes lie: for each figure the largest value of all classes but the best.

    Money is compared within its currency.
    """

    bins: int
    recency: tuple[str, ...]
    frequency: tuple[int, ...]
    monetary: Mapping[str, tuple[int, ...]]

    @classmethod
    def between(cls, buyers: Sequence[Buyer]) -> Limits:
        """The limits that give each buyer the class of `rfm.quantile_scores`."""
        bins = rfm.bins_for(len(buyers))
        by_currency: dict[str, list[int]] = defaultdict(list)
        for buyer in buyers:
            by_currency[buyer[3]].append(buyer[2])
        return cls(
            bins,
            _limits([buyer[0] for buyer in buyers], bins),
            _limits([buyer[1] for buyer in buyers], bins),
            {currency: _limits(values, bins) for currency, values in sorted(by_currency.items())},
        )

    def judge(self, last: str | None, orders: int, sales: int, currency: str | None) -> tuple[Any, ...]:
        """The three scores and the segment, as stored."""
        if not orders or last is None:
            return (None, None, None, rfm.segment(None, 0).value)
        scores = rfm.Scores(
            1 + bisect_left(self.recency, last),
            1 + bisect_left(self.frequency, orders),
            1 + bisect_left(self.monetary.get(currency or "", ()), sales),
            self.bins,
        )
        return (scores.recency, scores.frequency, scores.monetary, rfm.segment(scores, orders).value)

    def dump(self) -> str:
        """As JSON text."""
        return json.dumps([self.bins, self.recency, self.frequency, self.monetary])

    @classmethod
    def load(cls, text: str) -> Limits:
        """Read back."""
        bins, recency, frequency, monetary = json.loads(text)
        by_currency = {currency: tuple(values) for currency, values in monetary.items()}
        return cls(bins, tuple(recency), tuple(frequency), by_currency)


def _limits(values: Sequence[Value], bins: int) -> tuple[Value, ...]:
    ordered = sorted(values)
    return tuple(ordered[-(-k * len(ordered) // bins) - 1] for k in range(1, bins)) if ordered else ()


def refresh(session: Session, recorded: Iterable[Recorded], today: date) -> None:
    """Work out again the figures of the partners that an operation touched, and of those whom a new day touches."""
    connection = session.connection()
    touched, scored = _touched(connection, recorded)
    if touched:
        _bring_to(connection, today, touched, scored)


def renew(session: Session, today: date) -> None:
    """Bring the figures to this day; cheap when they are. For the opening of a database, and after midnight."""
    _bring_to(session.connection(), today, set(), False)


def rebuild(session: Session, today: date) -> None:
    """Work out everything anew."""
    connection = session.connection()
    connection.exec_driver_sql("DELETE FROM partner_facts")
    connection.exec_driver_sql("DELETE FROM facts_state")
    everyone = {row[0] for row in connection.exec_driver_sql("SELECT id FROM partner")}
    _bring_to(connection, today, everyone, True)


def facts_findings(connection: Connection) -> list[Finding]:
    """Partners whose figures are not what their orders and contacts say, as of the state's day and limits."""
    state = _state(connection)
    everyone = [row[0] for row in connection.exec_driver_sql("SELECT id FROM partner ORDER BY id")]
    if state is None:
        wrong = everyone
    else:
        stored = {
            row[0]: tuple(row) for row in connection.exec_driver_sql(f"SELECT {', '.join(_COLUMNS)} FROM partner_facts")
        }
        day, limits = state
        wrong = [row[0] for row in _figures(connection, everyone, day, limits) if stored.pop(row[0], None) != row]
        wrong += list(stored)
    if not wrong:
        return []
    samples = tuple(Sample("partner_facts", row_id) for row_id in wrong[:_SAMPLES])
    return [Finding(CHECK, Severity.ERROR, len(wrong), samples, repairable=True)]


def _bring_to(connection: Connection, today: date, touched: set[int], scored: bool) -> None:
    state = _state(connection)
    if state is None or state[0] != today:
        touched = touched | _moved_by_day(connection, state[0] if state else None, today)
        scored = True
    limits = state[1] if state else Limits.between(())
    judged_otherwise = state is None or state[0] != today
    for ids in batched(sorted(touched), _BATCH):
        rows = list(_figures(connection, ids, today, limits))
        gone = set(ids) - {row[0] for row in rows}
        known = _stored(connection, ids) if scored else {}
        judged_otherwise = judged_otherwise or bool(gone) or known != {row[0]: _judged(row) for row in rows}
        _forget(connection, gone)
        _store(connection, rows)
    # An order that goes its way without a change of what was bought moves nobody's score.
    if scored and judged_otherwise:
        _score(connection, today, state, len(touched))


def _score(connection: Connection, today: date, state: tuple[date, Limits] | None, touched: int) -> None:
    """Draw the limits anew where that is due; without partners there is no state, as in a new database."""
    # Counted no further than it matters.
    most = max(_FEW, touched * _LARGE_SHARE) + 1
    sql = "SELECT count(*) FROM (SELECT 1 FROM partner_facts WHERE orders > 0 LIMIT ?) AS buyers"
    buyers = connection.exec_driver_sql(sql, (most,)).scalar_one()
    if connection.exec_driver_sql("SELECT 1 FROM partner_facts LIMIT 1").first() is None:
        connection.exec_driver_sql("DELETE FROM facts_state")
    elif state is None or state[0] != today or buyers <= _FEW or touched * _LARGE_SHARE >= buyers:
        limits = _score_everyone(connection)
        connection.exec_driver_sql(
            "INSERT INTO facts_state (id, day, limits) VALUES (1, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET day = excluded.day, limits = excluded.limits",
            (today.isoformat(), limits.dump()),
        )


def _figures(connection: Connection, ids: Collection[int], day: date, limits: Limits) -> Iterator[tuple[Any, ...]]:
    for piece in batched(ids, _BATCH):
        values = (json.dumps(piece), _year_before(day).isoformat(), day.isoformat())
        for row in connection.exec_driver_sql(_FIGURES_SQL, values).all():
            figures = tuple(row)
            yield figures + limits.judge(*_judged(figures))


def _judged(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(row[place] for place in _JUDGED)


def _stored(connection: Connection, ids: Collection[int]) -> dict[int, tuple[Any, ...]]:
    """What these partners are judged by, as it is kept."""
    names = ", ".join(_COLUMNS[place] for place in _JUDGED)
    rows = connection.exec_driver_sql(
        f"SELECT id, {names} FROM partner_facts WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def _forget(connection: Connection, ids: set[int]) -> None:
    if ids:
        connection.exec_driver_sql("DELETE FROM partner_facts WHERE id = ?", [(row_id,) for row_id in ids])


def _store(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    updates = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[1:])
    connection.exec_driver_sql(
        f"INSERT INTO partner_facts ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"
        f" ON CONFLICT (id) DO UPDATE SET {updates}",
        list(rows),
    )


def _score_everyone(connection: Connection) -> Limits:
    rows = connection.exec_driver_sql(
        "SELECT id, last_ordered, orders, sales_minor, currency, recency, frequency, monetary, segment"
        " FROM partner_facts WHERE orders > 0"
    ).all()
    limits = Limits.between([(row[1], row[2], row[3], row[4]) for row in rows])
    changed = []
    for row in rows:
        judged = limits.judge(*row[1:5])
        if judged != tuple(row[5:]):
            changed.append((*judged, row[0]))
    if changed:
        connection.exec_driver_sql(
            "UPDATE partner_facts SET recency = ?, frequency = ?, monetary = ?, segment = ? WHERE id = ?", changed
        )
    return limits


def _state(connection: Connection) -> tuple[date, Limits] | None:
    row = connection.exec_driver_sql("SELECT day, limits FROM facts_state WHERE id = 1").first()
    return None if row is None else (date.fromisoformat(row[0]), Limits.load(row[1]))


def _year_before(day: date) -> date:
    # The 29th of February looks back to the 28th.
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _moved_by_day(connection: Connection, known: date | None, today: date) -> set[int]:
    """Customers with an order that enters or leaves the twelve months between the two days; all when none is known."""
    if known is None:
        return {row[0] for row in connection.exec_driver_sql("SELECT id FROM partner")}
    first, last = min(known, today), max(known, today)
    rows = connection.exec_driver_sql(
        "SELECT customer_id FROM sales_order WHERE (ordered > ? AND ordered <= ?) OR (ordered > ? AND ordered <= ?)",
        (
            *(first.isoformat(), last.isoformat()),
            *(_year_before(first).isoformat(), _year_before(last).isoformat()),
        ),
    )
    return {row[0] for row in rows}


_RELEVANT: Final = {
    "sales_order": frozenset({"customer_id", "state", "held_from", "ordered", "currency"}),
    "sales_order_line": frozenset({"order_id", "net_minor", "quantity", "closed_short"}),
    "interaction": frozenset({"partner_id", "state", "kind", "at"}),
}
_HOLDER: Final = {"sales_order": "customer_id", "sales_order_line": "order_id", "interaction": "partner_id"}


def _touched(connection: Connection, recorded: Iterable[Recorded]) -> tuple[set[int], bool]:
    partners: set[int] = set()
    named: dict[str, set[int]] = {table: set() for table in _RELEVANT}
    scored = False
    for item in recorded:
        if item.entity == "partner":
            partners.add(item.id)
            scored = scored or item.after is None
        elif item.entity in _RELEVANT and not _RELEVANT[item.entity].isdisjoint(item.after or item.before or ()):
            scored = scored or item.entity != "interaction"
            named[item.entity].add(item.id)
            holder = _HOLDER[item.entity]
            found = {image[holder] for image in (item.before or {}, item.after or {}) if image.get(holder)}
            (named["sales_order"] if holder == "order_id" else partners).update(found)
    orders = named["sales_order"] | _select(connection, "order_id", "sales_order_line", named["sales_order_line"])
    partners |= _select(connection, "customer_id", "sales_order", orders)
    partners |= _select(connection, "partner_id", "interaction", named["interaction"])
    return partners, scored


def _select(connection: Connection, column: str, table: str, ids: set[int]) -> set[int]:
    if not ids:
        return set()
    rows = connection.exec_driver_sql(
        f"SELECT DISTINCT {column} FROM {table} WHERE id IN (SELECT value FROM json_each(?)) AND {column} IS NOT NULL",
        (json.dumps(sorted(ids)),),
    )
    return {row[0] for row in rows}
