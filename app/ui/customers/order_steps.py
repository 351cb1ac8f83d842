"""The steps of a sales order that ask for something: why it closes short, and why it is cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.states import SalesOrderState
from app.services.sales_orders import commands
from app.services.sales_orders.read_models import SalesOrderDetail
from app.ui.app_context import AppContext
from app.ui.orders.step_sheet import StepSheet, over
from app.ui.shared.fields import ChoiceField, LineField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.wording import selling


class EndSheet(StepSheet):
    """Ends an order with a reason: one of the list, and more in words."""

    def __init__(
        self, host: QWidget, ctx: AppContext, order: SalesOrderDetail, command: Callable[..., Any], *, cancels: bool
    ) -> None:
        self._order, self._command, self._cancels = order, command, cancels
        form = Form()
        number, word = order.row.order.number, "Cancel" if cancels else "Close"
        what = "quote" if order.row.order.state is SalesOrderState.QUOTE else "order"
        super().__init__(host, ctx, f"{word} {number}", form, f"{word} the {what}")
        self.say(_what_follows(order, cancels=cancels))
        choices: list[tuple[object, str]] = [("", "Choose a reason"), *((text, text) for text in selling.REASONS)]
        needed = not cancels and any(line.open for line in order.lines)
        form.add("reason", "Why", ChoiceField(choices, form), required=needed)
        form.add("more", "In words", LineField(form, limit=300), hint="Kept with the order")
        form.mark_clean()

    @Slot()
    def run(self) -> None:
        """Do it."""
        values, row = self.form.values(), self._order.row
        reason = ": ".join(part for part in (values["reason"], values["more"].strip()) if part)
        toast = over(row.order.number, "cancelled" if self._cancels else "closed")
        self.run_step(self._command, row.id, reason, toast=toast)


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
