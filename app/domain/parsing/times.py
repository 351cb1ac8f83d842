"""Times of day, durations and yes/no marks."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from app.domain.parsing.numbers import parse_number
from app.domain.parsing.problems import ParseProblem, ProblemCode

MAX_DURATION: Final = 366 * 24 * 3600
_TIME: Final = re.compile(
    r"(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2})(?:[.,](?P<f>[0-9]{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_DURATION: Final = re.compile(r"(?P<h>[0-9]{1,4}):(?P<m>[0-5][0-9]):(?P<s>[0-5][0-9])(?:[.,]0+)?")
_SHORT_DURATION: Final = re.compile(r"[0-9]{1,4}:[0-5][0-9]")
_YES: Final = frozenset({"1", "true", "yes", "y", "x", "t", "on", "✓", "✔", "ja", "oui", "si", "sí", "evet"})
_NO: Final = frozenset({"0", "false", "no", "n", "f", "off", "-", "nein", "non", "hayır"})


def parse_time(text: str) -> time:
    """A time of day: ``9:05``, ``09:05:07.250``, ``2:30 PM``."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ParseProblem(ProblemCode.NOT_A_TIME)
    hour, half = int(match["h"]), (match["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ParseProblem(ProblemCode.NOT_A_TIME)
        hour = hour % 12 + (12 if half == "p" else 0)
    fraction = int((match["f"] or "0").ljust(6, "0")[:6])
    try:
        return time(hour, int(match["m"]), int(match["s"] or 0), fraction)
    except ValueError:
        raise ParseProblem(ProblemCode.NOT_A_TIME) from None


def parse_duration(text: str) -> int:
    """Seconds: ``hh:mm:ss``, or a whole number of seconds (``109``, ``109.0``).

    Two parts only (``02:10``) may be hours or minutes and are refused as ambiguous.
    """
    body = text.strip()
    if match := _DURATION.fullmatch(body):
        seconds = int(match["h"]) * 3600 + int(match["m"]) * 60 + int(match["s"])
    elif _SHORT_DURATION.fullmatch(body):
        raise ParseProblem(ProblemCode.DURATION_AMBIGUOUS)
    else:
        try:
            number = parse_number(body)
        except ParseProblem:
            raise ParseProblem(ProblemCode.NOT_A_DURATION) from None
        if number != number.to_integral_value():
            raise ParseProblem(ProblemCode.NOT_WHOLE)
        seconds = int(number)
    if not 0 <= seconds <= MAX_DURATION:
        raise ParseProblem(ProblemCode.OUT_OF_RANGE, low=0, high=MAX_DURATION)
    return seconds


def parse_mark(text: str) -> bool:
    """A yes or a no in the words that exports use."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ParseProblem(ProblemCode.NOT_A_MARK)
