"""What a person reads about a figure: its name, unit and formula; and the JSON document of `kpi`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from app.domain.money import to_decimal_string
from app.domain.vocabulary import CallOutcome, Segment
from app.services.insights.figures import Dimension, Figure, FigureRow, MeasureName, Stage, Total, Unit, Value
from app.wording import labels
from app.wording.formats import NOTHING, Formats

TITLES: Final[Mapping[MeasureName, str]] = {
    MeasureName.REVENUE: "Revenue",
    MeasureName.ORDERS: "Orders",
    MeasureName.FREIGHT: "Freight",
    MeasureName.ON_TIME_SHIPPING: "Shipped on time",
    MeasureName.DAYS_TO_SHIP: "Days to ship",
    MeasureName.BELOW_REORDER_POINT: "Below reorder point",
    MeasureName.STOCK_VALUE: "Stock value",
    MeasureName.REPEAT_RATE: "Repeat customers",
    MeasureName.RFM: "Recency, frequency, money",
    MeasureName.CALLS: "Calls",
    MeasureName.SUPPLIER_ON_TIME: "Supplier on time in full",
    MeasureName.SUPPLIER_DELAY_DAYS: "Supplier delay",
    MeasureName.SUPPLIER_LEAD_TIME: "Supplier lead time",
    MeasureName.REJECT_RATE: "Rejected",
    MeasureName.ON_TIME_DELIVERY: "Delivered on time",
    MeasureName.ON_TIME_IN_FULL: "On time in full",
    MeasureName.PERFECT_ORDERS: "Perfect orders",
    MeasureName.FILL_RATE: "Fill rate",
    MeasureName.STOCK_TURNS: "Stock turns",
    MeasureName.DAYS_OF_SUPPLY: "Days of supply",
    MeasureName.STAGE_DAYS: "Days in each stage",
}

STAGES: Final[Mapping[Stage, str]] = {
    Stage.SUPPLIER: "Supplier",
    Stage.TRANSIT: "Transit",
    Stage.RECEIVING: "Receiving",
    Stage.SHELF: "Shelf",
    Stage.PICKING: "Picking",
    Stage.DELIVERY: "Delivery",
}

FORMULAS: Final[Mapping[MeasureName, str]] = {
    MeasureName.REVENUE: (
        "Sum of price × quantity × (1 − discount), each order line rounded half up to the minor unit, over orders "
        "given in the period. Quotes and cancelled orders do not count; returns reduce it."
    ),
    MeasureName.ORDERS: "Number of orders given in the period, without quotes, cancelled orders and mere returns.",
    MeasureName.FREIGHT: (
        "Sum of the freight of shipments to customers, or of the order where its shipments name none; by the day of "
        "shipping, else of ordering."
    ),
    MeasureName.ON_TIME_SHIPPING: (
        "Shipments sent on or before the first promised day (else the day asked for) ÷ shipments sent that had one."
    ),
    MeasureName.DAYS_TO_SHIP: "Sum of calendar days from order to shipping ÷ number of shipments sent.",
    MeasureName.BELOW_REORDER_POINT: (
        "Number of active products whose stock on hand is at or below their own reorder point, of those that have one."
    ),
    MeasureName.STOCK_VALUE: "Sum of quantity on hand × moving-average cost, on the last day of the period.",
    MeasureName.REPEAT_RATE: "Customers with two or more orders in the period ÷ customers with one or more.",
    MeasureName.RFM: (
        "For each customer the class of the last order's day, of the number of orders and of the revenue among all "
        "customers that ordered: 1 lowest, 5 best (1 to 3 with fewer than 50 customers), written side by side."
    ),
    MeasureName.CALLS: "Number of calls that were made or taken in the period, answered or not.",
    MeasureName.SUPPLIER_ON_TIME: (
        "Purchase order lines whose whole quantity came in good order on or before the original promise ÷ lines due in "
        "the period. A line is due when it is complete, closed, or past its promise; one that never came counts "
        "against the supplier."
    ),
    MeasureName.SUPPLIER_DELAY_DAYS: (
        "Sum of calendar days from the original promise to the day a line was complete (until today while it is open) "
        "÷ lines due in the period. A line that came early counts as no delay; one that was closed incomplete has no "
        "day and is left out."
    ),
    MeasureName.SUPPLIER_LEAD_TIME: (
        "Sum of calendar days from the confirmation (else the order) to the day a line was complete ÷ lines completed "
        "in the period."
    ),
    MeasureName.REJECT_RATE: (
        "Quantity rejected ÷ quantity counted at the door (accepted and rejected), each in its product's unit, over "
        "what arrived from suppliers in the period."
    ),
    MeasureName.ON_TIME_DELIVERY: (
        "Shipments delivered on or before the first promised day (else the day asked for) ÷ shipments delivered, or "
        "lost, that had one. By the day of delivery; a lost one counts on its promised day."
    ),
    MeasureName.ON_TIME_IN_FULL: (
        "Order lines whose whole quantity was delivered on or before the first promised day (else the day asked for) "
        "÷ lines promised for a day of the period that have come whole or are past it. Base: order lines; window: the "
        "promised day or earlier. Lines sent without a known day of delivery are left out."
    ),
    MeasureName.PERFECT_ORDERS: (
        "Orders of which every line was delivered in full on or before its first promised day ÷ orders whose lines can "
        "all be judged, by the last promise. Two of the four conditions: damage and wrong papers are not recorded yet."
    ),
    MeasureName.FILL_RATE: (
        "Quantity sent ÷ quantity asked for, each in its product's unit, over the lines of orders given in the period "
        "whose promised day (else the day of ordering) has come. What was sent later than promised counts as sent."
    ),
    MeasureName.STOCK_TURNS: (
        "Cost of the goods sold in the period × 365 ÷ sum of each day's closing stock at cost: cost a year ÷ average "
        "stock."
    ),
    MeasureName.DAYS_OF_SUPPLY: (
        "Sum of each day's closing stock at cost ÷ cost of the goods sold in the period: average stock ÷ cost a day. "
        "Without sales there is no figure."
    ),
    MeasureName.STAGE_DAYS: (
        "Mean calendar days a product spends in each stage. Supplier: order to dispatch. Transit: dispatch to arrival. "
        "Receiving: arrival to the last count. Shelf: average stock at cost ÷ cost of goods sold a day. Picking: the "
        "customer's order to dispatch. Delivery: dispatch to delivery. The whole is their sum where each is known."
    ),
}

UNITS: Final[Mapping[Unit, str]] = {
    Unit.MONEY: "money",
    Unit.RATE: "share (0 to 1)",
    Unit.DAYS: "days",
    Unit.ORDERS: "orders",
    Unit.CUSTOMERS: "customers",
    Unit.PRODUCTS: "products",
    Unit.CALLS: "calls",
    Unit.SCORE: "score",
    Unit.TURNS: "turns a year",
}

DIMENSIONS: Final[Mapping[Dimension, str]] = {
    Dimension.CUSTOMER: "Customer",
    Dimension.PRODUCT: "Product",
    Dimension.SUPPLIER: "Supplier",
    Dimension.CATEGORY: "Category",
    Dimension.CARRIER: "Carrier",
    Dimension.STAFF: "Person",
    Dimension.OUTCOME: "Outcome",
    Dimension.MONTH: "Month",
    Dimension.STAGE: "Stage",
}

_EXTRA: Final = {
    "on_hand": "On hand",
    "reorder_point": "Reorder point",
    "product_unit": "Unit",
    "recency": "R",
    "frequency": "F",
    "monetary": "M",
    "segment": "Segment",
}
_NOBODY: Final = "(none)"
_MIXED: Final = "several currencies"
_PLACES: Final = 6


def title(name: MeasureName) -> str:
    """The measure's name on a screen or a document."""
    return TITLES[name]


