"""Creates and edits a product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from PySide6.QtWidgets import QWidget

from app.domain.errors import Checks, ValidationError
from app.domain.quantity import MAX_UNIT_DECIMALS
from app.domain.vocabulary import ProductStatus, Tracking
from app.services.products import commands
from app.services.products.queries import form as read_form
from app.services.products.read_models import ProductDraft, ProductForm
from app.ui.app_context import AppContext
from app.ui.shared.draft_sheet import DraftForm, DraftSheet
from app.ui.shared.fields import ChoiceField, LineField, TextField
from app.ui.shared.typed import money_text, quantity_text, read_money, read_quantity, read_whole
from app.wording import labels

T = TypeVar("T")
_LEVELS: Final = ("reorder_point", "target_stock")
_MONEY: Final = ("price_minor", "cost_minor")
_WHOLE: Final = ("shelf_life_days", "weight_g")


class ProductFormView(DraftForm):
    """The product's form. Numbers and money are typed as text in the locale's form and read when it is saved."""

    def __init__(self, opened: ProductForm) -> None:
        super().__init__()
        self._opened = opened
        self._add_fields(opened)

    def to_fields(self, draft: ProductDraft) -> dict[str, Any]:
        """Numbers as text."""
        values = super().to_fields(draft)
        for name in set(_LEVELS) & set(values):
            values[name] = quantity_text(values[name], draft.unit_decimals)
        for name in set(_MONEY) & set(values):
            values[name] = money_text(values[name], self._currency(draft.currency))
        for name in _WHOLE:
            values[name] = "" if values[name] is None else str(values[name])
        return values

    def to_values(self) -> dict[str, Any]:
        """Text as numbers; everything that cannot be read is said at once."""
        values, checks = self.values(), Checks()
        currency = self._currency(values["currency"])
        for name in set(_LEVELS) & set(values):
            values[name] = _read(checks, read_quantity, values[name], values["unit_decimals"], name)
        for name in set(_MONEY) & set(values):
            values[name] = _read(checks, read_money, values[name], currency, name)
        for name in _WHOLE:
            values[name] = _read(checks, read_whole, values[name], name)
        # Qt hands an enum of texts back as the text alone; what no choice offers (archived) is not touched.
        values["tracking"] = Tracking(values["tracking"])
        chosen = values["status"]
        values["status"] = ProductStatus(chosen) if chosen is not None else self._opened.draft.status
        checks.errors.sort(key=lambda error: list(values).index(error.field))
        checks.raise_if_any()
        return values

    def write(self, field: str, value: object) -> str:
        """A value of a conflict in words."""
        if field in _MONEY and isinstance(value, int):
            return money_text(value, self._currency(self.values()["currency"]))
        if field in _LEVELS and isinstance(value, int):
            return quantity_text(value, self.values()["unit_decimals"])
        if isinstance(value, ProductStatus | Tracking):
            return labels.label(value)
        return super().write(field, value)

    def _add_fields(self, opened: ProductForm) -> None:
        self.add("sku", "SKU", self._line(64), required=True, half=True)
        self.add("gtin", "GTIN", self._line(14), hint="The number under the barcode", half=True)
        self.add("name", "Name", self._line(200), required=True)
        self.add("category", "Category", self._line(200), half=True)
        choices = [(one, labels.label(one)) for one in (ProductStatus.ACTIVE, ProductStatus.DISCONTINUED)]
        self.add("status", "Status", ChoiceField(choices, self), half=True)
        self._add_unit(opened)
        self.add_section("Price")
        self.add("price_minor", "Price of one unit", self._line(20), half=True)
        self.add("currency", "Currency", self._line(3), hint="Three letters, such as EUR", half=True)
        if opened.shows_costs:
            hint = "Used while there is no stock to average"
            self.add("cost_minor", "Standard cost of one unit", self._line(20), hint=hint, half=True)
        self.add_section("Stock")
        self.add("reorder_point", "Reorder point", self._line(20), hint="Order when at or below it", half=True)
        self.add("target_stock", "Target stock", self._line(20), hint="Order up to it", half=True)
        self._add_tracking(opened)
        self.add("weight_g", "Weight of one, grams", self._line(12), half=True)
        self.add("notes", "Notes", TextField(self, lines=3))
        self.mark_clean()

    def _add_unit(self, opened: ProductForm) -> None:
        self.add("unit", "Unit", self._line(20), hint="Such as pcs, kg, m", required=True, half=True)
        decimals = [(0, "Whole units only"), (1, "1 decimal")]
        decimals += [(number, f"{number} decimals") for number in range(2, MAX_UNIT_DECIMALS + 1)]
        field = ChoiceField(decimals, self)
        hint = "Fixed: there is stock, an order or an offer in it" if opened.unit_fixed else ""
        self.add("unit_decimals", "Counted in", field, hint=hint, half=True)
        field.setEnabled(not opened.unit_fixed)

    def _add_tracking(self, opened: ProductForm) -> None:
        field = ChoiceField([(one, labels.label(one)) for one in Tracking], self)
        hint = "Fixed while there is stock" if opened.tracking_fixed else ""
        self.add("tracking", "Single units", field, hint=hint, half=True)
        field.setEnabled(not opened.tracking_fixed)
        self.add("shelf_life_days", "Shelf life, days", self._line(6), half=True)

    def _line(self, limit: int) -> LineField:
        return LineField(self, limit=limit)

    def _currency(self, typed: str) -> str:
        return typed.strip().upper() or self._opened.currency


class ProductSheet(DraftSheet):
    """A new product, or one to edit."""

    def __init__(self, host: QWidget, ctx: AppContext, opened: ProductForm) -> None:
        draft = opened.draft
        self._known = draft.id is not None
        title = f"Edit {draft.name}" if self._known else "New product"
        again = Again(ctx, draft.id) if draft.id is not None else None
        read = again.read if again else None
        super().__init__(host, ctx, title, ProductFormView(opened), draft, commands.save, read_again=read)

    def words(self, result: object) -> str:
        """What the toast says."""
        name = self.form.values()["name"].strip()
        return f"{name} saved" if self._known else f"{name} added"


class Again:
    """Reads a product's form anew, on a worker."""

    def __init__(self, ctx: AppContext, product_id: int) -> None:
        self._ctx = ctx
        self._id = product_id

    def read(self) -> ProductDraft:
        """The stored draft."""
        return self._ctx.ops.read(read_form, self._id).draft


def _read(checks: Checks, read: Callable[..., T], *args: object) -> T | None:
    try:
        return read(*args)
    except ValidationError as error:
        checks.errors.append(error)
        return None
