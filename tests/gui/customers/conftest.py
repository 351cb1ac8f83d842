"""The desk: a window on a real database with real threads; and what there is to sell."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.operations import Operations
from app.services.sales_orders import commands
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from tests.support.desk import Desk, desk, role, theme  # noqa: F401
from tests.support.watchdog import watchdog  # noqa: F401


class Shelf:
    """What there is to sell: ten jugs on the shelf and a rope by the metre that nobody has."""

    def __init__(self, place: Desk) -> None:
        from app.db.models import Product
        from app.domain.places import MAIN_SITE
        from app.domain.vocabulary import ReasonCode
        from app.services.integrity.check import rebuild_derived
        from app.services.stock.commands import adjust
        from app.services.stock.read_models import AdjustDraft

        self.ops = Operations(place.ops.database)
        self.ops.staff_id = place.shop.owner
        with self.ops.database.write() as session:
            jug = Product(
                sku="JUG-700", sku_fold="jug-700", name="Jug, tall", name_fold="jug, tall", currency="USD",
                price_minor=1_250,
            )  # fmt: skip
            rope = Product(
                sku="ROPE", sku_fold="rope", name="Rope", name_fold="rope", unit="m", unit_decimals=2, currency="USD",
                price_minor=300,
            )  # fmt: skip
            session.add_all([jug, rope])
            session.flush()
            self.jug, self.rope = jug.id, rope.id
        self.ops.run(rebuild_derived)
        self.ops.run(
            adjust, AdjustDraft(self.jug, MAIN_SITE, change=10, reason=ReasonCode.COUNT_CORRECTION, note="found")
        )

    def order(self, customer: int, quantity: int = 4, *, confirmed: bool = True) -> int:
        draft = SalesOrderDraft(customer, (SalesLineDraft(self.jug, quantity, 1_250),), currency="USD")
        return int(self.ops.run(commands.place if confirmed else commands.quote, draft).value)


@pytest.fixture
def shelf(desk: Desk) -> Shelf:  # noqa: F811 - the fixture that is asked for
    return Shelf(desk)


@pytest.fixture
def tab(desk: Desk, shelf: Shelf) -> Any:  # noqa: F811 - the fixture that is asked for
    from app.ui.customers.tab import CustomersTab

    tab = CustomersTab(desk.ctx, desk.window)
    desk.window.take(tab)
    desk.show()
    tab.table.select_id(desk.shop.harbour)
    desk.rest()
    return tab
