"""The list, its chips and sortings, the board, the calendar, the impact, scanning; how many statements each takes."""

from datetime import date, timedelta

import pytest

from app.db.models import PurchaseOrderLine
from app.domain.punctuality import Standing, judge
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.services.shipments import commands, events, inbound, outbound, queries
from app.services.shipments.choosing import open_order_ids, open_order_rows
from app.services.shipments.detail import detail
from app.services.shipments.read_models import (
    BoardStage,
    ReceiptLine,
    ShipmentChip,
    ShipmentColumn,
    ShipmentDraft,
    ShipmentFilter,
    ShipmentLineDraft,
    ShipmentSort,
)
from app.services.shipments.scanning import find_line
from tests.support.statements import counted
from tests.support.trade import TODAY, Trade


@pytest.fixture
def some(trade: Trade) -> dict[str, int]:
    """A late one in, one due today out, one coming, one received, one packed."""
    late = trade.ops.run(inbound.announce, ShipmentDraft(trade.buy([(0, 8)], TODAY - timedelta(days=3)))).value
    coming = trade.ops.run(
        inbound.announce, ShipmentDraft(trade.buy([(1, 8)], TODAY + timedelta(days=9)), carrier_id=trade.carrier)
    ).value
    received = trade.stock([(2, 5)])
    today = trade.ops.run(outbound.plan, ShipmentDraft(trade.sell([(2, 2)]))).value
    return {"late": late, "coming": coming, "received": received, "today": today}


def shown(trade: Trade, **filter_: object) -> list[int]:
    return list(trade.ops.read(queries.ids, ShipmentFilter(**filter_)))  # type: ignore[arg-type]


def test_chips_show_and_count_the_same(trade: Trade, some: dict[str, int]) -> None:
    expected = {
        ShipmentChip.OPEN: [some["late"], some["today"], some["coming"]],
        ShipmentChip.INBOUND: [some["late"], some["coming"]],
        ShipmentChip.OUTBOUND: [some["today"]],
        ShipmentChip.LATE: [some["late"]],
        ShipmentChip.TODAY: [some["today"]],
        ShipmentChip.ALL: [some["late"], some["today"], some["coming"], some["received"]],
    }
    counts = trade.ops.read(queries.counts)
    for chip, wanted in expected.items():
        assert shown(trade, chip=chip) == wanted
        assert counts[chip] == len(wanted)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("alder", ["late", "coming", "received"]),
        ("PO-1001", ["late"]),
        ("harb", ["today"]),
        ("dpd", ["coming"]),
        ("zzz", []),
    ],
)
def test_a_text_finds_party_order_carrier_and_number(
    trade: Trade, some: dict[str, int], text: str, names: list[str]
) -> None:
    assert set(shown(trade, chip=ShipmentChip.ALL, text=text)) == {some[name] for name in names}
    assert trade.ops.read(queries.counts, text)[ShipmentChip.ALL] == len(names)


@pytest.mark.parametrize("column", list(ShipmentColumn))
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.usefixtures("some")
def test_every_sorting_has_all_rows(trade: Trade, column: ShipmentColumn, descending: bool) -> None:
    found = trade.ops.read(queries.ids, ShipmentFilter(ShipmentChip.ALL), ShipmentSort(column, descending))
    assert sorted(found) == [1, 2, 3, 4]


def test_a_row_says_how_it_stands(trade: Trade, some: dict[str, int]) -> None:
    found = {row.id: row for row in trade.ops.read(queries.rows, list(some.values()))}
    standings = {name: found[id_].punctuality.standing for name, id_ in some.items()}
    assert standings == {
        "late": Standing.LATE, "coming": Standing.ON_TIME, "received": Standing.PERFECT, "today": Standing.DUE_TODAY
    }  # fmt: skip
    row = found[some["late"]]
    assert (row.party, row.order, row.lines, row.punctuality.amount) == ("Alder Ceramics", "PO-1001", 1, 3)


def test_customs_show_until_released(trade: Trade, some: dict[str, int]) -> None:
    trade.ops.run(events.record_event, some["late"], ShipmentEventKind.DEPARTED)
    trade.ops.run(events.record_event, some["late"], ShipmentEventKind.CUSTOMS_IN)
    assert trade.ops.read(queries.rows, [some["late"]])[0].customs
    trade.ops.undo()
    assert not trade.ops.read(queries.rows, [some["late"]])[0].customs
    trade.ops.redo()
    assert trade.ops.read(queries.rows, [some["late"]])[0].customs
    trade.ops.run(events.record_event, some["late"], ShipmentEventKind.CUSTOMS_RELEASED)
    assert not trade.ops.read(queries.rows, [some["late"]])[0].customs


def test_the_board_has_each_open_one_in_its_column(trade: Trade, some: dict[str, int]) -> None:
    trade.ops.run(commands.move_to, some["today"], ShipmentState.PACKED)
    columns = {stage: list(trade.ops.read(queries.board_ids, stage)) for stage in BoardStage}
    assert columns == {
        BoardStage.PLANNED: [some["late"], some["coming"]], BoardStage.PACKED: [some["today"]],
        BoardStage.IN_TRANSIT: [], BoardStage.ARRIVED: [], BoardStage.PARTLY_RECEIVED: [],
        BoardStage.DONE: [some["received"]],
    }  # fmt: skip
    late = ShipmentFilter(ShipmentChip.LATE)
    assert list(trade.ops.read(queries.board_ids, BoardStage.PLANNED, late)) == [some["late"]]
    assert not trade.ops.read(queries.board_ids, BoardStage.PACKED, late)


