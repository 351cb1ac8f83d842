# ruff: noqa: E501 - rows of files stay on one line
"""Columns that could be read two ways are asked for; values that cannot be read are named by cell."""

import pytest

from app.domain.parsing.problems import ProblemCode
from tests.unit.transfer.conftest import Shop

ORDER = "number,customer,ordered,product,quantity,price,discount\n"


@pytest.mark.parametrize(
    ("discounts", "toml", "ppm"),
    [
        (["0", "0.0"], "", [0, 0]),
        (["5", "0.5"], "", [50_000, 5_000]),
        (["15%", "0.5 %"], "", [150_000, 5_000]),
        (["0.15", "1"], "[options]\ndiscount_as = 'fraction'", [150_000, 1_000_000]),
        (["0.15", "1"], "[options]\ndiscount_as = 'percent'", [1_500, 10_000]),
    ],
)
def test_discounts(stocked: Shop, discounts: list[str], toml: str, ppm: list[int]) -> None:
    rows = "".join(f"{n},C1,2026-01-01,P1,1,10,{value}\n" for n, value in enumerate(discounts))
    stocked.load("sales_orders", ORDER + rows, toml=toml)
    assert [row[0] for row in stocked.sql("SELECT discount_ppm FROM sales_order_line ORDER BY id")] == ppm


@pytest.mark.parametrize("value", ["0.15", "1", "0.5"])
def test_a_discount_that_may_be_a_fraction_or_percent_is_asked_for(stocked: Shop, value: str) -> None:
    [reason] = stocked.refused("sales_orders", f"{ORDER}1,C1,2026-01-01,P1,1,10,{value}\n")
    assert (reason.code, reason.row, reason.column) == (ProblemCode.DISCOUNT_AMBIGUOUS, None, "discount")
    assert set(reason.params) == {"first", "second"}


def test_an_ambiguous_date_column_names_the_two_readings(stocked: Shop) -> None:
    text = f"{ORDER}1,C1,03/04/2026,P1,1,10,\n"
    [reason] = stocked.refused("sales_orders", text, skip_refused=True)  # not even with refused rows left out
    assert reason.code is ProblemCode.DATE_AMBIGUOUS
    assert {reason.params["first"], reason.params["second"]} == {"2026-04-03", "2026-03-04"}
    stocked.load("sales_orders", text, toml="[options]\ndate_format = '%m/%d/%Y'")
    assert stocked.sql("SELECT ordered FROM sales_order") == [("2026-03-04",)]


def test_an_ambiguous_number_column_names_the_two_readings(shop: Shop) -> None:
    text = 'sku,name,price\nA,Plank,"1,234"\n'
    [reason] = shop.refused("products", text)
    assert (reason.code, reason.params) == (ProblemCode.NUMBER_AMBIGUOUS, {"first": "1234", "second": "1.234"})
    shop.load("products", text, toml="[options]\ndecimal = '.'")
    assert shop.sql("SELECT price_minor, currency FROM product") == [(123_400, "USD")]


def test_all_problems_are_listed_at_once_with_their_cells(shop: Shop) -> None:
    text = "sku,name,price,reorder_point,discontinued\n,Plank,ten,1,y\nA,,1.5,1.5,maybe\nB,Nail,1e5,-2,n\nB,Nail,0.001,1_0,n\n"
    reasons = shop.refused("products", text)
    assert {(item.row, item.column, item.value, item.code) for item in reasons} == {
        (2, "sku", None, ProblemCode.REQUIRED),
        (2, "price", "ten", ProblemCode.NOT_A_NUMBER),
        (3, "name", None, ProblemCode.REQUIRED),
        (3, "discontinued", "maybe", ProblemCode.NOT_A_MARK),
        (4, "price", "1e5", ProblemCode.EXPONENT),
        (4, "reorder_point", "-2", ProblemCode.OUT_OF_RANGE),
        (5, "price", "0.001", ProblemCode.TOO_MANY_DECIMALS),
        (5, "reorder_point", "1_0", ProblemCode.NOT_A_NUMBER),
    }
    assert shop.sql("SELECT count(*) FROM product") == [(0,)]


def test_a_thousand_problems_are_listed_and_all_counted(shop: Shop) -> None:
    report = shop.look("products", "sku,name,price\n" + "".join(f"S{n},N,x\n" for n in range(1_500)))
    assert (len(report.listed), report.problems, report.refused) == (1_000, 1_500, 1_500)


def test_values_are_shortened_and_show_what_cannot_be_seen(shop: Shop) -> None:
    [first, second] = shop.refused("products", f"sku,name,price\nA,N,\u202e\t5x\nB,N,{'9' * 5_000}\n")
    assert first.value == "\\u202e\\t5x"
    assert second.value is not None
    assert len(second.value) <= 60


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("$12.50", 1_250),
        ("USD 12.5", 1_250),
        ("-0", 0),
        ("12,345.00", 1_234_500),
        ("99999999999.99", 9_999_999_999_999),
    ],
)
def test_money_with_its_sign(shop: Shop, text: str, minor: int) -> None:
    shop.load("products", f'sku,name,price,currency\nA,Plank,"{text}",USD\n')
    assert shop.sql("SELECT price_minor FROM product") == [(minor,)]


@pytest.mark.parametrize(
    ("price", "currency", "code"),
    [
        ("€5", "USD", ProblemCode.CURRENCY_MISMATCH),
        ("5", "XXX", ProblemCode.CURRENCY_UNKNOWN),
        ("5.5", "JPY", ProblemCode.TOO_MANY_DECIMALS),
        ("99999999999999999", "USD", ProblemCode.OUT_OF_RANGE),
        ("-5", "USD", ProblemCode.OUT_OF_RANGE),
        ("(5)", "USD", ProblemCode.PARENTHESES),
        ("１２", "USD", ProblemCode.NON_ASCII_DIGITS),
        ("1e999999", "USD", ProblemCode.EXPONENT),
    ],
)
def test_money_that_is_refused(shop: Shop, price: str, currency: str, code: ProblemCode) -> None:
    reasons = shop.refused("products", f"sku,name,price,currency\nA,Plank,{price},{currency}\n")
    assert [item.code for item in reasons] == [code]


def test_null_words_are_empty(shop: Shop) -> None:
    toml = '[options]\nnull = ["NULL", "?"]'
    shop.load("customers", "name,city,country\nA,NULL,?\n", toml=toml)
    assert shop.sql("SELECT count(*) FROM address") == [(0,)]


def test_choices_take_other_words_and_refuse_unknown_ones(stocked: Shop) -> None:
    head = "number,customer,ordered,product,quantity,price,status\n"
    stocked.load("sales_orders", f"{head}1,C1,2026-01-01,P1,1,10,Canceled\n2,C1,2026-01-01,P1,1,10,On Hold\n")
    assert stocked.sql("SELECT state FROM sales_order ORDER BY id") == [("cancelled",), ("on_hold",)]
    [reason] = stocked.refused("sales_orders", f"{head}3,C1,2026-01-01,P1,1,10,lost in space\n")
    assert reason.code is ProblemCode.NOT_A_CHOICE
    assert "cancelled" in str(reason.params["choices"])


@pytest.mark.parametrize("code", ["A\u202eB", "A\u200bB"])
def test_codes_with_hidden_characters_are_refused(shop: Shop, code: str) -> None:
    [reason] = shop.refused("products", f"sku,name\n{code},Plank\n")
    assert (reason.code, reason.params) == (ProblemCode.BAD_TEXT, {"rule": "hidden_characters"})
