"""What a screen, a command or a document sees of the business itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Business:
    """The business. `name` is empty until somebody said it; `currency` is that of its figures (ISO 4217)."""

    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class NewBusiness:
    """What the first start asks for. `currency` None takes the one of the system's country."""

    name: str
    owner_name: str
    currency: str | None = None
