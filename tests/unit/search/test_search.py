"""Search: numbers in any format, slips forgiven, nothing beyond the role, and the index always what it is made from."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from app.db import derived, facts, search
from app.db.engine import Database
from app.domain.clock import local_date
from app.domain.vocabulary import ContactPointKind, InteractionKind, Role
from app.services.contacts.commands import save_point
from app.services.contacts.people import remove_person, save_person
from app.services.contacts.read_models import PersonDraft, PointDraft
from app.services.customers import commands as customers
from app.services.customers import detail
from app.services.customers import facts as pinned
from app.services.customers.read_models import CustomerDraft
from app.services.interactions.commands import log
from app.services.interactions.read_models import InteractionDraft
from app.services.operations import Operations
from app.services.search.queries import find, named
from app.services.search.read_models import Matched, SearchHit
from app.services.tasks.commands import save as save_task
from app.services.tasks.read_models import TaskDraft
from tests.support.customers import NOW, acting, add_order, at_noon, sound, staff
from tests.support.statements import counted


@pytest.fixture
def shop(ops: Operations) -> Operations:
    return at_noon(ops)


@pytest.fixture
def mueller(shop: Operations) -> int:
    draft = CustomerDraft(
        name="Müller Straßenküche", code="MUE-7", phone="030-0074321", city="Köln", country="Germany",
        email="post@mueller.example", notes="Wants 50% off", tags=("Smørrebrød",),
    )  # fmt: skip
    return shop.run(customers.save, draft).value


def hits(ops: Operations, typed: str) -> list[tuple[str, int]]:
    return [(hit.entity, hit.id) for hit in ops.read(find, typed)]


def first(ops: Operations, typed: str) -> SearchHit:
    return ops.read(find, typed)[0]


@pytest.mark.parametrize(
    "typed",
    [
        "030-0074321", "+49 30 0074321", "+49 (0)30 007-4321", "0049 30 0074321", "4321", "74321", "0300074",
        "0300074321",
    ],
)  # fmt: skip
def test_a_phone_number_is_found_in_any_format(shop: Operations, mueller: int, typed: str) -> None:
    hit = first(shop, typed)
    assert (hit.entity, hit.id, hit.matched, hit.snippet) == ("partner", mueller, Matched.PHONE, "030-0074321")


@pytest.mark.parametrize(
    "typed",
    [
        "Müller", "muller", "mueller", "MÜLL", "strassen", "straße", "koeln", "koln", "Smorrebrod", "smoerrebroed",
        "müler", "muelelr", "strasenküche", "mue-7", "MUE 7", "post@mueller.example", "köln müller", "Mu\u0308ller",
    ],
)  # fmt: skip
def test_spellings_and_slips_are_forgiven(shop: Operations, mueller: int, typed: str) -> None:
    shop.run(customers.save, CustomerDraft(name="Orchard & Vine", city="Malmö"))
    assert hits(shop, typed) == [("partner", mueller)]


def test_signs_are_literal_and_never_query_language(shop: Operations, mueller: int) -> None:
    other = shop.run(customers.save, CustomerDraft(name="Other", notes="Ordered 50 jugs")).value
    assert hits(shop, "50%") == [("partner", mueller)]
    assert set(hits(shop, "50")) == {("partner", mueller), ("partner", other)}
    for typed in ('"', "%", "_", "*", "AND", "(", "-x", "NEAR(", "title:", "a OR", '"; DROP', "", " ", "^", "'"):
        assert ("partner", mueller) not in hits(shop, typed)


def test_exact_numbers_come_first_then_names_then_notes_and_the_newest(shop: Operations) -> None:
    noted = shop.run(customers.save, CustomerDraft(name="Noted", notes="see 10248 and Bramble")).value
    named = shop.run(customers.save, CustomerDraft(name="Bramble Glass")).value
    newer = shop.run(customers.save, CustomerDraft(name="Old Bramble")).value
    whole = shop.run(customers.save, CustomerDraft(name="Bramble")).value
    order = shop.run(add_order, named, "10248", date(2026, 1, 1)).value
    assert hits(shop, "10248") == [("sales_order", order), ("partner", noted)]
    assert [row_id for _entity, row_id in hits(shop, "bramble")] == [whole, newer, named, noted]
    hit = first(shop, "10248")
    assert (hit.title, hit.subtitle, hit.matched, hit.partner_id) == ("10248", "Bramble Glass", Matched.CODE, named)
    assert shop.read(find, "bramble")[-1].snippet == "see 10248 and Bramble"
    shop.run(customers.archive, whole)
    assert shop.read(find, "bramble")[0].archived or hits(shop, "bramble")[-1] != ("partner", whole)


def test_the_index_follows_every_change_and_its_undo(shop: Operations, mueller: int, database: Database) -> None:
    link = shop.run(save_person, PersonDraft(mueller, name="Rosa Lindqvist", mobile="0171 5550142")).value
    (person,) = shop.read(detail.people, mueller)
    assert hits(shop, "lindqvist") == [("partner", mueller), ("contact", person.id)] or set(
        hits(shop, "lindqvist")
    ) == {("partner", mueller), ("contact", person.id)}
    assert first(shop, "lindqvist").entity == "contact"
    shop.run(save_person, replace(PersonDraft(mueller, link, person.id, name="Rosa Berg")))
    assert hits(shop, "lindqvist") == []
    assert ("partner", mueller) in hits(shop, "berg")
    form = shop.read(detail.draft, mueller)
    shop.run(customers.save, replace(form, name="Neuname", original=form))
    assert first(shop, "berg").subtitle == "Neuname"
    assert ("contact", person.id) in hits(shop, "neuname")
    shop.run(remove_person, link)
    assert hits(shop, "neuname") == [("partner", mueller)]
    assert hits(shop, "berg") == [("contact", person.id)]
    shop.run(save_point, PointDraft(ContactPointKind.PHONE, "040 99887766", partner_id=mueller))
    assert hits(shop, "99887766") == [("partner", mueller)]
    shop.run(pinned.pin, mueller, "Allergic to lilies")
    assert hits(shop, "lilies") == [("partner", mueller)]
    assert sound(database)
    while shop.can_undo:
        shop.undo()
        assert sound(database)
    assert hits(shop, "müller") == []


def test_nothing_is_found_beyond_the_role(shop: Operations, mueller: int, database: Database) -> None:
    shop.run(save_person, PersonDraft(mueller, name="Canary Person", email="canary@mail.example"))
    shop.run(log, InteractionDraft(InteractionKind.CALL, mueller, subject="Canarycall", notes="canarysaid"))
    shop.run(save_task, TaskDraft(title="Canarytask", due_at=NOW, partner_id=mueller))
    shop.run(pinned.pin, mueller, "canaryfact")
    order = shop.run(add_order, mueller, "SO-77", date(2026, 1, 1)).value
    reader = acting(database, staff(database, Role.READ_ONLY))
    packer = acting(database, staff(database, Role.WAREHOUSE))
    seller = acting(database, staff(database, Role.SALES))
    for typed in (
        "canary",
        "canarysaid",
        "canaryfact",
        "canary@mail.example",
        "post@mueller.example",
        "0074321",
        "cnaary",
    ):
        assert hits(reader, typed) == []
        assert [hit for hit in hits(packer, typed) if hit[0] != "task"] == []
    assert hits(seller, "canarysaid")[0][0] == "interaction"
    assert hits(reader, "müller") == [("partner", mueller)]
    assert hits(packer, "müller") == []
    assert hits(packer, "SO-77") == [("sales_order", order)]
    assert first(packer, "SO-77").subtitle == ""
    assert first(seller, "SO-77").subtitle == "Müller Straßenküche"


def test_records_are_named_as_they_are_called_now(shop: Operations, mueller: int, database: Database) -> None:
    call = shop.run(log, InteractionDraft(InteractionKind.CALL, mueller, notes="asked for bowls")).value
    keys = [("interaction", call), ("partner", mueller), ("partner", 9_999)]
    shop.run(customers.save, replace(shop.read(detail.draft, mueller), name="Möller"))

    assert [(hit.entity, hit.id) for hit in shop.read(named, keys)] == keys[:2]
    assert shop.read(named, keys)[1].title == "Möller"
    # A warehouse sees nothing of what was said.
    worker = acting(database, staff(database, Role.WAREHOUSE))
    assert "interaction" not in {hit.entity for hit in worker.read(named, keys)}


def test_a_search_takes_few_statements_however_much_it_finds(shop: Operations, database: Database) -> None:
    def count(typed: str) -> int:
        with counted(database) as statements:
            shop.read(find, typed)
        return len(statements)

    shop.run(customers.save, CustomerDraft(name="Bramble 0"))
    few = count("bramble 0")
    for number in range(30):
        shop.run(customers.save, CustomerDraft(name=f"Bramble 0 {number}"))
    assert count("bramble 0") <= few <= 16


def test_what_is_deleted_leaves_no_word_in_the_index(shop: Operations, mueller: int, database: Database) -> None:
    form = shop.read(detail.draft, mueller)
    shop.run(customers.save, replace(form, notes="Xylophonist", original=form))
    form = shop.read(detail.draft, mueller)
    shop.run(customers.save, replace(form, notes="", original=form))
    with database.read() as session:
        blocks = session.execute(text("SELECT group_concat(hex(block)) FROM search_entry_data")).scalar()
    assert b"xylophonist".hex().upper() not in blocks


def test_a_wrong_index_or_figure_is_found_and_mended(shop: Operations, mueller: int, database: Database) -> None:
    shop.run(add_order, mueller, "SO-1", date(2026, 11, 1))
    assert sound(database)
    for damage in (
        "UPDATE search_entry SET title = 'Wrong'",
        "DELETE FROM search_entry WHERE rowid IN (SELECT min(rowid) FROM search_entry)",
        "INSERT INTO search_entry (rowid, title) SELECT max(rowid) + 1, 'More' FROM search_entry",
        "UPDATE partner_facts SET sales_year_minor = 1",
        "UPDATE partner_facts SET segment = 'champion'",
        "DELETE FROM partner_facts",
        "UPDATE partner_facts SET id = id + 1",
    ):
        with database.write() as session:
            session.connection().exec_driver_sql(damage)
        assert not sound(database), damage
        with database.write() as session:
            findings = [*search.verify(session), *facts.facts_findings(session.connection())]
            assert all(finding.repairable for finding in findings)
            derived.rebuild(session, local_date(NOW))
        assert sound(database)
    assert hits(shop, "müller") == [("partner", mueller)]
