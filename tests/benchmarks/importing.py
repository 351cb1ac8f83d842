"""Sales orders by the import, against the same rows inserted by the driver in one transaction as durable."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from app.db import driver
from app.services.transfer.commands import run_import
from tests.benchmarks.comparing import Line, compare
from tests.benchmarks.shops import business

ORDERS, LINES = 830, 2_155
_TABLES = (
    "sales_order",
    "sales_order_line",
    "shipment",
    "shipment_line",
    "shipment_event",
    "stock_move",
    "reservation",
)


def measure(folder: Path, runs: int) -> list[Line]:
    """2,155 order lines with their shipments, as the Northwind traders have; they come after the opening count."""
    ready = folder / "before.db"
    files = _files(folder)
    with business(ready) as ops:
        for kind in ("customers", "products", "stock"):
            ops.run(run_import, [files[kind]], kind)
    rows = _rows(folder, ready, files["sales_orders"])
    number = iter(range(10_000))

    def fresh(name: str) -> Path:
        copy = folder / f"{name}-{next(number)}.db"
        shutil.copyfile(ready, copy)
        return copy

    ours, bare = _both(fresh, files["sales_orders"], rows)
    count = sum(len(values) for _, values in rows.values())
    against = f"INSERT of the same {count:,} rows, no audit, no index of words"
    line = compare(f"import {LINES:,} order lines", against, ours, bare, runs=runs)
    return [replace(line, what=f"{line.what} ({LINES / line.ours:,.0f} lines/s)")]


def _both(
    fresh: Callable[[str], Path], orders: Path, rows: dict[str, tuple[str, list[tuple[object, ...]]]]
) -> tuple[Callable[[], None], Callable[[], None]]:
    def ours() -> None:
        with business(fresh("ours")) as ops:
            ops.run(run_import, [orders], "sales_orders")

    def bare() -> None:
        with contextlib.closing(driver.connect(fresh("bare"))) as connection:
            connection.execute("BEGIN IMMEDIATE")
            for statement, values in rows.values():
                connection.executemany(statement, values)
            connection.execute("COMMIT")

    return ours, bare


def _rows(folder: Path, ready: Path, orders: Path) -> dict[str, tuple[str, list[tuple[object, ...]]]]:
    """What the import adds to the business's own tables, as statements."""
    done = folder / "done.db"
    shutil.copyfile(ready, done)
    with business(done) as ops:
        ops.run(run_import, [orders], "sales_orders")
    found = {}
    with contextlib.closing(driver.connect(done)) as after, contextlib.closing(driver.connect(ready)) as before:
        for table in _TABLES:
            last = before.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
            cursor = after.execute(f"SELECT * FROM {table} WHERE id > ?", (last,))
            columns = [column[0] for column in cursor.description]
            values = [_unbatched(columns, row) for row in cursor.fetchall()]
            if values:
                marks = ", ".join("?" for _ in columns)
                found[table] = (f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
    return found


def _unbatched(columns: list[str], row: tuple[object, ...]) -> tuple[object, ...]:
    # The run's own row is not inserted by the bare way, so nothing may name it.
    return tuple(None if name == "batch_id" else value for name, value in zip(columns, row, strict=True))


def _files(folder: Path) -> dict[str, Path]:
    dice = Random(1)
    customers = "".join(f"K{number},Customer {number}\n" for number in range(90))
    products = "".join(f"P{number},Product {number},{dice.randrange(2, 90)}.50,USD\n" for number in range(77))
    stock = "".join(f"P{number},1000000,2023-12-31\n" for number in range(77))
    texts = {
        "customers": f"code,name\n{customers}",
        "products": f"sku,name,price,currency\n{products}",
        "stock": f"product,quantity,as_of\n{stock}",
        "sales_orders": _orders(dice),
    }
    for kind, text in texts.items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    return {kind: folder / f"{kind}.csv" for kind in texts}


def _orders(dice: Random) -> str:
    lines = ["number,customer,ordered,promised,shipped,freight,product,quantity,price,currency"]
    for number in range(ORDERS):
        day = date(2024, 1, 1) + timedelta(days=dice.randrange(600))
        days = f"{day},{day + timedelta(28)},{day + timedelta(8)}"
        head = f"{number},K{dice.randrange(90)},{days},{dice.randrange(100)}.25"
        count = LINES // ORDERS + (number < LINES % ORDERS)
        lines += [
            f"{head},P{product},{dice.randrange(1, 60)},{dice.randrange(2, 90)}.50,USD"
            for product in dice.sample(range(77), count)
        ]
    return "\n".join(lines) + "\n"
