"""Today, the Performance page and every list over a long history: beside a short one, and beside raw SQLite."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from app.db import driver
from app.services.customers import queries as customers
from app.services.insights.figures import Dimension, MeasureName, Span
from app.services.insights.queries import figure
from app.services.maintenance.daily import settle_sums
from app.services.operations import Operations
from app.services.orders import lists as orders
from app.services.purchasing import queries as purchases
from app.services.purchasing.read_models import OrderChip as PurchaseChip
from app.services.purchasing.read_models import OrderFilter as PurchaseFilter
from app.services.shipments import queries as shipments
from app.services.shipments.read_models import ShipmentChip, ShipmentColumn, ShipmentFilter, ShipmentSort
from app.services.stock import moves
from app.services.stock import queries as stock
from app.services.suppliers import queries as suppliers
from app.services.suppliers.read_models import SupplierColumn, SupplierSort
from tests.benchmarks.comparing import Line, Work, compare, worked
from tests.benchmarks.history import fill_with_history
from tests.benchmarks.trading import shop

PAGE = 200
SHORT = 2
"""So many years are a short history: the twelve months that a page shows, and the span before."""
_REVENUE = """
    SELECT substr(o.ordered, 1, 7), sum(l.net_minor), count(*) FROM sales_order o
    JOIN sales_order_line l ON l.order_id = o.id WHERE o.state IN ('confirmed', 'closed', 'on_hold') GROUP BY 1
"""
_STOCK = """
    SELECT day, sum(CASE WHEN to_location_id >= 7 THEN value_minor ELSE 0 END
                    - CASE WHEN from_location_id >= 7 THEN value_minor ELSE 0 END) FROM stock_move GROUP BY day
"""


def measure(folder: Path, runs: int, years: int) -> list[Line]:
    """All comparisons; the databases of the trade are used again where they are there."""
    with contextlib.ExitStack() as open_:
        short, long = (open_.enter_context(_settled(folder / f"years-{count}.db", count)) for count in (SHORT, years))
        bare = open_.enter_context(contextlib.closing(driver.connect(folder / f"years-{years}.db")))
        return [
            *_pages(short, long, runs, years),
            *_figures(long, bare, runs, years),
            *(line for kind in _LISTS for line in kind(long, bare, runs)),
        ]


@contextlib.contextmanager
def _settled(path: Path, years: int) -> Any:
    if not path.exists():
        with shop(path):
            pass
        fill_with_history(path, years)
    with shop(path) as trade:
        settle_sums(trade.ops)
        yield trade.ops


def _pages(short: Operations, long: Operations, runs: int, years: int) -> list[Line]:
    from app.ui.performance import source
    from app.ui.today import board_source

    choices = {
        "Performance, 12 months": source.Choice(),
        "Performance, all": source.Choice(period=source.PeriodKey.ALL),
        "Performance by customer": source.Choice(split=Dimension.CUSTOMER),
        "Performance, sales by customer": source.Choice(source.View.SALES, split=Dimension.CUSTOMER),
        "Performance, stock by product": source.Choice(source.View.STOCK, split=Dimension.PRODUCT),
    }
    works: dict[str, tuple[Callable[[Operations], Any], float]] = {
        "Today": (lambda ops: board_source.load(_context(ops)), 0.3),
        **{
            name: (lambda ops, choice=choice: source.load(_context(ops), choice), 0.5)
            for name, choice in choices.items()
        },
    }
    return [
        compare(
            f"{name} after {years} years", f"the same page after {SHORT} years",
            lambda work=work: work(long), lambda work=work: work(short),
            runs=runs, within=within, clock=worked,
        )
        for name, (work, within) in works.items()
    ]  # fmt: skip


def _context(ops: Operations) -> Any:
    return SimpleNamespace(ops=ops)


def _figures(ops: Operations, bare: driver.Connection, runs: int, years: int) -> list[Line]:
    def read(name: MeasureName) -> Work:
        return lambda: ops.read(figure, name, Span(), Dimension.MONTH)

    pairs = ((MeasureName.REVENUE, _REVENUE), (MeasureName.STOCK_VALUE, _STOCK))
    return [
        compare(
            f"{name.value} by month, {years} years", "SELECT … GROUP BY over the rows", read(name),
            lambda sql=sql: bare.execute(sql).fetchall(), runs=runs, clock=worked,
        )
        for name, sql in pairs
    ]  # fmt: skip


def _list(
    name: str, table: str, ids: Callable[[Operations], Sequence[int]], rows: Any, order: str, *more: tuple[str, Any]
) -> Callable[[Operations, driver.Connection, int], list[Line]]:
    """A list's ids, first and last page, and what else it is asked for."""

    def measure_list(ops: Operations, bare: driver.Connection, runs: int) -> list[Line]:
        found = ids(ops)
        plain = f"SELECT id FROM {table} ORDER BY {order}"
        page = f"SELECT * FROM {table} WHERE id IN ({', '.join('?' for _ in range(PAGE))})"

        def line(what: str, against: str, ours: Work, raw: Work) -> Line:
            return compare(f"{name}: {what}", against, ours, raw, runs=runs, within=0.1, clock=worked)

        lines = [
            line(f"ids of {len(found):,}", f"SELECT id ORDER BY {order}", lambda: ids(ops), lambda: _all(bare, plain))
        ]
        for which, part in (("first", list(found[:PAGE])), ("last", list(found[-PAGE:]))):
            padded = (part * PAGE)[:PAGE]
            lines.append(
                line(
                    f"{which} page", f"SELECT of {PAGE} bare rows", lambda part=part: ops.read(rows, part),
                    lambda padded=padded: bare.execute(page, padded).fetchall(),
                )
            )  # fmt: skip
        lines += [
            line(what, f"SELECT id ORDER BY {order}", lambda work=work: work(ops), lambda: _all(bare, plain))
            for what, work in more
        ]
        return lines

    return measure_list


