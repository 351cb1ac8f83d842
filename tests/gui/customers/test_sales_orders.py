"""Sales orders in the Customers tab: written by the keyboard, refused at their lines, led from quote to closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit

from app.domain.clock import local_date
from app.domain.formulas.promising import Availability
from app.domain.money import line_net
from app.domain.states import SalesOrderState
from app.services.orders import lists
from app.services.sales_orders import commands, queries
from app.services.sales_orders.offers import offers
from app.ui.customers.sales_order_editor import SalesOrderSheet
from app.ui.customers.sales_order_for import CustomerChoice
from app.ui.customers.tab import CustomersTab
from tests.gui.customers.conftest import Shelf
from tests.support.desk import Desk, no_markup


def count(desk: Desk) -> int:
    return len(desk.read(lists.ids, lists.OrderFilter(lists.OrderChip.ALL)))


def opened(desk: Desk, tab: CustomersTab) -> SalesOrderSheet:
    tab.new_order()
    desk.rest()
    assert isinstance(tab.sheet, SalesOrderSheet)
    return tab.sheet


def offer(desk: Desk, tab: CustomersTab, sku: str) -> object:
    return next(each for each in desk.read(offers, tab.open_partner_id, sku, "USD") if each.sku == sku)


def test_a_quote_is_written_confirmed_and_shipped_short_by_the_keyboard(desk: Desk, tab: CustomersTab) -> None:
    sheet = opened(desk, tab)
    lines = sheet.order_form.lines
    lines.picker.setFocus()
    desk.qtbot.keyClicks(lines.picker, "jug-7")
    lines.picker.look_now()
    desk.rest()
    desk.qtbot.keyClick(lines.picker, Qt.Key.Key_Return)
    row = lines.rows[0]
    assert row.field("quantity").hasFocus()
    desk.qtbot.keyClicks(row.field("quantity"), "4")
    assert row.truth is not None
    assert row.truth.kind is Availability.NOW
    row.field("quantity").selectAll()
    desk.qtbot.keyClicks(row.field("quantity"), "12")
    assert row._stock.text() == "Short by 2\u00a0pcs, 10 now"
    row.field("price_minor").setText("12.50")
    desk.qtbot.keyClicks(row.field("discount_ppm"), "10")
    net = line_net(1_250, 12, 0, 100_000)
    assert f"{net / 100:.2f}" in sheet.order_form.total.text()
    desk.qtbot.keyClick(row.field("discount_ppm"), Qt.Key.Key_Return)
    assert lines.picker.hasFocus()
    before = count(desk)
    desk.qtbot.mouseClick(sheet.save_button, Qt.MouseButton.LeftButton)
    desk.rest()
    desk.rest()
    assert tab.sheet is None
    page = tab.pane.orders.page
    assert count(desk) == before + 1
    desk.qtbot.waitUntil(page.isVisible)
    assert page.order.row.order.net_minor == net
    assert "1\u00a0line waits for stock if it is confirmed now" in page._banner.text
    desk.qtbot.waitUntil(page.next_button.hasFocus)
    desk.qtbot.keyClick(page.next_button, Qt.Key.Key_Space)
    desk.rest()
    assert page.order.row.order.state is SalesOrderState.CONFIRMED
    assert page.order.lines[0].kept == 10
    assert page.next_button.text() == "Ship"
    desk.ctx.undo.undo(desk.window)
    desk.rest()
    assert page.order.row.order.state is SalesOrderState.QUOTE
    assert desk.read(queries.detail, page.order_id).lines[0].kept == 0


def test_what_cannot_be_sold_is_refused_at_its_line_and_nothing_saved(desk: Desk, tab: CustomersTab) -> None:
    before = count(desk)
    sheet = opened(desk, tab)
    sheet.save()
    desk.rest()
    assert sheet.order_form.field("lines").error
    lines = sheet.order_form.lines
    for sku in ("JUG-700", "ROPE", "JUG-700"):
        lines.add_offer(offer(desk, tab, sku))
    yesterday = local_date(desk.ops.now()) - timedelta(days=1)
    typed = {
        0: {"quantity": "0"},
        1: {"quantity": "1.234", "price_minor": "3.00"},
        2: {"price_minor": "1,2,3", "promised": yesterday.isoformat()},
    }
    for place, fields in typed.items():
        for name, text in fields.items():
            lines.rows[place].field(name).setText(text)
    sheet.save()
    errors = [row.error for row in lines.rows]
    assert errors[0].startswith("This must be more than zero")
    assert errors[1].startswith("Too many decimals")
    assert [line.split(":")[0] for line in errors[2].splitlines()] == ["Price", "Promised"]
    assert "Too early" in errors[2]
    assert lines.rows[0].field("quantity").hasFocus()
    lines.rows[0].field("quantity").setText("1")
    lines.rows[1].field("quantity").setText("1.25")
    lines.rows[2].field("promised").setText("")
    sheet.save()
    assert lines.rows[2].error.startswith("Not a number")
    lines.rows[2].field("price_minor").setText("2.00")
    lines.rows[2].field("discount_ppm").setText("101")
    sheet.save()
    assert lines.rows[2].error
    assert count(desk) == before
    lines.rows[2].field("discount_ppm").setText("")
    sheet.save_and_confirm()
    desk.rest()
    assert count(desk) == before + 1
    assert desk.toast() == "Order confirmed"


@pytest.mark.parametrize("role", ["sales"], indirect=True)
def test_a_discount_above_the_limit_is_refused_with_the_reason(desk: Desk, tab: CustomersTab) -> None:
    before = count(desk)
    sheet = opened(desk, tab)
    sheet.order_form.lines.add_offer(offer(desk, tab, "JUG-700"))
    row = sheet.order_form.lines.rows[0]
    row.field("discount_ppm").setText("10.5")
    sheet.save()
    desk.rest()
    assert "may not" in row.error
    assert count(desk) == before
    row.field("discount_ppm").setText("10")
    row.field("price_minor").setText("12.50")
    sheet.save()
    desk.rest()
    assert count(desk) == before + 1


def test_two_people_write_one_order_and_both_versions_are_shown(desk: Desk, tab: CustomersTab, shelf: Shelf) -> None:
    order = shelf.order(desk.shop.harbour)
    tab.pane.orders.edit_wanted.emit(order)
    desk.rest()
    form = desk.read(queries.draft, order)
    theirs = replace(form, lines=(replace(form.lines[0], quantity=6),), original=form)
    shelf.ops.run(commands.save, theirs)
    tab.sheet.order_form.lines.rows[0].field("quantity").setText("7")
    tab.sheet.save()
    desk.rest()
    panel = tab.sheet.form.conflicts
    assert panel.isVisible()
    panel.choose("lines", "mine")
    tab.sheet.save()
    desk.rest()
    found = desk.read(queries.detail, order)
    assert [(line.quantity, line.kept) for line in found.lines] == [(7, 7)]


def test_hold_close_short_open_again_and_cancel(desk: Desk, tab: CustomersTab, shelf: Shelf) -> None:
    order = shelf.order(desk.shop.harbour)
    tab.open_record("sales_order", order)
    desk.rest()
    desk.rest()
    page = tab.pane.orders.page
    page._on_hold()
    desk.rest()
    assert (page.next_button.text(), page.order.row.order.state) == ("Go on", SalesOrderState.ON_HOLD)
    page._on_next()
    desk.rest()
    page._on_close()
    page.sheet.run()
    desk.rest()
    assert page.sheet.form.field("reason").error
    reason = page.sheet.form.field("reason").control
    reason.setCurrentIndex(reason.findData("Price"))
    page.sheet.run()
    desk.rest()
    assert "Closed short: Price" in page._banner.text
    page._on_reopen()
    desk.rest()
    assert page.order.lines[0].kept == 4
    page._on_cancel()
    page.sheet.run()
    desk.rest()
    assert page.order.row.order.state is SalesOrderState.CANCELLED
    assert not page.next_button.isVisible()
    assert desk.read(offers, desk.shop.harbour, "JUG-700")[0].prospect.available == 10


@pytest.mark.parametrize("role", ["sales"], indirect=True)
def test_sales_cancel_only_their_own_and_do_not_ship(desk: Desk, tab: CustomersTab, shelf: Shelf) -> None:
    tab.open_record("sales_order", shelf.order(desk.shop.harbour))
    desk.rest()
    desk.rest()
    page = tab.pane.orders.page
    assert not page.actions_by_key["cancel"].isEnabled()
    assert not page.next_button.isEnabled()
    assert page.next_button.toolTip()


@pytest.mark.parametrize("role", ["read_only"], indirect=True)
def test_who_may_not_write_cannot_begin(desk: Desk, tab: CustomersTab) -> None:
    assert not tab.pane.orders.new_button.isEnabled()
    tab.new_order()
    desk.rest()
    assert tab.sheet is None


def test_from_all_orders_the_customer_is_asked_first(desk: Desk, tab: CustomersTab) -> None:
    tab.choose_view("orders")
    desk.rest()
    desk.qtbot.mouseClick(tab.orders.new_button, Qt.MouseButton.LeftButton)
    choice = tab.sheet
    assert isinstance(choice, CustomerChoice)
    desk.qtbot.keyClicks(choice.picker, "orch")
    choice.picker.look_now()
    desk.rest()
    desk.qtbot.keyClick(choice.picker, Qt.Key.Key_Return)
    desk.rest()
    assert isinstance(tab.sheet, SalesOrderSheet)
    assert tab.sheet.accessibleName() == "New order of Orchard & Vine"


def test_every_control_has_a_name_and_no_label_reads_markup(desk: Desk, tab: CustomersTab) -> None:
    tab.table.select_id(desk.shop.canary)
    desk.rest()
    sheet = opened(desk, tab)
    sheet.order_form.lines.add_offer(offer(desk, tab, "JUG-700"))
    assert no_markup(tab) == []
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    controls = [control for kind in kinds for control in sheet.findChildren(kind)]
    assert [
        control
        for control in controls
        if not control.accessibleName() and not (isinstance(control, QAbstractButton) and control.text())
        and not control.objectName().startswith("qt_")
    ] == []  # fmt: skip