def formula(name: MeasureName) -> str:
    """How the measure is worked out, in a sentence."""
    return FORMULAS[name]


def value_text(unit: Unit, value: Value, currency: str | None, formats: Formats) -> str:
    """A value as a person reads it; `–` for no data."""
    if value is None:
        return NOTHING
    if unit is Unit.MONEY:
        return formats.money_minor(int(value), currency)
    exact = _decimal(value)
    if unit is Unit.RATE:
        return formats.percent(exact, 1)
    return formats.number(exact, 2) if unit in (Unit.DAYS, Unit.TURNS) else formats.number(int(value))


def row_name(row: FigureRow, by: Dimension) -> str:
    """What a row is called: the record's name, a month, an outcome's label."""
    if row.key is None:
        return _NOBODY
    if by is Dimension.OUTCOME:
        return labels.label(CallOutcome(row.key))
    if by is Dimension.STAGE:
        return STAGES[Stage(row.key)]
    return row.label


def heads(figure: Figure) -> list[str]:
    """The heads of a figure's table: the dimension, its code, the value, what the measure adds, the count."""
    by = figure.by or Dimension.MONTH
    extra = [_EXTRA[name] for name, _ in _columns(figure)]
    return [DIMENSIONS[by], "Code", TITLES[figure.name], *extra, "n"]


