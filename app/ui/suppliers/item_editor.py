"""Says how a supplier sells a product: code, price and breaks, pack rules, lead time, from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Problem, ValidationError
from app.services.purchasing.read_models import Offer
from app.services.suppliers.items import draft_of, items, save_item
from app.services.suppliers.read_models import Break, ItemDraft
from app.ui.app_context import AppContext
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.draft_sheet import DraftForm, DraftSheet
from app.ui.shared.fields import LineField, TextField
from app.ui.shared.labels import ElidedLabel, Role
from app.ui.shared.typed import (
    day_text,
    money_text,
    quantity_text,
    read_day,
    read_money,
    read_quantity,
    read_whole,
)
from app.ui.suppliers.product_field import product_field

_QUANTITIES = ("pack_quantity", "minimum", "multiple", "maximum")


class PickedProduct(QWidget):
    """The product of a new item: a field to find it, and its name once it was found."""

    changed = Signal()

    def __init__(self, ctx: AppContext, supplier_id: int, parent: QWidget, known: tuple[int, str, int] | None) -> None:
        super().__init__(parent)
        self.decimals = known[2] if known else 0
        self._id = known[0] if known else None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        line = QHBoxLayout()
        self._name = ElidedLabel(known[1] if known else "", Role.STRONG, self)
        self._change = Button("Change", Kind.LINK, self, on_click=self._on_change)
        line.addWidget(self._name, 1)
        line.addWidget(self._change)
        column.addLayout(line)
        self.field = product_field(ctx, supplier_id, self, name="Product", placeholder="Find by name, SKU or GTIN")
        self.field.picked.connect(self._on_picked)
        column.addWidget(self.field)
        self.setFocusProxy(self.field)
        self._fixed = known is not None
        self._show()

    def value(self) -> int | None:
        """The product's id."""
        return self._id

    def set_value(self, value: int | None) -> None:
        """Only the fixed one is ever set."""
        self._id = value if value is not None else self._id

    def _show(self) -> None:
        self._name.setVisible(self._id is not None)
        self._change.setVisible(self._id is not None and not self._fixed)
        self.field.setVisible(self._id is None)

    @Slot(object)
    def _on_picked(self, offer: Offer) -> None:
        self._id, self.decimals = offer.product_id, offer.unit_decimals
        self._name.set_whole_text(f"{offer.sku}  {offer.product}")
        self._show()
        self.changed.emit()

    @Slot()
    def _on_change(self) -> None:
        self._id = None
        self._show()
        self.field.setFocus()
        self.changed.emit()


