"""The Customers tab: the directory with its filters, one customer beside it, and all sales orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.services.customers import detail, queries, whereabouts
from app.services.customers.read_models import Chip, Counts, CustomerDetail, CustomerDraft, CustomerFilter, CustomerRow
from app.services.operations import Operations
from app.services.people import queries as people
from app.services.people.read_models import StaffRow
from app.ui.app_context import AppContext
from app.ui.customers.detail import CustomerPane
from app.ui.customers.editor import CustomerSheet
from app.ui.customers.orders import SalesOrdersPanel
from app.ui.customers.sales_order_editor import OpenedSalesOrder, SalesOrderSheet, read_sales_order_form
from app.ui.customers.sales_order_for import CustomerChoice
from app.ui.customers.summary import summary_source
from app.ui.customers.table import CHIPS, CustomerSource, customer_columns
from app.ui.documents.offers import Offer, PrintKey
from app.ui.documents.preview import DocumentPreview
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

ORDERS_KEY = "orders"
EXPORTS = (("customers", "Customers"), ("contacts", "People"), ("sales_orders", "Sales orders"))
TABLES = (
    "partner", "partner_tag", "address", "contact_point", "affiliation", "contact", "sales_order", "sales_order_line",
    "interaction", "task", "staff",
)  # fmt: skip
RECORDS = frozenset({"customer", "partner", "contact", "interaction", "task", "sales_order"})


@dataclass(frozen=True, slots=True)
class _Form:
    """What the form of a customer opens with."""

    staff: Sequence[StaffRow]
    draft: CustomerDraft | None


class CustomersTab(ListDetailScreen):
    """For the window: `create_new()`, `new_order()`, `open_record(entity, id)`, `go_back()`, `open_partner_id`."""

    ready = Signal()
    form_opened = Signal(object)

    def __init__(self, ctx: AppContext, parent: QWidget | None = None) -> None:
        self._access: Access | None = None
        self.sheet: CustomerSheet | SalesOrderSheet | CustomerChoice | None = None
        self._wanted_order: int | None = None
        self._first_wanted = False
        empty = Empty(
            "No customers yet",
            "Add the first one, or bring your list: CSV, Excel or vCard.",
            "storefront",
            (Action("New customer", self.create_new, Kind.PRIMARY), Action("Import a list", self.import_list)),
        )
        model: PagedTableModel[CustomerRow] = PagedTableModel(ctx.runner, CustomerSource(ctx.ops), customer_columns())
        super().__init__(
            ctx,
            model,
            parent,
            name="customers",
            title="Customers",
            placeholder="Filter customers",
            empty=empty,
            nothing_selected=("Nobody selected", "Choose a customer to see the history and log a call."),
        )
        self._fill_head()
        self.setFocusProxy(self.table)
        self.set_list_name("Directory")
        self.add_view(ORDERS_KEY, "Orders", lambda: self.orders)
        self._connect_tab()
        Refresher(self, ctx.bus, TABLES, self._on_changed)
        self.make_later(self._parts())

    def _parts(self) -> Iterator[object]:
        yield self.pane
        yield self.orders
        self.ctx.runner.read(self, read_access, self.ctx.ops, on_result=self._on_access_read)

    @cached_property
    def pane(self) -> CustomerPane:
        """Fills the detail."""
        pane = CustomerPane(self.ctx, self.detail, RECORDS)
        pane.edit_action.setShortcut(QKeySequence("Ctrl+E"))
        pane.edit_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(pane.edit_action)
        pane.orders.new_wanted.connect(self._on_order_wanted)
        pane.orders.edit_wanted.connect(self._on_order_edit_wanted)
        pane.edit_wanted.connect(self._on_edit_wanted)
        pane.summary_wanted.connect(self._on_summary_wanted)
        pane.shown.connect(self._on_customer_shown)
        pane.timeline.link_activated.connect(self._on_link_activated)
        return pane

    @cached_property
    def orders(self) -> SalesOrdersPanel:
        """All orders."""
        orders = SalesOrdersPanel(self.ctx, self.views, with_customer=True)
        orders.set_sheet_host(self)
        orders.new_wanted.connect(self._on_order_wanted)
        orders.edit_wanted.connect(self._on_order_edit_wanted)
        orders.party_chosen.connect(self._on_record_chosen)
        return orders

    # -- what the window uses ---------------------------------------------------------------------------------------

    @property
    def open_partner_id(self) -> int | None:
        """The customer that is looked at, for the quick log."""
        return self.pane.customer.id if self.pane.customer is not None else None

    @Slot()
    def import_list(self) -> None:
        """Open the import page."""
        open_import(self)

    @Slot()
    def create_new(self) -> None:
        """Open an empty form."""
        if self._access is None or self._access.may("customer.save"):
            self.choose_view(LIST_KEY)
            self._open_form(None)

    @Slot()
    def new_order(self) -> None:
        """Write a quote or an order of the customer that is looked at; ask whose it is when none is."""
        whose = self.current_id if self.current_id is not None else self.open_partner_id
        self._on_order_wanted(None if self.current_view == ORDERS_KEY else whose)

    def open_record(self, entity: str, id_: int) -> None:
        """Show a record, at its customer."""
        self.start()
        if entity == "sales_order":
            self._wanted_order = id_
        answer = _Located(self, entity)
        self.ctx.runner.read(
            self, self.ctx.ops.read, whereabouts.customer_of, entity, id_, on_result=answer.came, question="record"
        )

    def go_back(self) -> bool:
        """Esc: the order that is open, then the detail over the list."""
        if self.orders.isVisible() and self.orders.close_order():
            return True
        return self.pane.orders.isVisible() and self.pane.orders.close_order()

    def make_filter(self, text: str, chip: str | None) -> CustomerFilter:
        """Chips and the typed text."""
        return CustomerFilter(text=text, chip=Chip(chip or Chip.ALL.value))

    def located(self, entity: str, customer_id: int | None) -> None:
        """The customer of a record was found (called by the answer only)."""
        if customer_id is None:
            return
        self.show_record(customer_id)
        section = {"sales_order": "orders", "contact": "people", "interaction": "timeline", "task": "timeline"}
        if entity in section:
            self.detail.tabs.choose(section[entity])
        if self.open_partner_id == customer_id:
            self._open_wanted_order()

    # -- how it is built --------------------------------------------------------------------------------------------

    def _fill_head(self) -> None:
        self.export_button = Button("Export", parent=self)
        self.export = ExportMenu(
            self.ctx, self.export_button, self, EXPORTS, table=self.table, name="customers", personal=True
        )
        self.add_action(self.export_button)
        self.new_button = Button("New customer", Kind.PRIMARY, self, on_click=self.create_new)
        self.add_action(self.new_button)
        self.set_chips([ChipSpec(chip.value, words) for chip, words in CHIPS])

    def _connect_tab(self) -> None:
        PrintKey(self)
        order = QShortcut(QKeySequence("Ctrl+Shift+N"), self)
        order.setProperty("says", "New sales order")
        order.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        order.activated.connect(self.new_order)
        self.record_chosen.connect(self._on_record_chosen)
        self.chip_chosen.connect(self._on_filter_used)
        self.filter.filter_changed.connect(self._on_filter_used)
        self.filter.left_downwards.connect(self._on_filter_left)
        self.model.loaded.connect(self._on_counted)
        self.view_chosen.connect(self._on_view_chosen)

    def document_offers(self) -> list[Offer]:
        """The quote that is open, else the customer's summary."""
        offers = [*self.orders.document_offers(), *self.pane.orders.document_offers()]
        if self.pane.customer is not None and self._access is not None:
            reason = self._access.reason("report.customer")
            offers.append(Offer("Customer summary (PDF) …", self.pane.summary_action.trigger, reason))
        return offers

    # -- reading ----------------------------------------------------------------------------------------------------

    def _read_counts(self) -> None:
        text = self.filter.text().strip()
        self.ctx.runner.read(
            self, self.ctx.ops.read, queries.counts, text, on_result=self._on_counts_read, question="counts"
        )

    def _on_counts_read(self, counts: Counts) -> None:
        self.set_chip_counts({chip.value: count for chip, count in counts.chips.items()})

    def _on_access_read(self, access: Access) -> None:
        self._access = access
        self.pane.set_access(access)
        self.orders.set_access(access)
        self.new_button.refuse(access.reason("customer.save"))
        self.export.set_access(access)
        self._read_counts()
        self.ready.emit()

    def _open_form(self, customer_id: int | None) -> None:
        if self.sheet is None:
            self.ctx.runner.read(
                self, _read_form, self.ctx.ops, customer_id, on_result=self._on_form_read, question="form"
            )

    def _on_form_read(self, form: _Form) -> None:
        if self.sheet is not None:
            return
        sheet = CustomerSheet(self.sheet_host, self.ctx, form.staff, form.draft)
        sheet.done.connect(self._on_saved)
        sheet.open_wanted.connect(self.show_record)
        self._open_sheet(sheet)

    def _open_sheet(self, sheet: CustomerSheet | SalesOrderSheet | CustomerChoice) -> None:
        self.sheet = sheet
        sheet.closed.connect(self._on_sheet_closed)
        sheet.open_sheet()
        self.form_opened.emit(sheet)

    def _on_order_form_read(self, opened: OpenedSalesOrder) -> None:
        if self.sheet is None:
            sheet = SalesOrderSheet(self, self.ctx, opened)
            sheet.done.connect(self._on_order_saved)
            self._open_sheet(sheet)

    def _open_wanted_order(self) -> None:
        if self._wanted_order is not None:
            order, self._wanted_order = self._wanted_order, None
            self.pane.orders.open_order(order)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_changed(self) -> None:
        self.model.refresh()
        self._read_counts()

    @Slot()
    def _on_filter_used(self) -> None:
        self._read_counts()

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        self.set_count_text(formats().count(count, "customer", "customers"))
        first, self._first_wanted = self._first_wanted, False
        if first and count and self.table.current_id is None:
            self.table.select_id(self.model.id_at(0))

    @Slot()
    def _on_filter_left(self) -> None:
        """Enter in the filter means the best match, also when it has still to come."""
        self._first_wanted = self.model.loading

    @Slot(object)
    def _on_record_chosen(self, id_: int | None) -> None:
        self.pane.show_record(id_)

    @Slot(int)
    def _on_edit_wanted(self, customer_id: int) -> None:
        self._open_form(customer_id)

    @Slot(object)
    def _on_order_wanted(self, customer_id: int | None) -> None:
        if self.sheet is not None or (self._access is not None and not self._access.may("sales_order.save")):
            return
        if customer_id is None:
            choice = CustomerChoice(self, self.ctx)
            choice.picked.connect(self._on_order_wanted)
            self._open_sheet(choice)
        else:
            self.ctx.runner.read(
                self, read_sales_order_form, self.ctx.ops, customer_id, None, on_result=self._on_order_form_read,
                question="form",
            )  # fmt: skip

    @Slot(int)
    def _on_order_edit_wanted(self, order_id: int) -> None:
        self.ctx.runner.read(
            self, read_sales_order_form, self.ctx.ops, None, order_id, on_result=self._on_order_form_read,
            question="form",
        )  # fmt: skip

    @Slot(object)
    def _on_order_saved(self, order_id: int) -> None:
        if self.current_view == ORDERS_KEY:
            self.orders.open_order(order_id)
        else:
            self.open_record("sales_order", order_id)

    @Slot(object)
    def _on_summary_wanted(self, customer: CustomerDetail) -> None:
        today = formats().local_date(self.ctx.ops.now())
        DocumentPreview(self.ctx, summary_source(self.ctx.ops, customer), self, today=today).open()

    @Slot(str)
    def _on_view_chosen(self, key: str) -> None:
        orders = key == ORDERS_KEY
        self.export.set_table(self.orders.table if orders else self.table, "sales_orders" if orders else "customers")
        looked_at = self.open_partner_id
        if not orders and looked_at is not None and looked_at != self.current_id:
            # An order led to somebody else: the list marks whom the detail shows, or the detail shows whom it marks.
            if self.model.row_of(looked_at) is not None:
                self.table.select_id(looked_at)
            else:
                self.pane.show_record(self.current_id)

    @Slot(object)
    def _on_customer_shown(self, _customer: CustomerDetail) -> None:
        self._open_wanted_order()

    @Slot(str, int)
    def _on_link_activated(self, entity: str, id_: int) -> None:
        if not open_record(self, entity, id_):
            self.open_record(entity, id_)

    @Slot(object)
    def _on_saved(self, customer_id: int) -> None:
        if self.model.row_of(customer_id) is None:
            self.clear_filter()
            self.model.refresh()
        self.show_record(customer_id)

    @Slot()
    def _on_sheet_closed(self) -> None:
        self.sheet = None


class _Located:
    """Carries which kind of record was looked for."""

    def __init__(self, tab: CustomersTab, entity: str) -> None:
        self._tab = tab
        self._entity = entity

    def came(self, customer_id: int | None) -> None:
        self._tab.located(self._entity, customer_id)


def _read_form(ops: Operations, customer_id: int | None) -> _Form:
    """On a worker: the draft and who can own it."""
    draft = ops.read(detail.draft, customer_id) if customer_id is not None else None
    return _Form(ops.read(people.everyone), draft)
