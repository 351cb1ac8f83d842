"""What can be sold to a customer, for the product picker of the order's form: by what is typed, or by product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Subquery, and_, func, select

from app.db import search
from app.db.models import Partner, Product, SalesOrder, SalesOrderLine
from app.domain.errors import NotFoundError
from app.domain.states import SalesOrderState
from app.domain.vocabulary import ProductStatus
from app.services.business.settings import read_business
from app.services.customers import scope
from app.services.operations import ReadContext, query
from app.services.sales_orders.prospects import prospects
from app.services.sales_orders.read_models import PaidPrice, SalesOffer

MOST: Final = 12
_PAID: Final = (SalesOrderState.CONFIRMED, SalesOrderState.CLOSED)


@query("sales_order.save")
def offers(
    ctx: ReadContext, customer_id: int, text: str = "", currency: str | None = None, limit: int = MOST
) -> list[SalesOffer]:
    """Products to sell, by name, SKU or GTIN; what the customer bought before first, the latest of it on top.

    Without a text only that. Prices are those in `currency`, else the customer's. Raises NotFoundError.
    """
    conditions: list[ColumnElement[bool]] = [Product.status == ProductStatus.ACTIVE]
    words = search.read_words(text)
    bought = _bought(customer_id)
    if words:
        index = search.index_of(ctx.session.connection())
        columns = [column for column in search.COLUMNS if column not in search.PERSONAL_COLUMNS]
        conditions.append(Product.id.in_(index.ids(words, "product", columns)))
    statement = (
        select(Product)
        .outerjoin(bought, bought.c.product_id == Product.id)
        .where(*conditions)
        .order_by(bought.c.day.is_(None), bought.c.day.desc(), Product.name_fold, Product.id)
        .limit(limit)
    )
    return _offers(ctx, customer_id, currency, list(ctx.session.execute(statement).scalars()))


@query("sales_order.save")
def offers_of(
    ctx: ReadContext,
    customer_id: int,
    products: Sequence[int],
    order_id: int | None = None,
    currency: str | None = None,
) -> list[SalesOffer]:
    """How these products can be sold to a customer, as an order finds them when one is given. Raises NotFoundError."""
    found = ctx.session.execute(select(Product).where(Product.id.in_(products)).order_by(Product.id)).scalars()
    return _offers(ctx, customer_id, currency, list(found), order_id)


def _offers(
    ctx: ReadContext, customer_id: int, currency: str | None, products: list[Product], order_id: int | None = None
) -> list[SalesOffer]:
    scope.require_visible(ctx, customer_id, grant=ctx.require("customer.view"))
    customer = ctx.session.get(Partner, customer_id)
    if customer is None:
        raise NotFoundError("customer", customer_id)
    money = currency or customer.currency or read_business(ctx.session).currency
    ids = [product.id for product in products]
    order = ctx.session.get(SalesOrder, order_id) if order_id is not None else None
    paid = _paid(ctx, customer_id, ids, money, order_id)
    stock = prospects(ctx, ids, order)
    return [
        SalesOffer(
            product_id=product.id,
            sku=product.sku,
            product=product.name,
            unit=product.unit,
            unit_decimals=product.unit_decimals,
            list_minor=product.price_minor if product.currency in (None, money) else None,
            list_currency=product.currency,
            paid=paid.get(product.id),
            prospect=stock[product.id],
        )
        for product in products
    ]


def _bought(customer_id: int) -> Subquery:
    line = SalesOrderLine
    statement = (
        select(line.product_id, func.max(SalesOrder.ordered).label("day"))
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .where(SalesOrder.customer_id == customer_id, SalesOrder.state.in_(_PAID))
        .group_by(line.product_id)
    )
    return statement.subquery("bought")


def _paid(
    ctx: ReadContext, customer_id: int, products: Sequence[int], currency: str, order_id: int | None
) -> dict[int, PaidPrice]:
    """The price of the newest order of each product; the order that is being written does not count."""
    line = SalesOrderLine
    newest = func.row_number().over(
        partition_by=line.product_id, order_by=(SalesOrder.ordered.desc(), SalesOrder.id.desc(), line.position.desc())
    )
    ranked = (
        select(line.product_id, line.price_minor, line.discount_ppm, SalesOrder.ordered, newest.label("place"))
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .where(
            and_(SalesOrder.customer_id == customer_id, SalesOrder.currency == currency),
            *(SalesOrder.state.in_(_PAID), SalesOrder.id != (order_id or 0)),
            *(line.product_id.in_(products), line.quantity > 0),
        )
        .subquery("ranked")
    )
    found = ctx.session.execute(select(ranked).where(ranked.c.place == 1))
    return {row.product_id: PaidPrice(row.price_minor, row.discount_ppm, row.ordered) for row in found}
