"""The table model: pages as they are painted, nothing late, and a million rows without a freeze."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.errors import StorageError, StorageProblem
from app.ui.shared.columns import Column, Sort, Tone
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PAGE, PagedTableModel
from app.ui.shared.tasks import TaskRunner
from app.ui.theme import Theme

ROOT = QModelIndex()


@dataclass(frozen=True)
class Row:
    id: int
    name: str


class Source:
    """Rows 1 to `count`; remembers what it was asked for, and can be held back."""

    def __init__(self, count: int) -> None:
        self.ids_now = array("q", range(1, count + 1))
        self.asked: list[list[int]] = []
        self.filters: list[tuple[object, Sort | None]] = []
        self.gate: threading.Event | None = None
        self.error: Exception | None = None
        self.version = "v1"

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        self.filters.append((filter_, sort))
        if self.error is not None:
            raise self.error
        ids = self.ids_now
        return array("q", reversed(ids)) if sort is not None and sort.descending else ids[:]

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        self.asked.append(list(ids))
        version = self.version
        if self.gate is not None:
            self.gate.wait(10)
        return [Row(i, f"<b>{i}</b> {version}") for i in reversed(ids)]


COLUMNS: tuple[Column[Row], ...] = (
    Column("name", "Name", lambda row: row.name, sort_key="name", tooltip=lambda row: row.name),
    Column("id", "Number", lambda row: str(row.id), numeric=True, sort_key="id"),
    Column("state", "State", lambda row: "odd" if row.id % 2 else "even", badge=lambda row: Tone.INFO),
    Column("more", "More", lambda row: "", hidden_by_default=True),
)


def inline_model(parent: Any, source: Source) -> PagedTableModel[Row]:
    return PagedTableModel(TaskRunner(parent, inline=True), source, COLUMNS, parent)


@pytest.fixture
def source() -> Source:
    return Source(1_000)


@pytest.fixture
def table(qtbot: QtBot, theme: Theme, source: Source) -> ListTable:
    model = PagedTableModel(TaskRunner(theme, inline=True), source, COLUMNS)
    table = ListTable(model, name="Things")
    model.setParent(table)
    qtbot.addWidget(table)
    table.resize(600, 400)
    model.refresh()
    table.show()
    qtbot.waitExposed(table)
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    return table


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, theme: Theme, source: Source, qtbot: QtBot) -> None:
    model = inline_model(theme, source)
    qtmodeltester.check(model)
    model.refresh()
    source.ids_now = array("q", [5, 3, 900])
    model.refresh()
    model.row_at(0)
    qtbot.waitUntil(lambda: model.row_at(2) == Row(900, "<b>900</b> v1"))
    model.set_sort(Sort("name", descending=True))
    assert model.rowCount() == 3
    model.deleteLater()


def test_reads_only_what_is_painted(table: ListTable, source: Source) -> None:
    assert source.asked == [list(range(1, PAGE + 1))]
    assert table.paged.rowCount() == 1_000


def test_coming_by_the_keyboard_selects_the_first_row(table: ListTable) -> None:
    table.clearFocus()
    table.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert table.hasFocus()
    assert (table.current_id, table.selected_ids()) == (1, [1])


def test_jump_to_the_end_of_a_million_costs_one_page(qtbot: QtBot, theme: Theme) -> None:
    source = Source(1_000_000)
    model = PagedTableModel(TaskRunner(theme, inline=True), source, COLUMNS)
    table = ListTable(model, name="Things")
    model.setParent(table)
    qtbot.addWidget(table)
    table.resize(600, 400)
    model.refresh()
    table.show()
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    before = len(source.asked)
    table.scrollToBottom()
    qtbot.waitUntil(lambda: model.row_at(999_999) is not None)
    assert len(source.asked) - before == 1
    assert source.asked[-1][-1] == 1_000_000


class CountingModel(PagedTableModel[Row]):
    """Counts how often Qt asks for the number of rows: once for each row that it looks at."""

    asked = 0

    def rowCount(self, parent: Any = ROOT) -> int:
        self.asked += 1
        return super().rowCount(parent)


def test_select_all_of_a_million_looks_at_few_rows(qtbot: QtBot, theme: Theme) -> None:
    model = CountingModel(TaskRunner(theme, inline=True), Source(1_000_000), COLUMNS)
    table = ListTable(model, name="Things")
    model.setParent(table)
    qtbot.addWidget(table)
    table.resize(600, 400)
    model.refresh()
    table.show()
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    model.asked = 0
    table.selectAll()
    table.grab()
    assert table.selected_count() == 1_000_000
    assert model.asked < 20_000, "the header asked every row whether its column is selected"


def test_sorting_asks_the_source(qtbot: QtBot, table: ListTable, source: Source) -> None:
    qtbot.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=_inside(table, 0))
    assert source.filters[-1][1] == Sort("name")
    qtbot.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=_inside(table, 0))
    assert source.filters[-1][1] == Sort("name", descending=True)
    assert table.paged.id_at(0) == 1_000
    count = len(source.filters)
    qtbot.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=_inside(table, 2))
    assert len(source.filters) == count


def _inside(table: ListTable, section: int) -> QPoint:
    return QPoint(table.head.sectionViewportPosition(section) + 20, 10)


def test_selection_survives_a_refresh_by_id(qtbot: QtBot, table: ListTable, source: Source) -> None:
    table.select_id(7)
    heard: list[object] = []
    table.current_changed.connect(heard.append)
    source.ids_now = array("q", [9, 8, 7, 6])
    table.paged.refresh()
    assert table.current_id == 7
    assert table.currentIndex().row() == 2
    assert table.selected_ids() == [7]
    assert heard == []
    source.ids_now = array("q", [9, 8, 6])
    table.paged.refresh()
    assert table.current_id is None
    assert heard == [None]


def test_several_selected_rows_survive(table: ListTable, source: Source) -> None:
    flags = QItemSelectionModel.SelectionFlag
    table.select_id(3)
    table.selectionModel().select(table.paged.index(4, 0), flags.Select | flags.Rows)
    assert table.selected_ids() == [3, 5]
    source.ids_now = array("q", [5, 4, 3])
    table.paged.refresh()
    assert sorted(table.selected_ids()) == [3, 5]
    assert table.current_id == 3


def test_an_id_is_selected_as_soon_as_it_comes(qtbot: QtBot, theme: Theme, source: Source) -> None:
    model = PagedTableModel(TaskRunner(theme, inline=True), source, COLUMNS)
    table = ListTable(model, name="Things")
    qtbot.addWidget(table)
    model.setParent(table)
    table.select_id(500)
    with qtbot.waitSignal(table.current_changed) as told:
        model.refresh()
    assert told.args == [500]


def test_a_changed_row_shows_and_the_old_one_stays_until_then(
    qtbot: QtBot, theme: Theme, runner: TaskRunner, source: Source
) -> None:
    model = PagedTableModel(runner, source, COLUMNS, theme)
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    assert model.row_at(0) is None
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    source.version, source.gate = "v2", threading.Event()
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    assert model.row_at(0) == Row(1, "<b>1</b> v1")
    source.gate.set()
    qtbot.waitUntil(lambda: model.row_at(0) == Row(1, "<b>1</b> v2"))
    model.deleteLater()


def test_a_late_page_is_dropped(qtbot: QtBot, theme: Theme, runner: TaskRunner, source: Source) -> None:
    model = PagedTableModel(runner, source, COLUMNS, theme)
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    source.gate = gate = threading.Event()
    model.row_at(0)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    source.ids_now = array("q", [77, 78])
    source.gate = None
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    gate.set()
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert model.row_at(0) is None
    qtbot.waitUntil(lambda: model.row_at(0) == Row(77, "<b>77</b> v1"))
    model.deleteLater()


def test_a_newer_question_drops_the_older_answer(
    theme: Theme, source: Source, qtbot: QtBot, runner: TaskRunner
) -> None:
    model = PagedTableModel(runner, source, COLUMNS, theme)
    counts: list[int] = []
    model.loaded.connect(counts.append)
    model.set_filter("a")
    source.ids_now = array("q", [1])
    model.set_filter("b")
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert counts == [1]
    model.deleteLater()


def test_only_so_many_pages_are_kept(theme: Theme, source: Source, qtbot: QtBot) -> None:
    source.ids_now = array("q", range(1, 100 * PAGE + 1))
    model = inline_model(theme, source)
    model.refresh()
    for page in range(100):
        model.row_at(page * PAGE)
        qtbot.waitUntil(lambda page=page: model.row_at(page * PAGE) is not None)
    assert len(model._pages) == 40
    model.deleteLater()


def test_a_row_is_found_by_its_id_only_where_a_row_begins(theme: Theme, source: Source) -> None:
    # The bytes of 1 << 32 also stand across the border of 0 and 1.
    source.ids_now = array("q", [0, 1, 1 << 32, 256, 1])
    model = inline_model(theme, source)
    model.refresh()
    assert [model.row_of(i) for i in (0, 1, 1 << 32, 256, 5)] == [0, 1, 2, 3, None]
    model.deleteLater()


def test_rows_are_plain_text(table: ListTable) -> None:
    index = table.paged.index(0, 0)
    assert index.data() == "<b>1</b> v1"
    assert "&lt;b&gt;1&lt;/b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Name: <b>1</b> v1"
    number = table.paged.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole)
    assert number & Qt.AlignmentFlag.AlignRight


def test_copy_gives_the_visible_cells(qtbot: QtBot, table: ListTable) -> None:
    table.setFocus()
    table.select_id(2)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Name\tNumber\tState\n<b>2</b> v1\t2\teven"


def test_keys(qtbot: QtBot, table: ListTable) -> None:
    table.select_id(5)
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.current_id == 1_000
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.current_id == 1
    qtbot.keyClick(table, Qt.Key.Key_PageDown)
    assert table.current_id is not None
    assert table.current_id > 5
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [table.current_id]


def test_columns_are_remembered(table: ListTable, qtbot: QtBot, theme: Theme, source: Source) -> None:
    assert table.columns.visible_sections() == [0, 1, 2]
    table.head.column_toggled.emit(3, True)
    table.head.moveSection(0, 2)
    table.head.resizeSection(1, 222)
    table.paged.set_sort(Sort("id", descending=True))
    state = table.view_state()
    model = PagedTableModel(TaskRunner(theme, inline=True), source, COLUMNS)
    other = ListTable(model, name="Other")
    model.setParent(other)
    qtbot.addWidget(other)
    other.restore(state)
    assert other.view_state() == state
    assert other.columns.visible_sections() == [1, 2, 0, 3]
    assert state["widths"]["id"] == 222
    assert state["sort"] == ["id", True]
    other.head.reset_wanted.emit()
    assert other.columns.visible_sections() == [0, 1, 2]


def test_a_damaged_memory_is_ignored(table: ListTable) -> None:
    before = table.view_state()
    table.restore({"order": [1, None, "gone"], "widths": {"name": "wide"}, "hidden": "no", "sort": ["gone", True]})
    assert table.view_state() == before


def test_an_empty_table_says_what_to_do(table: ListTable, source: Source) -> None:
    table.set_empty(Empty("No things yet", "Add one."))
    assert not table._overlay.isVisible()
    source.ids_now = array("q")
    table.paged.refresh()
    assert table._overlay.isVisible()
    assert (table._state.title, table._state.sentence) == ("No things yet", "Add one.")


def test_an_error_stands_in_the_table_and_can_be_tried_again(table: ListTable, source: Source) -> None:
    source.error = StorageError(StorageProblem.LOCKED)
    table.paged.refresh()
    assert table._overlay.isVisible()
    assert table._state.title == "This list could not be read"
    source.error = None
    table.paged.refresh()
    assert not table._overlay.isVisible()
