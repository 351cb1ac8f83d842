"""A supplier's measures from what became of its lines, for many suppliers in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, case, func, or_, select, type_coerce

from app.db.models import Partner, PurchaseLineFacts, PurchaseOrder, PurchaseOrderLine
from app.domain.formulas import supplying
from app.domain.formulas.supplying import Parts
from app.services.lateness import bought_late
from app.services.operations import ReadContext
from app.services.suppliers.read_models import Figures


def year_before(day: date) -> date:
    """The same day a year earlier; the 29th of February looks back to the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@dataclass(slots=True)
class _Sums:
    judged: int = 0
    on_time: int = 0
    rejected: Fraction = Fraction(0)
    accepted: Fraction = Fraction(0)
    lines: dict[str, int] = field(default_factory=dict)
    spend: dict[str, int] = field(default_factory=dict)
    last: date | None = None
    lead: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    response: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    late: int = 0


def figures_of(
    ctx: ReadContext, suppliers: Sequence[int] | None = None, *, with_days: bool = True
) -> dict[int, Figures]:
    """The measures of these suppliers, or of all that were ever ordered from. Four statements, whatever the number.

    `with_days=False` leaves out the lead times and what confirming takes, and the score that they are a part of.
    """
    sums: dict[int, _Sums] = defaultdict(_Sums)
    chosen = [] if suppliers is None else [PurchaseLineFacts.supplier_id.in_(suppliers)]
    recent = [*chosen, PurchaseLineFacts.ordered > year_before(ctx.today), PurchaseLineFacts.ordered <= ctx.today]
    _add_lines(ctx, sums, recent)
    if with_days:
        _add_days(ctx, sums, recent)
    _add_late(ctx, sums, suppliers)
    _add_last(ctx, sums, suppliers)
    return {supplier: _figures(found) for supplier, found in sums.items()}


def lead_times(ctx: ReadContext, conditions: Iterable[Any], key: Any) -> dict[int, dict[int, int]]:
    """Measured lead times as key → days → lines, over facts rows that satisfy the conditions."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = ctx.session.execute(
        select(key, PurchaseLineFacts.lead_days, func.count())
        .where(*conditions, PurchaseLineFacts.lead_days.is_not(None))
        .group_by(key, PurchaseLineFacts.lead_days)
    )
    for owner, days, count in rows:
        found[owner][days] = count
    return found


def _add_lines(ctx: ReadContext, sums: dict[int, _Sums], conditions: list[Any]) -> None:
    f = PurchaseLineFacts
    past = f.due < ctx.today
    judged = and_(f.due.is_not(None), or_(f.completed.is_not(None), f.is_open == False, past))  # noqa: E712 - SQL
    on_time = and_(judged, f.completed.is_not(None), f.completed <= f.due)
    rows = ctx.session.execute(
        select(
            *(f.supplier_id, f.currency, f.scale, func.count(), func.sum(f.spend_minor)),
            *(func.sum(case((judged, 1), else_=0)), func.sum(case((on_time, 1), else_=0))),
            *(func.sum(f.received), func.sum(f.rejected)),
        )
        .where(*conditions)
        .group_by(f.supplier_id, f.currency, f.scale)
    )
    for supplier, currency, scale, lines, spend, n, good, received, rejected in rows:
        total = sums[supplier]
        total.judged += n
        total.on_time += good
        total.accepted += Fraction(received, scale)
        total.rejected += Fraction(rejected, scale)
        total.lines[currency] = total.lines.get(currency, 0) + lines
        total.spend[currency] = total.spend.get(currency, 0) + spend


def _add_days(ctx: ReadContext, sums: dict[int, _Sums], conditions: list[Any]) -> None:
    f = PurchaseLineFacts
    rows = ctx.session.execute(
        select(f.supplier_id, f.lead_days, f.response_days, func.count())
        .where(*conditions, or_(f.lead_days.is_not(None), f.response_days.is_not(None)))
        .group_by(f.supplier_id, f.lead_days, f.response_days)
    )
    for supplier, lead, response, count in rows:
        if lead is not None:
            sums[supplier].lead[lead] += count
        if response is not None:
            sums[supplier].response[response] += count


def _add_late(ctx: ReadContext, sums: dict[int, _Sums], suppliers: Sequence[int] | None) -> None:
    supplier_id = PurchaseOrder.supplier_id
    statement = (
        select(supplier_id, func.count())
        .join(PurchaseOrderLine, PurchaseOrderLine.order_id == PurchaseOrder.id)
        .where(bought_late(ctx.today), *(() if suppliers is None else (supplier_id.in_(suppliers),)))
    )
    for supplier, count in ctx.session.execute(statement.group_by(supplier_id)):
        sums[supplier].late = count


def _add_last(ctx: ReadContext, sums: dict[int, _Sums], suppliers: Sequence[int] | None) -> None:
    f = PurchaseLineFacts
    # One look into the index for each supplier, however many lines there are.
    last = select(func.max(f.ordered)).where(f.supplier_id == Partner.id).correlate(Partner).scalar_subquery()
    statement = select(Partner.id, type_coerce(last, f.ordered.type)).where(
        Partner.is_supplier == True if suppliers is None else Partner.id.in_(suppliers)  # noqa: E712 - SQL
    )
    for supplier, day in ctx.session.execute(statement):
        if day is not None:
            sums[supplier].last = day


def _figures(sums: _Sums) -> Figures:
    enough = sums.judged >= supplying.ENOUGH_LINES
    parts = Parts(
        sums.judged,
        supplying.on_time_rate(sums.on_time, sums.judged) if enough else None,
        supplying.rejected_rate(sums.rejected, sums.accepted),
        supplying.median(sums.response),
    )
    currency = max(sums.lines, key=lambda name: (sums.lines[name], name), default=None)
    return Figures(
        judged=sums.judged,
        on_time=parts.on_time,
        rejected=parts.rejected,
        lead_days=supplying.median(sums.lead),
        lead_days_p90=supplying.nine_in_ten(sums.lead),
        deliveries=sum(sums.lead.values()),
        response_days=parts.response_days,
        spend_minor=sums.spend[currency] if currency else None,
        currency=currency,
        mixed=len(sums.lines) > 1,
        score=supplying.score(parts),
        grade=supplying.grade(parts),
        late_lines=sums.late,
        last_order=sums.last,
        state=supplying.state_of(parts, sums.late),
    )


def without_costs(figures: Figures) -> Figures:
    """What a role may see that sees no costs."""
    return replace(figures, spend_minor=None, currency=None, mixed=False)
