"""What a person reads of suppliers and purchase orders: states, receipts, rounding, and what each figure means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from app.domain.formulas.ordering import PackRules, Rounding
from app.domain.formulas.supplying import ENOUGH_LINES, SupplierState
from app.services.purchasing.read_models import Receipt
from app.wording.formats import Formats
from app.wording.labels import Tone

STATES: Final[Mapping[SupplierState, str]] = {
    SupplierState.GOOD: "Good",
    SupplierState.WATCH: "Watch",
    SupplierState.LATE: "Late",
    SupplierState.QUALITY: "Quality",
    SupplierState.NEW: "New",
}
STATE_TONES: Final[Mapping[SupplierState, Tone]] = {
    SupplierState.GOOD: Tone.GOOD,
    SupplierState.WATCH: Tone.NEUTRAL,
    SupplierState.LATE: Tone.BAD,
    SupplierState.QUALITY: Tone.WARN,
    SupplierState.NEW: Tone.INFO,
}
STATE_RULES: Final[Mapping[SupplierState, str]] = {
    SupplierState.LATE: "Something is past the day it is promised for now",
    SupplierState.QUALITY: "More than 5 % of what came was rejected",
    SupplierState.NEW: f"Fewer than {ENOUGH_LINES} lines to judge in the last twelve months",
    SupplierState.WATCH: "On time in full below 92 %, or more than 2 % rejected",
    SupplierState.GOOD: "On time and in good order",
}
RECEIPTS: Final[Mapping[Receipt, str]] = {
    Receipt.NOTHING: "Not received",
    Receipt.PARTLY: "Partly received",
    Receipt.FULLY: "Received",
}
ON_TIME: Final = "Lines that had come in full and in good order by their original promise ÷ lines judged, twelve months"
REJECTED: Final = "Rejected ÷ all that was counted at the door, in units, twelve months"
LEAD_TIME: Final = "Median days from the confirmation (else the order) to the last piece, twelve months"
SPEND: Final = "Net of the lines ordered in the last twelve months, without what was closed short"
GRADE: Final = "A from 95 points, B from 80, C from 65; C at best when more than 5 % was rejected"
NOT_ENOUGH: Final = "not enough data"


def not_enough(lines: int, formats: Formats) -> str:
    """Why there is no rate."""
    return f"{NOT_ENOUGH}: {formats.count(lines, 'line', 'lines')} of {ENOUGH_LINES}"


def pack_rules(rules: PackRules, unit_decimals: int, unit: str, formats: Formats) -> str:
    """How a supplier sells something: `minimum 12 pcs, in steps of 6 pcs`; empty when anything goes."""
    parts = []
    if rules.minimum:
        parts.append(f"minimum {formats.quantity(rules.minimum, unit_decimals, unit)}")
    if rules.step > 1:
        words = "in steps of" if rules.multiple else "in packs of"
        parts.append(f"{words} {formats.quantity(rules.step, unit_decimals, unit)}")
    if rules.maximum:
        parts.append(f"at most {formats.quantity(rules.maximum, unit_decimals, unit)}")
    return ", ".join(parts)


def short_rules(rules: PackRules, unit_decimals: int, formats: Formats) -> str:
    """The same for a narrow column: `min 12, by 6`."""
    parts = []
    if rules.minimum:
        parts.append(f"min {formats.quantity(rules.minimum, unit_decimals)}")
    if rules.step > 1:
        parts.append(f"by {formats.quantity(rules.step, unit_decimals)}")
    return ", ".join(parts)


def rounding(reasons: Sequence[Rounding], rules: PackRules, unit_decimals: int, unit: str, formats: Formats) -> str:
    """Why another quantity is proposed."""
    if Rounding.MAXIMUM in reasons:
        return f"At most {formats.quantity(rules.maximum, unit_decimals, unit)} an order"
    words = pack_rules(rules, unit_decimals, unit, formats)
    return f"Sold {words}" if words and not words.startswith("minimum") else words[:1].upper() + words[1:]
