"""The forms of people, addresses and ways to be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.vocabulary import ContactPointKind


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person's form at a partner. `affiliation_id` None with `contact_id` gives a known person one more role.

    `original` is the draft the form was opened with: changes of others to other fields are kept.
    """

    partner_id: int
    affiliation_id: int | None = None
    contact_id: int | None = None
    name: str = ""
    role: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    notes: str = ""
    is_main: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    original: PersonDraft | None = None


PERSON_FIELDS: Final = (
    "name", "role", "phone", "mobile", "email", "notes", "is_main", "valid_from", "valid_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PointDraft:
    """One more way to reach a partner or a person (one of the two ids)."""

    kind: ContactPointKind
    value: str
    partner_id: int | None = None
    contact_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """A partner's address."""

    partner_id: int
    id: int | None = None
    label: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    is_main: bool = False
