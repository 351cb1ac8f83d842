"""The lines of an order as they are written, and the field that adds one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ValidationError, ValidationErrors
from app.ui.orders.line_row import OrderLineRow
from app.ui.shared.errors import field_sentence
from app.ui.shared.picker_field import PickerField

RowT = TypeVar("RowT", bound=OrderLineRow[Any, Any])


class LinesEditor(QWidget, Generic[RowT]):
    """All lines, and the field that adds one. A form's control: `value()`, `set_value(drafts)`, `changed`.

    `make_row(offer, draft, parent)` makes a line, `make_picker(parent)` the field that finds a product's offer.
    """

    changed = Signal()

    def __init__(
        self,
        make_row: Callable[[Any, Any, QWidget], RowT],
        make_picker: Callable[[QWidget], PickerField],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._make_row = make_row
        self.offers: dict[int, Any] = {}
        self.rows: list[RowT] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._room = QVBoxLayout()
        self._room.setSpacing(0)
        column.addLayout(self._room)
        self.picker = make_picker(self)
        self.picker.picked.connect(self.add_offer)
        column.addWidget(self.picker)
        self.setFocusProxy(self.picker)

    def lines_changed(self) -> None:
        """Called before `changed`, and after other lines were set; for what the lines say to each other."""

    def value(self) -> tuple[tuple[str, ...], ...]:
        """All that is typed."""
        return tuple(row.texts() for row in self.rows)

    def set_value(self, drafts: Sequence[Any] | None) -> None:
        """Show these lines; their products' offers are known by then."""
        for row in list(self.rows):
            self._drop(row)
        for draft in drafts or ():
            if draft.product_id in self.offers:
                self._add(self.offers[draft.product_id], draft)
        self.lines_changed()

    def read(self, ordered: date | None = None) -> tuple[Any, ...]:
        """The lines' drafts. Raises ValidationErrors with the fields of all lines."""
        found: list[Any] = []
        errors: list[ValidationError] = []
        for place, row in enumerate(self.rows):
            try:
                found.append(row.read(place, ordered))
            except ValidationErrors as refused:
                errors.extend(refused.errors)
        if errors:
            raise ValidationErrors(errors)
        return tuple(found)

    def total(self) -> int | None:
        """Σ of the nets; None when one cannot be read."""
        nets = [row.net() for row in self.rows]
        return None if any(net is None for net in nets) else sum(net or 0 for net in nets)

    def clear_errors(self) -> None:
        """Take every sentence away."""
        for row in self.rows:
            row.show_error("", "")

    def show_line_error(self, error: ValidationError) -> bool:
        """Show a refusal at its line. False when there is no such line."""
        parts = error.field.split(".")
        if len(parts) != 3 or not parts[1].isdigit() or int(parts[1]) >= len(self.rows):
            return False
        self.rows[int(parts[1])].show_error(parts[2], field_sentence(error))
        # Several may be refused: the keyboard stays at the first of them.
        next(row for row in self.rows if row.error).take_keyboard()
        return True

    @Slot(object)
    def add_offer(self, offer: Any) -> None:
        """One more line, the keyboard in its quantity."""
        self.offers[offer.product_id] = offer
        row = self._add(offer, None)
        row.field("quantity").setFocus()
        row.field("quantity").selectAll()
        self._on_changed()

    def _add(self, offer: Any, draft: Any) -> RowT:
        row = self._make_row(offer, draft, self)
        row.changed.connect(self._on_changed)
        row.removed.connect(self._on_removed)
        row.left.connect(self.picker.setFocus)
        self.rows.append(row)
        self._room.addWidget(row)
        row.show()
        return row

    def _drop(self, row: RowT) -> None:
        self.rows.remove(row)
        self._room.removeWidget(row)
        row.hide()
        row.deleteLater()

    @Slot()
    def _on_changed(self) -> None:
        self.lines_changed()
        self.changed.emit()

    @Slot(object)
    def _on_removed(self, row: RowT) -> None:
        self._drop(row)
        self.picker.setFocus()
        self._on_changed()
