"""Keeps stock balances and values equal to the ledger, one guarded statement a side.

A balance of nothing is no row. A place inside the business never goes below zero: the guarded UPDATE refuses it even
when another process sold the last piece a moment ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from app.domain.errors import Problem, ValidationError
from app.domain.places import is_inside

_WHERE = "product_id = ? AND location_id = ? AND coalesce(lot_id, 0) = ?"


def apply_move(connection: Connection, move: Mapping[str, Any]) -> None:
    """Carry one posting (a row of `stock_move`) into balances and values. Refuses to take what is not there."""
    product, lot, quantity = move["product_id"], move["lot_id"], move["quantity"]
    source, target = move["from_location_id"], move["to_location_id"]
    _shift(connection, product, source, lot, -quantity)
    _shift(connection, product, target, lot, quantity)
    sign = is_inside(target) - is_inside(source)
    if sign:
        _revalue(connection, product, sign * quantity, sign * move["value_minor"])


def take_back(connection: Connection, move: Mapping[str, Any]) -> None:
    """Carry a posting that is erased with its import out of balances and values again."""
    swapped = {"from_location_id": move["to_location_id"], "to_location_id": move["from_location_id"]}
    apply_move(connection, {**move, **swapped})


def on_hand(connection: Connection, product_id: int, location_id: int, lot_id: int | None) -> int:
    """What the balance says is there, in smallest units."""
    row = connection.exec_driver_sql(
        f"SELECT quantity FROM stock_balance WHERE {_WHERE}", (product_id, location_id, lot_id or 0)
    ).first()
    return 0 if row is None else int(row[0])


def valuation(connection: Connection, product_id: int) -> tuple[int, int]:
    """A product's quantity and value inside the business (smallest units, minor units)."""
    row = connection.exec_driver_sql(
        "SELECT quantity, value_minor FROM stock_valuation WHERE product_id = ?", (product_id,)
    ).first()
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


def _shift(connection: Connection, product: int, location: int, lot: int | None, delta: int) -> None:
    inside = is_inside(location)
    place = (product, location, lot or 0)
    guard = " AND quantity + ? >= 0" if inside and delta < 0 else ""
    values = (delta, *place, delta) if guard else (delta, *place)
    done = connection.exec_driver_sql(f"UPDATE stock_balance SET quantity = quantity + ? WHERE {_WHERE}{guard}", values)
    if done.rowcount:
        connection.exec_driver_sql(f"DELETE FROM stock_balance WHERE {_WHERE} AND quantity = 0", place)
        return
    if guard:
        available = on_hand(connection, product, location, lot)
        raise ValidationError("quantity", Problem.MORE_THAN_AVAILABLE, available=available, product_id=product)
    connection.exec_driver_sql(
        "INSERT INTO stock_balance (product_id, location_id, lot_id, inside, quantity) VALUES (?, ?, ?, ?, ?)",
        (product, location, lot, int(inside), delta),
    )


def _revalue(connection: Connection, product: int, quantity: int, value: int) -> None:
    row = connection.exec_driver_sql(
        "UPDATE stock_valuation SET quantity = quantity + ?, value_minor = value_minor + ? WHERE product_id = ?"
        " RETURNING quantity, value_minor",
        (quantity, value, product),
    ).first()
    total, worth = (quantity, value) if row is None else (int(row[0]), int(row[1]))
    if row is None:
        connection.exec_driver_sql(
            "INSERT INTO stock_valuation (product_id, quantity, value_minor) VALUES (?, ?, ?)",
            (product, quantity, value),
        )
    # Only taking back an old receipt whose cost has since gone out with other goods gets here.
    if worth < 0 or (total == 0 and worth):
        raise ValidationError("value", Problem.OUT_OF_RANGE, product_id=product)
    if total == 0:
        connection.exec_driver_sql("DELETE FROM stock_valuation WHERE product_id = ?", (product,))
