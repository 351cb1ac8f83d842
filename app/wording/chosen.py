"""The forms of numbers and dates that a person chose beside those of their language and country."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from app.config.settings import Settings
from app.wording.formats import Formats
from app.wording.locales import LocaleForms, forms

_THIN: Final = "\u202f"

NUMBER_FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "comma-point": (",", "."),
    "point-comma": (".", ","),
    "space-comma": (_THIN, ","),
    "space-point": (_THIN, "."),
    "apostrophe-point": ("’", "."),
    "none-point": ("", "."),
    "none-comma": ("", ","),
}
"""By name: what stands between thousands, and before the decimals."""

DATE_FORMS: Final[Mapping[str, tuple[Callable[[date], str], Callable[[date], str]]]] = {
    "iso": (lambda day: day.isoformat(), lambda day: f"{day:%m-%d}"),
    "day-slash": (lambda day: f"{day:%d/%m/%Y}", lambda day: f"{day:%d/%m}"),
    "month-slash": (lambda day: f"{day:%m/%d/%Y}", lambda day: f"{day:%m/%d}"),
    "day-point": (lambda day: f"{day:%d.%m.%Y}", lambda day: f"{day:%d.%m.}"),
}
"""By name: a day with its year, and without."""

LOCALES: Final = (
    "da_DK", "de_AT", "de_CH", "de_DE", "en_AU", "en_CA", "en_GB", "en_IE", "en_IN", "en_NZ", "en_US", "en_ZA",
    "es_ES", "es_MX", "fi_FI", "fr_BE", "fr_CA", "fr_CH", "fr_FR", "it_IT", "ja_JP", "nb_NO", "nl_BE", "nl_NL",
    "pl_PL", "pt_BR", "pt_PT", "sv_SE", "tr_TR",
)  # fmt: skip
"""Languages and countries to choose from; any other can stand in the settings."""

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def formats_of(settings: Settings) -> Formats:
    """The formats as a person chose them. A name that nobody knows is as if none was chosen."""
    return Formats(chosen=_chosen(settings), first_weekday=settings.first_weekday)


def _chosen(settings: Settings) -> LocaleForms:
    found = forms(settings.locale)
    number = NUMBER_FORMS.get(settings.number_form or "")
    if number is not None:
        found = replace(found, group=number[0], decimal=number[1])
    day = DATE_FORMS.get(settings.date_form or "")
    if day is not None:
        found = replace(found, dates=replace(found.dates, medium=day[0], day_month=day[1]))
    return found


def locale_words(name: str) -> str:
    """A locale's language and country in English: `Swedish (Sweden)`. Reads CLDR: not before the first picture."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name).get_display_name("en") or name
    except (UnknownLocaleError, ValueError):
        return name
