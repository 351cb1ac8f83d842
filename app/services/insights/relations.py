"""Measures of how we stand with customers: recency, frequency and money; and the calls that were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import case, func, null, select

from app.db.models import Interaction, Partner, SalesOrder, SalesOrderLine
from app.domain.formulas import rfm as formula
from app.domain.vocabulary import InteractionKind, InteractionState, PartnerStatus, Segment
from app.services.insights.figures import Dimension, Figure, FigureRow, MeasureName, Span, Total, Unit
from app.services.insights.grouping import Group, Shape, build, month_of, within
from app.services.insights.sales import counted, line_revenue
from app.services.operations import ReadContext


@dataclass(frozen=True, slots=True)
class Standing:
    """What one customer ordered in a span, and how that compares: `scores` is None without an order."""

    customer_id: int
    orders: int
    last_order: date | None
    revenue_minor: int
    currency: str | None
    scores: formula.Scores | None
    segment: Segment


def standings(ctx: ReadContext, span: Span) -> list[Standing]:
    """Every customer that ordered in the span, with scores and segment, in no order.

    Money is compared among customers of the same currency only. Customers without an order are `Segment.PROSPECT` and
    are not listed.
    """
    found = _purchases(ctx, span)
    if not found:
        return []
    bins = formula.bins_for(len(found))
    recency = formula.quantile_scores([row.last.toordinal() for row in found], bins)
    frequency = formula.quantile_scores([row.orders for row in found], bins)
    monetary = _money_scores(found, bins)
    result = []
    for row, fresh, often, much in zip(found, recency, frequency, monetary, strict=True):
        scores = formula.Scores(fresh, often, much, bins)
        segment = formula.segment(scores, row.orders)
        result.append(Standing(row.customer_id, row.orders, row.last, row.revenue, row.currency, scores, segment))
    return result


def rfm(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Each customer's three scores and segment. The value is the scores' code as a number; `n` is orders."""
    found = {row.customer_id: row for row in standings(ctx, span)}
    statement = select(Partner.id, Partner.code, Partner.name).where(
        Partner.is_customer == True,  # noqa: E712 - SQL, not Python
        Partner.status == PartnerStatus.ACTIVE,
    )
    rows = [_rfm_row(row, found.get(row.id)) for row in ctx.session.execute(statement)]
    rows.sort(key=lambda row: (-int(row.value or 0), row.label))
    total = Total(None, sum(row.n for row in rows))
    return Figure(MeasureName.RFM, Unit.SCORE, by, span, tuple(rows), total)


def calls(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:
    """Calls that took place (answered or not), by the day where the business is."""
    group = _call_group(by)
    statement = (
        select(group, func.count())
        .where(Interaction.kind == InteractionKind.CALL, Interaction.state == InteractionState.DONE)
        .group_by(group)
    )
    if span.start is not None:
        statement = statement.where(Interaction.at >= _midnight(span.start))
    if span.end is not None:
        statement = statement.where(Interaction.at < _midnight(span.end + timedelta(days=1)))
    groups = [Group(row[0], row[1], row[1]) for row in ctx.session.execute(statement)]
    return build(ctx, Shape(MeasureName.CALLS, Unit.CALLS), by, span, groups)


@dataclass(frozen=True, slots=True)
class _Purchases:
    customer_id: int
    currency: str
    last: date
    orders: int
    revenue: int


def _purchases(ctx: ReadContext, span: Span) -> list[_Purchases]:
    """What each customer bought, its money in the currency they buy most in; an order of returns alone is none."""
    bought = case((SalesOrderLine.quantity > 0, SalesOrder.id))
    sold = (
        select(
            SalesOrder.customer_id,
            SalesOrder.currency,
            func.max(case((SalesOrderLine.quantity > 0, SalesOrder.ordered))),
            func.count(bought.distinct()),
            func.sum(line_revenue()),
        )
        .join(SalesOrderLine, SalesOrderLine.order_id == SalesOrder.id)
        .where(counted())
        .group_by(SalesOrder.customer_id, SalesOrder.currency)
        .having(func.count(bought) > 0)
    )
    best: dict[int, _Purchases] = {}
    for row in ctx.session.execute(within(sold, SalesOrder.ordered, span)):
        item = _Purchases(row[0], row[1], row[2], row[3], row[4])
        other = best.get(item.customer_id)
        best[item.customer_id] = item if other is None else _together(other, item)
    return list(best.values())


def _together(one: _Purchases, other: _Purchases) -> _Purchases:
    main = max(one, other, key=lambda item: (item.orders, item.currency))
    last, count = max(one.last, other.last), one.orders + other.orders
    return _Purchases(one.customer_id, main.currency, last, count, main.revenue)


def _money_scores(found: list[_Purchases], bins: int) -> list[int]:
    scores = [0] * len(found)
    for currency in {row.currency for row in found}:
        places = [index for index, row in enumerate(found) if row.currency == currency]
        values = formula.quantile_scores([found[index].revenue for index in places], bins)
        for index, score in zip(places, values, strict=True):
            scores[index] = score
    return scores


def _rfm_row(customer: Any, standing: Standing | None) -> FigureRow:
    key = customer.code or customer.name
    if standing is None or standing.scores is None:
        extra: tuple[tuple[str, str | int], ...] = (("segment", Segment.PROSPECT.value),)
        return FigureRow(key, customer.name, None, 0, id=customer.id, extra=extra)
    scores = standing.scores
    extra = (
        ("recency", scores.recency),
        ("frequency", scores.frequency),
        ("monetary", scores.monetary),
        ("segment", standing.segment.value),
    )
    return FigureRow(key, customer.name, int(scores.code), standing.orders, id=customer.id, extra=extra)


def _call_group(by: Dimension | None) -> Any:
    match by:
        case Dimension.STAFF:
            return Interaction.staff_id
        case Dimension.OUTCOME:
            return Interaction.outcome
        case Dimension.MONTH:
            return month_of(Interaction.at)
        case _:
            return null()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()
