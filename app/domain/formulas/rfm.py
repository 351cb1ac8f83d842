"""Recency, frequency, money: how a customer stands among all customers (definitions 1.11)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.vocabulary import Segment

QUINTILES: Final = 5
TERCILES: Final = 3
ENOUGH_FOR_QUINTILES: Final = 50
"""With fewer customers a fifth of them is too few to mean something: thirds are used instead."""


@dataclass(frozen=True, slots=True)
class Scores:
    """One customer's three scores, 1 (lowest) to `bins` (best)."""

    recency: int
    frequency: int
    monetary: int
    bins: int

    @property
    def code(self) -> str:
        """The scores side by side, as people write them: `545`."""
        return f"{self.recency}{self.frequency}{self.monetary}"


def bins_for(customers: int) -> int:
    """How many classes so many customers are put into."""
    return QUINTILES if customers >= ENOUGH_FOR_QUINTILES else TERCILES


def quantile_scores(values: Sequence[int], bins: int) -> list[int]:
    """Each value's class, 1 to `bins`, by the share of values that are smaller; equal values share a class."""
    ordered = sorted(values)
    return [1 + bins * bisect_left(ordered, value) // len(ordered) for value in values]


def segment(scores: Scores | None, orders: int) -> Segment:
    """A customer's segment by their scores; `orders` is how many orders they gave, None scores mean none at all.

    Champions are 555, 554 and 545, at risk 155, 154 and 144, as the field has it; with thirds, 333 and 1 with 2 or 3.
    What lies between: loyal comes often, new came once and lately, quiet stays away and was never big.
    """
    if scores is None or orders == 0:
        return Segment.PROSPECT
    low, middle, high = (2, 3, 4) if scores.bins == QUINTILES else (1, 2, 3)
    money_and_rhythm = scores.frequency + scores.monetary
    if scores.recency <= low:
        big = scores.frequency >= middle and scores.monetary >= middle
        return Segment.AT_RISK if big else Segment.QUIET
    if orders == 1:
        return Segment.NEW
    best = scores.recency == scores.bins and min(scores.frequency, scores.monetary) >= high
    if best and money_and_rhythm >= 2 * scores.bins - 1:
        return Segment.CHAMPION
    return Segment.LOYAL if scores.frequency >= high else Segment.GROWING
