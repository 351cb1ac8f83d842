"""The desk, with two suppliers that sell something."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.clock import local_date
from app.services.operations import Operations
from app.services.purchasing import commands as purchasing
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from app.services.suppliers import commands as suppliers
from app.services.suppliers.items import save_item
from app.services.suppliers.read_models import Break, ItemDraft, SupplierDraft
from tests.support.desk import CANARY, Desk, desk, role, theme  # noqa: F401
from tests.support.watchdog import watchdog  # noqa: F401


class Trade:
    """Who sells what: Alder sells a jug in steps of six and a rope by the metre; one order of theirs is late."""

    def __init__(self, place: Desk) -> None:
        ops = Operations(place.ops.database)
        ops.staff_id = place.shop.owner
        self.ops = ops
        today = local_date(ops.now())
        with ops.database.write() as session:
            from app.db.models import Product

            jug = Product(sku="JUG-700", sku_fold="jug-700", name="Jug, tall", name_fold="jug, tall", currency="USD")
            rope = Product(
                sku="ROPE", sku_fold="rope", name="Rope", name_fold="rope", unit="m", unit_decimals=2, currency="USD"
            )
            session.add_all([jug, rope])
            session.flush()
            self.jug, self.rope = jug.id, rope.id
        from app.services.integrity.check import rebuild_derived

        ops.run(rebuild_derived)
        self.alder = ops.run(
            suppliers.save,
            SupplierDraft(name="Alder Ceramics", city="Porto", country="Portugal", currency="USD", lead_time_days=14),
        ).value
        self.canary = ops.run(suppliers.save, SupplierDraft(name=CANARY, notes=CANARY, country=CANARY)).value
        ops.run(
            save_item,
            ItemDraft(
                self.alder, self.jug, supplier_sku="AL-7", price_minor=500, currency="USD", minimum=12, multiple=6,
                breaks=(Break(48, 450),), lead_time_days=14,
            ),
        )  # fmt: skip
        ops.run(save_item, ItemDraft(self.alder, self.rope, price_minor=300, currency="USD"))
        draft = PurchaseOrderDraft(
            self.alder, (PurchaseLineDraft(self.jug, 12, 500),), ordered=today - timedelta(days=20)
        )
        self.late = ops.run(purchasing.create, draft).value
        ops.run(purchasing.send, self.late)
        from app.services.purchasing import queries

        line = ops.read(queries.detail, self.late).lines[0].id
        ops.run(purchasing.confirm, self.late, {line: today - timedelta(days=3)})


@pytest.fixture
def trade(desk: Desk) -> Trade:  # noqa: F811 - the fixture that is asked for
    return Trade(desk)


@pytest.fixture
def tab(desk: Desk, trade: Trade) -> Any:  # noqa: F811 - the fixture that is asked for
    from app.ui.suppliers.tab import SuppliersTab

    tab = SuppliersTab(desk.ctx, desk.window)
    desk.window.take(tab)
    desk.show()
    tab.table.select_id(trade.alder)
    desk.rest()
    return tab
