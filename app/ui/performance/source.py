"""What the tab reads, on a worker: the figures of one view for a period and a split, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from app.domain.errors import PermissionDenied
from app.services.insights.figures import Dimension, Figure, MeasureName, Span, Stage, Unit
from app.ui.charts.card import ChartContent
from app.ui.charts.stage_bar import StageBlock
from app.ui.performance.stage_goals import goal_text, tone_of
from app.ui.shared.access import read_access
from app.ui.shared.formats import formats
from app.wording import measures as wording
from app.wording.plotting import month_name, plotted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.services.insights.figures import Measure
    from app.ui.app_context import AppContext


class View(StrEnum):
    """What the charts are about."""

    CHAIN = "chain"
    SUPPLIERS = "suppliers"
    STOCK = "stock"
    SALES = "sales"


class PeriodKey(StrEnum):
    """How far back."""

    MONTHS_3 = "3"
    MONTHS_12 = "12"
    MONTHS_24 = "24"
    THIS_YEAR = "year"
    ALL = "all"


MOST_ROWS = 200
"""So many rows a chart's table has: the largest; `kpi` on the command line lists all."""
M = MeasureName
D = Dimension
VIEWS: Mapping[View, tuple[MeasureName, ...]] = {
    View.CHAIN: (
        M.ON_TIME_DELIVERY,
        M.SUPPLIER_ON_TIME,
        M.STOCK_TURNS,
        M.ON_TIME_IN_FULL,
        M.FILL_RATE,
        M.REVENUE,
    ),
    View.SUPPLIERS: (M.SUPPLIER_ON_TIME, M.SUPPLIER_LEAD_TIME, M.REJECT_RATE, M.SUPPLIER_DELAY_DAYS),
    View.STOCK: (M.STOCK_VALUE, M.STOCK_TURNS, M.DAYS_OF_SUPPLY),
    View.SALES: (M.REVENUE, M.ORDERS, M.ON_TIME_SHIPPING, M.DAYS_TO_SHIP, M.PERFECT_ORDERS, M.FREIGHT),
}
SPLITS: Mapping[View, tuple[Dimension, ...]] = {
    View.CHAIN: (D.MONTH, D.CARRIER, D.CUSTOMER, D.SUPPLIER, D.CATEGORY),
    View.SUPPLIERS: (D.MONTH, D.SUPPLIER),
    View.STOCK: (D.MONTH, D.CATEGORY, D.SUPPLIER, D.PRODUCT),
    View.SALES: (D.MONTH, D.CUSTOMER, D.PRODUCT, D.CATEGORY, D.STAFF, D.CARRIER),
}
PERIODS: Mapping[PeriodKey, str] = {
    PeriodKey.MONTHS_3: "Last 3 months",
    PeriodKey.MONTHS_12: "Last 12 months",
    PeriodKey.MONTHS_24: "Last 24 months",
    PeriodKey.THIS_YEAR: "This year",
    PeriodKey.ALL: "All",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants to see."""

    view: View = View.CHAIN
    period: PeriodKey = PeriodKey.MONTHS_12
    split: Dimension = Dimension.MONTH


@dataclass(frozen=True, slots=True)
class PageData:
    """The charts of a view, and the chain's stages with a sentence about their whole."""

    choice: Choice
    charts: tuple[ChartContent, ...]
    stages: tuple[StageBlock, ...] = ()
    stages_note: str = ""
    stages_formula: str = ""
    can_report: bool = False
    stage_goals: Mapping[Stage, Fraction] | None = None
    """The goals of the stages for who may set them."""


def load(ctx: AppContext, choice: Choice) -> PageData:
    """Read a view's figures."""
    # The drawing library needs it; loaded here, the window does not wait for it.
    import numpy as np  # noqa: F401

    from app.reports.documents import document
    from app.services.insights.goals import goals
    from app.services.insights.queries import measures
    from app.services.insights.stage_goals import stage_goals

    today = ctx.ops.now().astimezone().date()
    span = span_of(choice.period, today)
    access = read_access(ctx.ops)
    known = {measure.name: measure for measure in ctx.ops.read(measures)}
    wanted = ctx.ops.read(goals)
    charts = []
    for name in VIEWS[choice.view]:
        if name in known:
            figure = _read(ctx, known[name], span, choice.split)
            charts.append(_content(figure, wanted.get(name), today, may_set=access.may("settings.save")))
    can_report = document("business_summary") is not None and access.may("report.business")
    if choice.view is not View.CHAIN:
        return PageData(choice, tuple(charts), can_report=can_report)
    aims = ctx.ops.read(stage_goals)
    blocks, note = _stages(ctx, span, today, aims)
    formula = wording.formula(MeasureName.STAGE_DAYS)
    settable = aims if access.may("settings.save") else None
    return PageData(choice, tuple(charts), blocks, note, formula, can_report, settable)


def span_of(period: PeriodKey, today: date) -> Span:
    """The days of a period: whole months, the running one included."""
    match period:
        case PeriodKey.ALL:
            return Span(None, today)
        case PeriodKey.THIS_YEAR:
            return Span(date(today.year, 1, 1), today)
        case _:
            return Span(_months_back(today, int(period.value) - 1), today)


def before(span: Span) -> Span | None:
    """The same days a year earlier for a year, else as many days right before; None for all."""
    if span.start is None or span.end is None:
        return None
    length = (span.end - span.start).days + 1
    if length > 300:
        length = max(length, 365)
    return Span(span.start - timedelta(days=length), span.end - timedelta(days=length))


def _months_back(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def _read(ctx: AppContext, measure: Measure, span: Span, split: Dimension) -> Figure:
    from app.services.insights.queries import figure

    if split in measure.dimensions:
        try:
            return ctx.ops.read(figure, measure.name, span, split, most=MOST_ROWS)
        except PermissionDenied:
            pass  # by customer, for those who may not see customers: the months instead
    return ctx.ops.read(figure, measure.name, span, Dimension.MONTH)


def _content(figure: Figure, goal: Fraction | None, today: date, *, may_set: bool) -> ChartContent:
    words = formats()
    data = plotted(figure, words, today, goal)
    by_month = figure.by is Dimension.MONTH
    rows = []
    for row, cells in zip(figure.rows, wording.cells(figure, figure.rows[:MOST_ROWS], words), strict=False):
        if by_month and row.key:
            cells[0] = month_name(row.key, words)
        rows.append(tuple(cells))
    if left := figure.left_out + max(len(figure.rows) - MOST_ROWS, 0):
        rows.append((f"{words.number(left)} more, smaller ones", *[""] * (len(rows[0]) - 1)))
    heads = wording.heads(figure)
    if by_month:
        # The month's code says the same again.
        heads = [heads[0], *heads[2:]]
        rows = [(cells[0], *cells[2:]) for cells in rows]
    return ChartContent(data, wording.formula(figure.name), tuple(heads), tuple(rows), may_set_goal=may_set)


def _stages(
    ctx: AppContext, span: Span, today: date, aims: Mapping[Stage, Fraction]
) -> tuple[tuple[StageBlock, ...], str]:
    from app.services.insights.queries import figure

    now = ctx.ops.read(figure, MeasureName.STAGE_DAYS, span)
    past = before(Span(span.start, span.end or today))
    then = ctx.ops.read(figure, MeasureName.STAGE_DAYS, past) if past else None
    earlier = {row.key: row.value for row in then.rows} if then else {}
    blocks = []
    for row in now.rows:
        old = earlier.get(row.key)
        stage = Stage(row.key or "")
        blocks.append(_block(stage, row.value, old, aims.get(stage)))
    words = formats()
    if now.total.value is None:
        return tuple(blocks), "Not every stage is known in this period"
    note = f"{words.days(now.total.value, 0)} from order to doorstep"
    if then is not None and then.total.value is not None:
        note += f", {words.number(then.total.value, 0)} in the span before"
    against = "the goal of each stage" if aims else "the span before"
    return tuple(blocks), f"{note} · colour: against {against}"


def _block(stage: Stage, value: Fraction | int | None, old: Fraction | int | None, aim: Fraction | None) -> StageBlock:
    words = formats()
    name = wording.STAGES[stage] if aim is None else f"{wording.STAGES[stage]} · {goal_text(aim)}"
    if value is None:
        return StageBlock(name, None, "no data", "neutral", "")
    decimals = 1 if value < 10 else 0
    text = f"{words.number(value, decimals)}\u00a0d"
    wanted = aim if aim is not None else old
    tone = "neutral" if wanted is None else tone_of(value, wanted)
    before = "" if old is None else f"{words.number(old, decimals)} d in the span before"
    return StageBlock(name, float(value), text, tone, before)


def goal_of(text: str, unit_is_rate: bool) -> Fraction | None:
    """What a person typed as a goal, in the unit of the measure; None for none. Raises `ParseProblem`."""
    from app.domain.parsing.numbers import parse_number

    body = text.strip().rstrip("%").strip()
    if not body:
        return None
    value = Fraction(parse_number(body, "," if formats().forms.decimal == "," else "."))
    return value / 100 if unit_is_rate else value


def is_rate(name: str) -> bool:
    """Whether a measure's goal is typed in per cent."""
    from app.services.insights.registry import MEASURES

    return MEASURES[MeasureName(name)].unit is Unit.RATE
