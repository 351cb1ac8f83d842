"""Makes the sums of finished months and years, and finds those that are not what their rows add up to.

Only what is over is summed: nothing in a month before this one depends on the day any more (the lines of the fill rate
become due later, so that its sums say from when they hold). The statements are those by which a figure reads the rows
themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.models import PurchaseLineFacts, RollupPeriod, SalesOrder, SalesOrderLine, StockMove
from app.db.models.rollups import Family
from app.domain.findings import Finding, Sample, Severity
from app.services.insights import delivering, sales, shipping, stages, supplying, turnover
from app.services.insights.figures import Dimension, Span
from app.services.insights.rollups import MONTH, YEAR, Source, Sums, Window, name_of, period_span

CHECK: Final = "rollups"
SOURCES: Final = (
    *(sales.REVENUE, sales.ORDERS, sales.FREIGHT),
    *(shipping.SENT_ON_TIME, shipping.DAYS_TO_SHIP, shipping.CAME_ON_TIME),
    *(delivering.ON_TIME_IN_FULL, delivering.PERFECT_ORDERS, delivering.FILL_RATE),
    *(supplying.ON_TIME, supplying.DELAY, supplying.LEAD_TIME, supplying.REJECTED),
    *(stages.SUPPLIER, stages.TRANSIT, stages.RECEIVING, stages.DELIVERY),
    turnover.HELD,
)
AT_ONCE: Final = 3
"""So many months are summed in one transaction."""
_MOST_YEARS: Final = 50
"""What lies further back than that is a date typed wrong; it is read from its rows."""
_SAMPLES: Final = 10
_DAYS: Final = {
    Family.SOLD: SalesOrder.ordered,
    Family.FILLED: SalesOrder.ordered,
    Family.BOUGHT: PurchaseLineFacts.due,
    Family.STOCK: StockMove.day,
}
_LATER: Final = date(9999, 12, 31)
"""A day on which everything of a finished period has become due."""
_INSERT: Final = """
INSERT INTO rollup (measure, split, period, subject_id, currency, decimals, part, whole, n, rest)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_SELECT: Final = """
SELECT measure, split, period, subject_id, currency, decimals, part, whole, n, rest
FROM rollup WHERE measure = ? AND split = ? AND period = ?
"""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Months in a row, the newest first, or one year: what is summed at once."""

    family: Family
    periods: tuple[str, ...]

    @property
    def length(self) -> int:
        """`MONTH` or `YEAR`."""
        return len(self.periods[0])

    @property
    def span(self) -> Span:
        """All its days."""
        return Span(period_span(self.periods[-1]).start, period_span(self.periods[0]).end)

    @property
    def sources(self) -> list[tuple[Source, Dimension | None]]:
        """What is summed of it."""
        return [
            (source, split)
            for source in SOURCES
            if source.family is self.family
            for split in ((None, *source.splits) if self.length == MONTH else source.yearly)
        ]


def settle(session: Session, today: date) -> bool:
    """Sum a piece of what is over and does not stand; whether there was any. Each time in a transaction of its own."""
    for piece in _missing(session, today):
        _store(session, piece)
        return True
    return False


def settle_all(session: Session, today: date) -> None:
    """Sum all that is over and does not stand."""
    for piece in list(_missing(session, today)):
        _store(session, piece)


def findings(session: Session) -> list[Finding]:
    """Periods whose sums, or the day from which they hold, are not what their rows say."""
    wrong: list[str] = []
    for family in Family:
        kept = _standing(session, family)
        for length in (MONTH, YEAR):
            for piece in _pieces(family, sorted((name for name in kept if len(name) == length), reverse=True)):
                wrong += _differing(session, piece, kept)
    if not wrong:
        return []
    samples = tuple(Sample("rollup_period", None, period) for period in wrong[:_SAMPLES])
    return [Finding(CHECK, Severity.ERROR, len(wrong), samples, repairable=True)]


def _missing(session: Session, today: date) -> Iterator[Piece]:
    """What can be summed, the newest first."""
    for family in Family:
        first = session.execute(select(func.min(_DAYS[family]))).scalar_one()
        if first is None:
            continue
        start = max(first.year, today.year - _MOST_YEARS)
        standing = _standing(session, family)
        months = [f"{year}-{month:02}" for year in range(today.year, start - 1, -1) for month in range(12, 0, -1)]
        over = (name for name in months if f"{first:%Y-%m}" <= name < f"{today:%Y-%m}")
        yield from _pieces(family, [name for name in over if name not in standing])
        if any(source.yearly for source in SOURCES if source.family is family):
            years = (str(year) for year in range(today.year - 1, start - 1, -1))
            yield from _pieces(family, [name for name in years if name not in standing])


def _pieces(family: Family, periods: list[str]) -> Iterator[Piece]:
    """Periods, the newest first, in pieces without a gap."""
    run: list[str] = []
    for name in periods:
        follows = bool(run) and period_span(name).end == period_span(run[-1]).start - timedelta(days=1)  # type: ignore[operator]
        if run and (len(name) == YEAR or len(run) == AT_ONCE or not follows):
            yield Piece(family, tuple(run))
            run = []
        run.append(name)
    if run:
        yield Piece(family, tuple(run))


def _standing(session: Session, family: Family) -> dict[str, date]:
    statement = select(RollupPeriod.period, RollupPeriod.since).where(RollupPeriod.family == family)
    return {row[0]: row[1] for row in session.execute(statement)}


def _store(session: Session, piece: Piece) -> None:
    connection = session.connection()
    known = [(source.name, name_of(split), period) for source, split in piece.sources for period in piece.periods]
    connection.exec_driver_sql("DELETE FROM rollup WHERE measure = ? AND split = ? AND period = ?", known)
    rows = list(_made(session, piece))
    if rows:
        connection.exec_driver_sql(_INSERT, rows)
    connection.exec_driver_sql(
        "INSERT INTO rollup_period (family, period, since) VALUES (?, ?, ?)",
        [(piece.family.value, period, since.isoformat()) for period, since in _since(session, piece).items()],
    )


def _made(session: Session, piece: Piece) -> Iterator[Row]:
    anchor = piece.span.end if piece.length == YEAR else None
    for source, split in piece.sources:
        window = Window(piece.span, split, piece.length, _LATER, anchor)
        for row in session.execute(source.statement(window)):
            sums = Sums(*row)
            yield (source.name, name_of(split), *sums)


def _since(session: Session, piece: Piece) -> dict[str, date]:
    """From when each period holds: from its end on, or from the day when the last of its lines has become due."""
    holds = {period: (period_span(period).end or _LATER) + timedelta(days=1) for period in piece.periods}
    if piece.family is not Family.FILLED:
        return holds
    key, day = func.substr(SalesOrder.ordered, 1, piece.length), delivering.due_day()
    statement = (
        select(key, func.max(day, type_=SalesOrder.ordered.type))
        .join(SalesOrderLine, SalesOrderLine.order_id == SalesOrder.id)
        .where(SalesOrder.ordered.between(piece.span.start, piece.span.end))
        .group_by(key)
    )
    for period, due in session.execute(statement):
        holds[period] = max(holds[period], due)
    return holds


def _differing(session: Session, piece: Piece, kept: dict[str, date]) -> list[str]:
    stored: dict[str, Counter[Row]] = {period: Counter() for period in piece.periods}
    made: dict[str, Counter[Row]] = {period: Counter() for period in piece.periods}
    _sort(_stored(session, piece), stored)
    _sort(_made(session, piece), made)
    since = _since(session, piece)
    return [name for name in piece.periods if stored[name] != made[name] or since[name] != kept[name]]


def _stored(session: Session, piece: Piece) -> Iterator[Row]:
    for source, split in piece.sources:
        for period in piece.periods:
            values = (source.name, name_of(split), period)
            yield from map(tuple, session.connection().exec_driver_sql(_SELECT, values))


def _sort(rows: Iterable[Row], into: dict[str, Counter[Row]]) -> None:
    for row in rows:
        into[row[2]][row] += 1
