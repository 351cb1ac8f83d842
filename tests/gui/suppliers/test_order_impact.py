"""A late purchase order that nothing is announced of: who waits for it, a call, another day, another supplier."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.db.models import SalesOrderLine
from app.domain.clock import local_date
from app.services.purchasing import commands as purchasing
from app.services.sales_orders import commands as sales
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.ui.impact.answers import PromiseSheet
from app.ui.orders.order_page import LINES
from app.ui.suppliers.order_impact import IMPACT
from app.ui.suppliers.order_page import PurchaseOrderPage
from app.ui.suppliers.tab import SuppliersTab
from tests.gui.suppliers.conftest import Trade
from tests.support.desk import Desk, no_markup
from tests.support.rows import rows


@pytest.fixture
def waiting(desk: Desk, trade: Trade) -> int:
    """Harbour Café waits for three jugs, promised for tomorrow; the order."""
    tomorrow = local_date(trade.ops.now()) + timedelta(days=1)
    draft = SalesOrderDraft(desk.shop.harbour, [SalesLineDraft(trade.jug, 3, 900, promised=tomorrow)])
    return int(trade.ops.run(sales.place, draft).value)


def opened(desk: Desk, tab: SuppliersTab, trade: Trade) -> PurchaseOrderPage:
    tab.open_record("purchase_order", trade.late)
    page = tab.pane.orders.page
    assert isinstance(page, PurchaseOrderPage)
    desk.qtbot.waitUntil(lambda: page.order_id == trade.late and page.impact.page.current is not None)
    return page


def act(page: PurchaseOrderPage, text: str) -> QPushButton:
    return next(button for button in page.impact.page.findChildren(QPushButton) if button.text() == text)


def test_a_late_order_opens_with_who_waits(desk: Desk, tab: SuppliersTab, trade: Trade, waiting: int) -> None:
    page = opened(desk, tab, trade)
    desk.qtbot.waitUntil(lambda: page.impact.tabs.current == IMPACT)
    assert page.impact.tabs.bar.isVisible()
    assert page.impact.page.banner.text.startswith("1\u00a0customer order worth $27 can’t be filled until this arrives")
    assert no_markup(page) == []
    called: list[tuple[object, ...]] = []
    desk.window.open_record = lambda *_: True  # type: ignore[method-assign]
    desk.window.show_tab = lambda *_: None  # type: ignore[attr-defined]
    desk.window.log_call = lambda *about: called.append(about)  # type: ignore[attr-defined]
    act(page, "Call").click()
    ((partner, about),) = called
    assert (partner, about.entity, about.id) == (desk.shop.harbour, "sales_order", waiting)  # type: ignore[attr-defined]


def test_another_day_is_promised_beside_the_order_by_the_keyboard(
    desk: Desk, tab: SuppliersTab, trade: Trade, waiting: int
) -> None:
    page = opened(desk, tab, trade)
    desk.qtbot.waitUntil(lambda: page.impact.tabs.current == IMPACT)
    day = act(page, "New day")
    day.setFocus()
    desk.qtbot.keyClick(day, Qt.Key.Key_Space)
    assert isinstance(page.sheet, PromiseSheet)
    field = page.sheet.form.field("promised").control
    field.setFocus()
    field.selectAll()  # type: ignore[attr-defined]
    desk.qtbot.keyClicks(field, "+10")
    desk.qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    expected = (local_date(trade.ops.now()) + timedelta(days=10)).isoformat()

    def promised() -> object:
        (line,) = [r for r in rows(trade.ops.database, SalesOrderLine.__tablename__) if r["order_id"] == waiting]
        return line["current_promise"]

    desk.qtbot.waitUntil(lambda: page.sheet is None and promised() == expected)
    desk.ctx.undo.undo(desk.window)
    desk.qtbot.waitUntil(lambda: promised() != expected)


def test_nobody_waits_and_the_order_has_its_lines_alone(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    page = opened(desk, tab, trade)
    assert not page.impact.tabs.bar.isVisible()
    assert page.impact.tabs.current == LINES


def test_what_is_promised_anew_is_not_pressing(desk: Desk, tab: SuppliersTab, trade: Trade, waiting: int) -> None:
    line = next(r["id"] for r in rows(trade.ops.database, "purchase_order_line") if r["order_id"] == trade.late)
    trade.ops.run(purchasing.repromise, trade.late, {line: local_date(trade.ops.now()) + timedelta(days=6)})
    page = opened(desk, tab, trade)
    desk.qtbot.waitUntil(page.impact.tabs.bar.isVisible)
    assert page.impact.tabs.current == LINES
    assert "3\u00a0days past the first promise; now promised for" in page._banner.text
