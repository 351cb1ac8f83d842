"""The sample shop's people, partners and products: what is there on the first day."""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from app.db.models import (
    Address,
    Affiliation,
    Contact,
    ContactPoint,
    CustomerTerms,
    Partner,
    PartnerTag,
    PinnedFact,
    Product,
    Staff,
    SupplierTerms,
    Tag,
)
from app.domain.text import fold
from app.domain.vocabulary import ContactPointKind, Role
from app.services.sample.content import Buyer, Item, Source
from app.services.sample.offers import make_offers
from app.services.sample.stage import Stage

_STEP: Final = 6
"""Reorder points are set to whole halves of a dozen, as people do."""


def make_staff(stage: Stage) -> None:
    """The shop's people; only the owner has an account, so that nobody has to sign in."""
    for person in stage.content.staff:
        own = stage.ctx.actor.staff_id if person.role is Role.OWNER else None
        staff = stage.ctx.session.get(Staff, own) if own is not None else None
        if staff is None:
            staff = Staff(name="", name_fold="", role=person.role)
            stage.ctx.session.add(staff)
        staff.name, staff.name_fold, staff.title = person.name, fold(person.name), person.title
        staff.email = f"{_plain(person.name)}@greenleaf.example"
        staff.signs_in = person.role is Role.OWNER
        stage.ctx.session.flush()
        stage.staff[person.key] = staff.id


def make_partners(stage: Stage) -> None:
    """Carriers, suppliers and customers, with their people, addresses and ways to reach them."""
    writer = _Writer(stage)
    for carrier in stage.content.carriers:
        partner = writer.partner(carrier.name, carrier.code, is_carrier=True)
        writer.point(partner, None, ContactPointKind.PHONE, carrier.phone)
        stage.carriers.append(partner)
    for source in stage.content.sources:
        stage.suppliers.append(writer.supplier(source))
    for number, buyer in enumerate(stage.content.buyers, 1):
        stage.customers.append(writer.customer(number, buyer))
    writer.tags()
    writer.write()


def make_products(stage: Stage) -> None:
    """Products with their reorder points, and the suppliers' offers."""
    wares = [(index, item) for index, source in enumerate(stage.content.sources) for item in source.items]
    rows = [_product(stage, stage.content.sources[index], item) for index, item in wares]
    ids = stage.ctx.recorder.insert_many(Product, rows)
    for (_, item), row_id in zip(wares, ids, strict=True):
        stage.products[item.sku] = row_id
    make_offers(stage)


def reorder_point(source: Source, item: Item) -> int:
    """What is sold in the promised lead time and between two order days, and two months' reserve: orders are lumpy."""
    return _STEP * math.ceil(item.monthly / 30 * (source.lead * 1.3 + 14 + 60) / _STEP)


def target_stock(source: Source, item: Item) -> int:
    """The reorder point and what is sold in five weeks."""
    return reorder_point(source, item) + _STEP * math.ceil(item.monthly * 1.0 / _STEP)


def _product(stage: Stage, source: Source, item: Item) -> dict[str, Any]:
    return {
        "sku": item.sku,
        "sku_fold": fold(item.sku),
        "gtin": _gtin(stage.dice.randrange(10**9)),
        "name": item.name,
        "name_fold": fold(item.name),
        "category": item.category,
        "weight_g": item.weight,
        "price_minor": item.price,
        "currency": stage.content.currency,
        "cost_minor": item.cost,
        "reorder_point": reorder_point(source, item),
        "target_stock": target_stock(source, item),
    }


def _gtin(number: int) -> str:
    # 200 to 299 are for use inside a shop: no real article has such a number.
    body = f"200{number:09d}"
    weighted = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(body))
    return f"{body}{-weighted % 10}"


