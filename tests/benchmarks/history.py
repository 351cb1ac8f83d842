"""A long past for a busy shop, by plain SQL, with balances that agree: in five years 100,000 sales orders of three
lines, as many purchase orders, and a million moves. A year of it is always as full, however many there are.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from app.db import derived, driver
from app.db.engine import Database

DAY: date = date(2026, 11, 20)
"""The last day of the past."""
ORDERS_A_YEAR = 20_000
COUNTS_A_YEAR = 80_000
LINES = 3
_PRODUCTS, _CUSTOMERS, _SUPPLIERS, _CARRIERS, _STAFF = 5_000, 10_000, 200, 5, 4
_CHUNK = 10_000
Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class _Parties:
    products: list[int]
    customers: list[int]
    suppliers: list[int]
    carriers: list[int]
    staff: list[int]


def fill_with_history(path: Path, years: int) -> None:
    """Add so many years up to `DAY`: orders in and out, their shipments and moves, and counts of stock."""
    dice = Random(2)
    with contextlib.closing(driver.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        parties = _parties(connection, dice)
        days = [DAY - timedelta(days=back) for back in range(365 * years)]
        _counted(connection, dice, parties.products, days)
        _bought(connection, dice, parties, days)
        _sold(connection, dice, parties, days)
        _balances(connection)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    database = Database(path)
    try:
        with database.write() as session:
            derived.rebuild(session, DAY + timedelta(days=3))
    finally:
        database.close()


def _parties(connection: driver.Connection, dice: Random) -> _Parties:
    products = _insert(
        connection,
        "product (sku, sku_fold, name, name_fold, category, unit, unit_decimals, tracking, status, reorder_point,"
        " notes, version)",
        [
            (
                f"H-{n}",
                f"h-{n}",
                f"Thing {n}",
                f"thing {n}",
                f"Kind {n % 20}",
                "pcs",
                0,
                "none",
                "active",
                n % 90,
                "",
                1,
            )
            for n in range(_PRODUCTS)
        ],
    )
    kinds = {"Buyer": (0, 1, 0, _CUSTOMERS), "Maker": (1, 0, 0, _SUPPLIERS), "Cart": (0, 0, 1, _CARRIERS)}
    found = [
        _insert(
            connection,
            "partner (name, name_fold, is_supplier, is_customer, is_carrier, status, tax_id, notes, version)",
            [(f"{name} {n}", f"{name.lower()} {n}", *flags, "active", "", "", 1) for n in range(count)],
        )
        for name, (*flags, count) in kinds.items()
    ]
    staff = _insert(
        connection,
        "staff (name, name_fold, title, email, role, signs_in, active, version)",
        [(f"Clerk {n}", f"clerk {n}", "", "", "sales", 0, 1, 1) for n in range(_STAFF)],
    )
    _insert(
        connection,
        "supplier_item (supplier_id, product_id, supplier_sku)",
        [(dice.choice(found[1]), product, "") for product in products],
    )
    return _Parties(products, *found, staff)


def _sold(connection: driver.Connection, dice: Random, parties: _Parties, days: list[date]) -> None:
    """Sales orders, sent some days later by what was promised or after it; those of the last days still wait."""
    order, line, item = (_next(connection, name) for name in ("sales_order", "sales_order_line", "shipment_line"))
    shipment = _next(connection, "shipment")
    for part in _parts(ORDERS_A_YEAR * len(days) // 365):
        orders, lines, shipments, items, moves = [], [], [], [], []
        for number in part:
            day = days[-1 - number * len(days) // (ORDERS_A_YEAR * len(days) // 365)]
            sent = day + timedelta(days=dice.randrange(9))
            promised, done = day + timedelta(days=6), sent <= DAY
            customer, staff = dice.choice(parties.customers), dice.choice(parties.staff)
            state, closed = ("closed", sent) if done else ("confirmed", None)
            orders.append((order, f"SO-H{order}", f"so-h{order}", customer, state, day, closed, staff))
            if done:
                came = sent + timedelta(days=dice.randrange(1, 5))
                carrier, way = (
                    dice.choice(parties.carriers),
                    (came, "delivered") if came <= DAY else (None, "in_transit"),
                )
                shipments.append(
                    (shipment, f"OUT-{shipment}H", f"out-{shipment}h", customer, carrier, promised, sent, *way)
                )
            for place in range(1, LINES + 1):
                product, quantity = dice.choice(parties.products), dice.randrange(1, 3)
                price = dice.randrange(700, 1400)
                lines.append(
                    (
                        line,
                        order,
                        place,
                        product,
                        quantity,
                        price,
                        price * quantity,
                        promised,
                        promised,
                        quantity * done,
                    )
                )
                if done:
                    items.append((item, shipment, place, line, product, quantity))
                    moves.append(
                        (product, 7, 2, quantity, 500 * quantity, "issue", f"{sent}T09:00:00.000000Z", sent, item)
                    )
                    item += 1
                line += 1
            order, shipment = order + 1, shipment + done
        _insert(
            connection,
            "sales_order (id, number, number_fold, customer_id, state, ordered, closed, staff_id, currency,"
            " freight_minor, lost_reason, history, notes, version)",
            orders,
            "'USD', 0, '', 0, '', 1",
        )
        _insert(
            connection,
            "sales_order_line (id, order_id, position, product_id, quantity, price_minor, net_minor, original_promise,"
            " current_promise, shipped, discount_ppm, closed_short)",
            lines,
            "0, 0",
        )
        _insert(
            connection,
            "shipment (id, number, number_fold, partner_id, carrier_id, promised, shipped, delivered, state, kind,"
            " tracking, freight_minor, currency, history, notes, version)",
            shipments,
            "'out', '', 900, 'USD', 0, '', 1",
        )
        _insert(
            connection,
            "shipment_line (id, shipment_id, position, sales_order_line_id, product_id, quantity, accepted, rejected,"
            " note)",
            items,
            "0, 0, ''",
        )
        _moves(connection, moves)


def _bought(connection: driver.Connection, dice: Random, parties: _Parties, days: list[date]) -> None:
    """Purchase orders that come early, late, or, of the last weeks, not yet."""
    order, line, item = (_next(connection, name) for name in ("purchase_order", "purchase_order_line", "shipment_line"))
    shipment = _next(connection, "shipment")
    for part in _parts(ORDERS_A_YEAR * len(days) // 365):
        orders, lines, shipments, items, moves = [], [], [], [], []
        for number in part:
            day = days[-1 - number * len(days) // (ORDERS_A_YEAR * len(days) // 365)]
            came = day + timedelta(days=dice.randrange(5, 26))
            promised, done, supplier = day + timedelta(days=21), came <= DAY, dice.choice(parties.suppliers)
            state, closed = ("closed", came) if done else ("confirmed", None)
            known = day + timedelta(days=dice.randrange(3))
            orders.append((order, f"PO-H{order}", f"po-h{order}", supplier, state, day, day, known, closed))
            if done:
                left = came - timedelta(days=3)
                shipments.append((shipment, f"IN-{shipment}H", f"in-{shipment}h", supplier, promised, left, came, came))
            for place in range(1, LINES + 1):
                product, bad = dice.choice(parties.products), int(not dice.randrange(60))
                lines.append((line, order, place, product, promised, promised, 4 * done, bad * done))
                if done:
                    items.append((item, shipment, place, line, product, 4 + bad, 4, bad))
                    moves.append((product, 1, 7, 4, 2_000, "receipt", f"{came}T08:00:00.000000Z", came, item))
                    item += 1
                line += 1
            order, shipment = order + 1, shipment + done
        _insert(
            connection,
            "purchase_order (id, number, number_fold, supplier_id, state, ordered, sent, confirmed, closed, currency,"
            " freight_minor, history, notes, version)",
            orders,
            "'USD', 0, 0, '', 1",
        )
        _insert(
            connection,
            "purchase_order_line (id, order_id, position, product_id, original_promise, current_promise, received,"
            " rejected, quantity, price_minor, net_minor, discount_ppm, closed_short)",
            lines,
            "4, 500, 2000, 0, 0",
        )
        _insert(
            connection,
            "shipment (id, number, number_fold, partner_id, promised, shipped, arrived, delivered, kind, state,"
            " tracking, history, notes, version)",
            shipments,
            "'in', 'received', '', 0, '', 1",
        )
        _insert(
            connection,
            "shipment_line (id, shipment_id, position, purchase_order_line_id, product_id, quantity, accepted,"
            " rejected, note)",
            items,
            "''",
        )
        _moves(connection, moves)


def _counted(connection: driver.Connection, dice: Random, products: list[int], days: list[date]) -> None:
    """What was there at first, then corrections of counts, up and down."""
    places, first = ((6, 7), (7, 6)), f"{days[-1]}T07:00:00.000000Z"
    _moves(connection, [(product, 6, 7, 60, 30_000, "adjustment", first, days[-1], None) for product in products])
    for part in _parts(COUNTS_A_YEAR * len(days) // 365):
        _moves(
            connection,
            [
                (dice.choice(products), *places[n % 2], 1, 500, "adjustment", f"{day}T08:00:00.000000Z", day, None)
                for n in part
                for day in (days[-1 - n * len(days) // (COUNTS_A_YEAR * len(days) // 365)],)
            ],
        )


def _parts(count: int) -> Iterator[range]:
    return (range(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK))


def _insert(connection: driver.Connection, columns: str, rows: Rows, constants: str = "") -> list[int]:
    """Insert rows of these columns, the last ones with constant values; all ids of the table."""
    marks = ", ".join("?" for _ in rows[0]) if rows else ""
    values = f"{marks}, {constants}" if constants else marks
    plain = [tuple(str(cell) if isinstance(cell, date) else cell for cell in row) for row in rows]
    table = columns.split()[0]
    last = _next(connection, table)
    if rows:
        connection.executemany(f"INSERT INTO {columns} VALUES ({values})", plain)
    return [row[0] for row in connection.execute(f"SELECT id FROM {table} WHERE id >= ?", (last,)).fetchall()]


def _moves(connection: driver.Connection, rows: Rows) -> None:
    _insert(
        connection,
        "stock_move (product_id, from_location_id, to_location_id, quantity, value_minor, kind, at, day, cause_id,"
        " cause, note)",
        rows,
        "'shipment_line', ''",
    )


def _balances(connection: driver.Connection) -> None:
    connection.execute("DELETE FROM stock_balance")
    connection.execute("DELETE FROM stock_valuation")
    connection.execute(
        "INSERT INTO stock_balance (product_id, location_id, lot_id, inside, quantity)"
        " SELECT product_id, location_id, NULL, location_id >= 7, sum(quantity) FROM ("
        "  SELECT product_id, to_location_id AS location_id, quantity FROM stock_move"
        "  UNION ALL SELECT product_id, from_location_id, -quantity FROM stock_move)"
        " GROUP BY product_id, location_id HAVING sum(quantity) <> 0"
    )
    connection.execute(
        "INSERT INTO stock_valuation (product_id, quantity, value_minor)"
        " SELECT product_id, sum(CASE WHEN to_location_id >= 7 THEN quantity ELSE -quantity END),"
        " sum(CASE WHEN to_location_id >= 7 THEN value_minor ELSE -value_minor END) FROM stock_move GROUP BY product_id"
    )


def _next(connection: driver.Connection, table: str) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return (row[0] if row else 0) + 1
