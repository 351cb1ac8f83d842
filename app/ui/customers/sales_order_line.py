"""A line of a sales order as it is written: quantity, price and discount, and at once what stock says to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Problem, ValidationError, ValidationErrors
from app.domain.formulas.promising import StockTruth
from app.domain.money import PPM, line_net
from app.services.sales_orders.lines import DISCOUNT_LIMIT_PPM
from app.services.sales_orders.read_models import SalesLineDraft, SalesOffer
from app.ui.shared.badges import Badge
from app.ui.shared.buttons import IconButton
from app.ui.shared.cards import Rule
from app.ui.shared.columns import Tone
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
from app.wording import selling
from app.wording.formats import NOTHING

WIDTHS: Final = {"quantity": 84, "price_minor": 92, "discount_ppm": 72, "promised": 100}
CAPTIONS: Final = {
    "quantity": "Quantity",
    "price_minor": "Price",
    "discount_ppm": "Discount, %",
    "promised": "Promised",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the lines are read with. `no_discount` says why more than the limit may not be given; empty: it may."""

    currency: str
    today: date
    no_discount: str = ""


class SalesLineRow(QWidget):
    """One line. `changed` when a person typed; `removed(self)`; `left(self)` by Enter in it."""

    changed = Signal()
    removed = Signal(object)
    left = Signal()

    def __init__(self, offer: SalesOffer, setting: Setting, parent: QWidget, draft: SalesLineDraft | None) -> None:
        super().__init__(parent)
        self.offer, self._setting, self._draft = offer, setting, draft
        self.truth: StockTruth | None = None
        self._fields: dict[str, LineField] = {}
        self._build()
        self._fill(draft)
        for field in self._fields.values():
            field.textEdited.connect(self._on_edited)
        self._show_net()

    def field(self, name: str) -> LineField:
        """One of the line's fields."""
        return self._fields[name]

    def texts(self) -> tuple[str, ...]:
        """All that is typed, for telling whether anything changed."""
        return (str(self.offer.product_id), *(field.text() for field in self._fields.values()))

    def read(self, place: int, ordered: date | None = None) -> SalesLineDraft:
        """The line's draft. Raises ValidationErrors at `lines.<place>.…`."""
        errors: list[ValidationError] = []
        quantity = self._read("quantity", place, errors)
        price = self._read("price_minor", place, errors)
        discount = self._read("discount_ppm", place, errors)
        promised = self._read("promised", place, errors)
        if quantity is not None and quantity <= 0:
            errors.append(ValidationError(f"lines.{place}.quantity", Problem.NOT_POSITIVE))
        if discount is not None and not 0 <= discount <= PPM:
            errors.append(ValidationError(f"lines.{place}.discount_ppm", Problem.OUT_OF_RANGE, low="0", high="100"))
        if promised is not None and ordered is not None and promised < ordered:
            errors.append(ValidationError(f"lines.{place}.promised", Problem.BEFORE, earliest=ordered.isoformat()))
        if errors:
            raise ValidationErrors(errors)
        stored = self._draft
        return SalesLineDraft(
            self.offer.product_id, quantity, price, discount, stored.requested if stored else None, promised,
            stored.id if stored else None,
        )  # fmt: skip

    def quantity(self) -> int | None:
        """What is wanted, when it can be read."""
        try:
            return read_quantity(self._fields["quantity"].text(), self.offer.unit_decimals, "quantity")
        except ValidationError:
            return None

    def net(self) -> int | None:
        """What it costs, as far as it can be read."""
        try:
            line = self.read(0)
        except ValidationErrors:
            return None
        return line_net(line.price_minor, line.quantity, self.offer.unit_decimals, line.discount_ppm)

    def refused_discount(self) -> str:
        """Why the typed discount may not be given; what the line had already it may keep."""
        stored = self._draft.discount_ppm if self._draft is not None else 0
        try:
            ppm = read_percent(self._fields["discount_ppm"].text(), "discount_ppm")
        except ValidationError:
            return ""
        return self._setting.no_discount if DISCOUNT_LIMIT_PPM < ppm <= PPM and ppm != stored else ""

    def show_truth(self, truth: StockTruth | None) -> None:
        """What stock says to the quantity that is typed; None takes it away."""
        self.truth = truth
        self._stock.setVisible(truth is not None)
        if truth is None:
            return
        offer, words = self.offer, formats()
        promised = self._promised()
        text = selling.truth_words(truth, offer.unit_decimals, offer.unit, words, self._setting.today)
        if selling.comes_late(truth, promised):
            text += ", after the promise"
        self._stock.set_badge(text, Tone(selling.truth_tone(truth, promised).value))
        self._fields["quantity"].setAccessibleDescription(text)

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

    def take_keyboard(self) -> None:
        """To the field that was refused."""
        for field in self._fields.values():
            if field.property("invalid"):
                field.setFocus()

    @property
    def error(self) -> str:
        """Why a field of it was refused."""
        return self._error.text()

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
        head.addWidget(ElidedLabel(offer.sku, Role.LABEL, self), 1)
        self._net = label("", Role.STRONG, self)
        head.addWidget(self._net)
        head.addWidget(IconButton("trash", f"Remove {offer.product}", self, on_click=self._on_remove))
        column.addLayout(head)
        column.addLayout(self._make_fields())
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._stock = Badge(parent=self)
        foot.addWidget(self._stock, 0, Qt.AlignmentFlag.AlignTop)
        self._hint: PlainLabel = label("", Role.LABEL, self, wrap=True)
        foot.addWidget(self._hint, 1)
        column.addLayout(foot)
        self._error = label("", Role.ERROR, self, wrap=True)
        self._error.hide()
        column.addWidget(self._error)
        column.addWidget(Rule(self, soft=True))

    def _make_fields(self) -> QHBoxLayout:
        offer, theme = self.offer, current_theme()
        row = QHBoxLayout()
        row.setSpacing(8)
        for key, width in WIDTHS.items():
            cell = QVBoxLayout()
            cell.setSpacing(2)
            caption = f"Quantity, {offer.unit}" if key == "quantity" else CAPTIONS[key]
            cell.addWidget(label(caption, Role.LABEL, self))
            field = LineField(self, name=f"{caption} of {offer.product}", limit=24)
            field.setMinimumWidth(theme.px(width))
            cell.addWidget(field)
            self._fields[key] = field
            row.addLayout(cell, width)
        return row

    def _fill(self, draft: SalesLineDraft | None) -> None:
        offer, currency = self.offer, self._setting.currency
        if draft is None:
            self._fields["quantity"].setText(quantity_text(10**offer.unit_decimals, offer.unit_decimals))
            self._fields["price_minor"].setText(money_text(offer.price_minor, currency))
        else:
            self._fields["quantity"].setText(quantity_text(draft.quantity, offer.unit_decimals))
            self._fields["price_minor"].setText(money_text(draft.price_minor, currency))
            self._fields["discount_ppm"].setText(percent_text(draft.discount_ppm))
            self._fields["promised"].setText(day_text(draft.promised))
        self._hint.setText(selling.paid_words(offer.paid, offer.list_minor, currency, formats()))

    def _read(self, name: str, place: int, errors: list[ValidationError]) -> Any:
        field, text = f"lines.{place}.{name}", self._fields[name].text()
        found: Any = None
        try:
            match name:
                case "quantity":
                    found = read_quantity(text, self.offer.unit_decimals, field)
                case "price_minor":
                    found = read_money(text, self._setting.currency, field)
                case "discount_ppm":
                    return read_percent(text, field)
                case _:
                    return read_day(text, field, self._setting.today)
        except ValidationError as error:
            errors.append(error)
            return None
        if found is None:
            errors.append(ValidationError(field, Problem.REQUIRED))
        return found

    def _promised(self) -> date | None:
        try:
            return read_day(self._fields["promised"].text(), "promised", self._setting.today)
        except ValidationError:
            return None

    def _show_net(self) -> None:
        net = self.net()
        self._net.setText(NOTHING if net is None else formats().money_minor(net, self._setting.currency))

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_edited(self) -> None:
        if self._error.text():
            self.show_error("", "")
        self._show_net()
        self.changed.emit()

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self)
