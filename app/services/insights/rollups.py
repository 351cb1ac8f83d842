"""One way to add up a measure: sums of finished months where they stand, the rows themselves everywhere else.

A `Source` is the part of a measure that can be added: its statement groups the rows of a window of days. What stands
(`app.db.rollups` takes it down when something in it changes) was made by the same statement, so that a figure is the
same to the last digit whether any sums stand or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Select, func, literal, null, select

from app.db.functions import days_between
from app.db.models import Rollup, RollupPeriod
from app.db.models.rollups import Family
from app.services.insights.figures import Dimension, Span
from app.services.insights.grouping import OF_PRODUCT, Group, add_units, within
from app.services.operations import ReadContext

Statement = TypeVar("Statement", bound=Select[Any])
MONTH: Final = 7
"""The length of `YYYY-MM`."""
QUARTER: Final = 6
"""The length of `YYYYQn`."""
YEAR: Final = 4
_DAY: Final = timedelta(days=1)


class Sums(NamedTuple):
    """One group of a window: its period or its subject (customer, product …), and what it adds up to."""

    period: str | None
    subject_id: int | None
    currency: str | None
    decimals: int
    part: int
    whole: int
    n: int
    rest: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """What a statement is asked for: days, and by what to group.

    `length` cuts the day to its period (0: periods are not asked for). `today` is what depends on the day is judged
    by. Areas (amounts times days) run to `anchor`, or to each month's end without one.
    """

    span: Span
    split: Dimension | None
    length: int
    today: date
    anchor: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is nothing to tell its records by."""
        return self.span.start is None and self.span.end is None

    def keys(self, day: Any, subject: Any = None) -> tuple[Any, Any]:
        """The two columns to group by."""
        period = func.substr(day, 1, self.length) if self.length else null()
        return period, null() if subject is None or self.split is None else subject

    def within(self, statement: Statement, day: Any) -> Statement:
        """Keep what happened on the window's days."""
        kept: Statement = within(statement, day, self.span)
        return kept


@dataclass(frozen=True, slots=True)
class Source:
    """The part of a measure that is added up, under a name of its own. Its statement selects `Sums`.

    `splits`: those whose sums are kept by month; `yearly`: the others, with as many subjects as orders, by year and,
    of the last years, by quarter.
    """

    name: str
    family: Family
    statement: Callable[[Window], Select[Any]]
    splits: tuple[Dimension, ...] = ()
    yearly: tuple[Dimension, ...] = ()

    def lengths(self, split: Dimension | None) -> tuple[int, ...]:
        """The lengths of the periods that are kept of a split."""
        return (YEAR, QUARTER) if split in self.yearly else (MONTH,)


def split_of(by: Dimension | None) -> Dimension | None:
    """What is added up for a dimension: products for all that products are folded into, nothing for months."""
    if by in OF_PRODUCT:
        return Dimension.PRODUCT
    return None if by is Dimension.MONTH else by


def read(
    ctx: ReadContext,
    source: Source,
    span: Span,
    split: Dimension | None = None,
    *,
    standing: Sequence[str] | None = None,
    anchor: date | None = None,
) -> list[Sums]:
    """The sums of a span, by subject, or by month when nothing is split. The same group may come several times.

    `standing` spares asking again what stands of the source's family (`standing_of`). Two statements, and one for
    each gap between what stands.
    """
    whole, rest = divide(span, standing_of(ctx, source, split) if standing is None else standing)
    found = list(_stored(ctx, source, split, whole, anchor)) if whole else []
    window = Window(span, split, 0 if split else MONTH, ctx.today, anchor)
    for piece in rest:
        found += _sums(ctx, source.statement(replace(window, span=piece)))
    return found


def period_span(period: str) -> Span:
    """The days of a month, a quarter or a year."""
    if len(period) == YEAR:
        return Span(date(int(period), 1, 1), date(int(period), 12, 31))
    year, part = int(period[:YEAR]), int(period[YEAR + 1 :])
    first, last = (part, part) if len(period) == MONTH else (3 * part - 2, 3 * part)
    return Span(date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - _DAY)


def divide(span: Span, standing: Sequence[str]) -> tuple[list[str], list[Span]]:
    """The standing periods that lie in a span, the longest there are, and the days between them."""
    whole, rest, start = [], [], span.start
    for period in sorted(standing, key=lambda name: (period_span(name).start, len(name))):
        first, last = period_span(period).start, period_span(period).end
        if first is None or last is None or (start and first < start) or (span.end and last > span.end):
            continue
        if start is None or start < first:
            rest.append(Span(start, first - _DAY))
        whole.append(period)
        start = last + _DAY
    if start is None or span.end is None or start <= span.end:
        rest.append(Span(start, span.end))
    return whole, rest


def standing_of(ctx: ReadContext, source: Source, split: Dimension | None = None) -> list[str]:
    """The periods whose sums hold today. One statement."""
    lengths, statement = source.lengths(split), select(RollupPeriod.period)
    found = ctx.session.execute(
        statement.where(RollupPeriod.family == source.family, RollupPeriod.since <= ctx.today)
    ).scalars()
    return [name for name in found if len(name) in lengths and (period_span(name).end or ctx.today) < ctx.today]


def _stored(
    ctx: ReadContext, source: Source, split: Dimension | None, periods: list[str], anchor: date | None
) -> Iterator[Sums]:
    row = Rollup
    period: Any = row.period if split is None else null()
    whole: Any = row.whole
    if anchor is not None:
        # Areas run to the end of their year; from there on each day adds what lies there.
        end = func.substr(row.period, 1, YEAR) + "-12-31"
        whole = row.whole + row.part * days_between(end, literal(anchor.isoformat()))
    statement = (
        select(
            *(period, row.subject_id, row.currency, row.decimals, func.sum(row.part)),
            *(func.sum(whole), func.sum(row.n), func.sum(row.rest)),
        )
        .where(row.measure == source.name, row.split == name_of(split), row.period.in_(periods))
        .group_by(period, row.subject_id, row.currency, row.decimals)
    )
    return _sums(ctx, statement)


def _sums(ctx: ReadContext, statement: Select[Any]) -> Iterator[Sums]:
    # Whole numbers and texts, as the driver gives them: there is a row for each customer.
    cursor: Any = ctx.session.connection().execute(statement).cursor
    return (Sums(*row) for row in cursor)


def name_of(split: Dimension | None) -> str:
    """A split as it is stored."""
    return "" if split is None else split.value


def groups(found: Iterable[Sums], by: Dimension | None) -> list[Group]:
    """Sums as the groups of a figure; what a ratio is divided by is the number of records."""
    place = _place(by)
    return [Group(sums[place], sums.part, sums.n, sums.currency) for sums in found]


def unit_groups(found: Iterable[Sums], by: Dimension | None) -> list[Group]:
    """The same of quantities, `part` ÷ `whole`, in the finest unit of all that is added up."""
    place = _place(by)
    return add_units([(sums[place], sums.decimals, sums.part, sums.whole, sums.n) for sums in found])


def _place(by: Dimension | None) -> int:
    """Where a group's key stands in its sums."""
    return Sums._fields.index("period" if by is Dimension.MONTH else "subject_id")
