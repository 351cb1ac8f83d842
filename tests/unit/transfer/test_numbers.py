"""Numbers: our own grammar, one decimal mark a column, nothing guessed."""

from decimal import Decimal

import pytest

from app.domain.parsing.numbers import Mark, find_mark, parse_number, sign_fits, split_currency
from app.domain.parsing.problems import ParseProblem, ProblemCode


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("0", ".", "0"),
        ("5 ", ".", "5"),
        ("\u00a05", ".", "5"),
        ("-0", ".", "0"),
        ("-0.00", ".", "0.00"),
        ("+7", ".", "7"),
        ("\u22127.5", ".", "-7.5"),
        (".5", ".", "0.5"),
        ("007", ".", "7"),
        ("1,234", ".", "1234"),
        ("1,234.5", ".", "1234.5"),
        ("1.234,56", ",", "1234.56"),
        ("1.234", ",", "1234"),
        ("12'345.60", ".", "12345.60"),
        ("1\u202f234\u202f567,8", ",", "1234567.8"),
        ("123456789012345678", ".", "123456789012345678"),
    ],
)
def test_reads(text: str, mark: Mark, value: str) -> None:
    assert parse_number(text, mark) == Decimal(value)
    assert not parse_number(text, mark).is_signed() or Decimal(value) < 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ProblemCode.NOT_A_NUMBER),
        ("NaN", ProblemCode.NOT_A_NUMBER),
        ("Infinity", ProblemCode.NOT_A_NUMBER),
        ("-inf", ProblemCode.NOT_A_NUMBER),
        ("1e5", ProblemCode.EXPONENT),
        ("1e400", ProblemCode.EXPONENT),
        ("1e999999", ProblemCode.EXPONENT),
        ("1234567890123456789", ProblemCode.TOO_MANY_DIGITS),
        ("0." + "1" * 19, ProblemCode.TOO_MANY_DIGITS),
        ("9" * 100_000, ProblemCode.TOO_MANY_DIGITS),
        ("1_000", ProblemCode.NOT_A_NUMBER),
        ("１２３", ProblemCode.NON_ASCII_DIGITS),
        ("٣", ProblemCode.NON_ASCII_DIGITS),
        ("0x1A", ProblemCode.NOT_A_NUMBER),
        ("(5)", ProblemCode.PARENTHESES),
        ("12,34", ProblemCode.BAD_GROUPING),
        ("1,23,456", ProblemCode.BAD_GROUPING),
        ("0,123", ProblemCode.BAD_GROUPING),
        ("1,234'567", ProblemCode.BAD_GROUPING),
        ("1.2.3", ProblemCode.BAD_GROUPING),
        ("5.", ProblemCode.BAD_GROUPING),
        ("--5", ProblemCode.NOT_A_NUMBER),
        ("five", ProblemCode.NOT_A_NUMBER),
    ],
)
def test_refuses(text: str, code: ProblemCode) -> None:
    with pytest.raises(ParseProblem) as caught:
        parse_number(text)
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        ([], "."),
        (["1", "20"], "."),
        (["1.5", "1,234"], "."),
        (["1,5", "1.234"], ","),
        (["1.234,56"], ","),
        (["1,234,567"], "."),
        (["0.125"], "."),
        (["$1,234", "$0.99"], "."),
        (["bad", "1,5"], ","),
    ],
)
def test_finds_the_mark_of_a_column(values: list[str], mark: str) -> None:
    assert find_mark(values) == mark


def test_one_mark_or_the_other_is_asked_for_with_both_readings() -> None:
    with pytest.raises(ParseProblem) as caught:
        find_mark(["10", "1,234"])
    assert caught.value.code is ProblemCode.NUMBER_AMBIGUOUS
    assert caught.value.params == {"value": "1,234", "first": "1234", "second": "1.234"}


def test_a_column_with_both_marks_is_refused() -> None:
    with pytest.raises(ParseProblem) as caught:
        find_mark(["1.5", "2,25"])
    assert caught.value.code is ProblemCode.NUMBERS_MIXED


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("$1,200.50", ("1,200.50", "$")),
        ("-$5", ("-5", "$")),
        ("12,00 €", ("12,00", "€")),
        ("USD 12", ("12", "USD")),
        ("R$ 3", ("3", "R$")),
        ("12", ("12", None)),
        ("$12 USD", ("$12 USD", None)),
        ("twelve", ("twelve", None)),
    ],
)
def test_takes_the_sign_of_money_off(text: str, parts: tuple[str, str | None]) -> None:
    assert split_currency(text) == parts


def test_a_sign_stands_for_its_currencies_only() -> None:
    assert sign_fits("$", "CAD")
    assert sign_fits("EUR", "EUR")
    assert not sign_fits("$", "EUR")
