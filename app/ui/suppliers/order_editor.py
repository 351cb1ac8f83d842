"""Writes a purchase order, or writes one anew while the supplier has not confirmed it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from app.services.business.queries import business
from app.services.operations import Operations
from app.services.purchasing import commands, queries
from app.services.purchasing.offers import offers_of
from app.services.purchasing.read_models import Offer, PurchaseLineDraft, PurchaseOrderDraft
from app.services.suppliers import detail
from app.ui.app_context import AppContext
from app.ui.orders.line_row import Setting
from app.ui.orders.lines_editor import LinesEditor
from app.ui.orders.order_form import OrderForm, OrderFormSheet
from app.ui.shared.formats import formats
from app.ui.shared.picker_field import PickerField
from app.ui.suppliers.line_row import LineRow
from app.ui.suppliers.product_field import product_field


@dataclass(frozen=True, slots=True)
class OpenedOrder:
    """What the form opens with, read on a worker."""

    supplier: str
    currency: str
    minimum_minor: int | None
    shows_costs: bool
    draft: PurchaseOrderDraft
    offers: dict[int, Offer]


def read_order_form(ops: Operations, supplier_id: int | None, order_id: int | None) -> OpenedOrder:
    """A new order of a supplier, or an order's form."""
    draft = ops.read(queries.draft, order_id) if order_id is not None else PurchaseOrderDraft(supplier_id or 0)
    supplier = ops.read(detail.detail, draft.supplier_id)
    known = ops.read(offers_of, draft.supplier_id, [line.product_id for line in draft.lines]) if draft.lines else []
    currency = draft.currency or supplier.currency or ops.read(business).currency
    return OpenedOrder(
        supplier.name, currency, supplier.minimum_order_minor, supplier.shows_costs, replace(draft, currency=currency),
        {offer.product_id: offer for offer in known},
    )  # fmt: skip


def _read_stored(ops: Operations, order_id: int) -> OpenedOrder:
    return read_order_form(ops, None, order_id)


class PurchaseOrderForm(OrderForm[LinesEditor[LineRow]]):
    """The order's form; says when the order is below the supplier's minimum."""

    def __init__(self, ctx: AppContext, opened: OpenedOrder) -> None:
        self._ctx, self._supplier = ctx, opened.draft.supplier_id
        self._minimum = opened.minimum_minor
        today = formats().local_date(ctx.ops.now())
        setting = Setting(opened.currency, today, shows_costs=opened.shows_costs)
        super().__init__(self._make_lines, setting, opened.draft, opened.offers)

    def more_of_total(self, net: int) -> str:
        """Below their minimum."""
        if self._minimum is None or net >= self._minimum:
            return ""
        return f" · below their minimum of {formats().money_minor(self._minimum, self._setting.currency)}"

    def _make_lines(self, setting: Setting, parent: QWidget) -> LinesEditor[LineRow]:
        def make_row(offer: Offer, draft: PurchaseLineDraft | None, editor: QWidget) -> LineRow:
            return LineRow(offer, setting, editor, draft)

        return LinesEditor(make_row, self._make_picker, parent)

    def _make_picker(self, parent: QWidget) -> PickerField:
        placeholder = "Add a product: name, SKU, GTIN or their code"
        return product_field(self._ctx, self._supplier, parent, name="Add a product", placeholder=placeholder)


class OrderSheet(OrderFormSheet):
    """A new order, or one to write anew."""

    def __init__(self, host: QWidget, ctx: AppContext, opened: OpenedOrder) -> None:
        super().__init__(
            host, ctx, PurchaseOrderForm(ctx, opened), opened.draft, commands.save,
            new_title=f"New order to {opened.supplier}", read_form=_read_stored,
        )  # fmt: skip
        if opened.draft.id is None:
            self.save_button.setText("Save draft")

    def words(self, result: object) -> str:
        """Which one."""
        return f"{self.number} saved" if self.number else "Draft order written"
