"""Ctrl+L: from the first key to the toast without a mouse."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt

from app.domain.vocabulary import CallOutcome
from app.services.timeline import queries
from app.services.timeline.read_models import TimelineFilter
from app.ui.timeline.quick_log import QuickLog
from tests.support.desk import CANARY, Desk, no_markup


def opened(desk: Desk, partner: int | None = None) -> QuickLog:
    desk.show()
    log = QuickLog(desk.ctx, desk.window, partner)
    log.open()
    desk.qtbot.waitExposed(log)
    desk.rest()
    return log


def entries(desk: Desk, partner: int):
    return desk.read(queries.page, TimelineFilter(partner_id=partner)).entries


def test_who_what_outcome_next_and_enter(desk: Desk) -> None:
    log = opened(desk)
    assert log.who.hasFocus()
    desk.qtbot.keyClicks(log.who, "harb")
    desk.qtbot.waitUntil(lambda: log.popup.is_open)
    desk.qtbot.keyClick(log.who, Qt.Key.Key_Return)
    assert log.text.hasFocus()
    desk.qtbot.keyClicks(log.text, "Wants two more cases")
    desk.qtbot.keyClick(log.text, Qt.Key.Key_Return)
    assert log.outcome.hasFocus()
    desk.qtbot.keyClicks(log.outcome, "Conn")
    desk.qtbot.keyClick(log.outcome, Qt.Key.Key_Return)
    assert log.follow_up.line.hasFocus()
    desk.qtbot.keyClicks(log.follow_up.line, "tomorrow 9:30")
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        desk.qtbot.keyClick(log.follow_up.line, Qt.Key.Key_Return)
    desk.rest()
    assert desk.toast() == "Logged call with Harbour Café"
    assert not shiboken6.isValid(log)
    newest = next(entry for entry in entries(desk, desk.shop.harbour) if entry.text == "Wants two more cases")
    assert newest.outcome is CallOutcome.CONNECTED
    assert newest.next_step_at is not None


def test_digits_of_a_phone_number_find_who_called(desk: Desk) -> None:
    log = opened(desk)
    desk.qtbot.keyClicks(log.who, "5550311")
    desk.qtbot.waitUntil(lambda: log.popup.is_open)
    desk.qtbot.keyClick(log.who, Qt.Key.Key_Return)
    assert log.chosen is not None
    assert log.chosen.partner_id == desk.shop.orchard
    log.close()


def test_the_open_customer_is_chosen_and_the_text_has_the_keyboard(desk: Desk) -> None:
    log = opened(desk, desk.shop.canary)
    assert log.who.text() == CANARY
    assert log.text.hasFocus()
    assert no_markup(log) == []
    log.close()


def test_nobody_chosen_is_said_in_place_and_esc_keeps_what_was_typed(desk: Desk) -> None:
    log = opened(desk)
    log.text.setPlainText("Half a thought")
    log.save()
    assert log.form.field("partner_id").error
    desk.qtbot.keyClick(log, Qt.Key.Key_Escape)
    desk.rest()
    assert not shiboken6.isValid(log)
    again = opened(desk)
    assert again.text.toPlainText() == "Half a thought"
    again.text.clear()
    again.close()


def test_fingers_that_are_faster_than_the_search_lose_no_word(desk: Desk) -> None:
    """All keys come in one turn, before the search can answer: who is chosen later, the words stay the words."""
    log = opened(desk)
    for field, text in ((log.who, "5550311"), (log.text, "Asked for jugs"), (log.outcome, "Conn")):
        assert field.hasFocus()
        desk.qtbot.keyClicks(field, text)
        desk.qtbot.keyClick(field, Qt.Key.Key_Return)
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        desk.qtbot.keyClick(log.follow_up.line, Qt.Key.Key_Return)
    desk.rest()
    newest = next(entry for entry in entries(desk, desk.shop.orchard) if entry.text == "Asked for jugs")
    assert newest.outcome is CallOutcome.CONNECTED
