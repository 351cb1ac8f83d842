"""What follows from a partner's orders and contacts, kept ready so that a list of 100,000 sorts by it at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import DERIVED, Base, Id, Recording, enum_column, strict
from app.domain.vocabulary import Segment


class PartnerFacts(Base):
    """One partner's figures (`app.db.facts` keeps them). Money in minor units of `currency`, that of the last order."""

    __tablename__ = "partner_facts"
    __table_args__ = (strict(),)
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    """The partner's."""
    orders: Mapped[int] = mapped_column(default=0)
    """Orders given (quotes, cancelled ones and mere returns are none)."""
    open_orders: Mapped[int] = mapped_column(default=0)
    """Orders and quotes that are not closed."""
    first_ordered: Mapped[date | None]
    last_ordered: Mapped[date | None]
    currency: Mapped[str | None]
    mixed_currencies: Mapped[bool] = mapped_column(default=False)
    """There are orders in another currency; they are left out of the sums."""
    sales_minor: Mapped[int] = mapped_column(default=0)
    sales_year_minor: Mapped[int] = mapped_column(default=0, index=True)
    """The sales of the twelve months up to the state's day."""
    last_contact_at: Mapped[datetime | None] = mapped_column(index=True)
    recency: Mapped[int | None]
    frequency: Mapped[int | None]
    monetary: Mapped[int | None]
    segment: Mapped[Segment] = enum_column(Segment, default=Segment.PROSPECT)


class FactsState(Base):
    """The day the figures are as of, and the limits between scores (one row, id 1)."""

    __tablename__ = "facts_state"
    __table_args__ = (strict(),)
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    day: Mapped[date]
    limits: Mapped[str]
    """JSON: the bins, and three lists of the largest value of each class but the best."""
