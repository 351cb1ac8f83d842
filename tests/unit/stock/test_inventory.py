"""The inventory against a slow count by hand: what is there, promised, coming, and when it runs out."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from app.db.engine import Database
from app.db.models import Product, SalesOrderLine, StockMove
from app.domain.errors import NotFoundError
from app.domain.formulas import stocking
from app.domain.formulas.stocking import StockState
from app.domain.places import CUSTOMER, MAIN_SITE
from app.domain.vocabulary import MoveKind, ProductStatus
from app.services.operations import Operations, WriteContext, command
from app.services.shipments import outbound
from app.services.stock import detail, moves, queries
from app.services.stock.ledger import Posting, post
from app.services.stock.read_models import (
    MoveFilter,
    StockChip,
    StockColumn,
    StockFilter,
    StockRow,
    StockSort,
)
from tests.support.statements import counted
from tests.support.trade import TODAY, Trade, open_shop


@pytest.fixture
def trade(database: Database) -> Trade:
    return open_shop(database)


@command("stock.adjust")
def issue(ctx: WriteContext, product_id: int, quantity: int, day: date) -> None:
    """Goods that left on a day of the past."""
    post(ctx, [Posting(product_id, MAIN_SITE, CUSTOMER, quantity, MoveKind.ISSUE, "audit_entry", day=day)])


def row(trade: Trade, place: int) -> StockRow:
    return trade.ops.read(queries.rows, [trade.products[place]])[0]


def order_of(ops: Operations, column: StockColumn, *, descending: bool = False) -> list[int]:
    return list(ops.read(queries.ids, StockFilter(), StockSort(column, descending)))


def test_what_is_there_promised_and_coming(trade: Trade) -> None:
    trade.stock([(0, 10), (1, 4)])
    trade.sell([(0, 3), (1, 9)])
    trade.buy([(1, 20)], promised=TODAY + timedelta(days=3))

    bowl, jug = row(trade, 0), row(trade, 1)

    assert (bowl.on_hand, bowl.reserved, bowl.waiting, bowl.incoming, bowl.available) == (10, 3, 0, 0, 7)
    assert (jug.on_hand, jug.reserved, jug.waiting, jug.incoming, jug.available) == (4, 9, 5, 20, -5)
    assert (bowl.state, jug.state) == (StockState.OK, StockState.SHORT)
    assert bowl.value_minor == 10 * 500
    assert bowl.runs_out is None
    assert bowl.issued == 0


def test_what_was_shipped_is_promised_no_more(trade: Trade) -> None:
    trade.stock([(0, 10)])
    order = trade.sell([(0, 3)])
    shipment = trade.ops.run(outbound.pack, _whole(trade, order)).value
    trade.ops.run(outbound.dispatch, shipment)

    bowl = row(trade, 0)

    assert (bowl.on_hand, bowl.reserved, bowl.issued) == (7, 0, 3)
    assert bowl.runs_out == TODAY + timedelta(days=7 * 90 // 3 + 1)
    trade.ops.undo()
    assert (row(trade, 0).on_hand, row(trade, 0).reserved, row(trade, 0).issued) == (10, 3, 0)


def _whole(trade: Trade, order: int) -> object:
    from app.services.shipments.read_models import ShipmentDraft, ShipmentLineDraft

    lines = [
        ShipmentLineDraft(line, trade.stored(SalesOrderLine, line).quantity)  # type: ignore[attr-defined]
        for line in trade.lines_of(order, SalesOrderLine)
    ]
    return ShipmentDraft(order, lines)


def day_by_day(on_hand: int, receipts: list[tuple[date, int]], issued: int) -> date | None:
    """The slow way: walk the days with exact fractions until one's demand is not met."""
    if not issued:
        return None
    stock = Fraction(on_hand)
    for number in range(1, 3650):
        day = TODAY + timedelta(days=number)
        stock += sum(quantity for when, quantity in receipts if when == day or (number == 1 and when < day))
        stock -= Fraction(issued, 90)
        if stock < 0:
            return day
    return None


@pytest.mark.parametrize("on_hand", [0, 1, 7, 30])
@pytest.mark.parametrize("issued", [0, 1, 7, 90, 200])
@pytest.mark.parametrize("receipts", [[], [(0, 5)], [(1, 5)], [(4, 9), (9, 1)], [(40, 100)]])
def test_when_it_runs_out_is_what_a_walk_over_the_days_finds(
    on_hand: int, issued: int, receipts: list[tuple[int, int]]
) -> None:
    dated = [(TODAY + timedelta(days=days), quantity) for days, quantity in receipts]

    assert stocking.runs_out(on_hand, dated, issued, TODAY) == day_by_day(on_hand, dated, issued)


