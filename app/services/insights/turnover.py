"""Measures of how fast stock turns, from the ledger: what left at cost against what lay there each day.

Definitions 1.4. The sum of each day's closing value is linear in the moves: a move counts for every day from its own
to the span's last, so one pass of the database gives it for any number of products.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Select, case, func, literal, null, select

from app.db.functions import days_between, days_left_in_month
from app.db.models import StockMove, StockValuation
from app.db.models.rollups import Family
from app.domain.places import CUSTOMER, MAIN_SITE
from app.services.insights.figures import Dimension, Figure, MeasureName, Span, Unit
from app.services.insights.grouping import OF_PRODUCT, Group, Shape, build
from app.services.insights.rollups import Source, Window, read, standing_of
from app.services.operations import ReadContext

YEAR: Final = 365
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the ledger: `area` is the sum of each day's closing value, `cost` that of what was sold."""

    key: str
    closing: int
    area: int
    cost: int
    moves: int
    known: bool


def stock_turns(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Cost of goods sold a year ÷ average stock at cost. `n` is moves in the span."""
    groups = [Group(key, YEAR * cost, n, whole=area) for key, cost, area, n in _flows(ctx, span, by) if area > 0]
    return build(ctx, Shape(MeasureName.STOCK_TURNS, Unit.TURNS, mean=True), by, span, groups)


def days_of_supply(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Average stock at cost ÷ cost of goods sold a day. `n` is moves in the span; without sales there is none."""
    groups = [Group(key, area, n, whole=cost) for key, cost, area, n in _flows(ctx, span, by) if area > 0]
    return build(ctx, Shape(MeasureName.DAYS_OF_SUPPLY, Unit.DAYS, mean=True), by, span, groups)


def _flows(ctx: ReadContext, span: Span, by: Dimension | None) -> Iterator[tuple[int | str | None, int, int, int]]:
    if by in OF_PRODUCT:
        yield from _by_product(ctx, span)
    else:
        for month in months(ctx, span):
            yield (month.key if by is Dimension.MONTH else None), month.cost, month.area, month.moves


def _by_product(ctx: ReadContext, span: Span) -> Iterator[tuple[int, int, int, int]]:
    bounds = _bounds(ctx, span)
    if bounds is None:
        return
    first, last, _ = bounds
    inside = Span(first, last)
    days = (last - first).days + 1
    # What was there at first lies there on every day of the span: what is there now without what came since.
    held = {row[0]: [0, days * row[1], 0] for row in ctx.session.execute(_values())}
    standing = standing_of(ctx, HELD, Dimension.PRODUCT)
    found = read(ctx, HELD, inside, Dimension.PRODUCT, standing=standing, anchor=last)
    later = read(ctx, HELD, Span(last + _DAY), Dimension.PRODUCT, standing=standing, anchor=last)
    for sums, counts in (*((sums, 1) for sums in found), *((sums, 0) for sums in later)):
        own = held.setdefault(sums.subject_id or 0, [0, 0, 0])
        own[0] += counts * sums.rest
        own[1] += counts * sums.whole - days * sums.part
        own[2] += counts * sums.n
    for product, (cost, area, n) in held.items():
        yield product, cost, area, n


def months(ctx: ReadContext, span: Span) -> list[Month]:
    """The months of the span (of all moves when it is open), each with its closing value and the sum of its days."""
    bounds = _bounds(ctx, span)
    if bounds is None:
        return []
    first, last, started = bounds
    standing = standing_of(ctx, HELD)
    inside: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for sums in read(ctx, HELD, Span(first, last), standing=standing):
        month = inside[sums.period or ""]
        month[0] += sums.part
        month[1] += sums.whole
        month[2] += sums.n
        month[3] += sums.rest
    value = _value_before(ctx, (first, last), standing, sum(month[0] for month in inside.values()))
    found = []
    for start, end in _calendar(first, last):
        key = f"{start:%Y-%m}"
        delta, area, moves, cost = inside.get(key, (0, 0, 0, 0))
        started = started or moves > 0
        # A move's area runs to the end of its month, also where the span ends before.
        area += value * ((end - start).days + 1) - delta * (_month_end(end) - end).days
        value += delta
        found.append(Month(key, value, area, cost, moves, started))
    return found


def _value_before(ctx: ReadContext, days: tuple[date, date], standing: list[str], inside: int) -> int:
    """What all stock cost before the first day, when so much came `inside` the span: by the shorter way."""
    first, last = days
    if f"{last:%Y-%m}" < f"{ctx.today:%Y-%m}":
        return sum(sums.part for sums in read(ctx, HELD, Span(None, first - _DAY), standing=standing))
    later = sum(sums.part for sums in read(ctx, HELD, Span(last + _DAY), standing=standing))
    return sum(row[1] for row in ctx.session.execute(_values())) - later - inside


def values_at(ctx: ReadContext, day: date) -> dict[int, int]:
    """What each product's stock cost at the end of a day: what it costs now without what came since."""
    values = {row[0]: row[1] for row in ctx.session.execute(_values())}
    for sums in read(ctx, HELD, Span(day + _DAY), Dimension.PRODUCT, anchor=day):
        product = sums.subject_id or 0
        values[product] = values.get(product, 0) - sums.part
    return {product: value for product, value in values.items() if value}


def _values() -> Select[int, int]:
    return select(StockValuation.product_id, StockValuation.value_minor)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _calendar(first: date, last: date) -> Iterator[tuple[date, date]]:
    start = first
    while start <= last:
        end = min(_month_end(start), last)
        yield start, end
        start = end + _DAY


def _bounds(ctx: ReadContext, span: Span) -> tuple[date, date, bool] | None:
    """The span's days between the first move and today, and whether there are earlier ones; None when there is none."""
    known = ctx.session.execute(select(func.min(StockMove.day))).scalar_one()
    if known is None:
        return None
    first = max(span.start or known, known)
    last = min(span.end or ctx.today, ctx.today)
    return (first, last, known < first) if first <= last else None


def _held(window: Window) -> Select[Any]:
    """What a move adds to the value inside, that times the days it lay there, and what it adds to the cost of sales."""
    day = StockMove.day
    days = days_left_in_month(day) if window.anchor is None else days_between(day, _text(window.anchor)) + 1
    keys = window.keys(day, StockMove.product_id)
    sums = (func.sum(_delta()), func.sum(_delta() * days), func.count(), func.sum(_cost()))
    return window.within(select(*keys, null(), literal(0), *sums).group_by(*keys), day)


def _text(day: date) -> Any:
    return literal(day.isoformat())


def _delta() -> Any:
    """What a move adds to the value inside the business."""
    entering = case((StockMove.to_location_id >= MAIN_SITE, StockMove.value_minor), else_=0)
    leaving = case((StockMove.from_location_id >= MAIN_SITE, StockMove.value_minor), else_=0)
    return entering - leaving


def _cost() -> Any:
    """What a move adds to the cost of what customers got; what they send back takes it away."""
    sold = case((StockMove.to_location_id == CUSTOMER, StockMove.value_minor), else_=0)
    back = case((StockMove.from_location_id == CUSTOMER, StockMove.value_minor), else_=0)
    return sold - back


HELD: Final = Source("stock_held", Family.STOCK, _held, yearly=(Dimension.PRODUCT,))
