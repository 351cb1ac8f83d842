"""Documents of figures: the business summary and the supplier scorecard, arranged from what the services gave."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from app.services.insights.figures import Dimension, Figure, FigureRow, MeasureName, Span, Total

if TYPE_CHECKING:
    from app.services.documents.letterhead import Letterhead
    from app.services.operations import Operations
    from app.services.suppliers.read_models import LateLine

BUSINESS: Final = "business_summary"
SUPPLIER: Final = "supplier_scorecard"
_M = MeasureName
_D = Dimension
HEADLINES: Final = (
    _M.REVENUE, _M.ORDERS, _M.ON_TIME_DELIVERY, _M.ON_TIME_IN_FULL,
    _M.SUPPLIER_ON_TIME, _M.REJECT_RATE, _M.STOCK_TURNS, _M.FREIGHT,
)  # fmt: skip
CHARTS: Final = (_M.REVENUE, _M.ON_TIME_DELIVERY, _M.SUPPLIER_ON_TIME, _M.STOCK_VALUE)
TABLES: Final = (
    (_M.REVENUE, _D.CATEGORY),
    (_M.REVENUE, _D.CUSTOMER),
    (_M.ON_TIME_DELIVERY, _D.CARRIER),
    (_M.SUPPLIER_ON_TIME, _D.SUPPLIER),
    (_M.STAGE_DAYS, _D.STAGE),
)
OF_SUPPLIER: Final = (_M.SUPPLIER_ON_TIME, _M.SUPPLIER_DELAY_DAYS, _M.SUPPLIER_LEAD_TIME, _M.REJECT_RATE)


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the period, of the span before, and its goal."""

    now: Figure
    before: Total | None
    goal: Fraction | None


@dataclass(frozen=True, slots=True)
class FiguresReport:
    """All that a document of figures says. `subject` is whom it is about: the business or a supplier."""

    title: str
    subject: str
    letterhead: Letterhead
    span: Span
    headlines: tuple[Compared, ...]
    charts: tuple[Compared, ...]
    tables: tuple[Figure, ...]
    late: tuple[LateLine, ...] | None = None


def build_business_summary(ops: Operations, since: date | None = None, until: date | None = None) -> FiguresReport:
    """The business in a period, by default the last twelve months. Raises `PermissionDenied`."""
    from app.services.documents import figures as documents
    from app.services.insights.queries import figure

    head = ops.read(documents.letterhead)
    span = _period(since, until, head.made_on)
    past = _before(span)
    goals = _goals(ops)
    headlines = tuple(
        Compared(ops.read(figure, name, span), ops.read(figure, name, past).total if past else None, goals.get(name))
        for name in HEADLINES
    )
    charts = tuple(Compared(ops.read(figure, name, span, _D.MONTH), None, goals.get(name)) for name in CHARTS)
    tables = tuple(ops.read(figure, name, span, by) for name, by in TABLES)
    return FiguresReport("Business summary", head.business.name, head, span, headlines, charts, tables)


def build_supplier_scorecard(
    ops: Operations, code: str, since: date | None = None, until: date | None = None
) -> FiguresReport:
    """One supplier in a period, by default the last twelve months. Raises `ValidationError`, `PermissionDenied`."""
    from app.services.documents import figures as documents

    return scorecard_of(ops, ops.read(documents.find_supplier, code), since, until)


def scorecard_of(
    ops: Operations, supplier_id: int, since: date | None = None, until: date | None = None
) -> FiguresReport:
    """The same for a supplier by id."""
    from app.services.documents import figures as documents
    from app.services.suppliers.detail import detail

    head = ops.read(documents.supplier_letterhead)
    supplier = ops.read(detail, supplier_id)
    span = _period(since, until, head.made_on)
    past = _before(span)
    goals = _goals(ops)
    headlines = []
    for name in OF_SUPPLIER:
        before = _of_supplier(ops, name, past, supplier_id).total if past else None
        headlines.append(Compared(_of_supplier(ops, name, span, supplier_id), before, goals.get(name)))
    charts = tuple(Compared(_by_month(ops, name, span, supplier_id), None, goals.get(name)) for name in OF_SUPPLIER)
    subject = supplier.name
    return FiguresReport("Supplier scorecard", subject, head, span, tuple(headlines), charts, (), supplier.late)


def _period(since: date | None, until: date | None, today: date) -> Span:
    end = until or today
    return Span(since or (None if until else date(today.year - 1 + today.month // 12, today.month % 12 + 1, 1)), end)


def _before(span: Span) -> Span | None:
    """As many days right before."""
    if span.start is None or span.end is None:
        return None
    length = (span.end - span.start).days + 1
    return Span(span.start - timedelta(days=length), span.start - timedelta(days=1))


def _goals(ops: Operations) -> Mapping[MeasureName, Fraction]:
    from app.services.insights.goals import goals

    return ops.read(goals)


def _of_supplier(ops: Operations, name: MeasureName, span: Span, supplier_id: int) -> Figure:
    """A measure of one supplier alone."""
    from app.services.insights.queries import figure

    found = ops.read(figure, name, span, _D.SUPPLIER)
    row = next((row for row in found.rows if row.id == supplier_id), None)
    total = Total(row.value, row.n) if row else Total(None, 0)
    return replace(found, by=None, rows=(), total=total)


def _by_month(ops: Operations, name: MeasureName, span: Span, supplier_id: int) -> Figure:
    whole = _of_supplier(ops, name, span, supplier_id)
    rows = []
    for month in _months(span):
        of_month = _of_supplier(ops, name, month, supplier_id).total
        key = f"{month.end:%Y-%m}"
        rows.append(FigureRow(key, key, of_month.value, of_month.n))
    return replace(whole, by=_D.MONTH, rows=tuple(rows))


def _months(span: Span) -> Iterator[Span]:
    """The months of a period; of the last two years when it is open."""
    end = span.end or date.today()  # noqa: DTZ011 - every period of ours has an end
    start = span.start or date(end.year - 2, end.month, 1)
    while start <= end:
        last = min(start.replace(day=monthrange(start.year, start.month)[1]), end)
        yield Span(start, last)
        start = last + timedelta(days=1)


def shown_rows(rows: Sequence[FigureRow], most: int = 15) -> Sequence[FigureRow]:
    """What a page has room for."""
    return rows[:most]
