"""The sample shop: plausible, sound by every invariant, the same for the same seed and day, and never over data."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.db.engine import Database
from app.domain.errors import Problem, ValidationError
from app.domain.progress import Cancelled, Progress, Step
from app.services.insights import queries
from app.services.integrity.check import run_check
from app.services.operations import Operations
from app.services.profile.people import act_as
from app.services.purchasing.queries import detail as purchase_order
from app.services.sample.commands import SampleOptions, make
from app.services.shipments import queries as shipments
from app.services.shipments.detail import detail
from app.services.shipments.impact import of_purchase_order
from app.services.shipments.impact_models import WayKind
from app.services.shipments.read_models import ShipmentChip, ShipmentFilter
from app.services.stock import queries as products
from app.services.stock.read_models import StockChip
from app.services.suppliers.comparing import compare
from app.services.today.attention import attention
from app.services.today.read_models import Attention
from tests.support.database import template  # noqa: F401
from tests.support.made import made_once
from tests.support.rows import rows, snapshot

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
Made = Callable[[int], Operations]


def at_work(folder: Path) -> Operations:
    """On the database of a folder, on a certain morning."""
    return act_as(Operations(Database(folder / "tradepost.db"), now=lambda: NOW), None, str)


@pytest.fixture(scope="module")
def opened(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Operations]:  # noqa: F811
    def open_one() -> Operations:
        folder = tmp_path_factory.mktemp("shop")
        shutil.copyfile(template, folder / "tradepost.db")
        return at_work(folder)

    return open_one


@pytest.fixture(scope="module")
def shop(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operations]:  # noqa: F811
    def make_shop(folder: Path) -> None:
        shutil.copyfile(template, folder / "tradepost.db")
        ops = at_work(folder)
        ops.run(make, SampleOptions(seed=7, days=200))
        ops.database.close()

    mine = tmp_path_factory.mktemp("shop") / "mine"
    shutil.copytree(made_once(tmp_path_factory, "shop-7-200", make_shop), mine)
    ops = at_work(mine)
    yield ops
    ops.database.close()


def test_it_has_what_it_promises(shop: Operations) -> None:
    partners = rows(shop.database, "partner")
    assert sum(partner["is_supplier"] for partner in partners) == 12
    assert sum(partner["is_customer"] for partner in partners) == 60
    assert len(rows(shop.database, "product")) == 120
    assert {"Harbour Café", "Orchard & Vine", "Alder Ceramics"} <= {partner["name"] for partner in partners}
    staff = rows(shop.database, "staff")
    assert [person["name"] for person in staff if person["signs_in"]] == ["Maya"]
    assert {"Jonas", "Priya"} <= {person["name"] for person in staff}


def test_every_invariant_holds(shop: Operations) -> None:
    assert shop.read(run_check).findings == ()


def test_life_is_not_perfect(shop: Operations) -> None:
    on_time = shop.read(queries.figure, "on_time_shipping").total
    assert on_time.n > 200
    assert 0.8 < on_time.value < 0.99
    lines = rows(shop.database, "purchase_order_line")
    rejected = sum(line["rejected"] for line in lines) / sum(line["received"] for line in lines)
    assert 0.005 < rejected < 0.05
    received = [row for row in rows(shop.database, "shipment") if row["kind"] == "in" and row["state"] == "received"]
    late = sum(row["delivered"] > row["promised"] for row in received) / len(received)
    assert 0.03 < late < 0.3


def test_it_ends_today(shop: Operations) -> None:
    today = NOW.date().isoformat()
    assert max(order["ordered"] for order in rows(shop.database, "sales_order")) >= "2026-11-19"
    assert all(row["at"] <= "2026-11-23T10:30:00.000000Z" for row in rows(shop.database, "interaction"))
    open_inbound = [
        row for row in rows(shop.database, "shipment") if row["kind"] == "in" and row["state"] == "in_transit"
    ]
    assert any(row["promised"] < today for row in open_inbound)
    due = [task["due_at"][:10] for task in rows(shop.database, "task") if task["state"] == "to_do"]
    assert today in due
    assert min(due) < today < max(due)


def test_its_last_day_shows_every_kind_of_work(shop: Operations) -> None:
    matters = {row.kind for row in shop.read(attention)}
    assert matters == set(Attention)
    chips = shop.read(shipments.counts)
    assert chips[ShipmentChip.LATE]
    assert chips[ShipmentChip.TODAY] >= 2
    states = {(row["kind"], row["state"]) for row in rows(shop.database, "shipment")}
    assert {
        ("in", "partly_received"),
        ("out", "planned"),
        ("out", "packed"),
        ("in", "in_transit"),
        ("return_in", "received"),
    } <= states
    assert {"quote", "on_hold", "confirmed"} <= {row["state"] for row in rows(shop.database, "sales_order")}
    assert {"draft", "confirmed"} <= {row["state"] for row in rows(shop.database, "purchase_order")}
    stock = shop.read(products.counts).chips
    assert stock[StockChip.SHORT]
    assert stock[StockChip.REORDER]
    assert stock[StockChip.STILL]
    assert "Market stall" in {row["name"] for row in rows(shop.database, "location")}


def test_its_late_delivery_says_whom_to_call_and_what_to_offer(shop: Operations) -> None:
    late = shop.read(shipments.ids, ShipmentFilter(ShipmentChip.LATE))
    pages = [shop.read(detail, shipment) for shipment in late]
    page = max((page for page in pages if page.row.party == "Alder Ceramics"), key=lambda page: len(page.impact.orders))
    assert {"Harbour Café", "Bakehouse Nine", "Fern & Fig"} <= {order.customer for order in page.impact.orders}
    assert all(order.contact and order.phone for order in page.impact.orders)
    assert {way.kind for way in page.impact.ways} >= {WayKind.PART, WayKind.SWAP}


def test_a_supplier_who_announced_nothing_is_called_from_the_order(shop: Operations) -> None:
    (row,) = (row for row in shop.read(attention) if row.partner == "Bramble Glass" and row.entity == "purchase_order")
    found = shop.read(of_purchase_order, row.id)
    assert "Pepper & Pine" in {order.customer for order in found.orders}
    assert found.late


def test_promises_are_moved_and_orders_split(shop: Operations) -> None:
    bought = [line for line in rows(shop.database, "purchase_order_line") if line["received"] < line["quantity"]]
    moved = [line["order_id"] for line in bought if line["current_promise"] != line["original_promise"]]
    page = shop.read(purchase_order, moved[0])
    assert page.late_days == 0
    assert page.behind_days >= 3
    sold = rows(shop.database, "sales_order_line")
    open_ones = {line["order_id"] for line in sold if line["shipped"] + line["closed_short"] < line["quantity"]}
    split = open_ones & {line["order_id"] for line in sold if line["shipped"]}
    assert any(line["order_id"] in split and line["current_promise"] != line["original_promise"] for line in sold)


def test_suppliers_can_be_compared_and_sell_cheaper_by_the_dozen(shop: Operations) -> None:
    ids = {partner["name"]: partner["id"] for partner in rows(shop.database, "partner")}
    for one, other in (("Alder Ceramics", "Kiln Street Studio"), ("Delft Linen Works", "Loom North")):
        shared = shop.read(compare, [ids[one], ids[other]]).products
        assert len(shared) >= 4
        assert all(offer is not None for product in shared for offer in product.offers)
        assert all(product.offers[1] is not None and product.offers[1].breaks for product in shared)
    assert len(rows(shop.database, "price_break")) > 50


def test_quiet_ones_are_quiet_and_new_ones_are_new(shop: Operations) -> None:
    ids = {partner["name"]: partner["id"] for partner in rows(shop.database, "partner")}
    ordered = {name: [] for name in ids}
    for order in rows(shop.database, "sales_order"):
        ordered[next(name for name, key in ids.items() if key == order["customer_id"])].append(order["ordered"])
    assert max(ordered["Orchard & Vine"]) <= "2026-09-24"
    assert min(ordered["Rye & Co"]) >= "2026-11-02"


def test_addresses_and_numbers_belong_to_nobody(shop: Operations) -> None:
    points = rows(shop.database, "contact_point")
    assert all(point["normal"].endswith(".example") for point in points if point["kind"] == "email")
    reserved = (
        "+463139006",
        "+464062804",
        "+468465004",
        "+467017406",
        "+441632960",
        "+447700900",
        "+493023125",
        "+3319900",
    )
    assert all(point["normal"].startswith(reserved) for point in points if point["kind"] != "email")


def test_the_same_seed_makes_the_same_shop(opened: Callable[[], Operations]) -> None:
    one, again = opened(), opened()
    for ops in (one, again):
        ops.run(make, SampleOptions(seed=8, days=100))
    assert snapshot(one.database) == snapshot(again.database)


def test_a_database_with_data_is_left_alone(shop: Operations) -> None:
    before = snapshot(shop.database)
    with pytest.raises(ValidationError) as caught:
        shop.run(make)
    assert caught.value.code is Problem.NOT_EMPTY
    assert snapshot(shop.database) == before


def test_stopped_half_way_it_leaves_nothing(opened: Callable[[], Operations]) -> None:
    ops = opened()
    before = snapshot(ops.database)
    progress = Progress()

    def stop(step: Step) -> None:
        if step.done == 60:
            progress.cancel()

    progress.listen(stop)
    with pytest.raises(Cancelled):
        ops.run(make, SampleOptions(), progress)
    assert snapshot(ops.database) == before
