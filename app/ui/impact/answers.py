"""The sheets in which a customer who waits is answered: another day, or another product."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem, ValidationError
from app.services.sales_orders import answers
from app.services.sales_orders.answers import Swap
from app.services.shipments.impact_models import Impact, ImpactLine, ImpactOrder, WayOut
from app.ui.app_context import AppContext
from app.ui.orders.step_sheet import StepSheet
from app.ui.shared.fields import ChoiceField, LineField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.typed import DAY_HINT, day_text, money_text, read_day, read_money, read_quantity
from app.wording import shipments as words


class PromiseSheet(StepSheet):
    """Promise an order another day; the day the goods are expected is proposed."""

    def __init__(self, host: QWidget, ctx: AppContext, impact: Impact, order: ImpactOrder) -> None:
        form = Form()
        super().__init__(host, ctx, f"New day for {order.number}, {order.customer}", form, "Promise")
        before = formats().date(order.promised) if order.promised is not None else "no day"
        hint = f"Promised before: {before}. {words.expected_sentence(impact, formats())} Type {DAY_HINT}."
        day = LineField(form, name="New day", limit=20)
        form.add("promised", "New day", day, hint=hint, required=True)
        day.setText(day_text(max(impact.expected or impact.today, impact.today)))
        form.mark_clean()
        self._order, self._today = order, impact.today

    @Slot()
    def run(self) -> None:
        """The day, for each line that waits."""
        try:
            day = read_day(self.form.values()["promised"], "promised", self._today)
            if day is None:
                raise ValidationError("promised", Problem.REQUIRED)
        except ValidationError as error:
            self.form.show_app_error(error)
            return
        promises = {line.line_id: day for line in self._order.lines}
        toast = f"{self._order.number}: another day promised"
        self.run_step(answers.repromise, self._order.order_id, promises, toast=toast)


class SwapSheet(StepSheet):
    """Put a product that is here into an order in the place of one that is late."""

    def __init__(self, host: QWidget, ctx: AppContext, impact: Impact, way: WayOut) -> None:
        form = Form()
        super().__init__(host, ctx, f"{way.other} instead of {way.product}", form, "Swap")
        self._way = way
        self._orders = [order for order in impact.orders if order.order_id in way.orders and order.untouched]
        choices = [(order.order_id, f"{order.number}, {order.customer}") for order in self._orders]
        self._order = ChoiceField(choices, form, name="Order")
        form.add("order_id", "Order", self._order, hint="Orders of which nothing has left yet", required=True)
        there = formats().quantity(way.available, way.unit_decimals, way.unit)
        quantity = _number_field(f"Quantity of {way.other}", form)
        form.add("quantity", f"How much of {way.other}", quantity, hint=f"{there} in stock and free", required=True)
        price = _number_field("Price of one", form)
        form.add("price_minor", f"Price of one, {way.currency}", price, hint="Its list price", required=True)
        price.setText(money_text(way.price_minor, way.currency))
        self._order.currentIndexChanged.connect(self._on_order_chosen)
        self._on_order_chosen()
        form.mark_clean()
        if not self._orders:
            form.show_app_error(ValidationError("order_id", Problem.NOT_ALLOWED_IN_STATE, state="partly_shipped"))

    @Slot()
    def run(self) -> None:
        """What becomes what, in which order."""
        try:
            wanted = self._wanted()
        except ValidationError as error:
            self.form.show_app_error(error)
            return
        self.run_step(answers.swap, wanted, toast=f"{self._way.other} it is")

    def _wanted(self) -> Swap:
        values, line = self.form.values(), self._line()
        if line is None:
            raise ValidationError("order_id", Problem.REQUIRED)
        quantity = read_quantity(values["quantity"], line.unit_decimals, "quantity")
        price = read_money(values["price_minor"], self._way.currency, "price_minor")
        if price is None:
            raise ValidationError("price_minor", Problem.REQUIRED)
        return Swap(values["order_id"], line.line_id, self._way.other_id or 0, quantity or 0, price)

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


def _number_field(name: str, form: Form) -> LineField:
    field = LineField(form, name=name, limit=24)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    return field
