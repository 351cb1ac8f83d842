"""A new day agreed: what was late is not any more until that day is past, everywhere alike; figures keep the first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.db.engine import Database
from app.db.models import PurchaseOrderLine, SalesOrderLine, Shipment
from app.domain.formulas.supplying import SupplierState
from app.domain.punctuality import Standing
from app.domain.vocabulary import Role
from app.services.insights.figures import MeasureName, Span
from app.services.insights.queries import figure
from app.services.operations import Operations
from app.services.orders.lists import OrderChip as SalesChip
from app.services.orders.lists import counts as sales_counts
from app.services.orders.lists import rows as sales_rows
from app.services.purchasing import commands as purchasing
from app.services.purchasing import queries as purchase_orders
from app.services.purchasing.read_models import OrderChip
from app.services.sales_orders import answers
from app.services.sales_orders import commands as sales
from app.services.sales_orders.queries import detail as sales_detail
from app.services.sales_orders.queries import draft as sales_form
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.services.shipments import commands as shipments
from app.services.shipments import inbound, outbound
from app.services.shipments.detail import read_form
from app.services.shipments.queries import counts as shipment_counts
from app.services.shipments.queries import rows as shipment_rows
from app.services.shipments.read_models import ShipmentChip, ShipmentDraft, ShipmentLineDraft
from app.services.suppliers import queries as suppliers
from app.services.suppliers.read_models import SupplierChip
from app.services.today.attention import attention
from app.services.today.read_models import Attention
from tests.support.customers import staff
from tests.support.database import database, template  # noqa: F401
from tests.support.trade import NOW, TODAY, Trade, open_shop

PAST, SOON = TODAY - timedelta(days=4), TODAY + timedelta(days=3)


class Clock:
    """The day of the business."""

    def __init__(self) -> None:
        self.now = NOW

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def trade(database: Database, clock: Clock) -> Trade:  # noqa: F811
    found = open_shop(database)
    found.ops = Operations(database, now=lambda: clock.now)
    return found


def bought(trade: Trade, order: int, day: date) -> None:
    trade.ops.run(purchasing.repromise, order, dict.fromkeys(trade.lines_of(order, PurchaseOrderLine), day))


def sold(trade: Trade, order: int, day: date) -> None:
    trade.ops.run(answers.repromise, order, dict.fromkeys(trade.lines_of(order, SalesOrderLine), day))


def days_late(trade: Trade, kind: Attention) -> list[int]:
    return [row.days for row in trade.ops.read(attention) if row.kind is kind]


def late_in(trade: Trade) -> tuple[object, ...]:
    """How late, wherever it is said: Today, the orders' chip and row, the supplier's chip, list and state."""
    (order,) = trade.ops.read(purchase_orders.rows, [1])
    (supplier,) = trade.ops.read(suppliers.rows, [trade.supplier])
    return (
        days_late(trade, Attention.LATE_IN),
        trade.ops.read(purchase_orders.counts)[OrderChip.LATE],
        order.late_days,
        trade.ops.read(purchase_orders.detail, 1).late_days,
        trade.ops.read(suppliers.counts)[SupplierChip.LATE],
        [line.days for line in trade.ops.read(suppliers.late_lines)],
        supplier.figures.state is SupplierState.LATE,
    )


def late_out(trade: Trade, order: int) -> tuple[object, ...]:
    """How late, wherever it is said: Today, the orders' chip and row, the order's page."""
    (row,) = trade.ops.read(sales_rows, [order])
    page = trade.ops.read(sales_detail, order)
    return (
        days_late(trade, Attention.LATE_OUT),
        trade.ops.read(sales_counts)[SalesChip.LATE],
        row.order.late,
        [line.late for line in page.lines],
    )


def test_what_a_supplier_promised_anew_is_late_again_when_that_day_is_past(trade: Trade, clock: Clock) -> None:
    order = trade.buy([(0, 10)], PAST)
    assert late_in(trade) == ([4], 1, 4, 4, 1, [4], True)
    bought(trade, order, SOON)
    assert late_in(trade) == ([], 0, 0, 0, 0, [], False)
    clock.pass_days(3)
    assert late_in(trade)[0] == []
    clock.pass_days(2)
    assert late_in(trade) == ([2], 1, 2, 2, 1, [2], True)


def test_its_page_still_says_how_far_it_is_past_the_first_promise(trade: Trade) -> None:
    order = trade.buy([(0, 10)], PAST)
    bought(trade, order, SOON)
    (line,) = trade.ops.read(purchase_orders.detail, order).lines
    assert (line.original_promise, line.current_promise, line.late_days, line.behind_days) == (PAST, SOON, 0, 4)
    assert trade.ops.read(purchase_orders.detail, order).behind_days == 4
    (row,) = trade.ops.read(purchase_orders.rows, [order])
    assert (row.due, row.now_promised) == (PAST, SOON)


def test_a_promise_drawn_nearer_is_late_by_the_nearer_day(trade: Trade) -> None:
    order = trade.buy([(0, 10)], SOON)
    bought(trade, order, PAST)
    assert late_in(trade) == ([4], 1, 4, 4, 1, [4], True)
    assert trade.ops.read(purchase_orders.detail, order).behind_days == 0


def test_the_figures_go_by_the_first_promise(trade: Trade) -> None:
    order, sale = trade.buy([(0, 10)], PAST), trade.sell([(1, 1)], PAST)
    span = Span(TODAY - timedelta(days=60), TODAY)
    names = (MeasureName.SUPPLIER_ON_TIME, MeasureName.ON_TIME_IN_FULL)
    before = [trade.ops.read(figure, name, span).total for name in names]
    bought(trade, order, SOON)
    sold(trade, sale, SOON)
    assert [trade.ops.read(figure, name, span).total for name in names] == before
    assert all(total.n == 1 and total.value == 0 for total in before)


def test_undo_brings_a_late_delivery_back(trade: Trade) -> None:
    order = trade.buy([(0, 10)], PAST)
    shipment = trade.ops.run(inbound.announce, ShipmentDraft(order)).value
    before = late_in(trade)
    bought(trade, order, SOON)
    assert trade.stored(Shipment, shipment).promised == SOON
    trade.ops.undo()
    assert late_in(trade) == before
    assert trade.stored(Shipment, shipment).promised == PAST


def test_what_a_customer_was_promised_anew_is_late_again_when_that_day_is_past(trade: Trade, clock: Clock) -> None:
    order = trade.sell([(0, 2)], PAST)
    assert late_out(trade, order) == ([4], 1, True, [True])
    sold(trade, order, SOON)
    assert late_out(trade, order) == ([], 0, False, [False])
    assert [row.kind for row in trade.ops.read(attention)] == [Attention.SHORT]
    (line,) = trade.ops.read(sales_detail, order).lines
    assert (line.first_promised, line.promised, line.behind_days) == (PAST, SOON, 4)
    clock.pass_days(5)
    assert late_out(trade, order) == ([2], 1, True, [True])


def test_without_a_promise_the_day_asked_for_counts_everywhere(trade: Trade) -> None:
    line = SalesLineDraft(trade.products[0], 1, 900, requested=PAST)
    order = trade.ops.run(sales.place, SalesOrderDraft(trade.customer, [line], ordered=date(2026, 11, 2))).value
    assert late_out(trade, order) == ([4], 1, True, [True])
    sold(trade, order, SOON)
    assert late_out(trade, order) == ([], 0, False, [False])


# -- the shipments that carry it


def standing(trade: Trade, shipment: int) -> Standing:
    (row,) = trade.ops.read(shipment_rows, [shipment])
    return row.punctuality.standing


def test_a_shipment_follows_what_is_agreed_for_the_lines_in_it(trade: Trade) -> None:
    order = trade.buy([(0, 10), (1, 5)], PAST)
    coming = trade.ops.run(inbound.announce, ShipmentDraft(order)).value
    assert (standing(trade, coming), trade.ops.read(shipment_counts)[ShipmentChip.LATE]) == (Standing.LATE, 1)
    first, second = trade.lines_of(order, PurchaseOrderLine)
    trade.ops.run(purchasing.repromise, order, {first: SOON})
    assert standing(trade, coming) is Standing.LATE
    trade.ops.run(purchasing.repromise, order, {second: SOON + timedelta(days=1)})
    assert trade.stored(Shipment, coming).promised == SOON
    assert (standing(trade, coming), trade.ops.read(shipment_counts)[ShipmentChip.LATE]) == (Standing.ON_TIME, 0)


def test_a_parcel_that_waits_follows_its_order_and_one_that_left_does_not(trade: Trade) -> None:
    trade.stock([(0, 1)])
    order = trade.sell([(0, 4)], PAST)
    gone = trade.ops.run(outbound.pack, ShipmentDraft(order)).value
    trade.ops.run(outbound.dispatch, gone)
    trade.stock([(0, 3)])
    waiting = trade.ops.run(outbound.pack, ShipmentDraft(order)).value
    sold(trade, order, SOON)
    assert trade.stored(Shipment, gone).promised == PAST
    assert trade.stored(Shipment, waiting).promised == SOON


def test_the_orders_form_is_another_way_to_agree_a_day(trade: Trade) -> None:
    trade.stock([(0, 4)])
    order = trade.sell([(0, 4)], PAST)
    waiting = trade.ops.run(outbound.pack, ShipmentDraft(order)).value
    form = trade.ops.read(sales_form, order)
    lines = (replace(form.lines[0], promised=SOON),)
    trade.ops.run(sales.save, replace(form, lines=lines, original=form))
    assert trade.stored(Shipment, waiting).promised == SOON


def test_another_day_of_a_shipment_is_one_of_the_lines_that_it_brings_whole(trade: Trade) -> None:
    order = trade.buy([(0, 10), (1, 5)], PAST)
    first, second = trade.lines_of(order, PurchaseOrderLine)
    lines = [ShipmentLineDraft(first, 10), ShipmentLineDraft(second, 2)]
    coming = trade.ops.run(inbound.announce, ShipmentDraft(order, lines=lines)).value
    move(trade, coming, SOON)
    assert trade.stored(PurchaseOrderLine, first).current_promise == SOON
    # Three of the second are in no shipment: nobody promised them for that day.
    assert trade.stored(PurchaseOrderLine, second).current_promise == PAST
    assert [line.line_id for line in trade.ops.read(suppliers.late_lines)] == [second]
    trade.ops.undo()
    assert trade.stored(PurchaseOrderLine, first).current_promise == PAST


def test_who_may_not_promise_for_an_order_moves_the_shipment_alone(trade: Trade) -> None:
    order = trade.buy([(0, 10)], PAST)
    coming = trade.ops.run(inbound.announce, ShipmentDraft(order)).value
    trade.ops.sign_in_as(staff(trade.ops.database, Role.WAREHOUSE, "Tom"))
    move(trade, coming, SOON)
    assert trade.stored(Shipment, coming).promised == SOON
    (line,) = trade.lines_of(order, PurchaseOrderLine)
    assert trade.stored(PurchaseOrderLine, line).current_promise == PAST


def move(trade: Trade, shipment: int, day: date) -> None:
    form = trade.ops.read(read_form, shipment)
    trade.ops.run(shipments.save, replace(form, promised=day, original=form))
