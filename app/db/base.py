"""The base of all models: naming convention, STRICT tables, and column types that SQLite and PostgreSQL share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final, TypeVar

from sqlalchemy import BigInteger, Dialect, ForeignKey, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.domain import clock

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Whole: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit whole number; STRICT tables know only INTEGER."""


class DateText(TypeDecorator[date]):
    """A calendar day as `YYYY-MM-DD`: a promised date has no time of day and no time zone."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Store the ISO form; a `datetime` is refused, because dropping its time would be a guess."""
        if isinstance(value, datetime):
            raise TypeError("a date is wanted, not a moment")
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:
        """Read the ISO form."""
        return None if value is None else date.fromisoformat(value)


class MomentText(TypeDecorator[datetime]):
    """A moment in UTC as fixed-width ISO text, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Store UTC; a naive moment is refused."""
        if value is not None and value.tzinfo is None:
            raise TypeError("a moment needs its time zone")
        return None if value is None else clock.to_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read an aware moment."""
        return None if value is None else clock.from_text(value)


EnumT = TypeVar("EnumT", bound=StrEnum)


class EnumText(TypeDecorator[Any]):
    """A member of a closed list, stored as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Store the value; anything outside the list is refused."""
        return None if value is None else self.members(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:
        """Read the member."""
        return None if value is None else self.members(value)


class FlagInt(TypeDecorator[bool]):
    """Yes or no as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """Store 1 or 0."""
        return None if value is None else int(bool(value))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> bool | None:
        """Read a bool."""
        return None if value is None else bool(value)


def enum_column(members: type[StrEnum], **options: Any) -> Any:
    """A column of a closed list."""
    return mapped_column(EnumText(members), **options)


Id = Annotated[int, mapped_column(Whole, primary_key=True)]


def ref(target: str, *, index: bool = True, ondelete: str | None = None, **options: Any) -> Any:
    """A foreign key to `target`'s id, indexed unless said otherwise."""
    return mapped_column(Whole, ForeignKey(f"{target}.id", ondelete=ondelete), index=index, **options)


@dataclass(frozen=True, slots=True)
class Recording:
    """How the recorder treats a table, and how its rows are undone.

    - `append_only`: rows are never changed or removed; undoing adds the row that `counter` names (a method of the
      model that returns the counter-row's values).
    - `derived`: maintained in the same transaction from other tables; neither recorded nor undone.
    - `void`: values a created row takes when its creation is undone while append-only rows refer to it.
    - `secret`: columns whose values are never written to the audit (a password's hash).
    """

    append_only: bool = False
    derived: bool = False
    void: Mapping[str, str] | None = None
    secret: frozenset[str] = frozenset()


RECORDED: Final = Recording()
APPEND_ONLY: Final = Recording(append_only=True)
DERIVED: Final = Recording(derived=True)


class Base(DeclarativeBase):
    """All models. Each says how it is recorded."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        int: Whole,
        str: Text,
        date: DateText,
        datetime: MomentText,
        bool: FlagInt,
    }
    __recording__: ClassVar[Recording] = RECORDED


# An index of some rows names them by `sqlite_where` alone: naming PostgreSQL's beside it loads that dialect at every
# start, for nothing. The revisions name both, and a test compares the two.


def strict(**options: Any) -> dict[str, Any]:
    """Table options of every table: STRICT types, and ids that are never used twice."""
    return {"sqlite_strict": True, "sqlite_autoincrement": True, **options}


class Versioned:
    """A record that people edit: its version rises with every change, so that an older copy is never saved over it."""

    version: Mapped[int] = mapped_column(Whole, default=1)
