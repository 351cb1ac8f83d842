"""The table a person last looked at, in words: what the next start draws while the libraries are still loading."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from app.db.base import DERIVED, Base, Id, Recording, ref, strict


class FirstPage(Base):
    """One person's first rows. Good only while `entry_id` is the newest audit entry and it is still that day.

    It lies in the database, not beside it, because it holds what the database holds: names of people.
    """

    __tablename__ = "first_page"
    __table_args__ = (strict(),)
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    staff_id: Mapped[int] = ref("staff", index=False, unique=True)
    entry_id: Mapped[int]
    day: Mapped[str]
    content: Mapped[str]
    """JSON."""
