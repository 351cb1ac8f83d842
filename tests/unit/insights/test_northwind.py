"""The Northwind traders' figures, to the cent, as they were worked out independently of this program."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from app.db.engine import Database
from app.services.insights import queries
from app.services.insights.figures import Figure, Span
from app.services.operations import Operations
from app.wording import measures
from tests.support.database import NewPlace
from tests.unit.transfer.conftest import Shop
from tests.unit.transfer.test_northwind import load_all


@pytest.fixture(scope="module")
def northwind(new_place: NewPlace, tmp_path_factory: pytest.TempPathFactory, data_folder: Path) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("northwind")
    database = Database(new_place(folder))
    shop = Shop(Operations(database), folder)
    load_all(shop, data_folder / "northwind")
    yield shop
    database.close()


def figure(shop: Shop, name: str, by: str | None = None) -> Figure:
    return shop.ops.read(queries.figure, name, Span(), by)


def rows(found: Figure) -> dict[str | None, tuple[object, int]]:
    return {row["key"]: (row["value"], row["n"]) for row in measures.document(found)["rows"]}


def test_revenue(northwind: Shop) -> None:
    found = measures.document(figure(northwind, "revenue", "customer"))
    assert (found["unit"], found["total"]["value"], found["total"]["n"]) == ("USD", "1265793.29", 2155)
    assert (found["rows"][0]["key"], found["rows"][0]["value"]) == ("QUICK", "110277.32")
    # Each of its lines rounded; their unrounded sum is 141,396.735.
    best = figure(northwind, "revenue", "product").rows[0]
    assert (best.label, best.value) == ("Côte de Blaye", 14_139_674)


def test_orders_and_freight(northwind: Shop) -> None:
    assert figure(northwind, "orders").total.value == 830
    assert measures.document(figure(northwind, "freight"))["total"]["value"] == "64942.69"
    assert sum(n for _, n in rows(figure(northwind, "freight", "carrier")).values()) == 830


def test_shipping(northwind: Shop) -> None:
    on_time = figure(northwind, "on_time_shipping").total
    assert on_time.n == 809
    assert on_time.value == 1 - Fraction(37, 809)
    assert measures.document(figure(northwind, "days_to_ship"))["total"] == {"value": 8.491965, "n": 809}
    assert by_carrier(northwind, "days_to_ship", 2) == {
        "Federal Shipping": 7.47,
        "Speedy Express": 8.57,
        "United Package": 9.23,
    }
    assert by_carrier(northwind, "on_time_shipping", 3) == {
        "Federal Shipping": 0.964,
        "Speedy Express": 0.951,
        "United Package": 0.949,
    }


def by_carrier(shop: Shop, name: str, digits: int) -> dict[str, float]:
    return {row.label: round(float(row.value), digits) for row in figure(shop, name, "carrier").rows}


def test_products_to_order_again(northwind: Shop) -> None:
    found = figure(northwind, "below_reorder_point")
    assert (found.total.value, len(found.rows)) == (18, 18)


def test_customers_that_come_back(northwind: Shop) -> None:
    # 89 of the 93 customers ordered, one of them once.
    assert figure(northwind, "repeat_rate").total.value == 1 - Fraction(1, 89)
    assert len(figure(northwind, "rfm").rows) == 93


def test_a_customers_card_says_what_the_measure_says(northwind: Shop) -> None:
    from app.services.customers import detail
    from tests.support.rows import rows as stored

    ids = {row["code"]: row["id"] for row in stored(northwind.ops.database, "partner") if row["is_customer"]}
    found = figure(northwind, "on_time_shipping", "customer").rows
    assert len(found) == 89
    for row in found:
        card = northwind.ops.read(detail.detail, ids[row.key]).figures
        assert card.shipped_with_promise == row.n
        assert Fraction(card.shipped_on_time, card.shipped_with_promise) == row.value
