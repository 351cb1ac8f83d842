"""Creates and edits a customer, and warns while typing when they may be there already."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.errors import Problem, ValidationError
from app.domain.money import exponent, to_decimal_string
from app.services.customers import commands, detail
from app.services.customers.read_models import CustomerDraft, Likeness, Similar
from app.services.customers.similar import similar
from app.services.people.read_models import StaffRow
from app.ui.app_context import AppContext
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import clear_layout
from app.ui.shared.draft_sheet import DraftForm, DraftSheet
from app.ui.shared.fields import ChoiceField, LineField, TextField
from app.ui.shared.labels import Role, label

_LOOK_AFTER_MS = 250
_LIKENESS = {Likeness.PHONE: "same phone", Likeness.EMAIL: "same email", Likeness.NAME: "nearly the same name"}
_WATCHED = ("name", "phone", "email", "country")
DEFAULT_CURRENCY = "USD"


class SimilarPanel(QFrame):
    """Customers that may be the one being typed. `open_wanted(id)` to look at one of them instead."""

    open_wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner")
        self.setProperty("tone", "warn")
        self.setAccessibleName("Perhaps there already")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(2)
        self.found: tuple[Similar, ...] = ()
        self.hide()

    def show_found(self, found: Sequence[Similar]) -> None:
        """Show them; none hides the panel."""
        if tuple(found) == self.found:
            return
        self.found = tuple(found)
        clear_layout(self._column)
        if found:
            self._column.addWidget(label("Perhaps there already:", Role.STRONG, self))
        for one in found:
            place = f", {one.city}" if one.city else ""
            archived = ", archived" if one.archived else ""
            text = f"{one.name}{place} ({_LIKENESS[one.likeness]}{archived})"
            button = Button(text, Kind.LINK, self, on_click=self._on_clicked)
            button.setProperty("compact", True)
            button.setProperty("customer", one.id)
            self._column.addWidget(button)
        self.setVisible(bool(found))

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QWidget):
            self.open_wanted.emit(int(sender.property("customer")))


class CustomerForm(DraftForm):
    """The customer's form. Numbers and money are typed as text and read when it is saved."""

    def __init__(self, ctx: AppContext, staff: Sequence[StaffRow], draft: CustomerDraft) -> None:
        super().__init__()
        self._ctx = ctx
        self._draft = draft
        self._staff = {person.id: person.name for person in staff}
        self._add_fields(staff)
        self.similar = SimilarPanel(self)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(2, self.similar)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_AFTER_MS)
        self._look.timeout.connect(self._on_typing_stopped)
        for name in _WATCHED:
            control = self.field(name).control
            if isinstance(control, LineField):
                control.textEdited.connect(self._look.start)

    def to_fields(self, draft: CustomerDraft) -> dict[str, Any]:
        """Numbers as text, tags separated by commas."""
        values = super().to_fields(draft)
        values["payment_days"] = "" if draft.payment_days is None else str(draft.payment_days)
        limit = draft.credit_limit_minor
        values["credit_limit_minor"] = "" if limit is None else to_decimal_string(limit, _currency(draft.currency))
        values["tags"] = ", ".join(draft.tags)
        return values

    def to_values(self) -> dict[str, Any]:
        """Text as numbers."""
        values = self.values()
        values["payment_days"] = _whole(values["payment_days"], "payment_days")
        values["credit_limit_minor"] = _money(values["credit_limit_minor"], values["currency"])
        values["tags"] = tuple(tag.strip() for tag in values["tags"].split(",") if tag.strip())
        return values

    def write(self, field: str, value: object) -> str:
        """A value of a conflict in words."""
        if field == "owner_id":
            return self._staff.get(value, "") if isinstance(value, int) else "Nobody"
        if field == "credit_limit_minor" and isinstance(value, int):
            return to_decimal_string(value, _currency(self.values()["currency"]))
        if field == "tags" and isinstance(value, tuple):
            return ", ".join(value)
        return super().write(field, value)

    def _add_fields(self, staff: Sequence[StaffRow]) -> None:
        line = _line(self)
        self.add("name", "Name", line(200), required=True)
        self.add("phone", "Phone", line(100), half=True)
        self.add("email", "Email", line(200), half=True)
        self.add("website", "Website", line(200))
        self.add_section("Address")
        self.add("street", "Street", line(200))
        self.add("postal_code", "Postal code", line(40), half=True)
        self.add("city", "City", line(100), half=True)
        self.add("region", "Region", line(100), half=True)
        self.add("country", "Country", line(100), half=True)
        self.add_section("Terms")
        owners: list[tuple[object, str]] = [(None, "Nobody")]
        owners += [(person.id, person.name) for person in staff if person.active or person.id == self._draft.owner_id]
        self.add("owner_id", "Owner", ChoiceField(owners, self), half=True)
        self.add("code", "Code", line(60), half=True)
        self.add("payment_days", "Payment days", line(6), half=True)
        self.add("currency", "Currency", line(3), half=True)
        self.add("credit_limit_minor", "Credit limit", line(20), half=True)
        self.add("tax_id", "Tax ID", line(60), half=True)
        self.add("delivery_window", "Delivery window", line(200), hint="Such as Tue and Thu, 7 to 10")
        self.add("tags", "Tags", line(200), hint="Separated by commas")
        self.add("notes", "Notes", TextField(self, lines=3))
        self.mark_clean()

    @Slot()
    def _on_typing_stopped(self) -> None:
        values = self.values()
        changed = {
            name: values[name] if values[name] != getattr(self._draft, name) or self._draft.id is None else ""
            for name in ("name", "phone", "email")
        }
        arguments = (changed["name"], changed["phone"], changed["email"], values["country"], self._draft.id)
        self._ctx.runner.read(
            self, self._ctx.ops.read, similar, *arguments, on_result=self.similar.show_found, question="similar"
        )


