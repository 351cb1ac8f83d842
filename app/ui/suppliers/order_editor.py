"""Writes a purchase order, or writes one anew while the supplier has not confirmed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import ValidationError, ValidationErrors
from app.services.operations import Operations
from app.services.profile.queries import business
from app.services.purchasing import commands, queries
from app.services.purchasing.offers import offers_of
from app.services.purchasing.read_models import Offer, PurchaseLineDraft, PurchaseOrderDraft
from app.services.suppliers import detail
from app.ui.app_context import AppContext
from app.ui.shared.draft_sheet import DraftForm, DraftSheet
from app.ui.shared.fields import LineField, TextField
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.typed import day_text, money_text, read_day, read_money
from app.ui.suppliers.line_row import Setting
from app.ui.suppliers.lines_editor import LinesEditor

WIDTH = 560


@dataclass(frozen=True, slots=True)
class OpenedOrder:
    """What the form opens with, read on a worker."""

    supplier: str
    currency: str
    minimum_minor: int | None
    draft: PurchaseOrderDraft
    offers: dict[int, Offer]


def read_order_form(ops: Operations, supplier_id: int | None, order_id: int | None) -> OpenedOrder:
    """A new order of a supplier, or an order's form."""
    draft = ops.read(queries.draft, order_id) if order_id is not None else PurchaseOrderDraft(supplier_id or 0)
    supplier = ops.read(detail.detail, draft.supplier_id)
    known = ops.read(offers_of, draft.supplier_id, [line.product_id for line in draft.lines]) if draft.lines else []
    currency = draft.currency or supplier.currency or ops.read(business).currency
    return OpenedOrder(
        supplier.name, currency, supplier.minimum_order_minor, replace(draft, currency=currency),
        {offer.product_id: offer for offer in known},
    )  # fmt: skip


class OrderForm(DraftForm):
    """The order's form: the lines first, then what concerns all of it, then the total."""

    def __init__(self, ctx: AppContext, opened: OpenedOrder) -> None:
        super().__init__()
        self._opened = opened
        self._today = formats().local_date(ctx.ops.now())
        self.lines = LinesEditor(ctx, opened.draft.supplier_id, Setting(opened.currency, self._today), self)
        self.lines.offers.update(opened.offers)
        self.add("lines", "Lines", self.lines, required=True)
        self.add("ordered", "Order date", LineField(self, limit=20), hint="2026-11-22; empty is today", half=True)
        self.add("freight_minor", f"Freight, {opened.currency}", LineField(self, limit=20), half=True)
        self.add("number", "Number", LineField(self, limit=60), hint="Empty takes the next one", half=True)
        self.add("notes", "Notes", TextField(self, lines=2))
        self.total = label("", Role.SECTION, self, selectable=True)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.total)
        self.mark_clean()
        self.changed.connect(self._on_totals)
        self._on_totals()

    def to_fields(self, draft: PurchaseOrderDraft) -> dict[str, Any]:
        """Numbers and days as text."""
        return {
            "lines": draft.lines,
            "ordered": day_text(draft.ordered),
            "freight_minor": money_text(draft.freight_minor, self._opened.currency) if draft.freight_minor else "",
            "number": draft.number,
            "notes": draft.notes,
        }

    def to_values(self) -> dict[str, Any]:
        """Text as numbers and days; all that cannot be read is refused at once."""
        values = self.values()
        errors: list[ValidationError] = []
        result: dict[str, Any] = {"number": values["number"], "notes": values["notes"]}
        try:
            result["lines"] = self.lines.read()
        except ValidationErrors as refused:
            errors.extend(refused.errors)
        try:
            result["ordered"] = read_day(values["ordered"], "ordered", self._today)
        except ValidationError as refused_day:
            errors.append(refused_day)
        try:
            freight = read_money(values["freight_minor"], self._opened.currency, "freight_minor")
            result["freight_minor"] = freight or 0
        except ValidationError as refused_money:
            errors.append(refused_money)
        if errors:
            raise ValidationErrors(errors)
        return result

    def write(self, field: str, value: object) -> str:
        """A value of a conflict in words."""
        if field == "lines" and isinstance(value, tuple):
            return "; ".join(self._line_words(line) for line in value)
        if field == "freight_minor" and isinstance(value, int):
            return money_text(value, self._opened.currency)
        return super().write(field, value)

    def clear_errors(self) -> None:
        """Those of the lines too."""
        super().clear_errors()
        self.lines.clear_errors()

    def _line_words(self, line: PurchaseLineDraft) -> str:
        offer = self.lines.offers.get(line.product_id)
        if offer is None:
            return "another product"
        price = formats().money_minor(line.price_minor, self._opened.currency)
        return f"{formats().quantity(line.quantity, offer.unit_decimals, offer.unit)} {offer.product} at {price}"

    def _show_at_field(self, error: ValidationError) -> bool:
        return self.lines.show_line_error(error) or super()._show_at_field(error)

    @Slot()
    def _on_totals(self) -> None:
        net, currency = self.lines.total(), self._opened.currency
        if net is None:
            self.total.setText("Total: a line cannot be read yet")
            return
        try:
            freight = read_money(self.values()["freight_minor"], currency, "freight_minor") or 0
        except ValidationError:
            freight = 0
        words = f"Total {formats().money_minor(net + freight, currency)}"
        if freight:
            words += f", freight {formats().money_minor(freight, currency)} included"
        minimum = self._opened.minimum_minor
        if minimum is not None and net < minimum:
            words += f" · below their minimum of {formats().money_minor(minimum, currency)}"
        self.total.setText(words)


class OrderSheet(DraftSheet):
    """A new order, or one to write anew."""

    def __init__(self, host: QWidget, ctx: AppContext, opened: OpenedOrder) -> None:
        draft = opened.draft
        self._number = draft.number
        form = OrderForm(ctx, opened)
        title = f"Edit {draft.number}" if draft.id is not None else f"New order to {opened.supplier}"
        read = _Again(ctx, draft.id, form.lines.offers) if draft.id is not None else None
        super().__init__(host, ctx, title, form, draft, commands.save, read_again=read.read if read else None)
        self._wanted_width = WIDTH
        if draft.id is None:
            self.save_button.setText("Save draft")

    def words(self, result: object) -> str:
        """Which one."""
        return f"{self._number} saved" if self._number else "Draft order written"


class _Again:
    """Reads an order's form anew, on a worker; learns the products that others added."""

    def __init__(self, ctx: AppContext, order_id: int, known: dict[int, Offer]) -> None:
        self._ctx = ctx
        self._id = order_id
        self._known = known

    def read(self) -> PurchaseOrderDraft:
        opened = read_order_form(self._ctx.ops, None, self._id)
        self._known.update(opened.offers)
        return opened.draft
