"""The Suppliers tab at work: the directory, an order from its first line to confirmed, refusals at their fields."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit

from app.domain.clock import local_date
from app.domain.states import PurchaseOrderState
from app.domain.vocabulary import ReasonCode, Role
from app.services.purchasing import queries as orders
from app.services.purchasing.read_models import OrderFilter
from app.services.suppliers import detail
from app.services.suppliers.items import items, save_item
from app.ui.suppliers.order_editor import OrderSheet
from app.ui.suppliers.tab import SuppliersTab
from tests.gui.suppliers.conftest import CANARY, Trade
from tests.support.desk import Desk, no_markup


def names(tab: SuppliersTab) -> list[str]:
    rows = [tab.model.row_at(row) for row in range(tab.model.rowCount())]
    return [row.name for row in rows if row is not None]


def test_the_directory_filters_by_chip_and_text_and_shows_what_is_late(
    desk: Desk, tab: SuppliersTab, trade: Trade
) -> None:
    assert tab.chips.chip("late").text() == "Late now 1"
    assert tab.pane.pane.badge.text() == "Late"
    assert tab.pane.overview.late.paged.rowCount() == 1
    desk.qtbot.mouseClick(tab.chips.chip("quality"), Qt.MouseButton.LeftButton)
    desk.rest()
    assert tab.model.rowCount() == 0
    tab.clear_filter()
    tab.filter.setText("alder")
    tab.filter.tell_now()
    desk.rest()
    tab.table.viewport().repaint()
    desk.rest()
    assert names(tab) == ["Alder Ceramics"]


def test_a_supplier_is_made_refused_at_its_fields_first(desk: Desk, tab: SuppliersTab) -> None:
    tab.create_new()
    desk.rest()
    form = tab.sheet.form
    form.field("minimum_order_minor").control.setText("12,34,5")
    tab.sheet.save()
    assert form.field("minimum_order_minor").error.startswith("Not a number")
    form.field("minimum_order_minor").control.setText("250.00")
    tab.sheet.save()
    desk.rest()
    assert form.field("name").error
    form.field("name").control.setText("Bramble Glass")
    tab.sheet.save()
    desk.rest()
    assert tab.sheet is None
    assert desk.toast() == "Bramble Glass added"
    found = desk.read(detail.detail, tab.current_id)
    assert (found.name, found.minimum_order_minor) == ("Bramble Glass", 25_000)


def test_an_order_is_written_sent_and_confirmed_by_the_keyboard(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    tab.new_order()
    desk.rest()
    sheet = tab.sheet
    assert isinstance(sheet, OrderSheet)
    lines = sheet.form.lines
    lines.picker.setFocus()
    desk.qtbot.keyClicks(lines.picker, "AL-7")
    lines.picker.look_now()
    desk.rest()
    desk.qtbot.keyClick(lines.picker, Qt.Key.Key_Return)
    row = lines.rows[0]
    assert row.field("quantity").hasFocus()
    assert row.field("quantity").text() == "12"
    row.field("quantity").selectAll()
    desk.qtbot.keyClicks(row.field("quantity"), "50")
    assert row.field("price_minor").text() == "4.50"
    assert row._use.text() == "Order 54"
    desk.qtbot.mouseClick(row._use, Qt.MouseButton.LeftButton)
    assert row.field("quantity").text() == "54"
    assert "$243.00" in sheet.form.total.text()
    desk.qtbot.keyClick(row.field("quantity"), Qt.Key.Key_Return)
    assert lines.picker.hasFocus()
    desk.qtbot.mouseClick(sheet.save_button, Qt.MouseButton.LeftButton)
    desk.rest()
    assert tab.sheet is None
    page = tab.pane.orders.page
    assert page.isVisible()
    desk.qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    desk.rest()
    assert page.order.state is PurchaseOrderState.SENT
    desk.qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    form = page.sheet.form
    line = page.order.lines[0].id
    desk.qtbot.keyClicks(form.field("all").control, "2020-01-01")
    page.sheet.run()
    desk.rest()
    assert form.field(f"line_{line}").error.startswith("Too early")
    form.field("all").control.clear()
    desk.qtbot.keyClicks(form.field("all").control, "+14")
    page.sheet.run()
    desk.rest()
    assert page.order.state is PurchaseOrderState.CONFIRMED
    promised = local_date(desk.ops.now()) + timedelta(days=14)
    assert (page.order.lines[0].original_promise, page.order.lines[0].quantity) == (promised, 54)
    desk.ctx.undo.undo(desk.window)
    desk.rest()
    assert page.order.state is PurchaseOrderState.SENT


def test_what_cannot_be_ordered_is_refused_at_its_line(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    tab.new_order()
    desk.rest()
    before = len(desk.read(orders.ids, OrderFilter()))
    tab.sheet.save()
    desk.rest()
    assert tab.sheet.form.field("lines").error
    from app.services.purchasing.offers import offers

    for offer in desk.read(offers, trade.alder):
        tab.sheet.form.lines.add_offer(offer)
    jug, rope = tab.sheet.form.lines.rows
    for row, quantity, price in ((jug, "0", "abc"), (rope, "1.234", "3.00")):
        row.field("quantity").setText(quantity)
        row.field("price_minor").setText(price)
    tab.sheet.save()
    assert rope.error.startswith("Too many decimals")
    assert jug.error.splitlines()[0].startswith("Quantity: This must be more than zero")
    assert jug.error.splitlines()[1].startswith("Price: Not a number")
    assert jug.field("quantity").hasFocus()
    rope.field("quantity").setText("1.25")
    jug.field("price_minor").setText("5")
    tab.sheet.save()
    desk.rest()
    assert jug.error.startswith("This must be more than zero")
    assert not rope.error
    assert len(desk.read(orders.ids, OrderFilter())) == before


def test_closing_short_asks_for_a_reason(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    tab.open_record("purchase_order", trade.late)
    desk.rest()
    page = tab.pane.orders.page
    assert page._banner.text == "Late by 3\u00a0days."
    page._on_close()
    page.sheet.run()
    desk.rest()
    assert page.sheet.form.field("reason").error
    reason = page.sheet.form.field("reason").control
    reason.setCurrentIndex(reason.findData(ReasonCode.SUPPLIER_CANNOT_DELIVER))
    page.sheet.run()
    desk.rest()
    assert page.sheet is None
    assert page.order.state is PurchaseOrderState.CLOSED
    assert tab.chips.chip("late").text() == "Late now 0"


def test_a_product_they_sell_is_added_edited_and_removed(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    tab.detail.tabs.choose("products")
    page = tab.pane.products
    page.table.select_id(desk.read(items, trade.alder)[0].id)
    desk.qtbot.waitUntil(page.prices.isVisible)
    said = [each.text() for each in page.price_steps.findChildren(QLabel)]
    assert said == ["A unit, from one on", "$5.00", "from 48\u00a0pcs", "$4.50"]
    page.edit_current()
    form = page.sheet.form
    form.field("breaks").control.setPlainText("48; 4,50,0")
    page.sheet.save()
    assert form.field("breaks").error
    form.field("breaks").control.setPlainText("48; 4.40\n96; 4.00")
    page.sheet.save()
    desk.rest()
    assert [step.price_minor for step in desk.read(items, trade.alder)[0].breaks] == [440, 400]
    page.remove_current()
    desk.rest()
    assert [row.sku for row in desk.read(items, trade.alder)] == ["ROPE"]


@pytest.mark.parametrize("role", ["sales", "warehouse", "read_only"], indirect=True)
def test_who_may_not_write_sees_why_and_no_costs(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    assert not tab.new_button.isEnabled()
    assert "may not" in tab.new_button.toolTip()
    assert not tab.pane.products.add_button.isEnabled()
    assert desk.read(detail.detail, trade.alder).figures.spend_minor is None
    assert all(row.price_minor is None for row in desk.read(items, trade.alder))


def test_names_that_look_like_markup_stay_text(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    tab.table.select_id(trade.canary)
    desk.rest()
    for key in ("overview", "products", "orders", "timeline", "facts"):
        tab.detail.tabs.choose(key)
        desk.rest()
    assert no_markup(tab) == []


def test_every_control_has_a_name(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    tab.new_order()
    desk.rest()
    from app.services.purchasing.offers import offers

    tab.sheet.form.lines.add_offer(desk.read(offers, trade.alder)[0])
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    controls = [control for kind in kinds for control in tab.findChildren(kind)]
    nameless = [
        control
        for control in controls
        if not control.accessibleName() and not (isinstance(control, QAbstractButton) and control.text())
        and not control.objectName().startswith("qt_")
    ]  # fmt: skip
    assert nameless == []


def test_what_the_directory_shows_is_exported_with_numbers_and_guarded_texts(
    desk: Desk, tab: SuppliersTab, trade: Trade, tmp_path: Path
) -> None:
    target = tmp_path / "suppliers.csv"
    with desk.qtbot.waitSignal(tab.export.exported):
        tab.export.export_to(tab.export.shown(), target)
    rows = list(csv.DictReader(target.read_text(encoding="utf-8").splitlines()))
    assert [row["Supplier"] for row in rows] == [CANARY, "Alder Ceramics"]
    assert (rows[1]["Spend, 12 mo"], rows[1]["Spend, 12 mo, currency"]) == ("60.00", "USD")
    assert (rows[0]["Spend, 12 mo"], rows[0]["On time"]) == ("", "")
    assert "Late lines" not in rows[0]  # a hidden column stays here


def test_a_suppliers_orders_are_exported_as_they_are_filtered(
    desk: Desk, tab: SuppliersTab, trade: Trade, tmp_path: Path
) -> None:
    from python_calamine import load_workbook

    tab.detail.tabs.choose("orders")
    desk.rest()
    panel = tab.pane.orders
    target = tmp_path / "orders.xlsx"
    with desk.qtbot.waitSignal(panel.export.exported):
        panel.export.export_to(panel.export.shown(), target)
    head, first = load_workbook(str(target)).get_sheet_by_index(0).to_python()
    record = dict(zip(head, first, strict=True))
    assert (record["Net"], record["Net, currency"]) == (60, "USD")
    assert record["Promised"] == local_date(trade.ops.now()) - timedelta(days=3)
    assert desk.toast() == f"Exported to {target}"


@pytest.mark.parametrize("role", [Role.SALES])
def test_who_may_not_take_names_out_sees_why(desk: Desk, tab: SuppliersTab) -> None:
    allowed = {action.text(): action.isEnabled() for action in tab.export.menu.actions() if action.text()}
    assert not allowed["This list as CSV file …"]
    assert allowed["Purchase orders as CSV file …"]
    assert tab.export_button.isEnabled()
    assert tab.pane.orders.export_button.isEnabled()


def test_the_months_are_drawn_with_exact_values_to_the_keyboard(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    months = tab.pane.overview.months
    desk.qtbot.waitUntil(lambda: months.card is not None and months.card.plot is not None)
    card = months.card
    assert card.content.data.goal_text == "92.0%"
    place = next(place for place, point in enumerate(card.content.data.points) if point.value is not None)
    for _ in range(place + 1):
        desk.qtbot.keyClick(card.plot, Qt.Key.Key_Right)
    assert card.head.note.text().endswith("0.0% · of 1")
    months.choice.choose("lead_time")
    months._on_chosen()
    assert not card.content.data.has_data
    tab.table.select_id(trade.canary)
    desk.qtbot.waitUntil(lambda: tab.pane.supplier.id == trade.canary and desk.ctx.runner.busy == 0)
    desk.rest()
    months.choice.choose("on_time")
    months._on_chosen()
    assert not months.card.content.data.has_data


def test_suppliers_stand_side_by_side(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    from app.services.suppliers.read_models import ItemDraft

    trade.ops.run(save_item, ItemDraft(trade.canary, trade.jug, price_minor=480, currency="USD"))
    tab.choose_view("compare")
    desk.rest()
    page = tab.compare
    assert page.empty.isVisible()
    assert page.ids == (trade.alder,)
    page.picker.setFocus()
    desk.qtbot.keyClicks(page.picker, "img")
    page.picker.look_now()
    desk.rest()
    desk.qtbot.keyClick(page.picker, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: page.products is not None and page.products.paged.rowCount() == 1)
    desk.rest()
    jug = page.products.paged.row_at(0)
    assert (jug.title, jug.cells, sorted(jug.best)) == ("Jug, tall", ("$5.00", "$4.80"), [1])
    assert jug.notes == ("promised 14\u00a0days", "")
    lines = {line.title: line.cells for line in map(page.measures.paged.row_at, range(8))}
    assert lines["Lead time, promised"] == ("14\u00a0days", "–")
    assert lines["State"] == ("Late", "New")
    assert no_markup(page) == []
    leave_out = next(b for b in page.findChildren(QAbstractButton) if b.accessibleName().endswith("Alder Ceramics"))
    desk.qtbot.mouseClick(leave_out, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(page.empty.isVisible)
    desk.rest()
    assert page.ids == (trade.canary,)
    tab.choose_view("list")
    tab.table.selectAll()
    tab.choose_view("compare")
    desk.rest()
    assert set(page.ids) == {trade.alder, trade.canary}


@pytest.mark.parametrize("role", [Role.WAREHOUSE])
def test_who_sees_no_costs_compares_without_them(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    tab.choose_view("compare")
    desk.rest()
    tab.compare.show_suppliers([trade.alder, trade.canary])
    desk.qtbot.waitUntil(lambda: tab.compare.measures is not None and tab.compare.measures.paged.row_at(0) is not None)
    paged = tab.compare.measures.paged
    titles = [paged.row_at(row).title for row in range(paged.rowCount())]
    assert "On time in full" in titles
    assert "Spend, 12 mo" not in titles
