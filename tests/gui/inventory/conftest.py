"""A window on a small trading business, with real threads."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.db.engine import Database
from app.services.integrity.check import rebuild_derived
from app.services.operations import Operations
from app.ui.inventory.tab import InventoryTab
from app.ui.theme import Theme
from tests.support.desk import Desk, at_a_desk, theme  # noqa: F401
from tests.support.trade import Trade, open_shop
from tests.support.watchdog import watchdog  # noqa: F401


@pytest.fixture
def trade(database: Database) -> Trade:
    """The business behind the window: stock, an order that waits, one that comes."""
    shop = open_shop(database)
    shop.stock([(0, 10), (1, 4)])
    shop.sell([(1, 9)])
    shop.buy([(1, 20)])
    shop.ops.run(rebuild_derived)
    return shop


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, trade: Trade) -> Iterator[Desk]:  # noqa: F811
    """The window."""
    ops = Operations(trade.ops.database, now=trade.ops.now)
    with at_a_desk(qtbot, theme, ops, trade) as desk:
        yield desk
    trade.sound()


@pytest.fixture
def tab(desk: Desk) -> InventoryTab:
    """The tab with the first product chosen."""
    tab = InventoryTab(desk.ctx, desk.window)
    desk.window.take(tab)
    desk.show()
    tab.show_record(desk.shop.products[0])  # type: ignore[attr-defined]
    desk.rest()
    return tab
