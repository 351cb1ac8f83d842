"""Purchase orders: the list, of one supplier or of all, and the order that is open in its place."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.domain.money import PPM, Money
from app.services.operations import Operations
from app.services.purchasing import queries
from app.services.purchasing.read_models import (
    OrderChip,
    OrderColumn,
    OrderDetail,
    OrderFilter,
    OrderRow,
    OrderSort,
)
from app.ui.app_context import AppContext
from app.ui.shared.access import Access
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import IconButton
from app.ui.shared.cards import Pane
from app.ui.shared.chips import ChipBar, ChipSpec
from app.ui.shared.columns import Column, Sort
from app.ui.shared.errors import show_error
from app.ui.shared.export_menu import ExportMenu
from app.ui.shared.fields import FilterField
from app.ui.shared.formats import formats
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.ui.suppliers.order_page import OrderPage
from app.ui.suppliers.order_states import order_state, order_tone
from app.wording import labels, supplying

TABLES = ("purchase_order", "purchase_order_line", "shipment_line", "partner")
CHIPS = (
    (OrderChip.ALL, "All"),
    (OrderChip.OPEN, "Open"),
    (OrderChip.LATE, "Late"),
    (OrderChip.DRAFT, "Draft"),
    (OrderChip.CLOSED, "Closed"),
)


class OrderSource:
    """Rows of purchase orders."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """The ids that fit, in order."""
        wanted = filter_ if isinstance(filter_, OrderFilter) else OrderFilter()
        order = OrderSort(OrderColumn(sort.key), sort.descending) if sort is not None else OrderSort()
        return self._ops.read(queries.ids, wanted, order)

    def rows(self, ids: Sequence[int]) -> Sequence[OrderRow]:
        """The lines of these."""
        return self._ops.read(queries.rows, ids)


def order_columns(*, with_supplier: bool) -> tuple[Column[OrderRow], ...]:
    """The columns; the supplier's only where orders of several are listed."""
    c = OrderColumn
    supplier = Column[OrderRow](
        "supplier", "Supplier", lambda row: row.supplier, sort_key=c.SUPPLIER, width=176, stretch=True
    )
    columns: tuple[Column[OrderRow], ...] = (
        Column("number", "Order", lambda row: row.number, sort_key=c.NUMBER, width=94),
        Column("state", "State", order_state, badge=order_tone, sort_key=c.STATE, width=128, tooltip=_state_tip),
        Column(
            "ordered", "Ordered", lambda row: formats().date(row.ordered), sort_key=c.ORDERED, width=120,
            value=lambda row: row.ordered,
        ),
        Column(
            "due", "Promised", _due, sort_key=c.DUE, width=120, tooltip=_due_tip, value=lambda row: row.due
        ),
        Column(
            "received", "Received", _received, numeric=True, sort_key=c.RECEIVED, width=92,
            value=lambda row: Fraction(row.received_ppm, PPM),
        ),
        Column("total", "Net", _total, numeric=True, sort_key=c.TOTAL, width=100, value=_net),
        Column(
            "lines", "Lines", lambda row: formats().number(row.lines), numeric=True, sort_key=c.LINES, width=60,
            hidden_by_default=True, value=lambda row: row.lines,
        ),
    )  # fmt: skip
    if with_supplier:
        return (columns[0], supplier, *columns[1:])
    # The detail is narrow: what came is in the state's tool tip.
    return (*columns[:4], columns[5])


