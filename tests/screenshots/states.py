"""The states of each screen that are worth a picture. A new tab adds its own here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QWidget

from app.domain.vocabulary import CallOutcome
from tests.screenshots import inventory, performance, promises, shell, shipments, transfer
from tests.screenshots.stage import Stage


@dataclass(frozen=True)
class State:
    """`prepare` brings the window there and may answer with the widget to take; `leave` takes it back."""

    name: str
    prepare: Callable[[Stage], QWidget | None]
    leave: Callable[[Stage], None] | None = None


def _tab(stage: Stage):
    stage.window.show_tab("customers")
    tab = stage.window.page("customers")
    stage.rest()
    tab.choose_view("list")
    if tab.table.current_id is None:
        best = tab.model.columns.index(next(c for c in tab.model.columns if c.key == "sales"))
        tab.table.sortByColumn(best, stage_descending())
        stage.rest()
        tab.table.select_id(tab.model.id_at(1))
    tab.show_detail()
    stage.rest()
    return tab


def stage_descending():
    from PySide6.QtCore import Qt

    return Qt.SortOrder.DescendingOrder


def _today(stage: Stage) -> None:
    stage.window.show_tab("today")


def _timeline(stage: Stage) -> None:
    _tab(stage).detail.tabs.choose("timeline")


def _list(stage: Stage) -> None:
    tab = _tab(stage)
    tab.detail.tabs.choose("timeline")
    tab.show_list()


def _section(key: str) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        _tab(stage).detail.tabs.choose(key)

    return prepare


def _order(stage: Stage) -> None:
    tab = _tab(stage)
    tab.detail.tabs.choose("orders")
    stage.rest()
    tab.pane.orders.open_order(tab.pane.orders.model.id_at(0))


def _close_order(stage: Stage) -> None:
    stage.window.page("customers").go_back()


def _all_orders(stage: Stage) -> None:
    tab = _tab(stage)
    tab.show_list()
    tab.choose_view("orders")


def _new_sales_order(stage: Stage) -> None:
    from app.services.sales_orders.offers import offers

    tab = _tab(stage)
    tab.new_order()
    stage.until(lambda: tab.sheet is not None)
    lines = tab.sheet.form.lines
    for offer in stage.off_thread(tab.ctx.ops.read, offers, tab.open_partner_id)[:3]:
        lines.add_offer(offer)
    for row, typed in zip(lines.rows, ("4", "0", "9999"), strict=False):
        row.field("quantity").setText(typed)
        row.field("quantity").textEdited.emit(typed)
    tab.sheet.save()


def _open_sales_order(stage: Stage) -> None:
    tab = _tab(stage)
    tab.show_list()
    tab.choose_view("orders")
    tab.orders.chips.choose("open")
    tab.orders.refresh()
    stage.rest()
    tab.orders.open_order(tab.orders.model.id_at(0))


def _composer(stage: Stage) -> None:
    tab = _tab(stage)
    tab.detail.tabs.choose("timeline")
    composer = tab.pane.timeline.composer
    composer.text.setPlainText("Nobody there. The chef is back after lunch, wants the price of the oak boards.")
    composer.choose_outcome(CallOutcome.NO_ANSWER)
    composer.begin()


def _empty_composer(stage: Stage) -> None:
    composer = stage.window.page("customers").pane.timeline.composer
    composer.text.clear()
    composer.choose_outcome(None)
    composer.follow_up.set_text("")


def _editor(stage: Stage) -> None:
    tab = _tab(stage)
    tab.pane.edit_wanted.emit(tab.open_partner_id)
    stage.until(lambda: tab.sheet is not None)


def _new(stage: Stage) -> None:
    tab = _tab(stage)
    tab.create_new()
    stage.until(lambda: tab.sheet is not None)
    name = tab.pane.customer.name
    tab.sheet.form.field("name").control.setText(name)
    tab.sheet.form.field("email").control.setText("not an address")
    tab.sheet.form._look.start()
    stage.until(lambda: bool(tab.sheet.form.similar.found))
    tab.sheet.save()


def _close_sheet(stage: Stage) -> None:
    tab = stage.window.page("customers")
    if tab.sheet is not None:
        tab.sheet.close_sheet()


def _dialog(stage: Stage) -> QDialog:
    return next(d for d in stage.window.findChildren(QDialog) if d.isVisible())


def _quick_log(stage: Stage) -> QWidget:
    _tab(stage)
    stage.window.log_call()
    stage.rest()
    dialog = _dialog(stage)
    dialog.text.setPlainText("Wants two more cases by Friday, will confirm tomorrow.")
    dialog.outcome.setCurrentIndex(dialog.outcome.findData(CallOutcome.CALL_BACK_LATER))
    return dialog


def _preview(stage: Stage) -> QWidget:
    tab = _tab(stage)
    tab.pane.summary_action.trigger()
    stage.rest()
    stage.until(lambda: _dialog(stage).page_view.page_count > 0)
    return _dialog(stage)


def _close_dialog(stage: Stage) -> None:
    dialog = _dialog(stage)
    if hasattr(dialog, "text"):
        dialog._logged = True
    dialog.close()


def _suppliers(stage: Stage):
    stage.window.show_tab("suppliers")
    tab = stage.window.page("suppliers")
    stage.rest()
    tab.choose_view("list")
    if tab.table.current_id is None:
        tab.table.select_id(tab.model.id_at(0))
    tab.show_detail()
    stage.rest()
    return tab


def _supplier_section(key: str) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        _suppliers(stage).detail.tabs.choose(key)

    return prepare


def _purchase_order(stage: Stage) -> None:
    tab = _suppliers(stage)
    tab.detail.tabs.choose("orders")
    stage.rest()
    tab.pane.orders.open_order(tab.pane.orders.model.id_at(0))


def _close_purchase_order(stage: Stage) -> None:
    stage.window.page("suppliers").go_back()


def _purchase_orders(stage: Stage) -> None:
    tab = _suppliers(stage)
    tab.show_list()
    tab.choose_view("orders")


def _new_purchase_order(stage: Stage) -> None:
    from app.services.purchasing.offers import offers

    tab = _suppliers(stage)
    tab.new_order()
    stage.until(lambda: tab.sheet is not None)
    for offer in stage.off_thread(tab.ctx.ops.read, offers, tab.open_partner_id)[:2]:
        tab.sheet.form.lines.add_offer(offer)
    tab.sheet.form.lines.rows[0].field("quantity").setText("37")
    tab.sheet.form.lines.rows[0].field("quantity").textEdited.emit("37")


def _suppliers_compared(stage: Stage) -> None:
    tab = _suppliers(stage)
    tab.choose_view("compare")
    wanted = ("Alder Ceramics", "Bramble Glass", "Kiln Street Studio")
    rows = [tab.model.row_at(place) for place in range(tab.model.rowCount())]
    tab.compare.show_suppliers([row.id for name in wanted for row in rows if row is not None and row.name == name])
    stage.rest()


def _suppliers_again(stage: Stage) -> None:
    stage.window.page("suppliers").choose_view("list")


def _close_supplier_sheet(stage: Stage) -> None:
    tab = stage.window.page("suppliers")
    if tab.sheet is not None:
        tab.sheet.close_sheet()


MODULES = (inventory, performance, promises, shipments, transfer, shell)
STATES = (
    State("today", _today),
    State("suppliers", _supplier_section("overview")),
    State("suppliers-products", _supplier_section("products")),
    State("suppliers-orders", _supplier_section("orders")),
    State("suppliers-order", _purchase_order, _close_purchase_order),
    State("suppliers-compare", _suppliers_compared, _suppliers_again),
    State("suppliers-timeline", _supplier_section("timeline")),
    State("suppliers-new-order", _new_purchase_order, _close_supplier_sheet),
    State("purchase-orders", _purchase_orders),
    State("customers", _timeline),
    State("customers-list", _list),
    State("customers-orders", _section("orders")),
    State("customers-order", _order, _close_order),
    State("customers-people", _section("people")),
    State("customers-facts", _section("facts")),
    State("customers-composer", _composer, _empty_composer),
    State("customers-edit", _editor, _close_sheet),
    State("customers-new", _new, _close_sheet),
    State("orders", _all_orders),
    State("orders-order", _open_sales_order, _close_order),
    State("sales-order-new", _new_sales_order, _close_sheet),
    State("quick-log", _quick_log, _close_dialog),
    State("customer-summary", _preview, _close_dialog),
    *(State(*picture) for module in MODULES for picture in module.PICTURES),
)
