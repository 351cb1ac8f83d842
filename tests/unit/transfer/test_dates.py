"""Dates and times: one format a column, days of the calendar, nothing guessed."""

from datetime import UTC, date, time, timedelta

import pytest

from app.domain.parsing.dates import find_format, parse_moment
from app.domain.parsing.problems import ParseProblem, ProblemCode
from app.domain.parsing.times import parse_duration, parse_mark, parse_time


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2026-03-04"], "%Y-%m-%d"),
        (["1996-07-04 00:00:00.000", "1996-07-31 00:00:00.000"], "%Y-%m-%d"),
        (["03/04/2026", "25/04/2026"], "%d/%m/%Y"),
        (["03/04/2026", "04/25/2026"], "%m/%d/%Y"),
        (["3.4.2026", "31.12.2026"], "%d.%m.%Y"),
        (["20260304"], "%Y%m%d"),
        (["4 Mar 2026"], "%d %b %Y"),
        (["March 4, 2026"], "%B %d, %Y"),
        (["05/05/2026", "06/06/2026"], "%d/%m/%Y"),  # both readings are the same day
        (["25/04/2026", "31/02/2026"], "%d/%m/%Y"),  # the second fits no format: its row is refused, not the column
        ([], "%Y-%m-%d"),
    ],
)
def test_finds_the_format_of_a_column(values: list[str], expected: str) -> None:
    assert find_format(values) == expected


def test_an_ambiguous_column_names_both_readings() -> None:
    with pytest.raises(ParseProblem) as caught:
        find_format(["05/05/2026", "03/04/2026"])
    assert caught.value.code is ProblemCode.DATE_AMBIGUOUS
    assert caught.value.params == {
        "value": "03/04/2026",
        "first_format": "%d/%m/%Y",
        "first": "2026-04-03",
        "second_format": "%m/%d/%Y",
        "second": "2026-03-04",
    }


@pytest.mark.parametrize(
    "values", [["25/04/2026", "04/25/2026"], ["2026-01-02", "1/2/2026"], ["1 May 2026", "2.5.2026"]]
)
def test_a_mixed_column_is_refused(values: list[str]) -> None:
    with pytest.raises(ParseProblem) as caught:
        find_format(values)
    assert caught.value.code is ProblemCode.DATES_MIXED


@pytest.mark.parametrize(
    ("text", "pattern", "day", "clock"),
    [
        ("2026-03-04", "%Y-%m-%d", date(2026, 3, 4), None),
        ("1996-07-04 00:00:00.000", "%Y-%m-%d", date(1996, 7, 4), time()),
        ("3/15/2024 2:30 PM", "%m/%d/%Y", date(2024, 3, 15), time(14, 30)),
        ("15.03.24", "%d.%m.%y", date(2024, 3, 15), None),
        ("2024-02-29T23:59", "%Y-%m-%d", date(2024, 2, 29), time(23, 59)),
        ("04/03/2026 05:06", "%d/%m/%Y %H:%M", date(2026, 3, 4), time(5, 6)),
    ],
)
def test_reads_moments(text: str, pattern: str, day: date, clock: time | None) -> None:
    moment = parse_moment(text, pattern)
    assert (moment.day, moment.clock) == (day, clock)


def test_reads_zones() -> None:
    assert parse_moment("2026-03-04T05:06:07Z", "%Y-%m-%d").zone is UTC
    zone = parse_moment("2026-03-04 05:06-03:30", "%Y-%m-%d").zone
    assert zone is not None
    assert zone.utcoffset(None) == -timedelta(hours=3, minutes=30)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-30", ProblemCode.NO_SUCH_DATE),
        ("2025-02-29", ProblemCode.NO_SUCH_DATE),
        ("2026-13-01", ProblemCode.NO_SUCH_DATE),
        ("03/04/26", ProblemCode.TWO_DIGIT_YEAR),
        ("45000", ProblemCode.SERIAL_NUMBER),
        ("0026-03-04", ProblemCode.YEAR_OUT_OF_RANGE),
        ("9999-03-04", ProblemCode.YEAR_OUT_OF_RANGE),
        ("today", ProblemCode.NOT_A_DATE),
        ("２０２６-03-04", ProblemCode.NOT_A_DATE),
        ("2026-03-04 25:00", ProblemCode.NOT_A_TIME),
    ],
)
def test_refuses_days(text: str, code: ProblemCode) -> None:
    with pytest.raises(ParseProblem) as caught:
        parse_moment(text, "%Y-%m-%d")
    assert caught.value.code is code


@pytest.mark.parametrize("pattern", ["%d/%m", "%Q-%m-%d-%Y", "%Y-%Y-%m-%d", ""])
def test_refuses_formats(pattern: str) -> None:
    with pytest.raises(ParseProblem) as caught:
        parse_moment("2026-03-04", pattern)
    assert caught.value.code is ProblemCode.DATE_FORMAT_UNKNOWN


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9:05", time(9, 5)),
        ("09:05:07.25", time(9, 5, 7, 250_000)),
        ("12:00 AM", time(0)),
        ("12:30 p.m.", time(12, 30)),
    ],
)
def test_reads_times(text: str, value: time) -> None:
    assert parse_time(text) == value


@pytest.mark.parametrize("text", ["24:00", "9", "13:00 PM", "0:00 AM", "9:5"])
def test_refuses_times(text: str) -> None:
    with pytest.raises(ParseProblem):
        parse_time(text)


@pytest.mark.parametrize(("text", "seconds"), [("00:02:23", 143), ("30:00:00", 108_000), ("109.0", 109), ("0", 0)])
def test_reads_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("02:10", ProblemCode.DURATION_AMBIGUOUS),
        ("1.5", ProblemCode.NOT_WHOLE),
        ("-1", ProblemCode.OUT_OF_RANGE),
        ("2 min", ProblemCode.NOT_A_DURATION),
    ],
)
def test_refuses_durations(text: str, code: ProblemCode) -> None:
    with pytest.raises(ParseProblem) as caught:
        parse_duration(text)
    assert caught.value.code is code


def test_reads_marks() -> None:
    assert [parse_mark(text) for text in ("Y", "true", "1", "X", "n", "FALSE", "0")] == [True] * 4 + [False] * 3
    with pytest.raises(ParseProblem):
        parse_mark("maybe")