def test_the_calendar_counts_what_its_day_lists(trade: Trade, some: dict[str, int]) -> None:
    days = {day.day: day for day in trade.ops.read(queries.calendar, date(2026, 11, 1), date(2026, 12, 31))}
    assert {day: (d.inbound, d.outbound, d.late, d.open) for day, d in days.items()} == {
        TODAY - timedelta(days=3): (1, 0, 1, 1),
        TODAY: (1, 1, 0, 1),
        TODAY + timedelta(days=9): (1, 0, 0, 1),
    }
    assert set(shown(trade, day=TODAY)) == {some["received"], some["today"]}


def test_the_impact_names_who_waits_in_the_order_of_serving(trade: Trade, some: dict[str, int]) -> None:
    first, second = trade.sell([(0, 6)], TODAY - timedelta(days=1)), trade.sell([(0, 5)])
    trade.sell([(0, 5)])
    found = trade.ops.read(detail, some["late"]).impact.orders
    assert [(one.order_id, one.value_minor, one.late) for one in found] == [
        (first, 6 * 900, True),
        (second, 2 * 900, False),
    ]
    assert found[0].customer == "Harbour Café"


def test_nobody_waits_for_what_is_on_the_shelf(trade: Trade, some: dict[str, int]) -> None:
    trade.stock([(0, 20)])
    trade.sell([(0, 6)])
    assert trade.ops.read(detail, some["late"]).impact.orders == ()


def test_open_orders_are_those_with_something_that_is_not_under_way(trade: Trade, some: dict[str, int]) -> None:
    assert not trade.ops.read(open_order_ids, ShipmentKind.IN)
    order = trade.buy([(0, 8), (1, 2)])
    line = trade.lines_of(order, PurchaseOrderLine)[0]
    trade.ops.run(inbound.announce, ShipmentDraft(order, [ShipmentLineDraft(line, 8)]))
    ids = trade.ops.read(open_order_ids, ShipmentKind.IN)
    assert [(row.party, row.lines) for row in trade.ops.read(open_order_rows, ShipmentKind.IN, ids)] == [
        ("Alder Ceramics", 1)
    ]
    assert not trade.ops.read(open_order_ids, ShipmentKind.IN, "harbour")
    assert not trade.ops.read(open_order_ids, ShipmentKind.OUT)
    waiting = trade.sell([(0, 2)])
    assert list(trade.ops.read(open_order_ids, ShipmentKind.OUT, "harbour")) == [waiting]


def test_a_code_finds_its_line(trade: Trade) -> None:
    order = trade.buy([(0, 1), (1, 1), (0, 1)])
    shipment = trade.ops.run(inbound.announce, ShipmentDraft(order)).value
    lines = trade.ops.read(detail, shipment).lines
    assert find_line(lines, "p-1") == 1
    assert find_line(lines, " 4006381333931 ") == 1
    assert find_line(lines, "04006381333931") == 1
    assert find_line(lines, "4006381333930", [True, False, False]) == 2
    assert find_line(lines, "4006381333930", [True, False, True]) == 2
    assert find_line(lines, "4006381333939") is None
    assert find_line(lines, "") is None


def test_how_many_statements(trade: Trade, some: dict[str, int]) -> None:
    trade.sell([(0, 6)])
    for work, most in (
        (lambda: trade.ops.read(queries.ids), 2),
        (lambda: trade.ops.read(queries.rows, [1, 2, 3, 4]), 3),
        (lambda: trade.ops.read(queries.counts), 3),
        (lambda: trade.ops.read(queries.calendar, TODAY, TODAY), 2),
        (lambda: trade.ops.read(queries.board_ids, BoardStage.PLANNED), 2),
        (lambda: trade.ops.read(detail, some["late"]), 19),
        (lambda: trade.ops.read(detail, some["today"]), 8),
    ):
        work()
        with counted(trade.ops.database) as statements:
            work()
        assert len([text for text in statements.texts if not text.startswith("BEGIN")]) <= most, statements.texts


def test_a_receipt_takes_as_many_statements_with_a_long_history(trade: Trade) -> None:
    def receive() -> int:
        order = trade.buy([(0, 1), (1, 1), (2, 1)])
        shipment = trade.ops.run(inbound.announce, ShipmentDraft(order)).value
        receipts = [ReceiptLine(line, 1) for line in trade.items(shipment)]
        with counted(trade.ops.database) as statements:
            trade.ops.run(inbound.receive, shipment, receipts)
        assert len(trade.lines_of(order, PurchaseOrderLine)) == 3
        return len(statements)

    receive()
    first = receive()
    for _ in range(3):
        trade.stock([(0, 1), (1, 1), (2, 1)])
    assert receive() == first


@pytest.mark.parametrize(
    ("state", "promised", "done", "expected"),
    [
        (ShipmentState.PLANNED, None, None, Standing.UNDATED),
        (ShipmentState.RECEIVED, TODAY, TODAY + timedelta(days=2), Standing.DONE_LATE),
        (ShipmentState.RECEIVED, TODAY, TODAY, Standing.PERFECT),
        (ShipmentState.DELIVERED, None, TODAY, Standing.DONE),
        (ShipmentState.LOST, TODAY, None, Standing.LOST),
        (ShipmentState.CANCELLED, TODAY, None, Standing.CANCELLED),
    ],
)
def test_standings(state: ShipmentState, promised: date | None, done: date | None, expected: Standing) -> None:
    assert judge(state, promised, done, TODAY).standing is expected