class _Writer:
    """Collects rows table by table and inserts each table at once."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.phones = {
            "Sweden": _numbers("+463139006", "+464062804", "+468465004", "+467017406"),
            "United Kingdom": _numbers(
                *(f"+44163296{n:02d}" for n in range(10)), *(f"+4477009{n:03d}" for n in range(9))
            ),
            "Germany": _numbers(*(f"+493023125{n}" for n in range(10))),
            "France": _numbers(*(f"+33199001{n}" for n in range(10))),
        }
        self.rows: dict[type[Any], list[dict[str, Any]]] = {}
        self.next = itertools.count()

    def partner(self, name: str, code: str, **facts: Any) -> int:
        """Insert a partner; its id."""
        row = {"name": name, "name_fold": fold(name), "code": code, "code_fold": fold(code), **facts}
        row.setdefault("currency", self.stage.content.currency)
        return self.stage.ctx.recorder.insert_many(Partner, [row])[0]

    def supplier(self, source: Source) -> int:
        """A supplier with its terms and its person."""
        partner = self.partner(
            source.name, source.code, is_supplier=True, payment_days=30, owner_id=self.stage.staff["ellen"]
        )
        self._add(SupplierTerms, partner_id=partner, lead_time_days=source.lead, minimum_order_minor=20_000)
        self._add(Address, partner_id=partner, city=source.city, country=source.country)
        self._person(partner, source.contact, "Sales", source.country, _plain(source.name), main=True)
        return partner

    def customer(self, number: int, buyer: Buyer) -> int:
        """A customer with its terms, facts and people."""
        dice, roles = self.stage.dice, self.stage.content.roles
        partner = self.partner(
            buyer.name, f"C{number:03d}", is_customer=True, payment_days=self.stage.one([14, 30, 30]),
            owner_id=self.stage.staff[buyer.owner],
        )  # fmt: skip
        self._add(CustomerTerms, partner_id=partner, credit_limit_minor=dice.randrange(2, 12) * 100_000)
        street = f"{self.stage.one(_STREETS)} {dice.randrange(1, 90)}"
        self._add(Address, partner_id=partner, street=street, city=buyer.city, country=buyer.country)
        domain = _plain(buyer.name)
        self.point(partner, None, ContactPointKind.PHONE, self._phone(buyer.country))
        self._person(partner, buyer.contact, self.stage.one(roles["main"]), buyer.country, domain, main=True)
        for _ in range(dice.choices([0, 1, 2], [3, 4, 2])[0]):
            names = self.stage.content.people
            name = names[next(self.next) % len(names)]
            self._person(partner, name, self.stage.one(roles["second"]), buyer.country, domain, main=False)
        if self.stage.chance(0.6):
            facts = dice.sample(self.stage.content.texts["facts"]["pinned"], dice.choice([1, 1, 2]))
            for position, text in enumerate(facts):
                self._add(PinnedFact, partner_id=partner, position=position, text=text)
        return partner

    def point(self, partner: int | None, contact: int | None, kind: ContactPointKind, normal: str) -> None:
        """A way to reach a partner or a person."""
        value = normal if kind is ContactPointKind.EMAIL else _written(normal)
        self._add(
            ContactPoint, partner_id=partner, contact_id=contact, kind=kind, value=value, normal=normal, is_main=True
        )

    def tags(self) -> None:
        """Some customers have one of a few tags."""
        kinds = self.stage.content.texts["tags"]["kinds"]
        ids = self.stage.ctx.recorder.insert_many(Tag, [{"name": name, "name_fold": fold(name)} for name in kinds])
        for partner in self.stage.customers:
            for tag in self.stage.dice.sample(ids, self.stage.dice.choices([0, 1, 2], [3, 4, 1])[0]):
                self._add(PartnerTag, tag_id=tag, partner_id=partner)

    def write(self) -> None:
        """Insert what was collected."""
        for model, rows in self.rows.items():
            self.stage.ctx.recorder.insert_many(model, rows)

    def _person(self, partner: int, name: str, role: str, country: str, domain: str, *, main: bool) -> None:
        first, _, last = name.partition(" ")
        row = {"name": name, "name_fold": fold(name), "first_name": first, "last_name": last}
        contact = self.stage.ctx.recorder.insert_many(Contact, [row])[0]
        since = self.stage.first - timedelta(days=self.stage.dice.randrange(30, 900))
        self._add(Affiliation, contact_id=contact, partner_id=partner, role=role, valid_from=since, is_main=main)
        self.point(None, contact, ContactPointKind.MOBILE, self._phone(country))
        self.point(None, contact, ContactPointKind.EMAIL, f"{_plain(first)}@{domain}.example")
        self.stage.contacts.setdefault(partner, []).append(contact)

    def _phone(self, country: str) -> str:
        # Most countries have no numbers reserved for fiction: their firms are reached by a Swedish or British one.
        return next(self.phones.get(country) or self.phones["United Kingdom"])

    def _add(self, model: type[Any], **row: Any) -> None:
        self.rows.setdefault(model, []).append(row)


_STREETS: Final = (
    "Hamngatan", "Market Street", "Kungsgatan", "Mill Lane", "Strandvejen", "Church Road", "Torggata", "Quay Street",
    "Lindenallee", "Station Road", "Nygata", "Rosenvägen",
)  # fmt: skip


def _numbers(*beginnings: str) -> Iterator[str]:
    # +46 70 174 06 05 is the first of its block.
    blocks = (f"{beginning}{number:02d}" for beginning in beginnings for number in range(5, 100))
    return itertools.cycle(list(blocks))


def _written(number: str) -> str:
    import phonenumbers

    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(phonenumbers.parse(number), form))


def _plain(name: str) -> str:
    """A name as it can stand in an address: letters of ASCII only."""
    letters = name.replace("ø", "o").replace("Ø", "O").replace("æ", "ae").replace("ß", "ss").replace("ð", "d")
    text = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    return "".join(char for char in text.lower() if char.isalnum())
