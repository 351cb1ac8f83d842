"""The screen of every tab: filter, chips, memory, narrow windows, keys."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.app_context import AppContext
from app.ui.shared.chips import ChipSpec
from app.ui.shared.columns import Column, Sort
from app.ui.shared.list_detail import LIST_KEY, ListDetailScreen
from app.ui.shared.list_table import Empty
from app.ui.shared.paged_table import PagedTableModel
from tests.gui.shared.test_paged_table import Row


class Source:
    def __init__(self) -> None:
        self.filters: list[object] = []

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        self.filters.append(filter_)
        if isinstance(filter_, tuple) and filter_[0] == "nothing":
            return array("q")
        return array("q", [2] if isinstance(filter_, tuple) and filter_[1] == "mine" else range(1, 200))

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        return [Row(i, f"Customer {i}") for i in ids]


COLUMNS: tuple[Column[Row], ...] = (Column("name", "Customer", lambda row: row.name, sort_key="name"),)


def make(ctx: AppContext, qtbot: QtBot, width: int = 1440) -> ListDetailScreen:
    screen = ListDetailScreen(
        ctx,
        PagedTableModel(ctx.runner, Source(), COLUMNS),
        name="customers",
        title="Customers",
        placeholder="Filter customers",
        empty=Empty("No customers yet"),
    )
    screen.set_list_name("Directory")
    screen.add_view("board", "Pipeline", QWidget(screen), wide=True)
    screen.set_chips([ChipSpec("all", "All"), ChipSpec("mine", "Mine")])
    screen.detail.tabs.add("timeline", "Timeline", QWidget(screen))
    screen.detail.tabs.add("orders", "Orders", QWidget(screen))
    screen.record_chosen.connect(screen.detail.tabs.setEnabled)
    qtbot.addWidget(screen)
    screen.resize(width, 800)
    screen.show()
    qtbot.waitExposed(screen)
    return screen


@pytest.fixture
def screen(ctx: AppContext, qtbot: QtBot) -> ListDetailScreen:
    screen = make(ctx, qtbot)
    screen.record_chosen.disconnect(screen.detail.tabs.setEnabled)
    return screen


def asked(screen: ListDetailScreen) -> list[object]:
    source = screen.model._source
    assert isinstance(source, Source)
    return source.filters


def test_reads_when_first_shown(screen: ListDetailScreen) -> None:
    assert asked(screen) == [("", "all")]
    screen.hide()
    screen.show()
    assert asked(screen) == [("", "all")]


def test_filter_and_chips(qtbot: QtBot, screen: ListDetailScreen) -> None:
    qtbot.keyClicks(screen.filter, "har")
    qtbot.keyClick(screen.filter, Qt.Key.Key_Return)
    screen.chips.chip("mine").click()
    assert asked(screen)[-2:] == [("har", "all"), ("har", "mine")]
    screen.clear_filter()
    assert asked(screen)[-1] == ("", "all")


def test_nothing_matches_offers_the_way_back(qtbot: QtBot, screen: ListDetailScreen) -> None:
    screen.filter.setText("nothing")
    screen.filter.tell_now()
    assert screen.table._state.title == "Nothing matches"
    screen.clear_filter()
    assert not screen.table._overlay.isVisible()


def test_it_is_as_the_person_left_it(ctx: AppContext, qtbot: QtBot, screen: ListDetailScreen) -> None:
    screen.chips.chip("mine").click()
    screen.table.select_id(2)
    screen.detail.tabs.choose("orders")
    screen.model.set_sort(Sort("name", descending=True))
    screen.splitter.setSizes([700, 740])
    screen.save_state()
    other = make(ctx, qtbot)
    assert other.chips.current == "mine"
    assert other.current_id == 2
    assert other.detail.tabs.current == "orders"
    assert other.model.current_sort == Sort("name", descending=True)
    assert abs(other.splitter.sizes()[0] - 700) < 10
    assert other.model._runner is ctx.runner


def test_hiding_remembers_at_once(ctx: AppContext, screen: ListDetailScreen) -> None:
    screen.table.select_id(5)
    screen.hide()
    assert ctx.view_state("customers")["selected"] == 5


def test_a_narrow_window_takes_turns(qtbot: QtBot, screen: ListDetailScreen) -> None:
    assert screen.table.isVisible()
    assert screen.detail.isVisible()
    screen.resize(1_000, 700)
    qtbot.waitUntil(lambda: screen.narrow)
    assert not screen.detail.isVisible()
    screen.table.setFocus()
    screen.table.select_id(3)
    assert not screen.detail.isVisible()
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert screen.detail.isVisible()
    assert not screen.table.isVisible()
    assert screen.detail.back.isVisibleTo(screen.detail) is False or screen.detail.filled
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.table.isVisible()
    assert screen.table.hasFocus()
    screen.resize(1_440, 700)
    qtbot.waitUntil(lambda: not screen.narrow)
    assert screen.detail.isVisible()


def test_a_wide_view_takes_the_details_room(screen: ListDetailScreen) -> None:
    screen.choose_view("board")
    assert not screen.detail.isVisible()
    assert screen.current_view == "board"
    screen.choose_view(LIST_KEY)
    assert screen.detail.isVisible()


def test_a_record_is_shown_from_elsewhere(qtbot: QtBot, screen: ListDetailScreen) -> None:
    screen.chips.chip("mine").click()
    screen.choose_view("board")
    with qtbot.waitSignal(screen.record_chosen) as told:
        screen.show_record(150)
    assert told.args == [150]
    assert screen.current_view == LIST_KEY
    assert screen.chips.current == "all"


def test_ctrl_f_and_down(qtbot: QtBot, screen: ListDetailScreen) -> None:
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert screen.filter.hasFocus()
    qtbot.keyClick(screen.filter, Qt.Key.Key_Down)
    assert screen.table.hasFocus()
    assert screen.current_id == 1


def test_the_detail_shows_and_empties(screen: ListDetailScreen) -> None:
    assert not screen.detail.filled
    screen.detail.set_title("<b>x</b>", "sub", badge="Champion", tone="good")
    assert screen.detail.filled
    screen.table.select_id(4)
    screen.table.select_id(None)
    assert not screen.detail.filled
