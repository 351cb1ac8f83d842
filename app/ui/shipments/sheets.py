"""Small sheets of a shipment: an event, its changeable fields, and why it was called off or given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.services.shipments import commands, events
from app.services.shipments.detail import read_form
from app.services.shipments.read_models import ShipmentDetail, ShipmentForm
from app.ui.app_context import AppContext
from app.ui.shared.draft_sheet import DraftForm, DraftSheet
from app.ui.shared.fields import ChoiceField, LineField, TextField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.operations import run_operation
from app.ui.shared.side_sheet import SideSheet
from app.ui.shipments.controls import DayField, MomentField, plain_quantity, read_money
from app.wording import labels

_K = ShipmentEventKind
_ANY_TIME = (_K.BOOKED, _K.PICKED_UP, _K.CUSTOMS_IN, _K.CUSTOMS_HOLD, _K.CUSTOMS_RELEASED, _K.EXCEPTION)
_MOVING = {_K.DEPARTED: ShipmentState.IN_TRANSIT, _K.ARRIVED: ShipmentState.ARRIVED}


def event_kinds(detail: ShipmentDetail) -> list[ShipmentEventKind]:
    """What can be noted now; for goods that come in also what moves them on."""
    found = list(_ANY_TIME)
    if detail.row.kind is ShipmentKind.IN:
        found += [kind for kind, state in _MOVING.items() if state in detail.next_states]
    return sorted(found, key=list(ShipmentEventKind).index)


class CommandSheet(SideSheet):
    """A form whose values are a command's arguments; override `arguments`."""

    def __init__(
        self,
        host: QWidget,
        ctx: AppContext,
        title: str,
        form: Form,
        command: Callable[..., Any],
        *,
        save_text: str,
        toast: str,
    ) -> None:
        super().__init__(host, title, form, save_text=save_text)
        self.ctx = ctx
        self.form = form
        self._command = command
        self._toast = toast
        self.saved.connect(self.save)

    def arguments(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """The command's arguments. Raises ValidationError(s)."""
        raise NotImplementedError

    @Slot()
    def save(self) -> None:
        """Run the command; a refusal shows at its field."""
        if not self.save_button.isEnabled():
            return
        self.form.clear_errors()
        try:
            arguments = self.arguments(self.form.values())
        except AppError as error:
            self.form.show_app_error(error)
            return
        self.set_busy(True)
        run_operation(
            self, self._command, *arguments, on_success=self._on_saved, on_error=self._on_failed, toast=self._toast
        )

    def _on_saved(self, _outcome: object) -> None:
        self.form.mark_clean()
        self.close_sheet()

    def _on_failed(self, error: AppError) -> None:
        self.set_busy(False)
        self.form.show_app_error(error)


class EventSheet(CommandSheet):
    """Note what happened to a shipment, when and where."""

    def __init__(self, host: QWidget, ctx: AppContext, detail: ShipmentDetail) -> None:
        form = Form()
        kinds = [(kind, labels.label(kind)) for kind in event_kinds(detail)]
        form.add("kind", "What happened", ChoiceField(kinds, form, name="What happened"), required=True)
        form.add("at", "When", MomentField(form, name="When", at=detail.now), half=True)
        form.add("place", "Where", LineField(form, name="Where", limit=500), half=True)
        form.add("note", "Note", TextField(form, name="Note", lines=2))
        form.mark_clean()
        title = f"Add an event to {detail.row.number}"
        super().__init__(
            host, ctx, title, form, events.record_event, save_text="Add", toast=f"{detail.row.number}: event added"
        )
        self._id = detail.row.id
        self._now = detail.now

    def arguments(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """The event; the field has no seconds, so a moment that was left alone is now."""
        at = values["at"]
        untouched = abs(at - self._now) < timedelta(minutes=1)
        return self._id, values["kind"], values["place"], None if untouched else at, values["note"]


class ReasonSheet(CommandSheet):
    """Say why, then call a shipment off or give it up."""

    def __init__(self, host: QWidget, ctx: AppContext, detail: ShipmentDetail, *, lost: bool) -> None:
        form = Form()
        form.add("note", "Why", TextField(form, name="Why", lines=2), required=True)
        number = detail.row.number
        title = f"Mark {number} as lost" if lost else f"Cancel {number}"
        super().__init__(
            host,
            ctx,
            title,
            form,
            commands.mark_lost if lost else commands.cancel,
            save_text="Mark as lost" if lost else "Cancel shipment",
            toast=f"{number}: {'lost' if lost else 'cancelled'}",
        )
        self._id = detail.row.id

    def arguments(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """The reason."""
        return self._id, values["note"]


class HeaderForm(DraftForm):
    """Carrier, tracking, promise, freight and notes."""

    def __init__(self, carriers: tuple[tuple[int, str], ...], detail: ShipmentDetail) -> None:
        super().__init__()
        self._currency = detail.row.currency or ""
        self._shows_costs = detail.shows_costs
        self._carriers = dict(carriers)
        self._freight = detail.form.freight_minor
        choices: list[tuple[object, str]] = [(None, "No carrier"), *carriers]
        if detail.carrier_id is not None and detail.carrier_id not in self._carriers:
            choices.append((detail.carrier_id, detail.row.carrier or ""))
        self.add("carrier_id", "Carrier", ChoiceField(choices, self, name="Carrier"))
        self.add("tracking", "Tracking number", LineField(self, limit=500))
        self.add("promised", "Promised", DayField(self, name="Promised"), half=True)
        if self._shows_costs:
            caption = f"Freight, {self._currency}" if self._currency else "Freight"
            self.add("freight_minor", caption, LineField(self, limit=24), half=True)
        self.add("notes", "Notes", TextField(self, name="Notes"))

    def to_values(self) -> dict[str, Any]:
        """The draft's attributes. Raises ValidationError at the freight."""
        values = self.values()
        if self._shows_costs:
            values["freight_minor"] = read_money(values["freight_minor"], self._currency, "freight_minor")
        return values

    def to_fields(self, draft: ShipmentForm) -> dict[str, Any]:
        """What each field shows."""
        from app.domain.money import exponent

        fields = super().to_fields(draft)
        if "freight_minor" in fields:
            freight = draft.freight_minor
            fields["freight_minor"] = "" if freight is None else plain_quantity(freight, exponent(self._currency))
        return fields

    def write(self, field: str, value: object) -> str:
        """A value in words, for the two versions of a conflict."""
        if field == "carrier_id" and isinstance(value, int):
            return self._carriers.get(value, str(value))
        if field == "promised" and value is not None:
            return formats().date(str(value))
        if field == "freight_minor" and isinstance(value, int):
            return formats().money_minor(value, self._currency)
        return super().write(field, value)

    def captions(self) -> Mapping[str, str]:
        """The caption of each field."""
        return {name: self.field(name).caption for name in self.values()}


def edit_sheet(
    host: QWidget, ctx: AppContext, detail: ShipmentDetail, carriers: tuple[tuple[int, str], ...]
) -> DraftSheet:
    """The sheet that changes a shipment's fields."""
    return DraftSheet(
        host,
        ctx,
        f"Edit {detail.row.number}",
        HeaderForm(carriers, detail),
        detail.form,
        commands.save,
        read_again=_Again(ctx, detail.row.id).read,
    )


class _Again:
    def __init__(self, ctx: AppContext, shipment_id: int) -> None:
        self._ctx = ctx
        self._id = shipment_id

    def read(self) -> ShipmentForm:
        return self._ctx.ops.read(read_form, self._id)