def test_an_overdue_receipt_does_not_vanish() -> None:
    promise = TODAY - timedelta(days=5)

    assert stocking.expected_on(promise, TODAY, 4) == TODAY + timedelta(days=4)
    assert stocking.expected_on(promise, TODAY, None) == TODAY + timedelta(days=7)
    assert stocking.expected_on(TODAY, TODAY, 4) == TODAY
    assert stocking.expected_on(None, TODAY, 4) is None


def test_chips_and_their_counts_agree(trade: Trade) -> None:
    trade.stock([(0, 10), (1, 4), (2, 2), (3, 6)])
    trade.sell([(1, 9)])
    with trade.ops.database.write() as session:
        session.get_one(Product, trade.products[2]).reorder_point = 2
        session.get_one(Product, trade.products[3]).status = ProductStatus.DISCONTINUED
        session.get_one(Product, trade.products[4]).status = ProductStatus.ARCHIVED

    expected = {
        StockChip.ALL: {0, 1, 2, 3},
        StockChip.SHORT: {1},
        StockChip.REORDER: {2},
        StockChip.TO_ORDER: {2},
        StockChip.STILL: set(),
        StockChip.DISCONTINUED: {3},
        StockChip.ARCHIVED: {4},
    }
    found = {chip: set(trade.ops.read(queries.ids, StockFilter(chip=chip))) for chip in StockChip}

    assert found == {chip: {trade.products[place] for place in places} for chip, places in expected.items()}
    assert trade.ops.read(queries.counts).chips == {chip: len(places) for chip, places in expected.items()}
    assert trade.ops.read(queries.counts).worth_minor == 22 * 500


def test_stock_that_has_not_moved_for_long_is_still(trade: Trade) -> None:
    trade.stock([(0, 10), (1, 4)])
    later = trade.ops.now()
    trade.ops.now = lambda: later + timedelta(days=stocking.STILL_DAYS)
    trade.ops.run(issue, trade.products[1], 1, trade.ops.read(queries.rows, [1]) and TODAY + timedelta(days=100))

    assert list(trade.ops.read(queries.ids, StockFilter(chip=StockChip.STILL))) == [trade.products[0]]


def test_every_order_is_the_one_of_the_rows(trade: Trade) -> None:
    trade.stock([(0, 10), (1, 4), (2, 7)])
    trade.sell([(0, 2), (1, 9)])
    trade.buy([(2, 5), (3, 8)], promised=TODAY + timedelta(days=2))
    trade.ops.run(issue, trade.products[2], 3, TODAY - timedelta(days=10))
    rows = {found.id: found for found in trade.ops.read(queries.rows, trade.products)}
    for column, key in (
        (StockColumn.ON_HAND, lambda r: r.on_hand),
        (StockColumn.RESERVED, lambda r: r.reserved),
        (StockColumn.INCOMING, lambda r: r.incoming),
        (StockColumn.AVAILABLE, lambda r: r.available),
        (StockColumn.VALUE, lambda r: r.value_minor),
        (StockColumn.NAME, lambda r: r.name.casefold()),
    ):
        found = [key(rows[id_]) for id_ in order_of(trade.ops, column)]
        assert found == sorted(found), column
        found = [key(rows[id_]) for id_ in order_of(trade.ops, column, descending=True)]
        assert found == sorted(found, reverse=True), column
    by_day = order_of(trade.ops, StockColumn.RUNS_OUT)
    assert by_day[:2] == [trade.products[1], trade.products[2]]


@pytest.mark.parametrize("text", ["bowl", "P-0", "4006381333930"])
def test_the_filter_finds_name_sku_and_gtin(trade: Trade, text: str) -> None:
    from app.services.integrity.check import rebuild_derived

    trade.ops.run(rebuild_derived)

    assert list(trade.ops.read(queries.ids, StockFilter(text))) == [trade.products[0]]
    assert trade.ops.read(queries.counts, text).chips[StockChip.ALL] == 1


def test_the_past_is_what_the_ledger_says_day_by_day(trade: Trade) -> None:
    trade.stock([(0, 50)])
    for back, quantity in ((80, 3), (40, 5), (40, 1), (1, 2)):
        trade.ops.run(issue, trade.products[0], quantity, TODAY - timedelta(days=back))

    outlook = trade.ops.read(detail.outlook, trade.products[0])

    with trade.ops.database.read() as session:
        ledger = [
            (move.day, move.quantity if move.to_location_id >= MAIN_SITE else -move.quantity)
            for move in session.query(StockMove).filter(StockMove.product_id == trade.products[0])
        ]
    assert [day for day, _ in outlook.past] == [TODAY - timedelta(days=90 - number) for number in range(91)]
    for day, quantity in outlook.past:
        assert quantity == sum(change for when, change in ledger if when <= day), day
    assert outlook.issued == 11
    assert outlook.daily == Fraction(11, 90)
    assert outlook.future[0] == (TODAY, 39)
    assert outlook.future[-1] == (TODAY + timedelta(days=30), 39 - 30 * Fraction(11, 90))


