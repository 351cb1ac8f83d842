"""An order's form: the lines first, then what concerns all of it, then the total; and its sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import ValidationError, ValidationErrors
from app.ui.app_context import AppContext
from app.ui.orders.line_row import Setting
from app.ui.orders.lines_editor import LinesEditor
from app.ui.shared.draft_sheet import DraftForm, DraftSheet
from app.ui.shared.fields import LineField, TextField
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.typed import day_text, money_text, read_day, read_money

WIDTH = 560
EditorT = TypeVar("EditorT", bound=LinesEditor[Any])


class OrderForm(DraftForm, Generic[EditorT]):
    """`make_lines(setting, parent)` makes the lines' editor; `draft` is what the form opens with."""

    def __init__(
        self, make_lines: Callable[[Setting, QWidget], EditorT], setting: Setting, draft: Any, offers: dict[int, Any]
    ) -> None:
        super().__init__()
        self._setting, self._ordered = setting, draft.ordered
        self.lines = make_lines(setting, self)
        self.lines.offers.update(offers)
        self.add("lines", "Lines", self.lines, required=True)
        self.add("ordered", "Order date", LineField(self, limit=20), hint="2026-11-22; empty is today", half=True)
        self.add("freight_minor", f"Freight, {setting.currency}", LineField(self, limit=24), half=True)
        self.add("number", "Number", LineField(self, limit=60), hint="Empty takes the next one", half=True)
        self.add("notes", "Notes", TextField(self, lines=2))
        self.total = label("", Role.SECTION, self, wrap=True, selectable=True)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.total)
        self.mark_clean()
        self.changed.connect(self._on_totals)
        self._on_totals()

    def more_of_total(self, net: int) -> str:
        """What is said after the total."""
        return ""

    def to_fields(self, draft: Any) -> dict[str, Any]:
        """Numbers and days as text."""
        return {
            "lines": draft.lines,
            "ordered": day_text(draft.ordered),
            "freight_minor": money_text(draft.freight_minor, self._setting.currency) if draft.freight_minor else "",
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
            result["ordered"] = ordered = read_day(values["ordered"], "ordered", self._setting.today)
        except ValidationError as refused_day:
            errors.append(refused_day)
        try:
            result["lines"] = self.lines.read(ordered or self._ordered or self._setting.today)
        except ValidationErrors as refused:
            errors.extend(refused.errors)
        try:
            freight = read_money(values["freight_minor"], self._setting.currency, "freight_minor")
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
            return money_text(value, self._setting.currency)
        return super().write(field, value)

    def clear_errors(self) -> None:
        """Those of the lines too."""
        super().clear_errors()
        self.lines.clear_errors()

    def _line_words(self, line: Any) -> str:
        offer = self.lines.offers.get(line.product_id)
        if offer is None:
            return "another product"
        price = formats().money_minor(line.price_minor, self._setting.currency)
        words = f"{formats().quantity(line.quantity, offer.unit_decimals, offer.unit)} {offer.product} at {price}"
        return f"{words} less {formats().percent_ppm(line.discount_ppm)}" if line.discount_ppm else words

    def _show_at_field(self, error: ValidationError) -> bool:
        return self.lines.show_line_error(error) or super()._show_at_field(error)

    @Slot()
    def _on_totals(self) -> None:
        net, currency = self.lines.total(), self._setting.currency
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
        self.total.setText(words + self.more_of_total(net))


class OrderFormSheet(DraftSheet):
    """A new order, or one to write anew. `read_form(ops, order id)` reads `(draft, offers)` as it is stored now."""

    def __init__(
        self,
        host: QWidget,
        ctx: AppContext,
        form: OrderForm[Any],
        draft: Any,
        command: Callable[..., Any],
        *,
        new_title: str,
        read_form: Callable[[Any, int], Any],
    ) -> None:
        self.number: str = draft.number
        self.order_form = form
        self._read_form, self._order_id = read_form, draft.id
        title = f"Edit {draft.number}" if draft.id is not None else new_title
        again = self._read_stored if draft.id is not None else None
        super().__init__(host, ctx, title, form, draft, command, read_again=again)
        self._wanted_width = WIDTH

    def _read_stored(self) -> Any:
        """On a worker; learns the products that others added."""
        opened = self._read_form(self.ctx.ops, self._order_id)
        self.order_form.lines.offers.update(opened.offers)
        return opened.draft
