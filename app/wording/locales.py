"""How a language and a country write numbers and dates.

Reading CLDR through Babel costs about 80 ms, which is a whole window's start. The two commonest forms are therefore
written down here (a test compares them with Babel, currency by currency); all others come from Babel on first use.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from types import MappingProxyType
from typing import Final

NO_BREAK_SPACE: Final = "\u00a0"
DEFAULT_LOCALE: Final = "en_US"

_LOCALE_NAME = re.compile(r"^([A-Za-z]{2,3})(?:[_-]([A-Za-z]{4}))?(?:[_-]([A-Za-z]{2}|[0-9]{3}))?(?:[.@].*)?$")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LONG_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class DateForms:
    """Functions that write a calendar day (`medium`, `long`, `day_month`, `month`) and a time of day."""

    medium: Callable[[date], str]
    long: Callable[[date], str]
    day_month: Callable[[date], str]
    month: Callable[[date], str]
    time: Callable[[time], str]


@dataclass(frozen=True, slots=True)
class LocaleForms:
    """The signs and patterns of one locale; patterns have `{}` for the number and `¤` for the currency."""

    name: str
    decimal: str
    group: str
    minus: str
    first_group: int
    next_group: int
    currency_positive: str
    currency_negative: str
    percent: str
    symbols: Mapping[str, str]
    dates: DateForms
    right_to_left: bool = field(default=False)

    def symbol(self, currency: str) -> str:
        """The currency's sign where the locale has one, else its code."""
        return self.symbols.get(currency, currency)


_SYMBOLS: Final = {
    "AUD": "A$", "BRL": "R$", "CAD": "CA$", "CNY": "CN¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "ILS": "₪",
    "INR": "₹", "JPY": "¥", "KRW": "₩", "MXN": "MX$", "NZD": "NZ$", "PHP": "₱", "TWD": "NT$", "USD": "$",
    "VND": "₫", "XAF": "FCFA", "XCD": "EC$", "XOF": "F\u202fCFA", "XPF": "CFPF",
}  # fmt: skip


def _american_dates() -> DateForms:
    return DateForms(
        medium=lambda day: f"{_MONTHS[day.month - 1]} {day.day}, {day.year}",
        long=lambda day: f"{_LONG_MONTHS[day.month - 1]} {day.day}, {day.year}",
        day_month=lambda day: f"{_MONTHS[day.month - 1]} {day.day}",
        month=lambda day: f"{_MONTHS[day.month - 1]} {day.year}",
        time=lambda at: f"{at.hour % 12 or 12}:{at.minute:02d}\u202f{'AM' if at.hour < 12 else 'PM'}",
    )


def _british_dates() -> DateForms:
    short = [*_MONTHS[:8], "Sept", *_MONTHS[9:]]
    return DateForms(
        medium=lambda day: f"{day.day} {short[day.month - 1]} {day.year}",
        long=lambda day: f"{day.day} {_LONG_MONTHS[day.month - 1]} {day.year}",
        day_month=lambda day: f"{day.day} {short[day.month - 1]}",
        month=lambda day: f"{short[day.month - 1]} {day.year}",
        time=lambda at: f"{at.hour:02d}:{at.minute:02d}",
    )


def _english(name: str, symbols: Mapping[str, str], dates: DateForms) -> LocaleForms:
    return LocaleForms(
        name=name,
        decimal=".",
        group=",",
        minus="-",
        first_group=3,
        next_group=3,
        currency_positive="¤{}",
        currency_negative="-¤{}",
        percent="{}%",
        symbols=MappingProxyType(dict(symbols)),
        dates=dates,
    )


_WRITTEN_DOWN: Final[Mapping[str, Callable[[], LocaleForms]]] = {
    "en": lambda: _english("en", _SYMBOLS, _american_dates()),
    "en_US": lambda: _english("en_US", _SYMBOLS, _american_dates()),
    "en_GB": lambda: _english("en_GB", _SYMBOLS | {"JPY": "JP¥", "USD": "US$"}, _british_dates()),
}


def system_locale() -> str:
    """The locale the system asks for, as `sv_SE`; `en_US` when it names none."""
    for variable in ("LC_ALL", "LC_MONETARY", "LC_TIME", "LANG"):
        name = normal_name(os.environ.get(variable, ""))
        if name is not None:
            return name
    if sys.platform in {"win32", "darwin"}:
        import locale

        return normal_name(locale.getlocale()[0] or "") or DEFAULT_LOCALE
    return DEFAULT_LOCALE


def normal_name(name: str) -> str | None:
    """`sv-se.UTF-8` as `sv_SE`; None for `C`, `POSIX` and what is no locale's name."""
    found = _LOCALE_NAME.match(name.strip())
    if found is None or name.upper() == "POSIX":
        return None
    language, script, country = found.groups()
    parts = (language.lower(), script.title() if script else None, country.upper() if country else None)
    return "_".join(part for part in parts if part)


@lru_cache(maxsize=8)
def forms(name: str | None = None) -> LocaleForms:
    """The forms of a locale (the system's when none is named); an unknown one falls back to `en_US`."""
    wanted = (normal_name(name) if name else None) or system_locale()
    if wanted in _WRITTEN_DOWN:
        return _WRITTEN_DOWN[wanted]()
    from app.wording.cldr import forms_from_cldr

    return forms_from_cldr(wanted) or _WRITTEN_DOWN[DEFAULT_LOCALE]()


_WEEKS: Final = {"en": 6, "en_US": 6, "en_GB": 0}


@lru_cache(maxsize=8)
def first_weekday(name: str) -> int:
    """With which day a locale's week begins: 0 for Monday to 6 for Sunday."""
    if name in _WEEKS:
        return _WEEKS[name]
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name).first_week_day
    except (UnknownLocaleError, ValueError):
        return _WEEKS[DEFAULT_LOCALE]
