"""Numbers, money, quantities and days as a person types them in the locale's form; refused with the field's name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QDate, QLocale

from app.domain import money, quantity
from app.domain.errors import Problem, ValidationError
from app.domain.money import exponent
from app.domain.parsing.numbers import Mark, parse_number
from app.domain.parsing.problems import ParseProblem
from app.ui.shared.formats import formats

DAY_HINT: Final = "2026-11-22, or +14 for two weeks from today"
"""How a day can be typed."""
_AWAY: Final = re.compile(r"\+\s*(\d{1,4})")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def read_number(text: str, field: str) -> Decimal | None:
    """A number in the locale's form; None for nothing. Raises ValidationError (NOT_A_NUMBER)."""
    if not text.strip():
        return None
    mark: Mark = "," if formats().forms.decimal == "," else "."
    try:
        return parse_number(text, mark)
    except ParseProblem:
        raise ValidationError(field, Problem.NOT_A_NUMBER) from None


def read_whole(text: str, field: str) -> int | None:
    """A whole number; None for nothing."""
    number = read_number(text, field)
    if number is None:
        return None
    if number != int(number):
        raise ValidationError(field, Problem.TOO_FINE, decimals=0)
    return int(number)


def read_money(text: str, currency: str, field: str) -> int | None:
    """Minor units; None for nothing. Raises ValidationError (NOT_A_NUMBER, TOO_FINE, NEGATIVE, TOO_LARGE)."""
    number = read_number(text, field)
    if number is None:
        return None
    decimals = exponent(currency)
    minor = number.scaleb(decimals)
    if minor != int(minor):
        raise ValidationError(field, Problem.TOO_FINE, decimals=decimals)
    if minor < 0:
        raise ValidationError(field, Problem.NEGATIVE)
    if minor > money.MAX_MINOR:
        raise ValidationError(field, Problem.TOO_LARGE, limit=str(money.MAX_MINOR))
    return int(minor)


def read_quantity(text: str, unit_decimals: int, field: str) -> int | None:
    """Smallest units; None for nothing. Raises ValidationError (NOT_A_NUMBER, TOO_FINE, TOO_LARGE)."""
    number = read_number(text, field)
    return None if number is None else quantity.from_decimal(number, unit_decimals, field)


def read_percent(text: str, field: str) -> int:
    """Parts per million; nothing is none. Raises ValidationError (NOT_A_NUMBER, TOO_FINE)."""
    number = read_number(text.replace("%", ""), field)
    ppm = Decimal(0) if number is None else number.scaleb(4)
    if ppm != int(ppm):
        raise ValidationError(field, Problem.TOO_FINE, decimals=4)
    return int(ppm)


def read_day(text: str, field: str, today: date) -> date | None:
    """A day as 2026-11-22, in the locale's short form, or as +14 (days from today). Raises ValidationError."""
    body = text.strip()
    if not body:
        return None
    if away := _AWAY.fullmatch(body):
        return today + timedelta(days=int(away[1]))
    try:
        if iso := _ISO.fullmatch(body):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        raise ValidationError(field, Problem.NOT_A_DATE) from None
    locale = QLocale(formats().locale)
    for form in (QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat):
        day = locale.toDate(body, form)
        if isinstance(day, QDate) and day.isValid() and day.year() >= 1990:
            return date(day.year(), day.month(), day.day())
    raise ValidationError(field, Problem.NOT_A_DATE)


def money_text(minor: int | None, currency: str) -> str:
    """As it is typed: the number alone, in the locale's form."""
    if minor is None:
        return ""
    return formats().number(Decimal(minor).scaleb(-exponent(currency)), exponent(currency))


def quantity_text(value: int | None, unit_decimals: int) -> str:
    """As it is typed."""
    return "" if value is None else formats().quantity(value, unit_decimals)


def percent_text(ppm: int) -> str:
    """As it is typed; none is empty."""
    return formats().quantity(ppm, 4) if ppm else ""


def day_text(day: date | None) -> str:
    """As it is typed."""
    return "" if day is None else day.isoformat()
