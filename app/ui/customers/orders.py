"""Sales orders: the list, for one customer or for all, and the order that is open in its place."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.domain.clock import utc_now
from app.domain.errors import AppError
from app.domain.money import Money
from app.services.operations import Operations
from app.services.orders import lists
from app.services.orders.lists import OrderChip, OrderColumn, OrderFilter, OrderRow
from app.services.sales_orders import queries
from app.services.sales_orders.read_models import SalesOrderDetail
from app.ui.app_context import AppContext
from app.ui.customers.order_page import OrderPage
from app.ui.customers.order_states import row_state, row_tone
from app.ui.shared.access import Access
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, IconButton
from app.ui.shared.cards import Pane
from app.ui.shared.chips import ChipBar, ChipSpec
from app.ui.shared.columns import Column, Sort
from app.ui.shared.errors import show_error
from app.ui.shared.export_menu import ExportMenu
from app.ui.shared.fields import FilterField
from app.ui.shared.formats import formats
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PagedTableModel

TABLES = (
    "sales_order", "sales_order_line", "reservation", "shipment", "shipment_line", "purchase_order_line", "partner",
)  # fmt: skip
CHIPS = ((OrderChip.OPEN, "Open"), (OrderChip.LATE, "Late"), (OrderChip.QUOTES, "Quotes"), (OrderChip.ALL, "All"))


class OrderSource:
    """Rows of sales orders."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """The ids that fit, in order."""
        wanted = filter_ if isinstance(filter_, OrderFilter) else OrderFilter()
        if sort is None:
            return self._ops.read(lists.ids, wanted)
        return self._ops.read(lists.ids, wanted, OrderColumn(sort.key), descending=sort.descending)

    def rows(self, ids: Sequence[int]) -> Sequence[OrderRow]:
        """The lines of these."""
        return self._ops.read(lists.rows, ids)


def order_columns(*, with_customer: bool) -> tuple[Column[OrderRow], ...]:
    """The columns; the customer's only where orders of several are listed."""
    c = OrderColumn
    customer = Column[OrderRow](
        "customer", "Customer", lambda row: row.customer, sort_key=c.CUSTOMER, width=190, stretch=True
    )
    return (
        Column("number", "Order", lambda row: row.order.number, sort_key=c.NUMBER, width=84),
        *((customer,) if with_customer else ()),
        Column(
            "state",
            "State",
            lambda row: row_state(row.order),
            badge=lambda row: row_tone(row.order),
            note=_shipped,
            sort_key=c.STATE,
            width=150 if with_customer else 112,
        ),
        Column(
            "ordered", "Ordered", lambda row: _short_day(row.order.ordered), sort_key=c.ORDERED, width=102,
            value=lambda row: row.order.ordered,
        ),
        Column(
            "promised", "Promised", _promised, sort_key=c.PROMISED, width=102, tooltip=_late_tip,
            value=lambda row: row.order.promised,
        ),
        Column(
            "total", "Total", _total, sort_key=c.TOTAL, numeric=True, width=92,
            value=lambda row: Money(row.order.net_minor, row.order.currency),
        ),
    )  # fmt: skip


