"""What the sample shop is made of, read from its files: people, firms, products, sentences."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any, Final

from app.config import paths
from app.domain.formulas.ordering import price_at
from app.domain.vocabulary import Role

_FILES: Final = ("shop", "suppliers", "customers", "texts")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works in the shop."""

    key: str
    name: str
    title: str
    role: Role


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who brings parcels: share of them, days on the way, how often it takes longer."""

    name: str
    code: str
    phone: str
    share: int
    days: tuple[int, int]
    slow: float


@dataclass(frozen=True, slots=True)
class Item:
    """A product: money in cents, weight in grams, and how many are sold in a usual month."""

    sku: str
    name: str
    category: str
    price: int
    cost: int
    weight: int
    pack: int
    monthly: int


@dataclass(frozen=True, slots=True)
class Also:
    """A product of another supplier that this one sells too: its price in cents and its lead time in days."""

    sku: str
    cost: int
    lead: int


@dataclass(frozen=True, slots=True)
class Source:
    """A supplier. `slip`: the share of deliveries that come late, and by how many days (from, to).

    `breaks`: from so many packs on, so many per cent less. `also`: what it sells of the others' goods.
    """

    code: str
    name: str
    city: str
    country: str
    contact: str
    lead: int
    slip: tuple[float, int, int]
    rejects: float
    weekday: int
    is_new: bool
    items: tuple[Item, ...]
    breaks: tuple[tuple[int, int], ...] = ()
    also: tuple[Also, ...] = ()

    def breaks_of(self, item: Item) -> tuple[tuple[int, int], ...]:
        """The quantities from which a product costs less, with the price from there on."""
        return tuple((packs * item.pack, item.cost * (100 - less) // 100) for packs, less in self.breaks)

    def price_of(self, item: Item, quantity: int) -> int:
        """What one costs when so many are ordered."""
        return price_at(quantity, item.cost, self.breaks_of(item)) or item.cost


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer. `habit` is steady, growing, fading, quiet, new or prospect; `since` its days where it has some."""

    name: str
    city: str
    country: str
    kind: str
    contact: str
    monthly: float
    size: float
    owner: str
    habit: str
    since: int


@dataclass(frozen=True, slots=True)
class Content:
    """All of it."""

    name: str
    currency: str
    letterhead: dict[str, str | int]
    months: tuple[float, ...]
    growth: float
    staff: tuple[Person, ...]
    carriers: tuple[Carrier, ...]
    sources: tuple[Source, ...]
    buyers: tuple[Buyer, ...]
    people: tuple[str, ...]
    roles: dict[str, list[str]]
    texts: dict[str, Any]


def load() -> Content:
    """Read the files that come with the program."""
    folder = paths.resources_folder() / "sample"
    shop, suppliers, customers, texts = (
        tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in _FILES
    )
    return Content(
        name=shop["name"],
        currency=shop["currency"],
        letterhead=shop["letterhead"],
        months=tuple(shop["seasons"]["months"]),
        growth=shop["seasons"]["growth_per_year"],
        staff=tuple(Person(row["key"], row["name"], row["title"], Role(row["role"])) for row in shop["staff"]),
        carriers=tuple(_carrier(row) for row in shop["carrier"]),
        sources=tuple(_source(row) for row in suppliers["supplier"]),
        buyers=tuple(_buyer(row) for row in customers["customers"]),
        people=tuple(customers["people"]),
        roles=customers["roles"],
        texts=texts,
    )


def _carrier(row: dict[str, Any]) -> Carrier:
    first, last = row["days"]
    return Carrier(row["name"], row["code"], row["phone"], row["share"], (first, last), row["slow"])


def _source(row: dict[str, Any]) -> Source:
    share, first, last = row["slip"]
    return Source(
        row["code"],
        row["name"],
        row["city"],
        row["country"],
        row["contact"],
        row["lead"],
        (share, first, last),
        row["rejects"],
        row["weekday"],
        row.get("new", False),
        tuple(Item(*product) for product in row["products"]),
        tuple((packs, less) for packs, less in row.get("breaks", ())),
        tuple(Also(*offer) for offer in row.get("also", ())),
    )


def _buyer(row: list[Any]) -> Buyer:
    word, _, days = row[-1].partition(":")
    facts: list[Any] = [*row[:-1], word, int(days or 0)]
    return Buyer(*facts)
