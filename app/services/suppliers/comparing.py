"""Two or three suppliers side by side: what they promise and do, and what they ask for the same products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import Problem, ValidationError
from app.services.operations import ReadContext, query
from app.services.suppliers.detail import detail
from app.services.suppliers.items import items
from app.services.suppliers.read_models import ItemRow, SupplierDetail

MOST = 3


@dataclass(frozen=True, slots=True)
class ComparedProduct:
    """A product that at least two of them sell; `offers` stand in the order of the suppliers, None: not sold there."""

    id: int
    sku: str
    product: str
    offers: tuple[ItemRow | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The suppliers in the order that was asked for, and what more than one of them sells, by name."""

    suppliers: tuple[SupplierDetail, ...]
    products: tuple[ComparedProduct, ...]


@query("supplier.view")
def compare(ctx: ReadContext, wanted: Sequence[int]) -> Comparison:
    """At most three suppliers side by side. Raises ValidationError (`suppliers`: OUT_OF_RANGE), NotFoundError."""
    chosen = list(dict.fromkeys(wanted))
    if not 1 <= len(chosen) <= MOST:
        raise ValidationError("suppliers", Problem.OUT_OF_RANGE, low="1", high=str(MOST))
    sold = [{row.product_id: row for row in items(ctx, supplier_id)} for supplier_id in chosen]
    shared = {
        product: row for rows in sold for product, row in rows.items() if sum(product in other for other in sold) > 1
    }
    products = [
        ComparedProduct(product, row.sku, row.product, tuple(rows.get(product) for rows in sold))
        for product, row in sorted(shared.items(), key=lambda each: (each[1].product.casefold(), each[0]))
    ]
    return Comparison(tuple(detail(ctx, supplier_id) for supplier_id in chosen), tuple(products))
