"""The steps of a sales order that ask for something: why it closes short, and why it is cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError
from app.services.sales_orders import commands
from app.services.sales_orders.read_models import SalesOrderDetail
from app.ui.app_context import AppContext
from app.ui.shared.fields import ChoiceField, LineField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role, label
from app.ui.shared.operations import run_operation
from app.ui.shared.side_sheet import SideSheet
from app.wording import selling


class EndSheet(SideSheet):
    """Ends an order with a reason: one of the list, and more in words."""

    def __init__(
        self, host: QWidget, ctx: AppContext, order: SalesOrderDetail, command: Callable[..., Any], *, cancels: bool
    ) -> None:
        self._order, self._command, self._cancels = order, command, cancels
        self.form = Form()
        number, word = order.row.order.number, "Cancel" if cancels else "Close"
        what = "quote" if order.row.order.state.value == "quote" else "order"
        super().__init__(host, f"{word} {number}", self.form, save_text=f"{word} the {what}")
        self.ctx = ctx
        layout = self.form.layout()
        if layout is not None:
            layout.addWidget(label(_what_follows(order, cancels=cancels), Role.BODY, self.form, wrap=True))
        choices: list[tuple[object, str]] = [("", "Choose a reason"), *((text, text) for text in selling.REASONS)]
        needed = not cancels and any(line.open for line in order.lines)
        self.form.add("reason", "Why", ChoiceField(choices, self.form), required=needed)
        self.form.add("more", "In words", LineField(self.form, limit=300), hint="Kept with the order")
        self.form.mark_clean()
        self.saved.connect(self.run)

    @Slot()
    def run(self) -> None:
        """Do it."""
        values = self.form.values()
        self.form.clear_errors()
        self.set_busy(True)
        reason = ": ".join(part for part in (values["reason"], values["more"].strip()) if part)
        done = "cancelled" if self._cancels else "closed"
        run_operation(
            self, self._command, self._order.row.id, reason, on_success=self._on_done, on_error=self._on_failed,
            toast=f"{self._order.row.order.number} {done}",
        )  # fmt: skip

    def _on_done(self, _outcome: object) -> None:
        self.form.mark_clean()
        self.close_sheet()

    def _on_failed(self, error: AppError) -> None:
        self.set_busy(False)
        self.form.show_app_error(error)


def close_sheet(host: QWidget, ctx: AppContext, order: SalesOrderDetail) -> EndSheet:
    """Closes it; what is open closes short, which needs a reason."""
    return EndSheet(host, ctx, order, commands.close, cancels=False)


def cancel_sheet(host: QWidget, ctx: AppContext, order: SalesOrderDetail) -> EndSheet:
    """Cancels it; a reason helps later."""
    return EndSheet(host, ctx, order, commands.cancel, cancels=True)


def _what_follows(order: SalesOrderDetail, *, cancels: bool) -> str:
    words = formats()
    if cancels:
        kept = any(line.kept for line in order.lines)
        return "What is reserved for it is free again." if kept else "Nothing is reserved for it."
    left = [
        f"{line.product}, {words.quantity(line.open, line.unit_decimals, line.unit)}"
        for line in order.lines
        if line.open
    ]
    if not left:
        return "Everything was shipped; nothing closes short."
    return "Not shipped, and closed short by this: " + "; ".join(left) + "."
