"""A long past for a small business: orders, shipments and a million moves, by plain SQL, with balances that agree."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from pathlib import Path
from random import Random

from app.db import derived, driver
from app.db.engine import Database

DAY = date(2026, 11, 20)
_PRODUCTS = 1_000
_CUSTOMERS = 2_000
_SHIPPED_LINES = 3
_BOUGHT_LINES = 5


def fill_with_moves(path: Path, moves: int) -> None:
    """Add finished orders: a tenth as many sales shipments of three lines as moves, a fiftieth bought, then counts."""
    dice = Random(2)
    with contextlib.closing(driver.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        products = _products(connection)
        shipments, bought = moves // 10, moves // 50
        _bought(connection, dice, products, bought)
        _trade(connection, dice, products, shipments)
        _counts(connection, dice, products, moves - shipments * _SHIPPED_LINES - bought * _BOUGHT_LINES)
        _balances(connection)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    database = Database(path)
    try:
        with database.write() as session:
            derived.rebuild(session, date.today())  # noqa: DTZ011 - as the program does
    finally:
        database.close()


def _products(connection: driver.Connection) -> list[int]:
    connection.executemany(
        "INSERT INTO product (sku, sku_fold, name, name_fold, category, unit, unit_decimals, tracking, status, notes,"
        " version) VALUES (?, ?, ?, ?, '', 'pcs', 0, 'none', 'active', '', 1)",
        [(f"H-{n}", f"h-{n}", f"Thing {n}", f"thing {n}") for n in range(_PRODUCTS)],
    )
    rows = connection.execute("SELECT id FROM product WHERE tracking = 'none'").fetchall()
    return [row[0] for row in rows]


def _customers(connection: driver.Connection) -> list[int]:
    connection.executemany(
        "INSERT INTO partner (name, name_fold, is_supplier, is_customer, is_carrier, status, tax_id, notes, version)"
        " VALUES (?, ?, 0, 1, 0, 'active', '', '', 1)",
        [(f"Buyer {n}", f"buyer {n}") for n in range(_CUSTOMERS)],
    )
    return [row[0] for row in connection.execute("SELECT id FROM partner WHERE name LIKE 'Buyer %'").fetchall()]


def _trade(connection: driver.Connection, dice: Random, products: list[int], count: int) -> None:
    days = [(DAY - timedelta(days=n % 900)).isoformat() for n in range(900)]
    customers = _customers(connection)
    order, line, shipment, item = (_next(connection, table) for table in (
        "sales_order", "sales_order_line", "shipment", "shipment_line"))  # fmt: skip
    orders, lines, shipments, items, moves = [], [], [], [], []
    for number in range(count):
        day = days[number % 900]
        customer = customers[number % len(customers)]
        orders.append((order + number, f"SO-H{number}", f"so-h{number}", customer, day, day))
        shipments.append((shipment + number, f"OUT-{number}H", f"out-{number}h", customer, day, day, day))
        for place in range(_SHIPPED_LINES):
            product, row = dice.choice(products), number * _SHIPPED_LINES + place
            lines.append((line + row, order + number, place + 1, product, day, day))
            items.append((item + row, shipment + number, place + 1, line + row, product))
            moves.append((product, 7, 2, 1, 500, "issue", f"{day}T09:00:00.000000Z", day, item + row))
    connection.executemany(
        "INSERT INTO sales_order (id, number, number_fold, customer_id, state, ordered, closed, currency,"
        " freight_minor, lost_reason, history, notes, version)"
        " VALUES (?, ?, ?, ?, 'closed', ?, ?, 'USD', 0, '', 0, '', 1)",
        orders,
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO sales_order_line (id, order_id, position, product_id, quantity, price_minor, discount_ppm,"
        " net_minor, original_promise, current_promise, shipped, closed_short)"
        " VALUES (?, ?, ?, ?, 1, 900, 0, 900, ?, ?, 1, 0)", lines,
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO shipment (id, number, number_fold, kind, state, partner_id, tracking, promised, shipped,"
        " delivered, freight_minor, currency, history, notes, version)"
        " VALUES (?, ?, ?, 'out', 'delivered', ?, '', ?, ?, ?, 900, 'USD', 0, '', 1)", shipments,
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO shipment_line (id, shipment_id, position, sales_order_line_id, product_id, quantity, accepted,"
        " rejected, note) VALUES (?, ?, ?, ?, ?, 1, 0, 0, '')", items,
    )  # fmt: skip
    _moves(connection, moves)


def _bought(connection: driver.Connection, dice: Random, products: list[int], count: int) -> None:
    """Finished purchase orders of five lines, each with its shipment; they come before everything that was sold."""
    day = (DAY - timedelta(days=900)).isoformat()
    at = f"{day}T08:00:00.000000Z"
    supplier = connection.execute("SELECT id FROM partner WHERE is_supplier = 1").fetchone()[0]
    tables = ("purchase_order", "purchase_order_line", "shipment", "shipment_line")
    order, line, shipment, item = (_next(connection, table) for table in tables)
    orders, lines, shipments, items, moves = [], [], [], [], []
    for number in range(count):
        orders.append((order + number, f"PO-H{number}", f"po-h{number}", supplier, day, day))
        shipments.append((shipment + number, f"IN-{number}H", f"in-{number}h", supplier, day, day))
        for place in range(_BOUGHT_LINES):
            product, row = dice.choice(products), number * _BOUGHT_LINES + place
            lines.append((line + row, order + number, place + 1, product, day, day))
            items.append((item + row, shipment + number, place + 1, line + row, product))
            moves.append((product, 1, 7, 20, 10_000, "receipt", at, day, item + row))
    connection.executemany(
        "INSERT INTO purchase_order (id, number, number_fold, supplier_id, state, ordered, closed, currency,"
        " freight_minor, history, notes, version) VALUES (?, ?, ?, ?, 'closed', ?, ?, 'USD', 0, 0, '', 1)", orders,
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO purchase_order_line (id, order_id, position, product_id, quantity, price_minor, discount_ppm,"
        " net_minor, original_promise, current_promise, received, rejected, closed_short)"
        " VALUES (?, ?, ?, ?, 20, 500, 0, 10000, ?, ?, 20, 0, 0)", lines,
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO shipment (id, number, number_fold, kind, state, partner_id, tracking, promised, delivered,"
        " history, notes, version) VALUES (?, ?, ?, 'in', 'received', ?, '', ?, ?, 0, '', 1)", shipments,
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO shipment_line (id, shipment_id, position, purchase_order_line_id, product_id, quantity, accepted,"
        " rejected, note) VALUES (?, ?, ?, ?, ?, 20, 20, 0, '')", items,
    )  # fmt: skip
    _moves(connection, moves)


def _counts(connection: driver.Connection, dice: Random, products: list[int], count: int) -> None:
    """What is left to a million: corrections of counts, up and down."""
    day = (DAY - timedelta(days=899)).isoformat()
    at = f"{day}T08:00:00.000000Z"
    places = ((6, 7), (7, 6))
    _moves(
        connection,
        [(dice.choice(products), *places[n % 2], 1, 0, "adjustment", at, day, None) for n in range(count)],
    )


def _moves(connection: driver.Connection, rows: list[tuple[object, ...]]) -> None:
    connection.executemany(
        "INSERT INTO stock_move (product_id, from_location_id, to_location_id, quantity, value_minor, kind, at, day,"
        " cause_id, cause, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'shipment_line', '')", rows,
    )  # fmt: skip


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
