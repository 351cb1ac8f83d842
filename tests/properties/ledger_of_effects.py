"""The slow, obvious model of the business: what each operation does to what is counted, added up anew at every look.

An undone operation has the opposite effect of what it undoes, and that is all there is to undo and redo.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.db.engine import Database
from tests.support.rows import rows

Key = tuple[str, int]
"""What is counted and of what: `hand` of a product, `received`, `rejected`, `bought_short` of a purchase order's line,
`shipped` and `sold_short` of a sales order's line."""
Effect = Counter[Key]
_COLUMNS = {
    "purchase_order_line": {"received": "received", "rejected": "rejected", "closed_short": "bought_short"},
    "sales_order_line": {"shipped": "shipped", "closed_short": "sold_short"},
}


class Effects:
    """The effect of each audit entry, by its number."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: dict[int, Effect] = {}

    def note(self, entry: int | None, effect: Effect) -> None:
        """An operation did this."""
        if entry is not None:
            self._noted[entry] = effect

    def of(self, entry: int) -> Effect:
        """What an operation did."""
        return self._noted.get(entry, Counter())

    def expected(self) -> Effect:
        """What must be counted now."""
        known: dict[int, Effect] = {}
        total: Effect = Counter()
        for row in rows(self._database, "audit_entry"):
            undone = row["undoes_id"]
            known[row["id"]] = self.of(row["id"]) if undone is None else opposite(known[undone])
            total.update(known[row["id"]])
        return _without_noughts(total)

    def stored(self) -> Effect:
        """What the database counts."""
        total: Effect = Counter()
        for row in rows(self._database, "stock_balance"):
            if row["inside"]:
                total["hand", row["product_id"]] += row["quantity"]
        for table, columns in _COLUMNS.items():
            for row in rows(self._database, table):
                for column, name in columns.items():
                    total[name, row["id"]] += row[column]
        return _without_noughts(total)


def opposite(effect: Effect) -> Effect:
    """What undoing it does."""
    return Counter({key: -count for key, count in effect.items()})


def _without_noughts(effect: Effect) -> Effect:
    return Counter({key: count for key, count in effect.items() if count})


# -- what each operation does


def received(lines: Sequence[dict[str, Any]], counts: dict[int, tuple[int, int]]) -> Effect:
    """Goods came in: shipment lines, and what of each was accepted and rejected."""
    effect: Effect = Counter()
    for line in lines:
        accepted, rejected = counts.get(line["id"], (0, 0))
        effect["hand", line["product_id"]] += accepted
        effect["received", line["purchase_order_line_id"]] += accepted
        effect["rejected", line["purchase_order_line_id"]] += rejected
    return effect


def dispatched(lines: Sequence[dict[str, Any]]) -> Effect:
    """Goods left."""
    effect: Effect = Counter()
    for line in lines:
        effect["hand", line["product_id"]] -= line["quantity"]
        effect["shipped", line["sales_order_line_id"]] += line["quantity"]
    return effect


def closed(lines: Sequence[dict[str, Any]], now: Effect, done: str, short: str) -> Effect:
    """What an order still waited for is given up."""
    effect: Effect = Counter()
    for line in lines:
        effect[short, line["id"]] = max(line["quantity"] - now[done, line["id"]] - now[short, line["id"]], 0)
    return effect


def reopened(lines: Sequence[dict[str, Any]], now: Effect, short: str) -> Effect:
    """What was given up is waited for again."""
    return Counter({(short, line["id"]): -now[short, line["id"]] for line in lines})


def imported(lines: list[dict[str, Any]], parts: list[tuple[int, int, int]], rejected: int, buying: bool) -> Effect:
    """An order came from a file: its lines, and product, quantity and what came or left of each."""
    effect: Effect = Counter()
    for line, (_, quantity, done) in zip(lines, parts, strict=True):
        if buying and done:
            effect["hand", line["product_id"]] += done
            effect["received", line["id"]] += done
            effect["rejected", line["id"]] += rejected
        elif done:
            effect["hand", line["product_id"]] -= quantity
            effect["shipped", line["id"]] += quantity
    return effect
