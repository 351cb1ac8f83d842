"""Writes a quote or an order, or writes one anew while nothing of it has left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import ValidationError, ValidationErrors
from app.domain.formulas.promising import Availability
from app.services.customers import detail
from app.services.operations import Operations
from app.services.profile.queries import business
from app.services.sales_orders import commands, queries
from app.services.sales_orders.offers import offers_of
from app.services.sales_orders.read_models import SalesLineDraft, SalesOffer, SalesOrderDraft
from app.ui.app_context import AppContext
from app.ui.customers.sales_order_line import Setting
from app.ui.customers.sales_order_lines import SalesLinesEditor
from app.ui.shared.access import Access, read_access
from app.ui.shared.buttons import Button
from app.ui.shared.draft_sheet import DraftForm, DraftSheet
from app.ui.shared.fields import LineField, TextField
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.typed import day_text, money_text, read_day, read_money

WIDTH = 560


@dataclass(frozen=True, slots=True)
class OpenedSalesOrder:
    """What the form opens with, read on a worker."""

    customer: str
    currency: str
    draft: SalesOrderDraft
    offers: dict[int, SalesOffer]
    access: Access


def read_sales_order_form(ops: Operations, customer_id: int | None, order_id: int | None) -> OpenedSalesOrder:
    """A new order of a customer, or an order's form."""
    draft = ops.read(queries.draft, order_id) if order_id is not None else SalesOrderDraft(customer_id or 0)
    customer = ops.read(detail.draft, draft.customer_id)
    currency = draft.currency or customer.currency or ops.read(business).currency
    products = [line.product_id for line in draft.lines]
    known = ops.read(offers_of, draft.customer_id, products, order_id, currency) if products else []
    return OpenedSalesOrder(
        customer.name, currency, replace(draft, currency=currency), {offer.product_id: offer for offer in known},
        read_access(ops),
    )  # fmt: skip


class SalesOrderForm(DraftForm):
    """The order's form: the lines first, then what concerns all of it, then the total."""

    def __init__(self, ctx: AppContext, opened: OpenedSalesOrder) -> None:
        super().__init__()
        self._opened = opened
        self._today = formats().local_date(ctx.ops.now())
        setting = Setting(opened.currency, self._today, opened.access.reason("discount.above_limit"))
        self.lines = SalesLinesEditor(ctx, opened.draft.customer_id, setting, self)
        self.lines.offers.update(opened.offers)
        self.add("lines", "Lines", self.lines, required=True)
        days = "2026-11-22; empty is today"
        self.add("ordered", "Order date", LineField(self, limit=20), hint=days, half=True)
        self.add("freight_minor", f"Freight, {opened.currency}", LineField(self, limit=24), half=True)
        self.add("number", "Number", LineField(self, limit=60), hint="Empty takes the next one", half=True)
        self.add("notes", "Notes", TextField(self, lines=2))
        self.total = label("", Role.SECTION, self, selectable=True)
        self.stock = label("", Role.MUTED, self, wrap=True)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.total)
            layout.addWidget(self.stock)
        self.mark_clean()
        self.changed.connect(self._on_totals)
        self._on_totals()

    def to_fields(self, draft: SalesOrderDraft) -> dict[str, Any]:
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
        ordered: date | None = None
        try:
            result["ordered"] = ordered = read_day(values["ordered"], "ordered", self._today)
        except ValidationError as refused_day:
            errors.append(refused_day)
        try:
            result["lines"] = self.lines.read(ordered or self._opened.draft.ordered or self._today)
        except ValidationErrors as refused:
            errors.extend(refused.errors)
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

    def _line_words(self, line: SalesLineDraft) -> str:
        offer = self.lines.offers.get(line.product_id)
        if offer is None:
            return "another product"
        price = formats().money_minor(line.price_minor, self._opened.currency)
        words = f"{formats().quantity(line.quantity, offer.unit_decimals, offer.unit)} {offer.product} at {price}"
        return f"{words} less {formats().percent_ppm(line.discount_ppm)}" if line.discount_ppm else words

    def _show_at_field(self, error: ValidationError) -> bool:
        return self.lines.show_line_error(error) or super()._show_at_field(error)

    @Slot()
    def _on_totals(self) -> None:
        net, currency = self.lines.total(), self._opened.currency
        self._show_stock()
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
        self.total.setText(words)

    def _show_stock(self) -> None:
        truths = [row.truth for row in self.lines.rows if row.truth is not None]
        short = sum(truth.kind is Availability.SHORT for truth in truths)
        later = sum(truth.kind is Availability.LATER for truth in truths)
        parts = []
        if short:
            parts.append(formats().count(short, "line is short", "lines are short"))
        if later:
            parts.append(formats().count(later, "line waits for what is on order", "lines wait for what is on order"))
        said = "; ".join(parts) if parts else "All of it is in stock" if truths else ""
        self.stock.setText(f"{said}." if said else "")


class SalesOrderSheet(DraftSheet):
    """A new quote or order, or one to write anew."""

    def __init__(self, host: QWidget, ctx: AppContext, opened: OpenedSalesOrder) -> None:
        draft = opened.draft
        self._number = draft.number
        self.confirm_button: Button | None = None
        form = SalesOrderForm(ctx, opened)
        title = f"Edit {draft.number}" if draft.id is not None else f"New order of {opened.customer}"
        read = _Again(ctx, draft.id, form.lines.offers) if draft.id is not None else None
        super().__init__(host, ctx, title, form, draft, commands.save, read_again=read.read if read else None)
        self.order_form = form
        self._wanted_width = WIDTH
        if draft.id is None:
            self.save_button.setText("Save quote")
            self._add_confirm()

    def set_busy(self, busy: bool) -> None:
        """Neither of the two ways to save."""
        super().set_busy(busy)
        if self.confirm_button is not None:
            self.confirm_button.setEnabled(not busy)

    def words(self, result: object) -> str:
        """Which one."""
        if self._number:
            return f"{self._number} saved"
        return "Order confirmed" if self._command is commands.place else "Quote written"

    @Slot()
    def save(self) -> None:
        """Save it; a discount that the role may not give is refused at its line."""
        self._save_with(commands.save)

    @Slot()
    def save_and_confirm(self) -> None:
        """Make an order of it at once."""
        self._save_with(commands.place)

    def _save_with(self, command: Callable[..., Any]) -> None:
        if self.save_button.isEnabled() and not self.order_form.lines.refuse_discounts():
            self._command = command
            super().save()

    def _add_confirm(self) -> None:
        self.confirm_button = Button(
            "Confirm order", parent=self._foot, on_click=self.save_and_confirm, keys="Ctrl+Shift+Return"
        )
        row = self._foot.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(row.indexOf(self.save_button), self.confirm_button)
        QWidget.setTabOrder(self.confirm_button, self.save_button)


class _Again:
    """Reads an order's form anew, on a worker; learns the products that others added."""

    def __init__(self, ctx: AppContext, order_id: int, known: dict[int, SalesOffer]) -> None:
        self._ctx = ctx
        self._id = order_id
        self._known = known

    def read(self) -> SalesOrderDraft:
        opened = read_sales_order_form(self._ctx.ops, None, self._id)
        self._known.update(opened.offers)
        return opened.draft
