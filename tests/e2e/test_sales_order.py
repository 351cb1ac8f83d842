"""A sales order from its first line to the customer's door, in the real window without a mouse."""

from pathlib import Path

from tests.e2e.program import eventually, make_business, program, stored, tab_key
from tests.support.display import Display

PACE = "1.5"
"""Seconds between two keys of a person who looks at what the first one did."""


def fill_shelf(profile: Path) -> None:
    """Ten jugs, at 5.00 each."""
    from app.config.paths import profile_paths
    from app.db.engine import Database
    from app.db.models import Product
    from app.domain.places import MAIN_SITE
    from app.domain.vocabulary import ReasonCode
    from app.services.integrity.check import rebuild_derived
    from app.services.operations import Operations
    from app.services.stock.commands import adjust
    from app.services.stock.read_models import AdjustDraft

    database = Database(profile_paths(profile).database)
    with database.write() as session:
        session.add(
            Product(id=1, sku="JUG", sku_fold="jug", name="Jug", name_fold="jug", currency="SEK", price_minor=500)
        )
    operations = Operations(database)
    operations.run(rebuild_derived)
    operations.run(adjust, AdjustDraft(1, MAIN_SITE, change=10, reason=ReasonCode.COUNT_CORRECTION))
    database.close()


def test_an_order_is_written_confirmed_packed_sent_and_delivered(display: Display, profile: Path) -> None:
    make_business(profile)
    fill_shelf(profile)

    def at_a_persons_pace(*keys: str) -> None:
        for key in keys:
            display.xdotool("key", key, "sleep", PACE)

    def press(sql: str, *keys: str) -> None:
        """Press the keys until it is stored: a step's button has the keyboard a moment after the step before."""

        def pressed() -> bool:
            display.keys(*keys)
            return bool(stored(profile, sql))

        eventually(pressed)

    def event(kind: str) -> str:
        return f"SELECT 1 FROM shipment_event WHERE kind = '{kind}'"

    with program(display, profile):
        at_a_persons_pace(tab_key("customers"), "ctrl+f")
        display.type("Harbour")
        at_a_persons_pace("Return", "Home", "ctrl+shift+n")
        display.type("JUG")
        at_a_persons_pace("Return")
        press("SELECT 1 FROM sales_order", "ctrl+Return")
        [line] = stored(profile, "SELECT quantity, price_minor FROM sales_order_line")
        assert tuple(line) == (1, 500)
        press("SELECT 1 FROM sales_order WHERE state <> 'quote'", "space")
        press("SELECT 1 FROM shipment WHERE kind = 'out'", "space")
        press(event("packed"), "space", "ctrl+Return")
        press(event("departed"), "space")
        press(event("delivered"), "space")
        eventually(lambda: stored(profile, "SELECT 1 FROM shipment WHERE state = 'delivered'"))
        assert stored(profile, "SELECT 1 FROM sales_order WHERE state = 'closed'")
        assert not stored(profile, "SELECT 1 FROM reservation")
