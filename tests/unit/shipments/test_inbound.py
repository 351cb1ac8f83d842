"""Announcing and receiving: limits, partial receipts, reasons, lots, values, undo."""

from datetime import date

import pytest

from app.db.engine import Database
from app.db.models import Lot, PurchaseOrder, PurchaseOrderLine, Shipment, ShipmentLine, StockMove
from app.domain.errors import ConflictError, Problem, ValidationError, ValidationErrors
from app.domain.states import PurchaseOrderState, ShipmentState
from app.domain.vocabulary import ReasonCode
from app.services.shipments import inbound
from app.services.shipments.detail import detail
from app.services.shipments.read_models import ReceiptLine, ShipmentDraft, ShipmentLineDraft
from tests.support.rows import rows
from tests.support.trade import TODAY, Trade, open_shop


def announce(trade: Trade, order: int, lines: tuple[tuple[int, int], ...] = ()) -> int:
    drafts = [ShipmentLineDraft(line, quantity) for line, quantity in lines]
    return trade.ops.run(inbound.announce, ShipmentDraft(order, drafts)).value


def test_one_receipt_fills_the_shelf_and_closes_the_order(trade: Trade) -> None:
    order = trade.buy([(0, 10), (1, 4)])
    shipment = announce(trade, order)
    first, second = trade.items(shipment)
    trade.ops.run(inbound.receive, shipment, [ReceiptLine(first, 10), ReceiptLine(second, 4)])
    assert (trade.on_hand(0), trade.on_hand(1)) == (10, 4)
    assert trade.stored(PurchaseOrder, order).state is PurchaseOrderState.CLOSED
    assert trade.stored(Shipment, shipment).delivered == TODAY


def test_several_partial_receipts_cost_what_the_line_costs(trade: Trade) -> None:
    order = trade.buy([(0, 3)], price=333)
    shipment = announce(trade, order)
    (line,) = trade.items(shipment)
    for last in (False, False, True):
        trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 1)], last=last)
    assert trade.stored(Shipment, shipment).state is ShipmentState.RECEIVED
    assert sum(row["value_minor"] for row in rows(trade.ops.database, "stock_move")) == 999


def test_the_rest_of_a_partial_receipt_stays_open(trade: Trade) -> None:
    order = trade.buy([(0, 10)])
    shipment = announce(trade, order)
    (line,) = trade.items(shipment)
    trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 6)], last=False)
    assert trade.stored(Shipment, shipment).state is ShipmentState.PARTLY_RECEIVED
    assert trade.stored(PurchaseOrder, order).state is PurchaseOrderState.CONFIRMED
    assert trade.ops.read(detail, shipment).lines[0].expected == 4


def test_more_than_ordered_is_refused_at_its_line_and_nothing_is_saved(trade: Trade) -> None:
    shipment = announce(trade, trade.buy([(0, 10), (1, 4)]))
    first, second = trade.items(shipment)
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(inbound.receive, shipment, [ReceiptLine(first, 10), ReceiptLine(second, 5)])
    assert (refused.value.field, refused.value.code) == ("lines.1.accepted", Problem.MORE_THAN_ORDERED)
    assert refused.value.params["limit"] == 4
    assert trade.on_hand(0) == 0
    assert trade.stored(Shipment, shipment).state is ShipmentState.PLANNED


def test_the_suppliers_tolerance_lets_a_little_more_in(database: Database) -> None:
    trade = open_shop(database, tolerance_ppm=100_000)
    shipment = announce(trade, trade.buy([(0, 10)]))
    (line,) = trade.items(shipment)
    with pytest.raises(ValidationError):
        trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 12)])
    trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 11)])
    assert trade.on_hand(0) == 11
    trade.sound()


def test_all_refusals_come_at_once(trade: Trade) -> None:
    shipment = announce(trade, trade.buy([(0, 10), (1, 4)]))
    first, second = trade.items(shipment)
    receipts = [ReceiptLine(first, -1), ReceiptLine(second, 3, 1)]
    with pytest.raises(ValidationErrors) as refused:
        trade.ops.run(inbound.receive, shipment, receipts)
    assert [(one.field, one.code) for one in refused.value.errors] == [
        ("lines.0.accepted", Problem.NEGATIVE),
        ("lines.1.reason", Problem.REASON_REQUIRED),
    ]


def test_rejected_goods_are_counted_and_not_put_on_the_shelf(trade: Trade) -> None:
    order = trade.buy([(0, 10)])
    shipment = announce(trade, order)
    (line,) = trade.items(shipment)
    trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 8, 2, ReasonCode.DAMAGED)])
    assert trade.on_hand(0) == 8
    (bought,) = trade.lines_of(order, PurchaseOrderLine)
    assert (trade.stored(PurchaseOrderLine, bought).received, trade.stored(PurchaseOrderLine, bought).rejected) == (
        8,
        2,
    )
    assert trade.ops.read(detail, shipment).row.punctuality.amount == 2