def _all(bare: driver.Connection, statement: str) -> object:
    return bare.execute(statement).fetchall()


_LISTS = (
    _list("customers", "partner", lambda ops: ops.read(customers.ids), customers.rows, "name_fold",
          ("counts", lambda ops: ops.read(customers.counts))),
    _list("suppliers", "partner", lambda ops: ops.read(suppliers.ids), suppliers.rows, "name_fold",
          ("counts", lambda ops: ops.read(suppliers.counts)),
          ("by on time", lambda ops: ops.read(suppliers.ids, None, SupplierSort(SupplierColumn.ON_TIME)))),
    _list("products", "product", lambda ops: ops.read(stock.ids), stock.rows, "sku_fold",
          ("counts", lambda ops: ops.read(stock.counts))),
    _list("sales orders", "sales_order", lambda ops: ops.read(orders.ids, orders.OrderFilter(orders.OrderChip.ALL)),
          orders.rows, "ordered DESC, id DESC",
          ("counts", lambda ops: ops.read(orders.counts)),
          ("by total", lambda ops: ops.read(
              orders.ids, orders.OrderFilter(orders.OrderChip.ALL), orders.OrderColumn.TOTAL))),
    _list("purchase orders", "purchase_order",
          lambda ops: ops.read(purchases.ids, PurchaseFilter(chip=PurchaseChip.ALL)),
          purchases.rows, "ordered DESC, id DESC", ("counts", lambda ops: ops.read(purchases.counts))),
    _list("shipments", "shipment", lambda ops: ops.read(shipments.ids, ShipmentFilter(ShipmentChip.ALL)),
          shipments.rows, "promised", ("counts", lambda ops: ops.read(shipments.counts)),
          ("filter", lambda ops: ops.read(shipments.ids, ShipmentFilter(ShipmentChip.ALL, "OUT-9"))),
          ("by order", lambda ops: ops.read(
              shipments.ids, ShipmentFilter(ShipmentChip.ALL), ShipmentSort(ShipmentColumn.ORDER)))),
    _list("moves", "stock_move", lambda ops: ops.read(moves.move_ids), moves.move_rows, "id DESC"),
)  # fmt: skip
