"""One order of time, page by page, for customers, suppliers and persons."""

from datetime import date, timedelta

import pytest

from app.db.engine import Database
from app.db.models import Interaction, Partner
from app.domain.errors import NotFoundError, PermissionDenied, ValidationError
from app.domain.vocabulary import CallOutcome, InteractionKind, Role
from app.services.contacts.people import save_person
from app.services.contacts.read_models import PersonDraft
from app.services.customers import commands as customers
from app.services.customers.detail import people
from app.services.customers.read_models import CustomerDraft
from app.services.interactions.commands import log, remove
from app.services.interactions.read_models import InteractionDraft, LinkTarget, Mention, NextStep
from app.services.operations import Operations, WriteContext, command
from app.services.timeline import queries
from app.services.timeline.read_models import EntryKind, TimelineEntry, TimelineFilter
from tests.support.customers import NOW, acting, add_order, add_purchase, at_noon, staff
from tests.support.statements import counted


@command("interaction.log")
def many_notes(ctx: WriteContext, partner_id: int, count: int) -> None:
    """Many notes at once, several at the same moment."""
    rows = [
        {
            "partner_id": partner_id, "kind": "note", "direction": "outbound", "state": "done",
            "at": NOW - timedelta(minutes=number // 3), "notes": f"note {number}",
        }
        for number in range(count)
    ]  # fmt: skip
    ctx.recorder.insert_many(Interaction, rows)


@command("supplier.save")
def make_supplier(ctx: WriteContext, customer_id: int) -> None:
    """The customer sells to us as well."""
    ctx.session.get_one(Partner, customer_id).is_supplier = True


@pytest.fixture
def shop(ops: Operations) -> Operations:
    return at_noon(ops)


@pytest.fixture
def customer(shop: Operations) -> int:
    """A customer with one of everything."""
    customer = shop.run(customers.save, CustomerDraft(name="Harbour Café")).value
    link = shop.run(save_person, PersonDraft(customer, name="Rosa")).value
    assert link
    (rosa,) = shop.read(people, customer)
    order = shop.run(
        add_order, customer, "SO-1", date(2026, 11, 1), promised=date(2026, 11, 9), shipped=date(2026, 11, 12)
    ).value
    shop.run(make_supplier, customer)
    shop.run(add_purchase, customer, "PO-1", date(2026, 10, 1), 7_700)
    call = InteractionDraft(
        InteractionKind.CALL,
        contact_id=rosa.id,
        outcome=CallOutcome.CONNECTED,
        duration_seconds=360,
        notes="Worried about brunch",
        at=NOW - timedelta(hours=1),
        mentions=(Mention(LinkTarget.SALES_ORDER, order),),
        next_step=NextStep(title="Jugs", when="wed 9:30"),
    )
    shop.run(log, call)
    shop.run(log, InteractionDraft(InteractionKind.EMAIL, customer, subject="Catalogue", at=NOW - timedelta(days=60)))
    return customer


def entries(ops: Operations, **conditions: object) -> tuple[TimelineEntry, ...]:
    return ops.read(queries.page, TimelineFilter(**conditions)).entries  # type: ignore[arg-type]


def test_everything_is_in_one_order_of_time_with_typed_values(shop: Operations, customer: int) -> None:
    found = entries(shop, partner_id=customer)
    assert [entry.kind for entry in found] == [
        EntryKind.FOLLOW_UP,
        EntryKind.CALL,
        EntryKind.SHIPPED,
        EntryKind.LATE,
        EntryKind.SALES_ORDER,
        EntryKind.PURCHASE_ORDER,
        EntryKind.EMAIL,
    ]
    follow_up, call, shipped, late, order, purchase, _email = found
    assert (call.duration_seconds, call.outcome, call.person, call.text) == (
        360, CallOutcome.CONNECTED, "Rosa", "Worried about brunch",
    )  # fmt: skip
    assert [(link.entity, link.label) for link in call.links] == [("sales_order", "SO-1")]
    assert call.next_step_at == follow_up.at
    assert (follow_up.title, call.day) == ("Jugs", date(2026, 11, 23))
    assert (shipped.day, shipped.days_late, shipped.promised) == (date(2026, 11, 12), 3, date(2026, 11, 9))
    assert late.day == date(2026, 11, 10)
    assert [(link.entity, link.label) for link in late.links] == [("shipment", "OUT-SO-1"), ("sales_order", "SO-1")]
    assert (order.number, order.amount_minor, order.currency, order.at) == ("SO-1", 10_000, "EUR", None)
    assert (purchase.number, purchase.amount_minor) == ("PO-1", 7_700)


def test_kinds_text_and_person_narrow_it_and_counts_stay(shop: Operations, customer: int) -> None:
    (rosa,) = shop.read(people, customer)
    assert [e.kind for e in entries(shop, partner_id=customer, kinds=frozenset({EntryKind.EMAIL}))] == [EntryKind.EMAIL]
    assert [e.kind for e in entries(shop, partner_id=customer, text="brunch")] == [EntryKind.CALL]
    assert [e.kind for e in entries(shop, partner_id=customer, text="so-1")] == [
        EntryKind.SHIPPED, EntryKind.LATE, EntryKind.SALES_ORDER,
    ]  # fmt: skip
    assert entries(shop, partner_id=customer, text="%%") == ()
    assert [e.kind for e in entries(shop, partner_id=customer, person_id=rosa.id)] == [
        EntryKind.FOLLOW_UP, EntryKind.CALL,
    ]  # fmt: skip
    assert [e.kind for e in entries(shop, contact_id=rosa.id)] == [EntryKind.FOLLOW_UP, EntryKind.CALL]
    counts = shop.read(queries.counts, TimelineFilter(customer, kinds=frozenset({EntryKind.CALL})))
    assert counts == dict.fromkeys(
        (EntryKind.CALL, EntryKind.EMAIL, EntryKind.SALES_ORDER, EntryKind.PURCHASE_ORDER, EntryKind.SHIPPED,
         EntryKind.LATE, EntryKind.FOLLOW_UP), 1,
    )  # fmt: skip


def test_a_partner_that_is_only_mentioned_has_it_too(shop: Operations, customer: int) -> None:
    other = shop.run(customers.save, CustomerDraft(name="Other")).value
    mention = (Mention(LinkTarget.PARTNER, customer),)
    shop.run(log, InteractionDraft(InteractionKind.VISIT, other, notes="Met them", mentions=mention))
    assert entries(shop, partner_id=customer, kinds=frozenset({EntryKind.VISIT}))[0].text == "Met them"
    shop.run(remove, shop.read(queries.page, TimelineFilter(other)).entries[0].id)
    assert entries(shop, partner_id=other) == ()


def test_pages_join_without_gap_or_overlap(shop: Operations, customer: int, database: Database) -> None:
    shop.run(many_notes, customer, 100)
    wanted, cursor, seen = TimelineFilter(customer), None, []
    while True:
        page = shop.read(queries.page, wanted, cursor, 7)
        seen += [(entry.kind, entry.id) for entry in page.entries]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 107
    assert seen == [(e.kind, e.id) for e in shop.read(queries.page, wanted, None, 200).entries]


def test_a_page_takes_a_constant_number_of_statements(shop: Operations, customer: int, database: Database) -> None:
    def count() -> tuple[int, int]:
        with counted(database) as page:
            shop.read(queries.page, TimelineFilter(customer), None, 200)
        with counted(database) as counts:
            shop.read(queries.counts, TimelineFilter(customer))
        return len(page), len(counts)

    few = count()
    shop.run(many_notes, customer, 40)
    for number in range(5):
        shop.run(add_order, customer, f"SO-1{number}", date(2026, 11, 20), shipped=date(2026, 11, 21))
    assert count() == few
    assert few[0] <= 12


def test_roles_see_what_the_matrix_grants(shop: Operations, customer: int, database: Database) -> None:
    reader = acting(database, staff(database, Role.READ_ONLY))
    seen = entries(reader, partner_id=customer)
    assert "brunch" not in repr(seen)
    assert "Rosa" not in repr(seen)
    assert [entry.amount_minor for entry in seen if entry.kind is EntryKind.PURCHASE_ORDER] == [None]
    (rosa_id,) = [entry.person_id for entry in entries(shop_owner(database), partner_id=customer)
                  if entry.kind is EntryKind.CALL]  # fmt: skip
    with pytest.raises(PermissionDenied):
        entries(reader, contact_id=rosa_id)
    packer = acting(database, staff(database, Role.WAREHOUSE))
    assert {entry.entity for entry in entries(packer, partner_id=customer)} == {
        "shipment", "sales_order", "purchase_order",
    }  # fmt: skip
    hidden = shop_owner(database).run(customers.save, CustomerDraft(name="Quiet")).value
    with pytest.raises(NotFoundError):
        entries(packer, partner_id=hidden)
    with pytest.raises(ValidationError):
        entries(packer)


def shop_owner(database: Database) -> Operations:
    return acting(database, staff(database, Role.OWNER))
