"""The Inventory tab: list, chips, one product's page, adjusting, moving, editing, and what is refused."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.db.models import Product
from app.domain.places import MAIN_SITE
from app.domain.vocabulary import ProductStatus, ReasonCode, Role
from app.services.products import commands as products
from app.services.products.queries import form
from app.services.stock import commands, detail
from app.services.stock.read_models import AdjustDraft
from app.ui.inventory.tab import InventoryTab
from app.ui.shared.access import Access
from app.wording import stocking
from tests.support.desk import CANARY, Desk, no_markup
from tests.support.trade import Trade

CTRL = Qt.KeyboardModifier.ControlModifier


def settle(desk: Desk) -> None:
    """At rest, with the refreshes that a change called for."""
    for _ in range(3):
        desk.rest()
        QApplication.processEvents()
    desk.rest()


def press_save(desk: Desk, tab: InventoryTab) -> None:
    desk.qtbot.keyClick(tab.sheet.form, Qt.Key.Key_Return, CTRL)  # type: ignore[union-attr]
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)


def open_sheet(desk: Desk, tab: InventoryTab, button: QAbstractButton) -> None:
    button.click()
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    settle(desk)


def facts(tab: InventoryTab) -> dict[str, str]:
    names = [widget.accessibleName() for widget in tab.detail.facts.findChildren(QWidget)]
    return dict(name.split(": ", 1) for name in names if ": " in name)


def test_the_list_says_how_each_product_stands(desk: Desk, tab: InventoryTab) -> None:
    columns = {column.key: column for column in tab.model.columns}
    rows = {tab.model.row_at(place).sku: tab.model.row_at(place) for place in range(tab.model.rowCount())}  # type: ignore[union-attr]

    shown = {
        key: columns[key].text(rows["P-1"]) for key in ("on_hand", "reserved", "incoming", "available", "runs_out")
    }

    assert shown == {"on_hand": "4", "reserved": "9", "incoming": "20", "available": "-5", "runs_out": "Short"}
    assert columns["runs_out"].note(rows["P-1"]) == "by 5"  # type: ignore[misc]
    assert columns["runs_out"].note(rows["P-0"]) == stocking.NO_DEMAND  # type: ignore[misc]
    assert tab.chips.chip("all").text() == "All 5"
    assert tab.chips.chip("short").text() == "Short 1"
    assert tab._count.text() == "worth $70"


def test_a_chip_and_the_filter_narrow_the_list(desk: Desk, tab: InventoryTab) -> None:
    tab.chips.chip("short").click()
    settle(desk)
    assert tab.model.rowCount() == 1
    tab.filter.setText("bowl")
    tab.filter.tell_now()
    settle(desk)
    assert tab.model.rowCount() == 0
    tab.clear_filter()
    settle(desk)
    assert tab.model.rowCount() == 5


def test_a_products_page_has_all_its_sections(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    tab.show_record(trade.products[1])
    settle(desk)

    assert facts(tab) == {"On hand": "4", "Reserved": "9", "Available": "-5", "Incoming": "20"}
    assert tab.pane.price.text() == "cost $5.00 · price $9.00 · margin 44%"
    assert tab.detail.badge.text() == "Short by 5"
    pane = tab.pane
    assert [pane.locations.table.paged.rowCount(), pane.incoming.table.paged.rowCount()] == [1, 1]
    assert pane.orders.table.paged.rowCount() == 1
    assert pane.moves.model.rowCount() == 1
    assert pane.outlook.chart.plot is not None
    assert len(pane.outlook.chart.plot.points) == 121


def test_the_chart_is_read_by_the_keyboard_and_as_a_table(desk: Desk, tab: InventoryTab) -> None:
    chart, page = tab.pane.outlook.chart, tab.pane.outlook
    chart.setFocus()
    desk.qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert (chart.index, page.exact.text()) == (0, "Aug 25, 2026: 0".replace(" ", "\u00a0", 2).replace(":\u00a0", ": "))
    desk.qtbot.keyClick(chart, Qt.Key.Key_End)
    assert page.exact.text().endswith("about 10")
    desk.qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert "no demand" in page.exact.text()

    page.switch.click()
    settle(desk)
    assert (chart.isVisible(), page.days.isVisible(), page.days.paged.rowCount()) == (False, True, 121)


def test_stock_is_adjusted_with_a_reason_and_taken_back(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    open_sheet(desk, tab, tab.pane.adjust_button)
    form_ = tab.sheet.form  # type: ignore[union-attr]
    form_.quantity.setText("7")
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)
    assert form_.field("reason").error
    assert trade.on_hand(0) == 10

    form_.reason.setCurrentIndex(form_.reason.findData(ReasonCode.OTHER))
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)
    assert form_.field("note").error
    assert trade.on_hand(0) == 10

    form_.note.setPlainText("The lowest shelf gave way")
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)
    assert tab.sheet is None
    assert trade.on_hand(0) == 7
    assert facts(tab)["On hand"] == "7"
    assert desk.toast() == "Bowl 16 cm, sand set to 7\u00a0pcs"
    desk.ctx.undo.undo(desk.window)
    settle(desk)
    assert trade.on_hand(0) == 10
    assert facts(tab)["On hand"] == "10"


@pytest.mark.parametrize("typed", ["abc", "-1", "1.5", "", "99999999999999"])
def test_a_quantity_that_is_none_is_refused_at_its_field(
    desk: Desk, tab: InventoryTab, trade: Trade, typed: str
) -> None:
    open_sheet(desk, tab, tab.pane.adjust_button)
    form_ = tab.sheet.form  # type: ignore[union-attr]
    form_.reason.setCurrentIndex(1)
    form_.quantity.setText(typed)
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)

    assert form_.field("quantity").error
    assert tab.sheet is not None
    assert trade.on_hand(0) == 10


@pytest.mark.slow_turn  # the test itself is the other person, who writes on this thread
def test_stock_that_moved_while_somebody_counted_is_said(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    open_sheet(desk, tab, tab.pane.adjust_button)
    form_ = tab.sheet.form  # type: ignore[union-attr]
    trade.ops.run(
        commands.adjust, AdjustDraft(trade.products[0], MAIN_SITE, change=-2, reason=ReasonCode.DAMAGED)
    )  # fmt: skip
    form_.quantity.setText("9")
    form_.reason.setCurrentIndex(1)
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)

    assert "8\u00a0pcs by now, not 10\u00a0pcs" in form_.field("quantity").error
    assert trade.on_hand(0) == 8
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)
    assert trade.on_hand(0) == 9


def test_stock_is_moved_to_a_place_made_on_the_way(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    open_sheet(desk, tab, tab.pane.move_button)
    form_ = tab.sheet.form  # type: ignore[union-attr]
    form_.quantity.setText("11")
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)
    assert form_.field("new_location").error
    form_.new_place.setText("Back room A-2")
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)
    assert form_.field("quantity").error
    form_.quantity.setText("4")
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)

    held = {place.location: place.quantity for place in trade.ops.read(detail.places, trade.products[0])}
    assert held == {"Back room A-2": 4, "Main": 6}
    assert tab.pane.locations.table.paged.rowCount() == 2


def test_a_product_is_made_with_a_sku_of_its_own(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    open_sheet(desk, tab, tab.new_button)
    form_ = tab.sheet.form  # type: ignore[union-attr]
    for name, typed in {"sku": "P-1", "name": "Cup", "price_minor": "4,x", "reorder_point": "3"}.items():
        form_.field(name).control.setText(typed)
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)
    assert form_.field("price_minor").error
    form_.field("price_minor").control.setText("4.50")
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)
    assert "Jug 1 l" in form_.field("sku").error
    form_.field("sku").control.setText("CUP-1")
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)

    assert tab.pane.product is not None
    assert (tab.pane.product.row.sku, tab.pane.product.price_minor) == ("CUP-1", 450)
    assert desk.toast() == "Cup added"
    desk.ctx.undo.undo(desk.window)
    settle(desk)
    assert tab.pane.product is None


def test_both_versions_are_shown_when_two_edit(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    open_sheet(desk, tab, tab.pane.edit_button)
    form_ = tab.sheet.form  # type: ignore[union-attr]
    assert not form_.field("unit_decimals").control.isEnabled()
    theirs = trade.ops.read(form, trade.products[0]).draft
    trade.ops.run(products.save, replace(theirs, name="Their bowl", original=theirs))
    form_.field("name").control.setText("Our bowl")
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)

    assert form_.conflicts.isVisible()
    form_.conflicts.choose("name", "theirs")
    form_.field("reorder_point").control.setText("2")
    tab.sheet.save()  # type: ignore[union-attr]
    settle(desk)
    stored = trade.stored(Product, trade.products[0])
    assert (stored.name, stored.reorder_point) == ("Their bowl", 2)  # type: ignore[attr-defined]


def test_what_is_in_stock_is_not_archived_and_the_reason_is_said(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    tab.pane.archive_button.click()
    settle(desk)
    assert "stock of it" in tab.detail.banner.text
    assert trade.stored(Product, trade.products[0]).status is ProductStatus.ACTIVE  # type: ignore[attr-defined]

    tab.show_record(trade.products[3])
    settle(desk)
    tab.pane.archive_button.click()
    settle(desk)
    assert trade.stored(Product, trade.products[3]).status is ProductStatus.ARCHIVED  # type: ignore[attr-defined]
    assert tab.model.row_of(trade.products[3]) is None


def test_the_moves_of_all_products(desk: Desk, tab: InventoryTab) -> None:
    tab.choose_view("moves")
    settle(desk)
    assert tab.moves.model.rowCount() == 2
    tab.moves.filter.setText("jug")
    tab.moves.filter.tell_now()
    settle(desk)
    assert tab.moves.model.rowCount() == 1
    tab.moves.kind.setCurrentIndex(2)
    tab.moves.filter.clear()
    tab.moves.filter.tell_now()
    settle(desk)
    assert tab.moves.model.rowCount() == 2


def test_who_may_not_see_costs_sees_none(desk: Desk, tab: InventoryTab) -> None:
    assert "value" in {column.key for column in tab.moves.model.columns}
    access = Access(Role.SALES)
    tab._on_access_read(access)
    settle(desk)

    assert "value" not in {column.key for column in tab.moves.model.columns}
    assert not tab.pane.adjust_button.isEnabled()
    assert not tab.new_button.isEnabled()


def test_names_are_no_markup_and_every_control_has_a_name(desk: Desk, tab: InventoryTab, trade: Trade) -> None:
    theirs = trade.ops.read(form, trade.products[0]).draft
    trade.ops.run(products.save, replace(theirs, name=CANARY, notes=CANARY, original=theirs))
    tab.pane.refresh()
    settle(desk)
    open_sheet(desk, tab, tab.pane.adjust_button)

    assert no_markup(tab) == []
    kinds = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractButton)
    controls = [control for kind in kinds for control in tab.findChildren(kind) if control.isVisible()]
    unnamed = [c for c in controls if not (c.accessibleName() or getattr(c, "text", lambda: "")())]
    assert unnamed == []


def test_the_stock_and_the_moves_are_exported_as_they_are_shown(desk: Desk, tab: InventoryTab, tmp_path: Path) -> None:
    shown = tab.export.shown()
    assert shown is not None
    tab.export.export_to(shown, tmp_path / "stock.csv")
    desk.qtbot.waitUntil((tmp_path / "stock.csv").exists)
    head, *lines = (tmp_path / "stock.csv").read_text("utf-8-sig").splitlines()
    assert head.startswith("SKU,Product,Supplier,On hand")
    assert any(line.startswith("P-1,Jug 1 l,,4,9,20,-5") for line in lines)
    tab.choose_view("moves")
    settle(desk)
    moves = tab.export.shown()
    assert moves is not None
    assert moves.name == "stock-moves"
    tab.export.export_to(moves, tmp_path / "moves.csv")
    desk.qtbot.waitUntil((tmp_path / "moves.csv").exists)
    head, *lines = (tmp_path / "moves.csv").read_text("utf-8-sig").splitlines()
    assert head.startswith("Day,SKU,Product,Quantity")
    assert sorted(line[3] for line in csv.reader(lines)) == ["10", "4"]
