"""From cells to values, a column at a time: the format of a column is found once, over all of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from app.domain.errors import ValidationError
from app.domain.money import CURRENCIES, MAX_MINOR, PPM, exponent
from app.domain.parsing.dates import Moment, find_format, parse_moment
from app.domain.parsing.numbers import Mark, find_mark, parse_number, sign_fits, split_currency
from app.domain.parsing.problems import ParseProblem, ProblemCode
from app.domain.parsing.times import MAX_DURATION, parse_duration, parse_mark, parse_time
from app.domain.quantity import MAX_QUANTITY
from app.domain.text import MAX_NOTES, clean_code, clean_line, clean_name, clean_text
from app.services.transfer.kinds import Field, FieldType, normal_header
from app.services.transfer.maps import Options
from app.services.transfer.readers.tables import Cell
from app.services.transfer.refusals import from_validation

Reader = Callable[[Cell], Any]
_NUMBERS: Final = frozenset({FieldType.WHOLE, FieldType.QUANTITY, FieldType.MONEY, FieldType.DISCOUNT})
_DATES: Final = frozenset({FieldType.DATE, FieldType.MOMENT})


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount before its currency is known: the number, and the sign of money that stood beside it."""

    number: Decimal
    sign: str | None

    def minor(self, currency: str) -> int:
        """Minor units of `currency`. Refuses another currency's sign and decimals the currency does not have."""
        if self.sign is not None and not sign_fits(self.sign, currency):
            raise ParseProblem(ProblemCode.CURRENCY_MISMATCH, symbol=self.sign, currency=currency)
        scaled = self.number.scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise ParseProblem(ProblemCode.TOO_MANY_DECIMALS, limit=exponent(currency))
        if abs(scaled) > MAX_MINOR:
            raise ParseProblem(ProblemCode.OUT_OF_RANGE, low=-MAX_MINOR, high=MAX_MINOR)
        return int(scaled)


def column_reader(field: Field, cells: Iterable[Cell], options: Options, *, fraction_known: bool = False) -> Reader:
    """How cells of this column are read. Raises `ParseProblem` when the column as a whole has two readings."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if field.type in _NUMBERS:
        mark: Mark = options.decimal or find_mark(dict.fromkeys(texts))  # type: ignore[assignment]
        if field.type is FieldType.DISCOUNT:
            return _discount_reader(cells, mark, options.discount_as or ("fraction" if fraction_known else None))
        return _number_reader(field, mark)
    if field.type in _DATES:
        pattern = options.date_format or find_format(texts)
        return _date_reader(pattern) if field.type is FieldType.DATE else _moment_reader(pattern)
    return _PLAIN_READERS[field.type](field)


# -- numbers


def _number(cell: Cell, mark: Mark) -> Decimal:
    if isinstance(cell, Decimal):
        if len(cell.as_tuple().digits) > 18 or abs(cell) >= Decimal(10) ** 18:
            raise ParseProblem(ProblemCode.TOO_MANY_DIGITS, limit=18)
        return cell
    if isinstance(cell, str):
        return parse_number(cell, mark)
    raise ParseProblem(ProblemCode.NOT_A_NUMBER)


def _within(value: Decimal, low: int | None, high: int | None) -> None:
    if (low is not None and value < low) or (high is not None and value > high):
        raise ParseProblem(ProblemCode.OUT_OF_RANGE, low=low, high=high)


def _number_reader(field: Field, mark: Mark) -> Reader:
    high = MAX_QUANTITY if field.high is None else field.high

    def money(cell: Cell) -> Amount:
        text, sign = split_currency(cell) if isinstance(cell, str) else (cell, None)
        number = _number(text, mark)
        _within(number, field.low, None)
        return Amount(number, sign)

    def quantity(cell: Cell) -> Decimal:
        number = _number(cell, mark)
        _within(number, -high if field.low is None else field.low, high)
        return number

    def whole(cell: Cell) -> int:
        number = quantity(cell)
        if number != number.to_integral_value():
            raise ParseProblem(ProblemCode.NOT_WHOLE)
        return int(number)

    return {FieldType.MONEY: money, FieldType.QUANTITY: quantity, FieldType.WHOLE: whole}[field.type]


def discount_reading(cells: Iterable[Cell], mark: Mark) -> str | None:
    """Whether a column's discounts are fractions or percents: None when it does not matter (zeros, or all with a %).

    Above 1 it can only be percent. A column within 0 … 1 fits both (0.5 is half, or half a percent) and is asked for.
    """
    numbers: set[Decimal] = set()
    for cell in cells:
        try:
            if not (isinstance(cell, str) and cell.rstrip().endswith("%")):
                numbers.add(_number(cell, mark))
        except ParseProblem:
            continue
    if not any(numbers):
        return None
    if max(numbers) > 1:
        return "percent"
    value = max(numbers)
    raise ParseProblem(
        ProblemCode.DISCOUNT_AMBIGUOUS, value=str(value),
        first=f"{(value * 100).normalize():f} %", second=f"{value.normalize():f} %",
    )  # fmt: skip


def _discount_reader(cells: Iterable[Cell], mark: Mark, given: str | None) -> Reader:
    reading = given or discount_reading({cell for cell in cells if cell is not None}, mark) or "fraction"

    def discount(cell: Cell) -> int:
        if isinstance(cell, str) and cell.rstrip().endswith("%"):
            share = parse_number(cell.rstrip()[:-1], mark) / 100
        else:
            share = _number(cell, mark) / (100 if reading == "percent" else 1)
        if not 0 <= share <= 1:
            raise ParseProblem(ProblemCode.OUT_OF_RANGE, low=0, high=100 if reading == "percent" else 1)
        parts = share * PPM
        if parts != parts.to_integral_value():
            raise ParseProblem(ProblemCode.TOO_MANY_DECIMALS, limit=4 if reading == "percent" else 6)
        return int(parts)

    return discount


# -- dates and times


def _typed_moment(cell: Cell, pattern: str) -> Moment:
    if isinstance(cell, datetime):
        return Moment(cell.date(), cell.time())
    if isinstance(cell, date):
        return Moment(cell)
    if isinstance(cell, str):
        return parse_moment(cell, pattern)
    raise ParseProblem(ProblemCode.SERIAL_NUMBER if isinstance(cell, Decimal) else ProblemCode.NOT_A_DATE)


def _date_reader(pattern: str) -> Reader:
    return lambda cell: _typed_moment(cell, pattern).day


def _moment_reader(pattern: str) -> Reader:
    def moment(cell: Cell) -> Moment:
        return _typed_moment(cell, pattern)

    return moment


def in_utc(moment: Moment, clock_time: time | None) -> datetime:
    """The moment in UTC; without a zone it is the business's local time, without a time of day its midnight."""
    clock = moment.clock if moment.clock is not None else clock_time or time()
    naive = datetime.combine(moment.day, clock)
    return (naive.replace(tzinfo=moment.zone) if moment.zone else naive.astimezone()).astimezone(UTC)


