"""What a measure is, and what comes out of it: data only, so that every place that shows a figure shows the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from app.services.operations import ReadContext

Value = int | Fraction | None
"""Money in minor units, a count, or an exact ratio; None where there is no data."""


class Unit(StrEnum):
    """What a value counts."""

    MONEY = "money"
    RATE = "rate"
    DAYS = "days"
    ORDERS = "orders"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    CALLS = "calls"
    SCORE = "score"
    TURNS = "turns"


class Dimension(StrEnum):
    """What a figure is split by."""

    CUSTOMER = "customer"
    PRODUCT = "product"
    SUPPLIER = "supplier"
    CATEGORY = "category"
    CARRIER = "carrier"
    STAFF = "staff"
    OUTCOME = "outcome"
    MONTH = "month"
    STAGE = "stage"


class Stage(StrEnum):
    """Where a product is on its way through the chain, in this order."""

    SUPPLIER = "supplier"
    TRANSIT = "transit"
    RECEIVING = "receiving"
    SHELF = "shelf"
    PICKING = "picking"
    DELIVERY = "delivery"


class MeasureName(StrEnum):
    """The names that stay, as the command line and the charts use them."""

    REVENUE = "revenue"
    ORDERS = "orders"
    FREIGHT = "freight"
    ON_TIME_SHIPPING = "on_time_shipping"
    DAYS_TO_SHIP = "days_to_ship"
    BELOW_REORDER_POINT = "below_reorder_point"
    STOCK_VALUE = "stock_value"
    REPEAT_RATE = "repeat_rate"
    RFM = "rfm"
    CALLS = "calls"
    SUPPLIER_ON_TIME = "supplier_on_time"
    SUPPLIER_DELAY_DAYS = "supplier_delay_days"
    SUPPLIER_LEAD_TIME = "supplier_lead_time"
    REJECT_RATE = "reject_rate"
    ON_TIME_DELIVERY = "on_time_delivery"
    ON_TIME_IN_FULL = "on_time_in_full"
    PERFECT_ORDERS = "perfect_orders"
    FILL_RATE = "fill_rate"
    STOCK_TURNS = "stock_turns"
    DAYS_OF_SUPPLY = "days_of_supply"
    STAGE_DAYS = "stage_days"


@dataclass(frozen=True, slots=True)
class Span:
    """From one calendar day to another, both included; None is open."""

    start: date | None = None
    end: date | None = None


ALWAYS: Final = Span()
"""All that is stored."""


@dataclass(frozen=True, slots=True)
class FigureContext(ReadContext):
    """Who asks for a figure, and for how many rows, the largest; None: all. Months are never left out."""

    most: int | None = None


class FigureRow(NamedTuple):
    """One group: `key` is the record's code (None: records without one), `label` its name, `n` what it stands on.

    `id` is the record's own, for the window to go to. `extra` holds what a measure says beside its value.
    """

    key: str | None
    label: str
    value: Value
    n: int
    currency: str | None = None
    id: int | None = None
    extra: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """All records together. Money of several currencies has no total, but one each."""

    value: Value
    n: int
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's answer for a span: rows by the dimension that was asked for, and the total."""

    name: MeasureName
    unit: Unit
    by: Dimension | None
    span: Span
    rows: tuple[FigureRow, ...]
    total: Total
    totals: tuple[Total, ...] = field(default=())
    """One a currency, when there are several; then `total.value` is None."""
    left_out: int = 0
    """How many smaller rows there are beside those that were asked for."""


Compute = Callable[[ReadContext, Span, Dimension | None], Figure]


@dataclass(frozen=True, slots=True)
class Measure:
    """A registered measure. `permission` is an operation that is needed beside `kpi.view` (costs, people).

    `always_by` is the dimension of a measure that is a list by nature (a segment a customer).
    """

    name: MeasureName
    unit: Unit
    dimensions: tuple[Dimension, ...]
    compute: Compute
    permission: str | None = None
    always_by: Dimension | None = None
