"""People of the business, and the secrets of those who sign in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import DERIVED, Base, Id, Recording, Versioned, enum_column, ref, strict
from app.domain.vocabulary import Role


class Staff(Versioned, Base):
    """A person who works here. Everything done carries who did it.

    Only those with `signs_in` have an account; imported people are names on orders and calls until they get one.
    """

    __tablename__ = "staff"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    code: Mapped[str | None]
    name: Mapped[str]
    name_fold: Mapped[str] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    role: Mapped[Role] = enum_column(Role)
    active: Mapped[bool] = mapped_column(default=True)
    signs_in: Mapped[bool] = mapped_column(default=False)


class Credential(Base):
    """A password's hash (argon2id) and the throttle of its tries; kept out of the audit's images."""

    __tablename__ = "credential"
    __table_args__ = (strict(),)
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    staff_id: Mapped[int] = ref("staff", index=False, unique=True, ondelete="CASCADE")
    password_hash: Mapped[str]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