def _clock_reader(_: Field) -> Reader:
    def clock(cell: Cell) -> time:
        if isinstance(cell, time):
            return cell
        if isinstance(cell, datetime):
            return cell.time()
        if isinstance(cell, str):
            return parse_time(cell)
        raise ParseProblem(ProblemCode.NOT_A_TIME)

    return clock


def _duration_reader(_: Field) -> Reader:
    def duration(cell: Cell) -> int:
        if isinstance(cell, time):
            return cell.hour * 3600 + cell.minute * 60 + cell.second
        if isinstance(cell, timedelta):
            seconds = Decimal(cell.days * 86_400 + cell.seconds)
        elif isinstance(cell, str):
            return parse_duration(cell)
        elif isinstance(cell, Decimal):
            seconds = cell
        else:
            raise ParseProblem(ProblemCode.NOT_A_DURATION)
        _within(seconds, 0, MAX_DURATION)
        if seconds != seconds.to_integral_value():
            raise ParseProblem(ProblemCode.NOT_WHOLE)
        return int(seconds)

    return duration


# -- texts


def as_text(cell: Cell) -> str:
    """A cell as text: a number without a trailing ``.0``, a day as ISO."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _text_reader(clean: Callable[[str, str], str]) -> Callable[[Field], Reader]:
    def make(field: Field) -> Reader:
        def text(cell: Cell) -> str:
            try:
                return clean(as_text(cell), field.name)
            except ValidationError as error:
                raise from_validation(error) from None

        return text

    return make


def _flag_reader(_: Field) -> Reader:
    return lambda cell: cell if isinstance(cell, bool) else parse_mark(as_text(cell))


def _choice_reader(field: Field) -> Reader:
    def choice(cell: Cell) -> str:
        found = field.choices.get(normal_header(as_text(cell)))
        if found is None:
            raise ParseProblem(ProblemCode.NOT_A_CHOICE, choices=tuple(dict.fromkeys(field.choices.values())))
        return found

    return choice


def _tags_reader(field: Field) -> Reader:
    def tags(cell: Cell) -> tuple[str, ...]:
        text = as_text(cell)
        separator = ":::" if ":::" in text else ";" if ";" in text else ","
        try:
            words = (clean_line(part.strip().removeprefix("* "), field.name) for part in text.split(separator))
            return tuple(dict.fromkeys(word for word in words if word))
        except ValidationError as error:
            raise from_validation(error) from None

    return tags


def _currency_reader(_: Field) -> Reader:
    def currency(cell: Cell) -> str:
        code = as_text(cell).strip().upper()
        if code not in CURRENCIES:
            raise ParseProblem(ProblemCode.CURRENCY_UNKNOWN)
        return code

    return currency


def _name(value: str, field: str) -> str:
    return clean_name(value, field) if value.strip() else ""


_PLAIN_READERS: Final[dict[FieldType, Callable[[Field], Reader]]] = {
    FieldType.NAME: _text_reader(_name),
    FieldType.LINE: _text_reader(clean_line),
    FieldType.CODE: _text_reader(clean_code),
    FieldType.NOTES: _text_reader(lambda value, field: clean_text(value, field, MAX_NOTES)),
    FieldType.CLOCK: _clock_reader,
    FieldType.DURATION: _duration_reader,
    FieldType.FLAG: _flag_reader,
    FieldType.CHOICE: _choice_reader,
    FieldType.TAGS: _tags_reader,
    FieldType.CURRENCY: _currency_reader,
}
