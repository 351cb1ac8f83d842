"""What runs low becomes draft purchase orders: one for each supplier, the quantities proposed and open to change."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError, Checks, Problem, ValidationError, ValidationErrors
from app.domain.formulas.ordering import round_order
from app.domain.money import line_net
from app.services.purchasing.proposals import Proposals, ProposedLine, ProposedOrder, draft_orders
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from app.ui.app_context import AppContext
from app.ui.shared.fields import LineField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.operations import run_operation
from app.ui.shared.side_sheet import SideSheet
from app.ui.shared.typed import quantity_text, read_quantity
from app.wording import stocking, supplying


class OrderForm(Form):
    """A section for each supplier, a quantity for each product; nought leaves a product out."""

    def __init__(self, found: Proposals) -> None:
        super().__init__()
        self.found = found
        self._totals = []
        for place, order in enumerate(found.orders):
            self.add_section(order.supplier)
            for index, line in enumerate(order.lines):
                self._add_line(_name(place, index), line, order.currency)
            self._totals.append(self.add_words())
        if found.nobody:
            self.add_section("Nobody is known to sell")
            text = f"{', '.join(found.nobody)}. Add a supplier’s offer on the supplier’s page first."
            self.add_words(text)
        self._show_totals()
        self.mark_clean()

    def drafts(self) -> list[PurchaseOrderDraft]:
        """What is to be ordered of whom. Raises ValidationError(s) at the quantities."""
        checks, drafts = Checks(), []
        for place, order in enumerate(self.found.orders):
            lines = []
            for index, line in enumerate(order.lines):
                quantity = self._read(checks, place, index, line)
                if quantity:
                    price = line.price_for(quantity) or 0
                    lines.append(
                        PurchaseLineDraft(line.product_id, quantity, price, supplier_item_id=line.supplier_item_id)
                    )
            if lines:
                drafts.append(PurchaseOrderDraft(order.supplier_id, tuple(lines)))
        checks.raise_if_any()
        if not drafts:
            raise ValidationError("lines", Problem.NO_LINES)
        return drafts

    def _add_line(self, name: str, line: ProposedLine, currency: str) -> None:
        control = LineField(self, name=f"Quantity of {line.product}", limit=24)
        control.setText(quantity_text(line.quantity, line.unit_decimals))
        control.textChanged.connect(self._show_totals)
        unit = stocking.unit_name(line.unit)
        caption = f"{line.product} · {line.sku}" + (f", {unit}" if unit else "")
        self.add(name, caption, control, hint=_why(line, currency))

    def _read(self, checks: Checks, place: int, index: int, line: ProposedLine) -> int:
        name = _name(place, index)
        try:
            quantity = read_quantity(self.values()[name], line.unit_decimals, name) or 0
        except ValidationError as error:
            checks.errors.append(error)
            return 0
        if quantity < 0:
            checks.add(name, Problem.NEGATIVE)
        return quantity

    @Slot()
    def _show_totals(self) -> None:
        for place, total in enumerate(self._totals):
            total.setText(self._total(place, self.found.orders[place]))

    def _total(self, place: int, order: ProposedOrder) -> str:
        """What the order comes to, and what is odd about its quantities."""
        words, net, known, odd = formats(), 0, True, []
        for index, line in enumerate(order.lines):
            quantity = self._read(Checks(), place, index, line)
            price = line.price_for(quantity)
            known = known and (price is not None or not quantity)
            net += line_net(price or 0, quantity, line.unit_decimals, 0)
            rounded = round_order(quantity, line.rules) if quantity > 0 else None
            if rounded is not None and rounded.reasons:
                unit = stocking.unit_name(line.unit)
                rule = supplying.rounding(rounded.reasons, line.rules, line.unit_decimals, unit, words)
                proposed = words.quantity(rounded.quantity, line.unit_decimals)
                odd.append(f"{line.product}: {proposed} would fit, {rule}.")
        parts = [f"Comes to {words.money_minor(net, order.currency)}." if known else ""]
        if known and order.minimum_minor and 0 < net < order.minimum_minor:
            least = words.money_minor(order.minimum_minor, order.currency, whole=True)
            parts.append(f"{order.supplier} asks for at least {least}.")
        return " ".join([*filter(None, parts), *odd])


class OrderSheet(SideSheet):
    """Writes the drafts in one step, undone in one. `done(ids)`."""

    done = Signal(object)

    def __init__(self, host: QWidget, ctx: AppContext, found: Proposals) -> None:
        self.form = OrderForm(found)
        count = len(found.orders)
        save = f"Draft {formats().count(count, 'order', 'orders')}" if count else "Draft order"
        super().__init__(host, "Order what runs low", self.form, save_text=save, width=520)
        self.ctx = ctx
        self._sent: list[PurchaseOrderDraft] = []
        self.saved.connect(self.save)
        if not count:
            self.save_button.refuse("Nobody is known to sell it")

    @Slot()
    def save(self) -> None:
        """Write the drafts; a refusal shows at its quantity."""
        if not self.save_button.isEnabled():
            return
        self.form.clear_errors()
        try:
            self._sent = self.form.drafts()
        except AppError as error:
            self.form.show_app_error(error)
            return
        self.set_busy(True)
        said = f"{formats().count(len(self._sent), 'purchase order', 'purchase orders')} drafted"
        run_operation(self, draft_orders, self._sent, on_success=self._on_saved, on_error=self._on_failed, toast=said)

    def _on_saved(self, outcome: Any) -> None:
        self.form.mark_clean()
        self.done.emit(outcome.value)
        self.close_sheet()

    def _on_failed(self, error: AppError) -> None:
        self.set_busy(False)
        if isinstance(error, ValidationErrors):
            error = ValidationErrors([self._at_field(one) for one in error.errors])
        self.form.show_app_error(error)

    def _at_field(self, error: ValidationError) -> ValidationError:
        """A refusal of one of the drafts that were sent (`drafts.1.lines.0.quantity`), at the form's field."""
        parts = error.field.split(".")
        if len(parts) < 4 or parts[0] != "drafts" or parts[2] != "lines":
            return error
        draft = self._sent[int(parts[1])]
        product = draft.lines[int(parts[3])].product_id
        for place, order in enumerate(self.form.found.orders):
            for index, line in enumerate(order.lines):
                if order.supplier_id == draft.supplier_id and line.product_id == product:
                    return ValidationError(_name(place, index), error.code, **error.params)
        return error


def _name(place: int, index: int) -> str:
    return f"orders.{place}.{index}.quantity"


def _why(line: ProposedLine, currency: str) -> str:
    """Why so much: what is there, what waits and what comes, what is to be reached, and the price."""
    words = formats()

    def shown(quantity: int) -> str:
        return words.quantity(quantity, line.unit_decimals)

    parts = [f"{shown(line.on_hand)} on hand"]
    if line.promised:
        parts.append(f"{shown(line.promised)} promised")
    if line.on_order:
        parts.append(f"{shown(line.on_order)} on order")
    if line.target is not None:
        parts.append(f"to reach {shown(line.target)}: {shown(line.needed)}")
    if line.reasons:
        unit = stocking.unit_name(line.unit)
        parts.append(supplying.rounding(line.reasons, line.rules, line.unit_decimals, unit, words))
    price = line.price_for(line.quantity)
    if price is not None:
        parts.append(f"{words.money_minor(price, currency)} each")
    if line.lead_time_days is not None:
        parts.append(words.days(line.lead_time_days))
    return " · ".join(parts)
