"""What cannot be sold or promised stands at its field with a sentence, and nothing is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.services.sales_orders import commands, queries
from app.services.sales_orders.offers import offers
from app.services.shipments import outbound
from app.services.shipments.detail import detail as shipment_detail
from app.services.shipments.read_models import ShipmentDraft
from app.ui.customers.tab import CustomersTab
from app.ui.shared.formats import formats, use_formats
from app.wording.formats import Formats
from tests.gui.customers.conftest import Shelf
from tests.support.desk import Desk
from tests.support.rows import snapshot

KEPT = frozenset({"audit_entry", "change_record", "shipment_event"})
"""What happened stays written down."""


@pytest.fixture
def german() -> Iterator[None]:
    """A comma before the decimals, a point between the thousands."""
    before = formats()
    use_formats(Formats("de_DE"))
    yield
    use_formats(before)


def write(desk: Desk, tab: CustomersTab, shelf: Shelf, typed: dict[str, str]) -> None:
    """A new quote of one jug with these texts in its line's fields, saved."""
    tab.new_order()
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    lines = tab.sheet.order_form.lines
    found = desk.read(offers, desk.shop.harbour, "", "USD")
    lines.add_offer(next(each for each in found if each.product_id == shelf.jug))
    for name, text in typed.items():
        lines.rows[0].field(name).setText(text)
    tab.sheet.save()
    desk.rest()


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("quantity", "-3", "This must be more than zero."),
        ("quantity", "1.5", "Too many decimals: at most 0."),
        ("price_minor", "12,5,0", "Not a number: write digits, such as 1250 or 12.5."),
        ("price_minor", "-1", "This may not be below zero."),
        ("discount_ppm", "101", "Out of range: between 0 and 100."),
        ("promised", "soon", "Not a date: write it as 2026-11-22, or pick it from the calendar."),
        ("promised", "2020-02-03", "Too early: not before "),
    ],
)
def test_a_line_that_cannot_be_sold(
    desk: Desk, tab: CustomersTab, shelf: Shelf, field: str, text: str, sentence: str
) -> None:
    before = snapshot(desk.ops.database)
    write(desk, tab, shelf, {field: text})
    row = tab.sheet.order_form.lines.rows[0]
    assert row.error.startswith(sentence)
    assert row.field(field).property("invalid")
    assert row.field(field).hasFocus()
    assert row.field(field).accessibleDescription() == row.error
    assert snapshot(desk.ops.database) == before


def test_a_price_is_read_in_the_form_of_the_locale(desk: Desk, tab: CustomersTab, shelf: Shelf, german: None) -> None:
    before = snapshot(desk.ops.database)
    write(desk, tab, shelf, {"price_minor": "4.50"})
    row = tab.sheet.order_form.lines.rows[0]
    assert row.error.startswith("Not a number")
    assert snapshot(desk.ops.database) == before
    row.field("price_minor").setText("1.204,50")
    assert row.net() == 120_450


def test_closing_with_open_lines_needs_a_reason(desk: Desk, tab: CustomersTab, shelf: Shelf) -> None:
    order = shelf.order(desk.shop.harbour)
    page = opened(desk, tab, order)
    page.actions_by_key["close"].trigger()
    before = snapshot(desk.ops.database)
    page.sheet.run()
    desk.qtbot.waitUntil(lambda: bool(page.sheet.form.field("reason").error))
    desk.rest()
    assert snapshot(desk.ops.database) == before


def test_a_cancelled_order_takes_its_planned_shipment_and_undo_brings_both_back(
    desk: Desk, tab: CustomersTab, shelf: Shelf
) -> None:
    order = shelf.order(desk.shop.harbour)
    shipment = shelf.ops.run(outbound.plan, ShipmentDraft(order)).value
    number = desk.read(shipment_detail, shipment).row.number
    page = opened(desk, tab, order)
    before = snapshot(desk.ops.database, without=KEPT)
    page.actions_by_key["cancel"].trigger()
    page.sheet.run()
    desk.qtbot.waitUntil(lambda: f"and shipment {number} called off with it" in desk.toast())
    desk.rest()
    assert desk.read(shipment_detail, shipment).row.state.value == "cancelled"
    desk.ctx.undo.undo(desk.window)
    desk.qtbot.waitUntil(lambda: snapshot(desk.ops.database, without=KEPT) == before)


@pytest.mark.parametrize(("words", "quantity"), [("Keep mine", 7), ("Keep theirs", 6)])
def test_two_people_write_one_order(desk: Desk, tab: CustomersTab, shelf: Shelf, words: str, quantity: int) -> None:
    order = shelf.order(desk.shop.harbour)
    tab.pane.orders.edit_wanted.emit(order)
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    form = desk.read(queries.draft, order)
    theirs = replace(form, lines=(replace(form.lines[0], quantity=6),), notes="Ring first", original=form)
    shelf.ops.run(commands.save, theirs)
    tab.sheet.order_form.lines.rows[0].field("quantity").setText("7")
    tab.sheet.save()
    conflicts = tab.sheet.order_form.conflicts
    desk.qtbot.waitUntil(conflicts.isVisible)
    said = [each.text() for each in conflicts.findChildren(QLabel)]
    assert "Maya" in said[0]
    assert [text.split(":")[0] for text in said[2:]] == ["Before", "Yours", "Theirs"]
    assert desk.read(queries.draft, order).lines[0].quantity == 6
    button = next(each for each in conflicts.findChildren(QAbstractButton) if each.text() == words)
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    tab.sheet.save()
    desk.qtbot.waitUntil(lambda: tab.sheet is None)
    stored = desk.read(queries.draft, order)
    assert (stored.lines[0].quantity, stored.notes) == (quantity, "Ring first")


def test_an_order_taken_back_meanwhile_is_not_written_again(desk: Desk, tab: CustomersTab, shelf: Shelf) -> None:
    order = shelf.order(desk.shop.harbour, confirmed=False)
    tab.pane.orders.edit_wanted.emit(order)
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    shelf.ops.undo()
    before = snapshot(desk.ops.database)
    tab.sheet.order_form.lines.rows[0].field("quantity").setText("7")
    tab.sheet.save()
    desk.qtbot.waitUntil(lambda: bool(tab.sheet.order_form.banner.text))
    desk.rest()
    assert tab.sheet.order_form.lines.rows[0].field("quantity").text() == "7"
    assert snapshot(desk.ops.database) == before


def opened(desk: Desk, tab: CustomersTab, order: int):  # type: ignore[no-untyped-def]
    """The order's page."""
    tab.open_record("sales_order", order)
    page = tab.pane.orders.page
    desk.qtbot.waitUntil(lambda: page.order is not None and page.order.row.id == order)
    desk.rest()
    return page
