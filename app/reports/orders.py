"""Documents of one order: purchase order, quote, confirmation and packing list, found by number or by id."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.services.documents.order_models import PackingListDocument, PurchaseOrderDocument, QuoteDocument
    from app.services.operations import Operations

PURCHASE_ORDER: Final = "purchase_order"
QUOTE: Final = "quote"
CONFIRMATION: Final = "order_confirmation"
PACKING_LIST: Final = "packing_list"


def build_purchase_order(
    ops: Operations, number: str, _since: date | None = None, _until: date | None = None
) -> PurchaseOrderDocument:
    """The purchase order with this number. Raises `ValidationError` (`number`), `PermissionDenied`."""
    from app.services.documents import orders

    return purchase_order_of(ops, ops.read(orders.find_purchase_order, number))


def purchase_order_of(ops: Operations, order_id: int) -> PurchaseOrderDocument:
    """The same by id."""
    from app.services.documents import orders

    return ops.read(orders.purchase_order, order_id)


def build_quote(ops: Operations, number: str, _since: date | None = None, _until: date | None = None) -> QuoteDocument:
    """The quote with this number. Raises `ValidationError` (`number`), `PermissionDenied`."""
    from app.services.documents import orders

    return quote_of(ops, ops.read(orders.find_quote, number))


def quote_of(ops: Operations, order_id: int) -> QuoteDocument:
    """The same by id."""
    from app.services.documents import orders

    return ops.read(orders.quote, order_id)


def build_confirmation(
    ops: Operations, number: str, _since: date | None = None, _until: date | None = None
) -> QuoteDocument:
    """The confirmation of the order with this number. Raises `ValidationError` (`number`), `PermissionDenied`."""
    from app.services.documents import orders

    return confirmation_of(ops, ops.read(orders.find_confirmation, number))


def confirmation_of(ops: Operations, order_id: int) -> QuoteDocument:
    """The same by id."""
    from app.services.documents import orders

    return ops.read(orders.confirmation, order_id)


def build_packing_list(
    ops: Operations, number: str, _since: date | None = None, _until: date | None = None
) -> PackingListDocument:
    """The packing list of the shipment with this number. Raises `ValidationError` (`number`), `PermissionDenied`."""
    from app.services.documents import packing

    return packing_list_of(ops, ops.read(packing.find_shipment, number))


def packing_list_of(ops: Operations, shipment_id: int) -> PackingListDocument:
    """The same by id."""
    from app.services.documents import packing

    return ops.read(packing.packing_list, shipment_id)
