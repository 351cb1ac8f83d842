"""What a supplier sells us: a table with prices, pack rules and lead times, to add to, edit and remove from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.formulas.ordering import PackRules
from app.domain.money import Money
from app.services.suppliers.items import draft_of, items, remove_item
from app.services.suppliers.read_models import ItemDraft, ItemRow, SupplierDetail
from app.ui.app_context import AppContext
from app.ui.shared.access import Access
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, IconButton
from app.ui.shared.cards import Pane
from app.ui.shared.columns import Column
from app.ui.shared.empty_state import Action
from app.ui.shared.export_menu import ExportMenu
from app.ui.shared.facts import Fact, FactsRow
from app.ui.shared.formats import formats
from app.ui.shared.held_table import HeldTable
from app.ui.shared.labels import Role, label
from app.ui.shared.list_table import Empty
from app.ui.shared.operations import run_operation
from app.ui.suppliers.item_editor import ItemSheet
from app.wording import supplying
from app.wording.formats import NOTHING

TABLES = ("supplier_item", "price_break", "product", "purchase_order_line", "shipment_line")


class ProductsPage(QWidget):
    """`counted(n)` when the products were read."""

    counted = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._supplier: SupplierDetail | None = None
        self._access: Access | None = None
        self._rows: dict[int, ItemRow] = {}
        self.sheet: ItemSheet | None = None
        self._host: QWidget = self
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        tools = QHBoxLayout()
        tools.setContentsMargins(16, 12, 16, 10)
        tools.setSpacing(8)
        self.add_button = Button("Add product", parent=self, icon="plus", on_click=self.add_product)
        self.edit_button = Button("Edit", parent=self, on_click=self.edit_current)
        self.remove_button = Button("Remove", parent=self, on_click=self.remove_current)
        for button in (self.add_button, self.edit_button, self.remove_button):
            tools.addWidget(button)
        tools.addStretch(1)
        self.export_button = IconButton("download-simple", "Export these products", self)
        tools.addWidget(self.export_button)
        column.addLayout(tools)
        self.table = HeldTable(ctx, item_columns(), self, name="Products they sell")
        empty = Empty("No products yet", "Say what they sell us, to order it with its price and pack.", "package")
        self.table.set_empty(empty)
        self.export = ExportMenu(ctx, self.export_button, self, table=self.table, name="supplier_items")
        column.addWidget(self.table, 1)
        column.addWidget(self._make_prices())
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(self._on_current_changed)
        Refresher(self, ctx.bus, TABLES, self.refresh)

    def set_access(self, access: Access) -> None:
        """Who looks."""
        self._access = access
        self.export.set_access(access)
        self._on_current_changed(None)

    def set_sheet_host(self, host: QWidget) -> None:
        """Over what the form opens."""
        self._host = host

    def show_supplier(self, supplier: SupplierDetail) -> None:
        """Show what this one sells."""
        self._supplier = supplier
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read anew."""
        if self._supplier is not None:
            self.ctx.runner.read(
                self, self.ctx.ops.read, items, self._supplier.id, on_result=self._on_read, question="items"
            )

    @Slot()
    def add_product(self) -> None:
        """Open an empty form."""
        if self._supplier is not None:
            self._open(ItemDraft(self._supplier.id), None)

    @Slot()
    def edit_current(self) -> None:
        """Open the form of the chosen product."""
        row = self._rows.get(self.table.current_id or 0)
        if row is not None and self._supplier is not None:
            self._open(draft_of(row, self._supplier.id), row)

    @Slot()
    def remove_current(self) -> None:
        """They do not sell it any more."""
        row = self._rows.get(self.table.current_id or 0)
        if row is not None:
            run_operation(self, remove_item, row.id, toast=f"{row.product} removed from what they sell")

    def _make_prices(self) -> Pane:
        """Below the table: the chosen product's price from each quantity on, and how it is sold."""
        self.prices = Pane("sunken", self)
        self.prices.setAccessibleName("Price breaks of the chosen product")
        column = QVBoxLayout(self.prices)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(6)
        self.price_steps = FactsRow(parent=self.prices)
        self.price_rules = label("", Role.LABEL, self.prices, wrap=True, selectable=True)
        column.addWidget(self.price_steps)
        column.addWidget(self.price_rules)
        self.prices.hide()
        return self.prices

    def _show_prices(self, row: ItemRow | None) -> None:
        steps = price_facts(row) if row is not None else []
        rules = _sold(row) if row is not None else ""
        self.price_steps.set_facts(steps)
        self.price_rules.setText(rules)
        self.price_rules.setVisible(bool(rules))
        self.prices.setVisible(bool(steps or rules))

    def _open(self, draft: ItemDraft, row: ItemRow | None) -> None:
        if self.sheet is not None or self._supplier is None:
            return
        product = (row.product, row.unit_decimals) if row is not None else None
        currency = self._supplier.currency or self._supplier.figures.currency or "USD"
        self.sheet = ItemSheet(self._host, self.ctx, draft, product=product, currency=currency)
        self.sheet.closed.connect(self._on_closed)
        self.sheet.open_sheet()

    def _on_read(self, rows: Sequence[ItemRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self.table.show_rows(rows)
        if rows and self.table.current_id not in self._rows:
            # Its price breaks and pack rules stand below the table at once.
            self.table.select_id(rows[0].id)
        action = Action("Add product", self.add_product)
        may = self._access is not None and self._access.may("supplier.save")
        sentence = "Say what they sell us, to order it with its price and pack."
        self.table.set_empty(Empty("No products yet", sentence, "package", (action,) if may else ()))
        self.counted.emit(len(rows))
        self._on_current_changed(self.table.current_id)

    @Slot(object)
    def _on_opened(self, _id: int) -> None:
        if self.edit_button.isEnabled():
            self.edit_current()

    @Slot(object)
    def _on_current_changed(self, _id: int | None) -> None:
        self._show_prices(self._rows.get(self.table.current_id or 0))
        reason = self._access.reason("supplier.save") if self._access is not None else ""
        chosen = reason or ("" if self.table.current_id in self._rows else "Choose a product first")
        self.add_button.refuse(reason)
        self.edit_button.refuse(chosen)
        self.remove_button.refuse(chosen)

    @Slot()
    def _on_closed(self) -> None:
        self.sheet = None


def item_columns() -> tuple[Column[ItemRow], ...]:
    """The columns of what a supplier sells."""
    return (
        Column("product", "Product", lambda row: row.product, tooltip=_codes, width=150, stretch=True),
        Column("price", "Price", _price, tooltip=_breaks, note=_has_breaks, numeric=True, width=74, value=_amount),
        Column("rules", "Sold", _rules, tooltip=_rules_tip, width=104, hidden_by_default=True),
        Column("promised", "Promised", _promised, numeric=True, width=87, value=lambda row: row.lead_time_days),
        Column(
            "measured", "Measured", _measured, tooltip=_measured_tip, numeric=True, width=95,
            value=lambda row: row.measured_days,
        ),
        Column("code", "Their code", lambda row: row.supplier_sku or NOTHING, width=92, hidden_by_default=True),
    )  # fmt: skip


def _price(row: ItemRow) -> str:
    return formats().money_minor(row.price_minor, row.currency)


def _amount(row: ItemRow) -> Money | None:
    return None if row.price_minor is None or row.currency is None else Money(row.price_minor, row.currency)


def _has_breaks(row: ItemRow) -> str | None:
    return "▾" if row.breaks else None


def price_facts(row: ItemRow) -> list[Fact]:
    """The price of one unit from each quantity on; none where the role sees no costs."""
    words = formats()
    if row.price_minor is None and not row.breaks:
        return []
    first = "A unit, from one on" if row.breaks else "A unit"
    steps = [Fact(first, _price(row))] if row.price_minor is not None else []
    return steps + [
        Fact(
            f"from {words.quantity(step.min_quantity, row.unit_decimals, row.unit)}",
            words.money_minor(step.price_minor, row.currency),
        )
        for step in row.breaks
    ]


def _sold(row: ItemRow) -> str:
    words, parts = formats(), []
    if rules := supplying.pack_rules(_pack(row), row.unit_decimals, row.unit, formats()):
        parts.append(rules)
    if row.valid_from is not None:
        parts.append(f"valid from {words.date(row.valid_from)}")
    if row.valid_to is not None:
        parts.append(f"valid to {words.date(row.valid_to)}")
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}" if said else ""


def _breaks(row: ItemRow) -> str | None:
    words = formats()
    return "\n".join(
        f"from {words.quantity(step.min_quantity, row.unit_decimals, row.unit)}: "
        f"{words.money_minor(step.price_minor, row.currency)}"
        for step in row.breaks
    ) or None  # fmt: skip


def _codes(row: ItemRow) -> str:
    theirs = f", theirs {row.supplier_sku}" if row.supplier_sku else ""
    return f"{row.product}\n{row.sku}{theirs}"


def _rules(row: ItemRow) -> str:
    return supplying.short_rules(_pack(row), row.unit_decimals, formats()) or NOTHING


def _rules_tip(row: ItemRow) -> str | None:
    return supplying.pack_rules(_pack(row), row.unit_decimals, row.unit, formats()) or None


def _pack(row: ItemRow) -> PackRules:
    return PackRules(row.minimum, row.multiple, row.pack_quantity, row.maximum)


def _promised(row: ItemRow) -> str:
    return NOTHING if row.lead_time_days is None else f"{formats().number(row.lead_time_days)}\u00a0d"


def _measured(row: ItemRow) -> str:
    return NOTHING if row.measured_days is None else f"{formats().number(row.measured_days, 0)}\u00a0d"


def _measured_tip(row: ItemRow) -> str | None:
    return f"{supplying.LEAD_TIME} (n = {formats().number(row.deliveries)})" if row.deliveries else None
