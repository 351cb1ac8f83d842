# ruff: noqa: E501 - rows of files stay on one line
"""Each kind: created, updated by match, unchanged when equal, and what is refused."""

import pytest

from app.domain.parsing.problems import ProblemCode
from tests.unit.transfer.conftest import Shop

PARTY = "code,name,contact_name,contact_title,phone,email,website,street,city,region,postal_code,country,tax_id,currency,payment_days,tags,notes\n"
ALFKI = "ALFKI,Alfreds,Maria Anders,Owner,030-0074321,a@b.de,https://b.de,Obere Str. 57,Berlin,,12209,Germany,DE1,EUR,14,vip; north,Nice\n"


def counts(shop: Shop, kind: str, *texts: str, toml: str = "") -> tuple[int, int, int]:
    report = shop.load(kind, *texts, toml=toml)
    return report.created, report.updated, report.unchanged


def test_a_customer_with_everything(shop: Shop) -> None:
    assert counts(shop, "customers", PARTY + ALFKI) == (1, 0, 0)
    assert shop.sql(
        "SELECT code, name, tax_id, currency, payment_days, notes, is_customer, is_supplier FROM partner"
    ) == [("ALFKI", "Alfreds", "DE1", "EUR", 14, "Nice", 1, 0)]
    assert shop.sql("SELECT street, city, postal_code, country FROM address") == [
        ("Obere Str. 57", "Berlin", "12209", "Germany")
    ]
    assert shop.sql("SELECT kind, value, normal FROM contact_point ORDER BY id") == [
        ("phone", "030-0074321", "+49300074321"),
        ("email", "a@b.de", "a@b.de"),
        ("website", "https://b.de", "https://b.de"),
    ]
    assert shop.sql("SELECT c.name, a.role, a.is_main FROM affiliation a JOIN contact c ON c.id = a.contact_id") == [
        ("Maria Anders", "Owner", 1)
    ]
    assert shop.sql("SELECT name FROM tag ORDER BY id") == [("vip",), ("north",)]
    assert counts(shop, "customers", PARTY + ALFKI) == (0, 0, 1)


def test_an_update_changes_what_is_filled_and_leaves_the_rest(shop: Shop) -> None:
    shop.load("customers", PARTY + ALFKI)
    changed = "code,name,phone,city,contact_name,tags,notes\nalfki,Alfreds Ltd,+49 30 1,,Jo Doe,east,\n"
    assert counts(shop, "customers", changed) == (0, 1, 0)
    assert shop.sql("SELECT name, notes FROM partner") == [("Alfreds Ltd", "Nice")]
    assert shop.sql("SELECT city FROM address") == [("Berlin",)]
    assert shop.sql("SELECT value FROM contact_point WHERE kind = 'phone'") == [("+49 30 1",)]
    assert shop.sql(
        "SELECT c.name, a.is_main FROM affiliation a JOIN contact c ON c.id = a.contact_id ORDER BY a.id"
    ) == [
        ("Maria Anders", 0),
        ("Jo Doe", 1),
    ]
    assert shop.sql("SELECT count(*) FROM partner_tag") == [(3,)]


def test_match_decides_by_which_field_a_record_is_found(shop: Shop) -> None:
    shop.load("customers", "code,name\nA,One\n")
    assert counts(shop, "customers", "code,name\nB,One\n", toml="[options]\nmatch = ['name']") == (0, 1, 0)
    assert shop.sql("SELECT code FROM partner") == [("B",)]
    assert counts(shop, "customers", "code,name\nC,One\n") == (1, 0, 0)


def test_a_code_belongs_to_a_role(shop: Shop) -> None:
    for kind in ("suppliers", "customers", "carriers"):
        assert counts(shop, kind, f"code,name\n1,The {kind}\n") == (1, 0, 0)
    assert shop.sql("SELECT count(*) FROM partner") == [(3,)]


def test_a_record_named_twice_is_refused(shop: Shop) -> None:
    [reason] = shop.refused("customers", "code,name\nA,One\na,Two\n")
    assert (reason.code, reason.row, reason.params) == (ProblemCode.DUPLICATE_ROW, 3, {"first_row": 2})
    shop.load("customers", "code,name\nA,One\n")
    [reason] = shop.refused("customers", "code,name\nA,One\n A ,Two\n")
    assert reason.code is ProblemCode.DUPLICATE_ROW


