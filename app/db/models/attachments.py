"""Files that belong to the business's data, such as its logo, each kept once under the digest of its content."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import DERIVED, Base, Id, Recording, enum_column, strict
from app.domain.vocabulary import ImageType


class Attachment(Base):
    """A file's content, never changed. What refers to it by its digest is recorded, and undone, in its stead.

    A row stays when nothing refers to it any more: undoing that must find it again.
    """

    __tablename__ = "attachment"
    __table_args__ = (strict(),)
    __recording__: ClassVar[Recording] = DERIVED

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the content, in hexadecimal digits."""
    media_type: Mapped[ImageType] = enum_column(ImageType)
    content: Mapped[bytes] = mapped_column(LargeBinary)
