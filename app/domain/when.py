"""When to follow up, as people say it: `fri 10:00`, `tomorrow 9`, `in 2 days`, `24.12. 14:00`.

Strict: what fits no form is refused, never guessed. Days without a time are meant for the start of work.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Final

from app.domain.errors import Problem, ValidationError

START_OF_WORK: Final = time(9, 0)
FIELD: Final = "when"

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY: Final = {name[:length]: number for number, name in enumerate(_WEEKDAYS) for length in (2, 3, len(name))} | {
    "tues": 1,
    "thur": 3,
    "thurs": 3,
}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME: Final = re.compile(r"(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))?\s*(?P<half>am|pm|h)?")
_AFTER: Final = re.compile(
    r"in (?P<n>\d{1,3}|an?|one) (?P<unit>minute|min|hour|hr|h|day|week|month)s?(?: (?P<rest>.+))?"
)
_DOTTED: Final = re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})?")
_ISO: Final = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})")
_NAMED: Final = re.compile(r"(?P<d>\d{1,2})\.? (?P<name>[a-z]{3,9})(?: (?P<y>\d{4}))?")


def parse_when(text: str, now: datetime) -> datetime:
    """The moment that is meant, aware, in the time zone of the computer; `now` is aware too.

    Raises ValidationError for the field `when`: NOT_A_TIME for what cannot be read, BEFORE for what is over.
    """
    words = re.sub(r"\s+", " ", text.strip().casefold().replace(",", " ")).removeprefix("on ")
    local = now.astimezone().replace(tzinfo=None)
    moment = _read(words, local)
    if moment is None:
        raise ValidationError(FIELD, Problem.NOT_A_TIME)
    if moment <= local:
        raise ValidationError(FIELD, Problem.BEFORE, earliest=local.strftime("%Y-%m-%d %H:%M"))
    return moment.astimezone()


def _read(words: str, now: datetime) -> datetime | None:
    if match := _AFTER.fullmatch(words):
        return _after(match, now)
    alone = _read_time(words) if re.search(r"[:]|am$|pm$|^noon$", words) else None
    if alone is not None:
        today = datetime.combine(now.date(), alone)
        return today if today > now else today + timedelta(days=1)
    return _day_and_time(words, now)


def _after(match: re.Match[str], now: datetime) -> datetime | None:
    count = 1 if match["n"] in ("a", "an", "one") else int(match["n"])
    unit, rest = match["unit"], match["rest"]
    if unit in ("minute", "min", "hour", "hr", "h"):
        if rest:
            return None
        length = timedelta(minutes=count) if unit in ("minute", "min") else timedelta(hours=count)
        return (now + length).replace(second=0, microsecond=0)
    day = _months_later(now.date(), count) if unit == "month" else now.date() + timedelta(days=count * _days(unit))
    clock = _read_time(rest) if rest else START_OF_WORK
    return None if clock is None else datetime.combine(day, clock)


def _days(unit: str) -> int:
    return 7 if unit == "week" else 1


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day_and_time(words: str, now: datetime) -> datetime | None:
    """The longest beginning that names a day, and what is left as the time of day."""
    pieces = words.split(" ")
    for count in range(min(3, len(pieces)), 0, -1):
        rest = " ".join(pieces[count:]).removeprefix("at ")
        clock = _read_time(rest) if rest else None
        if rest and clock is None:
            continue
        moment = _on_day(" ".join(pieces[:count]), clock, now)
        if moment is not None:
            return moment
    return None


def _on_day(name: str, clock: time | None, now: datetime) -> datetime | None:
    today = now.date()
    at = clock or START_OF_WORK
    if name == "today":
        # Without a time: within the hour.
        soon = (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        return datetime.combine(today, clock) if clock else soon
    if name in ("tomorrow", "tmr", "tom"):
        return datetime.combine(today + timedelta(days=1), at)
    if name == "next week":
        return datetime.combine(today + timedelta(days=7 - today.weekday()), at)
    if name == "next month":
        return datetime.combine(_months_later(today.replace(day=1), 1), at)
    if (weekday := _WEEKDAY.get(name.removeprefix("next ").rstrip("."))) is not None:
        return _weekday(weekday, clock, now)
    day = _date(name, today)
    return None if day is None else datetime.combine(day, at)


def _weekday(weekday: int, clock: time | None, now: datetime) -> datetime:
    ahead = (weekday - now.weekday()) % 7
    moment = datetime.combine(now.date() + timedelta(days=ahead), clock or START_OF_WORK)
    later_today = ahead == 0 and clock is not None and moment > now
    return moment if ahead or later_today else moment + timedelta(days=7)


def _date(name: str, today: date) -> date | None:
    match = _ISO.fullmatch(name) or _DOTTED.fullmatch(name)
    month: int | None = int(match["m"]) if match else None
    if match is None and (match := _NAMED.fullmatch(name)):
        month = next((n for n, short in enumerate(_MONTHS, 1) if match["name"].startswith(short)), None)
    if match is None or month is None:
        return None
    try:
        if match["y"]:
            return date(int(match["y"]), month, int(match["d"]))
        this_year = date(today.year, month, int(match["d"]))
        return this_year if this_year >= today else this_year.replace(year=today.year + 1)
    except ValueError:
        return None


def _read_time(text: str) -> time | None:
    if text == "noon":
        return time(12)
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match["h"]), int(match["m"] or 0), match["half"]
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
