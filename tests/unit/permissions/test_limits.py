"""Both sides of each limit that a role's grant may have: what falls within it is done, what is beyond is refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.db.models import Interaction, Partner, Shipment
from app.domain.errors import NotFoundError, PermissionDenied
from app.domain.places import MAIN_SITE
from app.domain.vocabulary import InteractionKind, ReasonCode, Role
from app.services.operations import Operations
from tests.unit.permissions.world import NOW, World, digest_of

WorldOf = Callable[[Role], World]


def refused(world: World, limit: str, function: object, *arguments: object) -> None:
    """The call is refused for this limit and changes nothing but the audit."""
    from app.services.operations import COMMANDS

    before = digest_of(world.ops.database)
    with pytest.raises(PermissionDenied) as caught:
        (world.ops.run if function in COMMANDS else world.ops.read)(function, *arguments)  # type: ignore[arg-type]
    after = digest_of(world.ops.database)
    assert caught.value.limit == limit
    assert {name for name in before if before[name] != after[name]} <= {"audit_entry", "sqlite_sequence"}


# -- people: a manager, `below`


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
def test_a_manager_gives_no_role_that_is_not_below(world_of: WorldOf, role: Role) -> None:
    from app.services.people import commands as people
    from app.services.people.read_models import StaffDraft

    world = world_of(Role.MANAGER)
    assert world.ops.run(people.save, StaffDraft("Jonas Ek", Role.WAREHOUSE)).value
    refused(world, "below", people.save, StaffDraft("Jonas Vik", role))
    refused(world, "below", people.save, StaffDraft("Read", role, id=world.ids["read_only"]))
    refused(world, "below", people.save, StaffDraft("Another", Role.SALES, id=world.ids[role.value]))
    refused(world, "below", people.leave, world.ids[role.value])
    refused(world, "below", people.give_password, world.ids[role.value], "a blue gravy boat")


# -- what was said: sales `own`, a manager `append`


def test_sales_mend_their_own_words_only(world_of: WorldOf) -> None:
    from app.services.interactions import commands as interactions
    from app.services.interactions.read_models import InteractionDraft

    world = world_of(Role.SALES)
    mended = InteractionDraft(InteractionKind.CALL, world.ids["partner"], notes="Nobody there.")
    own, other = world.ids["interaction of sales"], world.ids["interaction of owner"]
    world.ops.run(interactions.edit, own, mended)
    world.ops.run(interactions.append_note, own, "Twice.")
    world.ops.run(interactions.remove, own)
    refused(world, "own", interactions.edit, other, mended)
    refused(world, "own", interactions.append_note, other, "Twice.")
    refused(world, "own", interactions.remove, other)


def test_a_manager_adds_to_others_words_and_changes_none(world_of: WorldOf) -> None:
    from app.services.interactions import commands as interactions
    from app.services.interactions.read_models import InteractionDraft

    world = world_of(Role.MANAGER)
    own, other = world.ids["interaction of manager"], world.ids["interaction of sales"]
    mended = InteractionDraft(InteractionKind.CALL, world.ids["partner"], notes="Nobody there.")
    world.ops.run(interactions.edit, own, mended)
    world.ops.run(interactions.append_note, other, "Twice.")
    refused(world, "append", interactions.edit, other, mended)
    refused(world, "append", interactions.remove, other)


# -- follow-ups: the warehouse and those who only read, `own`


def test_the_warehouse_handles_its_own_follow_ups(world_of: WorldOf) -> None:
    from app.services.tasks import commands as tasks
    from app.services.tasks.read_models import TaskDraft

    world = world_of(Role.WAREHOUSE)
    own, other = world.ids["task of warehouse"], world.ids["task of sales"]
    for command in (tasks.complete, tasks.reopen, tasks.cancel):
        world.ops.run(command, own)
        refused(world, "own", command, other)
    world.ops.run(tasks.save, TaskDraft(title="Count", due_at=NOW, owner_id=world.actor))
    refused(world, "own", tasks.save, TaskDraft(title="Count", due_at=NOW, id=other))
    refused(world, "own", tasks.snooze, other, NOW + timedelta(hours=1))
    refused(world, "own", tasks.snooze_until, other, "tomorrow 9")
    refused(world, "own", tasks.reassign, other, world.actor)


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.READ_ONLY])
def test_others_follow_ups_are_not_listed_to_who_sees_their_own(world_of: WorldOf, role: Role) -> None:
    from app.services.tasks import queries
    from app.services.tasks.read_models import TaskFilter, TaskView

    world = world_of(role)
    every = [world.ids[f"task of {one}"] for one in Role]
    own = [world.ids[f"task of {role}"]]
    assert list(world.ops.read(queries.ids, TaskFilter(view=TaskView.OPEN, mine=False))) == own
    assert [row.id for row in world.ops.read(queries.rows, every)] == own
    assert [row.id for row in world.ops.read(queries.due_for_notification)] == own
    assert sum(world.ops.read(queries.counts, mine=False).values()) == sum(world.ops.read(queries.counts).values())
    seller = world_of(Role.SALES)
    assert sorted(row.id for row in seller.ops.read(queries.rows, every)) == sorted(every)


# -- undo: sales and the warehouse, `recent`


@pytest.mark.parametrize("role", [Role.SALES, Role.WAREHOUSE])
def test_own_work_is_taken_back_for_fifteen_minutes(world_of: WorldOf, role: Role) -> None:
    from app.services.tasks.commands import complete

    world = world_of(role)
    ops = world.ops
    ops.run(complete, world.ids[f"task of {role}"])
    ops.now = lambda: NOW + timedelta(minutes=15, seconds=1)
    with pytest.raises(PermissionDenied) as caught:
        ops.undo()
    assert caught.value.limit == "recent"
    ops.now = lambda: NOW + timedelta(minutes=15)
    ops.undo()


@pytest.mark.parametrize("role", [Role.SALES, Role.WAREHOUSE])
def test_others_work_is_taken_back_by_owners_and_managers(world_of: WorldOf, role: Role) -> None:
    from app.services.tasks.commands import complete

    world = world_of(role)
    entry = world.boss.run(complete, world.ids["task of owner"]).entry
    assert entry is not None
    with pytest.raises(PermissionDenied):
        world.ops.undo_entry(entry)
    world_of(Role.MANAGER).ops.undo_entry(entry)


# -- customers: the warehouse `shipping`


def test_the_warehouse_sees_customers_while_something_is_on_its_way(world_of: WorldOf) -> None:
    from app.domain.states import ShipmentState
    from app.services.customers import detail, queries
    from app.services.search.queries import find
    from app.services.timeline import queries as timeline
    from app.services.timeline.read_models import TimelineFilter

    world = world_of(Role.WAREHOUSE)
    partner = world.ids["partner"]

    def seen(ops: Operations) -> list[object]:
        return [
            list(ops.read(queries.ids)) == [partner],
            [row.id for row in ops.read(queries.rows, [partner])] == [partner],
            any(hit.entity == "partner" for hit in ops.read(find, "harbour")),
        ]

    assert seen(world.ops) == [True, True, True]
    assert world.ops.read(detail.detail, partner).id == partner
    with world.ops.database.write() as session:
        session.execute(update(Shipment).values(state=ShipmentState.DELIVERED))
        # Only a customer is a secret: a supplier's name is needed to receive.
        session.execute(update(Partner).values(is_supplier=False, is_carrier=False))
    assert seen(world.ops) == [False, False, False]
    with pytest.raises(NotFoundError):
        world.ops.read(detail.detail, partner)
    with pytest.raises((NotFoundError, PermissionDenied)):
        world.ops.read(timeline.page, TimelineFilter(partner))
    assert seen(world_of(Role.SALES).ops) == [True, True, True]


# -- what was said, for those who read without names: `impersonal`, `shipping`


@pytest.mark.parametrize(("role", "limit"), [(Role.READ_ONLY, "impersonal"), (Role.WAREHOUSE, "shipping")])
def test_what_was_said_is_refused_to_who_sees_no_persons(world_of: WorldOf, role: Role, limit: str) -> None:
    from app.services.interactions.queries import detail

    world = world_of(role)
    for owner in Role:
        refused(world, limit, detail, world.ids[f"interaction of {owner}"])
    assert world_of(Role.SALES).ops.read(detail, world.ids["interaction of owner"])


# -- imports: sales `contacts`, the warehouse `counts`

FILES = {
    "contacts": "name\nAnn Lee\n",
    "interactions": "customer,at,kind\nHarbour Café,2026-11-20 09:00,call\n",
    "stock": "product,quantity\n",
    "products": "sku,name\nBWL-1,Bowl\n",
    "customers": "name\nQuay 12\n",
    "staff": "name\nBo\n",
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize(
    ("role", "limit", "within"),
    [(Role.SALES, "contacts", {"contacts", "interactions"}), (Role.WAREHOUSE, "counts", {"stock"})],
)
def test_an_import_is_limited_to_its_kinds(
    world_of: WorldOf, role: Role, limit: str, within: set[str], kind: str
) -> None:
    from app.services.transfer.commands import run_import

    world = world_of(role)
    path = world.folder / f"{kind}.csv"
    path.write_text(FILES[kind], encoding="utf-8")
    if kind in within:
        assert world.ops.run(run_import, [path], kind).value.refused == 0
    else:
        refused(world, limit, run_import, [path], kind)


# -- buying: the warehouse, `draft`


def test_the_warehouse_proposes_and_orders_nothing(world_of: WorldOf) -> None:
    from app.services.purchasing import commands, queries

    world = world_of(Role.WAREHOUSE)
    draft = world.ops.read(queries.draft, world.ids["purchase order draft"])
    assert world.ops.run(commands.save, draft).value == draft.id
    sent = world.boss.read(queries.draft, world.ids["purchase order sent"])
    refused(world, "draft", commands.save, sent)
    refused(world, "draft", commands.send, world.ids["purchase order draft"])


def test_the_warehouse_writes_an_order_anew_and_its_prices_stay(world_of: WorldOf) -> None:
    from dataclasses import replace

    from app.services.purchasing import commands, queries

    world, boss = world_of(Role.WAREHOUSE), world_of(Role.OWNER).ops
    id_ = world.ids["purchase order draft"]
    before = boss.read(queries.draft, id_)
    seen = world.ops.read(queries.draft, id_)
    assert [line.price_minor for line in seen.lines] == [0]
    lines = tuple(replace(line, quantity=7) for line in seen.lines)
    world.ops.run(commands.save, replace(seen, lines=lines, original=seen))
    after = boss.read(queries.draft, id_)
    assert [(line.quantity, line.price_minor) for line in after.lines] == [(7, before.lines[0].price_minor)]


# -- selling: `own` orders are cancelled, no discount above the limit


def test_sales_cancel_their_own_orders(world_of: WorldOf) -> None:
    from app.services.sales_orders import commands as sales
    from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft

    world = world_of(Role.SALES)
    lines = [SalesLineDraft(world.ids["product"], 1, 900)]
    own = world.ops.run(sales.quote, SalesOrderDraft(world.ids["partner"], lines)).value
    other = world.boss.run(sales.quote, SalesOrderDraft(world.ids["partner"], lines)).value
    world.ops.run(sales.cancel, own)
    refused(world, "own", sales.cancel, other)


def test_a_discount_above_the_limit_is_the_managers(world_of: WorldOf) -> None:
    from app.services.sales_orders import commands as sales
    from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft

    seller, manager = world_of(Role.SALES), world_of(Role.MANAGER)

    def with_discount(ppm: int) -> SalesOrderDraft:
        return SalesOrderDraft(seller.ids["partner"], [SalesLineDraft(seller.ids["product"], 1, 900, ppm)])

    assert seller.ops.run(sales.quote, with_discount(100_000)).value
    with pytest.raises(PermissionDenied) as caught:
        seller.ops.run(sales.quote, with_discount(100_001))
    assert caught.value.operation == "discount.above_limit"
    assert manager.ops.run(sales.quote, with_discount(100_001)).value


# -- stock: the warehouse, `limited`


def test_the_warehouse_adjusts_up_to_a_value(world_of: WorldOf) -> None:
    from app.services.stock.commands import DEFAULT_LIMIT, adjust
    from app.services.stock.read_models import AdjustDraft

    world = world_of(Role.WAREHOUSE)
    count = DEFAULT_LIMIT // 500
    world.trade.stock([(0, 3 * count)])

    def fewer(change: int) -> AdjustDraft:
        return AdjustDraft(world.ids["product"], MAIN_SITE, change=-change, reason=ReasonCode.COUNT_CORRECTION)

    assert world.ops.run(adjust, fewer(count)).value
    refused(world, "limited", adjust, fewer(count + 1))
    assert world_of(Role.MANAGER).ops.run(adjust, fewer(count + 1)).value


# -- figures and lists of goods: `no_costs`


@pytest.mark.parametrize("role", [Role.SALES, Role.WAREHOUSE, Role.READ_ONLY])
def test_figures_of_costs_are_refused_and_not_offered(world_of: WorldOf, role: Role) -> None:
    from app.services.insights.queries import figure, measures

    world = world_of(role)
    names = {str(measure.name) for measure in world.ops.read(measures)}
    assert "stock_value" not in names
    assert "orders" in names
    with pytest.raises(PermissionDenied):
        world.ops.read(figure, "stock_value")
    assert "stock_value" in {str(measure.name) for measure in world_of(Role.MANAGER).ops.read(measures)}


@pytest.mark.parametrize("kind", ["products", "supplier_items", "stock", "purchase_orders"])
@pytest.mark.parametrize("role", [Role.SALES, Role.WAREHOUSE, Role.READ_ONLY])
def test_lists_of_goods_go_out_without_costs(world_of: WorldOf, role: Role, kind: str) -> None:
    from app.services.transfer.exports import export_goods
    from app.services.transfer.kinds import KINDS

    costs = {field.name for field in KINDS[kind].fields if field.cost}
    world, manager = world_of(role), world_of(Role.MANAGER)
    ours, theirs = world.folder / "ours.csv", world.folder / "theirs.csv"
    world.ops.read(export_goods, kind, ours)
    manager.ops.read(export_goods, kind, theirs)
    headers = [set(path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")) for path in (ours, theirs)]
    assert costs
    assert not headers[0] & costs
    assert headers[1] & costs


def test_no_limit_is_left_out() -> None:
    """A new word in the matrix needs its two sides here."""
    from app.services.permissions import NO, YES, matrix

    used = {cell for row in matrix().cells.values() for cell in row.values()} - {YES, NO}
    assert used == {
        "append", "below", "contacts", "counts", "draft", "impersonal", "limited", "no_costs", "own", "recent",
        "shipping",
    }  # fmt: skip


def test_the_world_has_what_the_limits_speak_of(world_of: WorldOf) -> None:
    from sqlalchemy import select

    with world_of(Role.OWNER).ops.database.read() as session:
        assert len(set(session.execute(select(Interaction.staff_id)).scalars())) == len(Role)
