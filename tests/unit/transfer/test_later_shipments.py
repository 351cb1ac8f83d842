# ruff: noqa: E501 - rows of files stay on one line
"""What a later file says of orders and shipments that are there: they are sent, delivered, received; undone in one step."""

import pytest

from app.domain.parsing.problems import ProblemCode
from app.services.integrity.check import run_check
from app.services.transfer.commands import undo_import
from tests.unit.transfer.conftest import Shop
from tests.unit.transfer.test_history import on_hand

SALES = "number,customer,ordered,product,quantity,price,promised,shipped,delivered,carrier,tracking\n"
OPEN = SALES + "1,C1,2026-02-01,P1,10,10,2026-02-09,,,,\n1,C1,2026-02-01,P2,2,2.5,2026-02-09,,,,\n"


@pytest.fixture(autouse=True)
def _checked(stocked: Shop) -> object:
    yield
    assert stocked.ops.read(run_check).findings == ()


@pytest.fixture
def ordered(stocked: Shop) -> Shop:
    stocked.load("stock", "product,quantity,as_of\nP1,100,2026-01-01\nP2,5.5,2026-01-01\n")
    stocked.load("sales_orders", OPEN)
    return stocked


def shipments(shop: Shop) -> list[tuple[object, ...]]:
    return shop.sql("SELECT number, state, shipped, delivered FROM shipment ORDER BY id")


def order(shop: Shop) -> tuple[object, ...]:
    return shop.sql("SELECT state, closed FROM sales_order")[0]


def kept(shop: Shop) -> list[tuple[object, ...]]:
    return shop.sql("SELECT quantity FROM reservation ORDER BY id")


def test_an_order_that_was_open_is_sent_by_a_later_file_and_undone(ordered: Shop) -> None:
    assert kept(ordered) == [(10,), (2_000,)]
    text = SALES + "1,C1,2026-02-01,P1,10,10,2026-02-09,2026-02-05,,D,77\n1,C1,2026-02-01,P2,2,2.5,2026-02-09,,,,\n"
    report = ordered.load("sales_orders", text)
    assert (report.created, report.updated, report.notices) == (0, 1, {"sent": 1})
    assert shipments(ordered) == [("S-1", "in_transit", "2026-02-05", None)]
    assert (on_hand(ordered, "P1"), kept(ordered), order(ordered)) == (90, [(2_000,)], ("confirmed", None))
    assert ordered.load("sales_orders", text).unchanged == 1
    ordered.ops.run(undo_import, report.batch_id)
    assert (on_hand(ordered, "P1"), kept(ordered)) == (100, [(10,), (2_000,)])
    assert ordered.sql("SELECT count(*) FROM shipment WHERE state <> 'cancelled'") == [(0,)]


def test_all_sent_it_closes_and_what_came_is_delivered(ordered: Shop) -> None:
    sent = OPEN.replace("2026-02-09,,,,", "2026-02-09,2026-02-05,,D,77")
    ordered.load("sales_orders", sent)
    assert order(ordered) == ("closed", "2026-02-05")
    came = OPEN.replace("2026-02-09,,,,", "2026-02-09,2026-02-05,2026-02-08,D,77")
    assert ordered.load("sales_orders", came).updated == 1
    assert shipments(ordered) == [("S-1", "delivered", "2026-02-05", "2026-02-08")]
    assert kept(ordered) == []
    other = OPEN.replace("2026-02-09,,,,", "2026-02-09,2026-02-06,,D,77")
    assert {item.code for item in ordered.refused("sales_orders", other)} == {ProblemCode.ALREADY_THERE}


def test_what_stood_in_a_parcel_leaves_in_it(ordered: Shop) -> None:
    ordered.load("shipments", "number,order,carrier,promised,status\nOUT-9,1,D,2026-02-09,packed\n")
    assert shipments(ordered) == [("OUT-9", "packed", None, None)]
    text = "number,order,shipped,delivered,tracking,freight\nOUT-9,1,2026-02-05,2026-02-07,77,12.50\n"
    assert ordered.look("shipments", text).updated == 1
    report = ordered.load("shipments", text)
    assert report.updated == 1
    assert shipments(ordered) == [("OUT-9", "delivered", "2026-02-05", "2026-02-07")]
    assert ordered.sql("SELECT tracking, freight_minor FROM shipment") == [("77", 1_250)]
    assert (on_hand(ordered, "P1"), on_hand(ordered, "P2"), order(ordered)) == (90, 3_500, ("closed", "2026-02-05"))
    assert ordered.load("shipments", text).unchanged == 1
    ordered.ops.run(undo_import, report.batch_id)
    assert (on_hand(ordered, "P1"), kept(ordered)) == (100, [(10,), (2_000,)])
    assert shipments(ordered) == [("OUT-9", "packed", None, None)]


