"""Purchase orders: the list, of one supplier or of all, and the order that is open in its place."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtWidgets import QWidget

from app.domain.money import PPM, Money
from app.services.operations import Operations
from app.services.purchasing import queries
from app.services.purchasing.read_models import OrderChip, OrderColumn, OrderFilter, OrderRow, OrderSort
from app.ui.app_context import AppContext
from app.ui.orders.orders_panel import OrderKind, OrdersPanel
from app.ui.shared.columns import Column, Sort
from app.ui.shared.formats import formats, short_day
from app.ui.shared.list_table import Empty
from app.ui.suppliers.order_page import PurchaseOrderPage
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
            "ordered", "Ordered", lambda row: short_day(row.ordered), sort_key=c.ORDERED, width=102,
            value=lambda row: row.ordered,
        ),
        Column(
            "due", "Promised", lambda row: short_day(row.due), sort_key=c.DUE, width=102, tooltip=_due_tip,
            value=lambda row: row.due,
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


class PurchaseOrdersPanel(OrdersPanel):
    """Of all suppliers, or of the one that is shown."""

    def __init__(self, ctx: AppContext, parent: QWidget, *, with_supplier: bool) -> None:
        sentence = "Orders of this kind show up here. A supplier's “New order” writes one."
        kind = OrderKind(
            name="Purchase orders", tables=TABLES, source=OrderSource(ctx.ops),
            columns=order_columns(with_supplier=with_supplier), chips=[(chip.value, text) for chip, text in CHIPS],
            empty=Empty("No orders here", sentence, "receipt"), make_filter=_make_filter, counts=queries.counts,
            detail=queries.detail, id_of=lambda order: order.id, party_of=lambda order: order.supplier_id,
            export_name="purchase_orders", personal=False,
        )  # fmt: skip
        super().__init__(ctx, parent, kind, lambda panel: PurchaseOrderPage(ctx, panel), of_all=with_supplier)


def _make_filter(text: str, chip: str, supplier: int | None) -> OrderFilter:
    return OrderFilter(text, OrderChip(chip), supplier)


def _state_tip(row: OrderRow) -> str | None:
    late = f", {formats().number(row.late_days)}\u00a0d past the promise" if row.late_days else ""
    return f"{labels.label(row.state)}, {supplying.RECEIPTS[row.receipt].lower()}{late}"


def _due_tip(row: OrderRow) -> str | None:
    return f"The original promise; now promised for {formats().date(row.now_promised)}" if row.now_promised else None


def _received(row: OrderRow) -> str:
    return formats().percent_ppm(row.received_ppm // 10_000 * 10_000)


def _net(row: OrderRow) -> Money | None:
    return None if row.net_minor is None else Money(row.net_minor, row.currency)


def _total(row: OrderRow) -> str:
    return formats().money_minor(row.net_minor, row.currency)
