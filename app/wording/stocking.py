"""What a person reads about stock: states, places a move came from, and what each figure means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from app.domain.formulas.stocking import DEMAND_DAYS, STILL_DAYS, StockState
from app.services.stock.read_models import MoveRow, StockChip, StockRow
from app.wording.formats import NOTHING, Formats
from app.wording.labels import Tone, label

STATES: Final[Mapping[StockState, str]] = {
    StockState.SHORT: "Short",
    StockState.REORDER: "Reorder",
    StockState.OK: "OK",
}
STATE_TONES: Final[Mapping[StockState, Tone]] = {
    StockState.SHORT: Tone.BAD,
    StockState.REORDER: Tone.WARN,
    StockState.OK: Tone.GOOD,
}
STATE_RULES: Final[Mapping[StockState, str]] = {
    StockState.SHORT: "More is promised to confirmed orders than is on hand",
    StockState.REORDER: "On hand is at or below the reorder point",
    StockState.OK: "Enough for the confirmed orders, and above the reorder point if it has one",
}
CHIPS: Final[Mapping[StockChip, str]] = {
    StockChip.ALL: "All",
    StockChip.SHORT: "Short",
    StockChip.REORDER: "Reorder",
    StockChip.TO_ORDER: "To order",
    StockChip.STILL: f"No move for {STILL_DAYS} d",
    StockChip.DISCONTINUED: "Discontinued",
    StockChip.ARCHIVED: "Archived",
}
RUNS_OUT: Final = (
    "The first day whose demand is not met: on hand and dated deliveries against the average daily issue of the "
    f"last {DEMAND_DAYS} days. An overdue delivery counts from today plus its supplier’s median lateness"
)
RESERVED: Final = "Promised to confirmed orders: kept for them, and what they still wait for"
INCOMING: Final = "Open on purchase orders that were sent"
AVAILABLE: Final = "On hand without what is reserved"
NO_DEMAND: Final = "no demand"
_FAR: Final = 60
"""Beyond so many days the month is enough."""


def quantity(value: int, row: StockRow, words: Formats) -> str:
    """A quantity of a product; pieces are not named."""
    return words.quantity(value, row.unit_decimals, unit_name(row.unit))


def unit_name(unit: str) -> str:
    """What follows a number: nothing for pieces."""
    return "" if unit == "pcs" else unit


def state(row: StockRow, words: Formats) -> str:
    """The badge of a product's page."""
    if row.state is StockState.SHORT:
        return f"Short by {quantity(-row.available, row, words)}"
    return STATES[row.state]


def when_out(row: StockRow, today: date, words: Formats) -> str:
    """The day it runs out, or why there is none; what is short already is short by so much."""
    if row.state is StockState.SHORT:
        return f"by {quantity(-row.available, row, words)}"
    if not row.issued:
        return NO_DEMAND
    if row.runs_out is None or (row.runs_out - today).days > _FAR:
        return words.month(row.runs_out)
    return words.day_month(row.runs_out, row.runs_out)


def cause(move: MoveRow) -> str:
    """Why stock moved: the shipment, the import, the reason and the note."""
    if move.document:
        return move.document
    parts = [label(move.reason) if move.reason is not None else "", move.note]
    if move.cause == "import_batch" and not any(parts):
        return "Import"
    return " · ".join(part for part in parts if part) or NOTHING
