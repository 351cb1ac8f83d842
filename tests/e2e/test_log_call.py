"""A call is logged in the real window without a mouse, in less than ten seconds, and taken back with Ctrl+Z."""

from pathlib import Path

from tests.e2e.program import make_business, program, stored, tab_key
from tests.support.display import Display

CALLS = "SELECT notes, outcome FROM interaction WHERE state = 'done'"

WORK_SECONDS = 3.0
"""What the program may take of the ten seconds; the rest is the person's typing."""

STEPS = "SELECT p.name FROM task t JOIN partner p ON p.id = t.partner_id WHERE t.state = 'to_do'"


def test_log_a_call_without_a_mouse(display: Display, profile: Path) -> None:
    make_business(profile)
    with program(display, profile) as screen:
        screen.press(tab_key("customers"))
        begun = screen.look().worked
        screen.press("ctrl+l")
        screen.titled("^Log a call$")
        for text in ("5550142", "Wants two more cases by Friday", "Conn", "tomorrow 9:30"):
            screen.type(text)
            screen.press("Return")
        calls = stored(profile, CALLS)
        worked = screen.look().worked - begun
        assert [tuple(row) for row in calls] == [("Wants two more cases by Friday", "connected")]
        assert worked < WORK_SECONDS
        assert [row[0] for row in stored(profile, STEPS)] == ["Harbour Cafe"]
        screen.titled("Greenleaf")
        # In a field Ctrl+Z is the field's own: the list has none.
        screen.press("ctrl+f", "Return", "ctrl+z")
        assert not stored(profile, CALLS)
