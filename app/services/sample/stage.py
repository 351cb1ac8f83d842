"""What all parts of the sample shop share: the dice, the calendar, and the context of a moment in the past."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final, TypeVar

from app.services.operations import WriteContext
from app.services.sample.content import Content

T = TypeVar("T")
SATURDAY: Final = 5
STILL: Final = "BLK-130"
STILL_DAYS: Final = 200
"""So long nobody has bought the product that lies still; it is longer since anybody ordered more of it."""
_FIRST_NUMBERS: Final = {"SO-": 2200, "PO-": 600, "OUT-": 1000, "IN-": 400}


@dataclass
class Stage:
    """The shop being made. All chance comes from `dice`, all days from `today`: the same seed gives the same shop."""

    ctx: WriteContext
    content: Content
    dice: Random
    first: date
    today: date
    staff: dict[str, int] = field(default_factory=dict)
    carriers: list[int] = field(default_factory=list)
    suppliers: list[int] = field(default_factory=list)
    customers: list[int] = field(default_factory=list)
    contacts: dict[int, list[int]] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    offers: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def at(self, day: date, hour: float = 9.0) -> WriteContext:
        """The context of an hour of a day, never later than now."""
        return replace(self.ctx, now=self.moment(day, hour))

    def moment(self, day: date, hour: float) -> datetime:
        """An hour of a day where the business is, never later than now."""
        minutes = round(hour * 60)
        local = datetime.combine(day, time(minutes // 60, minutes % 60)).astimezone(UTC)
        return min(local, self.ctx.now)

    def coming(self, day: date, hour: float) -> datetime:
        """An hour of a day, in the future too."""
        return datetime.combine(day, time(int(hour), round(hour % 1 * 60))).astimezone(UTC)

    def number(self, prefix: str) -> str:
        """The next number of a kind of document; counted here, where nobody else writes."""
        self.numbers[prefix] = self.numbers.get(prefix, _FIRST_NUMBERS.get(prefix, 0)) + 1
        return f"{prefix}{self.numbers[prefix]:04d}"

    def lies_still(self, sku: str, day: date) -> bool:
        """Whether a product is the one that nobody wants any more, and this a day of that time."""
        return sku == STILL and (self.today - day).days <= STILL_DAYS

    def chance(self, share: float) -> bool:
        """Whether something that happens in this share of cases happens now."""
        return self.dice.random() < share

    def often(self, rate: float) -> int:
        """How many times something of this mean happens (Poisson, by inversion)."""
        limit, product, count = math.exp(-rate), self.dice.random(), 0
        while product > limit:
            product *= self.dice.random()
            count += 1
        return count

    def one(self, choices: Sequence[T]) -> T:
        """One of them."""
        return choices[self.dice.randrange(len(choices))]


def is_workday(day: date) -> bool:
    """Whether the shop is open."""
    return day.weekday() < SATURDAY


def workday(day: date) -> date:
    """The day itself, or the Monday after."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def workdays_after(day: date, count: int) -> date:
    """So many workdays later."""
    for _ in range(count):
        day = workday(day + timedelta(days=1))
    return workday(day)


def workdays_before(day: date, count: int) -> date:
    """So many workdays earlier."""
    while count > 0 or not is_workday(day):
        day -= timedelta(days=1)
        count -= is_workday(day)
    return day
