"""How much of a product can be ordered, and at what price: minimum, multiple, pack, maximum and price breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Rounding(StrEnum):
    """Why an order's quantity is not the one that was asked for."""

    MINIMUM = "minimum"
    MULTIPLE = "multiple"
    MAXIMUM = "maximum"


@dataclass(frozen=True, slots=True)
class PackRules:
    """A supplier's rules in the product's smallest units; without a `multiple` whole packs are ordered."""

    minimum: int | None = None
    multiple: int | None = None
    pack: int | None = None
    maximum: int | None = None

    @property
    def step(self) -> int:
        """What an order has to be a multiple of; 1 when anything goes."""
        return self.multiple or self.pack or 1


@dataclass(frozen=True, slots=True)
class Rounded:
    """The quantity to order and why it differs from the need; empty when it does not."""

    quantity: int
    reasons: tuple[Rounding, ...]


def round_order(need: int, rules: PackRules) -> Rounded:
    """`ceil(max(need, minimum) / multiple) · multiple`, at most the largest multiple within the maximum.

    Definitions 1.6: need 37, minimum 50, multiple 12 → 60; need 73 → 84.
    """
    reasons = []
    wanted = need
    if rules.minimum and wanted < rules.minimum:
        wanted = rules.minimum
        reasons.append(Rounding.MINIMUM)
    whole = -(-wanted // rules.step) * rules.step
    if whole != wanted:
        reasons.append(Rounding.MULTIPLE)
    if rules.maximum and whole > rules.maximum >= rules.step:
        whole = rules.maximum // rules.step * rules.step
        reasons = [Rounding.MAXIMUM]
    return Rounded(whole, tuple(reasons) if whole != need else ())


def price_at(quantity: int, price_minor: int | None, breaks: Sequence[tuple[int, int]]) -> int | None:
    """The price of one unit for a quantity: that of the largest break reached, else the base price."""
    reached = [step for step in breaks if step[0] <= quantity]
    return max(reached)[1] if reached else price_minor