def test_an_order_sent_by_its_own_file_empties_its_parcel(ordered: Shop) -> None:
    ordered.load("shipments", "number,order\nOUT-9,1\n")
    ordered.load("sales_orders", OPEN.replace("2026-02-09,,,,", "2026-02-09,2026-02-05,,D,77"))
    assert shipments(ordered) == [("OUT-9", "cancelled", None, None), ("S-1", "in_transit", "2026-02-05", None)]


def test_a_part_of_an_order_leaves_in_a_new_shipment(ordered: Shop) -> None:
    text = "number,order,product,quantity,shipped\nOUT-1,1,P1,4,2026-02-03\nOUT-2,1,P1,6,2026-02-04\n"
    assert ordered.load("shipments", text).created == 2
    assert on_hand(ordered, "P1") == 90
    assert ordered.sql("SELECT shipped FROM sales_order_line ORDER BY id") == [(10,), (0,)]
    [reason] = ordered.refused("shipments", "number,order,product,quantity,shipped\nOUT-3,1,P1,1,2026-02-05\n")
    assert (reason.code, reason.column) == (ProblemCode.MORE_THAN_ORDERED, "quantity")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("X,,P1,1,2026-02-03,", ProblemCode.REQUIRED),
        ("X,99,P1,1,2026-02-03,", ProblemCode.UNKNOWN_REFERENCE),
        ("X,1,P1,1,2026-01-03,", ProblemCode.EARLIER_THAN),
        ("X,1,P1,11,2026-02-03,", ProblemCode.MORE_THAN_ORDERED),
        ("X,1,P1,1,,delivered", ProblemCode.REQUIRED),
        ("X,1,P9,1,2026-02-03,", ProblemCode.UNKNOWN_REFERENCE),
    ],
)
def test_what_cannot_be_is_refused(ordered: Shop, row: str, code: ProblemCode) -> None:
    reasons = ordered.refused("shipments", f"number,order,product,quantity,shipped,status\n{row}\n")
    assert reasons[0].code is code
    assert shipments(ordered) == []


def test_what_is_not_in_stock_does_not_leave(stocked: Shop) -> None:
    stocked.load("stock", "product,quantity,as_of\nP1,3,2026-01-01\n")
    stocked.load("sales_orders", OPEN)
    reasons = stocked.refused("sales_orders", OPEN.replace("2026-02-09,,,,", "2026-02-09,2026-02-05,,,"))
    assert ProblemCode.NOT_ALLOWED in {reason.code for reason in reasons}
    assert on_hand(stocked, "P1") == 3


def test_what_comes_in_is_announced_then_received(stocked: Shop) -> None:
    stocked.load(
        "purchase_orders",
        "number,supplier,ordered,product,quantity,price,promised,confirmed\nPO1,S1,2026-01-05,P1,50,6,2026-01-20,2026-01-06\n",
    )
    stocked.load("shipments", "number,direction,order,product,quantity,shipped\nIN-1,in,PO1,P1,50,2026-01-18\n")
    assert shipments(stocked) == [("IN-1", "in_transit", "2026-01-18", None)]
    report = stocked.load("shipments", "number,direction,order,delivered\nIN-1,in,PO1,2026-01-21\n")
    assert report.updated == 1
    assert shipments(stocked) == [("IN-1", "received", "2026-01-18", "2026-01-21")]
    assert on_hand(stocked, "P1") == 50
    assert stocked.sql("SELECT value_minor FROM stock_valuation") == [(30_000,)]
    assert stocked.sql("SELECT state FROM purchase_order") == [("closed",)]
    stocked.ops.run(undo_import, report.batch_id)
    assert on_hand(stocked, "P1") == 0
    assert stocked.sql("SELECT state FROM purchase_order") == [("confirmed",)]


def test_another_party_than_the_orders_is_refused(ordered: Shop) -> None:
    [reason] = ordered.refused("shipments", "number,order,party,shipped\nX,1,C2,2026-02-03\n")
    assert (reason.code, reason.column) == (ProblemCode.NOT_ALLOWED, "party")
    assert ordered.load("shipments", "number,order,party,shipped\nX,1,C1,2026-02-03\n").created == 1
