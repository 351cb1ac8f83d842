"""Measures of how fast stock turns, from the ledger: what left at cost against what lay there each day.

Definitions 1.4. The sum of each day's closing value is linear in the moves: a move counts for every day from its own
to the span's last, so one pass of the database gives it for any number of products.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import case, func, literal, select

from app.db.functions import days_between
from app.db.models import StockMove
from app.domain.places import CUSTOMER, MAIN_SITE
from app.services.insights.figures import Dimension, Figure, MeasureName, Span, Unit
from app.services.insights.grouping import OF_PRODUCT, Group, Shape, build
from app.services.operations import ReadContext

YEAR: Final = 365


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
    return build(ctx.session, Shape(MeasureName.STOCK_TURNS, Unit.TURNS, mean=True), by, span, groups)


def days_of_supply(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Average stock at cost ÷ cost of goods sold a day. `n` is moves in the span; without sales there is none."""
    groups = [Group(key, area, n, whole=cost) for key, cost, area, n in _flows(ctx, span, by) if area > 0]
    return build(ctx.session, Shape(MeasureName.DAYS_OF_SUPPLY, Unit.DAYS, mean=True), by, span, groups)


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
    first, last = bounds
    day = StockMove.day
    # What was there before counts for every day of the span, a later move from its own day on.
    since = case((day < first, literal(first.isoformat())), else_=day)
    held = days_between(since, literal(last.isoformat())) + 1
    inside = case((day >= first, 1), else_=0)
    statement = (
        select(StockMove.product_id, func.sum(inside * _cost()), func.sum(_delta() * held), func.sum(inside))
        .where(day <= last)
        .group_by(StockMove.product_id)
    )
    for row in ctx.session.execute(statement):
        yield row[0], row[1], row[2], row[3]


def months(ctx: ReadContext, span: Span) -> list[Month]:
    """The months of the span (of all moves when it is open), each with its closing value and the sum of its days."""
    bounds = _bounds(ctx, span)
    if bounds is None:
        return []
    first, last = bounds
    statement = (
        select(StockMove.day, func.sum(_delta()), func.sum(_cost()), func.count())
        .where(StockMove.day <= last)
        .group_by(StockMove.day)
        .order_by(StockMove.day)
    )
    days = [(row[0], row[1], row[2], row[3]) for row in ctx.session.execute(statement)]
    before = [row for row in days if row[0] < first]
    value, started = sum(row[1] for row in before), bool(before)
    found = []
    for start, end in _calendar(first, last):
        own = [row for row in days if start <= row[0] <= end]
        started = started or bool(own)
        area = value * ((end - start).days + 1) + sum(row[1] * ((end - row[0]).days + 1) for row in own)
        value += sum(row[1] for row in own)
        cost, moves = sum(row[2] for row in own), sum(row[3] for row in own)
        found.append(Month(f"{start:%Y-%m}", value, area, cost, moves, started))
    return found


def _calendar(first: date, last: date) -> Iterator[tuple[date, date]]:
    start = first
    while start <= last:
        end = min(start.replace(day=monthrange(start.year, start.month)[1]), last)
        yield start, end
        start = end + timedelta(days=1)


def _bounds(ctx: ReadContext, span: Span) -> tuple[date, date] | None:
    """The span's days between the first move and today; None when there is none."""
    known = ctx.session.execute(select(func.min(StockMove.day))).scalar_one()
    if known is None:
        return None
    first = max(span.start or known, known)
    last = min(span.end or ctx.today, ctx.today)
    return (first, last) if first <= last else None


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
