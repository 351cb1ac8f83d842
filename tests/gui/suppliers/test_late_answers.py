"""What one supplier sells never stands under another one's name, in whatever order the answers come."""

from __future__ import annotations

from app.ui.suppliers.tab import SuppliersTab
from tests.gui.suppliers.conftest import Trade
from tests.support.desk import Desk
from tests.support.late import Late, choose_and_find_nothing


def test_products_that_come_late_are_not_shown_for_the_next_supplier(desk: Desk, trade: Trade) -> None:
    tab = SuppliersTab(desk.ctx, desk.window)
    desk.window.take(tab)
    desk.show()
    tab.detail.tabs.choose("products")
    late = Late(desk.ctx.runner, "items")
    tab.table.select_id(trade.alder)
    desk.until(lambda: late.held)
    tab.table.select_id(trade.canary)
    desk.until(lambda: tab.open_partner_id == trade.canary and desk.ctx.runner.busy == 1)
    late.come()
    desk.rest()
    assert tab.open_partner_id == trade.canary
    assert tab.pane.products.table.paged.rowCount() == 0


def test_a_record_that_comes_late_is_not_shown_when_nothing_is_chosen_any_more(desk: Desk, trade: Trade) -> None:
    tab = SuppliersTab(desk.ctx, desk.window)
    desk.window.take(tab)
    desk.show()
    choose_and_find_nothing(desk, tab)
    assert not tab.detail.filled