def test_terms_go_to_their_role(shop: Shop) -> None:
    shop.load("suppliers", "name,lead_time_days\nS,7\n")
    shop.load("customers", "name,credit_limit,currency\nC,1000.50,EUR\n")
    assert shop.sql("SELECT lead_time_days FROM supplier_terms") == [(7,)]
    assert shop.sql("SELECT credit_limit_minor FROM customer_terms") == [(100_050,)]


def test_an_owner_is_found_or_refused_or_made(shop: Shop) -> None:
    shop.load("staff", "code,last_name,first_name\n1,Davolio,Nancy\n")
    shop.load("customers", "name,owner\nA,1\nB,Nancy Davolio\n")
    [reason] = shop.refused("customers", "name,owner\nC,Nobody\n")
    assert (reason.code, reason.column, reason.value) == (ProblemCode.UNKNOWN_REFERENCE, "owner", "Nobody")
    report = shop.load("customers", "name,owner\nC,Nobody\nD,Nobody\n", toml="[options]\ncreate_missing = ['staff']")
    assert report.made == {"staff": 1}
    assert shop.sql("SELECT p.name, s.name FROM partner p JOIN staff s ON s.id = p.owner_id ORDER BY p.id") == [
        ("A", "Nancy Davolio"),
        ("B", "Nancy Davolio"),
        ("C", "Nobody"),
        ("D", "Nobody"),
    ]


def test_staff_never_sign_in_by_import(shop: Shop) -> None:
    assert counts(shop, "staff", "code,last_name,first_name,title,role\n1,Davolio,Nancy,Rep,manager\n") == (1, 0, 0)
    assert shop.sql("SELECT name, title, role, signs_in FROM staff WHERE code = '1'") == [
        ("Nancy Davolio", "Rep", "manager", 0)
    ]
    assert counts(shop, "staff", "code,last_name,first_name,title\n1,Davolio,Nancy,Boss\n") == (0, 1, 0)
    [reason] = shop.refused("staff", "name,role\nOwner,sales\n")
    assert reason.code is ProblemCode.NOT_ALLOWED


def test_contacts_with_companies_consent_and_several_numbers(shop: Shop) -> None:
    shop.load("customers", "name\nAcme\n")
    text = "first_name,last_name,company,job title,phone,Home Phone,mobile,email,birthday,consent_email,labels\n"
    text += "Ann,Lee,Acme,Buyer,1 23,4 56,7 89,ann@x.org,1980-02-29,yes,vip\n"
    assert counts(shop, "contacts", text) == (1, 0, 0)
    assert shop.sql("SELECT name, first_name, birthday FROM contact") == [("Ann Lee", "Ann", "1980-02-29")]
    assert shop.sql("SELECT kind, value, is_main FROM contact_point ORDER BY id") == [
        ("phone", "1 23", 1), ("phone", "4 56", 0), ("mobile", "7 89", 1), ("email", "ann@x.org", 1),
    ]  # fmt: skip
    assert shop.sql("SELECT channel, given FROM consent") == [("email", 1)]
    assert shop.sql("SELECT role FROM affiliation") == [("Buyer",)]
    assert counts(shop, "contacts", text) == (0, 0, 1)
    assert counts(shop, "contacts", text.replace("yes", "no").replace("7 89", "8 99")) == (0, 1, 0)
    assert shop.sql("SELECT given FROM consent ORDER BY id") == [(1,), (0,)]
    assert shop.sql("SELECT count(*) FROM contact_point WHERE kind = 'mobile'") == [(2,)]


def test_an_unknown_company_is_refused_or_made(shop: Shop) -> None:
    [reason] = shop.refused("contacts", "name,company\nAnn,Acme\n")
    assert (reason.code, reason.params) == (ProblemCode.UNKNOWN_REFERENCE, {"entity": "partner"})
    shop.load("contacts", "name,company\nAnn,Acme\nBob,Acme\n", toml="[options]\ncreate_missing = ['partner']")
    assert shop.sql("SELECT name, is_customer FROM partner") == [("Acme", 1)]
    assert shop.sql("SELECT count(*) FROM affiliation") == [(2,)]


