"""Whom a new order is for, when no customer is looked at: one field, then the order's form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.services.customers import queries
from app.services.customers.read_models import Chip, CustomerFilter, CustomerRow
from app.services.operations import Operations
from app.ui.app_context import AppContext
from app.ui.shared.forms import Form
from app.ui.shared.picker_field import PickerField
from app.ui.shared.popup_list import PopupItem
from app.ui.shared.side_sheet import SideSheet

MOST = 10


class FindCustomer:
    """Reads customers, on a worker."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops

    def __call__(self, text: str) -> Sequence[CustomerRow]:
        """Those that fit what is typed, in the order of their names."""
        ids = self._ops.read(queries.ids, CustomerFilter(text=text, chip=Chip.ALL))[:MOST]
        found = {row.id: row for row in self._ops.read(queries.rows, list(ids))}
        return [found[id_] for id_ in ids if id_ in found]


class CustomerChoice(SideSheet):
    """`picked(customer id)`, then it closes."""

    picked = Signal(int)

    def __init__(self, host: QWidget, ctx: AppContext) -> None:
        form = Form()
        super().__init__(host, "New order", form, save_text="Continue")
        self.picker = PickerField(
            ctx, FindCustomer(ctx.ops), _item, form, name="Customer", placeholder="Name, city or number",
            list_name="Customers", none="No customer has this name, city or number",
        )  # fmt: skip
        self.picker.picked.connect(self._on_picked)
        form.add("customer", "Whom is it for?", self.picker, hint="Type a few letters; Enter chooses")
        form.mark_clean()
        self.saved.connect(self.picker.look_now)

    @Slot(object)
    def _on_picked(self, customer: CustomerRow) -> None:
        self.close_sheet()
        self.picked.emit(customer.id)


def _item(customer: CustomerRow) -> PopupItem:
    return PopupItem(customer.id, customer.name, customer.city or "")
