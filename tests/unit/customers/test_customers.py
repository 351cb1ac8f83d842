"""Customers: the form, the directory, and what each role sees of it."""

from dataclasses import replace
from datetime import date

import pytest

from app.db.engine import Database
from app.domain.errors import (
    ConflictError,
    NotFoundError,
    PermissionDenied,
    Problem,
    ValidationError,
    ValidationErrors,
)
from app.domain.vocabulary import Channel, Role, Segment
from app.services.contacts.commands import set_consent
from app.services.contacts.people import person_draft, remove_person, save_person
from app.services.contacts.read_models import PersonDraft
from app.services.customers import commands, detail, facts, queries
from app.services.customers.read_models import (
    Chip,
    CustomerColumn,
    CustomerDraft,
    CustomerFilter,
    CustomerSort,
    Likeness,
)
from app.services.customers.similar import similar
from app.services.operations import Operations
from app.services.orders.queries import orders
from app.services.tasks.commands import complete
from app.services.tasks.commands import save as save_task
from app.services.tasks.read_models import TaskDraft
from tests.support.customers import acting, add_order, at_noon, sound, staff
from tests.support.statements import counted

HARBOUR = CustomerDraft(
    name="Harbour Café", code="HARB", currency="eur", payment_days=30, credit_limit_minor=50_000, phone="031-555 01 42",
    email="Rosa@HarbourCafe.example", street="Kajgatan 1", city="Göteborg", country="Sweden", tags=("hotel", "north"),
)  # fmt: skip


@pytest.fixture
def shop(ops: Operations) -> Operations:
    return at_noon(ops)


def ids(ops: Operations, **conditions: object) -> list[int]:
    sort = conditions.pop("sort", None)
    return list(ops.read(queries.ids, CustomerFilter(**conditions), sort))  # type: ignore[arg-type]


def test_a_new_customer_is_stored_clean_and_found_again(shop: Operations, database: Database) -> None:
    customer = shop.run(commands.save, HARBOUR).value
    found = shop.read(detail.detail, customer)
    assert (found.name, found.currency, found.credit_limit_minor, found.tags) == (
        "Harbour Café", "EUR", 50_000, ("hotel", "north"),
    )  # fmt: skip
    assert found.phone == "031-555 01 42"
    assert [point.normal for point in found.points] == ["+46315550142", "rosa@harbourcafe.example"]
    assert shop.read(detail.draft, customer) == replace(HARBOUR, id=customer, version=found.version, currency="EUR")
    assert sound(database)


def test_all_refusals_come_at_once_at_their_fields(shop: Operations) -> None:
    wrong = CustomerDraft(
        name=" ", email="nobody", phone="x", currency="EURO", payment_days=-1, credit_limit_minor=-5, owner_id=99
    )
    with pytest.raises(ValidationErrors) as caught:
        shop.run(commands.save, wrong)
    assert {error.field: error.code for error in caught.value.errors} == {
        "name": Problem.REQUIRED,
        "email": Problem.NOT_AN_EMAIL,
        "phone": Problem.NOT_A_PHONE,
        "currency": Problem.NOT_A_CURRENCY,
        "payment_days": Problem.NEGATIVE,
        "credit_limit_minor": Problem.NEGATIVE,
        "owner_id": Problem.UNKNOWN,
    }


def test_a_code_is_held_by_one_customer_whatever_its_case(shop: Operations) -> None:
    shop.run(commands.save, HARBOUR)
    with pytest.raises(ValidationError) as caught:
        shop.run(commands.save, CustomerDraft(name="Other", code="harb"))
    assert (caught.value.field, caught.value.code, caught.value.params["other"]) == (
        "code", Problem.DUPLICATE, "Harbour Café",
    )  # fmt: skip


def test_changes_to_different_fields_go_together_and_to_the_same_conflict(shop: Operations, database: Database) -> None:
    customer = shop.run(commands.save, HARBOUR).value
    anna = acting(database, staff(database, Role.SALES, "Anna"))
    mine = shop_draft = anna.read(detail.draft, customer)
    anna.run(commands.save, replace(mine, city="Malmö", phone="040 123456", original=mine))
    ben = acting(database, staff(database, Role.SALES, "Ben"))
    ben.run(commands.save, replace(shop_draft, notes="Closed on Mondays", tags=("hotel",), original=shop_draft))
    now = ben.read(detail.draft, customer)
    assert (now.city, now.phone, now.notes, now.tags) == ("Malmö", "040 123456", "Closed on Mondays", ("hotel",))
    with pytest.raises(ConflictError) as caught:
        ben.run(commands.save, replace(shop_draft, city="Lund", original=shop_draft))
    (field,) = caught.value.fields
    assert (field.field, field.before, field.ours, field.theirs) == ("city", "Göteborg", "Lund", "Malmö")
    assert caught.value.changed_by is not None
    assert ben.read(detail.draft, customer).city == "Malmö"


