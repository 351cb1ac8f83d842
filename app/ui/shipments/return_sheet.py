"""Taking goods back that a customer returns: how much is as new, how much is not, and why they came back."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.errors import Checks, ValidationError
from app.domain.vocabulary import ReasonCode
from app.services.shipments.read_models import ReceiptLine, ShipmentDetail, ShipmentLineView
from app.services.shipments.returning import REASONS, take_back
from app.ui.app_context import AppContext
from app.ui.shared.fields import ChoiceField, LineField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shipments.controls import QuantityField, read_quantity
from app.ui.shipments.sheets import CommandSheet
from app.wording import labels


class ReturnSheet(CommandSheet):
    """Takes back from a shipment that left; a refusal stands at its line."""

    def __init__(self, host: QWidget, ctx: AppContext, detail: ShipmentDetail) -> None:
        form = Form()
        for place, line in enumerate(detail.lines):
            _add_line(form, place, line)
        form.mark_clean()
        number = detail.row.number
        super().__init__(
            host, ctx, f"Take back from {number}", form, take_back, save_text="Take back", toast=f"{number}: taken back"
        )
        self._detail = detail

    def arguments(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """What came back of each line; all refusals at once."""
        checks, lines = Checks(), []
        for place, line in enumerate(self._detail.lines):
            at = f"lines.{place}."
            counted = {}
            for name in ("accepted", "rejected"):
                try:
                    counted[name] = read_quantity(values[at + name], line.unit_decimals, at + name)
                except ValidationError as error:
                    checks.errors.append(error)
            reason = values[at + "reason"]
            lines.append(
                ReceiptLine(
                    line.id,
                    counted.get("accepted", 0),
                    counted.get("rejected", 0),
                    ReasonCode(reason) if reason else None,
                    values[at + "note"],
                )
            )
        checks.raise_if_any()
        return self._detail.row.id, lines, self._detail.version


def _add_line(form: Form, place: int, line: ShipmentLineView) -> None:
    at = f"lines.{place}."
    form.add_section(line.name)
    sent = formats().quantity(line.quantity, line.unit_decimals, line.unit)
    for name, caption, hint in (
        ("accepted", "Back to stock", f"{line.sku} · {sent} sent"),
        ("rejected", "Not usable", "Counted, not put into stock"),
    ):
        form.add(at + name, caption, QuantityField(f"{caption}, {line.name}", form), hint=hint, half=True)
        form.set_values({at + name: "0"})
    choices: list[tuple[object, str]] = [(None, "Choose a reason"), *((one, labels.label(one)) for one in REASONS)]
    form.add(at + "reason", "Why", ChoiceField(choices, form, name=f"Why, {line.name}"), half=True)
    form.add(at + "note", "Note", LineField(form, name=f"Note, {line.name}", limit=500), half=True)
