"""The inventory: which products, in which order, and how each stands; the ledger's moves; the places."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, select

from app.db import search
from app.db.models import Location, Partner, Product, StockMove, StockValuation, SupplierItem
from app.domain.formulas import stocking
from app.domain.formulas.stocking import state_of
from app.domain.vocabulary import INTERNAL_LOCATIONS, PartnerStatus, ProductStatus
from app.services.business.settings import read_business
from app.services.operations import ReadContext, query
from app.services.stock.read_models import (
    LocationRow,
    StockChip,
    StockColumn,
    StockCounts,
    StockFilter,
    StockRow,
    StockSort,
)
from app.services.stock.standing import Supply, enough_ordered, incoming_by_product, promised_by_product, supplies

_ON_HAND: Final = func.coalesce(StockValuation.quantity, 0)
_NEVER: Final = date.max


@query("stock.view")
def ids(ctx: ReadContext, wanted: StockFilter | None = None, sort: StockSort | None = None) -> array[int]:
    """The ids of the products that fit, sorted. One statement; by the day they run out two or three more."""
    which, order = wanted or StockFilter(), sort or StockSort()
    if order.column is StockColumn.VALUE and not shows_costs(ctx):
        order = StockSort()
    promised, incoming = promised_by_product(), incoming_by_product()
    keys: dict[StockColumn, Any] = {
        StockColumn.SKU: Product.sku_fold,
        StockColumn.NAME: Product.name_fold,
        StockColumn.CATEGORY: func.nullif(Product.category, ""),
        StockColumn.SUPPLIER: main_supplier(Partner.name_fold),
        StockColumn.ON_HAND: _ON_HAND,
        StockColumn.RESERVED: func.coalesce(promised.c.promised, 0),
        StockColumn.INCOMING: func.coalesce(incoming.c.incoming, 0),
        StockColumn.AVAILABLE: _ON_HAND - func.coalesce(promised.c.promised, 0),
        StockColumn.RUNS_OUT: Product.sku_fold,
        StockColumn.VALUE: func.coalesce(StockValuation.value_minor, 0),
    }
    key = keys[order.column]
    direction = key.desc() if order.descending and order.column is not StockColumn.RUNS_OUT else key.asc()
    statement = (
        select(Product.id, _ON_HAND, Product.reorder_point, func.coalesce(promised.c.promised, 0))
        .outerjoin(StockValuation, StockValuation.product_id == Product.id)
        .outerjoin(promised, promised.c.product_id == Product.id)
        .outerjoin(incoming, incoming.c.product_id == Product.id)
        .where(*products_by_text(ctx, which.text), _of_chip(ctx, which.chip, promised))
        .order_by(key.is_(None), direction, Product.sku_fold, Product.id)
    )
    found = ctx.session.execute(statement).all()
    if order.column is StockColumn.RUNS_OUT:
        return _by_day(ctx, found, descending=order.descending)
    return array("q", [row[0] for row in found])


@query("stock.view")
def rows(ctx: ReadContext, wanted: Sequence[int]) -> list[StockRow]:
    """The lines of these products, in any order; those that are not there are left out. Three or four statements."""
    return read_rows(ctx, wanted)


@query("stock.view")
def counts(ctx: ReadContext, text: str = "") -> StockCounts:
    """How many products each chip would show, and what they are worth. Two statements."""
    promised = promised_by_product()
    live = Product.status != ProductStatus.ARCHIVED
    numbers = [func.sum(case((_of_chip(ctx, chip, promised), 1), else_=0)) for chip in StockChip]
    worth = func.sum(case((live, func.coalesce(StockValuation.value_minor, 0)), else_=0))
    statement = (
        select(*numbers, worth)
        .select_from(Product)
        .outerjoin(StockValuation, StockValuation.product_id == Product.id)
        .outerjoin(promised, promised.c.product_id == Product.id)
        .where(*products_by_text(ctx, text))
    )
    row = ctx.session.execute(statement).one()
    chips = {chip: number or 0 for chip, number in zip(StockChip, row[:-1], strict=True)}
    currency = read_business(ctx.session).currency
    return StockCounts(chips, (row[-1] or 0) if shows_costs(ctx) else None, currency)


@query("stock.view")
def locations(ctx: ReadContext) -> list[LocationRow]:
    """The places inside the business that are in use, by name. One statement."""
    statement = (
        select(Location.id, Location.name, Location.kind, Location.parent_id)
        .where(Location.kind.in_(INTERNAL_LOCATIONS), Location.status == PartnerStatus.ACTIVE)
        .order_by(Location.name_fold, Location.id)
    )
    return [LocationRow(*row) for row in ctx.session.execute(statement)]


# -- parts of other operations


def read_rows(ctx: ReadContext, wanted: Sequence[int]) -> list[StockRow]:
    """The same inside another query."""
    promised = promised_by_product()
    statement: Select[Any] = (
        select(
            *(Product.id, Product.sku, Product.gtin, Product.name, Product.category, Product.status, Product.unit),
            *(Product.unit_decimals, Product.reorder_point, main_supplier(Partner.name), _ON_HAND),
            func.coalesce(StockValuation.value_minor, 0),
            func.coalesce(promised.c.promised, 0),
            func.coalesce(promised.c.waiting, 0),
        )
        .outerjoin(StockValuation, StockValuation.product_id == Product.id)
        .outerjoin(promised, promised.c.product_id == Product.id)
        .where(Product.id.in_(wanted))
    )
    found = ctx.session.execute(statement).all()
    supply = supplies(ctx, wanted) if found else {}
    costs = shows_costs(ctx)
    return [_row(ctx, row, supply.get(row[0]) or Supply(), costs=costs) for row in found]


def shows_costs(ctx: ReadContext) -> bool:
    """Whether the acting role sees what things cost."""
    return ctx.may("cost.view") is not None


def main_supplier(column: Any) -> Any:
    """Of the supplier that has sold us the product for longest: its first offer."""
    return (
        select(column)
        .join(SupplierItem, SupplierItem.supplier_id == Partner.id)
        .where(SupplierItem.product_id == Product.id, Partner.status == PartnerStatus.ACTIVE)
        .order_by(SupplierItem.id)
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )


def products_by_text(ctx: ReadContext, text: str) -> list[ColumnElement[bool]]:
    """The condition that a product's SKU, name or GTIN has the words of a text; none without words."""
    words = search.read_words(text)
    if not words:
        return [false()] if text.strip() else []
    index = search.index_of(ctx.session.connection())
    return [Product.id.in_(index.ids(words, "product", ["title", "code"]))]


