"""Which kind is applied by what; the one table to extend for a new kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.services.transfer.apply import items, parties, people, purchasing, receipts, relations, sales, shipments, stock
from app.services.transfer.apply.job import Job

APPLY: Final[Mapping[str, Callable[[Job], None]]] = {
    "staff": people.apply_staff,
    "suppliers": parties.apply,
    "customers": parties.apply,
    "carriers": parties.apply,
    "contacts": people.apply_contacts,
    "products": items.apply_products,
    "supplier_items": items.apply_supplier_items,
    "stock": stock.apply,
    "sales_orders": sales.apply,
    "purchase_orders": purchasing.apply_orders,
    "receipts": receipts.apply,
    "shipments": shipments.apply,
    "interactions": relations.apply,
}