class ItemForm(DraftForm):
    """Numbers are typed as text and read when it is saved; price breaks one a line: quantity, price."""

    def __init__(
        self, ctx: AppContext, supplier_id: int, today: date, currency: str, known: tuple[int, str, int] | None
    ) -> None:
        super().__init__()
        self._today, self._currency = today, currency
        self.product = PickedProduct(ctx, supplier_id, self, known)
        self.add("product_id", "Product", self.product, required=True)
        self.add("supplier_sku", "Their code", self._line(60), half=True)
        self.add("lead_time_days", "Lead time, days", self._line(6), half=True)
        self.add("price_minor", "Price a unit", self._line(20), half=True)
        self.add("currency", "Currency", self._line(3), half=True)
        hint = "One a line: from which quantity; the price. Such as 48; 4.50"
        self.add("breaks", "Price breaks", TextField(self, lines=2), hint=hint)
        self.add("pack_quantity", "In a pack", self._line(20), half=True)
        self.add("minimum", "Minimum", self._line(20), half=True)
        self.add("multiple", "Multiple of", self._line(20), hint="Empty: whole packs", half=True)
        self.add("maximum", "Maximum", self._line(20), half=True)
        self.add("valid_from", "Valid from", self._line(20), hint="2026-11-22, or +14 days", half=True)
        self.add("valid_to", "Valid to", self._line(20), half=True)
        self.mark_clean()

    def to_fields(self, draft: ItemDraft) -> dict[str, Any]:
        """Numbers as text."""
        values = super().to_fields(draft)
        currency = draft.currency or self._currency
        values["currency"] = currency
        values["price_minor"] = money_text(draft.price_minor, currency)
        values["lead_time_days"] = "" if draft.lead_time_days is None else str(draft.lead_time_days)
        values["breaks"] = self._breaks_text(draft.breaks, currency)
        for name in _QUANTITIES:
            values[name] = quantity_text(values[name], self.product.decimals)
        for name in ("valid_from", "valid_to"):
            values[name] = day_text(values[name])
        return values

    def to_values(self) -> dict[str, Any]:
        """Text as numbers."""
        values = self.values()
        currency = values["currency"].strip().upper() or self._currency
        values["currency"] = currency
        values["price_minor"] = read_money(values["price_minor"], currency, "price_minor")
        values["lead_time_days"] = read_whole(values["lead_time_days"], "lead_time_days")
        values["breaks"] = self._read_breaks(values["breaks"], currency)
        for name in _QUANTITIES:
            values[name] = read_quantity(values[name], self.product.decimals, name)
        for name in ("valid_from", "valid_to"):
            values[name] = read_day(values[name], name, self._today)
        return values

    def write(self, field: str, value: object) -> str:
        """A value of a conflict in words."""
        if field == "price_minor" and isinstance(value, int):
            return money_text(value, self._currency)
        if field == "breaks" and isinstance(value, tuple):
            return self._breaks_text(value, self._currency)
        if field in _QUANTITIES and isinstance(value, int):
            return quantity_text(value, self.product.decimals)
        return super().write(field, value)

    def _line(self, limit: int) -> LineField:
        return LineField(self, limit=limit)

    def _breaks_text(self, breaks: tuple[Break, ...], currency: str) -> str:
        decimals = self.product.decimals
        return "\n".join(
            f"{quantity_text(step.min_quantity, decimals)}; {money_text(step.price_minor, currency)}" for step in breaks
        )

    def _read_breaks(self, text: str, currency: str) -> tuple[Break, ...]:
        found = []
        for line in filter(str.strip, text.splitlines()):
            first, mark, second = line.partition(";")
            quantity = read_quantity(first, self.product.decimals, "breaks")
            price = read_money(second, currency, "breaks")
            if not mark or quantity is None or price is None:
                raise ValidationError("breaks", Problem.NOT_A_NUMBER)
            found.append(Break(quantity, price))
        return tuple(found)


class ItemSheet(DraftSheet):
    """A product that a supplier begins to sell us, or how it sells it."""

    def __init__(
        self, host: QWidget, ctx: AppContext, draft: ItemDraft, *, product: tuple[str, int] | None, currency: str
    ) -> None:
        from app.ui.shared.formats import formats

        today = formats().local_date(ctx.ops.now())
        known = (draft.product_id, *product) if product is not None and draft.product_id is not None else None
        form = ItemForm(ctx, draft.supplier_id, today, draft.currency or currency, known)
        title = f"Edit {product[0]}" if product is not None else "Add a product they sell"
        read = _Again(ctx, draft.supplier_id, draft.id) if draft.id is not None else None
        super().__init__(host, ctx, title, form, draft, save_item, read_again=read.read if read else None)

    def words(self, result: object) -> str:
        """Which one."""
        return "Product saved"


class _Again:
    """Reads an item's form anew, on a worker."""

    def __init__(self, ctx: AppContext, supplier_id: int, item_id: int) -> None:
        self._ctx = ctx
        self._supplier = supplier_id
        self._item = item_id

    def read(self) -> ItemDraft:
        rows = self._ctx.ops.read(items, self._supplier)
        return next(draft_of(row, self._supplier) for row in rows if row.id == self._item)
