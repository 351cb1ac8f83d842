"""A window on a small trading business, with real threads; the tab stands in it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.db.engine import Database
from app.services.operations import Operations
from app.services.shipments import outbound
from app.services.shipments.read_models import ShipmentDraft
from app.ui.performance.tab import PerformanceTab
from app.ui.theme import Theme
from tests.support.database import database, template  # noqa: F401
from tests.support.desk import Desk, at_a_desk, theme  # noqa: F401
from tests.support.trade import TODAY, Trade, open_shop


@pytest.fixture
def trade(database: Database) -> Trade:  # noqa: F811
    """Goods came, one order was delivered, one waits, one supplier is late."""
    trade = open_shop(database)
    trade.stock([(0, 10), (1, 4)])
    order = trade.sell([(0, 2)])
    shipment = trade.ops.run(outbound.pack, ShipmentDraft(order)).value
    trade.ops.run(outbound.dispatch, shipment)
    trade.ops.run(outbound.deliver, shipment)
    trade.buy([(2, 5)], TODAY - timedelta(days=4))
    trade.sell([(2, 1)], TODAY + timedelta(days=3))
    return trade


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, trade: Trade) -> Iterator[Desk]:  # noqa: F811
    """The window."""
    ops = Operations(trade.ops.database, now=trade.ops.now)
    with at_a_desk(qtbot, theme, ops, trade) as desk:
        yield desk


@pytest.fixture
def tab(desk: Desk) -> PerformanceTab:
    tab = PerformanceTab(desk.ctx, desk.window)
    desk.window.take(tab)
    desk.show()
    desk.qtbot.waitUntil(lambda: tab.is_whole)
    desk.rest()
    return tab