def test_a_products_page(trade: Trade) -> None:
    trade.stock([(1, 4)])
    order = trade.sell([(1, 9)], promised=TODAY - timedelta(days=2))
    bought = trade.buy([(1, 20)], promised=TODAY - timedelta(days=6))

    page = trade.ops.read(detail.detail, trade.products[1])

    assert (page.cost_minor, page.price_minor, page.margin) == (500, 900, Fraction(4, 9))
    assert [(place.location_id, place.quantity) for place in page.places] == [(MAIN_SITE, 4)]
    line = page.incoming[0]
    assert (line.order_id, line.quantity, line.days_late) == (bought, 20, 6)
    assert line.expected == TODAY + timedelta(days=stocking.UNKNOWN_LATENESS)
    waiting = page.orders[0]
    assert (waiting.order_id, waiting.quantity, waiting.reserved, waiting.short, waiting.late) == (order, 9, 4, 5, True)
    assert waiting.customer == "Harbour Café"
    with pytest.raises(NotFoundError):
        trade.ops.read(detail.detail, 9_999)


def test_the_moves_newest_first(trade: Trade) -> None:
    trade.stock([(0, 10), (1, 4)])
    trade.ops.run(issue, trade.products[0], 2, TODAY)

    ids = trade.ops.read(moves.move_ids)
    rows = {found.id: found for found in trade.ops.read(moves.move_rows, ids)}
    shown = [(rows[id_].sku, rows[id_].change, rows[id_].kind, bool(rows[id_].document)) for id_ in ids]

    assert shown == [
        ("P-0", -2, MoveKind.ISSUE, False),
        ("P-1", 4, MoveKind.RECEIPT, True),
        ("P-0", 10, MoveKind.RECEIPT, True),
    ]
    assert [len(trade.ops.read(moves.move_ids, wanted)) for wanted in (
        MoveFilter(kind=MoveKind.RECEIPT), MoveFilter(product_id=trade.products[0]),
        MoveFilter(first=TODAY + timedelta(days=1)), MoveFilter(last=TODAY), MoveFilter(text="nothing like it"),
    )] == [2, 2, 0, 3, 0]  # fmt: skip


def test_reading_takes_the_same_statements_however_many_rows(trade: Trade) -> None:
    trade.stock([(0, 10), (1, 4), (2, 1)])
    trade.buy([(0, 5), (1, 5)], promised=TODAY - timedelta(days=1))
    trade.sell([(0, 2), (1, 9)])
    database, ops = trade.ops.database, trade.ops
    beginning = 2

    def statements(function: object, *args: object) -> int:
        with counted(database) as seen:
            ops.read(function, *args)  # type: ignore[arg-type]
        return len(seen) - beginning

    assert statements(queries.ids) == 1
    assert statements(queries.rows, [trade.products[0]]) == statements(queries.rows, trade.products) == 4
    assert statements(queries.counts) == 2
    assert statements(moves.move_ids) == 1
    assert statements(moves.move_rows, [1]) == statements(moves.move_rows, [1, 2, 3]) == 2
    assert statements(detail.detail, trade.products[0]) == 13
    assert statements(detail.outlook, trade.products[0]) == 5


def test_demand_is_read_from_its_own_index(trade: Trade) -> None:
    with counted(trade.ops.database) as seen:
        trade.ops.read(queries.ids, StockFilter(), StockSort(StockColumn.RUNS_OUT))
    demand = next(text for text in seen.texts if "'correction'" in text)
    with trade.ops.database.read() as session:
        values = ("x",) * demand.count("?")
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {demand}", values)
        text = " ".join(row[-1] for row in plan)
    assert "COVERING INDEX ix_stock_move_demand" in text


def test_the_chip_reorder_counts_what_the_figure_counts(trade: Trade) -> None:
    from app.services.insights.figures import MeasureName, Span
    from app.services.insights.queries import figure

    trade.stock([(0, 10), (1, 4), (2, 2)])
    with trade.ops.database.write() as session:
        for place, point in ((0, 9), (1, 4), (2, 5), (3, 1)):
            session.get_one(Product, trade.products[place]).reorder_point = point

    total = trade.ops.read(figure, MeasureName.BELOW_REORDER_POINT, Span(None, None)).total.value

    assert trade.ops.read(queries.counts).chips[StockChip.REORDER] == total == 3
