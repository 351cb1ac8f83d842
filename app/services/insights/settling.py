"""Makes the sums of finished months, quarters and years, and finds those that are not what their rows add up to.

Only what is over is summed: nothing in a month before this one depends on the day any more (the lines of the fill rate
become due later, so that its sums say from when they hold). The statements are those by which a figure reads the rows
themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import Session

from app.db.models import PurchaseLineFacts, RollupPeriod, SalesOrder, SalesOrderLine, StockMove
from app.db.models.rollups import Family
from app.domain.batches import batched
from app.domain.findings import Finding, Sample, Severity
from app.services.insights import delivering, sales, shipping, stages, supplying, turnover
from app.services.insights.figures import Dimension, Span
from app.services.insights.rollups import MONTH, QUARTER, YEAR, Source, Sums, Window, name_of, period_span

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
"""So many months are summed at once."""
QUARTERS_BACK: Final = 2
"""So many years before this one are summed by quarter too: a span of 24 months begins in the first of them."""
_ROWS_AT_ONCE: Final = 5_000
"""So many sums are written in one transaction."""
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
    """Months in a row, the newest first, one quarter or one year: what is summed at once."""

    family: Family
    periods: tuple[str, ...]

    @property
    def length(self) -> int:
        """`MONTH`, `QUARTER` or `YEAR`."""
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


class Settling:
    """Sums what is over and does not stand, a piece at a time: marked, added up, and written down part by part.

    Nobody who saves waits while it is added up. A change in between takes down the mark (`app.db.rollups`), and the
    piece is begun again.
    """

    def __init__(self, today: date) -> None:
        self._today = today
        self._piece: Piece | None = None
        self._marks: frozenset[int] = frozenset()
        self._parts: list[Sequence[Row]] = []
        self._since: dict[str, date] = {}

    def begin(self, session: Session) -> bool:
        """Mark the next piece; whether there is one."""
        self._piece = piece = next(_missing(session, self._today), None)
        if piece is not None:
            _clear(session.connection(), piece)
            _set(session.connection(), piece, dict.fromkeys(piece.periods, _LATER))
            self._marks = _marks(session, piece)
        return piece is not None

    def add_up(self, session: Session) -> None:
        """Read the rows of the piece, in a transaction of its own."""
        if self._piece is not None:
            self._parts = list(batched(_made(session, self._piece), _ROWS_AT_ONCE))
            self._since = _since(session, self._piece)

    def write_part(self, session: Session) -> bool:
        """Write a part of it down, and after the last one that it stands; whether there is more."""
        piece = self._piece
        if piece is None or _marks(session, piece) != self._marks:
            return False
        if self._parts:
            session.connection().exec_driver_sql(_INSERT, list(self._parts.pop(0)))
        if not self._parts:
            _set(session.connection(), piece, self._since)
        return bool(self._parts)


def settle_all(session: Session, today: date) -> None:
    """Sum all that is over and does not stand."""
    for piece in list(_missing(session, today)):
        _store(session, piece)


def findings(session: Session) -> list[Finding]:
    """Periods whose sums, or the day from which they hold, are not what their rows say."""
    wrong: list[str] = []
    for family in Family:
        kept = _standing(session, family)
        for length in (MONTH, QUARTER, YEAR):
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
            years = range(today.year, max(start, today.year - QUARTERS_BACK) - 1, -1)
            quarters = (f"{year}Q{part}" for year in years for part in range(4, 0, -1))
            older = (str(year) for year in range(today.year - 1, start - 1, -1))
            ended = [name for name in (*quarters, *older) if (period_span(name).end or today) < today]
            yield from _pieces(family, [name for name in ended if name not in standing])


def _pieces(family: Family, periods: list[str]) -> Iterator[Piece]:
    """Periods, the newest first, in pieces without a gap."""
    run: list[str] = []
    for name in periods:
        follows = bool(run) and period_span(name).end == period_span(run[-1]).start - timedelta(days=1)  # type: ignore[operator]
        if run and (len(name) != MONTH or len(run) == AT_ONCE or not follows):
            yield Piece(family, tuple(run))
            run = []
        run.append(name)
    if run:
        yield Piece(family, tuple(run))


def _standing(session: Session, family: Family) -> dict[str, date]:
    """The periods that stand, or will; those that are only marked do not."""
    statement = select(RollupPeriod.period, RollupPeriod.since)
    rows = session.execute(statement.where(RollupPeriod.family == family, RollupPeriod.since < _LATER))
    return {row[0]: row[1] for row in rows}


def _store(session: Session, piece: Piece) -> None:
    _clear(session.connection(), piece)
    rows = list(_made(session, piece))
    if rows:
        session.connection().exec_driver_sql(_INSERT, rows)
    _set(session.connection(), piece, _since(session, piece))


def _clear(connection: Connection, piece: Piece) -> None:
    known = [(source.name, name_of(split), period) for source, split in piece.sources for period in piece.periods]
    connection.exec_driver_sql("DELETE FROM rollup WHERE measure = ? AND split = ? AND period = ?", known)


def _set(connection: Connection, piece: Piece, since: Mapping[str, date]) -> None:
    """Note from which day on the periods of a piece hold; the row of a mark stays the same."""
    connection.exec_driver_sql(
        "INSERT INTO rollup_period (family, period, since) VALUES (?, ?, ?)"
        " ON CONFLICT (family, period) DO UPDATE SET since = excluded.since",
        [(piece.family.value, period, since[period].isoformat()) for period in piece.periods],
    )


def _marks(session: Session, piece: Piece) -> frozenset[int]:
    """The rows that mark a piece. Their numbers are never given twice, so that one made anew is told from them."""
    statement = select(RollupPeriod.id).where(
        RollupPeriod.family == piece.family, RollupPeriod.period.in_(piece.periods), RollupPeriod.since == _LATER
    )
    return frozenset(session.execute(statement).scalars())


def _made(session: Session, piece: Piece) -> Iterator[Row]:
    end, by_month = piece.span.end or _LATER, piece.length == MONTH
    # Areas of quarters run to the end of the year as well, so that they add up to it.
    anchor = None if by_month else date(end.year, 12, 31)
    for source, split in piece.sources:
        window = Window(piece.span, split, MONTH if by_month else 0, _LATER, anchor)
        cursor: Any = session.connection().execute(source.statement(window)).cursor
        for row in cursor:
            sums = Sums(*row)
            yield (source.name, name_of(split), sums.period or piece.periods[0], *sums[1:])


def _since(session: Session, piece: Piece) -> dict[str, date]:
    """From when each period holds: from its end on, or from the day when the last of its lines has become due."""
    holds = {period: (period_span(period).end or _LATER) + timedelta(days=1) for period in piece.periods}
    if piece.family is not Family.FILLED:
        return holds
    statement = (
        select(func.max(delivering.due_day(), type_=SalesOrder.ordered.type))
        .join_from(SalesOrderLine, SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .where(SalesOrder.ordered.between(bindparam("first"), bindparam("last")))
    )
    for period in piece.periods:
        span = period_span(period)
        due = session.execute(statement, {"first": span.start, "last": span.end}).scalar_one()
        holds[period] = max(holds[period], due or holds[period])
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
