"""A line of an order as it is written: quantity with the supplier's rules, price by its breaks, net."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import ValidationError, ValidationErrors
from app.domain.formulas.ordering import price_at, round_order
from app.domain.money import line_net
from app.services.purchasing.read_models import Offer, PurchaseLineDraft
from app.ui.shared.buttons import Button, IconButton, Kind
from app.ui.shared.cards import Rule
from app.ui.shared.fields import LineField
from app.ui.shared.formats import formats
from app.ui.shared.labels import ElidedLabel, PlainLabel, Role, label
from app.ui.shared.typed import (
    day_text,
    money_text,
    percent_text,
    quantity_text,
    read_day,
    read_money,
    read_percent,
    read_quantity,
)
from app.ui.theme import current_theme
from app.wording import supplying
from app.wording.formats import NOTHING

WIDTHS: Final = {"quantity": 84, "price_minor": 92, "discount_ppm": 64, "requested": 100}
CAPTIONS: Final = {
    "quantity": "Quantity",
    "price_minor": "Price",
    "discount_ppm": "Discount, %",
    "requested": "Wanted by",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the lines are read with."""

    currency: str
    today: date


class LineRow(QWidget):
    """One line. `changed` when a person typed; `removed(self)`; `left(self)` by Enter in its quantity."""

    changed = Signal()
    removed = Signal(object)
    left = Signal()

    def __init__(self, offer: Offer, setting: Setting, parent: QWidget, draft: PurchaseLineDraft | None) -> None:
        super().__init__(parent)
        self.offer, self._setting = offer, setting
        self._id = draft.id if draft is not None else None
        self._own_price = draft is not None
        self._proposed: int | None = None
        self._build()
        self._fill(draft)
        self._fields["price_minor"].textEdited.connect(self._on_price_edited)
        self._fields["quantity"].textEdited.connect(self._on_quantity_edited)
        for field in self._fields.values():
            field.textEdited.connect(self._on_edited)
        self._show_sums()

    def field(self, name: str) -> LineField:
        """One of the line's fields."""
        return self._fields[name]

    def texts(self) -> tuple[str, ...]:
        """All that is typed, for telling whether anything changed."""
        return (str(self.offer.product_id), *(field.text() for field in self._fields.values()))

    def read(self, place: int) -> PurchaseLineDraft:
        """The line's draft. Raises ValidationErrors at `lines.<place>.…`."""
        errors: list[ValidationError] = []
        quantity = self._read("quantity", place, errors)
        price = self._read("price_minor", place, errors)
        discount = self._read("discount_ppm", place, errors)
        requested = self._read("requested", place, errors)
        if errors:
            raise ValidationErrors(errors)
        return PurchaseLineDraft(
            self.offer.product_id, quantity or 0, price or 0, discount, requested, self.offer.supplier_item_id, self._id
        )

    def net(self) -> int | None:
        """What it costs, as far as it can be read."""
        try:
            line = self.read(0)
        except ValidationErrors:
            return None
        return line_net(line.price_minor, line.quantity, self.offer.unit_decimals, min(line.discount_ppm, 1_000_000))

    def show_error(self, name: str, text: str) -> None:
        """Say why a field was refused; an empty text takes all of them away."""
        for key, field in self._fields.items():
            refused = bool(text) and key == name
            if bool(field.property("invalid")) != refused:
                field.setProperty("invalid", refused)
                field.style().unpolish(field)
                field.style().polish(field)
        self._error.setText(text)
        self._error.setVisible(bool(text))
        if text and name in self._fields:
            self._fields[name].setAccessibleDescription(text)
            self._fields[name].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next product."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        offer = self.offer
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(ElidedLabel(offer.product, Role.STRONG, self))
        code = f"{offer.sku} · {offer.supplier_sku}" if offer.supplier_sku else offer.sku
        head.addWidget(ElidedLabel(code, Role.LABEL, self), 1)
        self._net = label("", Role.STRONG, self)
        head.addWidget(self._net)
        name = f"Remove {offer.product}"
        head.addWidget(IconButton("trash", name, self, on_click=self._on_remove))
        column.addLayout(head)
        column.addLayout(self._make_fields())
        self._add_notes(column)

    def _make_fields(self) -> QHBoxLayout:
        offer, theme = self.offer, current_theme()
        row = QHBoxLayout()
        row.setSpacing(8)
        self._fields: dict[str, LineField] = {}
        for key, width in WIDTHS.items():
            cell = QVBoxLayout()
            cell.setSpacing(2)
            caption = CAPTIONS[key]
            if key == "quantity":
                caption = f"Quantity, {offer.unit}"
            cell.addWidget(label(caption, Role.LABEL, self))
            field = LineField(self, name=f"{caption} of {offer.product}", limit=24)
            field.setMinimumWidth(theme.px(width))
            cell.addWidget(field)
            self._fields[key] = field
            row.addLayout(cell, width)
        return row

    def _add_notes(self, column: QVBoxLayout) -> None:
        self._note: PlainLabel = label("", Role.LABEL, self, wrap=True)
        self._use = Button("", Kind.LINK, self, on_click=self._on_use)
        self._use.setProperty("compact", True)
        self._use.setAccessibleName(f"Order the proposed quantity of {self.offer.product}")
        hint = QHBoxLayout()
        hint.setSpacing(6)
        hint.addWidget(self._note, 1)
        hint.addWidget(self._use)
        column.addLayout(hint)
        self._error = label("", Role.ERROR, self, wrap=True)
        self._error.hide()
        column.addWidget(self._error)
        column.addWidget(Rule(self, soft=True))

    def _fill(self, draft: PurchaseLineDraft | None) -> None:
        offer, decimals = self.offer, self.offer.unit_decimals
        if draft is None:
            need = offer.needed or offer.rules.minimum or offer.rules.step
            quantity = round_order(max(need, 1), offer.rules).quantity
            if offer.needed is None and offer.rules.step == 1 and not offer.rules.minimum:
                quantity = 10**decimals
            draft = PurchaseLineDraft(offer.product_id, quantity, self._price_for(quantity) or 0)
        self._fields["quantity"].setText(quantity_text(draft.quantity, decimals))
        self._fields["price_minor"].setText(money_text(draft.price_minor, self._setting.currency))
        self._fields["discount_ppm"].setText(percent_text(draft.discount_ppm))
        self._fields["requested"].setText(day_text(draft.requested))

    def _price_for(self, quantity: int) -> int | None:
        return price_at(quantity, self.offer.price_minor, self.offer.breaks)

    def _read(self, name: str, place: int, errors: list[ValidationError]) -> Any:
        field, text = f"lines.{place}.{name}", self._fields[name].text()
        try:
            match name:
                case "quantity":
                    return read_quantity(text, self.offer.unit_decimals, field)
                case "price_minor":
                    return read_money(text, self._setting.currency, field)
                case "discount_ppm":
                    return read_percent(text, field)
            return read_day(text, field, self._setting.today)
        except ValidationError as error:
            errors.append(error)
            return None

    def _quantity(self) -> int | None:
        try:
            return read_quantity(self._fields["quantity"].text(), self.offer.unit_decimals, "quantity")
        except ValidationError:
            return None

    def _show_sums(self) -> None:
        net = self.net()
        self._net.setText(NOTHING if net is None else formats().money_minor(net, self._setting.currency))
        self._show_rules(self._quantity())

    def _show_rules(self, quantity: int | None) -> None:
        offer, words = self.offer, formats()
        rounded = round_order(quantity, offer.rules) if quantity and quantity > 0 else None
        differs = rounded is not None and rounded.quantity != quantity
        self._proposed = rounded.quantity if rounded is not None and differs else None
        notes = []
        if rounded is not None and differs:
            notes.append(supplying.rounding(rounded.reasons, offer.rules, offer.unit_decimals, offer.unit, words))
        nearest = next(
            ((step, price) for step, price in offer.breaks if quantity is not None and step > quantity), None
        )
        if nearest is not None:
            price = words.money_minor(nearest[1], self._setting.currency)
            notes.append(f"from {words.quantity(nearest[0], offer.unit_decimals, offer.unit)}: {price}")
        if offer.currency is not None and offer.currency != self._setting.currency:
            notes.append(f"their price is in {offer.currency}")
        self._note.setText(" · ".join(notes))
        self._use.setVisible(self._proposed is not None)
        self._use.setText(f"Order {words.quantity(self._proposed, offer.unit_decimals)}" if self._proposed else "")

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_edited(self) -> None:
        if self._error.isVisible():
            self.show_error("", "")
        self._show_sums()
        self.changed.emit()

    @Slot()
    def _on_price_edited(self) -> None:
        self._own_price = True

    @Slot()
    def _on_quantity_edited(self) -> None:
        quantity = self._quantity()
        if not self._own_price and quantity:
            self._fields["price_minor"].setText(money_text(self._price_for(quantity), self._setting.currency))

    @Slot()
    def _on_use(self) -> None:
        if self._proposed is not None:
            self._fields["quantity"].setText(quantity_text(self._proposed, self.offer.unit_decimals))
            self._on_quantity_edited()
            self._on_edited()
            self._fields["quantity"].setFocus()

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self)
