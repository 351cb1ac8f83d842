"""Decimal numbers in a column: one decimal mark for the whole column, found or given, never guessed.

Grammar (``.`` as the mark; with ``,`` the two change places)::

    number   = [sign] ( grouped | digits ) [ "." digits ]  |  [sign] "." digits
    grouped  = 1..3 digits, first not 0, then one or more of: one separator (the same each time)
               and 3 digits; separators are the other mark, an apostrophe and the blanks of typesetting
    sign     = "-" | "+" | U+2212

At most 18 digits, ASCII only; exponents, NaN, infinities, underscores, hexadecimal and
parentheses are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from app.domain.parsing.problems import ParseProblem, ProblemCode

Mark = Literal[".", ","]
MAX_DIGITS: Final = 18
_MINUS: Final = "\u2212"
_GAPS: Final = " \u00a0\u2007\u2009\u202f"
_OTHER: Final[dict[str, str]] = {".": ",", ",": "."}


def _pattern(mark: str) -> re.Pattern[str]:
    separators = re.escape(_OTHER[mark]) + "'\u2019" + _GAPS
    grouped = rf"[1-9][0-9]{{0,2}}(?:(?P<gap>[{separators}])[0-9]{{3}})(?:(?P=gap)[0-9]{{3}})*"
    point = re.escape(mark)
    return re.compile(
        rf"(?P<sign>[+\-{_MINUS}]?)(?:(?P<whole>{grouped}|[0-9]+)(?:{point}(?P<part>[0-9]+))?"
        rf"|{point}(?P<only>[0-9]+))"
    )


_PATTERNS: Final = {mark: _pattern(mark) for mark in (".", ",")}
_PLAIN: Final = re.compile(r"-?[0-9]{1,17}(?:\.[0-9]+)?")
_EXPONENT: Final = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+")
_GROUPISH: Final = re.compile(rf"[+\-{_MINUS}]?[0-9][0-9.,'\u2019{_GAPS}]*")

# A sign of money and the currencies it may stand for.
CURRENCY_SIGNS: Final[dict[str, frozenset[str]]] = {
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "TWD"}),
    "US$": frozenset({"USD"}),
    "C$": frozenset({"CAD"}),
    "A$": frozenset({"AUD"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}),
    "₺": frozenset({"TRY"}),
    "₽": frozenset({"RUB"}),
    "₩": frozenset({"KRW"}),
    "₴": frozenset({"UAH"}),
    "₫": frozenset({"VND"}),
    "₪": frozenset({"ILS"}),
    "₦": frozenset({"NGN"}),
    "R$": frozenset({"BRL"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
    "zł": frozenset({"PLN"}),
    "Kč": frozenset({"CZK"}),
    "Ft": frozenset({"HUF"}),
    "Fr.": frozenset({"CHF"}),
}
_SIGN_CHOICE: Final = "|".join(re.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True))
_MONEY: Final = re.compile(
    rf"(?P<minus>[+\-{_MINUS}]?)[{_GAPS}]?(?:(?P<before>[A-Z]{{3}}|{_SIGN_CHOICE})[{_GAPS}]?)?"
    rf"(?P<number>[+\-{_MINUS}]?[0-9.,][0-9.,'\u2019{_GAPS}]*?)"
    rf"(?:[{_GAPS}]?(?P<after>[A-Z]{{3}}|{_SIGN_CHOICE}))?"
)


def _digits(text: str) -> int:
    return len(text.lstrip("0"))


def _refusal(body: str) -> ParseProblem:
    """The most helpful reason why ``body`` is outside the grammar."""
    if _EXPONENT.fullmatch(body):
        return ParseProblem(ProblemCode.EXPONENT)
    if body.startswith("(") and body.endswith(")"):
        return ParseProblem(ProblemCode.PARENTHESES)
    if any(character.isdigit() and not character.isascii() for character in body):
        return ParseProblem(ProblemCode.NON_ASCII_DIGITS)
    if len(body) < 80 and _GROUPISH.fullmatch(body):
        return ParseProblem(ProblemCode.BAD_GROUPING)
    return ParseProblem(ProblemCode.NOT_A_NUMBER)


@lru_cache(maxsize=20_000)
def parse_number(text: str, mark: Mark = ".") -> Decimal:
    """The number that ``text`` says under this decimal mark; blanks around it are ignored.

    :raises ParseProblem: outside the grammar, or more than 18 digits.
    """
    body = text.strip(" \t\r\n" + _GAPS)
    if len(body) > 200:
        raise ParseProblem(ProblemCode.TOO_MANY_DIGITS, limit=MAX_DIGITS)
    match = _PATTERNS[mark].fullmatch(body)
    if match is None:
        raise _refusal(body)
    whole, part = match["whole"] or "0", match["part"] or match["only"] or ""
    if match["gap"]:
        whole = whole.replace(match["gap"], "")
    if _digits(whole + part) > MAX_DIGITS or len(part) > MAX_DIGITS:
        raise ParseProblem(ProblemCode.TOO_MANY_DIGITS, limit=MAX_DIGITS)
    value = Decimal(f"{whole}.{part}" if part else whole)
    return -value if match["sign"] in ("-", _MINUS) and value else value


def split_currency(text: str) -> tuple[str, str | None]:
    """``("-1,200.50", "$")`` for ``-$1,200.50``: the bare number and the sign of money beside it.

    Text of any other shape comes back as it is, with None.
    """
    body = text.strip(" \t\r\n" + _GAPS)
    if len(body) > 200 or _PLAIN.fullmatch(body):
        return body, None
    match = _MONEY.fullmatch(body)
    if match is None or (match["before"] and match["after"]):
        return body, None
    sign = match["before"] or match["after"]
    return (match["minus"] + match["number"], sign) if sign else (body, None)


def sign_fits(sign: str, currency: str) -> bool:
    """Whether a sign of money or an ISO code may stand for this currency."""
    return sign == currency or currency in CURRENCY_SIGNS.get(sign, frozenset())


def _reading(text: str, mark: Mark) -> Decimal | None:
    try:
        return parse_number(text, mark)
    except ParseProblem:
        return None


def find_mark(values: Iterable[str]) -> Mark:
    """The decimal mark of a column, found over all its values; ``.`` when no value needs one.

    :raises ParseProblem: NUMBER_AMBIGUOUS when both marks fit every value but say different
        numbers; NUMBERS_MIXED when some values need one mark and some the other.
    """
    proof: dict[Mark, str] = {}
    unsure: tuple[str, Decimal, Decimal] | None = None
    for value in values:
        if "," not in value and "." not in value:
            continue
        text, _ = split_currency(value.rstrip(" %"))
        point, comma = _reading(text, "."), _reading(text, ",")
        if point is not None and comma is None:
            proof.setdefault(".", value)
        elif comma is not None and point is None:
            proof.setdefault(",", value)
        elif point is not None and comma is not None and point != comma:
            unsure = unsure or (value, point, comma)
        if len(proof) == 2:
            raise ParseProblem(ProblemCode.NUMBERS_MIXED, value=proof["."], other=proof[","])
    if not proof and unsure:
        raise ParseProblem(ProblemCode.NUMBER_AMBIGUOUS, value=unsure[0], first=str(unsure[1]), second=str(unsure[2]))
    return next(iter(proof), ".")
