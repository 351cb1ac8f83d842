"""An answer that comes after a newer one changes nothing: what shows is what was asked for last."""

from __future__ import annotations

import pytest

from app.services.orders import lists
from app.services.sales_orders import commands
from app.ui.customers.tab import CustomersTab
from tests.support.desk import Desk
from tests.support.late import Late, choose_and_find_nothing


@pytest.fixture
def tab(desk: Desk) -> CustomersTab:
    tab = CustomersTab(desk.ctx, desk.window)
    desk.window.take(tab)
    desk.show()
    return tab


def test_the_counts_are_of_the_filter_that_was_typed_last(desk: Desk, tab: CustomersTab) -> None:
    late = Late(desk.ctx.runner, "counts")
    tab.filter.setText("harb")
    tab.filter.tell_now()
    desk.until(lambda: late.held)
    tab.filter.setText("")
    tab.filter.tell_now()
    desk.until(lambda: desk.ctx.runner.busy == 1)
    late.come()
    desk.rest()
    assert tab.chips.chip("all").text() == "All 3"


def test_an_order_shows_its_state_after_the_newest_step(desk: Desk, tab: CustomersTab) -> None:
    order = desk.read(lists.ids, lists.OrderFilter(lists.OrderChip.ALL, "", desk.shop.harbour))[0]
    tab.open_record("sales_order", order)
    desk.until(lambda: tab.pane.orders.order_is_open)
    desk.rest()
    badge = tab.pane.orders.page._badge
    late = Late(desk.ctx.runner, "order")
    tab.pane.orders.refresh()
    desk.until(lambda: late.held)
    desk.ctx.bus.announce(desk.beside().run(commands.cancel, order).changes)
    desk.until(lambda: badge.text() == "Cancelled")
    late.come()
    desk.rest()
    assert badge.text() == "Cancelled"


def test_the_record_that_was_asked_for_last_is_shown(desk: Desk, tab: CustomersTab) -> None:
    late = Late(desk.ctx.runner, "record")
    tab.open_record("contact", desk.shop.people["Harbour Café"])
    desk.until(lambda: late.held)
    tab.open_record("contact", desk.shop.people["Orchard & Vine"])
    desk.until(lambda: tab.open_partner_id == desk.shop.orchard)
    late.come()
    desk.rest()
    assert tab.open_partner_id == desk.shop.orchard


def test_a_record_that_comes_late_is_not_shown_when_nothing_is_chosen_any_more(desk: Desk, tab: CustomersTab) -> None:
    choose_and_find_nothing(desk, tab)
    assert not tab.detail.filled
