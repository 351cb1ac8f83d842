# ruff: noqa: E501 - rows of files stay on one line
"""Orders, receipts and stock: what is history, what posts, what reserves."""

import datetime as dt

import pytest

from app.domain import clock
from app.domain.parsing.problems import ProblemCode
from app.services.integrity.check import run_check
from tests.unit.transfer.conftest import Shop

SALES = "number,customer,ordered,product,quantity,price,promised,shipped,delivered,carrier,freight\n"
PURCHASE = "number,supplier,ordered,product,quantity,price,promised,received,quantity_received,quantity_rejected\n"
COUNTED = "product,quantity,as_of\nP1,100,2026-01-01\nP2,5.5,2026-01-01\n"


@pytest.fixture(autouse=True)
def _checked(stocked: Shop) -> object:
    yield
    assert stocked.ops.read(run_check).findings == ()


def on_hand(shop: Shop, sku: str) -> int:
    query = f"SELECT coalesce(sum(b.quantity), 0) FROM stock_balance b JOIN product p ON p.id = b.product_id WHERE p.sku = '{sku}' AND b.inside = 1"
    return int(shop.sql(query)[0][0])


def test_opening_stock_is_valued_and_remembers_its_day(stocked: Shop) -> None:
    report = stocked.load("stock", COUNTED)
    assert report.created == 2
    assert (on_hand(stocked, "P1"), on_hand(stocked, "P2")) == (100, 5_500)
    assert stocked.sql("SELECT value_minor FROM stock_valuation ORDER BY product_id") == [(60_000,), (550,)]
    assert stocked.sql("SELECT kind, day FROM stock_move") == [("opening", "2026-01-01")] * 2
    assert stocked.load("stock", COUNTED).unchanged == 2
    assert [item.code for item in stocked.refused("stock", COUNTED.replace("100", "90"))] == [ProblemCode.ALREADY_THERE]


def test_on_order_becomes_one_confirmed_order_a_supplier(stocked: Shop) -> None:
    report = stocked.load("stock", "product,quantity,on_order,as_of\nP1,1,40,2026-01-01\nP2,0,2.5,2026-01-01\n")
    assert report.notices["opening_orders"] == 1
    assert stocked.sql("SELECT number, state, ordered FROM purchase_order") == [
        ("OPENING-S1", "confirmed", "2026-01-01")
    ]
    assert stocked.sql("SELECT quantity, price_minor FROM purchase_order_line ORDER BY id") == [(40, 600), (2_500, 100)]
    stocked.load("receipts", "order,product,received,quantity\nOPENING-S1,P1,2026-01-10,40\n")
    assert on_hand(stocked, "P1") == 41


def test_on_order_without_a_supplier_is_refused(stocked: Shop) -> None:
    stocked.load("products", "sku,name\nP3,Rope\n")
    [reason] = stocked.refused("stock", "product,quantity,on_order\nP3,1,40\n")
    assert (reason.code, reason.column) == (ProblemCode.UNKNOWN_REFERENCE, "on_order")


def test_orders_finished_before_the_count_are_history(stocked: Shop) -> None:
    stocked.load("stock", COUNTED)
    text = SALES + "1,C1,2025-12-01,P1,10,10,2025-12-10,2025-12-05,,D,7.50\n"
    text += "2,C1,2025-12-20,P1,10,10,,2026-01-01,2026-01-03,D,\n3,C2,2025-12-30,P1,95,10,,,,,\n"
    report = stocked.load("sales_orders", text)
    assert report.notices == {"lines": 3, "history": 1}
    assert stocked.sql("SELECT number, state, history FROM sales_order ORDER BY number") == [
        ("1", "closed", 1),
        ("2", "closed", 0),
        ("3", "confirmed", 0),
    ]
    assert stocked.sql("SELECT number, state, history, freight_minor FROM shipment ORDER BY number") == [
        ("S-1", "delivered", 1, 750),
        ("S-2", "delivered", 0, None),
    ]
    assert on_hand(stocked, "P1") == 90
    assert stocked.sql("SELECT quantity FROM reservation") == [(90,)]  # as far as it goes
    assert stocked.sql("SELECT kind, at FROM shipment_event ORDER BY id")[0][0] == "departed"


