"""What can be offered to customers whose goods are late: what is here already, something like it, another supplier.

What is like a product: another one of its category in the same unit, with stock that nobody waits for, at nearly the
same price, that shares a telling word of its name: a bowl for a bowl. The more words they share the better.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select

from app.db.models import Partner, Product, Reservation, StockValuation, SupplierItem, SupplierTerms
from app.domain.vocabulary import PartnerStatus, ProductStatus, ReservationKind
from app.services.operations import ReadContext
from app.services.shipments.impact_models import ImpactLine, ImpactOrder, WayKind, WayOut

MOST: Final = 8
_TELLING: Final = 4
"""Letters that a word needs to say what a product is."""
_DEAREST: Final = (7, 10)
"""Nearly the same price: neither is less than seven tenths of the other."""


@dataclass(slots=True)
class _Short:
    """A product that customers wait for: how much of it, and the orders."""

    line: ImpactLine
    missing: int
    value_minor: int
    currency: str
    orders: list[int]


def ways_out(
    ctx: ReadContext, orders: Sequence[ImpactOrder], supplier_id: int | None, expected: date | None
) -> tuple[WayOut, ...]:
    """The ways out for these orders: the soonest first, of these what saves the most sales. Three statements."""
    short = _short(orders)
    found = [*_parts(orders), *_swaps(ctx, short), *_bought(ctx, short, supplier_id, expected)]
    found.sort(key=lambda way: (way.days, -way.value_minor))
    return tuple(found[:MOST])


def _short(orders: Sequence[ImpactOrder]) -> dict[int, _Short]:
    short: dict[int, _Short] = {}
    for order in orders:
        pieces = sum(line.missing for line in order.lines)
        for line in order.lines:
            known = short.setdefault(line.product_id, _Short(line, 0, 0, order.currency, []))
            known.missing += line.missing
            known.value_minor += order.value_minor * line.missing // pieces
            known.orders.append(order.order_id)
    return short


def _parts(orders: Sequence[ImpactOrder]) -> list[WayOut]:
    return [
        WayOut(
            WayKind.PART,
            order.ready_minor,
            order.currency,
            order_id=order.order_id,
            number=order.number,
            orders=(order.order_id,),
        )
        for order in orders
        if order.ready_minor > 0
    ]


# -- another product


def _swaps(ctx: ReadContext, short: dict[int, _Short]) -> list[WayOut]:
    wanted = select(Product).where(Product.id.in_(short))
    missing = {product.id: product for product in ctx.session.execute(wanted).scalars()}
    categories = {product.category for product in missing.values() if product.category}
    others = _in_stock(ctx, categories, short)
    found = []
    for product_id, need in short.items():
        product = missing[product_id]
        fitting = [(other, free) for other, free in others if _is_like(product, other)]
        if fitting:
            other, free = max(fitting, key=lambda pair: _likeness(product, pair[0], pair[1], need.missing))
            found.append(_swap(product, other, free, need))
    return found


def _in_stock(ctx: ReadContext, categories: Collection[str], short: Collection[int]) -> list[tuple[Product, int]]:
    kept = (
        select(Reservation.product_id, func.sum(Reservation.quantity).label("quantity"))
        .where(Reservation.kind == ReservationKind.HARD, Reservation.purchase_order_line_id.is_(None))
        .group_by(Reservation.product_id)
        .subquery()
    )
    free = StockValuation.quantity - func.coalesce(kept.c.quantity, 0)
    statement = (
        select(Product, free)
        .join(StockValuation, StockValuation.product_id == Product.id)
        .outerjoin(kept, kept.c.product_id == Product.id)
        .where(
            Product.category.in_(categories),
            Product.status == ProductStatus.ACTIVE,
            Product.id.not_in(short),
            free > 0,
        )
        .order_by(Product.id)
    )
    return [(product, int(quantity)) for product, quantity in ctx.session.execute(statement)]


def _is_like(product: Product, other: Product) -> bool:
    same = (product.category, product.unit, product.unit_decimals, product.currency)
    if same != (other.category, other.unit, other.unit_decimals, other.currency):
        return False
    if not _words(product) & _words(other):
        return False
    prices = sorted((product.price_minor or 0, other.price_minor or 0))
    least, most = _DEAREST
    return prices[0] > 0 and prices[0] * most >= prices[1] * least


def _words(product: Product) -> set[str]:
    """The words that say what it is: no sizes, units and little words."""
    words = (word.strip(",.;()") for word in product.name_fold.split())
    return {word for word in words if len(word) >= _TELLING and word.isalpha()}


def _likeness(product: Product, other: Product, free: int, missing: int) -> tuple[int, bool, int, int]:
    """Shared words, enough of it, how near the price is."""
    words = _words(product) & _words(other)
    away = abs((product.price_minor or 0) - (other.price_minor or 0))
    return len(words), free >= missing, -away, -other.id


def _swap(product: Product, other: Product, free: int, need: _Short) -> WayOut:
    covered = min(free, need.missing)
    return WayOut(
        WayKind.SWAP,
        need.value_minor * covered // need.missing,
        need.currency,
        product_id=product.id,
        product=product.name,
        missing=need.missing,
        unit=product.unit,
        unit_decimals=product.unit_decimals,
        other_id=other.id,
        other=other.name,
        available=free,
        difference_minor=(other.price_minor or 0) - (product.price_minor or 0),
        price_minor=other.price_minor or 0,
        orders=tuple(need.orders),
    )


# -- another supplier


def _bought(ctx: ReadContext, short: dict[int, _Short], supplier_id: int | None, expected: date | None) -> list[WayOut]:
    if ctx.may("purchase_order.save") is None:
        return []
    costs = ctx.may("cost.view") is not None
    prices: dict[int, int] = {}
    others: list[Any] = []
    for row in ctx.session.execute(_offers(short)):
        if row.supplier_id == supplier_id:
            prices[row.product_id] = row.price_minor or 0
        elif row.days is not None and (expected is None or row.days < (expected - ctx.today).days):
            others.append(row)
    found: dict[int, WayOut] = {}
    for row in others:
        need, usual = short[row.product_id], prices.get(row.product_id)
        difference = row.price_minor - usual if costs and usual and row.price_minor else None
        way = WayOut(
            WayKind.BUY,
            need.value_minor,
            row.currency or need.currency,
            days=row.days,
            product_id=row.product_id,
            product=need.line.product,
            missing=need.missing,
            unit=need.line.unit,
            unit_decimals=need.line.unit_decimals,
            difference_minor=difference,
            supplier_id=row.supplier_id,
            supplier=row.name,
            orders=tuple(need.orders),
        )
        if row.product_id not in found or found[row.product_id].days > way.days:
            found[row.product_id] = way
    return list(found.values())


def _offers(short: Collection[int]) -> Any:
    days = func.coalesce(SupplierItem.lead_time_days, SupplierTerms.lead_time_days).label("days")
    return (
        select(
            *(SupplierItem.product_id, SupplierItem.supplier_id, SupplierItem.price_minor, SupplierItem.currency),
            *(Partner.name, days),
        )
        .join(Partner, Partner.id == SupplierItem.supplier_id)
        .outerjoin(SupplierTerms, SupplierTerms.partner_id == SupplierItem.supplier_id)
        .where(SupplierItem.product_id.in_(short), Partner.status == PartnerStatus.ACTIVE)
        .order_by(SupplierItem.id)
    )
