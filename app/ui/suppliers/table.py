"""The directory's columns, and where its rows come from."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from app.domain.money import Money
from app.services.operations import Operations
from app.services.suppliers import queries
from app.services.suppliers.read_models import (
    Figures,
    SupplierChip,
    SupplierColumn,
    SupplierFilter,
    SupplierRow,
    SupplierSort,
)
from app.ui.shared.columns import Column, Sort, Tone
from app.ui.shared.formats import formats
from app.wording import supplying
from app.wording.formats import NOTHING

CHIPS: tuple[tuple[SupplierChip, str], ...] = (
    (SupplierChip.ALL, "All"),
    (SupplierChip.LATE, "Late now"),
    (SupplierChip.QUALITY, "Quality"),
    (SupplierChip.QUIET, "No order for 90 d"),
    (SupplierChip.ARCHIVED, "Archived"),
)


class SupplierSource:
    """Rows of the directory."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """The ids that fit, in order."""
        wanted = filter_ if isinstance(filter_, SupplierFilter) else SupplierFilter()
        order = SupplierSort(SupplierColumn(sort.key), sort.descending) if sort is not None else SupplierSort()
        return self._ops.read(queries.ids, wanted, order)

    def rows(self, ids: Sequence[int]) -> Sequence[SupplierRow]:
        """The lines of these."""
        return self._ops.read(queries.rows, ids)


def supplier_columns() -> tuple[Column[SupplierRow], ...]:
    """Those of the mock first; the rest is hidden until a person wants it."""
    c = SupplierColumn
    return (
        Column("name", "Supplier", lambda row: row.name, sort_key=c.NAME, width=145, stretch=True),
        Column("country", "Country", lambda row: row.country or NOTHING, sort_key=c.COUNTRY, width=119),
        Column("state", "State", _state, badge=_tone, sort_key=c.STATE, width=84, tooltip=_state_tip),
        _figure(c.ON_TIME, "On time", on_time, _on_time_tip, lambda figures: figures.on_time, 70),
        _figure(c.REJECTED, "Rejected", rejected, _rejected_tip, lambda figures: figures.rejected, 76),
        _figure(c.LEAD_TIME, "Lead time", lead_time, _lead_tip, lambda figures: figures.lead_days, 80),
        _figure(c.SPEND, "Spend, 12 mo", spend, _spend_tip, spent, 103),
        Column("grade", "Grade", _grade, sort_key=c.GRADE, width=58, tooltip=_grade_tip),
        Column("code", "Code", lambda row: row.code or NOTHING, sort_key=c.CODE, width=90, hidden_by_default=True),
        Column("city", "City", lambda row: row.city or NOTHING, sort_key=c.CITY, width=110, hidden_by_default=True),
        Column(
            "last_order", "Last order", _last_order, numeric=True, sort_key=c.LAST_ORDER, width=112,
            hidden_by_default=True, value=lambda row: row.figures.last_order,
        ),
        Column(
            "late_lines", "Late lines", _late_lines, numeric=True, sort_key=c.LATE_LINES, width=90,
            hidden_by_default=True, value=lambda row: row.figures.late_lines,
        ),
    )  # fmt: skip


def _figure(
    key: SupplierColumn,
    title: str,
    text: Callable[[Figures], str],
    tip: Callable[[Figures], str | None],
    value: Callable[[Figures], object],
    width: int,
) -> Column[SupplierRow]:
    return Column(
        key.value, title, _Of(text), numeric=True, sort_key=key.value, width=width, tooltip=_Of(tip), value=_Of(value)
    )  # fmt: skip


class _Of:
    """A row's figures through a function of them."""

    def __init__(self, function: Callable[[Figures], Any]) -> None:
        self._function = function

    def __call__(self, row: SupplierRow) -> Any:
        return self._function(row.figures)


def state_tone(figures: Figures) -> Tone:
    """How a state feels."""
    return Tone(supplying.STATE_TONES[figures.state].value)


def on_time(figures: Figures) -> str:
    """The rate, or nothing where there is not enough."""
    return formats().percent(figures.on_time)


def rejected(figures: Figures) -> str:
    """The rate with one decimal."""
    return formats().percent(figures.rejected, 1)


def lead_time(figures: Figures) -> str:
    """The median in whole days."""
    return NOTHING if figures.lead_days is None else f"{formats().number(figures.lead_days, 0)}\u00a0d"


def spend(figures: Figures) -> str:
    """In whole units of money."""
    return formats().money_minor(figures.spend_minor, figures.currency, whole=True)


def spent(figures: Figures) -> Money | None:
    """Exactly."""
    return None if figures.spend_minor is None else Money(figures.spend_minor, figures.currency or "USD")


def _state(row: SupplierRow) -> str:
    return supplying.STATES[row.figures.state]


def _tone(row: SupplierRow) -> Tone | None:
    return state_tone(row.figures)


def _state_tip(row: SupplierRow) -> str | None:
    return supplying.STATE_RULES[row.figures.state]


def _on_time_tip(figures: Figures) -> str | None:
    if figures.on_time is None:
        return supplying.not_enough(figures.judged, formats())
    return f"{supplying.ON_TIME} (n = {formats().number(figures.judged)})"


def _rejected_tip(figures: Figures) -> str | None:
    return None if figures.rejected is None else supplying.REJECTED


def _lead_tip(figures: Figures) -> str | None:
    return None if figures.lead_days is None else f"{supplying.LEAD_TIME} (n = {formats().number(figures.deliveries)})"


def _spend_tip(figures: Figures) -> str | None:
    if figures.spend_minor is None:
        return None
    mixed = "; orders in other currencies are left out" if figures.mixed else ""
    return f"{formats().money_minor(figures.spend_minor, figures.currency)}. {supplying.SPEND}{mixed}"


def _grade(row: SupplierRow) -> str:
    return row.figures.grade or NOTHING


def _grade_tip(row: SupplierRow) -> str | None:
    if row.figures.score is None:
        return supplying.not_enough(row.figures.judged, formats())
    return f"{formats().number(row.figures.score, 0)} of 100. {supplying.GRADE}"


def _last_order(row: SupplierRow) -> str:
    return formats().date(row.figures.last_order)


def _late_lines(row: SupplierRow) -> str:
    return formats().number(row.figures.late_lines) if row.figures.late_lines else NOTHING
