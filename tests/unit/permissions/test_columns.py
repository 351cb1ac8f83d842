"""What a role may not see does not come out of any list, detail, search, figure, export or timeline (the canaries).

Every query there is runs as every restricted role, over records whose forbidden fields hold canaries; so do the files
that it may export. What comes back is searched as text, however deep it lies.
"""

import csv
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from sqlalchemy import select, update

from app.db.models import (
    Contact,
    PriceBreak,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Shipment,
    SupplierItem,
)
from app.domain.errors import AppError
from app.domain.vocabulary import Role
from app.services.operations import QUERIES
from tests.unit.permissions.calls import CALLS
from tests.unit.permissions.test_matrix import REGISTERED
from tests.unit.permissions.world import World

WorldOf = Callable[[Role], World]

COST = 73_190_531
"""Minor units; as a price "731905.31", as an amount of two "1463810.62"."""
COSTS = ("73190531", "731905.31", "731,905.31", "146381062", "1463810.62")
PERSONS = ("Quillfeather", "quillfeather", "9876543", "Zanzibar")
SAID = ("marmalade",)
QUERIES_OF_SERVICES = sorted(name for name, function in REGISTERED.items() if function in QUERIES and name in CALLS)

HIDDEN: Mapping[Role, tuple[str, ...]] = {
    Role.SALES: COSTS,
    Role.WAREHOUSE: COSTS + PERSONS + SAID,
    Role.READ_ONLY: COSTS + PERSONS + SAID,
}


@pytest.fixture
def canaries(world_of: WorldOf) -> WorldOf:
    """The small business, with canaries in what some may not see, saved by the use cases where the index is theirs."""
    world = world_of(Role.OWNER)
    _costs(world)
    _persons(world)
    return world_of


def _costs(world: World) -> None:
    world.trade.stock([(0, 2)])
    with world.ops.database.write() as session:
        for model, name in (
            (Product, "cost_minor"), (SupplierItem, "price_minor"), (PurchaseOrder, "freight_minor"),
            (PurchaseOrderLine, "price_minor"), (Shipment, "freight_minor"),
        ):  # fmt: skip
            session.execute(update(model).values({name: COST}))
        session.execute(update(PurchaseOrderLine).values(net_minor=COST * PurchaseOrderLine.quantity))
        session.add(PriceBreak(supplier_item_id=world.ids["supplier item"], min_quantity=1, price_minor=COST))
    # What the stock is worth follows from what is bought now.
    world.trade.ops.run(*_bought_dearly(world))


def _bought_dearly(world: World) -> tuple[Any, ...]:
    from app.services.shipments import inbound
    from app.services.shipments.read_models import ReceiptLine, ShipmentDraft

    trade = world.trade
    shipment = trade.ops.run(inbound.announce, ShipmentDraft(trade.buy([(0, 2)], price=COST))).value
    return inbound.receive, shipment, [ReceiptLine(trade.items(shipment)[0], 2)]


def _persons(world: World) -> None:
    from dataclasses import replace

    from app.domain.vocabulary import InteractionKind
    from app.services.contacts import people
    from app.services.contacts.read_models import PersonDraft
    from app.services.customers import commands as customers
    from app.services.customers import detail, facts
    from app.services.interactions import commands as interactions
    from app.services.interactions.read_models import InteractionDraft, NextStep

    boss, partner = world.boss, world.ids["partner"]
    form = boss.read(detail.draft, partner)
    boss.run(
        customers.save,
        replace(form, phone="+46 8 987 65 43", email="zanzibar@quillfeather.example", notes="Zanzibar pays late"),
    )
    person = PersonDraft(
        partner, name="Zanzibar Quillfeather", email="z@quillfeather.example", mobile="+46709876543",
        phone="08 9876543", notes="Quillfeather likes marmalade",
    )  # fmt: skip
    affiliation = boss.run(people.save_person, person).value
    assert affiliation
    boss.run(facts.pin, partner, "Zanzibar likes marmalade")
    with world.ops.database.read() as session:
        contact = session.execute(select(Contact.id).where(Contact.name_fold.contains("quillfeather"))).scalar_one()
    draft = InteractionDraft(
        InteractionKind.CALL, partner, contact_id=contact, notes="Zanzibar wants marmalade", subject="Zanzibar",
        next_step=NextStep("Ring Zanzibar about marmalade", when="tomorrow 9"),
    )  # fmt: skip
    boss.run(interactions.log, draft)


