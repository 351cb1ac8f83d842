"""Writes a quote or an order, or writes one anew while nothing of it has left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.formulas.promising import Availability
from app.services.business.queries import business
from app.services.customers import detail
from app.services.operations import Operations
from app.services.sales_orders import commands, queries
from app.services.sales_orders.offers import offers_of
from app.services.sales_orders.read_models import SalesOffer, SalesOrderDraft
from app.ui.app_context import AppContext
from app.ui.customers.sales_order_lines import SalesLinesEditor
from app.ui.orders.line_row import Setting
from app.ui.orders.order_form import OrderForm, OrderFormSheet
from app.ui.shared.access import Access, read_access
from app.ui.shared.buttons import Button
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label


@dataclass(frozen=True, slots=True)
class OpenedSalesOrder:
    """What the form opens with, read on a worker."""

    customer: str
    currency: str
    draft: SalesOrderDraft
    offers: dict[int, SalesOffer]
    access: Access


def read_sales_order_form(ops: Operations, customer_id: int | None, order_id: int | None) -> OpenedSalesOrder:
    """A new order of a customer, or an order's form."""
    draft = ops.read(queries.draft, order_id) if order_id is not None else SalesOrderDraft(customer_id or 0)
    customer = ops.read(detail.draft, draft.customer_id)
    currency = draft.currency or customer.currency or ops.read(business).currency
    products = [line.product_id for line in draft.lines]
    known = ops.read(offers_of, draft.customer_id, products, order_id, currency) if products else []
    return OpenedSalesOrder(
        customer.name, currency, replace(draft, currency=currency), {offer.product_id: offer for offer in known},
        read_access(ops),
    )  # fmt: skip


def _read_stored(ops: Operations, order_id: int) -> OpenedSalesOrder:
    return read_sales_order_form(ops, None, order_id)


class SalesOrderForm(OrderForm[SalesLinesEditor]):
    """The order's form; says below the total how many lines wait."""

    def __init__(self, ctx: AppContext, opened: OpenedSalesOrder) -> None:
        self._ctx, self._customer = ctx, opened.draft.customer_id
        today = formats().local_date(ctx.ops.now())
        setting = Setting(opened.currency, today, opened.access.reason("discount.above_limit"))
        super().__init__(self._make_lines, setting, opened.draft, opened.offers)
        self.stock = label("", Role.MUTED, self, wrap=True)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.stock)
        self.changed.connect(self._show_stock)
        self._show_stock()

    def _make_lines(self, setting: Setting, parent: QWidget) -> SalesLinesEditor:
        return SalesLinesEditor(self._ctx, self._customer, setting, parent)

    @Slot()
    def _show_stock(self) -> None:
        truths = [row.truth for row in self.lines.rows if row.truth is not None]
        short = sum(truth.kind is Availability.SHORT for truth in truths)
        later = sum(truth.kind is Availability.LATER for truth in truths)
        parts = []
        if short:
            parts.append(formats().count(short, "line is short", "lines are short"))
        if later:
            parts.append(formats().count(later, "line waits for what is on order", "lines wait for what is on order"))
        said = "; ".join(parts) if parts else "All of it is in stock" if truths else ""
        self.stock.setText(f"{said}." if said else "")


class SalesOrderSheet(OrderFormSheet):
    """A new quote or order, or one to write anew."""

    order_form: SalesOrderForm

    def __init__(self, host: QWidget, ctx: AppContext, opened: OpenedSalesOrder) -> None:
        self.confirm_button: Button | None = None
        super().__init__(
            host, ctx, SalesOrderForm(ctx, opened), opened.draft, commands.save,
            new_title=f"New order of {opened.customer}", read_form=_read_stored,
        )  # fmt: skip
        if opened.draft.id is None:
            self.save_button.setText("Save quote")
            self._add_confirm()

    def set_busy(self, busy: bool) -> None:
        """Neither of the two ways to save."""
        super().set_busy(busy)
        if self.confirm_button is not None:
            self.confirm_button.setEnabled(not busy)

    def words(self, result: object) -> str:
        """Which one."""
        if self.number:
            return f"{self.number} saved"
        return "Order confirmed" if self._command is commands.place else "Quote written"

    @Slot()
    def save(self) -> None:
        """Save it; a discount that the role may not give is refused at its line."""
        self._save_with(commands.save)

    @Slot()
    def save_and_confirm(self) -> None:
        """Make an order of it at once."""
        self._save_with(commands.place)

    def _save_with(self, command: Callable[..., Any]) -> None:
        if self.save_button.isEnabled() and not self.order_form.lines.refuse_discounts():
            self._command = command
            super().save()

    def _add_confirm(self) -> None:
        self.confirm_button = Button(
            "Confirm order", parent=self._foot, on_click=self.save_and_confirm, keys="Ctrl+Shift+Return"
        )
        row = self._foot.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(row.indexOf(self.save_button), self.confirm_button)
        QWidget.setTabOrder(self.confirm_button, self.save_button)
