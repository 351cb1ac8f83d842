"""Measures of what lies in stock: its value at cost, and which products are at or below their reorder point."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, or_, select

from app.db.models import Product, StockValuation
from app.domain.quantity import to_decimal_string
from app.domain.vocabulary import ProductStatus
from app.services.business.settings import read_business
from app.services.insights import turnover
from app.services.insights.figures import Dimension, Figure, FigureRow, MeasureName, Span, Total, Unit
from app.services.insights.grouping import Group, Shape, build, ordered
from app.services.operations import ReadContext


def stock_value(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """What the stock inside the business cost (moving average), now or at the span's last day. `n` is products.

    By month: on each month's last day, or on the span's where that comes first.
    """
    if by is Dimension.MONTH:
        whole = stock_value(ctx, span, None)
        return replace(whole, by=by, rows=_value_by_month(ctx, span))
    values = _values_now(ctx) if span.end is None else turnover.values_at(ctx, span.end)
    currency = read_business(ctx.session).currency
    groups = [Group(product, value, 1, currency) for product, value in values.items()]
    return build(ctx, Shape(MeasureName.STOCK_VALUE, Unit.MONEY), by, span, groups)


def _value_by_month(ctx: ReadContext, span: Span) -> tuple[FigureRow, ...]:
    currency = read_business(ctx.session).currency
    return tuple(
        FigureRow(month.key, month.key, month.closing, month.moves, currency)
        for month in turnover.months(ctx, span)
        if month.known
    )


def below_reorder_point(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Active products with stock on hand at or below their own reorder point.

    A product without a reorder point has none: it is neither counted nor judged. `total.n` is the products that have
    one. Rows carry what is on hand and the point, in the product's unit.
    """
    on_hand = func.coalesce(StockValuation.quantity, 0)
    rows = ctx.session.execute(
        select(
            Product.id, Product.sku, Product.name, Product.unit, Product.unit_decimals, Product.reorder_point, on_hand
        )
        .outerjoin(StockValuation, StockValuation.product_id == Product.id)
        .where(Product.status == ProductStatus.ACTIVE, Product.reorder_point.is_not(None))
    ).all()
    below = [row for row in rows if row[6] <= row.reorder_point]
    shape = Shape(MeasureName.BELOW_REORDER_POINT, Unit.PRODUCTS)
    total = Total(len(below) if rows else None, len(rows))
    if by is None or by is Dimension.PRODUCT:
        listed = () if by is None else ordered([_below_row(row) for row in below], by)
        return Figure(shape.name, shape.unit, by, span, listed, total)
    split = build(ctx, shape, by, span, [Group(row.id, 1, 1) for row in below])
    return Figure(shape.name, shape.unit, by, span, split.rows, total)


def _below_row(row: Any) -> FigureRow:
    extra = (
        ("on_hand", to_decimal_string(row[6], row.unit_decimals)),
        ("reorder_point", to_decimal_string(row.reorder_point, row.unit_decimals)),
        ("product_unit", row.unit),
    )
    return FigureRow(row.sku, row.name, 1, 1, id=row.id, extra=extra)


def _values_now(ctx: ReadContext) -> dict[int, int]:
    statement = select(StockValuation.product_id, StockValuation.value_minor).where(
        or_(StockValuation.quantity != 0, StockValuation.value_minor != 0)
    )
    return {row[0]: row[1] for row in ctx.session.execute(statement)}