class OrdersPanel(QWidget):
    """Chips, the table, and the order that was opened in place of it. `customer_chosen(id)` with the current row.

    `new_wanted(customer id or None)` and `edit_wanted(order id)` are the tab's business.
    """

    customer_chosen = Signal(int)
    counted = Signal(int)
    new_wanted = Signal(object)
    edit_wanted = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget, *, with_customer: bool) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._customer: int | None = None
        self._open_id: int | None = None
        self._all_customers = with_customer
        self._wanted_chip = OrderChip.OPEN if with_customer else OrderChip.ALL
        self._build()
        self._connect()
        Refresher(self, ctx.bus, TABLES, self.refresh)

    def set_access(self, access: Access) -> None:
        """Who looks."""
        self.page.set_access(access)
        self.new_button.refuse(access.reason("sales_order.save"))
        self.export.set_access(access)

    def set_sheet_host(self, host: QWidget) -> None:
        """Over what forms open."""
        self.page.set_sheet_host(host)

    def show_customer(self, customer_id: int) -> None:
        """List this customer's orders."""
        if customer_id != self._customer:
            self._customer = customer_id
            self.close_order()
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read anew."""
        if not self._all_customers and self._customer is None:
            return
        text = self.filter.text().strip()
        self.model.set_filter(OrderFilter(OrderChip(self.chips.current or OrderChip.ALL), text, self._customer))
        self.ctx.runner.read(self, self.ctx.ops.read, lists.counts, text, self._customer, on_result=self._on_counted)
        if self._open_id is not None:
            self.open_order(self._open_id)

    def open_order(self, order_id: int) -> None:
        """Show an order with its lines."""
        self._open_id = order_id
        self.ctx.runner.read(
            self, self.ctx.ops.read, queries.detail, order_id, on_result=self._on_order_read, on_error=self._on_failed
        )

    @property
    def order_is_open(self) -> bool:
        """Whether an order shows in place of the list."""
        return self._pages.currentWidget() is self.page

    @Slot()
    def close_order(self) -> bool:
        """Back to the list; False when the list shows."""
        self._open_id = None
        if not self.order_is_open:
            return False
        self._pages.setCurrentWidget(self._list)
        if self.isVisible():
            self.table.setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() != Qt.Key.Key_Escape or not self.close_order():
            super().keyPressEvent(event)

    def showEvent(self, event: Any) -> None:
        """The first rows when first shown."""
        super().showEvent(event)
        if self._all_customers and not self.model.has_loaded and not self.model.loading:
            self.refresh()

    def _build(self) -> None:
        self._pages = QStackedLayout(self)
        self._list = QWidget(self)
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Pane("list-head" if self._all_customers else "plain", self._list)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0 if self._all_customers else 12, 16, 10)
        row.setSpacing(8)
        self.filter = FilterField(bar, placeholder="Filter orders")
        self.filter.setMinimumWidth(120)
        self.filter.setMaximumWidth(220)
        row.addWidget(self.filter, 1, Qt.AlignmentFlag.AlignTop)
        order = CHIPS if self._all_customers else (CHIPS[-1], *CHIPS[:-1])
        self.chips = ChipBar([ChipSpec(key.value, text) for key, text in order], bar, name="Which orders")
        row.addWidget(self.chips, 3)
        self.new_button = Button("New order", parent=bar, icon="plus", on_click=self._on_new)
        self.new_button.setAccessibleName("New quote or order")
        row.addWidget(self.new_button, 0, Qt.AlignmentFlag.AlignTop)
        self.export_button = IconButton("download-simple", "Export these orders", bar)
        self.export_button.setVisible(not self._all_customers)
        row.addWidget(self.export_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(bar)
        columns = order_columns(with_customer=self._all_customers)
        self.model: PagedTableModel[OrderRow] = PagedTableModel(
            self.ctx.runner, OrderSource(self.ctx.ops), columns, self
        )
        self.table = ListTable(self.model, self._list, name="Sales orders")
        self.table.set_empty(
            Empty(
                "No orders here",
                "Quotes and orders of this kind show up here. “New order” writes one.",
                "shopping-cart",
            )
        )
        self.export = ExportMenu(
            self.ctx, self.export_button, self, table=self.table, name="sales_orders", personal=True
        )
        column.addWidget(self.table, 1)
        self.page = OrderPage(self.ctx, self, with_customer=self._all_customers)
        self._pages.addWidget(self._list)
        self._pages.addWidget(self.page)

    def _connect(self) -> None:
        self.filter.filter_changed.connect(self.refresh)
        self.filter.left_downwards.connect(self._on_left_downwards)
        self.filter.escaped.connect(self._on_left_downwards)
        self.chips.chosen.connect(self.refresh)
        self.table.opened.connect(self.open_order)
        self.table.current_changed.connect(self._on_current_changed)
        self.page.back_wanted.connect(self.close_order)
        self.page.edit_wanted.connect(self.edit_wanted)

    def _on_counted(self, counts: dict[OrderChip, int]) -> None:
        self.chips.set_counts({chip.value: count for chip, count in counts.items()})
        self.counted.emit(counts[OrderChip.ALL])

    def _on_order_read(self, order: SalesOrderDetail) -> None:
        if order.row.id != self._open_id:
            return
        fresh = not self.order_is_open
        self.page.show_order(order)
        self._pages.setCurrentWidget(self.page)
        if fresh:
            self.page.take_keyboard()
            if self._all_customers:
                self.customer_chosen.emit(order.row.customer_id)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self._open_id = None
            self._pages.setCurrentWidget(self._list)
        show_error(self, error)

    @Slot()
    def _on_new(self) -> None:
        self.new_wanted.emit(None if self._all_customers else self._customer)

    @Slot()
    def _on_left_downwards(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _on_current_changed(self, id_: int | None) -> None:
        if id_ is not None and self._all_customers:
            row = self.model.row_at(self.model.row_of(id_) or 0)
            if row is not None:
                self.customer_chosen.emit(row.customer_id)


def _short_day(day: date | None) -> str:
    words = formats()
    return words.day_month(day, words.local_date(utc_now()))


def _shipped(row: OrderRow) -> str | None:
    ppm = row.order.shipped_ppm
    return f"{formats().percent_ppm(ppm // 10_000 * 10_000)} sent" if 0 < ppm < 1_000_000 else None


def _promised(row: OrderRow) -> str:
    return _short_day(row.order.promised)


def _late_tip(row: OrderRow) -> str | None:
    return "Something promised for a day that has passed has not left yet" if row.order.late else None


def _total(row: OrderRow) -> str:
    return formats().money_minor(row.order.net_minor, row.order.currency)
