"""What a line of any order refuses alike: amounts that cannot be, and a day before the order's own."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from app.domain.errors import Checks, Problem
from app.domain.money import MAX_MINOR, PPM
from app.domain.quantity import MAX_QUANTITY


class Amounts(Protocol):
    """What a line's draft says of how much and for what."""

    @property
    def quantity(self) -> int: ...
    @property
    def price_minor(self) -> int: ...
    @property
    def discount_ppm(self) -> int: ...


def check_amounts(checks: Checks, index: int, line: Amounts) -> None:
    """Refuse a quantity, a price or a discount at `lines.<index>.…`."""
    if line.quantity <= 0:
        checks.add(f"lines.{index}.quantity", Problem.NOT_POSITIVE)
    elif line.quantity > MAX_QUANTITY:
        checks.add(f"lines.{index}.quantity", Problem.TOO_LARGE, limit=str(MAX_QUANTITY))
    if not 0 <= line.price_minor <= MAX_MINOR:
        checks.add(f"lines.{index}.price_minor", Problem.OUT_OF_RANGE, low="0", high=str(MAX_MINOR))
    if not 0 <= line.discount_ppm <= PPM:
        checks.add(f"lines.{index}.discount_ppm", Problem.OUT_OF_RANGE, low="0", high="100")


def check_day(checks: Checks, field: str, day: date | None, ordered: date) -> None:
    """Refuse a day before the order's."""
    if day is not None and day < ordered:
        checks.add(field, Problem.BEFORE, earliest=ordered.isoformat())
