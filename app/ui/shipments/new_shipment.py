"""A new shipment in two steps: which order, then how much of its open lines, with the stock's truth at each line."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.domain.errors import AppError, Checks, Problem, ValidationError
from app.domain.states import ShipmentKind
from app.services.shipments import inbound, outbound
from app.services.shipments.choosing import start_new
from app.services.shipments.read_models import NewShipment, OpenLine, OpenOrder, ShipmentDraft, ShipmentLineDraft
from app.ui.app_context import AppContext
from app.ui.shared.errors import show_error
from app.ui.shared.fields import ChoiceField, FilterField, LineField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.operations import run_operation
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.side_sheet import SideSheet
from app.ui.shipments.controls import DayField, QuantityField, plain_quantity, read_money, read_quantity
from app.ui.shipments.table import OpenOrderSource, open_order_columns


class OrderPicker(SideSheet):
    """Orders with something still open. `picked(kind, order id)`, then it closes."""

    picked = Signal(object, object)

    def __init__(self, host: QWidget, ctx: AppContext, kind: ShipmentKind) -> None:
        content = QWidget()
        title = "New inbound shipment" if kind is ShipmentKind.IN else "New outbound shipment"
        super().__init__(host, title, content, save_text="Continue", width=520)
        self.ctx = ctx
        self._kind = kind
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        word = "purchase" if kind is ShipmentKind.IN else "sales"
        self.filter = FilterField(content, placeholder=f"Find a {word} order by number or name")
        column.addWidget(self.filter)
        model = PagedTableModel[OpenOrder](ctx.runner, OpenOrderSource(ctx.ops, kind), open_order_columns(), self)
        self.table = ListTable(model, content, name=f"Open {word} orders")
        self.table.setMinimumHeight(420)
        sentence = "An order shows here once it is confirmed and while something of it is still open."
        self.table.set_empty(Empty(f"No open {word} order", sentence, "package"))
        column.addWidget(self.table, 1)
        self._model = model
        content.setFocusProxy(self.filter)
        self.filter.filter_changed.connect(self._on_filter_changed)
        self.filter.left_downwards.connect(self._on_left_downwards)
        self.table.opened.connect(self._on_opened)
        self.saved.connect(self._on_saved)
        model.set_filter("")

    @Slot(str)
    def _on_filter_changed(self, text: str) -> None:
        self._model.set_filter(text)

    @Slot()
    def _on_left_downwards(self) -> None:
        self.table.setFocus()
        if self.table.current_id is None:
            self.table.select_id(self._model.id_at(0))

    @Slot(object)
    def _on_opened(self, id_: int) -> None:
        self.picked.emit(self._kind, id_)
        self.close_sheet()

    @Slot()
    def _on_saved(self) -> None:
        chosen = self.table.current_id if self.table.current_id is not None else self._model.id_at(0)
        if chosen is not None:
            self._on_opened(chosen)


class NewShipmentForm(Form):
    """The order's open lines, each with how much goes along, then the shipment's own fields."""

    def __init__(self, start: NewShipment) -> None:
        super().__init__()
        self.start = start
        self.inbound = start.kind is ShipmentKind.IN
        for place, line in enumerate(start.lines):
            self._add_line(place, line)
        self.add_section("Shipment")
        choices: list[tuple[object, str]] = [(None, "No carrier"), *start.carriers]
        self.add("carrier_id", "Carrier", ChoiceField(choices, self, name="Carrier"), half=True)
        self.add("tracking", "Tracking number", LineField(self, limit=500), half=True)
        self.add("promised", "Promised", DayField(self, name="Promised"), half=True)
        if start.shows_costs:
            self.add("freight_minor", f"Freight, {start.currency}", LineField(self, limit=24), half=True)
        if not self.inbound:
            self.add("packed", "Packed", QCheckBox("It is packed already", self))
        self.set_values({"promised": start.promised})

    def _add_line(self, place: int, line: OpenLine) -> None:
        field = self.add(
            f"lines.{place}.quantity", f"{line.name} · {line.sku}", QuantityField(line.name, self), hint=_truth(line)
        )
        most = line.open if line.available is None else min(line.open, line.available)
        control = field.control
        if isinstance(control, QuantityField):
            control.setText(plain_quantity(most, line.unit_decimals))
        if line.available is not None and line.available < line.open:
            field._note.set_role(Role.WARN)  # noqa: SLF001  a warning, not a refusal

    def draft(self) -> tuple[ShipmentDraft, list[int]]:
        """The draft, and the places of the form's lines that are in it. Raises ValidationError(s)."""
        values, checks = self.values(), Checks()
        lines, places = [], []
        for place, line in enumerate(self.start.lines):
            name = f"lines.{place}.quantity"
            try:
                quantity = read_quantity(values[name], line.unit_decimals, name)
            except ValidationError as error:
                checks.errors.append(error)
                continue
            if quantity < 0:
                checks.add(name, Problem.NEGATIVE)
            elif quantity:
                lines.append(ShipmentLineDraft(line.id, quantity))
                places.append(place)
        freight = None
        try:
            freight = read_money(values.get("freight_minor", ""), self.start.currency, "freight_minor")
        except ValidationError as error:
            checks.errors.append(error)
        checks.raise_if_any()
        if not lines:
            raise ValidationError("lines", Problem.NO_LINES)
        draft = ShipmentDraft(
            self.start.order_id,
            tuple(lines),
            carrier_id=values["carrier_id"],
            tracking=values["tracking"],
            promised=values["promised"],
            freight_minor=freight,
        )
        return draft, places


