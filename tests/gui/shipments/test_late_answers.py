"""A shipment that is read late is not shown in place of what was chosen since."""

from __future__ import annotations

from app.services.shipments import outbound
from app.services.shipments.read_models import ShipmentDraft
from app.ui.shipments.tab import ShipmentsTab
from tests.support.desk import Desk
from tests.support.late import choose_and_find_nothing
from tests.support.trade import Trade


def test_a_record_that_comes_late_is_not_shown_when_nothing_is_chosen_any_more(
    desk: Desk, tab: ShipmentsTab, trade: Trade
) -> None:
    trade.stock([(0, 4)])
    trade.ops.run(outbound.plan, ShipmentDraft(trade.sell([(0, 4)])))
    desk.show()
    choose_and_find_nothing(desk, tab)
    assert not tab.detail.filled
