"""A small business with one person of each role, and a little of everything that an operation can be called on."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import derived
from app.db.engine import Database
from app.db.models import (
    Address,
    Affiliation,
    Contact,
    ContactPoint,
    Credential,
    Interaction,
    Location,
    Partner,
    PinnedFact,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Setting,
    Shipment,
    Staff,
    SupplierItem,
    Task,
)
from app.domain.states import PurchaseOrderState
from app.domain.text import fold
from app.domain.vocabulary import (
    ContactPointKind,
    Direction,
    InteractionKind,
    InteractionState,
    LocationKind,
    Role,
    TaskState,
)
from app.services.operations import Operations
from tests.support.trade import Trade

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class World:
    """The business, opened as one role. Ids by what they are; `folder` is for files that a call writes or reads."""

    ops: Operations
    role: Role
    folder: Path
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def actor(self) -> int:
        """The acting person."""
        return self.ids[self.role.value]

    @property
    def boss(self) -> Operations:
        """The owner's operations on the same database, for what has to be there before the call."""
        operations = Operations(self.ops.database, now=lambda: NOW)
        operations.sign_in_as(self.ids["owner"])
        return operations

    @property
    def trade(self) -> Trade:
        """The same business as something that buys, sells and ships."""
        partner = self.ids["partner"]
        return Trade(self.boss, partner, partner, partner, [self.ids["product"]])


def build(database: Database) -> dict[str, int]:
    """Fill an empty database; the ids by what they are. Everything is the acting role's own where it can be."""
    with database.write() as session:
        staff = {
            role.value: Staff(name=role.value.title(), name_fold=role.value, role=role, signs_in=True) for role in Role
        }
        partner = Partner(
            name="Harbour Café", name_fold=fold("Harbour Café"), is_customer=True, is_supplier=True, is_carrier=True
        )
        product = Product(sku="JUG-100", sku_fold="jug-100", name="Jug", name_fold="jug", currency="SEK")
        site = Location(name="Shop", name_fold="shop", kind=LocationKind.SITE)
        session.add_all([*staff.values(), partner, product, site, Setting(key="business.currency", value='"SEK"')])
        session.flush()
        ids = {name: person.id for name, person in staff.items()}
        session.add_all([Credential(staff_id=person.id, password_hash="$argon2id$") for person in staff.values()])
        ids |= {"partner": partner.id, "product": product.id, "location": site.id}
        ids |= _buying(session, ids)
        for role in Role:
            ids |= _own_work(session, ids, role)
        ids |= _relations(session, ids["partner"])
        derived.rebuild(session, NOW.date())
    return ids


def _relations(session: Session, partner: int) -> dict[str, int]:
    """A person, an address and a fact at the customer, and something on its way there."""
    contact = Contact(name="Rosa Lind", name_fold="rosa lind")
    session.add(contact)
    session.flush()
    rows = {
        "affiliation": Affiliation(contact_id=contact.id, partner_id=partner, role="Chef"),
        "point": ContactPoint(contact_id=contact.id, kind=ContactPointKind.PHONE, value="0123", normal="0123"),
        "address": Address(partner_id=partner, street="Quay 1", city="Lund"),
        "pinned fact": PinnedFact(partner_id=partner, text="Closed on Mondays"),
        "shipment on its way": Shipment(
            number="OUT-P1", number_fold="out-p1", kind="out", state="planned", partner_id=partner
        ),
    }
    session.add_all(rows.values())
    session.flush()
    return {"contact": contact.id, **{name: row.id for name, row in rows.items()}}


def _buying(session: object, ids: dict[str, int]) -> dict[str, int]:
    """One purchase order in each state, and a product as the supplier sells it."""
    found = {}
    for state in PurchaseOrderState:
        order = PurchaseOrder(
            number=f"PO-{state}", number_fold=f"po-{state}", supplier_id=ids["partner"], state=state,
            ordered=NOW.date(), currency="SEK",
        )  # fmt: skip
        line = PurchaseOrderLine(position=1, product_id=ids["product"], quantity=1, price_minor=1, net_minor=1)
        session.add(order)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        line.order_id = order.id
        session.add(line)  # type: ignore[attr-defined]
        found[f"purchase order {state}"] = order.id
    item = SupplierItem(supplier_id=ids["partner"], product_id=ids["product"])
    session.add(item)  # type: ignore[attr-defined]
    session.flush()  # type: ignore[attr-defined]
    return found | {"supplier item": item.id}


def _own_work(session: object, ids: dict[str, int], role: Role) -> dict[str, int]:
    call = Interaction(
        partner_id=ids["partner"], kind=InteractionKind.CALL, direction=Direction.OUTBOUND,
        state=InteractionState.DONE, at=NOW, staff_id=ids[role.value], notes="It rang.",
    )  # fmt: skip
    task = Task(
        title="Ring again", partner_id=ids["partner"], owner_id=ids[role.value], due_at=NOW, state=TaskState.TO_DO
    )
    session.add_all([call, task])  # type: ignore[attr-defined]
    session.flush()  # type: ignore[attr-defined]
    return {f"interaction of {role}": call.id, f"task of {role}": task.id}


def digest_of(database: Database) -> dict[str, str]:
    """Each table's content as a hash."""
    with database.read() as session:
        names = session.execute(text("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")).scalars()
        return {
            name: hashlib.sha256(repr(session.execute(text(f'SELECT * FROM "{name}"')).all()).encode()).hexdigest()
            for name in list(names)
        }
