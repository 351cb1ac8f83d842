"""The directory: which suppliers, in which order, and their lines; what is late."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, false, func, or_, select

from app.db import search
from app.db.models import Address, Affiliation, Partner, SupplierTerms
from app.domain.formulas.supplying import QUIET_DAYS, SupplierState
from app.domain.vocabulary import PartnerStatus
from app.services.operations import ReadContext, query
from app.services.suppliers.figures import figures_of, without_costs
from app.services.suppliers.late import read_late_lines, shows_costs
from app.services.suppliers.read_models import (
    Figures,
    LateLine,
    SupplierChip,
    SupplierColumn,
    SupplierFilter,
    SupplierRow,
    SupplierSort,
)

_STATES: Final = (
    SupplierState.LATE, SupplierState.QUALITY, SupplierState.WATCH, SupplierState.GOOD, SupplierState.NEW,
)  # fmt: skip
_BY_TEXT: Final = (SupplierColumn.NAME, SupplierColumn.COUNTRY, SupplierColumn.CITY, SupplierColumn.CODE)
_BY_FIGURE: Final[dict[SupplierColumn, Callable[[Figures], Any]]] = {
    SupplierColumn.STATE: lambda figures: _STATES.index(figures.state),
    SupplierColumn.ON_TIME: lambda figures: figures.on_time,
    SupplierColumn.REJECTED: lambda figures: figures.rejected,
    SupplierColumn.LEAD_TIME: lambda figures: figures.lead_days,
    SupplierColumn.SPEND: lambda figures: figures.spend_minor,
    SupplierColumn.GRADE: lambda figures: figures.grade,
    SupplierColumn.LAST_ORDER: lambda figures: figures.last_order,
    SupplierColumn.LATE_LINES: lambda figures: figures.late_lines or None,
}
_BY_DAYS: Final = (SupplierColumn.LEAD_TIME, SupplierColumn.GRADE)
_NONE: Final = Figures()


@query("supplier.view")
def ids(ctx: ReadContext, wanted: SupplierFilter | None = None, sort: SupplierSort | None = None) -> array[int]:
    """The ids of the suppliers that fit, sorted."""
    which, order = wanted or SupplierFilter(), sort or SupplierSort()
    if order.column is SupplierColumn.SPEND and not shows_costs(ctx):
        order = SupplierSort()
    key = _text_key(order.column)
    direction = key.desc() if order.descending and order.column in _BY_TEXT else key.asc()
    statement = (
        select(Partner.id)
        .where(*_conditions(ctx, which.text), _status(which.chip))
        .order_by(func.coalesce(key, "") == "", direction, Partner.name_fold, Partner.id)
    )
    found = list(ctx.session.execute(statement).scalars())
    by_figure = _BY_FIGURE.get(order.column)
    if by_figure is None and which.chip in (SupplierChip.ALL, SupplierChip.ARCHIVED):
        return array("q", found)
    figures = figures_of(ctx, with_days=order.column in _BY_DAYS)
    found = [id_ for id_ in found if _in_chip(ctx, which.chip, figures.get(id_, _NONE))]
    if by_figure is not None:
        keys = {id_: by_figure(figures.get(id_, _NONE)) for id_ in found}
        known = [id_ for id_ in found if keys[id_] is not None]
        known.sort(key=lambda id_: keys[id_], reverse=order.descending)
        found = known + [id_ for id_ in found if keys[id_] is None]
    return array("q", found)


@query("supplier.view")
def rows(ctx: ReadContext, wanted: Sequence[int]) -> list[SupplierRow]:
    """The lines of these suppliers, in any order; those that are not there are left out. Five statements."""
    statement = (
        select(
            *(Partner.id, Partner.name, Partner.code, Partner.status, SupplierTerms.lead_time_days),
            *(_of_address(Address.city), _of_address(Address.country)),
        )
        .outerjoin(SupplierTerms, SupplierTerms.partner_id == Partner.id)
        .where(Partner.id.in_(wanted), Partner.is_supplier == True)  # noqa: E712 - SQL
    )
    figures = figures_of(ctx, wanted)
    shown = shows_costs(ctx)
    result = []
    for id_, name, code, status, lead, city, country in ctx.session.execute(statement):
        own = figures.get(id_, _NONE)
        own = own if shown else without_costs(own)
        result.append(SupplierRow(id_, name, code, status, city or "", country or "", lead, own))
    return result


@query("supplier.view")
def counts(ctx: ReadContext, text: str = "") -> dict[SupplierChip, int]:
    """How many suppliers each chip would show. Four statements."""
    figures = figures_of(ctx, with_days=False)
    totals = dict.fromkeys(SupplierChip, 0)
    statement = select(Partner.id, Partner.status).where(*_conditions(ctx, text))
    for id_, status in ctx.session.execute(statement):
        if status is PartnerStatus.ARCHIVED:
            totals[SupplierChip.ARCHIVED] += 1
            continue
        for chip in SupplierChip:
            if chip is not SupplierChip.ARCHIVED and _in_chip(ctx, chip, figures.get(id_, _NONE)):
                totals[chip] += 1
    return totals


@query("supplier.view")
def late_lines(ctx: ReadContext, supplier_id: int | None = None, limit: int = 100) -> list[LateLine]:
    """Open lines past the promise that holds now, the latest first; of one supplier or of all. One statement."""
    return read_late_lines(ctx, supplier_id, limit)


def _status(chip: SupplierChip) -> ColumnElement[bool]:
    wanted = PartnerStatus.ARCHIVED if chip is SupplierChip.ARCHIVED else PartnerStatus.ACTIVE
    return Partner.status == wanted


def _in_chip(ctx: ReadContext, chip: SupplierChip, figures: Figures) -> bool:
    match chip:
        case SupplierChip.LATE:
            return figures.late_lines > 0
        case SupplierChip.QUALITY:
            return figures.state is SupplierState.QUALITY
        case SupplierChip.QUIET:
            return figures.last_order is not None and figures.last_order < ctx.today - timedelta(days=QUIET_DAYS)
        case _:
            return True


def _conditions(ctx: ReadContext, text: str) -> list[ColumnElement[bool]]:
    own: list[ColumnElement[bool]] = [Partner.is_supplier == True]  # noqa: E712 - SQL
    words = search.read_words(text)
    if not words:
        return [*own, false()] if text.strip() else own
    index = search.index_of(ctx.session.connection())
    personal = ctx.may("customer.view") == "yes"
    columns = [column for column in search.COLUMNS if personal or column not in search.PERSONAL_COLUMNS]
    found = Partner.id.in_(index.ids(words, "partner", columns))
    if not personal:
        return [*own, found]
    people = select(Affiliation.partner_id).where(Affiliation.contact_id.in_(index.ids(words, "contact", columns)))
    return [*own, or_(found, Partner.id.in_(people))]


def _text_key(column: SupplierColumn) -> ColumnElement[Any]:
    keys: dict[SupplierColumn, Any] = {
        SupplierColumn.COUNTRY: _of_address(Address.country),
        SupplierColumn.CITY: _of_address(Address.city),
        SupplierColumn.CODE: Partner.code_fold,
    }
    key: ColumnElement[Any] = keys.get(column, Partner.name_fold)
    return key


def _of_address(column: Any) -> Any:
    return (
        select(column)
        .where(Address.partner_id == Partner.id)
        .order_by(Address.is_main.desc(), Address.id)
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )
