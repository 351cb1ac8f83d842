"""Rules of orders, shipments and relations (domain invariants 3, 5, 7; document and relation rules)."""

from __future__ import annotations

# ruff: noqa: S608  (constants of ours only; no value of a user is in a query)
from collections.abc import Mapping
from typing import Any, Final

from app.domain.money import line_net
from app.domain.states import (
    PURCHASE_ORDER_TRANSITIONS,
    SALES_ORDER_TRANSITIONS,
    SHIPMENT_TRANSITIONS,
)
from app.services.integrity.rules import Connection, Rule

_LIVE_SHIPMENT: Final = "s.state <> 'cancelled'"


def prepare(connection: Connection) -> None:
    """Give the connection the functions that these rules call."""
    connection.create_function("tp_line_net", 4, _line_net)


def _line_net(price: int, quantity: int, decimals: int, discount_ppm: int) -> int | None:
    try:
        return line_net(price, quantity, decimals, discount_ppm)
    except ArithmeticError:
        return None


def _transition_rule(entity: str, table: Mapping[Any, frozenset[Any]]) -> str:
    allowed = " OR ".join(
        f"(was = '{state.value}' AND now IN ({', '.join(sorted(repr(target.value) for target in targets))}))"
        for state, targets in table.items()
        if targets
    )
    # An undo goes the way back, which is no transition.
    return f"""
        SELECT entity, row_id, was || ' -> ' || now AS detail FROM (
            SELECT c.entity, c.row_id, json_extract(c.before, '$.state') AS was,
                   json_extract(c.after, '$.state') AS now
            FROM change_record c JOIN audit_entry e ON e.id = c.entry_id
            WHERE c.entity = '{entity}' AND e.undoes_id IS NULL AND e.operation <> 'import.undo'
              AND c.before LIKE '%"state":%' AND c.after IS NOT NULL
        )
        WHERE was IS NOT NULL AND now IS NOT NULL AND was <> now AND NOT ({allowed})
    """


def _net_rule(table: str) -> str:
    return f"""
        SELECT '{table}' AS entity, l.id AS row_id, 'net ' || l.net_minor AS detail
        FROM {table} l JOIN product p ON p.id = l.product_id
        WHERE l.net_minor IS NOT tp_line_net(l.price_minor, l.quantity, p.unit_decimals, l.discount_ppm)
    """


