"""When to follow up: what is read, and what is refused."""

from datetime import datetime

import pytest

from app.domain.errors import Problem, ValidationError
from app.domain.follow_up import suggested_follow_up
from app.domain.vocabulary import CallOutcome
from app.domain.when import parse_when

NOW = datetime(2026, 11, 25, 8, 30).astimezone()  # a Wednesday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri 10:00", "2026-11-27 10:00"),
        ("Friday, 10:00", "2026-11-27 10:00"),
        ("tomorrow 9", "2026-11-26 09:00"),
        ("tomorrow", "2026-11-26 09:00"),
        ("in 2 days", "2026-11-27 09:00"),
        ("in 2 days 14:00", "2026-11-27 14:00"),
        ("in a week", "2026-12-02 09:00"),
        ("in 3 months", "2027-02-25 09:00"),
        ("in 2 hours", "2026-11-25 10:30"),
        ("in 20 min", "2026-11-25 08:50"),
        ("wed", "2026-12-02 09:00"),
        ("wed 9", "2026-11-25 09:00"),
        ("wed 8", "2026-12-02 08:00"),
        ("24.12. 14:00", "2026-12-24 14:00"),
        ("24.12.2027", "2027-12-24 09:00"),
        ("3.2.", "2027-02-03 09:00"),
        ("24 dec at 4pm", "2026-12-24 16:00"),
        ("2027-01-05 9am", "2027-01-05 09:00"),
        ("next week", "2026-11-30 09:00"),
        ("next month", "2026-12-01 09:00"),
        ("next friday at 14:30", "2026-11-27 14:30"),
        ("10:00", "2026-11-25 10:00"),
        ("8:00", "2026-11-26 08:00"),
        ("12am", "2026-11-26 00:00"),
        ("today 17", "2026-11-25 17:00"),
        ("noon", "2026-11-25 12:00"),
    ],
)
def test_what_people_say_is_understood(text: str, expected: str) -> None:
    found = parse_when(text, NOW)
    assert found.tzinfo is not None
    assert found.astimezone().strftime("%Y-%m-%d %H:%M") == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9",
        "soon",
        "31.2.",
        "tomorrow 25",
        "fri 10:75",
        "in days",
        "in 2 hours 9",
        "03/04",
        "32.1.",
        "13pm",
        "fri fri",
    ],
)
def test_what_fits_no_form_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_when(text, NOW)
    assert (caught.value.field, caught.value.code) == ("when", Problem.NOT_A_TIME)


def test_what_is_over_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        parse_when("1.1.2020", NOW)
    assert caught.value.code is Problem.BEFORE


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (CallOutcome.NO_ANSWER, "2026-11-30 08:30"),
        (CallOutcome.BUSY, "2026-11-27 09:30"),
        (CallOutcome.LEFT_VOICEMAIL, "2026-11-30 08:30"),
        (CallOutcome.CONNECTED, None),
        (CallOutcome.REFUSED, None),
        (None, None),
    ],
)
def test_the_proposed_follow_up_is_on_a_weekday(outcome: CallOutcome | None, expected: str | None) -> None:
    friday = datetime(2026, 11, 27, 8, 30).astimezone()
    found = suggested_follow_up(outcome, friday)
    assert (found.astimezone().strftime("%Y-%m-%d %H:%M") if found else None) == expected