def cells(figure: Figure, rows: Iterable[FigureRow], formats: Formats) -> Iterator[list[str]]:
    """These of a figure's rows as lines of its table, in the order of `heads`."""
    by, columns = figure.by or Dimension.MONTH, _columns(figure)
    for row in rows:
        given = dict(row.extra)
        extra = [_extra_text(name, given.get(name)) for name, _ in columns]
        value = value_text(figure.unit, row.value, row.currency, formats)
        yield [row_name(row, by), row.key or "", value, *extra, formats.number(row.n)]


def document(figure: Figure) -> dict[str, Any]:
    """The one JSON document of a figure: money as decimal strings, rates between 0 and 1, null for no data."""
    made: dict[str, Any] = {
        "name": figure.name.value,
        "unit": _unit(figure),
        "formula": formula(figure.name),
        "from": _iso(figure.span.start),
        "to": _iso(figure.span.end),
    }
    if figure.by is not None:
        made["by"] = figure.by.value
    made["rows"] = [_row_document(figure.unit, row) for row in figure.rows]
    made["total"] = _total_document(figure.unit, figure.total)
    if figure.totals:
        made["totals"] = [_total_document(figure.unit, total) for total in figure.totals]
    return made


def _row_document(unit: Unit, row: FigureRow) -> dict[str, Any]:
    made: dict[str, Any] = {
        "key": row.key,
        "label": row.label,
        "value": _json(unit, row.value, row.currency),
        "n": row.n,
    }
    if unit is Unit.MONEY:
        made["currency"] = row.currency
    return made | dict(row.extra)


def _total_document(unit: Unit, total: Total) -> dict[str, Any]:
    made: dict[str, Any] = {"value": _json(unit, total.value, total.currency), "n": total.n}
    return made | ({"currency": total.currency} if unit is Unit.MONEY else {})


def _json(unit: Unit, value: Value, currency: str | None) -> str | int | float | None:
    if value is None:
        return None
    if unit is Unit.MONEY:
        return to_decimal_string(int(value), currency or "")
    if unit is Unit.SCORE:
        return str(int(value))
    return value if isinstance(value, int) else round(float(value), _PLACES)


def _unit(figure: Figure) -> str:
    if figure.unit is not Unit.MONEY:
        return "rate" if figure.unit is Unit.RATE else figure.unit.value
    return _MIXED if figure.totals else figure.total.currency or figure.unit.value


def _columns(figure: Figure) -> tuple[tuple[str, str | int], ...]:
    return max((row.extra for row in figure.rows), key=len, default=())


def _extra_text(name: str, value: str | int | None) -> str:
    if value is None:
        return NOTHING
    return labels.label(Segment(str(value))) if name == "segment" else str(value)


def _decimal(value: int | Fraction) -> Decimal:
    return Decimal(value) if isinstance(value, int) else Decimal(value.numerator) / Decimal(value.denominator)


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()
