"""From groups of the database to a figure's rows: names for ids, products folded into suppliers, totals a currency.

A measure groups by an id or a month alone, which an index or one pass can do; names are looked up afterwards, once a
group and not once a line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db.models import Partner, Product, Staff, SupplierItem
from app.domain.formulas.ratios import ratio
from app.services.insights.figures import (
    Dimension,
    Figure,
    FigureContext,
    FigureRow,
    MeasureName,
    Span,
    Total,
    Unit,
    Value,
)
from app.services.operations import ReadContext

_MANY: Final = 500

OF_PRODUCT: Final = frozenset({Dimension.PRODUCT, Dimension.SUPPLIER, Dimension.CATEGORY})
_FOLDED: Final = frozenset({Dimension.SUPPLIER, Dimension.CATEGORY})
_OF_PARTNER: Final = frozenset({Dimension.CUSTOMER, Dimension.CARRIER})


class Group(NamedTuple):
    """One group as the database answers: by what (an id, a word or None), the sum, and of how many records.

    `whole` is what a ratio is divided by, where that is not the number of records.
    """

    by: int | str | None
    sum: int
    n: int
    currency: str | None = None
    whole: int | None = None


class Name(NamedTuple):
    """How a group is called: the record's code and name."""

    key: str | None
    label: str
    id: int | None = None


_NOBODY: Final = Name(None, "")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a measure's groups become: sums as they are, or means (rates too) of sum ÷ n."""

    name: MeasureName
    unit: Unit
    mean: bool = False


def month_of(day: Any) -> ColumnElement[str]:
    """The `YYYY-MM` of a stored day or moment."""
    return func.substr(day, 1, 7)


def within(statement: Any, day: Any, span: Span) -> Any:
    """Keep what happened in the span; `day` is a stored calendar day."""
    if span.start is not None:
        statement = statement.where(day >= span.start)
    if span.end is not None:
        statement = statement.where(day <= span.end)
    return statement


def add_units(rows: Any) -> list[Group]:
    """Groups from (group, decimals, part, whole, n): units of different fineness become the finest of them."""
    found = list(rows)
    finest = max((row[1] for row in found), default=0)
    sums: defaultdict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for group, decimals, part, whole, n in found:
        scale = 10 ** (finest - decimals)
        sums[group][0] += part * scale
        sums[group][1] += whole * scale
        sums[group][2] += n
    return [Group(group, part, n, whole=whole) for group, (part, whole, n) in sums.items()]


def build(
    ctx: ReadContext,
    shape: Shape,
    by: Dimension | None,
    span: Span,
    groups: Iterable[Group],
    *,
    of_partner: bool = False,
) -> Figure:
    """The figure: rows where it was split, largest first or month by month, and the total.

    `of_partner`: suppliers are grouped by their own id, not by that of what they sell.
    """
    added = _add(groups)
    wanted = Dimension.CUSTOMER if of_partner and by is Dimension.SUPPLIER else by
    most = ctx.most if isinstance(ctx, FigureContext) and by is not Dimension.MONTH else None
    rows, left = ((), 0) if by is None else _rows(ctx.session, shape, wanted or by, added, most)
    totals = _totals(shape, added)
    total = totals[0] if len(totals) == 1 else Total(None, sum(sums.n for sums in added.values()))
    return Figure(shape.name, shape.unit, by, span, rows, total, totals if len(totals) > 1 else (), left)


@dataclass(slots=True)
class _Sums:
    part: int = 0
    whole: int = 0
    n: int = 0

    def add(self, other: _Sums) -> None:
        self.part += other.part
        self.whole += other.whole
        self.n += other.n

    def value(self, shape: Shape) -> Value:
        if shape.mean:
            return ratio(self.part, self.whole)
        return self.part if self.n else None

    def size(self, shape: Shape) -> float:
        """About its value, to tell the large ones from the small ones."""
        if shape.mean:
            return self.part / self.whole if self.whole else 0
        return self.part if self.n else 0


Added = dict[tuple[int | str | None, str | None], _Sums]
"""What each subject adds up to in each currency."""


def _add(groups: Iterable[Group]) -> Added:
    added: Added = {}
    for by, part, n, currency, divisor in groups:
        whole = n if divisor is None else divisor
        known = added.get((by, currency))
        if known is None:
            added[by, currency] = _Sums(part, whole, n)
        else:
            known.part += part
            known.whole += whole
            known.n += n
    return added


