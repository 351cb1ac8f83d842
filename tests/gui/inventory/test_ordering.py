"""Ordering what runs low: from one product, from several, each at its best supplier; what is refused stands there."""

from typing import Any

from PySide6.QtWidgets import QApplication

from app.ui.inventory.order_sheet import OrderSheet
from app.ui.inventory.tab import InventoryTab
from tests.gui.inventory.test_tab import settle
from tests.support.desk import Desk, no_markup
from tests.support.rows import rows
from tests.support.trade import Trade
from tests.unit.purchasing.test_proposals import prepare


def sold_by(trade: Trade, place: int, supplier: int, price: int = 500) -> None:
    """It runs low at 40, and is sold in twelves, at least 50."""
    trade.ops.run(prepare, trade.products[place], 40, 60, [(supplier, price, 12)])


def order_sheet(desk: Desk, tab: InventoryTab) -> OrderSheet:
    desk.qtbot.waitUntil(lambda: isinstance(tab.sheet, OrderSheet) and tab.sheet.isVisible())
    settle(desk)
    assert isinstance(tab.sheet, OrderSheet)
    return tab.sheet


def opened(desk: Desk) -> list[Any]:
    records: list[Any] = []
    desk.window.open_record = lambda *record: records.append(record) or True  # type: ignore[method-assign]
    return records


def test_one_product_is_ordered_as_much_as_its_supplier_sells(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    sold_by(trade, 0, trade.supplier)
    tab.pane.refresh()
    desk.qtbot.waitUntil(lambda: tab.pane.order_button.text() == "Order 60")
    records = opened(desk)
    tab.pane.order_button.click()
    sheet = order_sheet(desk, tab)
    field = sheet.form.field("orders.0.0.quantity")
    assert field.control.text() == "60"  # type: ignore[attr-defined]
    assert no_markup(sheet) == []
    field.control.setText("50")  # type: ignore[attr-defined]
    assert "60 would fit" in sheet.form._totals[0].text()
    assert "Comes to $250.00." in sheet.form._totals[0].text()
    field.control.setText("72")  # type: ignore[attr-defined]
    sheet.save()
    desk.qtbot.waitUntil(lambda: len(records) == 1)
    assert desk.toast() == "1 purchase order drafted".replace(" ", "\u00a0", 1)
    line = rows(trade.ops.database, "purchase_order_line")[-1]
    assert (line["quantity"], line["price_minor"]) == (72, 500)
    desk.ctx.undo.undo(tab)
    settle(desk)
    assert rows(trade.ops.database, "purchase_order_line")[-1]["id"] < line["id"]


def test_all_that_is_low_is_ordered_from_each_supplier(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    other = trade.another_supplier("Kiln Street Studio")
    sold_by(trade, 0, trade.supplier)
    sold_by(trade, 2, other, 450)
    sold_by(trade, 3, other)
    tab.order_low()
    sheet = order_sheet(desk, tab)
    assert tab.chips.current == "to_order"
    assert [order.supplier for order in sheet.form.found.orders] == ["Alder Ceramics", "Kiln Street Studio"]
    assert sheet.save_button.text() == "Draft 2\u00a0orders"
    sheet.form.field("orders.1.1.quantity").control.setText("0")  # type: ignore[attr-defined]
    before = len(rows(trade.ops.database, "purchase_order"))
    sheet.save()
    desk.qtbot.waitUntil(lambda: len(rows(trade.ops.database, "purchase_order")) == before + 2)
    settle(desk)
    # What is drafted is not low any more, what was left out still is.
    desk.qtbot.waitUntil(lambda: tab.model.rowCount() == 1)


def test_several_selected_products_are_ordered_at_once(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    sold_by(trade, 0, trade.supplier)
    sold_by(trade, 1, trade.supplier)
    tab.table.selectAll()
    QApplication.processEvents()
    assert tab.pane.order_button.text() == "Order 5 products"
    tab.pane.order_button.click()
    sheet = order_sheet(desk, tab)
    assert len(sheet.form.found.orders[0].lines) == 2
    assert len(sheet.form.found.nobody) == 3


def test_bad_quantities_stand_at_their_fields_and_nothing_is_saved(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    sold_by(trade, 0, trade.supplier)
    sold_by(trade, 2, trade.supplier)
    tab.order_products([trade.products[0], trade.products[2]])
    sheet = order_sheet(desk, tab)
    before = len(rows(trade.ops.database, "purchase_order"))
    sheet.form.field("orders.0.0.quantity").control.setText("1.5")  # type: ignore[attr-defined]
    sheet.form.field("orders.0.1.quantity").control.setText("-3")  # type: ignore[attr-defined]
    sheet.save()
    assert "decimals" in sheet.form.field("orders.0.0.quantity").error
    assert "below zero" in sheet.form.field("orders.0.1.quantity").error
    for name in ("orders.0.0.quantity", "orders.0.1.quantity"):
        sheet.form.field(name).control.setText("0")  # type: ignore[attr-defined]
    sheet.save()
    assert sheet.form.banner.text
    assert len(rows(trade.ops.database, "purchase_order")) == before
