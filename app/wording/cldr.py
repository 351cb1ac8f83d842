"""The forms of a locale from Babel's copy of CLDR; imported only for locales that are not written down."""

from __future__ import annotations

from datetime import date, time
from types import MappingProxyType

from babel import Locale, UnknownLocaleError, dates

from app.domain.money import CURRENCIES
from app.wording.locales import NO_BREAK_SPACE, DateForms, LocaleForms


def forms_from_cldr(name: str) -> LocaleForms | None:
    """The forms of a locale by its name (`sv_SE`); None when CLDR has neither it nor its language."""
    locale = _parse(name)
    if locale is None:
        return None
    symbols = locale.number_symbols["latn"]
    pattern = locale.currency_formats["standard"]
    grouping = pattern.grouping
    return LocaleForms(
        name=str(locale),
        decimal=symbols.get("decimal", "."),
        group=symbols.get("group", ","),
        minus=symbols.get("minusSign", "-"),
        first_group=grouping[0],
        next_group=grouping[1],
        currency_positive=_affixes(pattern.prefix[0], pattern.suffix[0], symbols),
        currency_negative=_affixes(pattern.prefix[1], pattern.suffix[1], symbols),
        percent=_affixes(locale.percent_formats[None].prefix[0], locale.percent_formats[None].suffix[0], symbols),
        symbols=MappingProxyType({c: s for c, s in locale.currency_symbols.items() if c in CURRENCIES}),
        dates=_dates(locale),
        right_to_left=locale.text_direction == "rtl",
    )


def _parse(name: str) -> Locale | None:
    for wanted in (name, name.partition("_")[0]):
        try:
            return Locale.parse(wanted)
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _affixes(prefix: str, suffix: str, symbols: dict[str, str]) -> str:
    return (prefix + "{}" + suffix).replace(" ", NO_BREAK_SPACE).replace("-", symbols.get("minusSign", "-"))


def _dates(locale: Locale) -> DateForms:
    def medium(day: date) -> str:
        return dates.format_date(day, "medium", locale=locale)

    def long(day: date) -> str:
        return dates.format_date(day, "long", locale=locale)

    def day_month(day: date) -> str:
        return dates.format_skeleton("MMMd", day, locale=locale)

    def month(day: date) -> str:
        return dates.format_skeleton("yMMM", day, locale=locale)

    def clock(at: time) -> str:
        return dates.format_time(at, "short", locale=locale)

    return DateForms(medium, long, day_month, month, clock)