class NewShipmentSheet(SideSheet):
    """Makes the shipment. `made(id)`."""

    made = Signal(object)

    def __init__(self, host: QWidget, ctx: AppContext, start: NewShipment) -> None:
        self.form = NewShipmentForm(start)
        word = "from" if start.kind is ShipmentKind.IN else "to"
        title = f"{start.number} {word} {start.party}"
        super().__init__(host, title, self.form, save_text="Create shipment", width=480)
        self.ctx = ctx
        self._places: list[int] = []
        self.saved.connect(self.save)
        if not start.lines:
            self.form.show_app_error(ValidationError("lines", Problem.NO_LINES))

    @Slot()
    def save(self) -> None:
        """Make it; a refusal shows at its line."""
        if not self.save_button.isEnabled():
            return
        self.form.clear_errors()
        try:
            draft, self._places = self.form.draft()
        except AppError as error:
            self.form.show_app_error(error)
            return
        self.set_busy(True)
        command: Any = inbound.announce
        if not self.form.inbound:
            command = outbound.pack if self.form.values()["packed"] else outbound.plan
        run_operation(
            self, command, draft, on_success=self._on_saved, on_error=self._on_failed, toast="Shipment created"
        )

    def _on_saved(self, outcome: Any) -> None:
        self.form.mark_clean()
        self.made.emit(outcome.value)
        self.close_sheet()

    def _on_failed(self, error: AppError) -> None:
        """The command counts the lines it was given; the form counts all that are open."""
        self.set_busy(False)
        parts = error.field.split(".") if isinstance(error, ValidationError) else []
        if isinstance(error, ValidationError) and len(parts) == 3 and parts[0] == "lines":
            place = self._places[int(parts[1])]
            error = ValidationError(f"lines.{place}.{parts[2]}", error.code, **error.params)
        self.form.show_app_error(error)


class NewShipmentFlow(QWidget):
    """Leads from the choice of an order to the shipment. `made(id)`; invisible itself."""

    made = Signal(object)

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.ctx = ctx
        self._host = parent

    def begin(self, host: QWidget, kind: ShipmentKind) -> OrderPicker:
        """Ask for the order first."""
        self._host = host
        picker = OrderPicker(host, self.ctx, kind)
        picker.picked.connect(self.go_on)
        picker.open_sheet()
        return picker

    def start_with(self, host: QWidget, kind: ShipmentKind, order_id: int) -> None:
        """The order is known."""
        self._host = host
        self.go_on(kind, order_id)

    @Slot(object, object)
    def go_on(self, kind: ShipmentKind, order_id: int) -> None:
        """With an order."""
        arguments = (start_new, kind, order_id)
        self.ctx.runner.read(self, self.ctx.ops.read, *arguments, on_result=self._on_start, on_error=self._on_failed)

    def _on_start(self, start: NewShipment) -> None:
        sheet = NewShipmentSheet(self._host, self.ctx, start)
        sheet.made.connect(self.made)
        sheet.open_sheet()

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)


def _truth(line: OpenLine) -> str:
    """What stock says to a line: `12 open, only 3 left`."""
    wanted = f"{formats().quantity(line.open, line.unit_decimals, line.unit)} open"
    if line.available is None:
        return wanted
    if line.available <= 0:
        return f"{wanted}, none left"
    if line.available < line.open:
        return f"{wanted}, only {formats().quantity(line.available, line.unit_decimals)} left"
    return wanted
