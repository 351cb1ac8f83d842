"""Takes down the sums of finished months (`rollup_period`) in which an operation changed something.

Nothing is added up here: a month without its sums is read from its own rows until it is summed again
(`app.services.insights.settling`). So following a change costs a look at the days of what was touched, however long
the history is, and too many months taken down cost time and never a wrong figure.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.db.models.rollups import Family
from app.db.recorder import Recorded

_NOBODY: Final = "[]"
_ORDERS: Final = (Family.SOLD, Family.FILLED)
_DAYS: Final = {
    "sales_order": ("ordered",),
    "sales_order_line": ("original_promise", "requested"),
    "shipment": ("promised", "shipped", "arrived", "delivered"),
    "stock_move": ("day",),
}
"""The columns whose old value names a month: the new ones are read from the tables."""
_HOLDERS: Final = {
    "sales_order_line": {"order_id": "sales_order"},
    "purchase_order_line": {"order_id": "purchase_order"},
    "shipment_line": {
        "shipment_id": "shipment",
        "sales_order_line_id": "sales_order_line",
        "purchase_order_line_id": "purchase_order_line",
    },
}
"""The columns that name what a line is of."""
_UNSEEN: Final = {
    "sales_order": frozenset({"number", "number_fold", "contact_id", "closed", "lost_reason", "history", "notes"}),
    "purchase_order": frozenset(
        {"number", "number_fold", "sent", "confirmed", "closed", "close_reason", "freight_minor", "staff_id", "notes"}
    ),
    "shipment": frozenset({"number", "number_fold", "tracking", "weight_g", "staff_id", "history", "notes"}),
}
"""What no sum is made from."""
_SOLD_ON: Final = """
WITH orders AS (SELECT value AS id FROM json_each(?)
    UNION SELECT l.order_id FROM json_each(?) s CROSS JOIN shipment_line i ON i.shipment_id = s.value
        CROSS JOIN sales_order_line l ON l.id = i.sales_order_line_id),
lines AS MATERIALIZED (SELECT l.id, l.original_promise, l.requested FROM orders CROSS JOIN sales_order_line l
    ON l.order_id = orders.id),
shipments AS (SELECT value AS id FROM json_each(?)
    UNION SELECT i.shipment_id FROM lines CROSS JOIN shipment_line i ON i.sales_order_line_id = lines.id)
SELECT '', o.ordered, NULL, NULL, NULL FROM orders CROSS JOIN sales_order o ON o.id = orders.id
UNION ALL SELECT '', original_promise, requested, NULL, NULL FROM lines
UNION ALL SELECT s.kind, s.promised, s.shipped, s.arrived, s.delivered
    FROM shipments CROSS JOIN shipment s ON s.id = shipments.id
"""
_BOUGHT_ON: Final = """
SELECT DISTINCT s.shipped FROM json_each(?) o CROSS JOIN purchase_order_line l ON l.order_id = o.value
CROSS JOIN shipment_line i ON i.purchase_order_line_id = l.id
CROSS JOIN shipment s ON s.id = i.shipment_id
"""


def refresh(session: Session, recorded: Iterable[Recorded], deliveries: Collection[str | None]) -> None:
    """Take down the sums that an operation's changes belong to; `deliveries` are days of purchase lines' facts."""
    connection = session.connection()
    if connection.exec_driver_sql("SELECT 1 FROM rollup_period LIMIT 1").first() is None:
        return
    touched = _Touched(connection, recorded)
    if touched.units:
        forget(connection)
        return
    orders, shipments = touched.of("sales_order"), touched.of("shipment")
    bought = touched.of("purchase_order")
    sold, came = {*touched.days["order"], *touched.days["shipment"]}, {*touched.days["shipment"], *deliveries}
    if orders != _NOBODY or shipments != _NOBODY:
        for kind, *days in connection.exec_driver_sql(_SOLD_ON, (orders, shipments, shipments)):
            (came if kind == "in" else sold).update(days)
        _take_down(connection, _ORDERS, sold)
    if bought != _NOBODY:
        # The stage at the supplier runs from the order to the day of shipping.
        came.update(row[0] for row in connection.exec_driver_sql(_BOUGHT_ON, (bought,)))
    _take_down(connection, (Family.BOUGHT,), came)
    _take_down(connection, (Family.STOCK,), touched.days["stock"])


def forget(connection: Connection) -> None:
    """Take down everything."""
    connection.exec_driver_sql("DELETE FROM rollup_period")
    connection.exec_driver_sql("DELETE FROM rollup")


def _take_down(connection: Connection, families: Iterable[Family], days: Iterable[str | None]) -> None:
    months = {day[:7] for day in days if day}
    if months:
        years, quarters = {month[:4] for month in months}, {_quarter_of(month) for month in months}
        periods = sorted(months | quarters | years)
        marks = ", ".join("?" for _ in periods)
        for family in families:
            connection.exec_driver_sql(
                f"DELETE FROM rollup_period WHERE family = ? AND period IN ({marks})", (family.value, *periods)
            )


def _quarter_of(month: str) -> str:
    return f"{month[:4]}Q{(int(month[5:]) + 2) // 3}"


class _Touched:
    """The orders and shipments that changes belong to, and the days that changed or deleted rows had."""

    def __init__(self, connection: Connection, recorded: Iterable[Recorded]) -> None:
        self.days: dict[str, set[str]] = {"order": set(), "shipment": set(), "stock": set()}
        self.units = False
        self._connection = connection
        self._ids: dict[str, set[int]] = defaultdict(set)
        for item in recorded:
            self._note(item)
        for entity in ("shipment_line", "sales_order_line", "purchase_order_line"):
            self._add_holders(entity)

    def of(self, entity: str) -> str:
        """The ids as JSON."""
        return json.dumps(sorted(self._ids[entity]))

    def _note(self, item: Recorded) -> None:
        images = [image for image in (item.before, item.after) if image is not None]
        if item.entity == "product":
            self.units = self.units or (len(images) == 2 and "unit_decimals" in images[0])
        elif item.entity == "stock_move":
            self.days["stock"].update(image["day"] for image in images)
        elif item.entity in _DAYS or item.entity in _HOLDERS or item.entity == "purchase_order":
            if len(images) == 2 and _UNSEEN.get(item.entity, frozenset()).issuperset(images[0]):
                return
            self._ids[item.entity].add(item.id)
            self.days["shipment" if item.entity == "shipment" else "order"].update(
                image[name] for image in images for name in _DAYS.get(item.entity, ()) if image.get(name)
            )
            for column, holder in _HOLDERS.get(item.entity, {}).items():
                self._ids[holder].update(image[column] for image in images if image.get(column))

    def _add_holders(self, entity: str) -> None:
        if not self._ids[entity]:
            return
        columns = _HOLDERS[entity]
        rows = self._connection.exec_driver_sql(
            f"SELECT {', '.join(columns)} FROM {entity} WHERE id IN (SELECT value FROM json_each(?))",
            (self.of(entity),),
        ).all()
        for place, holder in enumerate(columns.values()):
            self._ids[holder].update(row[place] for row in rows if row[place])
