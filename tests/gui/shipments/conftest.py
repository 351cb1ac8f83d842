"""A window on a small trading business, with real threads."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.db.engine import Database
from app.services.operations import Operations
from app.ui.shipments.tab import ShipmentsTab
from app.ui.theme import Theme
from tests.support.desk import Desk, at_a_desk, theme  # noqa: F401
from tests.support.trade import Trade, open_shop
from tests.support.watchdog import watchdog  # noqa: F401


@pytest.fixture
def trade(database: Database) -> Trade:
    """The business behind the window; what a test does through it is done beside the window."""
    return open_shop(database)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, trade: Trade) -> Iterator[Desk]:  # noqa: F811
    """The window."""
    ops = Operations(trade.ops.database, now=trade.ops.now)
    with at_a_desk(qtbot, theme, ops, trade) as desk:
        yield desk
    trade.sound()


@pytest.fixture
def tab(desk: Desk) -> ShipmentsTab:
    """The tab, not shown yet: a test fills the business first, then calls `desk.show()`."""
    tab = ShipmentsTab(desk.ctx, desk.window)
    desk.window.take(tab)
    return tab
