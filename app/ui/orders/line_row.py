"""A line of an order as it is written: the product, its quantity, price, discount and day, and what the line costs.

What differs between buying and selling is handed in by a subclass: what a new line proposes, what stands below the
fields, and which draft comes out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Problem, ValidationError, ValidationErrors
from app.domain.money import PPM, line_net
from app.ui.shared.buttons import IconButton
from app.ui.shared.cards import Rule
from app.ui.shared.fields import LineField
from app.ui.shared.formats import formats
from app.ui.shared.labels import ElidedLabel, Role, label
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
from app.wording.formats import NOTHING


@dataclass(frozen=True, slots=True)
class Setting:
    """What the lines are read with. `no_discount` says why more than the limit may not be given; empty: it may.

    `shows_costs` False: prices are not seen, so none is asked for.
    """

    currency: str
    today: date
    no_discount: str = ""
    shows_costs: bool = True


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line's fields hold once they could be read."""

    quantity: int
    price_minor: int
    discount_ppm: int
    day: date | None


class Offered(Protocol):
    """What a line needs to know of its product."""

    @property
    def product_id(self) -> int: ...
    @property
    def sku(self) -> str: ...
    @property
    def product(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def unit_decimals(self) -> int: ...


OfferT = TypeVar("OfferT", bound=Offered)
DraftT = TypeVar("DraftT")


class OrderLineRow(QWidget, Generic[OfferT, DraftT]):
    """One line. `changed` when a person typed; `removed(self)`; `left(self)` by Enter in it."""

    changed = Signal()
    removed = Signal(object)
    left = Signal()
    day_field: ClassVar[str]
    day_caption: ClassVar[str]

    def __init__(self, offer: OfferT, setting: Setting, parent: QWidget, draft: DraftT | None) -> None:
        super().__init__(parent)
        self.offer, self.setting, self.draft = offer, setting, draft
        self._fields: dict[str, LineField] = {}
        self._refused: dict[str, str] = {}
        self._build()
        self.fill()
        for field in self._fields.values():
            field.textEdited.connect(self._on_edited)
        self.show_sums()

    # -- what a subclass hands in -----------------------------------------------------------------------------------

    def codes(self) -> str:
        """What stands beside the product's name."""
        return self.offer.sku

    def add_foot(self, column: QVBoxLayout) -> None:
        """What stands below the fields."""

    def fill(self) -> None:
        """Put the draft's values, or those that are proposed for a new line, into the fields."""
        raise NotImplementedError

    def make_draft(self, typed: Typed) -> DraftT:
        """The line's draft."""
        raise NotImplementedError

    def show_sums(self) -> None:
        """Say what the line costs."""
        net = self.net()
        self._net.setText(NOTHING if net is None else formats().money_minor(net, self.setting.currency))

    # -- what the editor uses ---------------------------------------------------------------------------------------

    def field(self, name: str) -> LineField:
        """One of the line's fields."""
        return self._fields[name]

    def texts(self) -> tuple[str, ...]:
        """All that is typed, for telling whether anything changed."""
        return (str(self.offer.product_id), *(field.text() for field in self._fields.values()))

    def read(self, place: int, ordered: date | None = None) -> DraftT:
        """The line's draft. Raises ValidationErrors at `lines.<place>.…`; a day before `ordered` is one of them."""
        at = f"lines.{place}"
        errors: list[ValidationError] = []
        quantity = _needed(f"{at}.quantity", errors, self._read_quantity)
        if self.setting.shows_costs:
            price = _needed(f"{at}.price_minor", errors, self._read_price)
        else:
            price = _tried(errors, lambda: self._read_price(f"{at}.price_minor") or 0)
        discount = _tried(errors, lambda: read_percent(self._text("discount_ppm"), f"{at}.discount_ppm"))
        day = _tried(errors, lambda: read_day(self._text(self.day_field), f"{at}.{self.day_field}", self.setting.today))
        if quantity is not None and quantity <= 0:
            errors.append(ValidationError(f"{at}.quantity", Problem.NOT_POSITIVE))
        if discount is not None and not 0 <= discount <= PPM:
            errors.append(ValidationError(f"{at}.discount_ppm", Problem.OUT_OF_RANGE, low="0", high="100"))
        if day is not None and ordered is not None and day < ordered:
            errors.append(ValidationError(f"{at}.{self.day_field}", Problem.BEFORE, earliest=ordered.isoformat()))
        if errors or quantity is None or price is None:
            raise ValidationErrors(errors)
        return self.make_draft(Typed(quantity, price, discount or 0, day))

    def quantity(self) -> int | None:
        """What is wanted, when it can be read."""
        try:
            return self._read_quantity("quantity")
        except ValidationError:
            return None

    def net(self) -> int | None:
        """What it costs, as far as it can be read."""
        try:
            price, discount = self._read_price("price"), read_percent(self._text("discount_ppm"), "discount")
        except ValidationError:
            return None
        quantity = self.quantity()
        if quantity is None or price is None:
            return None
        return line_net(price, quantity, self.offer.unit_decimals, max(0, min(discount, PPM)))

    @property
    def error(self) -> str:
        """Why fields of it were refused."""
        return self._error.text()

    def show_error(self, name: str, text: str) -> None:
        """Say why a field was refused; an empty text takes all of them away. The keyboard goes to the first one."""
        before, self._refused = self._refused, {**self._refused, name: text} if text else {}
        for key, field in self._fields.items():
            if key in before or key in self._refused:
                field.setAccessibleDescription(self._refused.get(key, ""))
                field.setProperty("invalid", key in self._refused)
                field.style().unpolish(field)
                field.style().polish(field)
        several = len(self._refused) > 1
        places = list(self._fields)
        said = sorted(self._refused.items(), key=lambda one: places.index(one[0]) if one[0] in places else -1)
        lines = [f"{self._caption(key)}: {text}" if several and key in places else text for key, text in said]
        self._error.setText("\n".join(lines))
        self._error.setVisible(bool(lines))
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """To the first field that was refused."""
        refused = next((field for key, field in self._fields.items() if key in self._refused), None)
        if refused is not None:
            refused.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next product."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # -- how it is built --------------------------------------------------------------------------------------------

    def put(self, quantity: int, price_minor: int | None, discount_ppm: int = 0, day: date | None = None) -> None:
        """Fill the fields, as a person would type it."""
        self._fields["quantity"].setText(quantity_text(quantity, self.offer.unit_decimals))
        self._fields["price_minor"].setText(money_text(price_minor, self.setting.currency))
        self._fields["discount_ppm"].setText(percent_text(discount_ppm))
        self._fields[self.day_field].setText(day_text(day))

    def _build(self) -> None:
        offer = self.offer
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(ElidedLabel(offer.product, Role.STRONG, self))
        head.addWidget(ElidedLabel(self.codes(), Role.LABEL, self), 1)
        self._net = label("", Role.STRONG, self)
        head.addWidget(self._net)
        head.addWidget(IconButton("trash", f"Remove {offer.product}", self, on_click=self._on_remove))
        column.addLayout(head)
        column.addLayout(self._make_fields())
        self.add_foot(column)
        self._error = label("", Role.ERROR, self, wrap=True)
        self._error.hide()
        column.addWidget(self._error)
        column.addWidget(Rule(self, soft=True))

    def _make_fields(self) -> QHBoxLayout:
        theme = current_theme()
        row = QHBoxLayout()
        row.setSpacing(8)
        for key, width in (("quantity", 84), ("price_minor", 92), ("discount_ppm", 70), (self.day_field, 100)):
            cell = QVBoxLayout()
            cell.setSpacing(2)
            caption = self._caption(key)
            if key == "quantity":
                caption = f"{caption}, {self.offer.unit}"
            cell.addWidget(label(caption, Role.LABEL, self))
            field = LineField(self, name=f"{caption} of {self.offer.product}", limit=24)
            field.setMinimumWidth(theme.px(width))
            cell.addWidget(field)
            self._fields[key] = field
            row.addLayout(cell, width)
        return row

    def _caption(self, key: str) -> str:
        captions = {"quantity": "Quantity", "price_minor": "Price", "discount_ppm": "Discount, %"}
        return captions.get(key, self.day_caption)

    def _text(self, name: str) -> str:
        return self._fields[name].text()

    def _read_quantity(self, field: str) -> int | None:
        return read_quantity(self._text("quantity"), self.offer.unit_decimals, field)

    def _read_price(self, field: str) -> int | None:
        return read_money(self._text("price_minor"), self.setting.currency, field)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_edited(self) -> None:
        if self._refused:
            self.show_error("", "")
        self.show_sums()
        self.changed.emit()

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self)


def _tried(errors: list[ValidationError], read: Callable[[], Any]) -> Any:
    try:
        return read()
    except ValidationError as error:
        errors.append(error)
        return None


def _needed(field: str, errors: list[ValidationError], read: Callable[[str], int | None]) -> int | None:
    before = len(errors)
    found: int | None = _tried(errors, lambda: read(field))
    if found is None and len(errors) == before:
        errors.append(ValidationError(field, Problem.REQUIRED))
    return found
