"""Counting goods line by line, by hand or with a scanner: what came in, and what goes into a parcel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.domain.errors import AppError, Checks, ValidationError
from app.domain.states import ShipmentKind
from app.domain.vocabulary import ReasonCode, Tracking
from app.services.shipments import inbound, outbound
from app.services.shipments.read_models import PackedLine, ReceiptLine, ShipmentDetail, ShipmentLineView
from app.services.shipments.scanning import find_line, products_of
from app.ui.app_context import AppContext
from app.ui.shared.buttons import Button
from app.ui.shared.cards import clear_layout
from app.ui.shared.fields import ChoiceField, LineField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role, label
from app.ui.shared.operations import run_operation
from app.ui.shared.side_sheet import SideSheet
from app.ui.shipments.controls import DayField, QuantityField, ScanField, plain_quantity, read_quantity
from app.ui.shipments.wedge import Wedge
from app.wording import labels

_REASONS = (
    ReasonCode.DAMAGED,
    ReasonCode.EXPIRED,
    ReasonCode.PACKAGE_SIZE,
    ReasonCode.SUBSTITUTION,
    ReasonCode.OTHER,
)


class CountForm(Form):
    """A scanner's line on top, then the lines with what was counted."""

    def __init__(self, detail: ShipmentDetail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.detail = detail
        self.receives = detail.row.kind is ShipmentKind.IN
        self._scans = 0
        self.scan = ScanField(self)
        self.scan_field = self.add(
            "scan", "Scan", self.scan, hint="The first scan starts the count at nought; each one adds one."
        )
        self.said = label("", Role.GOOD, self)
        below = self.scan_field.layout()
        if isinstance(below, QVBoxLayout):
            below.insertWidget(2, self.said)
        self.said.hide()
        self.question = CodeQuestion(self)
        self.question.chosen.connect(self._on_product_chosen)
        if isinstance(below, QVBoxLayout):
            below.insertWidget(3, self.question)
        self.scan.scanned.connect(self._on_scanned)
        for place, line in enumerate(detail.lines):
            self._add_line(place, line)
        if self.receives:
            self.more = QCheckBox("More of this shipment is still to come", self)
            self.add("more", "More is to come", self.more)
        self.mark_clean()

    @property
    def main(self) -> str:
        """The name of the field that is counted."""
        return "accepted" if self.receives else "quantity"

    def _add_line(self, place: int, line: ShipmentLineView) -> None:
        at = f"lines.{place}."
        wanted = formats().quantity(line.expected if self.receives else line.quantity, line.unit_decimals, line.unit)
        self.add_section(f"{line.name}")
        hint = f"{line.sku} · {wanted} {'expected' if self.receives else 'to pack'}"
        if self.receives and line.accepted:
            hint += f", {formats().quantity(line.accepted, line.unit_decimals)} accepted before"
        name = f"{'Accepted' if self.receives else 'Packed'}"
        field = self.add(at + self.main, name, QuantityField(f"{name}, {line.name}", self), hint=hint, half=True)
        field.control.setAccessibleName(f"{name}, {line.name}")
        start = line.expected if self.receives else line.quantity
        self._fill(at + self.main, start, line)
        if not self.receives:
            return
        rejected = self.add(at + "rejected", "Rejected", QuantityField(f"Rejected, {line.name}", self), half=True)
        rejected.control.setAccessibleName(f"Rejected, {line.name}")
        self._fill(at + "rejected", 0, line)
        choices = [(None, "Choose a reason"), *((reason, labels.label(reason)) for reason in _REASONS)]
        reason = ChoiceField(choices, self, name=f"Reason, {line.name}")
        self.add(at + "reason", "Why rejected", reason, half=True)
        self.add(at + "note", "Note", LineField(self, name=f"Note, {line.name}", limit=500), half=True)
        control = rejected.control
        if isinstance(control, QuantityField):
            control.textChanged.connect(self._on_rejected_changed)
        if line.tracking is not Tracking.NONE:
            caption = "Lot" if line.tracking is Tracking.LOT else "Serial numbers"
            hint = "" if line.tracking is Tracking.LOT else "Several with commas between them"
            self.add(at + "lot_code", caption, LineField(self, limit=500), hint=hint, half=True)
            self.add(at + "expiry", "Expires", DayField(self, name=f"Expires, {line.name}"), half=True)
        self._show_reason(place)

    def _fill(self, name: str, quantity: int, line: ShipmentLineView) -> None:
        control = self.field(name).control
        if isinstance(control, QuantityField):
            control.setText(plain_quantity(quantity, line.unit_decimals))

    def quantity(self, place: int, name: str) -> int:
        """What a field says, in smallest units. Raises ValidationError at it."""
        field = f"lines.{place}.{name}"
        return read_quantity(self.values()[field], self.detail.lines[place].unit_decimals, field)

    def quantities(self, name: str) -> list[int]:
        """What all lines say; all refusals at once."""
        checks, found = Checks(), []
        for place in range(len(self.detail.lines)):
            try:
                found.append(self.quantity(place, name))
            except ValidationError as error:
                checks.errors.append(error)
        checks.raise_if_any()
        return found

    def focus_first(self) -> None:
        """The scanner types at once."""
        self.scan.setFocus()

    def count_one(self, code: str, product_id: int | None = None) -> bool:
        """Count one of what a code names. False, and a sentence, when there is none; a question when there are two."""
        lines = self.detail.lines
        products = products_of(lines, code)
        self.question.clear()
        if len(products) > 1 and product_id is None:
            self._say("")
            self.question.ask(code, products)
            return False
        # From the first scan on the scanner counts; the expected numbers were only a proposal.
        counted = [self._counted(place) if self._scans else 0 for place in range(len(lines))]
        full = [have >= self._most(line) for have, line in zip(counted, lines, strict=True)]
        place = find_line(lines, code, full, product_id)
        if place is None:
            self._say("")
            self.scan_field.set_error(f"No line of this shipment has the code “{code[:60]}”. Nothing was counted.")
            return False
        if not self._scans:
            for at, line in enumerate(lines):
                self._fill(f"lines.{at}.{self.main}", 0, line)
        self._scans += 1
        line = lines[place]
        one = 10**line.unit_decimals
        self._fill(f"lines.{place}.{self.main}", counted[place] + one, line)
        if counted[place] + one > self._most(line):
            most = formats().quantity(self._most(line), line.unit_decimals, line.unit)
            self.field(f"lines.{place}.{self.main}").set_error(f"More than expected: {most}.")
        now = formats().quantity(counted[place] + one, line.unit_decimals)
        self.scan_field.set_error("")
        self._say(f"{line.name}: {now}")
        return True

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.scan.setAccessibleDescription(text)

    def _most(self, line: ShipmentLineView) -> int:
        return line.expected if self.receives else line.quantity

    def _counted(self, place: int) -> int:
        try:
            return self.quantity(place, self.main)
        except ValidationError:
            return 0

    def _show_reason(self, place: int) -> None:
        text = self.values()[f"lines.{place}.rejected"].strip()
        shown = text not in ("", "0")
        for name in ("reason", "note"):
            self.field(f"lines.{place}.{name}").setVisible(shown)

    @Slot(str)
    def _on_scanned(self, code: str) -> None:
        self.count_one(code)
        self.scan.setFocus()

    @Slot(str, int)
    def _on_product_chosen(self, code: str, product_id: int) -> None:
        self.count_one(code, product_id)
        self.scan.setFocus()

    @Slot()
    def _on_rejected_changed(self) -> None:
        for place in range(len(self.detail.lines)):
            if f"lines.{place}.reason" in self.values():
                self._show_reason(place)


class CodeQuestion(QWidget):
    """Which product is meant by a code that several have. `chosen(code, product id)`."""

    chosen = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._code = ""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.buttons: list[Button] = []
        self.hide()

    def ask(self, code: str, products: Sequence[ShipmentLineView]) -> None:
        """Offer these."""
        self._code = code
        text = f"{len(products)} products have the code “{code[:60]}”. Which one is it? Nothing was counted yet."
        self.column.addWidget(label(text, Role.WARN, self, wrap=True))
        for line in products:
            button = Button(f"{line.name} · {line.sku}", parent=self, on_click=self._on_clicked)
            button.setProperty("product", line.product_id)
            self.column.addWidget(button)
            self.buttons.append(button)
        self.show()

    def clear(self) -> None:
        """It is answered."""
        clear_layout(self.column)
        self.buttons = []
        self.hide()

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self._code, self.sender().property("product"))


