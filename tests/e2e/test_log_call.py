"""A call is logged in the real window without a mouse, in less than ten seconds, and taken back with Ctrl+Z."""

import time
from pathlib import Path

from tests.e2e.program import eventually, make_business, program, stored, tab_key
from tests.support.display import Display

CALLS = "SELECT notes, outcome FROM interaction WHERE state = 'done'"

STEPS = "SELECT p.name FROM task t JOIN partner p ON p.id = t.partner_id WHERE t.state = 'to_do'"


def test_log_a_call_without_a_mouse(display: Display, profile: Path) -> None:
    make_business(profile)
    with program(display, profile) as window:
        display.keys(tab_key("customers"))
        begun = time.monotonic()
        display.keys("ctrl+l")
        display.activate(display.window("^Log a call$"))
        display.type("5550142")
        display.keys("Return")
        display.type("Wants two more cases by Friday")
        display.keys("Return")
        display.type("Conn")
        display.keys("Return")
        display.type("tomorrow 9:30")
        display.keys("Return")
        calls = eventually(lambda: stored(profile, CALLS))
        took = time.monotonic() - begun
        assert [tuple(row) for row in calls] == [("Wants two more cases by Friday", "connected")]
        assert took < 10
        steps = stored(
            profile, "SELECT p.name FROM task t JOIN partner p ON p.id = t.partner_id WHERE t.state = 'to_do'"
        )
        assert [row[0] for row in steps] == ["Harbour Cafe"]
        display.activate(window)
        # In a field Ctrl+Z is the field's own: the list has none.
        display.keys("ctrl+f", "Return")
        display.keys("ctrl+z")
        eventually(lambda: not stored(profile, CALLS))