def _of_chip(ctx: ReadContext, chip: StockChip, promised: Any) -> ColumnElement[bool]:
    live = Product.status != ProductStatus.ARCHIVED
    match chip:
        case StockChip.SHORT:
            return and_(live, func.coalesce(promised.c.promised, 0) > _ON_HAND)
        case StockChip.REORDER:
            return _is_low()
        case StockChip.TO_ORDER:
            return and_(_is_low(), Product.id.not_in(enough_ordered()))
        case StockChip.STILL:
            moved = exists().where(
                StockMove.product_id == Product.id,
                StockMove.day > ctx.today - timedelta(days=stocking.STILL_DAYS),
            )
            return and_(live, _ON_HAND > 0, ~moved.correlate(Product))
        case StockChip.DISCONTINUED:
            return Product.status == ProductStatus.DISCONTINUED
        case StockChip.ARCHIVED:
            return Product.status == ProductStatus.ARCHIVED
        case StockChip.ALL:
            return live


def _is_low() -> ColumnElement[bool]:
    return and_(
        Product.status == ProductStatus.ACTIVE,
        Product.reorder_point.is_not(None),
        Product.reorder_point >= _ON_HAND,
    )


def _by_day(ctx: ReadContext, found: Sequence[Any], *, descending: bool) -> array[int]:
    """By the day they run out; what is short comes before, what nobody asks for after everything else."""
    supply = supplies(ctx)
    empty = Supply()
    days = {
        id_: (date.min if promised > on_hand else supply.get(id_, empty).runs_out(on_hand, ctx.today))
        for id_, on_hand, _point, promised in found
    }
    known = [row[0] for row in found if days[row[0]] is not None]
    known.sort(key=lambda id_: days[id_] or _NEVER, reverse=descending)
    return array("q", known + [row[0] for row in found if days[row[0]] is None])


def _row(ctx: ReadContext, row: Any, supply: Supply, *, costs: bool) -> StockRow:
    (id_, sku, gtin, name, category, status, unit, decimals, point, supplier, on_hand, value, promised,
     waiting) = row  # fmt: skip
    judged = point if status is ProductStatus.ACTIVE else None
    return StockRow(
        id=id_,
        sku=sku,
        gtin=gtin,
        name=name,
        category=category,
        status=status,
        unit=unit,
        unit_decimals=decimals,
        supplier=supplier or "",
        reorder_point=point,
        on_hand=on_hand,
        reserved=promised,
        waiting=waiting,
        incoming=supply.incoming,
        issued=supply.issued,
        runs_out=supply.runs_out(on_hand, ctx.today),
        state=state_of(on_hand, promised, judged),
        value_minor=value if costs else None,
    )