class OrdersPanel(QWidget):
    """`supplier_chosen(id)` when an order of another supplier becomes current; `counted(n)` of all there are."""

    supplier_chosen = Signal(int)
    counted = Signal(int)
    edit_wanted = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget, *, with_supplier: bool) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._all = with_supplier
        self._supplier: int | None = None
        self._open_id: int | None = None
        self._build()
        self._connect()
        Refresher(self, ctx.bus, TABLES, self.refresh)

    # -- what others use --------------------------------------------------------------------------------------------

    def set_access(self, access: Access) -> None:
        """Who looks."""
        self.page.set_access(access)
        self.export.set_access(access)

    def set_sheet_host(self, host: QWidget) -> None:
        """Over what forms open."""
        self.page.set_sheet_host(host)

    def show_supplier(self, supplier_id: int) -> None:
        """List this supplier's orders."""
        if supplier_id != self._supplier:
            self._supplier = supplier_id
            self.close_order()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read anew."""
        if self._supplier is None and not self._all:
            return
        text = self.filter.text().strip()
        chip = OrderChip(self.chips.current or OrderChip.ALL.value)
        self.model.set_filter(OrderFilter(text, chip, self._supplier))
        self.ctx.runner.read(self, self.ctx.ops.read, queries.counts, text, self._supplier, on_result=self._on_counted)
        if self._open_id is not None:
            self.open_order(self._open_id)

    @Slot(object)
    def open_order(self, order_id: int) -> None:
        """Show one order in the list's place."""
        self._open_id = order_id
        self.ctx.runner.read(
            self, self.ctx.ops.read, queries.detail, order_id, on_result=self._on_read, on_error=self._on_failed
        )

    @Slot()
    def close_order(self) -> bool:
        """Back to the list; False when it shows already."""
        open_ = self._pages.currentWidget() is self.page
        self._open_id = None
        self._pages.setCurrentWidget(self._list)
        if open_ and self.isVisible():
            self.table.setFocus()
        return open_

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() != Qt.Key.Key_Escape or not self.close_order():
            super().keyPressEvent(event)

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._pages = QStackedLayout(self)
        self._list = QWidget(self)
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Pane("list-head" if self._all else "plain", self._list)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0 if self._all else 12, 16, 10)
        row.setSpacing(8)
        self.filter = FilterField(bar, placeholder="Filter orders")
        self.filter.setMinimumWidth(110)
        self.filter.setMaximumWidth(220)
        row.addWidget(self.filter, 1, Qt.AlignmentFlag.AlignTop)
        self.chips = ChipBar([ChipSpec(key.value, text) for key, text in CHIPS], bar, name="Which orders")
        row.addWidget(self.chips, 3)
        self.export_button = IconButton("download-simple", "Export these orders", bar)
        self.export_button.setVisible(not self._all)
        row.addWidget(self.export_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(bar)
        columns = order_columns(with_supplier=self._all)
        self.model: PagedTableModel[OrderRow] = PagedTableModel(
            self.ctx.runner, OrderSource(self.ctx.ops), columns, self
        )
        self.table = ListTable(self.model, self._list, name="Purchase orders")
        sentence = "Orders of this kind show up here. A supplier's “New order” writes one."
        self.table.set_empty(Empty("No orders here", sentence, "receipt"))
        self.export = ExportMenu(self.ctx, self.export_button, self, table=self.table, name="purchase_orders")
        column.addWidget(self.table, 1)
        self.page = OrderPage(self.ctx, self)
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

    def _on_read(self, order: OrderDetail) -> None:
        if order.id != self._open_id:
            return
        fresh = self._pages.currentWidget() is not self.page
        self.page.show_order(order)
        self._pages.setCurrentWidget(self.page)
        if fresh:
            self.page.take_keyboard()
        if self._all:
            self.supplier_chosen.emit(order.supplier_id)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self._open_id = None
            self._pages.setCurrentWidget(self._list)
        show_error(self, error)

    @Slot()
    def _on_left_downwards(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _on_current_changed(self, id_: int | None) -> None:
        place = self.model.row_of(id_) if id_ is not None and self._all else None
        row = self.model.row_at(place) if place is not None else None
        if row is not None:
            self.supplier_chosen.emit(row.supplier_id)


def _state_tip(row: OrderRow) -> str | None:
    late = f", {formats().number(row.late_days)}\u00a0d past the original promise" if row.late_days else ""
    return f"{labels.label(row.state)}, {supplying.RECEIPTS[row.receipt].lower()}{late}"


def _due(row: OrderRow) -> str:
    return formats().date(row.due)


def _due_tip(row: OrderRow) -> str | None:
    return f"The original promise; now promised for {formats().date(row.now_promised)}" if row.now_promised else None


def _received(row: OrderRow) -> str:
    return formats().percent_ppm(row.received_ppm // 10_000 * 10_000)


def _net(row: OrderRow) -> Money | None:
    return None if row.net_minor is None else Money(row.net_minor, row.currency)


def _total(row: OrderRow) -> str:
    return formats().money_minor(row.net_minor, row.currency)
