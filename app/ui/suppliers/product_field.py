"""Finds a product by what is typed: name, SKU, GTIN or the supplier's code; what the supplier sells comes first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.services.operations import Operations
from app.services.purchasing.offers import offers
from app.services.purchasing.read_models import Offer
from app.ui.app_context import AppContext
from app.ui.shared.formats import formats
from app.ui.shared.picker_field import PickerField
from app.ui.shared.popup_list import PopupItem


class FindOffer:
    """Reads what can be ordered from a supplier, on a worker."""

    def __init__(self, ops: Operations, supplier_id: int) -> None:
        self._ops = ops
        self._supplier = supplier_id

    def __call__(self, text: str) -> Sequence[Offer]:
        """By what is typed; without a text what they sell."""
        return self._ops.read(offers, self._supplier, text)


def product_field(ctx: AppContext, supplier_id: int, parent: QWidget, *, name: str, placeholder: str) -> PickerField:
    """The field; it picks an `Offer`."""
    return PickerField(
        ctx, FindOffer(ctx.ops, supplier_id), _item, parent, name=name, placeholder=placeholder,
        list_name="Products", none="No product has this name, SKU or code",
    )  # fmt: skip


def _item(offer: Offer) -> PopupItem:
    return PopupItem(offer.product_id, f"{offer.sku}  {offer.product}", _note(offer))


def _note(offer: Offer) -> str:
    on_hand = f"{formats().quantity(offer.on_hand, offer.unit_decimals)} on hand"
    if offer.supplier_item_id is None:
        return f"not sold by them · {on_hand}"
    return f"{offer.supplier_sku} · {on_hand}" if offer.supplier_sku else on_hand
