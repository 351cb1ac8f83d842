"""A keyboard-wedge scanner, wherever the keyboard is: counted where it is meant, said when it is not known, asked."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.db.models import Product, Shipment
from app.domain.states import ShipmentState
from app.services.operations import WriteContext, command
from app.services.shipments import outbound
from app.ui.shipments.count_sheet import CountSheet
from app.ui.shipments.tab import ShipmentsTab
from tests.gui.shipments.test_tab import choose, coming, planned, settle, text
from tests.support.desk import Desk, no_markup
from tests.support.trade import Trade

JUG = "4006381333931"


@command("product.save")
def same_code(ctx: WriteContext, one: int, other: int) -> None:
    """Two products with one number under the barcode, as an import may bring them."""
    ctx.session.get_one(Product, one).gtin = ctx.session.get_one(Product, other).gtin


def wedge(desk: Desk, widget: QWidget, code: str) -> None:
    """All keys at once, then Enter, at a widget that has the keyboard."""
    widget.setFocus()
    desk.qtbot.waitUntil(widget.hasFocus)
    desk.qtbot.keyClicks(widget, code)
    desk.qtbot.keyClick(widget, Qt.Key.Key_Return)


def count_sheet(desk: Desk, tab: ShipmentsTab) -> CountSheet:
    desk.qtbot.waitUntil(lambda: isinstance(tab.pane.sheet, CountSheet) and tab.pane.sheet.isVisible())
    settle(desk)
    assert isinstance(tab.pane.sheet, CountSheet)
    return tab.pane.sheet


def test_it_counts_with_the_keyboard_in_another_field(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    choose(desk, tab, coming(trade, [(0, 2), (1, 3)]))
    tab.pane.count()
    form = count_sheet(desk, tab).form
    field = form.field("lines.0.accepted").control
    wedge(desk, field, JUG)
    # The first scan starts the count at nought; the field that the code was typed into is as the count says.
    desk.qtbot.waitUntil(lambda: text(form, "lines.1.accepted") == "1")
    assert text(form, "lines.0.accepted") == "0"
    wedge(desk, form.field("lines.0.rejected").control, JUG)
    desk.qtbot.waitUntil(lambda: text(form, "lines.1.accepted") == "2")
    assert text(form, "lines.0.rejected") == "0"
    wedge(desk, field, "999999999")
    desk.qtbot.waitUntil(lambda: "999999999" in form.field("scan").error)
    assert text(form, "lines.1.accepted") == "2"


def test_a_short_number_typed_fast_is_a_quantity(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    choose(desk, tab, coming(trade, [(0, 20)]))
    tab.pane.count()
    form = count_sheet(desk, tab).form
    field = form.field("lines.0.accepted").control
    field.setText("")
    wedge(desk, field, "12")
    assert text(form, "lines.0.accepted") == "12"
    assert form.field("scan").error == ""


def test_two_products_with_one_code_are_asked_for(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    trade.ops.run(same_code, trade.products[0], trade.products[1])
    choose(desk, tab, coming(trade, [(0, 2), (1, 3)]))
    tab.pane.count()
    form = count_sheet(desk, tab).form
    assert not form.count_one(JUG)
    assert [button.text() for button in form.question.buttons] == ["Bowl 16 cm, sand · P-0", "Jug 1 l · P-1"]
    assert text(form, "lines.1.accepted") == "3"
    assert no_markup(form) == []
    form.question.buttons[1].click()
    assert (text(form, "lines.0.accepted"), text(form, "lines.1.accepted")) == ("0", "1")
    assert not form.question.isVisible()


def test_a_label_opens_its_shipment_at_the_next_step(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    first, second = planned(trade, [(0, 2)]), coming(trade, [(1, 3)])
    trade.ops.run(outbound.pack_planned, first)
    choose(desk, tab, second)
    number = trade.stored(Shipment, first).number  # type: ignore[attr-defined]
    wedge(desk, tab.table, number)
    desk.qtbot.waitUntil(lambda: tab.pane.current is not None and tab.pane.current.row.id == first)
    desk.qtbot.waitUntil(lambda: getattr(desk.window.focusWidget(), "text", str)() == "Dispatch")
    desk.qtbot.keyClick(desk.window.focusWidget(), Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: trade.stored(Shipment, first).state is ShipmentState.IN_TRANSIT)  # type: ignore[attr-defined]
    settle(desk)


def test_a_products_code_begins_the_count_and_an_unknown_one_is_said(
    desk: Desk, tab: ShipmentsTab, trade: Trade
) -> None:
    choose(desk, tab, coming(trade, [(0, 2), (1, 3)]))
    wedge(desk, tab.table, "888888888")
    desk.qtbot.waitUntil(lambda: "888888888" in desk.toast())
    wedge(desk, tab.table, JUG)
    form = count_sheet(desk, tab).form
    desk.qtbot.waitUntil(lambda: text(form, "lines.1.accepted") == "1")
