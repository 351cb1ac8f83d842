"""Sales orders: the list, for one customer or for all, and the order that is open in its place."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.money import Money
from app.services.operations import Operations
from app.services.orders import lists
from app.services.orders.lists import OrderChip, OrderColumn, OrderFilter, OrderRow
from app.services.sales_orders import queries
from app.ui.app_context import AppContext
from app.ui.customers.order_page import SalesOrderPage
from app.ui.customers.order_states import row_state, row_tone
from app.ui.orders.orders_panel import OrderKind, OrdersPanel
from app.ui.shared.access import Access
from app.ui.shared.buttons import Button
from app.ui.shared.columns import Column, Sort
from app.ui.shared.formats import formats, short_day
from app.ui.shared.list_table import Empty

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
            "ordered", "Ordered", lambda row: short_day(row.order.ordered), sort_key=c.ORDERED, width=102,
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


class SalesOrdersPanel(OrdersPanel):
    """Of all customers, or of the one that is shown. `new_wanted(customer id or None)` is the tab's business."""

    new_wanted = Signal(object)

    def __init__(self, ctx: AppContext, parent: QWidget, *, with_customer: bool) -> None:
        chips = CHIPS if with_customer else (CHIPS[-1], *CHIPS[:-1])
        sentence = "Quotes and orders of this kind show up here. “New order” writes one."
        kind = OrderKind(
            name="Sales orders", tables=TABLES, source=OrderSource(ctx.ops),
            columns=order_columns(with_customer=with_customer), chips=[(chip.value, text) for chip, text in chips],
            empty=Empty("No orders here", sentence, "shopping-cart"), make_filter=_make_filter, counts=lists.counts,
            detail=queries.detail, id_of=lambda order: order.row.id,
            party_of=lambda order: getattr(order, "row", order).customer_id, export_name="sales_orders", personal=True,
        )  # fmt: skip
        super().__init__(
            ctx, parent, kind, lambda panel: SalesOrderPage(ctx, panel, with_customer=with_customer),
            of_all=with_customer,
        )  # fmt: skip
        self.new_button = Button("New order", parent=self, icon="plus", on_click=self._on_new)
        self.new_button.setAccessibleName("New quote or order")
        self.bar.insertWidget(2, self.new_button, 0, Qt.AlignmentFlag.AlignTop)

    def set_access(self, access: Access) -> None:
        """Who looks."""
        super().set_access(access)
        self.new_button.refuse(access.reason("sales_order.save"))

    @Slot()
    def _on_new(self) -> None:
        self.new_wanted.emit(self.party)


def _make_filter(text: str, chip: str, customer: int | None) -> OrderFilter:
    return OrderFilter(OrderChip(chip), text, customer)


def _shipped(row: OrderRow) -> str | None:
    ppm = row.order.shipped_ppm
    return f"{formats().percent_ppm(ppm // 10_000 * 10_000)} sent" if 0 < ppm < 1_000_000 else None


def _promised(row: OrderRow) -> str:
    return short_day(row.order.promised)


def _late_tip(row: OrderRow) -> str | None:
    return "Something promised for a day that has passed has not left yet" if row.order.late else None


def _total(row: OrderRow) -> str:
    return formats().money_minor(row.order.net_minor, row.order.currency)
