"""Receiving a purchase order of five lines and shipping a sales order of three, beside the same rows in raw SQLite.

Once in an empty business and once over a long history, by which neither may grow.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from app.db import driver
from app.db.models import Partner, Product
from app.services.operations import Operations, ReadContext, query
from app.services.shipments import inbound, outbound
from app.services.shipments.read_models import ReceiptLine, ShipmentDraft
from tests.benchmarks.comparing import Line, compare, worked
from tests.benchmarks.history import fill_with_history
from tests.support.trade import NOW, Trade, furnish

LINES_IN, LINES_OUT = 5, 3
AT = "2026-11-23T09:30:00.000000Z"
_IN = ((0, 7), (1, 7), (2, 7), (3, 7), (1, 5))
_OUT = ((0, 1), (1, 1), (2, 1))


def measure(folder: Path, runs: int, years: int) -> list[Line]:
    """Both, without and with a history, in turns."""
    with contextlib.ExitStack() as open_:
        found = {}
        for count in (0, years):
            path = folder / f"years-{count}.db"
            with shop(path):
                pass
            if count:
                fill_with_history(path, count)
            trade = open_.enter_context(shop(path))
            bare = open_.enter_context(contextlib.closing(driver.connect(path)))
            found[count] = (trade, bare)
        lines = [
            work(*found[count], runs, f"after {count} years") for count in found for work in (_receiving, _shipping)
        ]
        return [*lines, *_history(found[0][0], found[years][0], runs)]


def _history(short: Trade, long: Trade, runs: int) -> list[Line]:
    """The same work beside itself without a history, by the processor's time."""
    rounds = runs * 4 + 1
    receipts = {trade.ops: _prepared_receipts(trade, rounds) for trade in (short, long)}
    orders = {trade.ops: [trade.sell(_OUT) for _ in range(rounds)] for trade in (short, long)}

    def receive(ops: Operations) -> None:
        ops.run(inbound.receive, *receipts[ops].pop())

    def ship(ops: Operations) -> None:
        ops.run(outbound.dispatch, ops.run(outbound.pack, ShipmentDraft(orders[ops].pop())).value)

    return [
        compare(
            f"{what}: long history", "the same without a history", lambda work=work: work(long.ops),
            lambda work=work: work(short.ops), runs=rounds - 1, most=1.2, clock=worked,
        )
        for what, work in ((f"receive {LINES_IN} lines", receive), (f"pack and send {LINES_OUT} lines", ship))
    ]  # fmt: skip


@contextlib.contextmanager
def shop(path: Path) -> Iterator[Trade]:
    from tests.benchmarks.shops import business

    with business(path, lambda: NOW) as ops:
        found = ops.read(_parties)
        if not found:
            found = ops.run(furnish, 0).value
        yield Trade(ops, *found[:3], products=list(found[3:]))


@query("product.view")
def _parties(ctx: ReadContext) -> tuple[int, ...]:
    """The ids that `furnish` made, in its order; nothing in a new database."""
    partners = ctx.session.execute(select(Partner.id).order_by(Partner.id).limit(3)).scalars().all()
    products = ctx.session.execute(select(Product.id).order_by(Product.id).limit(5)).scalars().all()
    return (*partners, *products) if len(partners) == 3 else ()


def _prepared_receipts(trade: Trade, count: int) -> list[tuple[int, list[ReceiptLine]]]:
    found = []
    for _ in range(count):
        shipment = trade.ops.run(inbound.announce, ShipmentDraft(trade.buy(_IN))).value
        items = zip(trade.items(shipment), _IN, strict=True)
        found.append((shipment, [ReceiptLine(item, quantity) for item, (_, quantity) in items]))
    return found


