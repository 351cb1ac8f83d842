"""The directory: filters, chips, what it remembers, what a role may do, names that look like markup."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.domain.vocabulary import PartnerStatus
from app.services.customers import detail
from app.ui.customers.tab import CustomersTab
from app.ui.documents.preview import DocumentPreview
from tests.support.desk import CANARY, Desk, no_markup


@pytest.fixture
def tab(desk: Desk) -> CustomersTab:
    tab = CustomersTab(desk.ctx, desk.window)
    desk.window.take(tab)
    desk.show()
    return tab


def names(tab: CustomersTab) -> list[str]:
    rows = [tab.model.row_at(row) for row in range(tab.model.rowCount())]
    return [row.name for row in rows if row is not None]


def select(desk: Desk, tab: CustomersTab, customer: int) -> None:
    tab.table.select_id(customer)
    desk.rest()


def test_ctrl_f_filters_and_the_chips_count_what_fits(desk: Desk, tab: CustomersTab) -> None:
    tab.table.setFocus()
    desk.qtbot.keyClick(tab.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert tab.filter.hasFocus()
    desk.qtbot.keyClicks(tab.filter, "harb")
    desk.qtbot.keyClick(tab.filter, Qt.Key.Key_Return)
    desk.rest()
    tab.table.viewport().repaint()
    desk.rest()
    assert names(tab) == ["Harbour Café"]
    assert tab.chips.chip("all").text() == "All 1"
    assert tab.table.hasFocus()


def test_a_phone_number_in_any_form_finds_the_customer(desk: Desk, tab: CustomersTab) -> None:
    tab.filter.setText("(31) 555-0142")
    tab.filter.tell_now()
    desk.rest()
    tab.table.viewport().repaint()
    desk.rest()
    assert names(tab) == ["Harbour Café"]


def test_the_detail_says_who_to_call_and_how_safely(desk: Desk, tab: CustomersTab) -> None:
    from app.ui.customers.reach import ReachLink

    select(desk, tab, desk.shop.harbour)
    links = {link.text(): link.url for link in tab.pane.pane.findChildren(ReachLink) if link.isVisible()}
    assert links["+46 31 555 01 42"].toString() == "tel:+46315550142"
    assert links["rosa@harbourcafe.example"].toString() == "mailto:rosa@harbourcafe.example"


def test_what_a_person_chose_is_there_again(desk: Desk, tab: CustomersTab) -> None:
    tab.chips.chip("mine").click()
    column = next(i for i, c in enumerate(tab.model.columns) if c.key == "email")
    tab.table.head.column_toggled.emit(column, True)
    select(desk, tab, desk.shop.orchard)
    tab.detail.tabs.choose("people")
    tab.save_state()
    again = CustomersTab(desk.ctx, desk.window)
    desk.window.take(again)
    again.show()
    desk.rest()
    assert again.chips.current == "mine"
    assert not again.table.head.isSectionHidden(column)
    assert again.detail.tabs.current == "people"


def test_archive_leaves_the_list_and_undo_brings_it_back(desk: Desk, tab: CustomersTab) -> None:
    select(desk, tab, desk.shop.orchard)
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        tab.pane.archive_action.trigger()
    desk.rest()
    assert desk.toast() == "Orchard & Vine archived"
    assert desk.read(detail.detail, desk.shop.orchard).status is PartnerStatus.ARCHIVED
    assert tab.model.row_of(desk.shop.orchard) is None
    undo = next(b for b in desk.window.toasts.current.findChildren(QPushButton) if b.text() == "Undo")
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        undo.click()
    desk.rest()
    assert desk.read(detail.detail, desk.shop.orchard).status is PartnerStatus.ACTIVE
    assert tab.model.row_of(desk.shop.orchard) is not None


def test_markup_in_names_is_shown_as_it_is(desk: Desk, tab: CustomersTab) -> None:
    select(desk, tab, desk.shop.canary)
    assert tab.detail._title.whole_text == CANARY
    for section in ("timeline", "orders", "people", "facts"):
        tab.detail.tabs.choose(section)
        desk.rest()
        desk.window.grab()
        assert no_markup(desk.window) == []
    tab.create_new()
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    tab.sheet.form.field("name").control.setText(CANARY)
    tab.sheet.form._look.start()
    desk.qtbot.waitUntil(lambda: bool(tab.sheet.form.similar.found))
    desk.rest()
    assert CANARY.replace("&", "&&") in tab.sheet.form.similar.findChildren(type(tab.new_button))[0].text()
    assert no_markup(desk.window) == []
    tab.sheet.close_sheet()


@pytest.mark.parametrize("role", ["read_only"], indirect=True)
def test_read_only_sees_no_composer_and_why_it_may_not_add(desk: Desk, tab: CustomersTab) -> None:
    select(desk, tab, desk.shop.harbour)
    assert not tab.new_button.isEnabled()
    assert "may not" in tab.new_button.toolTip() or "not allowed" in tab.new_button.toolTip()
    assert not tab.pane.edit_button.isEnabled()
    assert tab.pane.timeline.composer.isHidden()
    assert not tab.pane.archive_action.isEnabled()
    assert not tab.export_button.isEnabled()


@pytest.mark.parametrize("role", ["warehouse"], indirect=True)
def test_the_warehouse_sees_only_whom_it_ships_to(desk: Desk, tab: CustomersTab) -> None:
    tab.table.viewport().repaint()
    desk.rest()
    assert "Orchard & Vine" not in names(tab)


def test_a_record_from_elsewhere_opens_at_its_customer(desk: Desk, tab: CustomersTab) -> None:
    from app.services.orders import lists

    order = desk.read(lists.ids, lists.OrderFilter(lists.OrderChip.ALL, "", desk.shop.harbour))[0]
    tab.open_record("sales_order", order)
    desk.until(lambda: tab.open_partner_id == desk.shop.harbour and tab.pane.orders.order_is_open)
    desk.until(lambda: tab.pane.orders.page.table.paged.rowCount() == 1)
    assert tab.detail.tabs.current == "orders"
    assert tab.go_back()
    assert not tab.pane.orders.order_is_open


def test_enter_on_an_order_shows_its_lines(desk: Desk, tab: CustomersTab) -> None:
    tab.choose_view("orders")
    desk.rest()
    tab.orders.table.setFocus(Qt.FocusReason.TabFocusReason)
    desk.qtbot.keyClick(tab.orders.table, Qt.Key.Key_Return)
    desk.until(lambda: tab.orders.order_is_open and tab.orders.page.table.paged.rowCount() == 1)
    # The customer beside the order is read by itself.
    desk.until(lambda: tab.open_partner_id == desk.shop.harbour)
    desk.qtbot.keyClick(tab.orders.page, Qt.Key.Key_Escape)
    assert not tab.orders.order_is_open


def test_back_from_the_orders_the_list_marks_whom_the_detail_shows(desk: Desk, tab: CustomersTab) -> None:
    other = next(id_ for id_ in tab.model.ids() if id_ != desk.shop.harbour)
    select(desk, tab, other)
    tab.choose_view("orders")
    tab.orders.party_chosen.emit(desk.shop.harbour)
    desk.until(lambda: tab.open_partner_id == desk.shop.harbour)
    tab.choose_view("list")
    desk.until(lambda: tab.current_id == tab.open_partner_id == desk.shop.harbour)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_at_1180_pixels(desk: Desk, tab: CustomersTab, scale: float) -> None:
    desk.ctx.theme.set_scale(scale)
    desk.window.resize(1180, 760)
    select(desk, tab, desk.shop.harbour)
    tab.show_detail()
    desk.rest()
    desk.window.grab()
    composer = tab.pane.timeline.composer
    for part in (composer.text, composer.kinds, composer.save_button, tab.pane.timeline.chips):
        if part.isVisible():
            assert part.height() >= part.minimumSizeHint().height(), part
            assert part.width() >= part.minimumSizeHint().width(), part
    assert tab.pane.timeline.stream.height() > 0


def test_the_window_stays_quick_while_customers_are_looked_through(desk: Desk, tab: CustomersTab, watchdog) -> None:
    watchdog.forgive()
    for customer in (desk.shop.harbour, desk.shop.orchard, desk.shop.canary, desk.shop.harbour):
        select(desk, tab, customer)
    assert tab.open_partner_id == desk.shop.harbour


def test_ctrl_p_previews_the_summary_and_ctrl_e_edits(desk: Desk, tab: CustomersTab) -> None:
    desk.qtbot.keyClick(tab.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.keyClicks(tab.filter, "harb")
    desk.qtbot.keyClick(tab.filter, Qt.Key.Key_Return)
    desk.rest()
    desk.qtbot.keyClick(tab.table, Qt.Key.Key_Down)
    desk.rest()
    assert tab.open_partner_id == desk.shop.harbour
    desk.qtbot.keyClick(tab.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    tab.sheet.close_sheet()
    desk.rest()
    desk.qtbot.keyClick(tab.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    preview = tab.findChild(DocumentPreview)
    assert preview is not None
    desk.qtbot.waitUntil(lambda: preview.page_view.page_count > 0)
    preview.close()
