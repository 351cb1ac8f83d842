"""What cannot be ordered or promised stands at its field with a sentence, and nothing is saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.domain.clock import local_date
from app.services.purchasing import commands as purchasing
from app.services.purchasing.offers import offers
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from app.ui.shared.formats import formats, use_formats
from app.ui.suppliers.tab import SuppliersTab
from app.wording.formats import Formats
from tests.gui.suppliers.conftest import Trade
from tests.support.desk import Desk
from tests.support.rows import snapshot


@pytest.fixture
def german() -> Iterator[None]:
    """A comma before the decimals, a point between the thousands."""
    before = formats()
    use_formats(Formats("de_DE"))
    yield
    use_formats(before)


def write(desk: Desk, tab: SuppliersTab, trade: Trade, typed: dict[str, str]) -> None:
    """A new order of one jug with these texts in its line's fields, saved."""
    tab.new_order()
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    lines = tab.sheet.form.lines
    lines.add_offer(next(each for each in desk.read(offers, trade.alder) if each.product_id == trade.jug))
    for name, text in typed.items():
        lines.rows[0].field(name).setText(text)
    tab.sheet.save()
    desk.rest()


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("quantity", "-3", "This must be more than zero."),
        ("quantity", "0", "This must be more than zero."),
        ("quantity", "1.5", "Too many decimals: at most 0."),
        ("quantity", "", "This is needed: enter a value."),
        ("price_minor", "4,50", "Not a number: write digits, such as 1250 or 12.5."),
        ("price_minor", "-1", "This may not be below zero."),
        ("price_minor", "1.005", "Too many decimals: at most 2."),
        ("price_minor", "", "This is needed: enter a value."),
        ("discount_ppm", "120", "Out of range: between 0 and 100."),
        ("requested", "yesterday", "Not a date: write it as 2026-11-22, or pick it from the calendar."),
        ("requested", "2020-02-03", "Too early: not before "),
    ],
)
def test_a_line_that_cannot_be_ordered(
    desk: Desk, tab: SuppliersTab, trade: Trade, field: str, text: str, sentence: str
) -> None:
    before = snapshot(desk.ops.database)
    write(desk, tab, trade, {field: text})
    row = tab.sheet.form.lines.rows[0]
    assert row.error.startswith(sentence)
    assert row.field(field).property("invalid")
    assert row.field(field).hasFocus()
    assert row.field(field).accessibleDescription() == row.error
    assert [name for name in ("quantity", "price_minor", "discount_ppm", "requested")
            if row.field(name).property("invalid")] == [field]  # fmt: skip
    assert snapshot(desk.ops.database) == before


def test_a_price_is_read_in_the_form_of_the_locale(desk: Desk, tab: SuppliersTab, trade: Trade, german: None) -> None:
    before = snapshot(desk.ops.database)
    write(desk, tab, trade, {"price_minor": "4.50"})
    row = tab.sheet.form.lines.rows[0]
    assert row.error.startswith("Not a number")
    assert snapshot(desk.ops.database) == before
    row.field("price_minor").setText("1.204,50")
    assert row.net() == 120_450 * 12


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("ordered", "2026-13-01", "Not a date"),
        ("freight_minor", "-5", "This may not be below zero."),
        ("freight_minor", "five", "Not a number"),
        ("number", "{taken}", "Already used by "),
    ],
)
def test_what_concerns_the_whole_order(
    desk: Desk, tab: SuppliersTab, trade: Trade, field: str, text: str, sentence: str
) -> None:
    from app.services.purchasing import queries

    taken = desk.read(queries.detail, trade.late).number
    before = snapshot(desk.ops.database)
    write(desk, tab, trade, {})
    # The first one was saved; the next has the bad value.
    assert tab.sheet is None
    before = snapshot(desk.ops.database)
    tab.new_order()
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    form = tab.sheet.form
    form.lines.add_offer(desk.read(offers, trade.alder)[0])
    form.field(field).control.setText(text.format(taken=taken))
    tab.sheet.save()
    desk.qtbot.waitUntil(lambda: form.field(field).error.startswith(sentence))
    desk.rest()
    assert snapshot(desk.ops.database) == before


