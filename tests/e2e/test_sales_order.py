"""A sales order from its first line to the customer's door, in the real window without a mouse."""

from pathlib import Path

from tests.e2e.program import make_business, program, stored, tab_key
from tests.support.display import Display


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
    with program(display, profile) as screen:
        screen.press(tab_key("customers"), "ctrl+f")
        screen.type("Harbour")
        screen.press("Return", "Home", "ctrl+shift+n")
        screen.type("JUG")
        screen.press("Return", "ctrl+Return")
        assert stored(profile, "SELECT state FROM sales_order") == [("quote",)]
        assert stored(profile, "SELECT quantity, price_minor FROM sales_order_line") == [(1, 500)]
        for button, keys, kinds in (
            ("Confirm", ("space",), []),
            ("Ship", ("space",), ["booked"]),
            ("Pack", ("space", "ctrl+Return"), ["booked", "packed"]),
            ("Dispatch", ("space",), ["booked", "packed", "departed"]),
            ("Mark delivered", ("space",), ["booked", "packed", "departed", "delivered"]),
        ):
            # After each step the keyboard is at the next one.
            screen.focused(button)
            screen.press(*keys)
            assert stored(profile, "SELECT kind FROM shipment_event ORDER BY id") == [(kind,) for kind in kinds]
        assert stored(profile, "SELECT state FROM shipment") == [("delivered",)]
        assert stored(profile, "SELECT state FROM sales_order") == [("closed",)]
        assert not stored(profile, "SELECT 1 FROM reservation")
