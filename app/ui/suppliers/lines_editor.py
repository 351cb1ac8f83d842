"""The lines of an order as they are written, and the field that adds one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ValidationError, ValidationErrors
from app.services.purchasing.read_models import Offer, PurchaseLineDraft
from app.ui.app_context import AppContext
from app.ui.shared.errors import field_sentence
from app.ui.shared.tab_order import tab_before
from app.ui.suppliers.line_row import LineRow, Setting
from app.ui.suppliers.product_field import ProductField


class LinesEditor(QWidget):
    """All lines, and the field that adds one. A form's control: `value()`, `set_value(drafts)`, `changed`."""

    changed = Signal()

    def __init__(self, ctx: AppContext, supplier_id: int, setting: Setting, parent: QWidget) -> None:
        super().__init__(parent)
        self._setting = setting
        self.offers: dict[int, Offer] = {}
        self.rows: list[LineRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._room = QVBoxLayout()
        self._room.setSpacing(0)
        column.addLayout(self._room)
        self.picker = ProductField(
            ctx, supplier_id, self, name="Add a product", placeholder="Add a product: name, SKU, GTIN or their code"
        )
        self.picker.picked.connect(self.add_offer)
        column.addWidget(self.picker)
        self.setFocusProxy(self.picker)

    def value(self) -> tuple[tuple[str, ...], ...]:
        """All that is typed."""
        return tuple(row.texts() for row in self.rows)

    def set_value(self, drafts: Sequence[PurchaseLineDraft] | None) -> None:
        """Show these lines; their products' offers are known by then."""
        for row in list(self.rows):
            self._drop(row)
        for draft in drafts or ():
            if draft.product_id in self.offers:
                self._add(self.offers[draft.product_id], draft)

    def read(self) -> tuple[PurchaseLineDraft, ...]:
        """The lines' drafts. Raises ValidationErrors with the fields of all lines."""
        found: list[PurchaseLineDraft] = []
        errors: list[ValidationError] = []
        for place, row in enumerate(self.rows):
            try:
                found.append(row.read(place))
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
        return True

    @Slot(object)
    def add_offer(self, offer: Offer) -> None:
        """One more line, the keyboard in its quantity."""
        self.offers[offer.product_id] = offer
        row = self._add(offer, None)
        row.field("quantity").setFocus()
        row.field("quantity").selectAll()
        self.changed.emit()

    def _add(self, offer: Offer, draft: PurchaseLineDraft | None) -> LineRow:
        row = LineRow(offer, self._setting, self, draft)
        row.changed.connect(self.changed)
        row.removed.connect(self._on_removed)
        row.left.connect(self.picker.setFocus)
        self.rows.append(row)
        self._room.addWidget(row)
        row.show()
        tab_before(row, self.picker)
        return row

    def _drop(self, row: LineRow) -> None:
        self.rows.remove(row)
        self._room.removeWidget(row)
        row.hide()
        row.deleteLater()

    @Slot(object)
    def _on_removed(self, row: LineRow) -> None:
        self._drop(row)
        self.picker.setFocus()
        self.changed.emit()
