"""The sheets in which a customer who waits is answered: another day, or another product."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem, ValidationError
from app.services.sales_orders import answers
from app.services.sales_orders.answers import Swap
from app.services.shipments.impact_models import ImpactLine, ImpactOrder, WayOut
from app.services.shipments.read_models import ShipmentDetail
from app.ui.app_context import AppContext
from app.ui.shared.fields import ChoiceField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.typed import money_text
from app.ui.shipments.controls import DayField, QuantityField, read_money, read_quantity
from app.ui.shipments.sheets import CommandSheet
from app.wording import shipments as words


class PromiseSheet(CommandSheet):
    """Promise an order another day; the day the shipment is expected is proposed."""

    def __init__(self, host: QWidget, ctx: AppContext, detail: ShipmentDetail, order: ImpactOrder) -> None:
        form = Form()
        before = formats().date(order.promised) if order.promised is not None else "no day"
        hint = f"Promised before: {before}. {words.expected_sentence(detail, formats())}"
        day = DayField(form, name="New day")
        form.add("promised", "New day", day, hint=hint, required=True)
        day.set_value(_later(detail.impact.expected, detail.today))
        form.mark_clean()
        title = f"New day for {order.number}, {order.customer}"
        toast = f"{order.number}: another day promised"
        super().__init__(host, ctx, title, form, answers.repromise, save_text="Promise", toast=toast)
        self._order = order

    def arguments(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """The day, for each line that waits."""
        day: date | None = values["promised"]
        if day is None:
            raise ValidationError("promised", Problem.REQUIRED)
        return self._order.order_id, {line.line_id: day for line in self._order.lines}


class SwapSheet(CommandSheet):
    """Put a product that is here into an order in the place of one that is late."""

    def __init__(self, host: QWidget, ctx: AppContext, detail: ShipmentDetail, way: WayOut) -> None:
        form = Form()
        self._way = way
        self._orders = [order for order in detail.impact.orders if order.order_id in way.orders and order.untouched]
        choices = [(order.order_id, f"{order.number}, {order.customer}") for order in self._orders]
        self._order = ChoiceField(choices, form, name="Order")
        form.add("order_id", "Order", self._order, hint="Orders of which nothing has left yet", required=True)
        there = formats().quantity(way.available, way.unit_decimals, way.unit)
        quantity = QuantityField(f"Quantity of {way.other}", form)
        form.add("quantity", f"How much of {way.other}", quantity, hint=f"{there} in stock and free", required=True)
        price = QuantityField("Price of one", form)
        form.add("price_minor", f"Price of one, {way.currency}", price, hint="Its list price", required=True)
        price.setText(money_text(way.price_minor, way.currency))
        title = f"{way.other} instead of {way.product}"
        super().__init__(host, ctx, title, form, answers.swap, save_text="Swap", toast=f"{way.other} it is")
        self._order.currentIndexChanged.connect(self._on_order_chosen)
        self._on_order_chosen()
        form.mark_clean()
        if not self._orders:
            form.show_app_error(ValidationError("order_id", Problem.NOT_ALLOWED_IN_STATE, state="partly_shipped"))

    def arguments(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """What becomes what, in which order."""
        line = self._line()
        if line is None:
            raise ValidationError("order_id", Problem.REQUIRED)
        quantity = read_quantity(values["quantity"], line.unit_decimals, "quantity")
        price = read_money(values["price_minor"], self._way.currency, "price_minor")
        if price is None:
            raise ValidationError("price_minor", Problem.REQUIRED)
        return (Swap(values["order_id"], line.line_id, self._way.other_id or 0, quantity, price),)

    def _line(self) -> ImpactLine | None:
        chosen = self._order.currentData()
        order = next((order for order in self._orders if order.order_id == chosen), None)
        lines = order.lines if order is not None else ()
        return next((line for line in lines if line.product_id == self._way.product_id), None)

    @Slot()
    def _on_order_chosen(self) -> None:
        line = self._line()
        if line is not None:
            most = min(line.missing, self._way.available)
            self.form.set_values({"quantity": formats().quantity(most, line.unit_decimals)})


def _later(expected: date | None, today: date) -> date:
    return max(expected, today) if expected is not None else today