class CountSheet(SideSheet):
    """Receive an inbound shipment, or pack an outbound one; `open_sheet()`, and it closes itself when saved."""

    def __init__(self, host: QWidget, ctx: AppContext, detail: ShipmentDetail) -> None:
        self.form = CountForm(detail)
        receives = self.form.receives
        title = f"{'Receive' if receives else 'Pack'} {detail.row.number}"
        super().__init__(host, title, self.form, save_text="Receive" if receives else "Pack", width=500)
        self.ctx = ctx
        self.detail = detail
        self.saved.connect(self.save)
        # A scanner is heard wherever the keyboard is in the page, not only in its own line.
        self.wedge = Wedge(host.window())
        self.wedge.setParent(self)
        self.wedge.scanned.connect(self._on_wedge_scanned)

    @Slot(str)
    def _on_wedge_scanned(self, code: str) -> None:
        if self.isVisible():
            self.form.scan.scanned.emit(code)

    @Slot()
    def save(self) -> None:
        """Save what was counted; a refusal shows at its field."""
        if not self.save_button.isEnabled():
            return
        self.form.clear_errors()
        try:
            command, arguments = self._receipt() if self.form.receives else self._parcel()
        except AppError as error:
            self.form.show_app_error(error)
            return
        self.set_busy(True)
        number = self.detail.row.number
        said = f"{number}: received" if self.form.receives else f"{number}: packed"
        run_operation(self, command, *arguments, on_success=self._on_saved, on_error=self._on_failed, toast=said)

    def _receipt(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        values = self.form.values()
        accepted, rejected = self.form.quantities("accepted"), self.form.quantities("rejected")
        lines = [
            ReceiptLine(
                line.id,
                accepted[place],
                rejected[place],
                values[f"lines.{place}.reason"] if rejected[place] else None,
                values[f"lines.{place}.note"] if rejected[place] else "",
                lot_code=values.get(f"lines.{place}.lot_code", ""),
                expiry=values.get(f"lines.{place}.expiry"),
            )
            for place, line in enumerate(self.detail.lines)
        ]
        return inbound.receive, (self.detail.row.id, lines, not values["more"], self.detail.version)

    def _parcel(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        packed = self.form.quantities("quantity")
        lines = [PackedLine(line.id, packed[place]) for place, line in enumerate(self.detail.lines)]
        return outbound.pack_planned, (self.detail.row.id, lines, self.detail.version)

    def _on_saved(self, _outcome: object) -> None:
        self.form.mark_clean()
        self.close_sheet()

    def _on_failed(self, error: AppError) -> None:
        self.set_busy(False)
        self.form.show_app_error(error)