def test_products_with_units_and_categories_from_a_second_file(shop: Shop) -> None:
    products = "ProductID,ProductName,CategoryID,UnitPrice,ReorderLevel,Discontinued,unit\n1,Chai,1,18,10,0,\n2,Flour,2,1.5,2.5,1,kg\n"
    categories = "CategoryID,CategoryName,Description\n1,Beverages,Drinks\n2,Grains,Bread\n"
    assert counts(shop, "products", products, categories) == (2, 0, 0)
    assert shop.sql(
        "SELECT sku, category, unit, unit_decimals, price_minor, reorder_point, status FROM product ORDER BY id"
    ) == [
        ("1", "Beverages", "pcs", 0, 1_800, 10, "active"),
        ("2", "Grains", "kg", 3, 150, 2_500, "discontinued"),
    ]
    assert counts(shop, "products", products, categories) == (0, 0, 2)
    [reason] = shop.refused("products", products.replace("Flour,2", "Flour,9"), categories)
    assert (reason.code, reason.row, reason.value) == (ProblemCode.UNKNOWN_REFERENCE, 3, "9")


def test_a_quantity_finer_than_the_unit_is_refused(shop: Shop) -> None:
    [reason] = shop.refused("products", "sku,name,reorder_point\nA,Plank,1.5\n")
    assert (reason.code, reason.params) == (ProblemCode.TOO_MANY_DECIMALS, {"limit": 0})


def test_supplier_items_with_price_breaks(stocked: Shop) -> None:
    text = "supplier,product,supplier_sku,price,pack_quantity,minimum,lead_time_days,valid_from,min_quantity\n"
    text += "S1,P1,PL-1,5.50,12,24,5,2026-01-01,\nS1,P1,,5.00,,,,,100\nS1,P1,,4.50,,,,,500\n"
    assert counts(stocked, "supplier_items", text) == (2, 1, 0)
    assert stocked.sql(
        "SELECT supplier_sku, price_minor, pack_quantity, minimum, lead_time_days FROM supplier_item WHERE id = 1"
    ) == [("PL-1", 550, 12, 24, 5)]
    assert stocked.sql("SELECT min_quantity, price_minor FROM price_break ORDER BY id") == [(100, 500), (500, 450)]
    assert counts(stocked, "supplier_items", text) == (0, 0, 3)


def test_interactions_of_a_call_center(stocked: Shop) -> None:
    text = "Customer,Agent,Date,Time,Topic,Answered (Y/N),Speed of answer in seconds,Talk Duration (Seconds),Satisfaction rating\n"
    text += "C1,Diane,2021-01-01,09:12:58,Contract,Y,109.0,143,3.0\nC1,Diane,2021-01-01,09:12:58,Contract,N,,,\n"
    toml = "[options]\ncreate_missing = ['staff']\n[constants]\nkind = 'call'\ndirection = 'inbound'"
    assert counts(stocked, "interactions", text, toml=toml) == (2, 0, 0)
    columns = "outcome, state, direction, waiting_seconds, duration_seconds, satisfaction, topic"
    assert stocked.sql(f"SELECT {columns} FROM interaction ORDER BY id") == [
        ("connected", "done", "inbound", 109, 143, 3, "Contract"),
        ("no_answer", "missed", "inbound", None, None, None, "Contract"),
    ]
    assert counts(stocked, "interactions", text, toml=toml) == (0, 0, 2)


@pytest.mark.parametrize("text", ["at,kind\n2026-01-01,call\n", "party,at,kind\n,2026-01-01,call\n"])
def test_an_interaction_needs_somebody(stocked: Shop, text: str) -> None:
    assert {item.field for item in stocked.refused("interactions", text)} == {"party"}


def test_a_moment_without_a_zone_is_local_and_with_one_is_kept(stocked: Shop) -> None:
    stocked.load("interactions", "party,at,kind\nC1,2026-01-01T12:00:00+02:00,note\n")
    assert stocked.sql("SELECT at FROM interaction") == [("2026-01-01T10:00:00.000000Z",)]
