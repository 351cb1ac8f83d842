"""Which line a scanned code means: a keyboard-wedge scanner types a GTIN, a SKU or a lot and presses Enter."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.text import fold
from app.services.shipments.read_models import ShipmentLineView

GTIN_DIGITS = 14


def find_line(
    lines: Sequence[ShipmentLineView], code: str, full: Sequence[bool] = (), product_id: int | None = None
) -> int | None:
    """The place of the line that a code names, None when there is none.

    GTIN-8, UPC-12, EAN-13 and GTIN-14 of the same number are one code. When several lines fit, the first that is not
    `full` is meant, else the last of them; with a `product_id` only its lines.
    """
    fitting = [place for place in _fitting(lines, code) if product_id in (None, lines[place].product_id)]
    for place in fitting:
        if place >= len(full) or not full[place]:
            return place
    return fitting[-1] if fitting else None


def products_of(lines: Sequence[ShipmentLineView], code: str) -> list[ShipmentLineView]:
    """A line of each product that a code names: with more than one, a person has to say which is meant."""
    found: dict[int, ShipmentLineView] = {}
    for place in _fitting(lines, code):
        found.setdefault(lines[place].product_id, lines[place])
    return list(found.values())


def _fitting(lines: Sequence[ShipmentLineView], code: str) -> list[int]:
    wanted = fold(code)
    if not wanted:
        return []
    fitting = [place for place, line in enumerate(lines) if wanted == fold(line.sku) or _same_gtin(line.gtin, wanted)]
    return fitting or [place for place, line in enumerate(lines) if line.lot and fold(line.lot) == wanted]


def _same_gtin(stored: str | None, wanted: str) -> bool:
    digits = "".join((stored or "").split())
    if not digits or not wanted.isdecimal() or len(wanted) < 8:
        return False
    return digits.zfill(GTIN_DIGITS) == wanted.zfill(GTIN_DIGITS)
