"""What a person reads of sales orders: what stock says to a line, what was shipped, why an order ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from app.domain.formulas.promising import Availability, StockTruth
from app.services.sales_orders.read_models import PaidPrice, SalesLine, Shipped
from app.wording.formats import Formats
from app.wording.labels import Tone

SHIPPED: Final[Mapping[Shipped, str]] = {
    Shipped.NOTHING: "Not shipped",
    Shipped.PARTLY: "Partly shipped",
    Shipped.FULLY: "Shipped",
}
REASONS: Final = (
    "Price", "Competitor", "No budget", "No reply", "Out of stock", "Lead time too long", "Quality concern",
    "Not a fit", "Other",
)  # fmt: skip
"""Why a customer did not take all of it (glossary: lost reasons)."""


def truth_words(truth: StockTruth, unit_decimals: int, unit: str, formats: Formats, today: date) -> str:
    """What stock says to a line: `Available now`, `4 now, all on 3 Dec`, `Short by 8 pcs: 4 now`."""
    now = formats.quantity(truth.now, unit_decimals)
    if truth.kind is Availability.NOW:
        return "Available now"
    if truth.kind is Availability.LATER:
        day = formats.day_month(truth.day, today)
        return f"{now} now, all on {day}" if truth.now else f"Available on {day}"
    words = f"Short by {formats.quantity(truth.missing, unit_decimals, unit)}"
    if truth.now:
        words += f", {now} now"
    return f"{words}; more is on order without a day" if truth.undated else words


def truth_tone(truth: StockTruth, promised: date | None = None) -> Tone:
    """How it feels; what comes after the promise is a warning in any case."""
    if truth.kind is Availability.SHORT:
        return Tone.BAD
    if truth.kind is Availability.LATER:
        return Tone.WARN
    return Tone.GOOD if promised is None or truth.day is None or truth.day <= promised else Tone.WARN


def comes_late(truth: StockTruth, promised: date | None) -> bool:
    """Whether the last of it comes after the day that is promised."""
    return promised is not None and truth.day is not None and truth.day > promised


def line_stock(line: SalesLine, formats: Formats, today: date) -> str:
    """What stock says to a stored line: `Reserved` when all of it is kept; empty when nothing is open."""
    if line.truth is None:
        return ""
    if line.kept >= line.truth.wanted:
        return "Reserved"
    return truth_words(line.truth, line.unit_decimals, line.unit, formats, today)


def paid_words(paid: PaidPrice | None, list_minor: int | None, currency: str, formats: Formats) -> str:
    """Where the proposed price is from: `They paid €9.00 −5 % on 3 Nov 2026; list €9.50`."""
    listed = f"list {formats.money_minor(list_minor, currency)}" if list_minor is not None else ""
    if paid is None:
        return f"{listed[:1].upper()}{listed[1:]}" if listed else "No list price"
    words = f"They paid {formats.money_minor(paid.price_minor, currency)}"
    if paid.discount_ppm:
        words += f" less {formats.percent_ppm(paid.discount_ppm)}"
    words += f" on {formats.date(paid.day)}"
    return f"{words}; {listed}" if listed else words
