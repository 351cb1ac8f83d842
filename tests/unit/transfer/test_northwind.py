# ruff: noqa: E501 - rows of files stay on one line
"""The Northwind traders, from their own files without a map: counts and sums straight by SQL."""

import time
from pathlib import Path

import pytest

from app.config.paths import resources_folder
from app.services.integrity.check import run_check
from app.services.transfer.commands import run_import, undo_import
from app.services.transfer.maps import ImportMap
from tests.support.rows import snapshot
from tests.unit.transfer.conftest import Shop

FILES = (
    ("staff", ("employees.csv",), 9),
    ("suppliers", ("suppliers.csv",), 29),
    ("customers", ("customers.csv",), 93),
    ("carriers", ("shippers.csv",), 3),
    ("products", ("products.csv", "categories.csv"), 77),
    ("supplier_items", ("products.csv",), 77),
    ("stock", ("products.csv",), 77),
    ("sales_orders", ("orders.csv", "order_details.csv"), 830),
)


@pytest.fixture
def northwind(data_folder: Path) -> Path:
    return data_folder / "northwind"


def load_all(shop: Shop, folder: Path) -> list[int]:
    batches = []
    for kind, names, count in FILES:
        report = shop.load(kind, *(folder / name for name in names))
        assert (report.created, report.refused, report.problems) == (count, 0, 0), kind
        assert report.batch_id is not None
        batches.append(report.batch_id)
    return batches


def test_the_books_agree(shop: Shop, northwind: Path) -> None:
    load_all(shop, northwind)
    assert shop.sql("SELECT count(*), sum(net_minor) FROM sales_order_line") == [(2_155, 126_579_329)]
    assert shop.sql("SELECT sum(freight_minor) FROM sales_order") == [(6_494_269,)]
    assert shop.sql("SELECT sum(freight_minor) FROM shipment") == [(6_494_269,)]
    shipped = "FROM shipment WHERE shipped IS NOT NULL AND kind = 'out'"
    assert shop.sql(f"SELECT count(*), sum(shipped > promised) {shipped}") == [(809, 37)]
    days = "SELECT round(avg(julianday(s.shipped) - julianday(o.ordered)), 2) FROM shipment s"
    days += " JOIN sales_order o ON s.number = 'S-' || o.number WHERE s.shipped IS NOT NULL"
    assert shop.sql(days) == [(8.49,)]
    quick = "SELECT sum(l.net_minor) FROM sales_order_line l JOIN sales_order o ON o.id = l.order_id JOIN partner p ON p.id = o.customer_id WHERE p.code = 'QUICK'"
    assert shop.sql(quick) == [(11_027_732,)]
    assert shop.sql("SELECT count(*) FROM sales_order WHERE state = 'confirmed' AND history = 0") == [(21,)]
    assert shop.sql("SELECT sum(quantity) FROM stock_balance WHERE inside = 1") == [(3_119,)]
    assert shop.sql("SELECT sum(quantity) FROM purchase_order_line") == [(780,)]
    assert shop.sql("SELECT name FROM partner WHERE code IN ('Val2', 'VALON') ORDER BY id") == [("IT",), ("IT",)]
    assert shop.ops.read(run_check).findings == ()


def test_the_example_maps_read_it_the_same(shop: Shop, northwind: Path) -> None:
    maps = resources_folder() / "maps" / "northwind"
    assert {path.stem for path in maps.glob("*.toml")} == {kind for kind, _, _ in FILES}
    for kind, names, count in FILES:
        given = ImportMap.from_toml((maps / f"{kind}.toml").read_text(encoding="utf-8"))
        report = shop.ops.run(run_import, [northwind / name for name in names], kind, given).value
        assert (report.created, report.problems) == (count, 0), kind
    assert shop.sql("SELECT sum(net_minor) FROM sales_order_line") == [(126_579_329,)]


def test_undoing_the_runs_in_reverse_empties_the_database(shop: Shop, northwind: Path) -> None:
    empty = snapshot(shop.database)
    batches = load_all(shop, northwind)
    for batch in reversed(batches):
        shop.ops.run(undo_import, batch)
    left = snapshot(shop.database)
    assert {run["state"] for run in left.pop("import_batch")} == {"undone"}
    empty.pop("import_batch")
    assert left == empty
    assert shop.ops.read(run_check).findings == ()


def test_a_second_run_changes_nothing(shop: Shop, northwind: Path) -> None:
    load_all(shop, northwind)
    for kind, names, count in FILES:
        report = shop.load(kind, *(northwind / name for name in names))
        assert (report.created, report.updated, report.unchanged) == (0, 0, count), kind


def test_the_orders_take_less_than_five_seconds(shop: Shop, northwind: Path) -> None:
    for kind, names, _ in FILES[:-1]:
        shop.load(kind, *(northwind / name for name in names))
    started = time.process_time()
    shop.load("sales_orders", northwind / "orders.csv", northwind / "order_details.csv")
    assert time.process_time() - started < 5


def test_one_file_with_the_header_on_every_line_is_the_same(shop: Shop, northwind: Path) -> None:
    load_all(shop, northwind)
    import csv

    with (northwind / "orders.csv").open(encoding="utf-8", newline="") as stream:
        orders = {row["OrderID"]: row for row in csv.DictReader(stream)}
    with (northwind / "order_details.csv").open(encoding="utf-8", newline="") as stream:
        lines = [{**orders[row["OrderID"]], **row} for row in csv.DictReader(stream)]
    path = shop.folder / "flat.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    report = shop.load("sales_orders", path, toml="[options]\ndiscount_as = 'fraction'")
    assert (report.created, report.updated, report.unchanged) == (0, 0, 830)
