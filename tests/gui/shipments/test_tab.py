"""The Shipments tab by keyboard and by scanner: receiving, packing, the board, the calendar, new shipments."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from app.db.models import SalesOrderLine, Shipment
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import ReasonCode
from app.services.shipments import inbound, outbound
from app.services.shipments.read_models import BoardStage, ShipmentDraft, ShipmentForm
from app.ui.shared.forms import Form
from app.ui.shared.navigator import CallAbout
from app.ui.shipments.board import BoardView, wanted_state
from app.ui.shipments.new_shipment import NewShipmentSheet, OrderPicker
from app.ui.shipments.tab import ShipmentsTab
from tests.support.desk import Desk, no_markup
from tests.support.trade import TODAY, Trade

CTRL = Qt.KeyboardModifier.ControlModifier


def settle(desk: Desk) -> None:
    """At rest, and the refreshes that a change called for too: they come a turn of the event loop later."""
    for _ in range(3):
        desk.rest()
        QApplication.processEvents()
    desk.rest()


def coming(trade: Trade, lines: list[tuple[int, int]], days: int = 0) -> int:
    order = trade.buy(lines, TODAY + timedelta(days=days))
    return trade.ops.run(inbound.announce, ShipmentDraft(order)).value


def planned(trade: Trade, lines: list[tuple[int, int]]) -> int:
    trade.stock(lines)
    return trade.ops.run(outbound.plan, ShipmentDraft(trade.sell(lines))).value


def choose(desk: Desk, tab: ShipmentsTab, id_: int) -> None:
    desk.show()
    tab.show_record(id_)
    settle(desk)


def button(widget: QWidget, text: str) -> QAbstractButton:
    return next(b for b in widget.findChildren(QAbstractButton) if b.text() == text and b.isVisible())


def scan(desk: Desk, form: Form, code: str) -> None:
    desk.qtbot.keyClicks(form.scan, code)  # type: ignore[attr-defined]
    desk.qtbot.keyClick(form.scan, Qt.Key.Key_Return)  # type: ignore[attr-defined]


def text(form: Form, name: str) -> str:
    control = form.field(name).control
    assert isinstance(control, QLineEdit)
    return control.text()


def test_a_scanner_receives_line_by_line_and_undo_takes_it_back(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    shipment = coming(trade, [(0, 2), (1, 1)], -3)
    choose(desk, tab, shipment)
    assert tab.detail.badge.text() == "3\u00a0d\u00a0late"
    desk.qtbot.mouseClick(button(tab.detail, "Receive"), Qt.MouseButton.LeftButton)
    form = tab.pane.sheet.form
    assert text(form, "lines.0.accepted") == "2"
    scan(desk, form, "nonsense")
    assert "nonsense" in form.field("scan").error
    assert text(form, "lines.0.accepted") == "2"
    for code in ("4006381333930", "p-1", "P-0"):
        scan(desk, form, code)
    assert (text(form, "lines.0.accepted"), text(form, "lines.1.accepted")) == ("2", "1")
    assert form.field("scan").error == ""
    tab.pane.sheet.save_button.click()
    settle(desk)
    assert (trade.on_hand(0), trade.on_hand(1)) == (2, 1)
    assert desk.toast().endswith("received")
    assert "Received" in tab.pane.stages.accessibleName()
    desk.ctx.undo.undo(tab)
    settle(desk)
    assert trade.on_hand(0) == 0
    assert "Stage 1 of 5" in tab.pane.stages.accessibleName()


def test_bad_counts_stand_at_their_fields_and_nothing_is_saved(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    shipment = coming(trade, [(0, 2), (1, 1)])
    choose(desk, tab, shipment)
    tab.pane.count()
    sheet = tab.pane.sheet
    form = sheet.form
    form.field("lines.0.accepted").control.setText("3")
    form.field("lines.1.accepted").control.setText("1.5")
    sheet.save()
    assert "decimals" in form.field("lines.1.accepted").error
    form.field("lines.1.accepted").control.setText("half")
    sheet.save()
    assert "Not a number" in form.field("lines.1.accepted").error
    form.field("lines.1.accepted").control.setText("-1")
    sheet.save()
    settle(desk)
    assert "More than ordered: at most 2" in form.field("lines.0.accepted").error
    assert "below zero" in form.field("lines.1.accepted").error
    assert trade.stored(Shipment, shipment).state is ShipmentState.PLANNED
    form.field("lines.0.accepted").control.setText("1")
    form.field("lines.0.rejected").control.setText("1")
    form.field("lines.1.accepted").control.setText("1")
    assert form.field("lines.0.reason").isVisible()
    sheet.save()
    settle(desk)
    assert "Say why" in form.field("lines.0.reason").error
    reason = form.field("lines.0.reason").control
    assert isinstance(reason, QComboBox)
    reason.setCurrentIndex(reason.findData(ReasonCode.DAMAGED))
    sheet.save()
    settle(desk)
    assert (trade.on_hand(0), trade.on_hand(1)) == (1, 1)
    assert tab.detail.badge.text() == "1\u00a0rejected"


def test_a_receipt_that_somebody_else_was_faster_with_is_a_conflict(
    desk: Desk, tab: ShipmentsTab, trade: Trade
) -> None:
    from app.services.shipments.read_models import ReceiptLine

    shipment = coming(trade, [(0, 4)])
    choose(desk, tab, shipment)
    tab.pane.count()
    sheet = tab.pane.sheet
    trade.ops.run(inbound.receive, shipment, [ReceiptLine(trade.items(shipment)[0], 3)], False)
    sheet.save()
    settle(desk)
    assert "changed this shipment in between" in sheet.form.banner.text
    assert trade.on_hand(0) == 3


def test_pack_dispatch_deliver(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    shipment = planned(trade, [(0, 2)])
    choose(desk, tab, shipment)
    desk.qtbot.mouseClick(button(tab.detail, "Pack"), Qt.MouseButton.LeftButton)
    form = tab.pane.sheet.form
    scan(desk, form, "P-0")
    scan(desk, form, "P-0")
    scan(desk, form, "P-0")
    assert "More than expected" in form.field("lines.0.quantity").error
    form.field("lines.0.quantity").control.setText("2")
    tab.pane.sheet.save()
    settle(desk)
    for name, state in (("Dispatch", ShipmentState.IN_TRANSIT), ("Mark delivered", ShipmentState.DELIVERED)):
        desk.qtbot.mouseClick(button(tab.detail, name), Qt.MouseButton.LeftButton)
        settle(desk)
        assert trade.stored(Shipment, shipment).state is state
    assert trade.on_hand(0) == 0


def test_who_waits_can_be_called(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    shipment = coming(trade, [(0, 5)], -1)
    trade.sell([(0, 2)])
    choose(desk, tab, shipment)
    called: list[object] = []
    desk.window.log_call = lambda *wanted: called.extend(wanted)  # type: ignore[attr-defined]
    desk.window.show_tab = called.append  # type: ignore[attr-defined]
    assert tab.detail.tabs.current == "impact"
    assert tab.pane.impact.banner.text == "1\u00a0customer order worth $18 can’t be filled until this arrives"
    button(tab.pane.impact, "Call").click()
    customer, about = called
    assert customer == trade.customer
    assert isinstance(about, CallAbout)
    assert about.text.startswith(about.words)
    assert "waits for 2 × Bowl 16 cm, sand, late at our supplier" in about.text


def test_an_event_is_noted_and_a_future_one_refused(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    shipment = coming(trade, [(0, 5)])
    choose(desk, tab, shipment)
    tab.pane.add_event()
    sheet = tab.pane.sheet
    kind = sheet.form.field("kind").control
    kind.setCurrentIndex(kind.findData(ShipmentEventKind.CUSTOMS_HOLD))
    sheet.form.field("place").control.setText("Lyon")
    moment = sheet.form.field("at").control
    moment.set_value(trade.ops.now() + timedelta(days=2))
    sheet.save()
    settle(desk)
    assert "Too late" in sheet.form.field("at").error
    moment.set_value(trade.ops.now() - timedelta(hours=2))
    sheet.save()
    settle(desk)
    assert tab.pane.current.events[0].place == "Lyon" or tab.pane.current.events[1].place == "Lyon"


def test_the_editor_shows_both_versions(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    from app.services.shipments import commands

    shipment = coming(trade, [(0, 5)])
    choose(desk, tab, shipment)
    tab.pane.edit()
    settle(desk)
    sheet = tab.pane.sheet
    sheet.form.field("tracking").control.setText("MINE")
    sheet.form.field("freight_minor").control.setText("12.345")
    sheet.save()
    assert "decimals" in sheet.form.field("freight_minor").error
    sheet.form.field("freight_minor").control.setText("12.50")
    opened = tab.pane.current.form
    trade.ops.run(commands.save, ShipmentForm(shipment, tracking="THEIRS", promised=opened.promised, original=opened))
    sheet.save()
    settle(desk)
    assert sheet.form.conflicts.isVisible()
    sheet.form.conflicts.choose("tracking", "theirs")
    sheet.save()
    settle(desk)
    stored = trade.stored(Shipment, shipment)
    assert (stored.tracking, stored.freight_minor) == ("THEIRS", 1250)


def test_only_three_left_stands_at_the_line_of_a_new_shipment(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    trade.stock([(0, 3)])
    order = trade.sell([(0, 5), (1, 2)])
    desk.show()
    tab.create_outbound()
    settle(desk)
    picker = tab.findChildren(OrderPicker)[-1]
    desk.qtbot.keyClicks(picker.filter, "harb")
    desk.qtbot.keyClick(picker.filter, Qt.Key.Key_Return)
    settle(desk)
    picker.save_button.click()
    settle(desk)
    sheet = tab.findChildren(NewShipmentSheet)[-1]
    form = sheet.form
    assert "only 3 left" in form.field("lines.0.quantity")._note.text()
    assert "none left" in form.field("lines.1.quantity")._note.text()
    form.field("lines.0.quantity").control.setText("4")
    sheet.save()
    settle(desk)
    assert "More than there is: 3 available" in form.field("lines.0.quantity").error
    form.field("lines.0.quantity").control.setText("3")
    sheet.save()
    desk.qtbot.waitUntil(lambda: tab.detail.filled)
    assert len(trade.lines_of(order, SalesOrderLine)) == 2
    assert trade.stored(Shipment, tab.current_id).kind is ShipmentKind.OUT


def board_of(desk: Desk, tab: ShipmentsTab) -> BoardView:
    desk.show()
    tab.choose_view("board")
    settle(desk)
    paint(desk, tab.board)
    return tab.board


def paint(desk: Desk, board: BoardView) -> None:
    for column in board.columns.values():
        column.cards.viewport().repaint()
    settle(desk)


def test_cards_move_by_the_keyboard_where_they_may(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    shipment = planned(trade, [(0, 2)])
    board = board_of(desk, tab)
    for stage, state in (
        (BoardStage.PLANNED, ShipmentState.PACKED),
        (BoardStage.PACKED, ShipmentState.IN_TRANSIT),
        (BoardStage.IN_TRANSIT, ShipmentState.DELIVERED),
    ):
        cards = board.columns[stage].cards
        assert cards.hasFocus()
        desk.qtbot.keyClick(cards, Qt.Key.Key_Right, CTRL)
        settle(desk)
        paint(desk, board)
        assert trade.stored(Shipment, shipment).state is state
    done = board.columns[BoardStage.DONE]
    board.columns[BoardStage.DONE].take_focus()
    desk.qtbot.keyClick(done.cards, Qt.Key.Key_Left, CTRL)
    settle(desk)
    assert "no further left" in desk.toast()
    assert trade.stored(Shipment, shipment).state is ShipmentState.DELIVERED


def test_a_card_dropped_where_goods_are_counted_opens_the_count(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    shipment = coming(trade, [(0, 2)])
    board = board_of(desk, tab)
    board._on_dropped(BoardStage.PACKED, shipment)
    assert "cannot go" in desk.toast()
    board._on_dropped(BoardStage.DONE, shipment)
    settle(desk)
    settle(desk)
    assert tab.current_view == "list"
    assert tab.pane.sheet is not None
    assert tab.pane.sheet.isVisible()
    assert trade.stored(Shipment, shipment).state is ShipmentState.PLANNED


def test_five_thousand_cards_read_only_what_shows(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    with trade.ops.database.write() as session:
        session.add_all(
            Shipment(number=f"OUT-{n}", number_fold=f"out-{n}", kind=ShipmentKind.OUT, state=ShipmentState.IN_TRANSIT,
                     partner_id=trade.customer, promised=TODAY)
            for n in range(5_000)
        )  # fmt: skip
        session.flush()
        from app.db import derived

        derived.rebuild(session, TODAY)
    board = board_of(desk, tab)
    column = board.columns[BoardStage.IN_TRANSIT]
    assert column.model_.rowCount() == 5_000
    assert len(column.model_._pages) <= 2
    column.cards.scrollToBottom()
    paint(desk, board)
    assert column.model_.row_at(4_999) is not None
    assert len(column.model_._pages) <= 4


def test_allowed_columns_by_way(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    shipment = coming(trade, [(0, 2)])
    choose(desk, tab, shipment)
    row = tab.pane.current.row
    assert {stage: wanted_state(row, stage) for stage in BoardStage} == {
        BoardStage.PLANNED: None,
        BoardStage.PACKED: None,
        BoardStage.IN_TRANSIT: ShipmentState.IN_TRANSIT,
        BoardStage.ARRIVED: ShipmentState.ARRIVED,
        BoardStage.PARTLY_RECEIVED: ShipmentState.PARTLY_RECEIVED,
        BoardStage.DONE: ShipmentState.RECEIVED,
    }


def test_the_calendar_is_walked_by_keys(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    late, later = coming(trade, [(0, 2)], -3), coming(trade, [(1, 2)], 9)
    desk.show()
    tab.choose_view("calendar")
    settle(desk)
    view = tab.calendar
    grid = view.grid
    assert grid.current_day == TODAY
    for _ in range(3):
        desk.qtbot.keyClick(grid, Qt.Key.Key_Left)
    settle(desk)
    assert grid.current_day == TODAY - timedelta(days=3)
    assert grid.model_.data(grid.currentIndex()) == "November\u00a020,\u00a02026: 1 late, 1 in"
    assert list(view._model.ids()) == [late]
    desk.qtbot.keyClick(grid, Qt.Key.Key_Return)
    settle(desk)
    assert tab.pane.current.row.id == late
    grid.setFocus()
    desk.qtbot.keyClick(grid, Qt.Key.Key_Home)
    desk.qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    settle(desk)
    assert grid.current_day == date(2026, 12, 23)
    view.show_day(TODAY + timedelta(days=9))
    settle(desk)
    assert list(view._model.ids()) == [later]


def test_a_low_calendar_scrolls_rather_than_squeeze_its_weeks(desk: Desk, tab: ShipmentsTab) -> None:
    desk.show()
    tab.choose_view("calendar")
    tab.resize(tab.width(), 300)
    settle(desk)
    grid = tab.calendar.grid
    desk.qtbot.waitUntil(lambda: min(grid.rowHeight(week) for week in range(6)) >= 30)


def test_a_role_that_may_not_is_told_why(desk: Desk, tab: ShipmentsTab, trade: Trade) -> None:
    from app.domain.vocabulary import Role
    from app.ui.shared.access import Access

    shipment = coming(trade, [(0, 2)])
    choose(desk, tab, shipment)
    tab._on_access(Access(Role.READ_ONLY))
    receive = button(tab.detail, "Receive")
    assert not receive.isEnabled()
    assert "read only" in receive.toolTip()
    assert not tab.new_button.isEnabled()


@pytest.mark.parametrize("view", ["list", "board", "calendar"])
def test_every_control_has_a_name_and_no_text_is_markup(desk: Desk, tab: ShipmentsTab, trade: Trade, view: str) -> None:
    shipment = coming(trade, [(0, 2), (4, 100)])
    choose(desk, tab, shipment)
    tab.choose_view(view)
    if view == "list":
        tab.pane.count()
    settle(desk)
    controls = [w for w in tab.findChildren(QWidget) if w.focusPolicy() != Qt.FocusPolicy.NoFocus and w.isVisible()]
    nameless = [
        w for w in controls
        if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text())) and w.objectName()[:3] != "qt_"
    ]  # fmt: skip
    assert nameless == []
    assert no_markup(tab) == []


def test_the_list_is_exported_as_it_is_shown(desk: Desk, tab: ShipmentsTab, trade: Trade, tmp_path: Path) -> None:
    coming(trade, [(0, 5)], -1)
    planned(trade, [(1, 2)])
    desk.show()
    settle(desk)
    shown = tab.export.shown()
    assert shown is not None
    tab.export.export_to(shown, tmp_path / "shipments.csv")
    desk.qtbot.waitUntil((tmp_path / "shipments.csv").exists)
    head, *lines = (tmp_path / "shipments.csv").read_text("utf-8-sig").splitlines()
    assert head.startswith("Shipment,Way,Party,Order,Stage,Promised")
    assert len(lines) == 2
    assert "2026-11-22" in lines[0]
    tab.export.export_to("shipments", tmp_path / "all.csv")
    desk.qtbot.waitUntil((tmp_path / "all.csv").exists)
    assert len((tmp_path / "all.csv").read_text("utf-8-sig").splitlines()) == 4
