"""`sample`, `kpi` and `report` as a program calls them, on a sample shop that the command itself has made."""

import contextlib
import json
import shutil
from pathlib import Path

import pytest

from app.db import driver
from app.services.insights.registry import MEASURES
from tests.support.made import made_once
from tests.unit.cli.test_frame import Answer, call


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mine = tmp_path_factory.mktemp("shop") / "mine"
    shutil.copytree(made_once(tmp_path_factory, "shop-3-year", make_shop), mine)
    return mine


def make_shop(folder: Path) -> None:
    answer = call(folder, "sample", "--seed", "3", "--years", "1")
    assert answer.code == 0, answer.err
    assert "12 suppliers, 120 products, 60 customers" in answer.out


def figure(shop: Path, *arguments: str) -> dict[str, object]:
    answer = call(shop, "kpi", *arguments, "--json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def refused(answer: Answer, word: str) -> bool:
    return answer.code == 2 and word in answer.err and not answer.out


def test_the_sample_shop_passes_the_check_and_is_made_once(shop: Path) -> None:
    assert call(shop, "check").code == 0
    again = call(shop, "sample")
    assert again.code == 1
    assert "empty" in again.err
    assert call(shop, "sample", "--years", "9").code == 2


def test_the_list_has_units_and_formulas(shop: Path) -> None:
    listed = call(shop, "kpi")
    assert listed.code == 0
    assert "on_time_shipping" in listed.out
    assert "÷ shipments sent that had one." in listed.out
    described = json.loads(call(shop, "kpi", "--json").out)
    assert {"name", "unit", "dimensions", "formula"} == set(described[0])
    assert [known["name"] for known in described] == [name.value for name in MEASURES]


def test_a_figure_as_a_document(shop: Path) -> None:
    found = figure(shop, "revenue", "--by", "month")
    assert {"name", "unit", "formula", "from", "to", "rows", "total"} <= set(found)
    assert found["unit"] == "USD"
    assert sum(round(float(row["value"]) * 100) for row in found["rows"]) == round(float(found["total"]["value"]) * 100)
    month = found["rows"][3]["key"]
    part = figure(shop, "revenue", "--from", f"{month}-01", "--to", f"{month}-28")
    assert part["from"] == f"{month}-01"
    assert float(part["total"]["value"]) <= float(found["rows"][3]["value"])


def test_a_figure_as_a_table(shop: Path) -> None:
    lines = call(shop, "kpi", "days_to_ship", "--by", "carrier").out.splitlines()
    assert lines[0].split() == ["Carrier", "Code", "Days", "to", "ship", "n"]
    assert set(lines[1]) == {"-", " "}
    assert len({len(line) for line in lines[1:5]}) == 1
    assert lines[-1] == "Sum of calendar days from order to shipping ÷ number of shipments sent."


def test_wrong_usage_of_figures(shop: Path) -> None:
    assert refused(call(shop, "kpi", "profit"), "profit")
    assert refused(call(shop, "kpi", "orders", "--by", "carrier"), "customer, staff, month")
    assert refused(call(shop, "kpi", "orders", "--from", "2026-02-01", "--to", "2026-01-01"), "--from")
    assert refused(call(shop, "kpi", "orders", "--from", "1.2.2026"), "2026-01-31")


def test_a_document_is_written(shop: Path, tmp_path: Path) -> None:
    assert "customer_summary" in call(shop, "report").out
    target = tmp_path / "summary.pdf"
    done = call(shop, "report", "customer_summary", "--partner", "C001", "--to", str(target))
    assert done.code == 0, done.err
    assert target.read_bytes().startswith(b"%PDF-")
    period = ("--from", "2026-01-01", "--to", "2026-06-30")
    assert call(shop, "report", "customer_summary", "--partner", "C001", "--to", str(target), *period).code == 0


@pytest.mark.parametrize(
    ("name", "table", "condition"),
    [
        ("purchase_order", "purchase_order", "1"),
        ("quote", "sales_order", "state = 'quote'"),
        ("packing_list", "shipment", "kind = 'out'"),
    ],
)
def test_a_document_of_one_record_is_found_by_its_number(
    shop: Path, tmp_path: Path, name: str, table: str, condition: str
) -> None:
    from pypdf import PdfReader

    with contextlib.closing(driver.connect(shop / "tradepost.db", read_only=True)) as connection:
        number = connection.execute(f"SELECT number FROM {table} WHERE {condition} ORDER BY id DESC").fetchone()[0]
    target = tmp_path / "document.pdf"
    done = call(shop, "report", name, "--number", number.lower(), "--to", str(target))
    assert done.code == 0, done.err
    text = " ".join(page.extract_text() for page in PdfReader(target).pages)
    assert number in text
    assert "Storgatan 12" in text
    assert refused(call(shop, "report", name, "--to", str(target)), "--number")
    assert call(shop, "report", name, "--number", "nothing", "--to", str(target)).code == 1


def test_wrong_usage_of_documents(shop: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "x.pdf")
    assert refused(call(shop, "report", "poem", "--to", target), "customer_summary")
    assert refused(call(shop, "report", "customer_summary", "--to", target), "--partner")
    assert refused(call(shop, "report", "customer_summary", "--partner", "C001"), "--to FILE.pdf")
    assert refused(call(shop, "report", "customer_summary", "--partner", "C001", "--to", "x.txt"), "--to FILE.pdf")
    unknown = call(shop, "report", "customer_summary", "--partner", "NOBODY", "--to", target)
    assert unknown.code == 1
    assert not Path(target).exists()
