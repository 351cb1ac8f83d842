"""Quantities are whole numbers of a product's smallest unit: 2.5 kg of a product with three decimals is 2500."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from app.domain.errors import Problem, ValidationError
from app.domain.money import scaled_string

MAX_QUANTITY: Final = 10**12
MAX_UNIT_DECIMALS: Final = 6


def from_decimal(value: Decimal, unit_decimals: int, field: str = "quantity") -> int:
    """The whole number of smallest units; refuses what is finer than the unit or beyond the bound."""
    if value.is_finite() and abs(value) >= Decimal(MAX_QUANTITY):
        raise ValidationError(field, Problem.TOO_LARGE, limit=str(MAX_QUANTITY))
    scaled = value.scaleb(unit_decimals)
    if scaled != scaled.to_integral_value():
        raise ValidationError(field, Problem.TOO_FINE, decimals=unit_decimals)
    whole = int(scaled)
    if abs(whole) > MAX_QUANTITY:
        raise ValidationError(field, Problem.TOO_LARGE, limit=str(MAX_QUANTITY))
    return whole


def to_decimal(quantity: int, unit_decimals: int) -> Decimal:
    """The quantity in units, exact."""
    return Decimal(quantity).scaleb(-unit_decimals)


def to_decimal_string(quantity: int, unit_decimals: int) -> str:
    """The quantity in units as machines read it, without superfluous zeros: `2.5`."""
    text = scaled_string(quantity, unit_decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text
