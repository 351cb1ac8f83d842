"""The two steps that ask for something: the supplier's promise for each line, and why an order closes short."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError, ValidationError, ValidationErrors
from app.domain.states import PurchaseOrderState
from app.domain.vocabulary import ReasonCode
from app.services.purchasing import commands
from app.services.purchasing.read_models import OrderDetail
from app.ui.app_context import AppContext
from app.ui.orders.step_sheet import StepSheet, over
from app.ui.shared.fields import ChoiceField, LineField, TextField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role
from app.ui.shared.typed import DAY_HINT, day_text, read_day
from app.wording import labels

_REASONS = (
    ReasonCode.SUPPLIER_CANNOT_DELIVER, ReasonCode.NO_LONGER_NEEDED, ReasonCode.DAMAGED, ReasonCode.SUBSTITUTION,
    ReasonCode.PACKAGE_SIZE, ReasonCode.DATA_ENTRY_ERROR, ReasonCode.OTHER,
)  # fmt: skip


class PromiseSheet(StepSheet):
    """Confirms a sent order with the supplier's promise, or notes another promise of a confirmed one."""

    def __init__(self, host: QWidget, ctx: AppContext, order: OrderDetail) -> None:
        self._order = order
        self._first = order.state is not PurchaseOrderState.CONFIRMED
        self._lines = [line for line in order.lines if line.outstanding > 0] or list(order.lines)
        form = Form()
        title = f"Confirm {order.number}" if self._first else f"New promise for {order.number}"
        super().__init__(host, ctx, title, form, "Confirm" if self._first else "Save")
        if self._first:
            field = LineField(form, limit=20)
            form.add("confirmed", "Confirmed on", field, hint="The day the supplier said yes")
            field.setText(day_text(self.today))
        everywhere = LineField(form, limit=20)
        form.add("all", "Promised for all lines", everywhere, hint=DAY_HINT)
        everywhere.textEdited.connect(self._on_all_edited)
        words = (
            "The first promise stays for good: on time is judged by it."
            if self._first
            else "The first promise stays; this one says when it comes now."
        )
        form.add_section("Line by line")
        for line in self._lines:
            control = LineField(form, limit=20)
            hint = f"asked for {formats().date(line.requested)}" if line.requested else ""
            if not self._first and line.original_promise is not None:
                hint = f"first promised for {formats().date(line.original_promise)}"
            form.add(f"line_{line.id}", f"{line.product}, {_left(line)}", control, hint=hint)
            control.setText(day_text(line.current_promise))
        self.say(words, Role.MUTED)
        form.mark_clean()

    @Slot()
    def run(self) -> None:
        """Read the days and write them."""
        self.form.clear_errors()
        values = self.form.values()
        errors: list[ValidationError] = []
        promises: dict[int, date] = {}
        confirmed = self._read(values.get("confirmed", ""), "confirmed", errors)
        self._read(values["all"], "all", errors)
        for line in self._lines:
            day = self._read(values[f"line_{line.id}"], f"line_{line.id}", errors)
            if day is not None:
                promises[line.id] = day
        if errors:
            self.form.show_app_error(ValidationErrors(errors))
            return
        order, number = self._order.id, self._order.number
        if self._first:
            self.run_step(commands.confirm, order, promises, confirmed, toast=f"{number} confirmed")
        else:
            self.run_step(commands.repromise, order, promises, toast=f"New promise for {number} noted")

    def failed(self, error: AppError) -> None:
        """A line's refusal goes to its own field."""
        self.set_busy(False)
        errors = error.errors if isinstance(error, ValidationErrors) else (error,)
        if not all(isinstance(each, ValidationError) for each in errors):
            self.form.show_app_error(error)
            return
        at_fields = [
            ValidationError(self._field_of(each.field), each.code, **each.params)
            for each in errors
            if isinstance(each, ValidationError)
        ]
        self.form.show_app_error(ValidationErrors(at_fields))

    def _field_of(self, field: str) -> str:
        parts = field.split(".")
        if parts[0] == "lines" and len(parts) == 3:
            return f"line_{self._order.lines[int(parts[1])].id}"
        return field

    def _read(self, text: str, field: str, errors: list[ValidationError]) -> date | None:
        try:
            return read_day(text, field, self.today)
        except ValidationError as error:
            errors.append(error)
            return None

    @Slot(str)
    def _on_all_edited(self, text: str) -> None:
        for line in self._lines:
            control = self.form.field(f"line_{line.id}").control
            if isinstance(control, LineField):
                control.setText(text)


class CloseSheet(StepSheet):
    """Closes an order; what is still open needs a reason."""

    def __init__(self, host: QWidget, ctx: AppContext, order: OrderDetail) -> None:
        self._order = order
        left = [line for line in order.lines if line.outstanding > 0]
        form = Form()
        super().__init__(host, ctx, f"Close {order.number}", form, "Close the order")
        self.say(_what_is_open(order))
        choices: list[tuple[object, str]] = [(None, "Choose a reason")]
        choices += [(reason, labels.label(reason)) for reason in _REASONS]
        form.add("reason", "Why it closes short", ChoiceField(choices, form), required=bool(left))
        form.add("note", "Note", TextField(form, lines=2), hint="Needed for “Other”")
        form.mark_clean()

    @Slot()
    def run(self) -> None:
        """Close it."""
        values, order = self.form.values(), self._order
        # Qt gives the data of a choice back as plain text.
        reason = ReasonCode(values["reason"]) if values["reason"] else None
        self.run_step(commands.close, order.id, reason, values["note"], toast=over(order.number, "closed"))


def _left(line: object) -> str:
    return formats().quantity(line.outstanding, line.unit_decimals, line.unit)  # type: ignore[attr-defined]


def _what_is_open(order: OrderDetail) -> str:
    left = [f"{line.product}, {_left(line)}" for line in order.lines if line.outstanding > 0]
    if not left:
        return "Everything has come; nothing closes short."
    return "Still open, and closed short by this: " + "; ".join(left) + "."
