"""The measures of the chain, on orders and receipts few enough to be worked out by hand."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest

from app.services.insights import queries
from app.services.insights.figures import Figure, Span
from tests.unit.transfer.conftest import Shop

PURCHASES = """number,supplier,ordered,product,quantity,price,currency,promised,confirmed
PO-1,ONE,2026-02-02,CUP,20,4.00,USD,2026-02-12,2026-02-04
PO-1,ONE,2026-02-02,PAN,10,11.00,USD,2026-02-12,2026-02-04
PO-2,TWO,2026-03-01,POT,6,40.00,USD,2026-03-10,2026-03-01
PO-3,TWO,2026-03-20,POT,4,40.00,USD,2026-04-01,2026-03-20
"""
RECEIPTS = """order,product,received,quantity,rejected,reason
PO-1,CUP,2026-02-11,20,0,
PO-1,PAN,2026-02-11,5,1,damaged
PO-1,PAN,2026-02-16,6,0,
PO-2,POT,2026-03-10,6,0,
"""
SALES = """number,customer,ordered,product,quantity,price,currency,promised,shipped,delivered,carrier
SO-21,ANNA,2026-04-01,CUP,4,10.00,USD,2026-04-06,2026-04-03,2026-04-06,FAST
SO-21,ANNA,2026-04-01,POT,1,99.00,USD,2026-04-06,2026-04-03,2026-04-06,FAST
SO-22,BEN,2026-04-02,CUP,6,10.00,USD,2026-04-05,2026-04-04,2026-04-08,SLOW
SO-23,BEN,2026-05-02,CUP,10,10.00,USD,2026-05-05,,,
SO-24,CARL,2026-05-03,POT,1,99.00,USD,2026-05-09,2026-05-04,,FAST
"""


@pytest.fixture
def chain(shop: Shop) -> Shop:
    """Two purchase orders that came (one in parts, one piece bad), one that never did; four sales."""
    shop.load("purchase_orders", PURCHASES)
    shop.load("receipts", RECEIPTS)
    shop.load("sales_orders", SALES)
    return shop


def figure(shop: Shop, name: str, by: str | None = None, start: str = "", end: str = "") -> Figure:
    span = Span(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)
    return shop.ops.read(queries.figure, name, span, by)


def values(found: Figure) -> dict[str | None, object]:
    return {row.key: row.value for row in found.rows}


def test_suppliers_are_judged_by_line_and_the_first_promise(chain: Shop) -> None:
    # Cups and the first pots in time; pans whole four days late; the last pots never came.
    found = figure(chain, "supplier_on_time", "supplier")
    assert values(found) == {"ONE": Fraction(1, 2), "TWO": Fraction(1, 2)}
    assert (found.total.value, found.total.n) == (Fraction(1, 2), 4)
    assert values(figure(chain, "supplier_on_time", "month")) == {
        "2026-02": Fraction(1, 2),
        "2026-03": 1,
        "2026-04": 0,
    }


def test_a_line_that_never_came_is_late_until_today(chain: Shop) -> None:
    missing = (chain.ops.now().date() - date(2026, 4, 1)).days
    found = figure(chain, "supplier_delay_days", "supplier")
    assert values(found) == {"ONE": 2, "TWO": Fraction(missing, 2)}
    assert figure(chain, "supplier_delay_days", end="2026-03-31").total.value == Fraction(4, 3)


def test_lead_time_is_measured_from_the_confirmation(chain: Shop) -> None:
    # 4 to 11 February, 4 to 16 February, 1 to 10 March.
    found = figure(chain, "supplier_lead_time", "month")
    assert [(row.key, row.value, row.n) for row in found.rows] == [("2026-02", Fraction(19, 2), 2), ("2026-03", 9, 1)]


def test_rejected_is_of_all_that_was_counted(chain: Shop) -> None:
    # 20 + 4 + 1 + 6 counted of the first, 1 of them bad; 6 of the second.
    found = figure(chain, "reject_rate", "supplier")
    assert values(found) == {"ONE": Fraction(1, 31), "TWO": 0}
    assert found.total.value == Fraction(1, 37)


def test_delivered_on_time_knows_only_what_came(chain: Shop) -> None:
    found = figure(chain, "on_time_delivery", "carrier")
    assert values(found) == {"FAST": 1, "SLOW": 0}
    assert (found.total.value, found.total.n) == (Fraction(1, 2), 2)


def test_on_time_in_full_by_line(chain: Shop) -> None:
    # Two lines came in time, one late, one was never sent; one is under way and not judged. April and May only.
    found = figure(chain, "on_time_in_full", "month", "2026-04-01")
    assert values(found) == {"2026-04": Fraction(2, 3), "2026-05": 0}
    assert (found.total.value, found.total.n) == (Fraction(1, 2), 4)
    assert figure(chain, "on_time_in_full", "product", "2026-04-01").total == found.total


def test_a_perfect_order_has_no_bad_line(chain: Shop) -> None:
    found = figure(chain, "perfect_orders", "customer", "2026-04-01")
    assert values(found) == {"ANNA": 1, "BEN": 0}
    assert (found.total.value, found.total.n) == (Fraction(1, 3), 3)


def test_fill_rate_is_by_unit(chain: Shop) -> None:
    # 4 + 1 + 6 + 0 + 1 sent of 4 + 1 + 6 + 10 + 1.
    assert figure(chain, "fill_rate", start="2026-04-01").total.value == Fraction(12, 22)
    assert values(figure(chain, "fill_rate", "customer", "2026-04-01")) == {
        "ANNA": 1,
        "CARL": 1,
        "BEN": Fraction(6, 16),
    }


def slow(shop: Shop, start: date, end: date, keep: Callable[[int], bool]) -> tuple[int, int]:
    """Cost of goods sold, and the sum of the closing values, one day and one move at a time."""
    moves = shop.sql("SELECT product_id, day, from_location_id, to_location_id, value_minor FROM stock_move")
    moves = [(date.fromisoformat(m[1]), m[2], m[3], m[4]) for m in moves if keep(m[0])]
    first = max(start, min(m[0] for m in moves))
    area, day = 0, first
    while day <= end:
        area += sum((v if to >= 7 else 0) - (v if left >= 7 else 0) for at, left, to, v in moves if at <= day)
        day += timedelta(days=1)
    sold = sum((v if to == 2 else 0) - (v if left == 2 else 0) for at, left, to, v in moves if start <= at <= end)
    return sold, area


@pytest.mark.parametrize(("start", "end"), [("2026-01-01", "2026-05-31"), ("2026-02-10", "2026-04-20")])
def test_turns_and_days_of_supply_are_those_of_a_walk_through_the_days(chain: Shop, start: str, end: str) -> None:
    sold, area = slow(chain, date.fromisoformat(start), date.fromisoformat(end), lambda _product: True)
    assert sold > 0
    assert figure(chain, "stock_turns", None, start, end).total.value == Fraction(365 * sold, area)
    assert figure(chain, "days_of_supply", None, start, end).total.value == Fraction(area, sold)
    by_product = values(figure(chain, "days_of_supply", "product", start, end))
    cups = chain.sql("SELECT id FROM product WHERE sku = 'CUP'")[0][0]
    sold, area = slow(chain, date.fromisoformat(start), date.fromisoformat(end), lambda product: product == cups)
    assert by_product["CUP"] == Fraction(area, sold)


def test_the_parts_of_a_turn_are_added_before_they_are_divided(chain: Shop) -> None:
    whole = figure(chain, "stock_turns", start="2026-02-01", end="2026-05-31").total.value
    for dimension in ("product", "category", "supplier", "month"):
        assert figure(chain, "stock_turns", dimension, "2026-02-01", "2026-05-31").total.value == whole
    april = figure(chain, "stock_turns", start="2026-04-01", end="2026-04-30").total.value
    assert values(figure(chain, "stock_turns", "month", "2026-04-01", "2026-05-31"))["2026-04"] == april


def test_without_sales_there_are_no_days_of_supply(chain: Shop) -> None:
    assert values(figure(chain, "days_of_supply", "product"))["PAN"] is None
    assert values(figure(chain, "stock_turns", "product"))["PAN"] == 0


def test_stock_value_by_month_is_that_of_each_last_day(chain: Shop) -> None:
    found = figure(chain, "stock_value", "month", "2026-02-01", "2026-04-20")
    for row, last in zip(found.rows, ("2026-02-28", "2026-03-31", "2026-04-20"), strict=True):
        assert row.value == figure(chain, "stock_value", end=last).total.value


def test_stages_have_days_where_dates_are_stored(chain: Shop) -> None:
    found = figure(chain, "stage_days", start="2026-04-01", end="2026-04-30")
    by_stage = values(found)
    # Two parcels: 1 to 3 and 2 to 4 April, then 3 and 4 days on the way. Nothing came from suppliers in April.
    assert (by_stage["picking"], by_stage["delivery"]) == (2, Fraction(7, 2))
    assert by_stage["supplier"] is None
    assert by_stage["shelf"] == figure(chain, "days_of_supply", None, "2026-04-01", "2026-04-30").total.value
    assert found.total.value is None
    assert list(by_stage) == ["supplier", "transit", "receiving", "shelf", "picking", "delivery"]