def test_without_a_count_everything_posts(stocked: Shop) -> None:
    stocked.load(
        "purchase_orders",
        PURCHASE
        + "PO1,S1,2025-01-01,P1,50,6,2025-01-08,2025-01-10,,\nPO1,S1,2025-01-01,P2,10,1,2025-01-08,2025-01-12,8,1\n",
    )
    assert stocked.sql("SELECT state FROM purchase_order") == [("confirmed",)]
    assert stocked.sql("SELECT received, rejected FROM purchase_order_line ORDER BY id") == [(50, 0), (7_000, 1_000)]
    assert stocked.sql("SELECT number, delivered, promised FROM shipment ORDER BY id") == [
        ("I-PO1", "2025-01-10", "2025-01-08"),
        ("I-PO1-2", "2025-01-12", "2025-01-08"),
    ]
    stocked.load("sales_orders", SALES + "1,C1,2025-02-01,P1,20,10,,2025-02-03,,D,\n")
    assert (on_hand(stocked, "P1"), on_hand(stocked, "P2")) == (30, 7_000)
    assert stocked.sql("SELECT value_minor FROM stock_valuation ORDER BY product_id") == [(18_000,), (700,)]


def test_goods_that_are_not_there_cannot_leave(stocked: Shop) -> None:
    stocked.load("stock", COUNTED)
    reasons = stocked.refused(
        "sales_orders", SALES + "1,C1,2026-02-01,P1,60,10,,2026-02-03,,D,\n2,C1,2026-02-01,P1,60,10,,2026-02-04,,D,\n"
    )
    assert [(item.code, item.row, item.params["available"]) for item in reasons] == [(ProblemCode.NOT_ALLOWED, 3, 40)]
    assert on_hand(stocked, "P1") == 100


def test_receipts_before_the_count_of_an_order_still_open_do_not_post(stocked: Shop) -> None:
    stocked.load("stock", COUNTED)
    stocked.load("purchase_orders", PURCHASE + "PO1,S1,2025-12-01,P1,50,6,,2025-12-20,20,\n")
    assert on_hand(stocked, "P1") == 100
    stocked.load("receipts", "order,product,received,quantity,rejected,reason\nPO1,P1,2026-01-20,31,1,damaged\n")
    assert on_hand(stocked, "P1") == 130
    assert stocked.sql("SELECT received, rejected FROM purchase_order_line") == [(50, 1)]
    assert stocked.sql("SELECT state, closed FROM purchase_order") == [("closed", "2026-01-20")]


def test_more_than_ordered_is_refused(stocked: Shop) -> None:
    stocked.load("purchase_orders", PURCHASE + "PO1,S1,2025-12-01,P1,50,6,,,,\n")
    [reason] = stocked.refused(
        "receipts", "order,product,received,quantity\nPO1,P1,2026-01-20,30\nPO1,P1,2026-01-21,21\n"
    )
    assert (reason.code, reason.row, reason.params) == (
        ProblemCode.MORE_THAN_ORDERED,
        3,
        {"ordered": "20", "found": "21"},
    )
    assert [
        item.code for item in stocked.refused("purchase_orders", PURCHASE + "PO2,S1,2025-12-01,P1,5,6,,2025-12-03,6,\n")
    ] == [ProblemCode.MORE_THAN_ORDERED]


def test_a_receipt_with_its_number_is_not_taken_twice(stocked: Shop) -> None:
    stocked.load("purchase_orders", PURCHASE + "PO1,S1,2025-12-01,P1,50,6,,,,\n")
    text = "order,product,received,quantity,number\nPO1,P1,2026-01-20,30,DN-7\n"
    assert stocked.load("receipts", text).created == 1
    assert stocked.load("receipts", text).unchanged == 1
    assert on_hand(stocked, "P1") == 30


def test_lots_with_expiry(stocked: Shop) -> None:
    stocked.load("products", "sku,name,tracking\nP3,Milk,lot\n")
    assert [item.params for item in stocked.refused("stock", "product,quantity\nP3,5\n")] == [{"rule": "lot_needed"}]
    stocked.load("stock", "product,quantity,lot,expiry\nP3,5,L1,2027-01-01\nP3,6,L2,2027-02-01\n")
    assert stocked.sql("SELECT code, expiry FROM lot") == [("L1", "2027-01-01"), ("L2", "2027-02-01")]
    assert on_hand(stocked, "P3") == 11


def test_a_negative_quantity_is_a_return_and_the_preview_says_so(stocked: Shop) -> None:
    stocked.load("stock", COUNTED)
    text = SALES + "1,C1,2026-01-05,P1,-3,10,,,,,\n"
    assert stocked.look("sales_orders", text).notices == {"lines": 1, "returns": 1}
    stocked.load("sales_orders", text)
    assert on_hand(stocked, "P1") == 103
    assert stocked.sql("SELECT quantity, net_minor FROM sales_order_line") == [(-3, -3_000)]
    assert stocked.sql("SELECT kind, state FROM shipment") == [("return_in", "received")]
    assert stocked.sql("SELECT value_minor FROM stock_valuation WHERE product_id = 1") == [(61_800,)]


