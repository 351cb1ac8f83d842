"""Phone numbers: what was typed is kept, what is compared is E.164."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_NOT_DIGITS: Final = re.compile(r"\D+")
_ENOUGH: Final = 3

# What people write for countries beside their English names and ISO codes.
_ALIASES: Final = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "america": "US", "uk": "GB",
    "u.k.": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "deutschland": "DE",
    "österreich": "AT", "schweiz": "CH", "suisse": "CH", "españa": "ES", "italia": "IT", "danmark": "DK",
    "sverige": "SE", "norge": "NO", "suomi": "FI", "nederland": "NL", "holland": "NL", "brasil": "BR",
    "czech republic": "CZ", "turkey": "TR", "méxico": "MX", "belgië": "BE", "belgique": "BE", "polska": "PL",
}  # fmt: skip


def normalise_phone(typed: str, region: str | None = None) -> str:
    """E.164 (`+49300074321`) for a number that can be one in `region` (ISO 3166), else its digits."""
    import phonenumbers

    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return _NOT_DIGITS.sub("", typed)
    if not phonenumbers.is_possible_number(number):
        return _NOT_DIGITS.sub("", typed)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def is_phone(typed: str) -> bool:
    """Whether there are enough digits to call."""
    return len(_NOT_DIGITS.sub("", typed)) >= _ENOUGH


@lru_cache(maxsize=512)
def region_of(country: str) -> str | None:
    """The region (ISO 3166) of a country as people write it; None when it is not known."""
    name = country.strip().casefold()
    if not name:
        return None
    if (alias := _ALIASES.get(name)) is not None:
        return alias
    if len(name) == 2 and name.isascii() and name.isalpha():
        return name.upper()
    return _english_names().get(name)


@lru_cache(maxsize=1)
def _english_names() -> dict[str, str]:
    from babel import Locale

    territories = Locale("en").territories
    return {str(name).casefold(): code for code, name in territories.items() if len(code) == 2}
