# ruff: noqa: E501 - rows of files stay on one line
"""What is exported comes back equal, cannot act as a formula, and holds only what the person may see."""

import csv
import json
import zipfile
from pathlib import Path

import pytest

from app.domain.errors import NotFoundError, PermissionDenied, ValidationError
from app.domain.text import clean_line, clean_text
from app.domain.vocabulary import Role
from app.services.transfer.exports import export_list
from app.services.transfer.guard import guard, unguard
from app.services.transfer.kinds import KINDS
from tests.support.rows import snapshot
from tests.unit.transfer.conftest import Shop

SALES = "number,customer,ordered,product,quantity,price,discount,shipped,delivered,carrier,tracking,freight,notes\n"


@pytest.fixture
def full(stocked: Shop) -> Shop:
    """Something of every kind."""
    stocked.load("staff", "code,name\n7,Nancy\n")
    stocked.load("contacts", "name,company,phone,email,mobile,tags\nAnn,C1,+1 212 555 0199,a@x.org,5 55,vip\n")
    stocked.load("stock", "product,quantity,as_of,on_order\nP1,50,2026-01-01,5\nP2,2.5,2026-01-01,\n")
    stocked.load(
        "sales_orders",
        SALES
        + "A,C1,2026-01-05,P1,2,10,12.5%,2026-01-06,2026-01-07,D,T1,3,Thanks\nA,C1,2026-01-05,P2,1.1250,2.5,,2026-01-06,2026-01-07,D,T1,3,Thanks\n",
    )
    stocked.load(
        "purchase_orders",
        "number,supplier,ordered,product,quantity,price,received,quantity_rejected\nPO,S1,2026-01-02,P1,5,6,2026-01-09,1\n",
    )
    stocked.load("interactions", "party,contact,at,kind,notes,staff\nC1,Ann,2026-01-03 10:00,call,=1+1,7\n")
    return stocked


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_export_imports_as_unchanged(full: Shop, kind: str, ending: str) -> None:
    before = snapshot(full.database, without=frozenset({"audit_entry", "change_record", "import_batch"}))
    exported = export_list(full.ops, kind, full.folder / f"out{ending}")
    assert exported.rows > 0
    toml = "[options]\nmatch = ['number', 'product']" if kind == "receipts" else ""
    if kind != "stock":  # what is on hand today is no opening count
        report = full.load(kind, exported.path, toml=toml)
        assert (report.created, report.updated, report.refused) == (0, 0, 0)
    assert snapshot(full.database, without=frozenset({"audit_entry", "change_record", "import_batch"})) == before


@pytest.mark.parametrize("kind", KINDS)
def test_json_has_the_field_names(full: Shop, kind: str) -> None:
    exported = export_list(full.ops, kind, full.folder / "out.json")
    records = json.loads(exported.path.read_text(encoding="utf-8"))
    assert len(records) == exported.rows
    assert set(records[0]) <= {item.name for item in KINDS[kind].fields} | {"phone 2"}
    if kind == "sales_orders":
        assert records[0]["discount"] == "0.125"
        assert records[0]["price"] == "10.00"
        assert records[0]["quantity"] == "2"
        assert records[0]["requested"] is None


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠a", "'=1", "''-1"]
)
def test_the_guard_is_taken_off_again(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", ["'tis", "a=1", "", "'", "1-2"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


def test_formulas_are_texts_and_numbers_are_numbers(shop: Shop) -> None:
    shop.load("customers", "code,name,phone,notes\nA,=cmd|' /C calc'!A0,+49 30 1,-5\n")
    path = export_list(shop.ops, "customers", shop.folder / "out.csv").path
    with path.open(encoding="utf-8", newline="") as stream:
        [record] = csv.DictReader(stream)
    assert (record["name"], record["phone"], record["notes"]) == ("'=cmd|' /C calc'!A0", "'+49 30 1", "'-5")
    export_list(shop.ops, "customers", shop.folder / "out.xlsx")
    with zipfile.ZipFile(shop.folder / "out.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_negative_numbers_are_not_guarded(stocked: Shop) -> None:
    stocked.load("stock", "product,quantity\nP1,5\n")
    stocked.load("sales_orders", SALES.replace(",discount", "") + "A,C1,2026-01-05,P1,-2,10,,,,,,\n")
    path = export_list(stocked.ops, "sales_orders", stocked.folder / "out.csv").path
    with path.open(encoding="utf-8", newline="") as stream:
        assert [record["quantity"] for record in csv.DictReader(stream)] == ["-2"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_naughty_strings_go_out_and_come_back_equal(shop: Shop, data_folder: Path, ending: str) -> None:
    naughty = json.loads((data_folder / "csv" / "blns" / "blns.json").read_text(encoding="utf-8"))
    wanted: dict[str, tuple[str, str]] = {}
    for number, text in enumerate(naughty):
        if clean_line(text, "name"):
            wanted[f"N{number}"] = (clean_line(text, "name")[:200], clean_text(text, "notes"))
    path = shop.folder / "naughty.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["code", "name", "street", "notes"])
        writer.writerows([code, guard(name), guard(notes), guard(notes)] for code, (name, notes) in wanted.items())
    assert shop.load("customers", path).created == len(wanted)
    stored = {code: (name, notes) for code, name, notes in shop.sql("SELECT code, name, notes FROM partner")}
    assert stored == wanted
    exported = export_list(shop.ops, "customers", shop.folder / f"out{ending}").path
    again = shop.load("customers", exported)
    assert (again.created, again.updated, again.unchanged) == (0, 0, len(wanted))


def _as(shop: Shop, role: Role) -> None:
    with shop.database.write() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO staff (name, name_fold, title, email, role, active, signs_in, version) VALUES ('X', 'x', '', '', ?, 1, 1, 1)",
            (role.value,),
        )
        number = session.connection().exec_driver_sql("SELECT max(id) FROM staff").scalar_one()
    shop.ops.sign_in_as(number)


@pytest.mark.parametrize("role", [Role.SALES, Role.WAREHOUSE, Role.READ_ONLY])
def test_costs_and_people_are_kept_from_those_who_may_not_see_them(full: Shop, role: Role) -> None:
    _as(full, role)
    for kind in ("customers", "contacts", "interactions", "sales_orders", "staff", "suppliers", "carriers"):
        with pytest.raises(PermissionDenied):
            export_list(full.ops, kind, full.folder / "no.csv")
    for kind, hidden in (
        ("products", "cost"),
        ("stock", "unit_cost"),
        ("supplier_items", "price"),
        ("purchase_orders", "price"),
    ):
        path = export_list(full.ops, kind, full.folder / f"{kind}.csv").path
        assert hidden not in path.read_text(encoding="utf-8").splitlines()[0].split(",")


def test_a_failed_export_leaves_the_old_file(full: Shop) -> None:
    path = full.folder / "out.xlsx"
    path.write_bytes(b"old")
    full.load("customers", f"code,name,notes\nZ,Long,{'x' * 40_000}\n")
    with pytest.raises(ValidationError):
        export_list(full.ops, "customers", path)
    assert path.read_bytes() == b"old"
    assert [item.name for item in full.folder.iterdir() if item.name.startswith(".")] == []


def test_unknown_lists_and_endings(full: Shop) -> None:
    with pytest.raises(NotFoundError):
        export_list(full.ops, "dragons", full.folder / "a.csv")
    with pytest.raises(ValidationError):
        export_list(full.ops, "products", full.folder / "a.docx")
