"""Rules of the stock: ledger, balances, values, reservations (domain invariants 1, 2, 4, 5)."""

from __future__ import annotations

# ruff: noqa: S608  (constants of ours only; no value of a user is in a query)
from typing import Final

from app.domain.findings import Severity
from app.domain.places import FIRST_LOCATIONS, MAIN_SITE
from app.domain.vocabulary import INTERNAL_LOCATIONS, LocationKind
from app.services.integrity.rules import Rule

_INSIDE_KINDS: Final = ", ".join(f"'{kind.value}'" for kind in sorted(INTERNAL_LOCATIONS))
_VIRTUAL_KINDS: Final = ", ".join(f"'{kind.value}'" for kind in LocationKind if kind not in INTERNAL_LOCATIONS)
_FIRST_IDS: Final = ", ".join(str(number) for number, _name, _kind in FIRST_LOCATIONS)

_FLOW: Final = """
    SELECT id, product_id, to_location_id AS location_id, coalesce(lot_id, 0) AS lot_id, quantity, value_minor
    FROM stock_move
    UNION ALL
    SELECT id, product_id, from_location_id, coalesce(lot_id, 0), -quantity, -value_minor FROM stock_move
"""

RULES: Final = (
    # Moves in minus moves out are the balance, virtual places included, so every product sums to zero over all.
    Rule(
        "S1",
        f"""
        SELECT 'stock_balance' AS entity, product_id AS row_id,
               'location ' || location_id || ' lot ' || lot_id || ' off by ' || sum(quantity) AS detail
        FROM (
            SELECT product_id, location_id, lot_id, quantity FROM ({_FLOW})
            UNION ALL
            SELECT product_id, location_id, coalesce(lot_id, 0), -quantity FROM stock_balance
        )
        GROUP BY product_id, location_id, lot_id HAVING sum(quantity) <> 0
        """,
        repairable=True,
    ),
    Rule(
        "S1-inside",
        f"""
        SELECT 'stock_balance' AS entity, b.id AS row_id, l.kind AS detail
        FROM stock_balance b JOIN location l ON l.id = b.location_id
        WHERE b.inside <> (l.kind IN ({_INSIDE_KINDS}))
        """,
        repairable=True,
    ),
    Rule(
        "S2",
        """
        SELECT 'stock_balance' AS entity, id AS row_id, 'quantity ' || quantity AS detail
        FROM stock_balance WHERE inside = 1 AND quantity < 0
        """,
    ),
    # Undoing an old import may leave a moment below zero in the past; the present is what S2 guards.
    Rule(
        "S2-past",
        f"""
        SELECT 'stock_move' AS entity, min(id) AS row_id, 'location ' || location_id AS detail
        FROM (
            SELECT id, product_id, location_id, lot_id,
                   sum(quantity) OVER (PARTITION BY product_id, location_id, lot_id ORDER BY id) AS running
            FROM ({_FLOW}) WHERE location_id >= {MAIN_SITE}
        )
        WHERE running < 0 GROUP BY product_id, location_id, lot_id
        """,
        Severity.WARNING,
    ),
    # A shipment's line is moved as often as it says; a line that is gone was taken back whole.
    Rule(
        "S3",
        """
        SELECT 'stock_move' AS entity, min(m.id) AS row_id, 'shipment_line ' || m.cause_id AS detail
        FROM stock_move m LEFT JOIN shipment_line l ON l.id = m.cause_id
        WHERE m.cause = 'shipment_line' AND l.id IS NULL
        GROUP BY m.cause_id, m.product_id, coalesce(m.lot_id, 0),
                 min(m.from_location_id, m.to_location_id), max(m.from_location_id, m.to_location_id)
        HAVING sum(CASE WHEN m.from_location_id < m.to_location_id THEN m.quantity ELSE -m.quantity END) <> 0
        """,
    ),
    Rule(
        "S3-cause",
        """
        SELECT 'stock_move' AS entity, m.id AS row_id, m.cause AS detail FROM stock_move m
        WHERE m.cause NOT IN ('shipment_line', 'import_batch', 'audit_entry')
           OR (m.cause = 'import_batch' AND m.cause_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM import_batch b WHERE b.id = m.cause_id))
        """,
    ),
    # A counter-posting is its posting with the places swapped.
    Rule(
        "S4",
        """
        SELECT 'stock_move' AS entity, c.id AS row_id, 'reverses ' || c.reverses_id AS detail
        FROM stock_move c JOIN stock_move m ON m.id = c.reverses_id
        WHERE c.product_id <> m.product_id OR c.lot_id IS NOT m.lot_id OR c.quantity <> m.quantity
           OR c.value_minor <> m.value_minor OR c.from_location_id <> m.to_location_id
           OR c.to_location_id <> m.from_location_id
        UNION ALL
        SELECT 'stock_move', min(id), 'reversed ' || count(*) || ' times' FROM stock_move
        WHERE reverses_id IS NOT NULL GROUP BY reverses_id HAVING count(*) > 1
        """,
    ),
    Rule(
        "S6",
        f"""
        SELECT 'reservation' AS entity, r.product_id AS row_id,
               'reserved ' || r.reserved || ' of ' || coalesce(b.quantity, 0) AS detail
        FROM (
            SELECT product_id, sum(quantity) AS reserved FROM reservation
            WHERE kind = 'hard' AND purchase_order_line_id IS NULL GROUP BY product_id
        ) r
        LEFT JOIN (
            SELECT product_id, sum(quantity) AS quantity FROM stock_balance
            WHERE location_id >= {MAIN_SITE} GROUP BY product_id
        ) b ON b.product_id = r.product_id
        WHERE r.reserved > coalesce(b.quantity, 0)
        """,
    ),
    Rule(
        "S6-line",
        """
        SELECT 'sales_order_line' AS entity, l.id AS row_id, 'reserved ' || sum(r.quantity) AS detail
        FROM reservation r JOIN sales_order_line l ON l.id = r.sales_order_line_id
        GROUP BY l.id
        HAVING sum(r.quantity) > max(l.quantity - l.shipped - l.closed_short, 0)
            OR min(r.product_id) <> l.product_id OR max(r.product_id) <> l.product_id
        """,
    ),
    Rule(
        "S7",
        f"""
        SELECT 'lot' AS entity, o.id AS row_id, 'quantity ' || sum(b.quantity) AS detail
        FROM lot o JOIN product p ON p.id = o.product_id JOIN stock_balance b ON b.lot_id = o.id
        WHERE p.tracking = 'serial' AND b.location_id >= {MAIN_SITE}
        GROUP BY o.id, p.unit_decimals
        HAVING sum(b.quantity) > CAST('1' || substr('000000', 1, p.unit_decimals) AS INTEGER)
        """,
    ),
    # A lot belongs to the product that is moved under it.
    Rule(
        "S7-lot",
        """
        SELECT 'stock_move' AS entity, m.id AS row_id, 'lot ' || m.lot_id AS detail
        FROM stock_move m JOIN lot o ON o.id = m.lot_id WHERE o.product_id <> m.product_id
        """,
    ),
    # Receipts at cost = cost of goods out + value in stock, to the minor unit.
    Rule(
        "S8",
        f"""
        SELECT 'stock_valuation' AS entity, product_id AS row_id,
               'quantity off by ' || sum(quantity) || ', value off by ' || sum(value_minor) AS detail
        FROM (
            SELECT product_id, quantity, value_minor FROM ({_FLOW}) WHERE location_id >= {MAIN_SITE}
            UNION ALL
            SELECT product_id, -quantity, -value_minor FROM stock_valuation
        )
        GROUP BY product_id HAVING sum(quantity) <> 0 OR sum(value_minor) <> 0
        """,
        repairable=True,
    ),
    Rule(
        "S8-empty",
        """
        SELECT 'stock_valuation' AS entity, product_id AS row_id, 'value ' || value_minor AS detail
        FROM stock_valuation WHERE quantity = 0 AND value_minor <> 0
        """,
    ),
    # The places every database has, and the line between inside and virtual ones.
    Rule(
        "S9",
        f"""
        SELECT 'location' AS entity, id AS row_id, kind AS detail FROM location
        WHERE (id < {MAIN_SITE}) <> (kind IN ({_VIRTUAL_KINDS}))
        UNION ALL
        SELECT 'location', NULL, 'first places ' || count(*) FROM location WHERE id IN ({_FIRST_IDS})
        HAVING count(*) <> {len(FIRST_LOCATIONS)}
        """,
    ),
)
