"""Dates and moments in a column: one format for the whole column, found or given, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, time, timedelta, timezone
from functools import lru_cache
from typing import Final

from app.domain.parsing.problems import ParseProblem, ProblemCode
from app.domain.parsing.times import parse_time

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2199
# In the order in which a column that fits several with equal readings takes one.
FORMATS: Final = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%d %b %Y", "%d-%b-%Y", "%d/%b/%Y", "%b %d, %Y", "%b %d %Y",
    "%d %B %Y", "%d-%B-%Y", "%B %d, %Y", "%B %d %Y", "%d. %B %Y",
)  # fmt: skip
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORT: Final = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_LONG: Final = {name: number for number, name in enumerate(_MONTHS, 1)}
_PARTS: Final = {
    "Y": r"(?P<Y>[0-9]{4})", "y": r"(?P<y>[0-9]{2})", "m": r"(?P<m>[0-9]{1,2})", "d": r"(?P<d>[0-9]{1,2})",
    "b": r"(?P<b>[A-Za-z]{3,4})\.?", "B": r"(?P<B>[A-Za-z]{3,9})",
    "H": r"(?P<H>[0-9]{1,2})", "I": r"(?P<I>[0-9]{1,2})", "M": r"(?P<M>[0-9]{2})", "S": r"(?P<S>[0-9]{2})",
    "f": r"(?P<f>[0-9]{1,9})", "p": r"(?P<p>[AaPp]\.?[Mm]\.?)", "%": "%",
}  # fmt: skip
_WITH_TIME: Final = re.compile(
    r"(?P<day>.{6,18}?)(?:[T ]+(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?: ?[AaPp]\.?[Mm]\.?)?)(?: ?(?P<zone>Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_SHORT_YEAR: Final = re.compile(r"[0-9]{1,2}[/.\- ](?:[0-9]{1,2}|[A-Za-z]{3,9})[/.\- ][0-9]{2}")
_SERIAL: Final = re.compile(r"[0-9]{4,6}(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time of day and zone where the text had them."""

    day: date
    clock: time | None = None
    zone: timezone | None = None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    built, seen = "", set()
    pieces = re.split(r"%(.)", pattern)
    for literal, letter in zip(pieces[0::2], [*pieces[1::2], ""], strict=True):
        built += re.escape(literal)
        if letter:
            if letter not in _PARTS or letter in seen:
                raise ParseProblem(ProblemCode.DATE_FORMAT_UNKNOWN, format=pattern)
            seen.add(letter)
            built += _PARTS[letter]
    if not (seen & {"Y", "y"} and seen & {"m", "b", "B"} and "d" in seen):
        raise ParseProblem(ProblemCode.DATE_FORMAT_UNKNOWN, format=pattern)
    return re.compile(built)


def check_format(pattern: str) -> None:
    """Refuses a format without year, month and day, or with a directive we do not know."""
    _compiled(pattern)


def _month(groups: dict[str, str | None]) -> int | None:
    if number := groups.get("m"):
        return int(number)
    if short := groups.get("b"):
        return _SHORT.get(short.lower())
    return _LONG.get((groups.get("B") or "").lower())


def _year(groups: dict[str, str | None]) -> int:
    if full := groups.get("Y"):
        return int(full)
    short = int(groups["y"] or 0)  # the pivot of POSIX; only reached when the user asked for %y
    return short + (1900 if short >= 69 else 2000)


def _day(groups: dict[str, str | None]) -> date:
    month, year = _month(groups), _year(groups)
    if month is None:
        raise ParseProblem(ProblemCode.NOT_A_DATE)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ParseProblem(ProblemCode.YEAR_OUT_OF_RANGE, low=FIRST_YEAR, high=LAST_YEAR)
    try:
        return date(year, month, int(groups["d"] or 0))
    except ValueError:
        raise ParseProblem(ProblemCode.NO_SUCH_DATE) from None


def _clock(groups: dict[str, str | None]) -> time | None:
    hour = groups.get("H") or groups.get("I")
    if hour is None:
        return None
    text = f"{hour}:{groups.get('M') or '00'}:{groups.get('S') or '00'}"
    if fraction := groups.get("f"):
        text += f".{fraction}"
    return parse_time(f"{text} {groups['p']}" if groups.get("p") else text)


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in ("Z", "UTC"):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes >= 24 * 60:
        raise ParseProblem(ProblemCode.NOT_A_TIME)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


@lru_cache(maxsize=20_000)
def parse_moment(text: str, pattern: str) -> Moment:
    """What ``text`` says under a format such as ``%d/%m/%Y``; a time of day may follow the date.

    :raises ParseProblem: another shape, a day that is not in the calendar, a year outside 1800..2199.
    """
    body = text.strip()
    regex = _compiled(pattern)
    if whole := regex.fullmatch(body):
        groups = whole.groupdict()
        return Moment(_day(groups), _clock(groups))
    split = _WITH_TIME.fullmatch(body)
    match = regex.fullmatch(split["day"]) if split else None
    if split is None or match is None:
        raise _refusal(split["day"] if split else body)
    clock = parse_time(split["clock"]) if split["clock"] else None
    return Moment(_day(match.groupdict()), clock, _zone(split["zone"]))


def _refusal(body: str) -> ParseProblem:
    if _SHORT_YEAR.fullmatch(body):
        return ParseProblem(ProblemCode.TWO_DIGIT_YEAR)
    if _SERIAL.fullmatch(body):
        return ParseProblem(ProblemCode.SERIAL_NUMBER)
    return ParseProblem(ProblemCode.NOT_A_DATE)


def _fits(text: str, pattern: str) -> bool:
    try:
        parse_moment(text, pattern)
    except ParseProblem:
        return False
    return True


def find_format(values: Iterable[str]) -> str:
    """The one date format of a column, found over all its values; ISO when it is empty.

    Values that fit no format at all are left for the reading of each row to refuse.

    :raises ParseProblem: DATE_AMBIGUOUS with the two readings of one value when two formats fit
        every value; DATES_MIXED when no single format does.
    """
    alive: list[str] = list(FORMATS)
    seen: list[str] = []
    for value in dict.fromkeys(values):
        fitting = [pattern for pattern in alive if _fits(value, pattern)]
        if fitting:
            alive = fitting
            seen.append(value)
        elif seen and any(_fits(value, pattern) for pattern in FORMATS):
            raise ParseProblem(ProblemCode.DATES_MIXED, value=value, other=seen[0])
    if not seen:
        return FORMATS[0]
    for other in alive[1:]:
        for value in seen:
            first, second = parse_moment(value, alive[0]).day, parse_moment(value, other).day
            if first != second:
                raise ParseProblem(
                    ProblemCode.DATE_AMBIGUOUS, value=value,
                    first_format=alive[0], first=first.isoformat(),
                    second_format=other, second=second.isoformat(),
                )  # fmt: skip
    return alive[0]
