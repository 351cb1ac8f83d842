"""The Suppliers tab: the directory with its filters, one supplier beside it, and all purchase orders."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.services.operations import Operations
from app.services.purchasing import queries as purchase_orders
from app.services.purchasing.read_models import OrderDetail
from app.services.suppliers import detail, queries
from app.services.suppliers.read_models import SupplierChip, SupplierDetail, SupplierDraft, SupplierFilter, SupplierRow
from app.ui.app_context import AppContext
from app.ui.documents.offers import Offer, PrintKey
from app.ui.shared.access import Access, read_access
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.chips import ChipSpec
from app.ui.shared.empty_state import Action
from app.ui.shared.export_menu import ExportMenu
from app.ui.shared.formats import formats
from app.ui.shared.list_detail import LIST_KEY, ListDetailScreen
from app.ui.shared.list_table import Empty
from app.ui.shared.navigation import open_import, open_record
from app.ui.shared.paged_table import PagedTableModel
from app.ui.suppliers.compare import ComparePage
from app.ui.suppliers.detail import SupplierPane
from app.ui.suppliers.editor import SupplierSheet
from app.ui.suppliers.order_editor import OpenedOrder, OrderSheet, read_order_form
from app.ui.suppliers.orders import PurchaseOrdersPanel
from app.ui.suppliers.table import CHIPS, SupplierSource, supplier_columns

ORDERS_KEY = "orders"
COMPARE_KEY = "compare"
EXPORTS = (("suppliers", "Suppliers"), ("supplier_items", "What they sell"), ("purchase_orders", "Purchase orders"))
TABLES = (
    "partner", "address", "contact_point", "affiliation", "contact", "supplier_terms", "purchase_order",
    "purchase_order_line", "shipment_line",
)  # fmt: skip
RECORDS = frozenset({"supplier", "purchase_order"})


class SuppliersTab(ListDetailScreen):
    """For the window: `create_new()`, `new_order()`, `open_record(entity, id)`, `go_back()`, `open_partner_id`."""

    ready = Signal()
    form_opened = Signal(object)
    badge_changed = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget | None = None) -> None:
        self._access: Access | None = None
        self.sheet: SupplierSheet | OrderSheet | None = None
        self._wanted_order: int | None = None
        empty = Empty(
            "No suppliers yet",
            "Add the first one, or bring your list from CSV or Excel.",
            "factory",
            (Action("New supplier", self.create_new, Kind.PRIMARY), Action("Import a list", self.import_list)),
        )
        model: PagedTableModel[SupplierRow] = PagedTableModel(ctx.runner, SupplierSource(ctx.ops), supplier_columns())
        super().__init__(
            ctx, model, parent, name="suppliers", title="Suppliers", placeholder="Filter suppliers", empty=empty,
            nothing_selected=("Nobody selected", "Choose a supplier to see how it does and to order."),
        )  # fmt: skip
        self.export_button = Button("Export", parent=self)
        self.export = ExportMenu(
            ctx, self.export_button, self, EXPORTS, table=self.table, name="suppliers", personal=True
        )
        self.add_action(self.export_button)
        self.new_button = Button("New supplier", Kind.PRIMARY, self, on_click=self.create_new)
        self.add_action(self.new_button)
        self.set_chips([ChipSpec(chip.value, words) for chip, words in CHIPS])
        self.set_list_name("Directory")
        self.add_view(ORDERS_KEY, "Orders", lambda: self.orders)
        self.add_view(COMPARE_KEY, "Compare", lambda: self.compare, wide=True)
        self._connect_tab()
        Refresher(self, ctx.bus, TABLES, self._on_changed)
        self.make_later(self._parts())

    def _parts(self) -> Iterator[object]:
        yield self.pane
        yield self.orders
        yield self.compare
        self.ctx.runner.read(self, read_access, self.ctx.ops, on_result=self._on_access_read)

    @cached_property
    def pane(self) -> SupplierPane:
        """Fills the detail."""
        pane = SupplierPane(self.ctx, self.detail, RECORDS | {"shipment", "contact", "interaction"})
        pane.orders.edit_wanted.connect(self._on_order_edit_wanted)
        pane.edit_wanted.connect(self._open_form)
        pane.order_wanted.connect(self._on_order_wanted)
        pane.shown.connect(self._on_supplier_shown)
        pane.timeline.link_activated.connect(self._on_link_activated)
        return pane

    @cached_property
    def orders(self) -> PurchaseOrdersPanel:
        """All orders."""
        orders = PurchaseOrdersPanel(self.ctx, self.views, with_supplier=True)
        orders.set_sheet_host(self)
        orders.party_chosen.connect(self._on_record_chosen)
        orders.edit_wanted.connect(self._on_order_edit_wanted)
        return orders

    @cached_property
    def compare(self) -> ComparePage:
        """Suppliers side by side."""
        return ComparePage(self.ctx, self.views)

    # -- what the window uses ---------------------------------------------------------------------------------------

    @property
    def open_partner_id(self) -> int | None:
        """The supplier that is looked at, for the quick log."""
        return self.pane.supplier.id if self.pane.supplier is not None else None

    @Slot()
    def import_list(self) -> None:
        """Open the import page."""
        open_import(self)

    @Slot()
    def create_new(self) -> None:
        """Open an empty form of a supplier."""
        if self._access is None or self._access.may("supplier.save"):
            self.choose_view(LIST_KEY)
            self._open_form(None)

    @Slot()
    def new_order(self) -> None:
        """Write an order to the supplier that is looked at."""
        if self.open_partner_id is not None:
            self._on_order_wanted(self.open_partner_id)

    def open_record(self, entity: str, id_: int) -> None:
        """Show a supplier, or an order at its supplier."""
        self.start()
        if entity == "purchase_order":
            self._wanted_order = id_
            self.ctx.runner.read(
                self, self.ctx.ops.read, purchase_orders.detail, id_, on_result=self._on_order_located,
                question="record",
            )  # fmt: skip
        else:
            self.show_record(id_)

    def document_offers(self) -> list[Offer]:
        """What can be printed of what is looked at."""
        return [*self.orders.document_offers(), *self.pane.document_offers()]

    def go_back(self) -> bool:
        """Esc: the order that is open, then the detail over the list."""
        if self.orders.isVisible() and self.orders.close_order():
            return True
        return self.pane.orders.isVisible() and self.pane.orders.close_order()

    def make_filter(self, text: str, chip: str | None) -> SupplierFilter:
        """Chips and the typed text."""
        return SupplierFilter(text, SupplierChip(chip or SupplierChip.ALL.value))

    # -- reading ----------------------------------------------------------------------------------------------------

    def _connect_tab(self) -> None:
        order = QShortcut(QKeySequence("Ctrl+Shift+N"), self)
        order.setProperty("says", "New purchase order")
        order.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        order.activated.connect(self.new_order)
        PrintKey(self)
        self.record_chosen.connect(self._on_record_chosen)
        self.chip_chosen.connect(self._read_counts)
        self.filter.filter_changed.connect(self._read_counts)
        self.model.loaded.connect(self._on_counted)
        self.view_chosen.connect(self._on_view_chosen)

    @Slot()
    def _read_counts(self) -> None:
        text = self.filter.text().strip()
        self.ctx.runner.read(
            self, self.ctx.ops.read, queries.counts, text, on_result=self._on_counts_read, question="counts"
        )

    def _on_counts_read(self, counts: dict[SupplierChip, int]) -> None:
        self.set_chip_counts({chip.value: count for chip, count in counts.items()})
        if not self.filter.text().strip():
            self.badge_changed.emit(counts[SupplierChip.LATE])

    def _on_access_read(self, access: Access) -> None:
        self._access = access
        self.pane.set_access(access)
        self.orders.set_access(access)
        self.export.set_access(access)
        self.new_button.refuse(access.reason("supplier.save"))
        self._read_counts()
        self.ready.emit()

    def _open_form(self, supplier_id: int | None) -> None:
        if self.sheet is None and supplier_id is not None:
            self.ctx.runner.read(
                self, _read_draft, self.ctx.ops, supplier_id, on_result=self._show_form, question="form"
            )
        elif self.sheet is None:
            self._show_form(None)

    def _show_form(self, draft: SupplierDraft | None) -> None:
        if self.sheet is None:
            sheet = SupplierSheet(self.sheet_host, self.ctx, draft)
            sheet.done.connect(self._on_saved)
            self._open_sheet(sheet)

    def _open_sheet(self, sheet: SupplierSheet | OrderSheet) -> None:
        self.sheet = sheet
        sheet.closed.connect(self._on_sheet_closed)
        sheet.open_sheet()
        self.form_opened.emit(sheet)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_record_chosen(self, id_: int | None) -> None:
        self.pane.show_record(id_)

    @Slot()
    def _on_changed(self) -> None:
        self.model.refresh()
        self._read_counts()

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        self.set_count_text(formats().count(count, "supplier", "suppliers"))

    @Slot(str)
    def _on_view_chosen(self, key: str) -> None:
        orders = key == ORDERS_KEY
        self.export.set_table(self.orders.table if orders else self.table, "purchase_orders" if orders else "suppliers")
        if orders:
            self.orders.refresh()
        elif key == COMPARE_KEY:
            chosen = self.table.selected_ids()
            if len(chosen) > 1 or not self.compare.ids:
                self.compare.show_suppliers(chosen)
        else:
            self.pane.show_record(self.current_id)

    @Slot(int)
    def _on_order_wanted(self, supplier_id: int) -> None:
        self.ctx.runner.read(
            self, read_order_form, self.ctx.ops, supplier_id, None, on_result=self._on_order_form_read, question="form"
        )

    @Slot(int)
    def _on_order_edit_wanted(self, order_id: int) -> None:
        self.ctx.runner.read(
            self, read_order_form, self.ctx.ops, None, order_id, on_result=self._on_order_form_read, question="form"
        )

    def _on_order_form_read(self, opened: OpenedOrder) -> None:
        if self.sheet is None:
            sheet = OrderSheet(self, self.ctx, opened)
            sheet.done.connect(self._on_order_saved)
            self._open_sheet(sheet)

    def _on_order_located(self, order: OrderDetail) -> None:
        self._wanted_order = order.id
        if self.open_partner_id == order.supplier_id:
            self.choose_view(LIST_KEY)
            self._open_wanted_order()
        else:
            self.show_record(order.supplier_id)

    @Slot(object)
    def _on_supplier_shown(self, _supplier: SupplierDetail) -> None:
        self._open_wanted_order()

    def _open_wanted_order(self) -> None:
        if self._wanted_order is not None:
            order, self._wanted_order = self._wanted_order, None
            self.pane.open_order(order)
            self.show_detail()

    @Slot(str, int)
    def _on_link_activated(self, entity: str, id_: int) -> None:
        if not open_record(self, entity, id_) and entity in RECORDS:
            self.open_record(entity, id_)

    @Slot(object)
    def _on_saved(self, supplier_id: int) -> None:
        # A new one is in no list yet: it is chosen when the ids come.
        self.model.refresh()
        self.show_record(supplier_id)

    @Slot(object)
    def _on_order_saved(self, order_id: int) -> None:
        if self.current_view == ORDERS_KEY:
            self.orders.open_order(order_id)
        else:
            self.pane.open_order(order_id)

    @Slot()
    def _on_sheet_closed(self) -> None:
        self.sheet = None


def _read_draft(ops: Operations, supplier_id: int) -> SupplierDraft:
    """On a worker: what the form opens with."""
    return ops.read(detail.draft, supplier_id)
