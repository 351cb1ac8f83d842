"""What the journeys find in the shop before they begin, made by the services, and whether all of it is sound."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.operations import Operations

JUG = 1
HARBOUR = 1


@contextlib.contextmanager
def shop(profile: Path, days_ago: int = 0) -> Iterator[Operations]:
    """The shop of `make_business` as it was some days ago, nobody else in it."""
    from app.config.paths import profile_paths
    from app.db.engine import Database
    from app.domain import clock
    from app.services.operations import Operations

    database = Database(profile_paths(profile).database)
    try:
        yield Operations(database, now=lambda: clock.utc_now() - timedelta(days=days_ago))
    finally:
        database.close()


def day(days_ago: int) -> date:
    """The local day so many days ago."""
    return (datetime.now().astimezone() - timedelta(days=days_ago)).date()


def add_jug(profile: Path, on_hand: int = 0) -> int:
    """A product at 5.00 to sell, and a supplier who has it at 3.00; the supplier's id."""
    from app.db.models import Product
    from app.domain.places import MAIN_SITE
    from app.domain.vocabulary import ReasonCode
    from app.services.integrity.check import rebuild_derived
    from app.services.stock.commands import adjust
    from app.services.stock.read_models import AdjustDraft
    from app.services.suppliers.commands import save
    from app.services.suppliers.items import save_item
    from app.services.suppliers.read_models import ItemDraft, SupplierDraft

    with shop(profile, days_ago=30) as operations:
        with operations.database.write() as session:
            session.add(
                Product(id=JUG, sku="JUG", sku_fold="jug", name="Jug", name_fold="jug", currency="SEK", price_minor=500)
            )
        supplier = operations.run(save, SupplierDraft(name="Alder Ceramics", currency="SEK")).value
        operations.run(save_item, ItemDraft(supplier, JUG, supplier_sku="AL7", price_minor=300, currency="SEK"))
        operations.run(rebuild_derived)
        if on_hand:
            operations.run(adjust, AdjustDraft(JUG, MAIN_SITE, change=on_hand, reason=ReasonCode.COUNT_CORRECTION))
        return int(supplier)


def buy_late(profile: Path, supplier: int, quantity: int) -> None:
    """Jugs that were promised for yesterday and are announced, and have not come."""
    from app.services.purchasing import commands as purchasing
    from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
    from app.services.shipments import inbound
    from app.services.shipments.read_models import ShipmentDraft

    with shop(profile, days_ago=14) as operations:
        draft = PurchaseOrderDraft(supplier, [PurchaseLineDraft(JUG, quantity, 300)], ordered=day(14))
        order = operations.run(purchasing.create, draft).value
        operations.run(purchasing.send, order)
        operations.run(purchasing.confirm, order, {1: day(1)})
        operations.run(inbound.announce, ShipmentDraft(order, promised=day(1)))


def sell(profile: Path, quantity: int, days_ago: int = 10, *, promised: int = -1, delivered: int | None = None) -> None:
    """Jugs that the Harbour Cafe ordered; all days are so many ago, and the promise is for tomorrow unless said."""
    from app.domain.states import ShipmentState
    from app.services.sales_orders import commands as sales
    from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
    from app.services.shipments import commands as shipments
    from app.services.shipments import outbound
    from app.services.shipments.read_models import ShipmentDraft

    with shop(profile, days_ago) as operations:
        line = SalesLineDraft(JUG, quantity, 500, promised=day(promised))
        order = operations.run(sales.quote, SalesOrderDraft(HARBOUR, [line], ordered=day(days_ago))).value
        operations.run(sales.confirm, order)
    if delivered is not None:
        with shop(profile, delivered) as operations:
            shipment = operations.run(outbound.pack, ShipmentDraft(order)).value
            for state in (ShipmentState.IN_TRANSIT, ShipmentState.DELIVERED):
                operations.run(shipments.move_to, shipment, state)


def is_sound(profile: Path) -> bool:
    """Whether the check finds nothing wrong; that the shop's past was written after it was opened is a warning."""
    from app.domain.findings import Severity
    from app.services.integrity.check import run_check

    with shop(profile) as operations:
        found = [item for item in operations.read(run_check).findings if item.severity is Severity.ERROR]
    assert not found, found
    return True
