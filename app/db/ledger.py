"""Keeps stock balances and values equal to the ledger: what moves touch is read at once, and written at once.

A balance of nothing is no row. A place inside the business never goes below zero: that is judged move by move, and
the guarded UPDATE refuses it even when another process sold the last piece a moment ago.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from app.domain.batches import batched
from app.domain.errors import Problem, ValidationError
from app.domain.places import is_inside

Place = tuple[int, int, int]
"""Where goods are: product, location, lot (0 without one)."""
_WHERE: Final = "product_id = ? AND location_id = ? AND coalesce(lot_id, 0) = ?"
_AT_ONCE: Final = 100
_NOTHING: Final = (0, 0)


class Book:
    """The balances and values that some moves touch. `carry` them in order, then `close` the book to write it down."""

    def __init__(self, connection: Connection, moves: Iterable[Mapping[str, Any]]) -> None:
        self._connection = connection
        places = {place for move in moves for place in _places(move)}
        self._balances = _read_balances(connection, sorted(places))
        self._values = _read_values(connection, sorted({product for product, _, _ in places}))
        self._balances_before = dict(self._balances)
        self._values_before = dict(self._values)

    def valuation(self, product: int) -> tuple[int, int]:
        """A product's quantity and value inside the business, after the moves carried so far."""
        return self._values.get(product, _NOTHING)

    def carry(self, move: Mapping[str, Any]) -> None:
        """Carry one posting (a row of `stock_move`). Refuses to take what is not there."""
        source, target = _places(move)
        quantity = move["quantity"]
        self._shift(source, -quantity)
        self._shift(target, quantity)
        sign = is_inside(target[1]) - is_inside(source[1])
        if sign:
            self._revalue(source[0], sign * quantity, sign * move["value_minor"])

    def close(self) -> None:
        """Write down what has changed."""
        before, after = self._balances_before, self._balances
        gone = [(*place, before[place]) for place in before if not after[place]]
        new = [(*place, int(is_inside(place[1])), count) for place, count in after.items() if place not in before]
        self._run(f"DELETE FROM stock_balance WHERE {_WHERE} AND quantity = ?", gone)
        self._run(
            "INSERT INTO stock_balance (product_id, location_id, lot_id, inside, quantity)"
            " VALUES (?, ?, nullif(?, 0), ?, ?)",
            [row for row in new if row[-1]],
        )
        changed = [
            (after[place] - count, *place, after[place] - count)
            for place, count in before.items()
            if after[place] not in (0, count)
        ]
        self._run(
            f"UPDATE stock_balance SET quantity = quantity + ? WHERE {_WHERE} AND (inside = 0 OR quantity + ? >= 0)",
            changed,
        )
        self._close_values()

    def _close_values(self) -> None:
        before, after = self._values_before, self._values
        self._run("DELETE FROM stock_valuation WHERE product_id = ?", [(key,) for key in before if key not in after])
        self._run(
            "INSERT INTO stock_valuation (product_id, quantity, value_minor) VALUES (?, ?, ?)",
            [(product, *value) for product, value in after.items() if product not in before],
        )
        self._run(
            "UPDATE stock_valuation SET quantity = quantity + ?, value_minor = value_minor + ? WHERE product_id = ?",
            [
                (after[product][0] - quantity, after[product][1] - value, product)
                for product, (quantity, value) in before.items()
                if after.get(product, (quantity, value)) != (quantity, value)
            ],
        )

    def _run(self, statement: str, rows: Sequence[tuple[int, ...]]) -> None:
        # Each row is there as it was read, or somebody else moved these goods in between.
        if rows and self._connection.exec_driver_sql(statement, list(rows)).rowcount != len(rows):
            raise ValidationError("quantity", Problem.MORE_THAN_AVAILABLE, available=0)

    def _shift(self, place: Place, delta: int) -> None:
        there = self._balances.get(place, 0)
        if delta < 0 and there + delta < 0 and is_inside(place[1]):
            raise ValidationError("quantity", Problem.MORE_THAN_AVAILABLE, available=there, product_id=place[0])
        self._balances[place] = there + delta

    def _revalue(self, product: int, quantity: int, value: int) -> None:
        held, worth = self.valuation(product)
        total, worth = held + quantity, worth + value
        # Only taking back an old receipt whose cost has since gone out with other goods gets here.
        if worth < 0 or (total == 0 and worth):
            raise ValidationError("value", Problem.OUT_OF_RANGE, product_id=product)
        if total:
            self._values[product] = (total, worth)
        else:
            self._values.pop(product, None)


def apply_move(connection: Connection, move: Mapping[str, Any]) -> None:
    """Carry one posting (a row of `stock_move`) into balances and values. Refuses to take what is not there."""
    book = Book(connection, (move,))
    book.carry(move)
    book.close()


def take_back(connection: Connection, move: Mapping[str, Any]) -> None:
    """Carry a posting that is erased with its import out of balances and values again."""
    swapped = {"from_location_id": move["to_location_id"], "to_location_id": move["from_location_id"]}
    apply_move(connection, {**move, **swapped})


def on_hand(connection: Connection, product_id: int, location_id: int, lot_id: int | None) -> int:
    """What the balance says is there, in smallest units."""
    place = (product_id, location_id, lot_id or 0)
    return _read_balances(connection, [place]).get(place, 0)


def valuation(connection: Connection, product_id: int) -> tuple[int, int]:
    """A product's quantity and value inside the business (smallest units, minor units)."""
    return _read_values(connection, [product_id]).get(product_id, _NOTHING)


def _places(move: Mapping[str, Any]) -> tuple[Place, Place]:
    product, lot = move["product_id"], move["lot_id"] or 0
    return (product, move["from_location_id"], lot), (product, move["to_location_id"], lot)


def _read_balances(connection: Connection, places: Sequence[Place]) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for some in batched(places, _AT_ONCE):
        # Each alternative finds its row by the unique index.
        wanted = " OR ".join([f"({_WHERE})"] * len(some))
        rows = connection.exec_driver_sql(
            f"SELECT product_id, location_id, coalesce(lot_id, 0), quantity FROM stock_balance WHERE {wanted}",
            tuple(part for place in some for part in place),
        )
        found.update(((row[0], row[1], row[2]), int(row[3])) for row in rows)
    return found


def _read_values(connection: Connection, products: Sequence[int]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for some in batched(products, _AT_ONCE):
        marks = ", ".join("?" for _ in some)
        rows = connection.exec_driver_sql(
            f"SELECT product_id, quantity, value_minor FROM stock_valuation WHERE product_id IN ({marks})", tuple(some)
        )
        found.update((row[0], (int(row[1]), int(row[2]))) for row in rows)
    return found
