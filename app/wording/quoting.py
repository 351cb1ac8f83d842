"""How a value from the data stands inside a sentence: quoted, short, isolated, nothing of it invisible."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from app.domain.text import visible
from app.wording import labels
from app.wording.formats import NOTHING, Formats

_ISOLATE, _POP = "\u2068", "\u2069"
_LONGEST_LIST: Final = 8
_NUMBERS = frozenset(
    "limit found low high available seconds expected_count count decimals row first_row ordered offset".split()
)
_RECORDS = frozenset({"what", "entity"})
_WORDS = frozenset({"state", "status", "role"})
_DAYS = frozenset({"earliest", "latest"})


def quote(value: object, limit: int = 60) -> str:
    """A value in quotation marks: at most `limit` characters, control characters spelt, its direction kept inside."""
    return f"“{_ISOLATE}{visible(str(value), limit)}{_POP}”"


def isolate(value: object, limit: int = 200) -> str:
    """A name in running text: as `quote`, without the marks."""
    return f"{_ISOLATE}{visible(str(value), limit)}{_POP}"


def quoted_list(values: Iterable[object], last: str = "or") -> str:
    """`“a”, “b” or “c”`; a long list is cut and says how many more there are."""
    known = list(values)
    shown = [quote(value) for value in known[:_LONGEST_LIST]]
    if len(known) > len(shown):
        shown.append(f"{len(known) - len(shown)} more")
        last = "and"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {last} {shown[-1]}" if shown else NOTHING


class Filling(dict[str, str]):
    """The parameters of a sentence, each written in the form that its name asks for."""

    def __init__(self, params: dict[str, object], formats: Formats) -> None:
        super().__init__({name: _written(name, value, formats) for name, value in params.items()})

    def __missing__(self, name: str) -> str:
        return NOTHING


def _written(name: str, value: object, formats: Formats) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, tuple | list):
        return quoted_list(value)
    text = str(value)
    if name in _RECORDS:
        return labels.entity(text)
    if name in _WORDS:
        return text.replace("_", " ")
    if name == "field":
        return f"“{labels.field(text)}”"
    if isinstance(value, int) or (name in _NUMBERS and text.isascii() and text.removeprefix("-").isdigit()):
        return formats.number(int(text))
    if name in _DAYS:
        return _day(text, formats)
    return quote(value)


def _day(text: str, formats: Formats) -> str:
    try:
        return formats.date(date.fromisoformat(text[:10]))
    except ValueError:
        return quote(text)
