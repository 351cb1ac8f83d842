"""How the columns of a table share its width: what must be read whole stays whole, the longest words give way."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.ui.shared.columns import Column, Sort, Tone
from app.ui.shared.list_table import ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.tasks import TaskRunner
from app.ui.theme import Theme

CODE, NAME, DAY, STATE, TOTAL = range(5)


@dataclass(frozen=True)
class Row:
    id: int


class Source:
    def __init__(self, count: int = 5) -> None:
        self.count = count

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        return array("q", range(self.count))

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        return [Row(id_) for id_ in ids]


COLUMNS: tuple[Column[Row], ...] = (
    Column("code", "No", lambda row: f"OUT-{2000 + row.id}", width=60, sort_key="code"),
    Column("name", "Name", lambda row: "A customer with a very long name indeed", width=150),
    Column("day", "Day", lambda row: "Nov 20", width=120),
    Column("state", "State", lambda row: "Confirmed", badge=lambda row: Tone.INFO, width=60),
    Column("total", "Total", lambda row: "$1,676.20", numeric=True, width=60),
)


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> ListTable:
    return _table(qtbot, theme, Source())


def _table(
    qtbot: QtBot, theme: Theme, source: Source, columns: Sequence[Column[Row]] = COLUMNS, width: int = 480
) -> ListTable:
    model = PagedTableModel(TaskRunner(theme, inline=True), source, columns)
    table = ListTable(model, name="Orders")
    model.setParent(table)
    qtbot.addWidget(table)
    table.resize(width, 300)
    table.show()
    model.refresh()
    _until_shared(qtbot, table)
    return table


def _until_shared(qtbot: QtBot, table: ListTable) -> None:
    qtbot.waitUntil(
        lambda: table.paged.row_at(0) is not None and sum(_widths(table)) == table.viewport().width(), timeout=5_000
    )


def _widths(table: ListTable) -> list[int]:
    return [table.columnWidth(section) for section in range(len(COLUMNS))]


def _whole(table: ListTable, section: int) -> bool:
    return table.columnWidth(section) >= _hint(table, section)


def _hint(table: ListTable, section: int) -> int:
    return table.itemDelegate().sizeHint(QStyleOptionViewItem(), table.paged.index(0, section)).width()


def test_only_the_longest_words_are_cut(table: ListTable) -> None:
    assert [_whole(table, section) for section in range(5)] == [True, False, True, True, True]


def test_with_room_nothing_is_cut(qtbot: QtBot, table: ListTable) -> None:
    table.resize(1200, 300)
    _until_shared(qtbot, table)
    assert all(_whole(table, section) for section in range(5))


def test_at_twice_the_text_size_the_table_scrolls_before_a_number_is_cut(
    qtbot: QtBot, theme: Theme, table: ListTable
) -> None:
    theme.set_scale(2.0)
    qtbot.waitUntil(
        lambda: table.horizontalScrollBar().maximum() > 0 and _whole(table, STATE) and _whole(table, TOTAL),
        timeout=5_000,
    )


def test_a_width_that_a_person_made_stays(qtbot: QtBot, table: ListTable) -> None:
    table.head.resizeSection(DAY, 110)
    table.resize(540, 300)
    _until_shared(qtbot, table)
    assert table.columnWidth(DAY) == 110
    kept = table.view_state()
    table.head.reset_wanted.emit()
    _until_shared(qtbot, table)
    assert table.columnWidth(DAY) < 110
    table.restore(kept)
    _until_shared(qtbot, table)
    assert table.columnWidth(DAY) == 110


def test_a_novel_in_a_badge_leaves_room_for_the_others(qtbot: QtBot, theme: Theme) -> None:
    novel = Column[Row]("state", "State", lambda row: "A refused cell " * 40, badge=lambda row: Tone.BAD, width=60)
    table = _table(qtbot, theme, Source(), (*COLUMNS[:STATE], novel, COLUMNS[TOTAL]), width=900)
    assert [_whole(table, section) for section in (CODE, DAY, TOTAL)] == [True, True, True]


def test_measuring_reads_no_other_page(qtbot: QtBot, theme: Theme) -> None:
    asked: list[int] = []

    class Counting(Source):
        def rows(self, ids: Sequence[int]) -> Sequence[Row]:
            asked.append(len(ids))
            return super().rows(ids)

    table = _table(qtbot, theme, Counting(100_000))
    assert len(asked) == 1, asked
    assert _whole(table, CODE)