RULES: Final = (
    # Received + closed short stay within ordered + the supplier's tolerance.
    Rule(
        "S5-received",
        """
        SELECT 'purchase_order_line' AS entity, l.id AS row_id,
               'received ' || l.received || ' of ' || l.quantity AS detail
        FROM purchase_order_line l JOIN purchase_order o ON o.id = l.order_id
        LEFT JOIN supplier_terms t ON t.partner_id = o.supplier_id
        WHERE l.received < 0 OR l.rejected < 0 OR l.closed_short < 0
           OR l.received + l.closed_short
              > l.quantity + CAST(l.quantity * 1.0 * coalesce(t.over_receipt_ppm, 0) / 1000000 AS INTEGER)
        """,
    ),
    Rule(
        "S5-shipped",
        """
        SELECT 'sales_order_line' AS entity, id AS row_id, 'shipped ' || shipped || ' of ' || quantity AS detail
        FROM sales_order_line
        WHERE closed_short < 0 OR (quantity > 0 AND (shipped < 0 OR shipped + closed_short > quantity))
        """,
    ),
    # What a line says of itself is what the shipments' lines add up to.
    Rule(
        "S5-receipts",
        f"""
        SELECT 'purchase_order_line' AS entity, l.id AS row_id,
               l.received || ' received, ' || coalesce(r.accepted, 0) || ' in shipments' AS detail
        FROM purchase_order_line l LEFT JOIN (
            SELECT i.purchase_order_line_id AS line_id, sum(i.accepted) AS accepted, sum(i.rejected) AS rejected
            FROM shipment_line i JOIN shipment s ON s.id = i.shipment_id
            WHERE i.purchase_order_line_id IS NOT NULL AND s.kind = 'in' AND {_LIVE_SHIPMENT}
            GROUP BY i.purchase_order_line_id
        ) r ON r.line_id = l.id
        WHERE l.received <> coalesce(r.accepted, 0) OR l.rejected <> coalesce(r.rejected, 0)
        """,
    ),
    Rule(
        "S5-shipments",
        """
        SELECT 'sales_order_line' AS entity, l.id AS row_id,
               l.shipped || ' shipped, ' || coalesce(r.quantity, 0) || ' in shipments' AS detail
        FROM sales_order_line l LEFT JOIN (
            SELECT i.sales_order_line_id AS line_id, sum(i.quantity) AS quantity
            FROM shipment_line i JOIN shipment s ON s.id = i.shipment_id
            WHERE i.sales_order_line_id IS NOT NULL AND s.kind = 'out'
              AND s.state IN ('in_transit', 'arrived', 'delivered', 'lost')
            GROUP BY i.sales_order_line_id
        ) r ON r.line_id = l.id
        WHERE l.quantity > 0 AND l.shipped <> coalesce(r.quantity, 0)
        """,
    ),
    Rule(
        "S5-expected",
        """
        SELECT 'shipment_line' AS entity, id AS row_id, 'quantity ' || quantity AS detail FROM shipment_line
        WHERE quantity < 0 OR accepted < 0 OR rejected < 0
        """,
    ),
    Rule("D1-sales", _net_rule("sales_order_line")),
    Rule("D1-purchase", _net_rule("purchase_order_line")),
    Rule("D2-sales", _transition_rule("sales_order", SALES_ORDER_TRANSITIONS)),
    Rule("D2-purchase", _transition_rule("purchase_order", PURCHASE_ORDER_TRANSITIONS)),
    Rule("D2-shipment", _transition_rule("shipment", SHIPMENT_TRANSITIONS)),
    Rule(
        "D2-held",
        """
        SELECT 'sales_order' AS entity, id AS row_id, state AS detail FROM sales_order
        WHERE (state = 'on_hold') <> (held_from IS NOT NULL) OR held_from = 'on_hold'
        UNION ALL
        SELECT 'purchase_order', id, state FROM purchase_order
        WHERE (state = 'on_hold') <> (held_from IS NOT NULL) OR held_from = 'on_hold'
        """,
    ),
    # An order that is not confirmed has nothing shipped or received.
    Rule(
        "D2-lines",
        """
        SELECT 'purchase_order' AS entity, o.id AS row_id, o.state AS detail FROM purchase_order o
        WHERE o.state = 'draft'
          AND EXISTS (SELECT 1 FROM purchase_order_line l WHERE l.order_id = o.id AND l.received > 0)
        UNION ALL
        SELECT 'sales_order', o.id, o.state FROM sales_order o
        WHERE o.state = 'quote'
          AND EXISTS (SELECT 1 FROM sales_order_line l WHERE l.order_id = o.id AND l.shipped > 0)
        """,
    ),
    # A shipment that has not left moves nothing.
    Rule(
        "D2-moves",
        """
        SELECT 'shipment' AS entity, s.id AS row_id, s.state AS detail
        FROM stock_move m JOIN shipment_line i ON m.cause = 'shipment_line' AND i.id = m.cause_id
        JOIN shipment s ON s.id = i.shipment_id
        WHERE s.state IN ('planned', 'packed', 'cancelled')
        GROUP BY s.id, s.state
        HAVING sum(CASE WHEN m.from_location_id < m.to_location_id THEN m.quantity ELSE -m.quantity END) <> 0
        """,
    ),
    Rule(
        "D2-event",
        """
        SELECT 'shipment_event' AS entity, c.id AS row_id, 'reverses ' || c.reverses_id AS detail
        FROM shipment_event c JOIN shipment_event e ON e.id = c.reverses_id
        WHERE c.shipment_id <> e.shipment_id OR c.kind <> e.kind OR c.is_reversal = e.is_reversal
        """,
    ),
    # Line, order and shipment speak of one product, and of the order's own partner.
    Rule(
        "D6",
        """
        SELECT 'shipment_line' AS entity, i.id AS row_id, 'product ' || i.product_id AS detail
        FROM shipment_line i
        LEFT JOIN sales_order_line a ON a.id = i.sales_order_line_id
        LEFT JOIN purchase_order_line b ON b.id = i.purchase_order_line_id
        WHERE coalesce(a.product_id, b.product_id, i.product_id) <> i.product_id
        """,
    ),
    Rule(
        "D6-role",
        """
        SELECT 'sales_order' AS entity, o.id AS row_id, 'partner ' || o.customer_id AS detail
        FROM sales_order o JOIN partner p ON p.id = o.customer_id WHERE p.is_customer = 0
        UNION ALL
        SELECT 'purchase_order', o.id, 'partner ' || o.supplier_id
        FROM purchase_order o JOIN partner p ON p.id = o.supplier_id WHERE p.is_supplier = 0
        UNION ALL
        SELECT 'shipment', s.id, 'partner ' || s.carrier_id
        FROM shipment s JOIN partner p ON p.id = s.carrier_id WHERE p.is_carrier = 0
        """,
    ),
    Rule(
        "C1",
        """
        SELECT 'interaction' AS entity, i.id AS row_id, i.kind AS detail FROM interaction i
        WHERE i.partner_id IS NULL AND i.contact_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM interaction_link l WHERE l.interaction_id = i.id)
        """,
    ),
    Rule(
        "C2",
        """
        SELECT 'task' AS entity, id AS row_id, state AS detail FROM task
        WHERE (state = 'done') <> (done_at IS NOT NULL)
        """,
    ),
)
