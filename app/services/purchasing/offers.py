"""What can be ordered from a supplier, for the product picker of the order's form: by what is typed, or by product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.db import search
from app.db.models import (
    PriceBreak,
    Product,
    PurchaseLineFacts,
    PurchaseOrderLine,
    StockValuation,
    SupplierItem,
)
from app.domain.formulas.ordering import PackRules
from app.domain.text import fold
from app.domain.vocabulary import ProductStatus
from app.services.operations import ReadContext, query
from app.services.purchasing.read_models import Offer

MOST: Final = 12


@query("purchase_order.save")
def offers(ctx: ReadContext, supplier_id: int, text: str = "", limit: int = MOST) -> list[Offer]:
    """Products to order: what the supplier sells first, then the rest; by name, SKU, GTIN or the supplier's code.

    Without a text: what the supplier sells, what runs short first. Two statements.
    """
    conditions: list[ColumnElement[bool]] = [Product.status == ProductStatus.ACTIVE]
    words = search.read_words(text)
    if words:
        index = search.index_of(ctx.session.connection())
        columns = [column for column in search.COLUMNS if column not in search.PERSONAL_COLUMNS]
        code = func.lower(SupplierItem.supplier_sku).startswith(fold(text), autoescape=True)
        conditions.append(or_(Product.id.in_(index.ids(words, "product", columns)), code))
    else:
        conditions.append(SupplierItem.id.is_not(None))
    return _offers(ctx, supplier_id, conditions, limit)


@query("purchase_order.save")
def offers_of(ctx: ReadContext, supplier_id: int, products: Sequence[int]) -> list[Offer]:
    """How these products can be ordered from a supplier. Two statements."""
    return _offers(ctx, supplier_id, [Product.id.in_(products)], len(products))


def _offers(ctx: ReadContext, supplier_id: int, conditions: list[ColumnElement[bool]], limit: int) -> list[Offer]:
    on_hand = func.coalesce(StockValuation.quantity, 0)
    on_order = func.coalesce(_on_order(), 0)
    short = func.coalesce(Product.reorder_point, 0) - on_hand - on_order
    statement = (
        select(Product, SupplierItem, on_hand, on_order)
        .outerjoin(SupplierItem, and_(SupplierItem.product_id == Product.id, SupplierItem.supplier_id == supplier_id))
        .outerjoin(StockValuation, StockValuation.product_id == Product.id)
        .where(*conditions)
        .order_by(SupplierItem.id.is_(None), (short <= 0), Product.name_fold, Product.id)
        .limit(limit)
    )
    found = ctx.session.execute(statement).all()
    breaks = breaks_of(ctx, [item.id for _, item, _, _ in found if item is not None])
    costs = ctx.may("cost.view") is not None
    return [_offer(row, breaks, costs) for row in found]


def _on_order() -> Any:
    f, line = PurchaseLineFacts, PurchaseOrderLine
    return (
        select(func.sum(line.quantity - line.received - line.closed_short))
        .join(f, f.id == line.id)
        .where(line.product_id == Product.id, f.is_open == True)  # noqa: E712 - SQL
        .correlate(Product)
        .scalar_subquery()
    )


def breaks_of(ctx: ReadContext, items: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """The price breaks of offers: from which quantity, at what price, the smallest first. One statement."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    statement = select(PriceBreak).where(PriceBreak.supplier_item_id.in_(items)).order_by(PriceBreak.min_quantity)
    for row in ctx.session.execute(statement).scalars():
        found[row.supplier_item_id].append((row.min_quantity, row.price_minor))
    return found


def _offer(row: Any, breaks: dict[int, list[tuple[int, int]]], costs: bool) -> Offer:
    product: Product = row[0]
    item: SupplierItem | None = row[1]
    on_hand, on_order = row[2], row[3]
    target = product.target_stock if product.target_stock is not None else product.reorder_point
    price = item.price_minor if item is not None and item.price_minor is not None else product.cost_minor
    return Offer(
        product_id=product.id,
        sku=product.sku,
        product=product.name,
        unit=product.unit,
        unit_decimals=product.unit_decimals,
        supplier_item_id=item.id if item else None,
        supplier_sku=item.supplier_sku if item else "",
        price_minor=price if costs else None,
        currency=item.currency if item else None,
        breaks=tuple(breaks.get(item.id, ())) if item and costs else (),
        rules=PackRules(item.minimum, item.multiple, item.pack_quantity, item.maximum) if item else PackRules(),
        lead_time_days=item.lead_time_days if item else None,
        on_hand=on_hand,
        on_order=on_order,
        needed=max(0, target - on_hand - on_order) if target is not None else None,
    )
