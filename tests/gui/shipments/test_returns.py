"""A customer sends goods back: taken in from the parcel's page, refused at its field, shown as a return."""

from app.domain.vocabulary import ReasonCode
from app.services.shipments import outbound
from app.ui.shipments.return_sheet import ReturnSheet
from app.ui.shipments.tab import ShipmentsTab
from tests.gui.shipments.test_tab import choose, planned, settle
from tests.support.desk import Desk, no_markup
from tests.support.rows import rows
from tests.support.trade import Trade


def test_goods_are_taken_back_with_a_reason(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    shipment = planned(trade, [(0, 4)])
    trade.ops.run(outbound.pack_planned, shipment)
    trade.ops.run(outbound.dispatch, shipment)
    choose(desk, tab, shipment)
    tab.pane.take_back()
    sheet = tab.pane.sheet
    assert isinstance(sheet, ReturnSheet)
    assert no_markup(sheet) == []
    accepted = sheet.form.field("lines.0.accepted")
    reason = sheet.form.field("lines.0.reason")
    for typed, said in (("half", "Not a number"), ("1.5", "decimals"), ("5", "0"), ("-1", "below zero")):
        accepted.control.setText(typed)  # type: ignore[attr-defined]
        sheet.save()
        desk.qtbot.waitUntil(lambda said=said: said in accepted.error)  # type: ignore[misc]
    accepted.control.setText("2")  # type: ignore[attr-defined]
    sheet.save()
    desk.qtbot.waitUntil(lambda: "Say why" in reason.error)
    assert trade.on_hand(0) == 0
    reason.control.setCurrentIndex(reason.control.findData(ReasonCode.NO_LONGER_NEEDED))  # type: ignore[attr-defined]
    sheet.save()
    desk.qtbot.waitUntil(lambda: trade.on_hand(0) == 2)
    settle(desk)
    back = next(row for row in rows(trade.ops.database, "shipment") if row["kind"] == "return_in")
    tab.show_record(back["id"])
    desk.qtbot.waitUntil(lambda: tab.pane.current is not None and tab.pane.current.row.id == back["id"])
    settle(desk)
    assert "Received" in tab.pane.stages.accessibleName()
    assert tab.pane.current.row.number.startswith("RET-")
