"""What a field of an import kind is, and how headers are compared with its names."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache


class FieldType(StrEnum):
    """How a cell of the field is read; the comment says what the reading gives."""

    NAME = "name"  # str, one line
    LINE = "line"  # str, one line
    CODE = "code"  # str, nothing invisible
    NOTES = "notes"  # str
    WHOLE = "whole"  # int
    QUANTITY = "quantity"  # Decimal
    MONEY = "money"  # int, minor units of the row's currency
    DISCOUNT = "discount"  # int, parts per million
    DATE = "date"  # date
    MOMENT = "moment"  # datetime, aware
    CLOCK = "clock"  # time
    DURATION = "duration"  # int, seconds
    FLAG = "flag"  # bool
    CHOICE = "choice"  # str, one of the choices
    TAGS = "tags"  # tuple of str
    CURRENCY = "currency"  # str, ISO 4217


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind. `names` are what else it is called, best first; `own_last` when its own name means less.

    `many` keeps all filled columns as a tuple; `group` names fields whose alternative columns go together (an address).
    """

    name: str
    type: FieldType = FieldType.LINE
    names: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    low: int | None = None
    high: int | None = None
    many: bool = False
    group: str = ""
    words: int = 1  # in a group: how many names each place (business, home …) has
    own_last: bool = False
    personal: bool = False
    cost: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One import kind.

    `required`: of each tuple of fields at least one. `match`: how a row finds its record when the map does not say.
    `join`: the field by which two files are joined; `line_mark`: the field only the file of lines has.
    """

    name: str
    fields: tuple[Field, ...]
    required: tuple[tuple[str, ...], ...]
    match: tuple[str, ...]
    join: str | None = None
    line_mark: str | None = None
    exported: bool = True

    def known(self, name: str) -> Field:
        """The field of that name, which the kind is known to have."""
        return next(item for item in self.fields if item.name == name)

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((item for item in self.fields if item.name == name), None)


def same(*values: str, **others: str) -> dict[str, str]:
    """Choices by what they are called: their own values, and other words for them."""
    return {**{normal_header(value): value for value in values}, **{normal_header(k): v for k, v in others.items()}}


@lru_cache(maxsize=4_096)
def normal_header(text: str) -> str:
    """A header without case, blanks and punctuation: ``Order ID``, ``order_id`` and ``OrderID`` are one."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def field_names(item: Field) -> tuple[str, ...]:
    """The normalised headers a field answers to, best first."""
    names = (*item.names, item.name) if item.own_last else (item.name, *item.names)
    if item.many:
        names = (*names, *(f"{item.name} {number}" for number in range(2, 100)))
    return tuple(dict.fromkeys(normal_header(text) for text in names))