def test_a_cancelled_order_moves_nothing_and_the_preview_says_so(stocked: Shop) -> None:
    head = "number,customer,ordered,product,quantity,price,status,shipped\n"
    assert stocked.load("sales_orders", f"{head}1,C1,2026-01-05,P1,3,10,cancelled,\n").notices["cancelled"] == 1
    assert stocked.sql("SELECT count(*) FROM shipment") == [(0,)]
    [reason] = stocked.refused("sales_orders", f"{head}2,C1,2026-01-05,P1,3,10,cancelled,2026-01-06\n")
    assert reason.code is ProblemCode.STATE_FORBIDS


def test_two_files_are_joined_by_the_number(stocked: Shop) -> None:
    orders = "OrderID,CustomerID,OrderDate,ShippedDate,ShipVia,Freight\n1,C1,2026-01-01,,D,5\n2,C2,2026-01-02,,,\n"
    lines = "OrderID,ProductID,UnitPrice,Quantity,Discount\n1,P1,10,1,0.15\n2,P1,10,2,0\n1,P2,2.5,4,0.05\n"
    assert stocked.load("sales_orders", orders, lines).created == 2
    assert stocked.sql("SELECT o.number, l.net_minor FROM sales_order_line l JOIN sales_order o ON o.id = l.order_id ORDER BY l.id") == [
        ("1", 850), ("1", 950), ("2", 2_000),
    ]  # fmt: skip
    assert stocked.sql("SELECT state, freight_minor FROM shipment") == [("planned", 500)]
    reasons = stocked.refused("sales_orders", orders + "3,C1,2026-01-01,,,\n", lines + "4,P1,1,1,0\n")
    assert {(item.code, item.file) for item in reasons} == {
        (ProblemCode.NO_LINES, "file1.csv"),
        (ProblemCode.NO_HEADER, "file2.csv"),
    }


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("number,a\n1,2\n", "b,c\n1,2\n", ProblemCode.FILES_DO_NOT_JOIN),
        ("number,notes,product\n1,x,P1\n", "number,notes\n1,y\n", ProblemCode.COLUMN_IN_BOTH_FILES),
    ],
)
def test_two_files_that_do_not_join(stocked: Shop, first: str, second: str, code: ProblemCode) -> None:
    assert code in [item.code for item in stocked.refused("sales_orders", first, second)]


def test_three_files_are_too_many(stocked: Shop) -> None:
    assert [item.code for item in stocked.refused("sales_orders", "a\n", "b\n", "c\n")] == [ProblemCode.TOO_MANY_FILES]


def test_rows_of_one_order_must_agree_and_are_refused_together(stocked: Shop) -> None:
    text = SALES + "1,C1,2026-01-05,P1,3,10,,,,,\n1,C2,2026-01-05,P2,3,10,,,,,\n2,C1,2026-01-05,P1,1,10,,,,,\n"
    reasons = stocked.refused("sales_orders", text)
    assert [(item.row, item.code) for item in reasons] == [
        (2, ProblemCode.REFUSED_ELSEWHERE),
        (3, ProblemCode.HEADER_DIFFERS),
    ]
    report = stocked.load("sales_orders", text, skip_refused=True)
    assert (report.created, report.refused) == (1, 2)


def test_an_order_that_is_there_is_unchanged_or_refused(stocked: Shop) -> None:
    text = SALES + "1,C1,2026-01-05,P1,3,10,2026-02-01,,,,\n"
    stocked.load("sales_orders", text)
    assert stocked.load("sales_orders", text).unchanged == 1
    assert [item.code for item in stocked.refused("sales_orders", text.replace(",3,10", ",4,10"))] == [
        ProblemCode.ALREADY_THERE
    ]


def test_dates_that_run_backwards_are_refused(stocked: Shop) -> None:
    [reason] = stocked.refused("sales_orders", SALES + "1,C1,2026-01-05,P1,3,10,,2026-01-04,,D,\n")
    assert (reason.code, reason.params) == (ProblemCode.EARLIER_THAN, {"field": "ordered"})


def test_a_count_of_tomorrow_is_refused(stocked: Shop) -> None:
    tomorrow = clock.local_date(clock.utc_now()) + dt.timedelta(days=1)
    assert [item.code for item in stocked.refused("stock", f"product,quantity,as_of\nP1,1,{tomorrow}\n")] == [
        ProblemCode.OUT_OF_RANGE
    ]


def test_an_order_in_another_currency_is_received_at_standard_cost(stocked: Shop) -> None:
    text = (
        "number,supplier,ordered,product,quantity,price,currency,received\nPO1,S1,2025-01-01,P1,10,5,EUR,2025-01-02\n"
    )
    assert stocked.load("purchase_orders", text).notices["valued_at_standard_cost"] == 1
    assert stocked.sql("SELECT value_minor FROM stock_valuation") == [(6_000,)]
