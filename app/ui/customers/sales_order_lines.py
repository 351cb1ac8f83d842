"""The lines of a sales order as they are written, with what stock says to all of them together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.services.operations import Operations
from app.services.sales_orders.offers import offers
from app.services.sales_orders.read_models import SalesLineDraft, SalesOffer
from app.ui.app_context import AppContext
from app.ui.customers.sales_order_line import SalesLineRow
from app.ui.orders.line_row import Setting
from app.ui.orders.lines_editor import LinesEditor
from app.ui.shared.formats import formats
from app.ui.shared.picker_field import PickerField
from app.ui.shared.popup_list import PopupItem


class FindOffer:
    """Reads what can be sold to a customer, on a worker."""

    def __init__(self, ops: Operations, customer_id: int, currency: str) -> None:
        self._ops = ops
        self._customer = customer_id
        self._currency = currency

    def __call__(self, text: str) -> Sequence[SalesOffer]:
        """By what is typed; without a text what they bought before, and the rest."""
        return self._ops.read(offers, self._customer, text, self._currency)


class SalesLinesEditor(LinesEditor[SalesLineRow]):
    """All lines; those of the same product share what stock there is."""

    def __init__(self, ctx: AppContext, customer_id: int, setting: Setting, parent: QWidget) -> None:
        def make_row(offer: SalesOffer, draft: SalesLineDraft | None, editor: QWidget) -> SalesLineRow:
            return SalesLineRow(offer, setting, editor, draft)

        def make_picker(editor: QWidget) -> PickerField:
            return PickerField(
                ctx, FindOffer(ctx.ops, customer_id, setting.currency), _item, editor, name="Add a product",
                placeholder="Add a product: name, SKU or GTIN", list_name="Products",
                none="No product has this name, SKU or GTIN",
            )  # fmt: skip

        super().__init__(make_row, make_picker, parent)

    def refuse_discounts(self) -> bool:
        """Say at the lines whose discount the role may not give why; False when all may be given."""
        found = [(row, reason) for row in self.rows if (reason := row.refused_discount())]
        for row, reason in reversed(found):
            row.show_error("discount_ppm", reason)
        return bool(found)

    def lines_changed(self) -> None:
        """Say at each line what stock says; of the same product the first line takes first."""
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


def _item(offer: SalesOffer) -> PopupItem:
    """A product in the list: what is free of it, and what comes."""
    words, prospect = formats(), offer.prospect
    there = words.quantity(prospect.available, offer.unit_decimals)
    note = f"{there} available" if prospect.available or not prospect.receipts else "none now, more on order"
    return PopupItem(offer.product_id, f"{offer.sku}  {offer.product}", note)