def texts_of(value: object) -> Iterator[str]:
    """Every text and number in an answer, however deep."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from texts_of(list(value.items()))
    elif isinstance(value, list | tuple | set | frozenset | array):
        for item in value:
            yield from texts_of(item)
    elif value is not None:
        yield str(value)


def calls_of(world: World, name: str) -> Iterator[tuple[Any, ...]]:
    """The smallest call, and wider ones: all rows there can be, every figure, every export, words for canaries."""
    from app.services.insights.figures import Span
    from app.services.insights.registry import MEASURES
    from app.services.transfer.lists import LISTS

    arguments = CALLS[name](world)
    yield arguments
    if arguments and isinstance(arguments[-1], list) and all(isinstance(item, int) for item in arguments[-1]):
        yield (*arguments[:-1], list(range(1, 200)))
    if arguments and isinstance(arguments[0], int):
        yield from ((number, *arguments[1:]) for number in range(1, 8))
    if name == "search.queries.find":
        yield from ((word,) for word in (*PERSONS, *SAID, "harbour", "jug", "po-", "out-"))
    if name == "insights.queries.figure":
        yield from ((measure,) for measure in MEASURES)
        yield from ((m.name, Span(), d) for m in MEASURES.values() for d in m.dimensions)
    if name in ("transfer.exports.export_goods", "transfer.exports.export_personal"):
        yield from ((kind, world.folder / f"{kind}.csv") for kind in LISTS)


def answers(world: World, name: str) -> Iterator[str]:
    """What the role gets, and what is in a file that it was given."""
    before = set(world.folder.iterdir())
    for arguments in calls_of(world, name):
        try:
            yield from texts_of(world.ops.read(REGISTERED[name], *arguments))
        except AppError as error:
            yield from texts_of([error.args, vars(error)])
    for path in set(world.folder.iterdir()) - before:
        if path.suffix == ".csv" and path.stem != "new":
            with path.open(encoding="utf-8-sig", newline="") as stream:
                yield from texts_of(list(csv.reader(stream)))
            path.unlink()


@pytest.mark.parametrize("role", HIDDEN)
def test_nothing_hidden_comes_out_of_any_query(canaries: WorldOf, role: Role) -> None:
    world = canaries(role)
    leaks = {
        f"{name}: {text[:60]}"
        for name in QUERIES_OF_SERVICES
        for text in answers(world, name)
        for canary in HIDDEN[role]
        if canary in text
    }
    assert not leaks, "\n" + "\n".join(sorted(leaks))


def test_the_canaries_are_there_for_those_who_may_see_them(canaries: WorldOf) -> None:
    """The test above proves something only when the same search finds them as the owner."""
    world = canaries(Role.OWNER)
    found = {name: list(answers(world, name)) for name in QUERIES_OF_SERVICES}
    everything = "\n".join(text for texts in found.values() for text in texts)
    for canary in ("73190531", "731905.31", *PERSONS, *SAID):
        assert canary in everything, canary
    costly = {name for name, texts in found.items() if any(cost in text for text in texts for cost in COSTS)}
    personal = {name for name, texts in found.items() if any(word in text for text in texts for word in PERSONS + SAID)}
    assert {
        "insights.queries.figure", "orders.lists.rows", "products.queries.form", "purchasing.queries.detail",
        "purchasing.queries.rows", "shipments.detail.detail", "shipments.queries.rows", "suppliers.items.items",
        "timeline.queries.page", "transfer.exports.export_goods",
    } - costly <= {"orders.lists.rows"}  # fmt: skip
    assert {
        "customers.detail.detail", "customers.detail.people", "customers.queries.rows",
        "documents.queries.customer_history", "interactions.queries.detail", "search.queries.find",
        "suppliers.detail.detail", "tasks.queries.rows", "timeline.queries.page", "transfer.exports.export_personal",
    } - personal <= {"interactions.queries.detail"}  # fmt: skip
