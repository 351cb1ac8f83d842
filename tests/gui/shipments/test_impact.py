"""From a late delivery to the customers who wait: another day, another product, a part now, another supplier."""

from datetime import timedelta

from PySide6.QtCore import Qt

from app.db.models import SalesOrderLine
from app.services.shipments import inbound
from app.services.shipments.impact_models import WayKind, WayOut
from app.services.shipments.read_models import ShipmentDraft
from app.ui.impact.answers import PromiseSheet, SwapSheet
from app.ui.shipments.new_shipment import NewShipmentSheet
from app.ui.shipments.tab import ShipmentsTab
from tests.gui.shipments.test_tab import button, choose, settle
from tests.support.desk import Desk, no_markup
from tests.support.rows import rows
from tests.support.trade import TODAY, Trade
from tests.unit.shipments.test_impact import lines, offer, shelve


def late(desk: Desk, tab: ShipmentsTab, trade: Trade) -> int:
    """Ten bowls three days late, three grey ones free, and an order for four that has a jug already; the order."""
    bowl, grey = trade.products[:2]
    trade.ops.run(shelve, {bowl: ("Bowl 16 cm, sand", 900), grey: ("Bowl 16 cm, grey", 950)})
    shipment = trade.ops.run(inbound.announce, ShipmentDraft(trade.buy([(0, 10)], TODAY - timedelta(days=3)))).value
    trade.stock([(1, 3), (3, 1)])
    order = trade.sell([(0, 4), (3, 1)])
    choose(desk, tab, shipment)
    return order


def way(tab: ShipmentsTab, kind: WayKind) -> WayOut:
    assert tab.pane.current is not None
    return next(way for way in tab.pane.current.impact.ways if way.kind is kind)


def test_another_day_is_promised_and_one_that_is_over_refused(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    order = late(desk, tab, trade)
    button(tab.pane.impact, "New day").click()
    sheet = tab.pane.sheet
    assert isinstance(sheet, PromiseSheet)
    field = sheet.form.field("promised")
    # Nothing late has come from this supplier yet: a week is what is expected.
    assert field.control.text() == (TODAY + timedelta(days=7)).isoformat()  # type: ignore[attr-defined]
    for typed, said in ((f"{TODAY - timedelta(days=1)}", "Too early"), ("next week", "Not a date"), ("", "needed")):
        field.control.setText(typed)  # type: ignore[attr-defined]
        sheet.run()
        desk.qtbot.waitUntil(lambda said=said: said in field.error)  # type: ignore[misc]
    # Days from today, as in every field for a day.
    desk.qtbot.keyClicks(field.control, "+5")
    desk.qtbot.keyClick(field.control, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    line = trade.lines_of(order, SalesOrderLine)[0]

    def promised() -> object:
        return trade.stored(SalesOrderLine, line).current_promise  # type: ignore[attr-defined]

    desk.qtbot.waitUntil(lambda: promised() == TODAY + timedelta(days=5))
    settle(desk)
    assert no_markup(tab) == []
    desk.ctx.undo.undo(tab)
    desk.qtbot.waitUntil(lambda: promised() == TODAY)
    settle(desk)


def test_another_product_takes_its_place_as_far_as_it_is_there(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    order = late(desk, tab, trade)
    bowl, grey, _, spoon = trade.products[:4]
    tab.pane.help.take(way(tab, WayKind.SWAP))
    sheet = tab.pane.sheet
    assert isinstance(sheet, SwapSheet)
    quantity = sheet.form.field("quantity")
    assert quantity.control.text() == "3"  # type: ignore[attr-defined]
    for typed, said in (("4", "3 available"), ("0", "more than zero"), ("1.5", "decimals"), ("some", "Not a number")):
        quantity.control.setText(typed)  # type: ignore[attr-defined]
        sheet.run()
        desk.qtbot.waitUntil(lambda said=said: said in quantity.error)  # type: ignore[misc]
    assert lines(trade, order) == [(bowl, 4), (spoon, 1)]
    quantity.control.setText("3")  # type: ignore[attr-defined]
    sheet.run()
    desk.qtbot.waitUntil(lambda: (grey, 3) in lines(trade, order))
    settle(desk)
    assert sorted(lines(trade, order)) == sorted([(bowl, 1), (grey, 3), (spoon, 1)])


def test_what_is_here_is_sent_now(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    late(desk, tab, trade)
    part = button(tab.pane.impact, "Send part")
    part.setFocus()
    desk.qtbot.keyClick(part, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: any(sheet.isVisible() for sheet in tab.findChildren(NewShipmentSheet)))
    settle(desk)
    sheet = next(sheet for sheet in tab.findChildren(NewShipmentSheet) if sheet.isVisible())
    assert [line.sku for line in sheet.form.start.lines if line.available] == ["P-3"]
    sheet.save()
    desk.qtbot.waitUntil(lambda: any(row["kind"] == "out" for row in rows(trade.ops.database, "shipment")))
    settle(desk)


def test_the_same_is_ordered_from_who_has_it_sooner(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    other = trade.another_supplier("Kiln Street Studio")
    trade.ops.run(offer, other, trade.products[0], 560, 2)
    late(desk, tab, trade)
    opened: list[tuple[str, int]] = []
    desk.window.open_record = lambda *record: bool(opened.append(record)) or True  # type: ignore[method-assign]
    button(tab.pane.impact, "Draft").click()
    desk.qtbot.waitUntil(lambda: len(opened) == 1)
    assert opened[0][0] == "purchase_order"
    order = next(row for row in rows(trade.ops.database, "purchase_order") if row["id"] == opened[0][1])
    assert (order["supplier_id"], order["state"]) == (other, "draft")
    settle(desk)
