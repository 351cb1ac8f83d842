"""Numbers, money, quantities, dates and times as a person reads them: one form for screen, terminal and paper."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from app.domain.clock import from_text
from app.domain.money import Money, exponent, scaled_string
from app.wording.locales import NO_BREAK_SPACE, LocaleForms, first_weekday, forms

NOTHING: Final = "–"
"""Shown where there is no value; never 0."""

Number = int | float | Decimal | Fraction
# The methods `date` and `time` hide the types of that name inside the class.
Day = date
TimeOfDay = time
_MINUTE: Final = 60
_HOUR: Final = 3600
_SIZES: Final = ("kB", "MB", "GB", "TB")


class Formats:
    """Writes values in the form of one locale and one time zone.

    `locale` is a name such as `sv_SE` (None: the system's), `zone` is where times are shown (None: the system's).
    Every method gives `–` for None. Spaces inside a value do not break. Cheap to make, safe to share.
    """

    def __init__(
        self,
        locale: str | None = None,
        zone: tzinfo | None = None,
        *,
        chosen: LocaleForms | None = None,
        first_weekday: int | None = None,
    ) -> None:
        self._forms = chosen or forms(locale)
        self._zone = zone
        self._first_weekday = first_weekday

    @property
    def locale(self) -> str:
        """The locale that is used, as `en_US`."""
        return self._forms.name

    @property
    def forms(self) -> LocaleForms:
        """The signs and patterns behind the formats."""
        return self._forms

    @property
    def first_weekday(self) -> int:
        """With which day a week begins: 0 for Monday to 6 for Sunday."""
        return self._first_weekday if self._first_weekday is not None else first_weekday(self._forms.name)

    # -- numbers

    def number(self, value: Number | None, decimals: int | None = None) -> str:
        """A number with grouped digits; `decimals` fixed, or as many as it has (a float or fraction: at most two)."""
        if value is None:
            return NOTHING
        return self._signed(_plain(value, decimals))

    def money(self, amount: Money | None, *, whole: bool = False) -> str:
        """An amount with its currency's sign; `whole` rounds half up to major units, for headline figures."""
        if amount is None:
            return NOTHING
        return self.money_minor(amount.minor, amount.currency, whole=whole)

    def money_minor(self, minor: int | None, currency: str | None, *, whole: bool = False) -> str:
        """The same from minor units and a currency; without a currency the number alone."""
        if minor is None:
            return NOTHING
        decimals = exponent(currency or "")
        text = scaled_string(abs(minor), decimals)
        if whole and decimals:
            text = _plain(Decimal(text), 0)
        number = self._grouped(text)
        if currency is None:
            return (self._forms.minus if minor < 0 else "") + number
        negative = minor < 0 and any(digit in number for digit in "123456789")
        pattern = self._forms.currency_negative if negative else self._forms.currency_positive
        return _with_sign(pattern, self._forms.symbol(currency), number)

    def quantity(self, quantity: int | None, unit_decimals: int = 0, unit: str = "") -> str:
        """A whole number of 10**-unit_decimals units, without superfluous zeros, and the unit's name."""
        if quantity is None:
            return NOTHING
        text = scaled_string(quantity, unit_decimals)
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        number = self._signed(text)
        return f"{number}{NO_BREAK_SPACE}{unit}" if unit else number

    def percent(self, rate: Number | None, decimals: int = 0) -> str:
        """A rate of 0 to 1 as per cent, rounded half up."""
        if rate is None:
            return NOTHING
        hundred = Decimal(str(rate)) * 100 if isinstance(rate, float) else rate * 100
        return self._forms.percent.replace("{}", self.number(hundred, decimals))

    def percent_ppm(self, ppm: int | None) -> str:
        """Parts per million as per cent, with the decimals it needs: a discount of 50,000 is 5 %."""
        if ppm is None:
            return NOTHING
        return self._forms.percent.replace("{}", self.quantity(ppm, 4))

    def days(self, value: Number | None, decimals: int | None = None) -> str:
        """A number of days: `1 day`, `16 days`, `8.5 days`."""
        if value is None:
            return NOTHING
        number = self.number(value, decimals)
        return f"{number}{NO_BREAK_SPACE}{'day' if number == '1' else 'days'}"

    def count(self, value: int | None, one: str, many: str) -> str:
        """A number of things: `count(1, "order", "orders")`."""
        if value is None:
            return NOTHING
        return f"{self.number(value)}{NO_BREAK_SPACE}{one if abs(value) == 1 else many}"

    def file_size(self, size: int | None) -> str:
        """A number of bytes in decimal units: `640 bytes`, `1.2 MB`."""
        if size is None:
            return NOTHING
        if size < 1000:
            return self.count(size, "byte", "bytes")
        step = 0
        value = Decimal(size) / 1000
        while value >= Decimal("999.5") and step < len(_SIZES) - 1:
            step, value = step + 1, value / 1000
        unit = _SIZES[step]
        return f"{self.number(value, 1 if value < Decimal('9.95') else 0)}{NO_BREAK_SPACE}{unit}"

    # -- dates and times

    def date(self, day: Day | str | None) -> str:
        """A day in the locale's usual short form, the year in full so that it has one reading: `Nov 5, 2026`."""
        return NOTHING if day is None else _solid(self._forms.dates.medium(self._day(day)))

    def date_long(self, day: Day | str | None) -> str:
        """A day with its month in full, as on a document: `November 5, 2026`."""
        return NOTHING if day is None else _solid(self._forms.dates.long(self._day(day)))

    def day_month(self, day: Day | str | None, today: Day) -> str:
        """A day without its year when that is this year's: `Nov 5`."""
        if day is None:
            return NOTHING
        known = self._day(day)
        dates = self._forms.dates
        return _solid(dates.day_month(known) if known.year == today.year else dates.medium(known))

    def month(self, day: Day | None) -> str:
        """A month and its year: `Nov 2026`."""
        return NOTHING if day is None else _solid(self._forms.dates.month(day))

    def time(self, moment: datetime | TimeOfDay | str | None) -> str:
        """The time of day in the local time zone: `9:30 AM`, `09:30`."""
        if moment is None:
            return NOTHING
        at = moment if isinstance(moment, TimeOfDay) else self._local(moment).time()
        return _solid(self._forms.dates.time(at))

    def timestamp(self, moment: datetime | str | None) -> str:
        """A day and a time in the local time zone: `Nov 5, 2026, 9:30 AM`."""
        if moment is None:
            return NOTHING
        local = self._local(moment)
        return f"{self.date(local.date())}, {self.time(local.time())}"

    def moment(self, moment: datetime | str | None, now: datetime) -> str:
        """A moment as a timeline shows it: `today 08:52`, `yesterday 10:14`, `tomorrow 09:30`, else the day."""
        if moment is None:
            return NOTHING
        local, today = self._local(moment), self._local(now).date()
        word = _NEAR.get((local.date() - today).days)
        return f"{word} {self.time(local.time())}" if word else self.day_month(local.date(), today)

    def relative(self, day: Day | str | None, today: Day) -> str:
        """How far a day is: `today`, `yesterday`, `2 d` (ago), `tomorrow`, `in 4 d`."""
        if day is None:
            return NOTHING
        away = (self._day(day) - today).days
        if away in _NEAR:
            return _NEAR[away]
        number = f"{self.number(abs(away))}{NO_BREAK_SPACE}d"
        return f"in{NO_BREAK_SPACE}{number}" if away > 0 else number

    def due(self, day: Day | str | None, today: Day) -> str:
        """How a due day stands: `3 d late`, `due today`, `due tomorrow`, `due in 4 d`."""
        if day is None:
            return NOTHING
        away = (self._day(day) - today).days
        if away < 0:
            return f"{self.number(-away)}{NO_BREAK_SPACE}d{NO_BREAK_SPACE}late"
        return f"due {self.relative(day, today)}".replace(" ", NO_BREAK_SPACE)

    def duration(self, seconds: int | None) -> str:
        """How long something took: `40 s`, `6 min`, `1 h 05 min`; minutes are rounded half up."""
        if seconds is None:
            return NOTHING
        if abs(seconds) < _MINUTE:
            return f"{self.number(seconds)}{NO_BREAK_SPACE}s"
        sign = self._forms.minus if seconds < 0 else ""
        minutes = (abs(seconds) + _MINUTE // 2) // _MINUTE
        hours, rest = divmod(minutes, _MINUTE)
        text = f"{rest} min" if not hours else f"{self.number(hours)} h {rest:02d} min"
        return sign + text.replace(" ", NO_BREAK_SPACE)

    def local_date(self, moment: datetime | str) -> Day:
        """The calendar day of a moment in the local time zone."""
        return self._local(moment).date()

    # -- helpers

    def _signed(self, plain: str) -> str:
        negative = plain.startswith("-")
        return (self._forms.minus if negative else "") + self._grouped(plain.removeprefix("-"))

    def _grouped(self, plain: str) -> str:
        whole, _, part = plain.partition(".")
        first, step = self._forms.first_group, self._forms.next_group
        if first <= 0 or len(whole) <= first:
            grouped = whole
        else:
            pieces, rest = [whole[-first:]], whole[:-first]
            while rest:
                pieces.insert(0, rest[-step:])
                rest = rest[:-step]
            grouped = self._forms.group.join(pieces)
        return f"{grouped}{self._forms.decimal}{part}" if part else grouped

    def _local(self, moment: datetime | str) -> datetime:
        known = from_text(moment) if isinstance(moment, str) else moment
        if known.tzinfo is None:
            known = known.replace(tzinfo=UTC)
        return known.astimezone(self._zone)

    def _day(self, day: Day | str) -> Day:
        if isinstance(day, datetime):
            return self._local(day).date()
        return Day.fromisoformat(day) if isinstance(day, str) else day


_NEAR: Final = {0: "today", -1: "yesterday", 1: "tomorrow"}


def _plain(value: Number, decimals: int | None) -> str:
    """A decimal string without exponent; floats go through their shortest form, halves are rounded up."""
    if isinstance(value, int) and not decimals:
        return str(value)
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
    else:
        exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise ValueError("only finite numbers have a form")
    places = decimals
    if places is None:
        least = -2 if isinstance(value, float | Fraction) else -12
        places = -max(least, min(0, int(exact.as_tuple().exponent)))
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.removeprefix("-") if not any(digit in text for digit in "123456789") else text


def _with_sign(pattern: str, symbol: str, number: str) -> str:
    """Fill a currency pattern; a sign of letters keeps a space from the digits (CLDR's currency spacing)."""
    if "¤{" in pattern and symbol[-1:].isalpha():
        pattern = pattern.replace("¤{", f"¤{NO_BREAK_SPACE}{{")
    if "}¤" in pattern and symbol[:1].isalpha():
        pattern = pattern.replace("}¤", f"}}{NO_BREAK_SPACE}¤")
    return pattern.replace("{}", number).replace("¤", symbol)


def _solid(text: str) -> str:
    return text.replace(" ", NO_BREAK_SPACE)
