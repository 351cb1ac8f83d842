"""The preview with its rows, cells mended in it, and the kind guessed from headers."""

import pytest

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.commands import may_import, run_import
from app.services.transfer.mapping import guess_kind
from app.services.transfer.maps import Options
from app.services.transfer.preview import look_at_files, preview_rows
from app.services.transfer.refusals import ImportRefused
from tests.unit.transfer.conftest import Shop

PRODUCTS = "sku,name,price\nP1,Plank,ten\nP2,Beam,12.50\nP3,,3\n"


def test_the_preview_has_all_rows_and_marks_the_bad_cells(shop: Shop) -> None:
    found = shop.ops.read(preview_rows, [shop.write("p.csv", PRODUCTS)], "products")

    assert [found.rows[0].text(place, 1) for place in range(3)] == ["Plank", "Beam", ""]
    assert list(found.rows[0].lines) == [2, 3, 4]
    assert [(item.row, item.column, item.code) for item in found.report.listed] == [
        (2, "price", ProblemCode.NOT_A_NUMBER),
        (4, "name", ProblemCode.REQUIRED),
    ]


def test_mended_cells_count_in_the_preview_and_in_the_run(shop: Shop) -> None:
    path = shop.write("p.csv", PRODUCTS)
    edits = {("p.csv", 2, "price"): "10", ("p.csv", 4, "name"): "Board", ("p.csv", 99, "name"): "nowhere"}

    seen = shop.ops.read(preview_rows, [path], "products", None, edits)
    assert seen.report.refused == 0
    assert seen.rows[0].text(0, 2) == "10"
    done = shop.ops.run(run_import, [path], "products", edits=edits).value

    assert done.created == 3
    assert shop.sql("SELECT sku, name, price_minor FROM product ORDER BY sku") == [
        ("P1", "Plank", 1000),
        ("P2", "Beam", 1250),
        ("P3", "Board", 300),
    ]
    assert path.read_text() == PRODUCTS


def test_a_cell_that_is_mended_wrongly_is_refused_again(shop: Shop) -> None:
    path = shop.write("p.csv", PRODUCTS)

    with pytest.raises(ImportRefused) as caught:
        shop.ops.run(run_import, [path], "products", edits={("p.csv", 2, "price"): "many"})

    assert [item.value for item in caught.value.refusals] == ["many", None]
    assert shop.sql("SELECT count(*) FROM product") == [(0,)]


def test_files_are_looked_at_before_their_kind_is_known(shop: Shop) -> None:
    good, bad = shop.write("a.csv", "name;phone\nÅsa;1\nBo;2\n"), shop.write("b.csv", "")

    first, second = shop.ops.read(look_at_files, [good, bad])

    assert first.headers == ("name", "phone")
    assert first.samples == (("Åsa", "Bo"), ("1", "2"))
    assert first.rows == 2
    assert first.read_as is not None
    assert first.read_as.delimiter == ";"
    assert second.refusal is not None
    assert second.refusal.code is ProblemCode.EMPTY_FILE


def test_a_named_delimiter_is_taken(shop: Shop) -> None:
    (look,) = shop.ops.read(look_at_files, [shop.write("a.csv", "name;phone,x\nBo;2,3\n")], Options(delimiter=","))

    assert look.headers == ("name;phone", "x")


@pytest.mark.parametrize(
    ("headers", "file", "kind"),
    [
        (["SKU", "Name", "Price"], "list.csv", "products"),
        (["Customer name", "Phone", "City"], "x.csv", "customers"),
        (["Name", "Phone", "City"], "our suppliers 2025.csv", "suppliers"),
        (["Order ID", "Customer", "Order date", "Product", "Quantity"], "x.csv", "sales_orders"),
        (["Supplier", "Product", "Price", "Pack quantity"], "x.csv", "supplier_items"),
        (["Product", "Quantity", "Location"], "x.csv", "stock"),
    ],
)
def test_the_kind_is_guessed(headers: list[str], file: str, kind: str) -> None:
    assert guess_kind(headers, file)[0] == kind


def test_what_a_role_may_import() -> None:
    assert may_import("yes", "products")
    assert may_import("contacts", "interactions")
    assert not may_import("contacts", "products")
    assert not may_import("no", "contacts")
