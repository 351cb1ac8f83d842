"""A figure as it is drawn: labels, plain numbers, exact texts, a title with its unit; for the screen and for paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from app.domain.money import exponent
from app.services.insights.figures import Dimension, Figure, FigureRow, MeasureName, Total, Unit
from app.services.insights.goals import reaches
from app.wording.formats import Formats
from app.wording.measures import TITLES, row_name, value_text

MOST_BARS: Final = 12
_THOUSAND: Final = 1000
_THOUSANDS_FROM: Final = 10_000
_SUMS: Final = frozenset({Unit.MONEY, Unit.ORDERS, Unit.CALLS})
_WORDS: Final = {
    Unit.RATE: "%",
    Unit.DAYS: "days",
    Unit.TURNS: "a year",
    Unit.ORDERS: "",
    Unit.CALLS: "",
    Unit.PRODUCTS: "",
    Unit.CUSTOMERS: "",
    Unit.SCORE: "",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One value: its short label on the axis, its whole name, the number drawn (None: no data), the exact text."""

    label: str
    name: str
    value: float | None
    text: str
    n: int
    missed: bool = False
    """The value is worse than the goal."""


@dataclass(frozen=True, slots=True)
class Plotted:
    """What a chart of one figure shows. `over_time`: points are months; else they are things, the largest first.

    `goal` is on the scale of the values. `headline` is the figure of the whole period, `left_out` how many rows the
    chart has no room for.
    """

    name: MeasureName
    title: str
    points: tuple[Point, ...]
    over_time: bool
    headline: str
    goal: float | None = None
    goal_text: str = ""
    missed: bool = False
    """The figure of the period is worse than its goal."""
    left_out: int = 0

    @property
    def is_rate(self) -> bool:
        """Whether no value can be above 100."""
        return self.title.endswith(", %")

    @property
    def has_data(self) -> bool:
        """Whether there is anything to draw."""
        return any(point.value is not None for point in self.points)


def plotted(figure: Figure, formats: Formats, today: date, goal: Fraction | None = None) -> Plotted:
    """How a figure is drawn. Money of several currencies: the one with most behind it."""
    by = figure.by or Dimension.MONTH
    currency = _currency(figure)
    rows = [row for row in figure.rows if row.currency == currency and row.key is not None]
    over_time = by is Dimension.MONTH
    shown = list(_by_month(figure, rows, today)) if over_time else rows[:MOST_BARS]
    scale, unit = _scale(figure.unit, [row.value for row in shown], currency)
    points = tuple(_point(figure, row, scale, formats, (today, goal)) for row in shown)
    name = TITLES[figure.name]
    says_unit = not unit or unit in name.lower().split()
    total = _total(figure, currency)
    return Plotted(
        name=figure.name,
        title=name if says_unit else f"{name}, {unit}",
        points=points,
        over_time=over_time,
        headline=_headline(figure, currency, formats),
        goal=None if goal is None else float(goal * scale),
        goal_text="" if goal is None else value_text_short(figure.unit, goal, currency, formats),
        missed=goal is not None and total.value is not None and not reaches(figure.name, total.value, goal),
        left_out=0 if over_time else max(len(rows) + figure.left_out - MOST_BARS, 0),
    )


def value_text_short(unit: Unit, value: int | Fraction | None, currency: str | None, formats: Formats) -> str:
    """A value with its unit and one decimal, as a headline has it."""
    if value is None:
        return "no data"
    match unit:
        case Unit.MONEY:
            return formats.money_minor(int(value), currency, whole=True)
        case Unit.DAYS:
            return formats.days(value, 1)
        case Unit.TURNS:
            return formats.number(value, 1)
        case _:
            return value_text(unit, value, currency, formats)


def month_name(key: str, formats: Formats) -> str:
    """`2026-03` as a person reads it."""
    return formats.month(_first_day(key))


def _currency(figure: Figure) -> str | None:
    if figure.unit is not Unit.MONEY:
        return None
    totals = figure.totals or (figure.total,)
    return max(totals, key=lambda total: (total.n, total.currency or "")).currency


def _headline(figure: Figure, currency: str | None, formats: Formats) -> str:
    total = _total(figure, currency)
    return value_text_short(figure.unit, total.value, total.currency, formats)


def _total(figure: Figure, currency: str | None) -> Total:
    return next((known for known in figure.totals if known.currency == currency), figure.total)


def _by_month(figure: Figure, rows: Sequence[FigureRow], today: date) -> Iterator[FigureRow]:
    """Every month of the period: without records a sum is zero between the first and the last, a mean has no value."""
    if not rows:
        return
    known = {row.key: row for row in rows}
    keys = sorted(key for key in known if key)
    first = f"{figure.span.start:%Y-%m}" if figure.span.start else keys[0]
    last = f"{min(figure.span.end or today, today):%Y-%m}"
    for key in _months(min(first, keys[0]), max(last, keys[-1])):
        row = known.get(key)
        if row is None:
            inside = figure.unit in _SUMS and figure.name is not MeasureName.STOCK_VALUE and key >= keys[0]
            row = FigureRow(key, key, 0 if inside else None, 0, rows[0].currency)
        yield row


def _months(first: str, last: str) -> Iterator[str]:
    day = _first_day(first)
    while f"{day:%Y-%m}" <= last:
        yield f"{day:%Y-%m}"
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _first_day(key: str) -> date:
    return date.fromisoformat(f"{key}-01")


def _scale(unit: Unit, values: Sequence[int | Fraction | None], currency: str | None) -> tuple[Fraction, str]:
    if unit is Unit.RATE:
        return Fraction(100), _WORDS[unit]
    if unit is not Unit.MONEY:
        return Fraction(1), _WORDS[unit]
    major = Fraction(1, 10 ** exponent(currency or "USD"))
    largest = max((abs(Fraction(value)) * major for value in values if value is not None), default=Fraction(0))
    if largest >= _THOUSANDS_FROM:
        return major / _THOUSAND, f"{currency} 1,000"
    return major, currency or "money"


def _point(
    figure: Figure, row: FigureRow, scale: Fraction, formats: Formats, against: tuple[date, Fraction | None]
) -> Point:
    by = figure.by or Dimension.MONTH
    today, goal = against
    value = None if row.value is None else float(Fraction(row.value) * scale)
    name = month_name(row.key or "", formats) if by is Dimension.MONTH else row_name(row, by)
    label = name
    if by is Dimension.MONTH:
        day = _first_day(row.key or "")
        label = name[:1] if day.month != 1 else f"{name[:1]}\u2009’{day:%y}"
        if day.year == today.year and day.month == today.month:
            name = f"{name} so far"
    missed = goal is not None and row.value is not None and not reaches(figure.name, row.value, goal)
    text = value_text_short(figure.unit, row.value, row.currency, formats)
    return Point(label, name, value, text, row.n, missed)
