"""The columns of the inventory and of the moves, and where their rows come from."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from app.domain.clock import local_date
from app.domain.formulas.stocking import StockState
from app.domain.money import Money
from app.services.operations import Operations
from app.services.stock import moves, queries
from app.services.stock.read_models import (
    MoveFilter,
    MoveRow,
    StockColumn,
    StockFilter,
    StockRow,
    StockSort,
)
from app.ui.shared.columns import Align, Column, Sort, Tone
from app.ui.shared.formats import formats
from app.wording import labels, stocking
from app.wording.formats import NOTHING


class StockSource:
    """Rows of products."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """The ids that fit, in order."""
        wanted = filter_ if isinstance(filter_, StockFilter) else StockFilter()
        order = StockSort(StockColumn(sort.key), sort.descending) if sort is not None else StockSort()
        return self._ops.read(queries.ids, wanted, order)

    def rows(self, ids: Sequence[int]) -> Sequence[StockRow]:
        """The lines of these."""
        return self._ops.read(queries.rows, ids)


class MoveSource:
    """Rows of the ledger."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """The ids that fit, the newest first."""
        return self._ops.read(moves.move_ids, filter_ if isinstance(filter_, MoveFilter) else MoveFilter())

    def rows(self, ids: Sequence[int]) -> Sequence[MoveRow]:
        """These."""
        return self._ops.read(moves.move_rows, ids)


class Today:
    """The day now where the business is, for dates in cells."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops

    def __call__(self) -> date:
        return local_date(self._ops.now())


def stock_columns(today: Today) -> tuple[Column[StockRow], ...]:
    """Those of the mock first; the rest is hidden until a person wants it."""
    c = StockColumn
    return (
        # A code that is cut says something else: in a narrow window it gives way no sooner than figures do.
        Column("sku", "SKU", lambda row: row.sku, Align.LEFT, numeric=True, sort_key=c.SKU, muted=True, width=96),
        Column("name", "Product", lambda row: row.name, sort_key=c.NAME, width=150, stretch=True),
        Column("supplier", "Supplier", lambda row: row.supplier or NOTHING, sort_key=c.SUPPLIER, width=72),
        _figure(c.ON_HAND, "On hand", lambda row: row.on_hand, 62),
        _figure(c.RESERVED, "Reserved", lambda row: row.reserved, 68, tip=_reserved_tip, dash=True),
        _figure(c.INCOMING, "Incoming", lambda row: row.incoming, 70, tip=_incoming_tip, dash=True),
        _figure(c.AVAILABLE, "Available", lambda row: row.available, 70, strong=True),
        Column(
            "runs_out", "Runs out", _state, badge=_tone, note=_When(today), tooltip=_state_tip,
            sort_key=c.RUNS_OUT, width=136,
        ),
        Column(
            "category", "Category", lambda row: row.category or NOTHING, sort_key=c.CATEGORY, width=110,
            hidden_by_default=True,
        ),
        Column("gtin", "GTIN", lambda row: row.gtin or NOTHING, width=120, muted=True, hidden_by_default=True),
    )  # fmt: skip


def move_columns(today: Today, *, with_product: bool, costs: bool) -> tuple[Column[MoveRow], ...]:
    """The columns of the moves; what they are worth only for those who may see it."""
    product = (
        Column[MoveRow]("sku", "SKU", lambda move: move.sku, muted=True, width=96),
        Column[MoveRow]("product", "Product", lambda move: move.product, width=150, stretch=True),
    )
    value = Column[MoveRow](
        "value", "Value", _value, numeric=True, width=88, hidden_by_default=not with_product, value=_worth
    )  # fmt: skip
    return (
        Column("day", "Day", _Day(today), tooltip=_at, width=104, value=lambda move: move.day),
        *(product if with_product else ()),
        Column("quantity", "Quantity", _quantity, numeric=True, strong=True, width=76, value=_moved),
        Column("way", "From → to", _way, tooltip=_way, width=180 if with_product else 116, stretch=not with_product),
        Column("kind", "Kind", lambda move: labels.label(move.kind), width=84, hidden_by_default=not with_product),
        Column("cause", "Cause", stocking.cause, tooltip=stocking.cause, width=130 if with_product else 92),
        Column(
            "who", "Who", lambda move: move.staff or NOTHING, muted=True, width=80, hidden_by_default=not with_product
        ),
        *((value,) if costs else ()),
    )


def state_tone(state: StockState) -> Tone:
    """How a state feels."""
    return Tone(stocking.STATE_TONES[state].value)


def _figure(
    key: StockColumn,
    title: str,
    value: Callable[[StockRow], int],
    width: int,
    *,
    tip: Callable[[StockRow], str | None] | None = None,
    dash: bool = False,
    strong: bool = False,
) -> Column[StockRow]:
    return Column(
        key.value, title, _Quantity(value, dash=dash), numeric=True, sort_key=key.value, width=width, tooltip=tip,
        strong=strong, value=_Units(value),
    )  # fmt: skip


class _Quantity:
    """A quantity of a row in its unit; none as a dash where that reads better."""

    def __init__(self, value: Callable[[StockRow], int], *, dash: bool) -> None:
        self._value = value
        self._dash = dash

    def __call__(self, row: StockRow) -> str:
        value = self._value(row)
        return NOTHING if self._dash and not value else stocking.quantity(value, row, formats())


class _Units:
    """A quantity of a row as a number of its units, for a file."""

    def __init__(self, value: Callable[[StockRow], int]) -> None:
        self._value = value

    def __call__(self, row: StockRow) -> Decimal:
        return Decimal(self._value(row)).scaleb(-row.unit_decimals)


class _When:
    """The day a product runs out."""

    def __init__(self, today: Today) -> None:
        self._today = today

    def __call__(self, row: StockRow) -> str:
        return stocking.when_out(row, self._today(), formats())


class _Day:
    """The day of a move."""

    def __init__(self, today: Today) -> None:
        self._today = today

    def __call__(self, move: MoveRow) -> str:
        return formats().day_month(move.day, self._today())


def _state(row: StockRow) -> str:
    return stocking.STATES[row.state]


def _tone(row: StockRow) -> Tone | None:
    return state_tone(row.state)


def _state_tip(row: StockRow) -> str | None:
    return f"{stocking.STATE_RULES[row.state]}.\n{stocking.RUNS_OUT}."


def _reserved_tip(row: StockRow) -> str | None:
    if not row.waiting:
        return stocking.RESERVED
    waiting = stocking.quantity(row.waiting, row, formats())
    return f"{stocking.RESERVED}. {waiting} of it wait"


def _incoming_tip(row: StockRow) -> str | None:
    return stocking.INCOMING if row.incoming else None


def _quantity(move: MoveRow) -> str:
    shown = formats().quantity(move.change or move.quantity, move.unit_decimals, stocking.unit_name(move.unit))
    return f"+{shown}" if move.change > 0 else shown


def _moved(move: MoveRow) -> Decimal:
    return Decimal(move.change or move.quantity).scaleb(-move.unit_decimals)


def _worth(move: MoveRow) -> Money | None:
    return None if move.value_minor is None else Money(move.value_minor, move.currency)


def _way(move: MoveRow) -> str:
    lot = f" · {move.lot}" if move.lot else ""
    return f"{move.source} → {move.target}{lot}"


def _value(move: MoveRow) -> str:
    return formats().money_minor(move.value_minor, move.currency)


def _at(move: MoveRow) -> str | None:
    return f"Posted {formats().timestamp(move.at)}"
