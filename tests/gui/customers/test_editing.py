"""Creating, editing and the two versions of a conflict; people; facts. By the keyboard where a person would."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.services.contacts import people
from app.services.customers import commands, detail, queries
from app.services.customers.read_models import CustomerFilter
from app.ui.customers.tab import CustomersTab
from app.ui.shared.conflicts import THEIRS
from tests.support.desk import Desk


@pytest.fixture
def tab(desk: Desk) -> CustomersTab:
    tab = CustomersTab(desk.ctx, desk.window)
    desk.window.take(tab)
    desk.show()
    return tab


def sheet_of(desk: Desk, tab: CustomersTab):
    desk.qtbot.waitUntil(lambda: tab.sheet is not None)
    return tab.sheet


def type_into(desk: Desk, sheet, name: str, text: str) -> None:
    control = sheet.form.field(name).control
    control.setFocus()
    control.selectAll()
    desk.qtbot.keyClicks(control, text)


def test_a_customer_is_added_by_the_keyboard_alone(desk: Desk, tab: CustomersTab) -> None:
    tab.create_new()
    sheet = sheet_of(desk, tab)
    assert sheet.form.field("name").control.hasFocus()
    desk.qtbot.keyClicks(sheet.form.field("name").control, "Quay 12")
    type_into(desk, sheet, "payment_days", "30")
    type_into(desk, sheet, "credit_limit_minor", "1 250.50")
    type_into(desk, sheet, "tags", "hotel, north")
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        desk.qtbot.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.rest()
    assert desk.toast() == "Quay 12 added"
    assert not shiboken6.isValid(sheet)
    made = desk.read(queries.ids, CustomerFilter(text="Quay"))
    assert len(made) == 1
    stored = desk.read(detail.draft, made[0])
    assert (stored.payment_days, stored.credit_limit_minor, stored.tags) == (30, 125_050, ("hotel", "north"))
    assert tab.open_partner_id == made[0]


def test_refusals_stand_at_their_fields_and_nothing_is_lost(desk: Desk, tab: CustomersTab) -> None:
    tab.create_new()
    sheet = sheet_of(desk, tab)
    type_into(desk, sheet, "email", "rosa at harbour")
    sheet.save()
    desk.rest()
    assert sheet.form.field("name").error
    assert "email" in sheet.form.field("email").error
    assert sheet.form.values()["email"] == "rosa at harbour"
    type_into(desk, sheet, "payment_days", "soon")
    sheet.save()
    assert "number" in sheet.form.field("payment_days").error
    desk.qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible(), "it asks before it throws away what was typed"
    sheet.close_sheet()
    desk.rest()
    assert not shiboken6.isValid(sheet)


def test_somebody_who_is_there_already_is_named_while_typing(desk: Desk, tab: CustomersTab) -> None:
    tab.create_new()
    sheet = sheet_of(desk, tab)
    type_into(desk, sheet, "phone", "+46-31-555-0142")
    desk.until(lambda: [one.name for one in sheet.form.similar.found] == ["Harbour Café"])
    sheet.close_sheet()


@pytest.mark.parametrize(("side", "city"), [(None, "Lund"), (THEIRS, "Oslo")])
def test_both_versions_of_a_field_are_shown(desk: Desk, tab: CustomersTab, side: str | None, city: str) -> None:
    tab.pane.edit_wanted.emit(desk.shop.harbour)
    sheet = sheet_of(desk, tab)
    beside = desk.beside()
    theirs = beside.read(detail.draft, desk.shop.harbour)
    beside.run(commands.save, replace(theirs, city="Oslo", notes="Changed meanwhile", original=theirs))
    type_into(desk, sheet, "city", "Lund")
    sheet.save()
    desk.rest()
    assert sheet.form.conflicts.isVisible()
    assert list(sheet.form.conflicts.choices()) == ["city"]
    if side is not None:
        sheet.form.conflicts.choose("city", side)
    sheet.save()
    desk.rest()
    stored = desk.read(detail.draft, desk.shop.harbour)
    assert stored.city == city
    assert stored.notes == "Changed meanwhile"


def test_a_person_is_added_edited_and_leaves(desk: Desk, tab: CustomersTab) -> None:
    tab.table.select_id(desk.shop.harbour)
    desk.rest()
    tab.pane.person_action.trigger()
    sheet = tab.pane.people.sheet
    type_into(desk, sheet, "name", "Tim Berg")
    type_into(desk, sheet, "role", "Buyer")
    type_into(desk, sheet, "valid_from", "2026-13-01")
    sheet.save()
    assert "date" in sheet.form.field("valid_from").error
    type_into(desk, sheet, "valid_from", "2026-01-01")
    sheet.save()
    desk.rest()
    there = {person.name: person for person in desk.read(detail.detail, desk.shop.harbour).people}
    assert there["Tim Berg"].role == "Buyer"
    assert tab.detail.tabs.bar.accessibleTabName(2) == "People 2"
    tab.pane.people.end_person(there["Tim Berg"])
    desk.rest()
    desk.rest()
    ended = desk.read(people.person_draft, there["Tim Berg"].affiliation_id)
    assert ended.valid_to is not None
    assert desk.toast() == "Tim Berg has left"


def test_a_fact_is_pinned_by_enter_and_shown_before_calling(desk: Desk, tab: CustomersTab) -> None:
    tab.table.select_id(desk.shop.harbour)
    desk.rest()
    tab.detail.tabs.choose("facts")
    line = tab.pane.facts.pin_line
    desk.qtbot.keyClicks(line, "Calls after 14 only")
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        desk.qtbot.keyClick(line, Qt.Key.Key_Return)
    desk.rest()
    assert tab.detail.banner.text == "Calls after 14 only"
    assert tab.pane.facts.pin_line.text() == ""


def test_no_email_please_is_noted(desk: Desk, tab: CustomersTab) -> None:
    tab.table.select_id(desk.shop.harbour)
    desk.rest()
    tab.detail.tabs.choose("facts")
    button = next(b for b in tab.pane.facts.findChildren(QPushButton) if b.text() == "No email please")
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        button.click()
    desk.rest()
    consents = desk.read(detail.detail, desk.shop.harbour).consents
    assert [(consent.channel.value, consent.given) for consent in consents] == [("email", False)]


def test_the_list_is_exported_whole(desk: Desk, tab: CustomersTab, tmp_path) -> None:
    target = tmp_path / "customers.csv"
    with desk.qtbot.waitSignal(tab.export.exported):
        tab.export.export_to("customers", target)
    assert "Harbour Café" in target.read_text(encoding="utf-8")
    assert desk.toast().startswith("Exported to ")
    assert desk.toast().endswith("customers.csv")
