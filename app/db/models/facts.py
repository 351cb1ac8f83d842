"""What follows from a partner's orders and contacts, kept ready so that a list of 100,000 sorts by it at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import DERIVED, Base, Id, Recording, enum_column, ref, strict
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


class PurchaseLineFacts(Base):
    """What became of one line that was ordered from a supplier (`app.db.deliveries` keeps it).

    Drafts and cancelled orders have none. Quantities are in the product's smallest units, `scale` of them to one unit.
    """

    __tablename__ = "purchase_line_facts"
    __table_args__ = (
        # All that the suppliers' list adds up over twelve months: it reads the index alone.
        Index(
            "ix_purchase_line_facts_supplier_id_ordered",
            *("supplier_id", "ordered", "due", "completed", "is_open", "lead_days", "response_days", "currency"),
            *("scale", "spend_minor", "received", "rejected"),
        ),
        Index("ix_purchase_line_facts_due", "due", "completed", "is_open", "supplier_id"),
        Index("ix_purchase_line_facts_completed", "completed", "lead_days", "supplier_id"),
        Index(
            "ix_purchase_line_facts_open_due",
            "due",
            sqlite_where=text("is_open = 1"),
        ),
        strict(),
    )
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    """The order line's."""
    supplier_id: Mapped[int] = ref("partner", index=False)
    ordered: Mapped[date]
    currency: Mapped[str]
    spend_minor: Mapped[int]
    """The line's net without what was closed short."""
    is_open: Mapped[bool]
    due: Mapped[date | None]
    """The original promise."""
    completed: Mapped[date | None]
    """The day on which all that was asked for had come in good order."""
    lead_days: Mapped[int | None]
    """Calendar days from the confirmation (else the order) to that day, or to the last receipt of a closed line."""
    response_days: Mapped[int | None]
    """Calendar days from sending the order to its confirmation."""
    received: Mapped[int]
    rejected: Mapped[int]
    scale: Mapped[int]
