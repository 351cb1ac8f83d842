"""The lines of a sales order as they are written, and the field that adds one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ValidationError, ValidationErrors
from app.services.operations import Operations
from app.services.sales_orders.offers import offers
from app.services.sales_orders.read_models import SalesLineDraft, SalesOffer
from app.ui.app_context import AppContext
from app.ui.customers.sales_order_line import SalesLineRow, Setting
from app.ui.shared.errors import field_sentence
from app.ui.shared.formats import formats
from app.ui.shared.picker_field import PickerField
from app.ui.shared.popup_list import PopupItem
from app.ui.shared.tab_order import tab_before


class FindOffer:
    """Reads what can be sold to a customer, on a worker."""

    def __init__(self, ops: Operations, customer_id: int, currency: str) -> None:
        self._ops = ops
        self._customer = customer_id
        self._currency = currency

    def __call__(self, text: str) -> Sequence[SalesOffer]:
        """By what is typed; without a text what they bought before, and the rest."""
        return self._ops.read(offers, self._customer, text, self._currency)


class SalesLinesEditor(QWidget):
    """All lines, and the field that adds one. A form's control: `value()`, `set_value(drafts)`, `changed`."""

    changed = Signal()

    def __init__(self, ctx: AppContext, customer_id: int, setting: Setting, parent: QWidget) -> None:
        super().__init__(parent)
        self._setting = setting
        self.offers: dict[int, SalesOffer] = {}
        self.rows: list[SalesLineRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._room = QVBoxLayout()
        self._room.setSpacing(0)
        column.addLayout(self._room)
        self.picker = PickerField(
            ctx, FindOffer(ctx.ops, customer_id, setting.currency), _item, self, name="Add a product",
            placeholder="Add a product: name, SKU or GTIN", list_name="Products",
            none="No product has this name, SKU or GTIN",
        )  # fmt: skip
        self.picker.picked.connect(self.add_offer)
        column.addWidget(self.picker)
        self.setFocusProxy(self.picker)

    def value(self) -> tuple[tuple[str, ...], ...]:
        """All that is typed."""
        return tuple(row.texts() for row in self.rows)

    def set_value(self, drafts: Sequence[SalesLineDraft] | None) -> None:
        """Show these lines; their products' offers are known by then."""
        for row in list(self.rows):
            self._drop(row)
        for draft in drafts or ():
            if draft.product_id in self.offers:
                self._add(self.offers[draft.product_id], draft)
        self.show_stock()

    def read(self, ordered: date | None = None) -> tuple[SalesLineDraft, ...]:
        """The lines' drafts. Raises ValidationErrors with the fields of all lines."""
        found: list[SalesLineDraft] = []
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

    def refuse_discounts(self) -> bool:
        """Say at the lines whose discount the role may not give why; False when all may be given."""
        found = [(row, reason) for row in self.rows if (reason := row.refused_discount())]
        for row, reason in reversed(found):
            row.show_error("discount_ppm", reason)
        return bool(found)

    def show_stock(self) -> None:
        """Say at each line what stock says; lines of the same product share what there is, the first one first."""
        taken: dict[int, int] = {}
        waiting: dict[int, int] = {}
        for row in self.rows:
            wanted, product = row.quantity(), row.offer.product_id
            if not wanted or wanted <= 0:
                row.show_truth(None)
                continue
            truth = row.offer.prospect.truth(wanted, taken=taken.get(product, 0), waiting=waiting.get(product, 0))
            taken[product] = taken.get(product, 0) + truth.now
            waiting[product] = waiting.get(product, 0) + truth.wanted - truth.now
            row.show_truth(truth)

    def clear_errors(self) -> None:
        """Take every sentence away."""
        for row in self.rows:
            row.show_error("", "")

    def show_line_error(self, error: ValidationError) -> bool:
        """Show a refusal at its line. False when there is no such line."""
        parts = error.field.split(".")
        if len(parts) != 3 or not parts[1].isdigit() or int(parts[1]) >= len(self.rows):
            return False
        first = next((row for row in self.rows if row.error), None)
        self.rows[int(parts[1])].show_error(parts[2], field_sentence(error))
        if first is not None:
            # Several are refused: the keyboard stays at the first of them.
            first.take_keyboard()
        return True

    @Slot(object)
    def add_offer(self, offer: SalesOffer) -> None:
        """One more line, the keyboard in its quantity."""
        self.offers[offer.product_id] = offer
        row = self._add(offer, None)
        row.field("quantity").setFocus()
        row.field("quantity").selectAll()
        self._on_changed()

    def _add(self, offer: SalesOffer, draft: SalesLineDraft | None) -> SalesLineRow:
        row = SalesLineRow(offer, self._setting, self, draft)
        row.changed.connect(self._on_changed)
        row.removed.connect(self._on_removed)
        row.left.connect(self.picker.setFocus)
        self.rows.append(row)
        self._room.addWidget(row)
        row.show()
        tab_before(row, self.picker)
        return row

    def _drop(self, row: SalesLineRow) -> None:
        self.rows.remove(row)
        self._room.removeWidget(row)
        row.hide()
        row.deleteLater()

    @Slot()
    def _on_changed(self) -> None:
        self.show_stock()
        self.changed.emit()

    @Slot(object)
    def _on_removed(self, row: SalesLineRow) -> None:
        self._drop(row)
        self.picker.setFocus()
        self._on_changed()


def _item(offer: SalesOffer) -> PopupItem:
    """A product in the list: what is free of it, and what comes."""
    words, prospect = formats(), offer.prospect
    there = words.quantity(prospect.available, offer.unit_decimals)
    note = f"{there} available" if prospect.available or not prospect.receipts else "none now, more on order"
    return PopupItem(offer.product_id, f"{offer.sku}  {offer.product}", note)
