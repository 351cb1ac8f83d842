"""Somebody else was faster, in another window or by undo: both versions are shown, nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.domain.errors import NotFoundError
from app.services.purchasing import commands as purchasing
from app.services.purchasing import queries as orders
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from app.services.suppliers import detail
from app.services.suppliers.read_models import SupplierDraft
from app.ui.shared.conflicts import ConflictPanel
from app.ui.suppliers.tab import SuppliersTab
from tests.gui.suppliers.conftest import Trade
from tests.support.desk import Desk


@pytest.mark.parametrize(("side", "city"), [("mine", "Lisboa"), ("theirs", "Braga"), ("edit", "Faro")])
def test_two_people_edit_one_supplier_and_both_versions_are_shown(
    desk: Desk, tab: SuppliersTab, trade: Trade, side: str, city: str
) -> None:
    from app.services.suppliers import commands

    tab.pane.edit_wanted.emit(trade.alder)
    desk.rest()
    mine = desk.read(detail.draft, trade.alder)
    trade.ops.run(commands.save, replace(mine, city="Braga", notes="Ring first", original=mine))
    form = tab.sheet.form
    form.field("city").control.setText("Lisboa")
    tab.sheet.save()
    desk.qtbot.waitUntil(form.conflicts.isVisible)
    said = [each.text() for each in form.conflicts.findChildren(QLabel)]
    assert said[0].startswith("\u2068Maya\u2069 changed this supplier in between (")
    assert said[1:] == ["City", "Before: Porto", "Yours: Lisboa", "Theirs: Braga"]
    assert desk.read(detail.draft, trade.alder).city == "Braga"
    choose(desk, form.conflicts, side)
    if side == "edit":
        assert form.field("city").control.hasFocus()
        form.field("city").control.selectAll()
        desk.qtbot.keyClicks(form.field("city").control, "Faro")
    tab.sheet.save()
    desk.qtbot.waitUntil(lambda: tab.sheet is None)
    stored = desk.read(detail.draft, trade.alder)
    assert (stored.city, stored.notes) == (city, "Ring first")


def test_a_form_whose_supplier_was_taken_back_says_so_and_overwrites_nothing(
    desk: Desk, tab: SuppliersTab, trade: Trade
) -> None:
    from app.services.suppliers import commands

    made = trade.ops.run(commands.save, SupplierDraft(name="Short lived")).value
    tab.pane.edit_wanted.emit(made)
    desk.rest()
    trade.ops.undo()
    tab.sheet.form.field("city").control.setText("Lisboa")
    tab.sheet.save()
    desk.qtbot.waitUntil(lambda: bool(tab.sheet.form.banner.text))
    assert tab.sheet.form.field("city").control.text() == "Lisboa"
    with pytest.raises(NotFoundError):
        desk.read(detail.draft, made)


@pytest.mark.parametrize(("side", "quantity"), [("mine", 24), ("theirs", 18)])
def test_two_people_write_one_purchase_order_and_both_versions_are_shown(
    desk: Desk, tab: SuppliersTab, trade: Trade, side: str, quantity: int
) -> None:
    order = trade.ops.run(
        purchasing.create, PurchaseOrderDraft(trade.alder, (PurchaseLineDraft(trade.jug, 12, 500),), notes="first")
    ).value
    tab.pane.orders.edit_wanted.emit(order)
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    opened = desk.read(orders.draft, order)
    theirs = replace(opened, lines=(replace(opened.lines[0], quantity=18),), freight_minor=900, original=opened)
    trade.ops.run(purchasing.save, theirs)
    form = tab.sheet.form
    form.lines.rows[0].field("quantity").setText("24")
    tab.sheet.save()
    desk.qtbot.waitUntil(form.conflicts.isVisible)
    said = [each.text() for each in form.conflicts.findChildren(QLabel)]
    assert "Maya" in said[0]
    assert said[1:] == [
        "Lines", *(f"{whose}: {count}\u00a0pcs Jug, tall at $5.00" for whose, count in
                   (("Before", 12), ("Yours", 24), ("Theirs", 18))),
    ]  # fmt: skip
    assert desk.read(orders.draft, order).lines[0].quantity == 18
    choose(desk, form.conflicts, side)
    tab.sheet.save()
    desk.qtbot.waitUntil(lambda: tab.sheet is None)
    stored = desk.read(orders.draft, order)
    assert (stored.lines[0].quantity, stored.freight_minor) == (quantity, 900)


def test_an_order_that_was_confirmed_meanwhile_is_not_written_anew(desk: Desk, tab: SuppliersTab, trade: Trade) -> None:
    order = trade.ops.run(
        purchasing.create, PurchaseOrderDraft(trade.alder, (PurchaseLineDraft(trade.jug, 12, 500),))
    ).value
    trade.ops.run(purchasing.send, order)
    tab.pane.orders.edit_wanted.emit(order)
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    trade.ops.run(purchasing.confirm, order, {})
    tab.sheet.form.lines.rows[0].field("quantity").setText("24")
    tab.sheet.save()
    desk.qtbot.waitUntil(lambda: "cannot be done while the state is" in tab.sheet.form.banner.text)
    assert desk.read(orders.draft, order).lines[0].quantity == 12


def choose(desk: Desk, conflicts: ConflictPanel, side: str) -> None:
    words = {"mine": "Keep mine", "theirs": "Keep theirs", "edit": "Edit"}
    button = next(each for each in conflicts.findChildren(QAbstractButton) if each.text() == words[side])
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
