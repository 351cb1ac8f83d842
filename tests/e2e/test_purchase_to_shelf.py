"""A purchase order from its first line to the shelf, and what never came: in the real window without a mouse."""

from pathlib import Path

from tests.e2e.program import make_business, program, stored, tab_key
from tests.e2e.screen import Screen
from tests.e2e.shop import add_jug, is_sound
from tests.support.display import Display


def write_and_send(screen: Screen, profile: Path) -> None:
    """24 jugs, ordered and promised."""
    screen.press(tab_key("suppliers"), "ctrl+f")
    screen.type("Alder")
    screen.press("Return", "Home", "ctrl+shift+n")
    screen.type("AL7")
    screen.press("Return")
    screen.type("24")
    screen.press("ctrl+Return")
    assert stored(profile, "SELECT state FROM purchase_order") == [("draft",)]
    screen.focused("Mark as sent")
    screen.press("space")
    screen.focused("Confirm …")
    screen.press("space", "Tab")
    screen.type("+14")
    screen.press("ctrl+Return")
    assert stored(profile, "SELECT state FROM purchase_order") == [("confirmed",)]
    assert stored(profile, "SELECT quantity, price_minor FROM purchase_order_line") == [(24, 300)]


def receive_in_two_parts(screen: Screen, profile: Path) -> None:
    """Ten good and two broken, then eight; the first counts are said to be not all."""
    screen.focused("Receive")
    screen.press("space")
    assert stored(profile, "SELECT kind, state FROM shipment") == [("in", "planned")]
    screen.focused("Receive")
    screen.press("space")
    screen.focused("Scan")
    for text in ("10", "2", "Damaged", "two handles off"):
        screen.press("Tab")
        screen.type(text)
    screen.press("Tab", "space", "ctrl+Return")
    assert stored(profile, "SELECT state FROM shipment") == [("partly_received",)]
    assert stored(profile, "SELECT accepted, rejected, reason FROM shipment_line") == [(10, 2, "damaged")]
    screen.focused("Receive")
    screen.press("space", "Tab")
    screen.type("8")
    screen.press("ctrl+Return")
    assert stored(profile, "SELECT state FROM shipment") == [("received",)]


def close_short(screen: Screen) -> None:
    """Found by its number; its menu closes it."""
    screen.press("ctrl+k")
    screen.type("PO-1001")
    screen.press("Return")
    screen.focused("Receive")
    screen.tab_to("More steps")
    screen.press("space", "Down", "Down", "Return")
    screen.sees("Still open, and closed short by this: Jug, 6\xa0pcs.")
    screen.type("Supplier")
    screen.press("ctrl+Return")


def test_goods_are_ordered_counted_in_and_given_up(display: Display, profile: Path) -> None:
    make_business(profile)
    add_jug(profile)
    with program(display, profile) as screen:
        write_and_send(screen, profile)
        receive_in_two_parts(screen, profile)
        close_short(screen)
        assert stored(profile, "SELECT state, close_reason FROM purchase_order") == [
            ("closed", "supplier_cannot_deliver")
        ]
    assert stored(profile, "SELECT quantity, received, rejected, closed_short FROM purchase_order_line") == [
        (24, 18, 2, 6)
    ]
    assert stored(profile, "SELECT quantity FROM stock_balance WHERE inside = 1") == [(18,)]
    assert stored(profile, "SELECT value_minor FROM stock_valuation") == [(18 * 300,)]
    assert is_sound(profile)
