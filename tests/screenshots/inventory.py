"""The states of the inventory that are worth a picture."""

from __future__ import annotations

from collections.abc import Callable

from tests.screenshots.stage import Stage


def _tab(stage: Stage):
    stage.window.show_tab("inventory")
    tab = stage.window.page("inventory")
    stage.rest()
    tab.choose_view("list")
    if tab.table.current_id is None:
        tab.table.select_id(tab.model.id_at(0))
    tab.show_detail()
    stage.rest()
    return tab


def _list(stage: Stage) -> None:
    _tab(stage).show_list()


def _section(key: str) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        _tab(stage).detail.tabs.choose(key)

    return prepare


def _moves(stage: Stage) -> None:
    tab = _tab(stage)
    tab.show_list()
    tab.choose_view("moves")


def _adjust(stage: Stage) -> None:
    tab = _tab(stage)
    tab.pane.adjust_button.click()
    stage.until(lambda: tab.sheet is not None)
    tab.sheet.form.quantity.setText("-3")
    tab.sheet.save()


def _order(stage: Stage) -> None:
    tab = _tab(stage)
    tab.order_low()
    stage.until(lambda: tab.sheet is not None)


def _end_order(stage: Stage) -> None:
    _close_sheet(stage)
    stage.window.page("inventory").clear_filter()


def _move(stage: Stage) -> None:
    tab = _tab(stage)
    tab.pane.move_button.click()
    stage.rest()


def _edit(stage: Stage) -> None:
    tab = _tab(stage)
    tab.pane.edit_button.click()
    stage.until(lambda: tab.sheet is not None)


def _new(stage: Stage) -> None:
    tab = _tab(stage)
    sku = tab.pane.product.row.sku
    tab.create_new()
    stage.until(lambda: tab.sheet is not None)
    tab.sheet.form.field("sku").control.setText(sku)
    tab.sheet.form.field("name").control.setText("Another one")
    tab.sheet.save()


def _close_sheet(stage: Stage) -> None:
    tab = stage.window.page("inventory")
    if tab.sheet is not None:
        tab.sheet.close_sheet()


PICTURES = (
    ("inventory", _section("outlook")),
    ("inventory-list", _list),
    ("inventory-locations", _section("locations")),
    ("inventory-incoming", _section("incoming")),
    ("inventory-orders", _section("orders")),
    ("inventory-product-moves", _section("moves")),
    ("inventory-facts", _section("facts")),
    ("inventory-moves", _moves),
    ("inventory-adjust", _adjust, _close_sheet),
    ("inventory-order", _order, _end_order),
    ("inventory-move", _move, _close_sheet),
    ("inventory-edit", _edit, _close_sheet),
    ("inventory-new", _new, _close_sheet),
)