def _totals(shape: Shape, added: Added) -> tuple[Total, ...]:
    sums: defaultdict[str | None, _Sums] = defaultdict(_Sums)
    for (_, currency), own in added.items():
        sums[currency].add(own)
    if not sums:
        sums[None] = _Sums()
    return tuple(Total(known.value(shape), known.n, currency) for currency, known in sorted(sums.items(), key=_first))


def _rows(
    session: Session, shape: Shape, by: Dimension, added: Added, most: int | None
) -> tuple[tuple[FigureRow, ...], int]:
    """The rows, at most so many, and how many more there are."""
    # A supplier or category is known by its products only; all others are what they are without their names.
    kept = added if most is None or by in _FOLDED else _largest(shape, added, most)
    names = names_of(session, by, {key for key, _ in kept})
    # Several products fold into one supplier or category; names are compared by what makes them one.
    merged: dict[tuple[int | str | None, str | None, str | None], tuple[Name, _Sums]] = {}
    for (key, currency), sums in kept.items():
        name = names.get(key, _NOBODY)
        merged.setdefault((name.id, name.key, currency), (name, _Sums()))[1].add(sums)
    rows = [
        FigureRow(name.key, name.label, sums.value(shape), sums.n, currency, name.id)
        for (_, _, currency), (name, sums) in merged.items()
    ]
    shown = ordered(rows, by)[:most]
    return shown, len(added) - len(kept) + len(rows) - len(shown)


def _largest(shape: Shape, added: Added, most: int) -> Added:
    """The largest, of equal ones those with more records, all that equal the last of them, and what is nobody's."""
    if len(added) <= most:
        return added
    sizes = {key: (sums.size(shape), sums.n) for key, sums in added.items()}
    least = nlargest(most, sizes.values())[-1]
    return {key: sums for key, sums in added.items() if sizes[key] >= least or key[0] is None}


def ordered(rows: list[FigureRow], by: Dimension) -> tuple[FigureRow, ...]:
    """Months by time, all else by value, the largest first; equal ones by their name."""
    if by is Dimension.MONTH:
        return tuple(sorted(rows, key=lambda row: (row.key or "", row.currency or "")))
    return tuple(sorted(rows, key=lambda row: (-_size(row.value), row.label, row.key or "")))


def _size(value: Value) -> int | float:
    # Fractions compare ten times as slowly as the floats nearest to them.
    return value if isinstance(value, int) else float(value or 0)


def _first(item: tuple[str | None, Any]) -> str:
    return item[0] or ""


def names_of(session: Session, by: Dimension, groups: Collection[int | str | None]) -> Mapping[int | str | None, Name]:
    """What each group of a dimension is called."""
    if by in _OF_PARTNER:
        return _records(session, groups, Partner.id, Partner.code, Partner.name)
    if by is Dimension.STAFF:
        return _records(session, groups, Staff.id, Staff.code, Staff.name)
    if by is Dimension.PRODUCT:
        return _records(session, groups, Product.id, Product.sku, Product.name)
    if by is Dimension.SUPPLIER:
        return _suppliers(session)
    if by is Dimension.CATEGORY:
        rows = session.execute(select(Product.id, Product.category)).all()
        return {row.id: Name(row.category or None, row.category) for row in rows}
    return {group: Name(str(group), str(group)) for group in groups if group is not None}


Column = InstrumentedAttribute[Any]


def _records(
    session: Session, groups: Collection[int | str | None], ident: Column, code: Column, name: Column
) -> dict[int | str | None, Name]:
    statement = select(ident, code, name)
    wanted = [group for group in groups if group is not None]
    if len(wanted) <= _MANY:
        statement = statement.where(ident.in_(wanted))
    return {row[0]: Name(row[1] or row[2], row[2], row[0]) for row in session.execute(statement)}


def _suppliers(session: Session) -> dict[int | str | None, Name]:
    # A product counts for the supplier it was first bought from, so that the parts sum to the whole.
    first = select(func.min(SupplierItem.id)).group_by(SupplierItem.product_id)
    rows = session.execute(
        select(SupplierItem.product_id, Partner.id, Partner.code, Partner.name)
        .join(Partner, Partner.id == SupplierItem.supplier_id)
        .where(SupplierItem.id.in_(first))
    )
    return {row[0]: Name(row[2] or row[3], row[3], row[1]) for row in rows}
