"""Maps as TOML, and columns found by name."""

import pytest

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.kinds import KINDS, normal_header
from app.services.transfer.mapping import guess_map
from app.services.transfer.maps import ImportMap, MapRefused, Options
from tests.unit.transfer.conftest import Shop

FULL = """kind = "sales_orders"

[options]
encoding = "utf-16"
delimiter = ";"
sheet = "A"
date_format = "%m/%d/%Y"
decimal = "."
match = ["number"]
null = ["NULL", "?"]
create_missing = ["product"]
discount_as = "fraction"

[columns]
number = "OrderID"
notes = ["Note \\"1\\"", "Ünïcode"]

[constants]
currency = "USD"
"""


def test_a_map_is_read_and_written() -> None:
    read = ImportMap.from_toml(FULL)
    assert read.options == Options(
        "utf-16", ";", "A", "%m/%d/%Y", ".", ("number",), ("NULL", "?"), ("product",), "fraction"
    )
    assert read.columns == {"number": ("OrderID",), "notes": ('Note "1"', "Ünïcode")}
    assert read.constants == {"currency": "USD"}
    assert read.to_toml() == FULL
    assert ImportMap.from_toml(read.to_toml()) == read


@pytest.mark.parametrize(
    ("toml", "code", "key"),
    [
        ("kind = ", ProblemCode.MAP_SYNTAX, None),
        ("colour = 1", ProblemCode.MAP_UNKNOWN_KEY, "colour"),
        ("[options]\nencodin = 'x'", ProblemCode.MAP_UNKNOWN_KEY, "options.encodin"),
        ("[options]\ndelimiter = ';;'", ProblemCode.MAP_BAD_VALUE, "options.delimiter"),
        ("[options]\ndecimal = 'x'", ProblemCode.MAP_BAD_VALUE, "options.decimal"),
        ("[options]\ndiscount_as = 'x'", ProblemCode.MAP_BAD_VALUE, "options.discount_as"),
        ("[options]\ndate_format = '%d/%m'", ProblemCode.MAP_BAD_VALUE, "options.date_format"),
        ("[options]\ncreate_missing = ['moon']", ProblemCode.MAP_BAD_VALUE, "options.create_missing"),
        ("[options]\nnull = 5", ProblemCode.MAP_BAD_VALUE, "options.null"),
        ("[columns]\nname = 5", ProblemCode.MAP_BAD_VALUE, "columns.name"),
        ("columns = 5", ProblemCode.MAP_BAD_VALUE, "columns"),
        ("[constants]\nname = [1]", ProblemCode.MAP_BAD_VALUE, "constants.name"),
    ],
)
def test_a_bad_map_is_refused(toml: str, code: ProblemCode, key: str | None) -> None:
    with pytest.raises(MapRefused) as caught:
        ImportMap.from_toml(toml)
    assert caught.value.code is code
    if key:
        assert caught.value.params["key"] == key


@pytest.mark.parametrize(
    ("toml", "code"),
    [
        ("kind = 'suppliers'", ProblemCode.MAP_WRONG_KIND),
        ("[columns]\nsku = 'x'", ProblemCode.MAP_UNKNOWN_KEY),
        ("[constants]\nsku = 'x'", ProblemCode.MAP_UNKNOWN_KEY),
        ("[options]\nmatch = ['sku']", ProblemCode.MAP_BAD_VALUE),
        ("[columns]\nname = 'a'\n[constants]\nname = 'x'", ProblemCode.MAP_BAD_VALUE),
    ],
)
def test_a_map_that_cannot_be_meant_for_the_kind_is_refused(shop: Shop, toml: str, code: ProblemCode) -> None:
    from app.services.transfer.commands import preview

    path = shop.write("a.csv", "name\nA\n")
    with pytest.raises(MapRefused) as caught:
        shop.ops.read(preview, [path], "customers", ImportMap.from_toml(toml))
    assert caught.value.code is code


@pytest.mark.parametrize("header", ["Order ID", "order_id", "OrderID", "ORDER-ID", " orderid "])
def test_headers_are_compared_without_case_and_punctuation(header: str) -> None:
    assert normal_header(header) == "orderid"
    assert guess_map([header, "Qty"], KINDS["sales_orders"]).columns == {"number": (header,), "quantity": ("Qty",)}


def test_own_field_names_are_found_for_every_kind() -> None:
    for kind in KINDS.values():
        names = [item.name for item in kind.fields]
        guessed = guess_map(names, kind).columns
        assert {name: columns[0] for name, columns in guessed.items()} == {name: name for name in names}, kind.name


def test_no_synonym_means_two_fields_of_a_kind_at_the_same_rank() -> None:
    for kind in KINDS.values():
        for item in kind.fields:
            guessed = guess_map([item.name], kind).columns
            assert list(guessed) == [item.name], (kind.name, item.name)


def test_unmapped_columns_are_reported(shop: Shop) -> None:
    report = shop.look("customers", "CompanyName,Fax,Shoe size\nA,1,2\n")
    assert report.files[0].mapping == {"name": ("CompanyName",)}
    assert report.files[0].unmapped == ("Fax", "Shoe size")


def test_the_map_decides_over_names(shop: Shop) -> None:
    shop.load("customers", "name,Trading as\nLegal Ltd,Shop\n", toml="[columns]\nname = 'Trading as'")
    assert shop.sql("SELECT name FROM partner") == [("Shop",)]


def test_the_first_filled_of_several_columns_counts(shop: Shop) -> None:
    toml = "[columns]\nname = ['Trading as', 'Legal']"
    shop.load("customers", "Trading as,Legal\nShop,A Ltd\n,B Ltd\n", toml=toml)
    assert shop.sql("SELECT name FROM partner ORDER BY id") == [("Shop",), ("B Ltd",)]


def test_missing_columns_are_refused_once(shop: Shop) -> None:
    reasons = shop.refused("customers", "colour\nred\nblue\n")
    assert [(item.code, item.field, item.row) for item in reasons] == [(ProblemCode.FIELD_MISSING, "name", None)]
    reasons = shop.refused("customers", "name\nA\n", toml="[columns]\ncity = 'Town'")
    assert [(item.code, item.column) for item in reasons] == [(ProblemCode.COLUMN_MISSING, "Town")]


def test_the_map_that_was_used_is_kept(shop: Shop) -> None:
    shop.load("customers", "CompanyName\nA\n", toml="[constants]\ncountry = 'France'")
    [(toml,)] = shop.sql("SELECT mapping FROM import_batch")
    kept = ImportMap.from_toml(toml)
    assert (kept.kind, kept.columns, kept.constants) == ("customers", {"name": ("CompanyName",)}, {"country": "France"})
