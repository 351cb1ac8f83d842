"""Creates and edits a supplier."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.suppliers import commands, detail
from app.services.suppliers.read_models import SupplierDraft
from app.ui.app_context import AppContext
from app.ui.shared.draft_sheet import DraftForm, DraftSheet
from app.ui.shared.fields import LineField, TextField
from app.ui.shared.typed import money_text, percent_text, read_money, read_percent, read_whole

DEFAULT_CURRENCY = "USD"


class SupplierForm(DraftForm):
    """The supplier's form. Numbers and money are typed as text and read when it is saved."""

    def __init__(self) -> None:
        super().__init__()
        self._add_fields()

    def to_fields(self, draft: SupplierDraft) -> dict[str, Any]:
        """Numbers as text."""
        values = super().to_fields(draft)
        for name in ("payment_days", "lead_time_days"):
            values[name] = "" if values[name] is None else str(values[name])
        values["minimum_order_minor"] = money_text(draft.minimum_order_minor, _currency(draft.currency))
        values["over_receipt_ppm"] = percent_text(draft.over_receipt_ppm)
        return values

    def to_values(self) -> dict[str, Any]:
        """Text as numbers."""
        values = self.values()
        for name in ("payment_days", "lead_time_days"):
            values[name] = read_whole(values[name], name)
        values["minimum_order_minor"] = read_money(
            values["minimum_order_minor"], _currency(values["currency"]), "minimum_order_minor"
        )
        values["over_receipt_ppm"] = read_percent(values["over_receipt_ppm"], "over_receipt_ppm")
        return values

    def write(self, field: str, value: object) -> str:
        """A value of a conflict in words."""
        if field == "minimum_order_minor" and isinstance(value, int):
            return money_text(value, _currency(self.values()["currency"]))
        if field == "over_receipt_ppm" and isinstance(value, int):
            return percent_text(value)
        return super().write(field, value)

    def _add_fields(self) -> None:
        self.add("name", "Name", self._line(200), required=True)
        self.add("phone", "Phone", self._line(100), half=True)
        self.add("email", "Email", self._line(200), half=True)
        self.add("website", "Website", self._line(200))
        self.add_section("Address")
        self.add("street", "Street", self._line(200))
        self.add("postal_code", "Postal code", self._line(40), half=True)
        self.add("city", "City", self._line(100), half=True)
        self.add("region", "Region", self._line(100), half=True)
        self.add("country", "Country", self._line(100), half=True)
        self.add_section("Terms")
        self.add("lead_time_days", "Lead time, days", self._line(6), hint="As quoted, calendar days", half=True)
        self.add("currency", "Currency", self._line(3), hint="Three letters, such as EUR", half=True)
        self.add("minimum_order_minor", "Minimum order", self._line(20), half=True)
        self.add("payment_days", "Payment days", self._line(6), half=True)
        self.add("over_receipt_ppm", "May send more, %", self._line(8), half=True)
        self.add("incoterm", "Incoterm", self._line(40), half=True)
        self.add("closed_days", "Closed", self._line(200), hint="Such as weekends, or August")
        self.add("code", "Code", self._line(60), half=True)
        self.add("tax_id", "Tax ID", self._line(60), half=True)
        self.add("notes", "Notes", TextField(self, lines=3))
        self.mark_clean()

    def _line(self, limit: int) -> LineField:
        return LineField(self, limit=limit)


class SupplierSheet(DraftSheet):
    """A new supplier, or one to edit."""

    def __init__(self, host: QWidget, ctx: AppContext, draft: SupplierDraft | None = None) -> None:
        shown = draft or SupplierDraft()
        self._known = shown.id is not None
        title = f"Edit {shown.name}" if self._known else "New supplier"
        read = Again(ctx, shown.id) if shown.id is not None else None
        super().__init__(host, ctx, title, SupplierForm(), shown, commands.save, read_again=read.read if read else None)

    def words(self, result: object) -> str:
        """Whether somebody is new."""
        name = self.form.values()["name"].strip()
        return f"{name} saved" if self._known else f"{name} added"


class Again:
    """Reads a supplier's form anew, on a worker."""

    def __init__(self, ctx: AppContext, supplier_id: int) -> None:
        self._ctx = ctx
        self._id = supplier_id

    def read(self) -> SupplierDraft:
        """The stored draft."""
        return self._ctx.ops.read(detail.draft, self._id)


def _currency(code: str) -> str:
    return code.strip().upper() or DEFAULT_CURRENCY