def test_undo_brings_a_customer_back_as_it_was(shop: Operations, database: Database) -> None:
    customer = shop.run(commands.save, HARBOUR).value
    before = shop.read(detail.draft, customer)
    shop.run(commands.save, replace(before, name="Harbour", tags=(), phone="", city="Lund", original=before))
    assert ids(shop, text="cafe") == []
    shop.undo()
    assert replace(shop.read(detail.draft, customer), version=None) == replace(before, version=None)
    assert ids(shop, text="cafe") == [customer]
    assert sound(database)


def test_the_directory_filters_sorts_and_counts(shop: Operations, database: Database) -> None:
    seller = staff(database, Role.OWNER, "Maya")
    a = shop.run(commands.save, replace(HARBOUR, owner_id=seller)).value
    b = shop.run(commands.save, CustomerDraft(name="Müller & Söhne", city="Berlin")).value
    c = shop.run(commands.save, CustomerDraft(name="Zoo 100% GmbH", city="Aachen")).value
    old = shop.run(commands.save, CustomerDraft(name="Gone")).value
    shop.run(commands.archive, old)
    assert ids(shop) == [a, b, c]
    assert ids(shop, chip=Chip.ARCHIVED) == [old]
    assert ids(shop, chip=Chip.MINE) == [a]
    assert ids(shop, text="mueller") == [b]
    assert ids(shop, text="muller") == [b]
    assert ids(shop, text="031 5550142") == [a]
    assert ids(shop, text="%") == []
    assert ids(shop, text='"AND (') == []
    assert ids(shop, tag="HOTEL") == [a]
    assert ids(shop, sort=CustomerSort(CustomerColumn.CITY)) == [c, b, a]
    assert ids(shop, sort=CustomerSort(CustomerColumn.EMAIL, descending=True)) == [a, b, c]
    task = shop.run(save_task, TaskDraft(title="Call", partner_id=c, due_at=shop.now())).value
    counts = shop.read(queries.counts)
    assert counts.chips == {Chip.ALL: 3, Chip.MINE: 1, Chip.AT_RISK: 0, Chip.TO_CALL: 1, Chip.ARCHIVED: 1}
    assert counts.segments[Segment.PROSPECT] == 3
    assert ids(shop, chip=Chip.TO_CALL) == [c]
    shop.run(complete, task)
    assert ids(shop, chip=Chip.TO_CALL) == []


@pytest.mark.parametrize("column", CustomerColumn)
def test_every_column_sorts_both_ways_with_the_empty_ones_last(shop: Operations, column: CustomerColumn) -> None:
    full = shop.run(commands.save, HARBOUR).value
    shop.run(add_order, full, "SO-1", date(2026, 11, 1), 500)
    bare = shop.run(commands.save, CustomerDraft(name="Bare")).value
    for descending in (False, True):
        found = ids(shop, sort=CustomerSort(column, descending))
        assert sorted(found) == sorted([full, bare])
        if column not in (CustomerColumn.NAME, CustomerColumn.SEGMENT, CustomerColumn.SALES, CustomerColumn.ORDERS,
                          CustomerColumn.LAST_CONTACT, CustomerColumn.OWNER):  # fmt: skip
            assert found == [full, bare]


def test_figures_follow_orders_and_the_calendar(shop: Operations, database: Database) -> None:
    customer = shop.run(commands.save, HARBOUR).value
    shop.run(add_order, customer, "SO-1", date(2025, 11, 23), 100)
    first = shop.run(add_order, customer, "SO-2", date(2025, 11, 24), 1_000).value
    shop.run(add_order, customer, "SO-3", date(2026, 11, 3), 20_000)
    shop.run(add_order, customer, "Q-4", date(2026, 11, 20), 9_000, state="quote")
    shop.run(add_order, customer, "SO-5", date(2026, 11, 20), 9_000, state="cancelled")
    (row,) = shop.read(queries.rows, [customer])
    assert (row.sales_minor, row.orders, row.open_orders, row.open_order) == (21_000, 3, 4, "SO-1")
    figures = shop.read(detail.detail, customer).figures
    assert figures is not None
    assert figures.days_between_orders == 173
    at_noon(shop, shop.now().replace(day=24))
    facts.renew_figures(shop)
    (row,) = shop.read(queries.rows, [customer])
    assert row.sales_minor == 20_000
    assert sound(database)
    at_noon(shop, shop.now().replace(day=22))
    facts.renew_figures(shop)
    assert shop.read(queries.rows, [customer])[0].sales_minor == 21_100
    assert first


def test_orders_of_a_customer_say_what_is_shipped_and_late(shop: Operations) -> None:
    customer = shop.run(commands.save, HARBOUR).value
    shop.run(add_order, customer, "SO-1", date(2026, 11, 1), promised=date(2026, 11, 20))
    shop.run(add_order, customer, "SO-2", date(2026, 11, 2), promised=date(2026, 11, 9), shipped=date(2026, 11, 10))
    second, first = shop.read(orders, customer)
    assert (first.late, first.shipped_ppm, first.net_minor) == (True, 0, 10_000)
    assert (second.late, second.shipped_ppm) == (False, 1_000_000)
    figures = shop.read(detail.detail, customer).figures
    assert figures is not None
    assert (figures.shipped_on_time, figures.shipped_with_promise) == (0, 1)


