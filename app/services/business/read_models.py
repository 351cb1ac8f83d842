"""What a screen, a command or a document sees of the business itself."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.vocabulary import ImageType


@dataclass(frozen=True, slots=True)
class Business:
    """The business. `name` is empty until somebody said it; `currency` is that of its figures (ISO 4217).

    The rest is for the letterhead and may be empty. `footer` is what has to stand below every letter (bank account,
    registration); `quote_days` is how long a quote holds; `logo` is the digest of the attached picture.
    """

    name: str
    currency: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_id: str = ""
    footer: str = ""
    quote_days: int | None = None
    logo: str | None = None


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture on the letterhead."""

    kind: ImageType
    content: bytes


@dataclass(frozen=True, slots=True)
class NewBusiness:
    """What the first start asks for. `currency` None takes the one of the system's country."""

    name: str
    owner_name: str
    currency: str | None = None