def test_a_tracked_product_needs_its_lot(trade: Trade) -> None:
    shipment = announce(trade, trade.buy([(4, 5_000)]))
    (line,) = trade.items(shipment)
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 5_000)])
    assert (refused.value.field, refused.value.code) == ("lines.0.lot_code", Problem.REQUIRED)
    old = ReceiptLine(line, 5_000, lot_code="F-1", expiry=date(2026, 11, 1))
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(inbound.receive, shipment, [old])
    assert refused.value.field == "lines.0.expiry"
    good = ReceiptLine(line, 2_500, lot_code="F-1", expiry=date(2027, 3, 1))
    trade.ops.run(inbound.receive, shipment, [good], last=False)
    other = ReceiptLine(line, 2_500, lot_code="f-1", expiry=date(2027, 4, 1))
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(inbound.receive, shipment, [other])
    assert refused.value.code is Problem.NOT_A_CHOICE
    trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 2_500, lot_code="F-2")])
    assert [row["code"] for row in rows(trade.ops.database, "lot")] == ["F-1", "F-2"]
    assert trade.stored(Lot, 1).expiry == date(2027, 3, 1)


def test_a_limit_is_said_in_the_products_unit(trade: Trade) -> None:
    shipment = announce(trade, trade.buy([(4, 2_500)]))
    (line,) = trade.items(shipment)
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 2_501, lot_code="F")])
    assert refused.value.params["limit"] == "2.5"


def test_no_more_is_announced_than_is_still_to_come(trade: Trade) -> None:
    order = trade.buy([(0, 10)])
    (line,) = trade.lines_of(order, PurchaseOrderLine)
    announce(trade, order, ((line, 7),))
    with pytest.raises(ValidationError) as refused:
        announce(trade, order, ((line, 4),))
    assert refused.value.params["limit"] == 3
    rest = announce(trade, order)
    assert trade.stored(ShipmentLine, trade.items(rest)[0]).quantity == 3
    with pytest.raises(ValidationError) as refused:
        announce(trade, order)
    assert refused.value.code is Problem.NO_LINES


def test_a_promise_before_the_order_is_refused(trade: Trade) -> None:
    order = trade.buy([(0, 10)])
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(inbound.announce, ShipmentDraft(order, promised=date(2026, 10, 31)))
    assert (refused.value.field, refused.value.code) == ("promised", Problem.BEFORE)


def test_undo_posts_against_and_redo_receives_again(trade: Trade) -> None:
    shipment = announce(trade, trade.buy([(0, 10)]))
    (line,) = trade.items(shipment)
    trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 10)])
    trade.ops.undo()
    assert trade.on_hand(0) == 0
    assert trade.stored(Shipment, shipment).state is ShipmentState.PLANNED
    assert len(rows(trade.ops.database, "stock_move")) == 2
    trade.ops.redo()
    assert trade.on_hand(0) == 10
    assert trade.stored(StockMove, 3).reverses_id == 2


def test_a_receipt_counted_on_an_older_view_is_a_conflict(trade: Trade) -> None:
    shipment = announce(trade, trade.buy([(0, 10)]))
    (line,) = trade.items(shipment)
    seen = trade.ops.read(detail, shipment).version
    trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 4)], last=False, version=seen)
    with pytest.raises(ConflictError):
        trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 4)], version=seen)
    assert trade.on_hand(0) == 4


def test_who_waits_is_served_the_oldest_first(trade: Trade) -> None:
    first, second = trade.sell([(0, 4)]), trade.sell([(0, 4), (1, 1)])
    trade.stock([(0, 5)])
    held = {row["sales_order_line_id"]: row["quantity"] for row in rows(trade.ops.database, "reservation")}
    from app.db.models import SalesOrderLine

    lines = [*trade.lines_of(first, SalesOrderLine), *trade.lines_of(second, SalesOrderLine)]
    assert [held.get(line, 0) for line in lines] == [4, 1, 0]


def test_an_operation_is_taken_back_once(trade: Trade) -> None:
    shipment = announce(trade, trade.buy([(0, 10)]))
    (line,) = trade.items(shipment)
    entry = trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 10)]).entry
    assert entry is not None
    trade.ops.undo()
    with pytest.raises(ConflictError):
        trade.ops.undo_entry(entry)
    assert trade.on_hand(0) == 0


def test_goods_that_are_kept_for_an_order_since_are_not_taken_back(trade: Trade) -> None:
    shipment = announce(trade, trade.buy([(0, 10)]))
    (line,) = trade.items(shipment)
    entry = trade.ops.run(inbound.receive, shipment, [ReceiptLine(line, 10)]).entry
    assert entry is not None
    trade.sell([(0, 4)])
    with pytest.raises(ConflictError):
        trade.ops.undo_entry(entry)
    assert trade.on_hand(0) == 10