@pytest.mark.parametrize(
    ("away", "sentence"), [(-21, "Too early: not before "), (None, "Not a date")], ids=["before", "no day"]
)
def test_a_promise_before_the_order(
    desk: Desk, tab: SuppliersTab, trade: Trade, away: int | None, sentence: str
) -> None:
    """Of a line that is promised anew; the order is from 20 days ago."""
    tab.open_record("purchase_order", trade.late)
    desk.qtbot.waitUntil(lambda: tab.pane.orders.page.order is not None)
    page = tab.pane.orders.page
    page.actions_by_key["repromise"].trigger()
    before = snapshot(desk.ops.database)
    day = local_date(desk.ops.now()) + timedelta(days=away) if away is not None else "soon"
    field = page.sheet.form.field(f"line_{page.order.lines[0].id}")
    field.control.setText(str(day))
    page.sheet.run()
    desk.qtbot.waitUntil(lambda: field.error.startswith(sentence))
    desk.rest()
    assert snapshot(desk.ops.database) == before


def test_a_confirmation_from_the_future(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    order = trade.ops.run(
        purchasing.create, PurchaseOrderDraft(trade.alder, (PurchaseLineDraft(trade.jug, 12, 500),))
    ).value
    trade.ops.run(purchasing.send, order)
    tab.open_record("purchase_order", order)
    page = tab.pane.orders.page
    desk.qtbot.waitUntil(lambda: page.order is not None and page.order.id == order)
    page.next_button.click()
    before = snapshot(desk.ops.database)
    field = page.sheet.form.field("confirmed")
    field.control.setText("+3")
    page.sheet.run()
    desk.qtbot.waitUntil(lambda: field.error.startswith("Too late: not after "))
    desk.rest()
    assert snapshot(desk.ops.database) == before


def test_closing_with_open_lines_needs_a_reason_and_other_a_note(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    from app.domain.vocabulary import ReasonCode

    tab.open_record("purchase_order", trade.late)
    desk.qtbot.waitUntil(lambda: tab.pane.orders.page.order is not None)
    page = tab.pane.orders.page
    page.actions_by_key["close"].trigger()
    before = snapshot(desk.ops.database)
    form = page.sheet.form
    page.sheet.run()
    desk.qtbot.waitUntil(lambda: form.field("reason").error.startswith("Say why"))
    reason = form.field("reason").control
    reason.setCurrentIndex(reason.findData(ReasonCode.OTHER))
    page.sheet.run()
    desk.qtbot.waitUntil(lambda: form.field("note").error.startswith("Say why"))
    desk.rest()
    assert snapshot(desk.ops.database) == before


def test_a_cancelled_order_takes_what_was_announced_of_it(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    from app.services.shipments import inbound
    from app.services.shipments.detail import detail as shipment_detail
    from app.services.shipments.read_models import ShipmentDraft

    shipment = trade.ops.run(inbound.announce, ShipmentDraft(trade.late)).value
    number = desk.read(shipment_detail, shipment).row.number
    tab.open_record("purchase_order", trade.late)
    page = tab.pane.orders.page
    desk.qtbot.waitUntil(lambda: page.order is not None)
    before = snapshot(desk.ops.database, without=KEPT)
    page.actions_by_key["cancel"].trigger()
    desk.qtbot.waitUntil(lambda: f"and shipment {number} called off with it" in desk.toast())
    desk.rest()
    desk.ctx.undo.undo(desk.window)
    desk.qtbot.waitUntil(lambda: snapshot(desk.ops.database, without=KEPT) == before)


KEPT = frozenset({"audit_entry", "change_record", "shipment_event"})
"""What happened stays written down."""