def _receiving(trade: Trade, bare: driver.Connection, runs: int, when: str) -> Line:
    ours, theirs = _prepared_receipts(trade, runs * 4 + 1), _prepared_receipts(trade, runs * 4 + 1)

    def receive() -> None:
        shipment, lines = ours.pop()
        trade.ops.run(inbound.receive, shipment, lines)

    def raw() -> None:
        shipment, lines = theirs.pop()
        bare.execute("BEGIN IMMEDIATE")
        for line in lines:
            bare.execute("UPDATE shipment_line SET accepted = ? WHERE id = ?", (line.accepted, line.shipment_line_id))
            product, bought = bare.execute(
                "SELECT product_id, purchase_order_line_id FROM shipment_line WHERE id = ?", (line.shipment_line_id,)
            ).fetchone()
            bare.execute("UPDATE purchase_order_line SET received = received + ? WHERE id = ?", (line.accepted, bought))
            _raw_move(bare, product, 1, 7, line.accepted, "receipt", line.shipment_line_id)
        _raw_end(bare, shipment, "received")
        bare.execute(
            "UPDATE purchase_order SET state = 'closed' WHERE id IN (SELECT l.order_id FROM purchase_order_line l"
            " JOIN shipment_line i ON i.purchase_order_line_id = l.id WHERE i.shipment_id = ?)",
            (shipment,),
        )
        bare.execute("COMMIT")

    return compare(
        f"receive {LINES_IN} lines {when}", "the same rows, one transaction", receive, raw, runs=runs * 4,
        most=20,
    )  # fmt: skip


def _shipping(trade: Trade, bare: driver.Connection, runs: int, when: str) -> Line:
    ours = [trade.sell(_OUT) for _ in range(runs * 4 + 1)]
    theirs = [trade.ops.run(outbound.pack, ShipmentDraft(trade.sell(_OUT))).value for _ in range(runs * 4 + 1)]

    def ship() -> None:
        shipment = trade.ops.run(outbound.pack, ShipmentDraft(ours.pop())).value
        trade.ops.run(outbound.dispatch, shipment)

    def raw() -> None:
        shipment = theirs.pop()
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(
            "INSERT INTO shipment (number, number_fold, kind, state, tracking, history, notes, version)"
            " VALUES (?, ?, 'out', 'packed', '', 0, '', 1)", (f"R-{shipment}", f"r-{shipment}"),
        )  # fmt: skip
        lines = bare.execute(
            "SELECT id, product_id, quantity, sales_order_line_id FROM shipment_line WHERE shipment_id = ?", (shipment,)
        ).fetchall()
        bare.execute("COMMIT")
        bare.execute("BEGIN IMMEDIATE")
        for item, product, quantity, line in lines:
            bare.execute("UPDATE sales_order_line SET shipped = shipped + ? WHERE id = ?", (quantity, line))
            bare.execute("DELETE FROM reservation WHERE sales_order_line_id = ?", (line,))
            _raw_move(bare, product, 7, 2, quantity, "issue", item)
        _raw_end(bare, shipment, "in_transit")
        bare.execute(
            "UPDATE sales_order SET state = 'closed' WHERE id IN (SELECT l.order_id FROM sales_order_line l"
            " JOIN shipment_line i ON i.sales_order_line_id = l.id WHERE i.shipment_id = ?)",
            (shipment,),
        )
        bare.execute("COMMIT")

    return compare(
        f"pack and send {LINES_OUT} lines {when}", "the same rows, two transactions", ship, raw,
        runs=runs * 4, most=20,
    )  # fmt: skip


def _raw_move(
    bare: driver.Connection, product: int, source: int, target: int, quantity: int, kind: str, cause: int
) -> None:
    bare.execute(
        "INSERT INTO stock_move (product_id, from_location_id, to_location_id, quantity, value_minor, kind, at, day,"
        " cause, cause_id, note) VALUES (?, ?, ?, ?, 0, ?, ?, '2026-11-23', 'shipment_line', ?, '')",
        (product, source, target, quantity, kind, AT, cause),
    )
    for place, delta in ((source, -quantity), (target, quantity)):
        bare.execute(
            "UPDATE stock_balance SET quantity = quantity + ? WHERE product_id = ? AND location_id = ?"
            " AND coalesce(lot_id, 0) = 0",
            (delta, product, place),
        )
    sign = 1 if target == 7 else -1
    bare.execute("UPDATE stock_valuation SET quantity = quantity + ? WHERE product_id = ?", (sign * quantity, product))


def _raw_end(bare: driver.Connection, shipment: int, state: str) -> None:
    bare.execute("UPDATE shipment SET state = ?, delivered = '2026-11-23' WHERE id = ?", (state, shipment))
    bare.execute(
        "INSERT INTO shipment_event (shipment_id, at, kind, place, source, note, is_reversal)"
        " VALUES (?, ?, 'received', '', 'person', '', 0)",
        (shipment, AT),
    )
