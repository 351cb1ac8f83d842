"""A product's form to open."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.db.models import (
    Product,
    PurchaseOrderLine,
    SalesOrderLine,
    ShipmentLine,
    StockMove,
    StockValuation,
    SupplierItem,
)
from app.domain.errors import NotFoundError
from app.domain.vocabulary import ProductStatus
from app.services.business.settings import read_business
from app.services.operations import ReadContext, query
from app.services.products.read_models import ProductDraft, ProductForm

_COUNTED = (StockMove, PurchaseOrderLine, SalesOrderLine, ShipmentLine, SupplierItem)


@query("product.save")
def form(ctx: ReadContext, product_id: int | None = None) -> ProductForm:
    """The form of a product, or of a new one. Three statements, six for a stored one. Raises NotFoundError."""
    currency = read_business(ctx.session).currency
    costs = ctx.may("cost.view") is not None
    known = read_draft(ctx, product_id) if product_id is not None else ProductDraft(currency=currency)
    categories = ctx.session.execute(
        select(Product.category)
        .where(Product.category != "", Product.status != ProductStatus.ARCHIVED)
        .distinct()
        .order_by(Product.category)
    )
    return ProductForm(
        draft=known,
        unit_fixed=product_id is not None and is_counted(ctx.session, product_id),
        tracking_fixed=product_id is not None and has_stock(ctx.session, product_id),
        categories=tuple(categories.scalars()),
        shows_costs=costs,
        currency=currency,
    )


def read_draft(ctx: ReadContext, product_id: int) -> ProductDraft:
    """The stored product as its form shows it; costs only for those who may see them."""
    product = ctx.session.get(Product, product_id)
    if product is None:
        raise NotFoundError("product", product_id)
    return ProductDraft(
        id=product.id,
        version=product.version,
        sku=product.sku,
        gtin=product.gtin or "",
        name=product.name,
        category=product.category,
        unit=product.unit,
        unit_decimals=product.unit_decimals,
        tracking=product.tracking,
        shelf_life_days=product.shelf_life_days,
        weight_g=product.weight_g,
        price_minor=product.price_minor,
        currency=product.currency or read_business(ctx.session).currency,
        cost_minor=product.cost_minor if ctx.may("cost.view") is not None else None,
        reorder_point=product.reorder_point,
        target_stock=product.target_stock,
        status=product.status,
        notes=product.notes,
    )


def is_counted(session: Session, product_id: int) -> bool:
    """Whether any quantity of it is stored: stock, an order, an offer. One statement."""
    found = [exists().where(model.product_id == product_id) for model in _COUNTED]
    return any(session.execute(select(*found)).one())


def has_stock(session: Session, product_id: int) -> bool:
    """Whether there is any inside the business. One statement."""
    held = exists().where(StockValuation.product_id == product_id, StockValuation.quantity > 0)
    return bool(session.execute(select(held)).scalar())
