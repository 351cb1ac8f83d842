"""Another day agreed with a customer, from the order's page: typed in days from now, said on the page, undone."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.domain.clock import local_date
from app.services.sales_orders import commands
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.ui.customers.order_steps import PromiseSheet
from app.ui.customers.tab import CustomersTab
from tests.gui.customers.conftest import Shelf
from tests.support.desk import Desk


def test_a_late_order_is_promised_another_day_by_the_keyboard(desk: Desk, tab: CustomersTab, shelf: Shelf) -> None:
    today = local_date(desk.ctx.ops.now())
    line = SalesLineDraft(shelf.jug, 4, 900, promised=today - timedelta(days=2))
    draft = SalesOrderDraft(tab.open_partner_id, [line], ordered=today - timedelta(days=9))
    order = shelf.ops.run(commands.place, draft).value
    tab.open_record("sales_order", order)
    page = tab.pane.orders.page
    late = "Late by 2\u00a0days."
    desk.qtbot.waitUntil(lambda: page.order_id == order and page._banner.text.startswith(late))
    page.actions_by_key["repromise"].trigger()
    assert isinstance(page.sheet, PromiseSheet)
    field = page.sheet.form.field("promised")
    assert isinstance(field.control, QLineEdit)
    field.control.selectAll()
    desk.qtbot.keyClicks(field.control, "yesterday")
    desk.qtbot.keyClick(page.sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: bool(field.error))
    field.control.selectAll()
    desk.qtbot.keyClicks(field.control, "+5")
    desk.qtbot.keyClick(page.sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: page.sheet is None and page.order.lines[0].promised == today + timedelta(days=5))
    assert "2\u00a0days past the first promise; now promised for" in page._banner.text
    assert not page.order.row.order.late
    desk.ctx.undo.undo(desk.window)
    desk.qtbot.waitUntil(lambda: page.order.row.order.late and page._banner.text.startswith(late))
