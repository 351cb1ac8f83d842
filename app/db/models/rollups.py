"""Sums of finished months and years, so that a figure over all history reads a few rows instead of every order."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import DERIVED, Base, Id, Recording, enum_column, strict


class Family(StrEnum):
    """What the sums are made from; a change of it makes those of its months fall."""

    SOLD = "sold"
    FILLED = "filled"
    """As sold, but such sums hold only from the day on which every line of the month was due."""
    BOUGHT = "bought"
    STOCK = "stock"


class RollupPeriod(Base):
    """A month (`YYYY-MM`) or a year (`YYYY`) whose sums stand; it goes when something in it is changed.

    They hold for whoever reads on `since` or later: before, something in the period still depended on the day.
    """

    __tablename__ = "rollup_period"
    __table_args__ = (UniqueConstraint("family", "period"), strict())
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    family: Mapped[Family] = enum_column(Family)
    period: Mapped[str]
    since: Mapped[date]


class Rollup(Base):
    """The sums of one part of a measure over a period, for one customer, product … or (`split` empty) for all.

    Rows of periods that do not stand are left over and count for nothing. `part` ÷ `whole` (or ÷ `n`) is what the
    measure makes of them; `decimals` are those of the products' unit where quantities are added up.
    """

    __tablename__ = "rollup"
    __table_args__ = (Index("ix_rollup_measure_split_period", "measure", "split", "period"), strict())
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    measure: Mapped[str]
    split: Mapped[str]
    period: Mapped[str]
    subject_id: Mapped[int | None]
    """The customer's, product's, carrier's, supplier's or person's id, as `split` says."""
    currency: Mapped[str | None]
    decimals: Mapped[int] = mapped_column(default=0)
    part: Mapped[int]
    whole: Mapped[int] = mapped_column(default=0)
    rest: Mapped[int] = mapped_column(default=0)
    """What is added up beside it: the cost of what was sold, where `part` is what stock was worth more."""
    n: Mapped[int]