def test_people_come_and_go_and_one_is_the_main_one(shop: Operations, database: Database) -> None:
    customer = shop.run(commands.save, CustomerDraft(name="Harbour")).value
    rosa = PersonDraft(customer, name="Rosa Lindqvist", role="Owner", email="rosa@h.example", is_main=True)
    link = shop.run(save_person, rosa).value
    other = shop.run(save_person, PersonDraft(customer, name="Bo", is_main=True)).value
    people = shop.read(detail.people, customer)
    assert [(person.name, person.is_main) for person in people] == [("Bo", True), ("Rosa Lindqvist", False)]
    form = shop.read(person_draft, link)
    shop.run(save_person, replace(form, role="Buyer", original=form))
    with pytest.raises(ConflictError):
        shop.run(save_person, replace(form, role="Chef", original=form))
    assert ids(shop, text="rosa@h.example") == [customer]
    shop.run(set_consent, Channel.PHONE, False, "on the phone", contact_id=people[0].id)
    shop.run(set_consent, Channel.PHONE, True, "by e-mail", contact_id=people[0].id)
    (consent,) = shop.read(detail.people, customer)[0].consents
    assert (consent.given, consent.source) == (True, "by e-mail")
    shop.run(remove_person, other)
    assert [person.name for person in shop.read(detail.people, customer)] == ["Rosa Lindqvist"]
    shop.undo()
    assert len(shop.read(detail.people, customer)) == 2
    assert sound(database)


def test_duplicates_are_warned_of_by_phone_email_and_name(shop: Operations) -> None:
    customer = shop.run(commands.save, HARBOUR).value
    for typed, likeness in (
        ({"phone": "+46 31 555 01 42"}, Likeness.PHONE),
        ({"phone": "031/5550142", "country": "SE"}, Likeness.PHONE),
        ({"email": "rosa@harbourcafe.EXAMPLE"}, Likeness.EMAIL),
        ({"name": "harbor cafe"}, Likeness.NAME),
        ({"name": "Café Harbour"}, Likeness.NAME),
    ):
        (found,) = shop.read(similar, **typed)
        assert (found.id, found.likeness) == (customer, likeness)
    assert shop.read(similar, name="Harbour Café", but=customer) == []
    assert shop.read(similar, name="Orchard & Vine", phone="12", email="rosa") == []


def test_roles_see_what_the_matrix_grants(shop: Operations, database: Database) -> None:
    customer = shop.run(commands.save, replace(HARBOUR, notes="secret note")).value
    shop.run(save_person, PersonDraft(customer, name="Rosa Canary", phone="0700 111222"))
    reader = acting(database, staff(database, Role.READ_ONLY))
    packer = acting(database, staff(database, Role.WAREHOUSE))
    seen = reader.read(detail.detail, customer)
    assert (seen.people, seen.points, seen.notes, seen.phone, seen.email) == ((), (), "", None, None)
    assert reader.read(queries.rows, [customer])[0].phone is None
    for text in ("Canary", "0700 111222", "rosa@harbourcafe", "secret"):
        assert ids(reader, text=text) == []
    assert ids(reader, text="Harbour") == [customer]
    assert ids(packer) == []
    with pytest.raises(NotFoundError):
        packer.read(detail.detail, customer)
    owner = acting(database, staff(database, Role.OWNER))
    owner.run(add_order, customer, "SO-1", date(2026, 11, 2), shipped=date(2026, 11, 10))
    assert ids(packer) == [customer]
    shown = packer.read(detail.detail, customer)
    assert (shown.name, shown.addresses[0].city, shown.figures, shown.phone) == ("Harbour Café", "Göteborg", None, None)
    with pytest.raises(PermissionDenied):
        packer.run(commands.save, HARBOUR)
    seller = acting(database, staff(database, Role.SALES))
    with pytest.raises(PermissionDenied):
        seller.run(commands.archive, customer)


def test_statements_do_not_grow_with_the_rows(shop: Operations, database: Database) -> None:
    def count(function: object, *args: object) -> int:
        with counted(database) as statements:
            shop.read(function, *args)  # type: ignore[arg-type]
        return len(statements)

    def counts() -> list[int]:
        found = list(shop.read(queries.ids))
        return [
            count(queries.ids),
            count(queries.rows, found),
            count(queries.counts),
            count(detail.detail, found[0]),
            count(orders, found[0]),
        ]

    customer = shop.run(commands.save, HARBOUR).value
    shop.run(save_person, PersonDraft(customer, name="Rosa"))
    few = counts()
    for number in range(12):
        shop.run(commands.save, CustomerDraft(name=f"Customer {number}", city="Lund", tags=("a", "b")))
        shop.run(save_person, PersonDraft(customer, name=f"Person {number}", email=f"p{number}@x.example"))
        shop.run(add_order, customer, f"SO-{number}", date(2026, 11, 1))
    assert counts() == few
    assert few[:3] == [3, 3, 3]  # BEGIN, the acting person, and the query
