"""A window on a small trading business, with real threads."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.db.engine import Database
from app.services.integrity.check import rebuild_derived
from app.ui.app_context import AppContext, MemorySettings
from app.ui.inventory.tab import InventoryTab
from app.ui.shared.bus import ChangeBus
from app.ui.shared.tasks import TaskRunner
from app.ui.shared.undo import UndoState
from app.ui.theme import Theme
from tests.gui.shared.thread_guard import ThreadGuard
from tests.support.desk import Desk, theme  # noqa: F401
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
def desk(qtbot: QtBot, qapp: QApplication, theme: Theme, trade: Trade) -> Iterator[Desk]:  # noqa: F811
    """The window."""
    from app.services.operations import Operations

    ops = Operations(trade.ops.database, now=trade.ops.now)
    guard = ThreadGuard()
    ops.guard = guard
    runner, bus = TaskRunner(qapp), ChangeBus(qapp)
    ctx = AppContext(ops, runner, bus, MemorySettings(), theme, UndoState(ops, bus))
    desk = Desk(qtbot, ctx, trade)  # type: ignore[arg-type]
    yield desk
    desk.window.close()
    runner.shutdown()
    desk.window.deleteLater()
    bus.deleteLater()
    runner.deleteLater()
    qapp.sendPostedEvents(None, 0)
    guard.check()
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