class CustomerSheet(DraftSheet):
    """A new customer, or one to edit. `open_wanted(id)` when a person would rather look at one that is there."""

    open_wanted = Signal(int)

    def __init__(
        self, host: QWidget, ctx: AppContext, staff: Sequence[StaffRow], draft: CustomerDraft | None = None
    ) -> None:
        known = draft is not None
        shown = draft or CustomerDraft(owner_id=ctx.staff_id or None)
        if shown.owner_id is not None and all(person.id != shown.owner_id for person in staff):
            shown = CustomerDraft()
        form = CustomerForm(ctx, staff, shown)
        title = f"Edit {shown.name}" if known else "New customer"
        read = _Again(ctx, shown.id) if known and shown.id is not None else None
        super().__init__(host, ctx, title, form, shown, commands.save, read_again=read.read if read else None)
        form.similar.open_wanted.connect(self._on_open_wanted)

    def words(self, result: object) -> str:
        """Whether somebody is new."""
        name = self.form.values()["name"].strip()
        return f"{name} saved" if self._read_again is not None else f"{name} added"

    @Slot(int)
    def _on_open_wanted(self, customer_id: int) -> None:
        self.open_wanted.emit(customer_id)
        self.request_close()


class _Again:
    """Reads a customer's form anew, on a worker."""

    def __init__(self, ctx: AppContext, customer_id: int) -> None:
        self._ctx = ctx
        self._id = customer_id

    def read(self) -> CustomerDraft:
        return self._ctx.ops.read(detail.draft, self._id)


def _line(parent: QWidget) -> Any:
    def make(limit: int) -> LineField:
        return LineField(parent, limit=limit)

    return make


def _currency(code: str) -> str:
    return code.strip().upper() or DEFAULT_CURRENCY


def _whole(text: str, field: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal():
        raise ValidationError(field, Problem.NOT_A_NUMBER)
    return int(text.strip())


def _money(text: str, currency: str) -> int | None:
    """Minor units from what was typed; a comma or a point may part the decimals, spaces the thousands."""
    plain = "".join(text.split()).replace("\u00a0", "")
    if not plain:
        return None
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    decimals = exponent(_currency(currency))
    try:
        amount = Decimal(plain).scaleb(decimals)
    except InvalidOperation:
        raise ValidationError("credit_limit_minor", Problem.NOT_A_NUMBER) from None
    if not amount.is_finite():
        raise ValidationError("credit_limit_minor", Problem.NOT_A_NUMBER)
    if amount != int(amount):
        raise ValidationError("credit_limit_minor", Problem.TOO_FINE, decimals=decimals)
    return int(amount)
