"""A delivery that did not come is seen in Today; who waits for it is called and gets another day: without a mouse."""

from pathlib import Path

from tests.e2e.program import make_business, program, stored, tab_key
from tests.e2e.shop import add_jug, buy_late, day, is_sound, sell
from tests.support.display import Display

LATE = "Late inbound PO-1001 from Alder Ceramics endangers 1\xa0customer order"


def test_who_waits_for_a_late_delivery_is_called(display: Display, profile: Path) -> None:
    make_business(profile)
    supplier = add_jug(profile)
    sell(profile, 6)
    buy_late(profile, supplier, 24)
    with program(display, profile) as screen:
        assert LATE in screen.press(tab_key("today"))
        screen.tab_to(f"See who to call: {LATE}")
        seen = screen.press("space")
        assert "1\xa0customer order worth SEK\xa030 can’t be filled until this arrives" in seen
        assert "+46 31 555 01 42" in seen
        assert "waits for 6 × Jug" in seen

        screen.tab_to("Call Harbour Cafe about SO-1001")
        seen = screen.press("space")
        assert seen.title == "Log a call"
        # What can be said stands there already.
        assert seen.value.startswith("SO-1001 waits for 6 × Jug, late at our supplier.")
        screen.press("Return")
        screen.type("Connected")
        screen.press("ctrl+Return")
        assert stored(profile, "SELECT partner_id, outcome FROM interaction") == [(1, "connected")]
        assert stored(profile, "SELECT sales_order_id FROM interaction_link") == [(1,)]
        screen.sees("Spoken to")
        screen.focused("Call Harbour Cafe about SO-1001")

        screen.tab_to("Promise SO-1001 another day")
        screen.press("space", "ctrl+Return")
        [promised] = stored(profile, "SELECT original_promise, current_promise FROM sales_order_line")
        assert promised[0] == day(-1).isoformat() < promised[1]
        assert "late at our supplier" in screen.press(tab_key("today"))

        # It comes after all: then nothing is left to see to.
        screen.press("ctrl+k")
        screen.type("IN-1001")
        screen.press("Return")
        screen.focused("Receive")
        screen.press("space", "ctrl+Return")
        assert stored(profile, "SELECT quantity FROM reservation") == [(6,)]
        seen = screen.press(tab_key("today"))
        assert LATE not in seen
        assert "Nothing needs you" in seen
    assert is_sound(profile)
