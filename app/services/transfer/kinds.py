"""All import kinds as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.services.transfer.fields import Field, FieldType, Kind, field_names, normal_header
from app.services.transfer.kinds_goods import PRODUCTS, STOCK, SUPPLIER_ITEMS
from app.services.transfer.kinds_orders import PURCHASE_ORDERS, RECEIPTS, SALES_ORDERS, SHIPMENTS
from app.services.transfer.kinds_parties import CONTACTS, INTERACTIONS, STAFF, party

__all__ = ["FRACTION_LAYOUTS", "KINDS", "Field", "FieldType", "Kind", "field_names", "normal_header"]

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        STAFF,
        party("suppliers", "supplier", "vendor"),
        party("customers", "customer", "client"),
        party("carriers", "carrier", "shipper"),
        CONTACTS,
        PRODUCTS,
        SUPPLIER_ITEMS,
        STOCK,
        SALES_ORDERS,
        PURCHASE_ORDERS,
        RECEIPTS,
        SHIPMENTS,
        INTERACTIONS,
    )
}

# Files whose columns are known to mean one thing: their discount is a fraction by that program's definition.
FRACTION_LAYOUTS: Final = (frozenset({"orderid", "productid", "unitprice", "quantity", "discount"}),)
