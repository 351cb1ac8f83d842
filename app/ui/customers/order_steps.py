"""The steps of a sales order that ask for something: another day, why it closes short, why it is cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem, ValidationError
from app.domain.states import SalesOrderState
from app.services.sales_orders import answers, commands
from app.services.sales_orders.read_models import SalesOrderDetail
from app.ui.app_context import AppContext
from app.ui.orders.step_sheet import StepSheet, over
from app.ui.shared.fields import ChoiceField, LineField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.typed import DAY_HINT, day_text, read_day
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


class PromiseSheet(StepSheet):
    """Promises what has not left for another day; the first promise stays."""

    def __init__(self, host: QWidget, ctx: AppContext, order: SalesOrderDetail) -> None:
        self._order = order
        form = Form()
        super().__init__(host, ctx, f"New promise for {order.row.order.number}", form, "Promise")
        hint = f"For all that has not left; on time is judged by the first promise. Type {DAY_HINT}."
        day = LineField(form, limit=20)
        form.add("promised", "New day", day, hint=hint, required=True)
        if order.row.order.promised is not None:
            day.setText(day_text(max(order.row.order.promised, self.today)))
        form.mark_clean()

    @Slot()
    def run(self) -> None:
        """Promise it."""
        try:
            day = read_day(self.form.values()["promised"], "promised", self.today)
            if day is None:
                raise ValidationError("promised", Problem.REQUIRED)
        except ValidationError as error:
            self.form.show_app_error(error)
            return
        row = self._order.row
        promises = {line.id: day for line in self._order.lines if line.open}
        self.run_step(answers.repromise, row.id, promises, toast=f"{row.order.number}: another day promised")


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
