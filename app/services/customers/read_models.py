"""What the customers' screens see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.domain.vocabulary import Channel, ContactPointKind, PartnerStatus, Segment


class Chip(StrEnum):
    """The ready-made filters of the directory."""

    ALL = "all"
    MINE = "mine"
    AT_RISK = "at_risk"
    TO_CALL = "to_call"
    """Somebody's follow-up is due today or overdue."""
    ARCHIVED = "archived"


class CustomerColumn(StrEnum):
    """What the directory can show and sort by."""

    NAME = "name"
    CITY = "city"
    SEGMENT = "segment"
    SALES = "sales"
    LAST_CONTACT = "last_contact"
    OPEN = "open"
    OWNER = "owner"
    CODE = "code"
    PHONE = "phone"
    EMAIL = "email"
    ORDERS = "orders"
    LAST_ORDER = "last_order"
    COUNTRY = "country"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers: all conditions hold at once."""

    text: str = ""
    chip: Chip = Chip.ALL
    segment: Segment | None = None
    tag: str | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerSort:
    """In which order; without a value comes last, equal ones go by name."""

    column: CustomerColumn = CustomerColumn.NAME
    descending: bool = False


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A line of the directory. None where there is nothing or the role may not see it."""

    id: int
    name: str
    code: str | None
    status: PartnerStatus
    city: str
    country: str
    segment: Segment | None
    sales_minor: int | None
    """The last twelve months, in `currency`."""
    currency: str | None
    mixed_currencies: bool
    last_contact: date | None
    days_since_contact: int | None
    open_order: str | None
    """The number of the oldest open order or quote."""
    open_orders: int
    orders: int | None
    last_order: date | None
    owner_id: int | None
    owner: str | None
    phone: str | None
    email: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many customers each chip shows, with the filter's text applied."""

    chips: dict[Chip, int]
    segments: dict[Segment, int]


@dataclass(frozen=True, slots=True)
class Point:
    """A way to reach somebody, as typed."""

    id: int
    kind: ContactPointKind
    value: str
    normal: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """What somebody said about being reached on a channel; the newest word counts."""

    id: int
    channel: Channel
    given: bool
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A postal address."""

    id: int
    label: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A contact in their role at the customer."""

    id: int
    affiliation_id: int
    name: str
    role: str
    is_main: bool
    valid_from: date | None
    valid_to: date | None
    points: tuple[Point, ...]
    consents: tuple[ConsentRow, ...]
    notes: str

    def first(self, *kinds: ContactPointKind) -> str | None:
        """The first way of one of these kinds."""
        return next((point.value for kind in kinds for point in self.points if point.kind is kind), None)


@dataclass(frozen=True, slots=True)
class PinnedFactRow:
    """What to know before calling."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class CustomerFigures:
    """The facts row: each None where nothing stands behind it."""

    sales_minor: int | None
    """The last twelve months."""
    sales_total_minor: int | None
    currency: str | None
    mixed_currencies: bool
    orders: int
    open_orders: int
    first_order: date | None
    last_order: date | None
    days_between_orders: int | None
    """Mean number of days from an order to the next."""
    shipped_on_time: int
    shipped_with_promise: int
    """Of so many shipped with a promised day, how many left by it."""
    last_contact: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerDetail:
    """One customer, as far as the role may see."""

    id: int
    version: int
    name: str
    code: str | None
    status: PartnerStatus
    is_supplier: bool
    is_carrier: bool
    segment: Segment | None
    owner_id: int | None
    owner: str | None
    tax_id: str
    currency: str | None
    payment_days: int | None
    credit_limit_minor: int | None
    delivery_window: str
    notes: str
    figures: CustomerFigures | None
    addresses: tuple[AddressRow, ...]
    points: tuple[Point, ...]
    consents: tuple[ConsentRow, ...]
    people: tuple[Person, ...]
    tags: tuple[str, ...]
    pinned: tuple[PinnedFactRow, ...]

    @property
    def main_person(self) -> Person | None:
        """Whom to ask for."""
        return next((person for person in self.people if person.is_main), next(iter(self.people), None))

    @property
    def phone(self) -> str | None:
        """The number to call: the customer's own, else the main person's."""
        return self._reach(ContactPointKind.PHONE, ContactPointKind.MOBILE)

    @property
    def email(self) -> str | None:
        """The address to write to: the customer's own, else the main person's."""
        return self._reach(ContactPointKind.EMAIL)

    def _reach(self, *kinds: ContactPointKind) -> str | None:
        own = next((point.value for kind in kinds for point in self.points if point.kind is kind), None)
        person = self.main_person
        return own or (person.first(*kinds) if person else None)


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """A customer's form. `id` None is a new one; `original` is the draft the form was opened with.

    With `original`, changes of others to other fields are kept. Phone, e-mail, website and the address are the main
    ones; further ones have commands of their own.
    """

    id: int | None = None
    version: int | None = None
    name: str = ""
    code: str = ""
    tax_id: str = ""
    currency: str = ""
    payment_days: int | None = None
    credit_limit_minor: int | None = None
    delivery_window: str = ""
    owner_id: int | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    original: CustomerDraft | None = None


DRAFT_FIELDS: Final = (
    "name", "code", "tax_id", "currency", "payment_days", "credit_limit_minor", "delivery_window", "owner_id", "phone",
    "email", "website", "street", "city", "region", "postal_code", "country", "tags", "notes",
)  # fmt: skip


class Likeness(StrEnum):
    """Why two records may be the same."""

    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Similar:
    """A customer that may already be the one that is being typed. `score` is 0 to 100."""

    id: int
    name: str
    city: str
    archived: bool
    likeness: Likeness
    score: int
