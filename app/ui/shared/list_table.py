"""The one table view: rows of a `PagedTableModel`, chosen and remembered by id.

Selecting a million rows must not freeze: the horizontal header has a selection model of its own, and nothing here asks
for `selectedRows()`; only ranges are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from app.domain.errors import AppError
from app.ui.shared.column_layout import ColumnLayout
from app.ui.shared.columns import Sort
from app.ui.shared.empty_state import SKELETON_AFTER_MS, Action, EmptyState, Overlay
from app.ui.shared.errors import sentence
from app.ui.shared.keys import KeyHelp
from app.ui.shared.paged_table import Index, PagedTableModel
from app.ui.shared.table_delegate import TableDelegate
from app.ui.shared.table_header import TableHeader
from app.ui.shared.tasks import report_bug
from app.ui.theme import current_theme

KEPT_SELECTION = 2_000
COPIED_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty table says."""

    title: str
    sentence: str = ""
    icon: str = ""
    actions: Sequence[Action] = ()


def _blocks(selection: QItemSelection) -> list[QItemSelectionRange]:
    """The ranges of a selection; Qt's stubs do not know that it is a list."""
    return list(cast("list[QItemSelectionRange]", selection))


class ListTable(QTableView):
    """Signals carry ids: `current_changed(id or None)`, `opened(id)` by Enter or a double click,
    `context_requested(id, global position)`, `selection_changed`, `layout_changed` when the columns or the order did.
    """

    FRAMED = False
    """Whether a frame shows where the keyboard is also while there are rows."""

    HELP = KeyHelp(
        "In a table",
        (
            ("Up", "The row above"),
            ("Down", "The row below"),
            ("Home", "The first row"),
            ("End", "The last row"),
            ("Return", "Open the row"),
            ("Ctrl+C", "Copy the rows"),
        ),
    )

    current_changed = Signal(object)
    opened = Signal(object)
    context_requested = Signal(object, QPoint)
    selection_changed = Signal()
    layout_changed = Signal()

    def __init__(self, model: PagedTableModel[Any], parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._paged = model
        self._empty = Empty("Nothing here yet")
        self._wanted_id: int | None = None
        self._current_id: int | None = None
        self._kept: list[int] = []
        self._kept_scroll = 0
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SKELETON_AFTER_MS)
        self._late.timeout.connect(self._on_late)
        self._delegate = TableDelegate(self)
        self._state = EmptyState(parent=self)
        self._overlay = Overlay(self.viewport(), self._state)
        self.setProperty("ring", self.FRAMED)
        self._set_up_view()
        self.head = TableHeader(self)
        self.setHorizontalHeader(self.head)
        self.setModel(model)
        # The header's paint asks "is this column selected" over all rows: 12 s at a million rows, so it sees none.
        self.head.setSelectionModel(QItemSelectionModel(model, self.head))
        self.columns = ColumnLayout(self, self.head, model)
        self._connect(model)
        self._on_theme_changed()

    # -- what screens use -------------------------------------------------------------------------------------------

    @property
    def paged(self) -> PagedTableModel[Any]:
        """The model."""
        return self._paged

    @property
    def current_id(self) -> int | None:
        """The id of the current row."""
        return self._current_id

    def select_id(self, id_: int | None) -> None:
        """Make the row of an id current; when the ids are still being read, as soon as they come."""
        if id_ is None:
            self._wanted_id = None
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        if self._paged.loading or not self._paged.has_loaded:
            self._wanted_id = id_
            return
        self._wanted_id = None
        row = self._paged.row_of(id_)
        if row is not None:
            self._make_current(row)

    def selected_ids(self) -> list[int]:
        """The ids of the selected rows, from the ranges of the selection."""
        ids = self._paged.ids()
        found: list[int] = []
        for block in self._row_blocks():
            found.extend(ids[block.start : block.stop])
        return found

    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(len(block) for block in self._row_blocks())

    def set_empty(self, empty: Empty) -> None:
        """What to say when there are no rows."""
        self._empty = empty
        if self._paged.has_loaded:
            self._show_or_hide_state()

    def view_state(self) -> dict[str, Any]:
        """Order, widths, hidden columns and sorting, as JSON values."""
        state = self.columns.state()
        sort = self._paged.current_sort
        state["sort"] = [sort.key, sort.descending] if sort is not None else None
        return state

    def restore(self, state: dict[str, Any]) -> None:
        """Put the columns as they were; does not read rows."""
        self.columns.restore(state)
        match state.get("sort"):
            case [str(key), bool(descending)] if any(c.sort_key == key for c in self._paged.columns):
                self._paged.set_sort(Sort(key, descending), read=False)
        self._show_sort()

    def copy_selection(self) -> None:
        """Put the visible cells of the selected rows on the clipboard, separated by tabs; 10,000 rows at most."""
        ids = self.selected_ids()[:COPIED_ROWS]
        if ids:
            self._paged.read_rows(ids, self._on_rows_to_copy)

    # -- Qt's side --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        self._delegate.focused_row = self.currentIndex().row() if self.hasFocus() else -1
        super().paintEvent(event)

    def _cover(self, *, shown: bool) -> None:
        """Say something in place of rows; the frame then shows where the keyboard is, as the current row does else."""
        self._overlay.set_shown(shown)
        if not self.FRAMED and bool(self.property("ring")) != shown:
            self.setProperty("ring", shown)
            self.style().unpolish(self)
            self.style().polish(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between the columns."""
        super().resizeEvent(event)
        self.columns.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies; the rest is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current_id is not None:
            self.opened.emit(self._current_id)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End mean the first and the last row."""
        column = max(self.currentIndex().column(), 0)
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self._paged.index(0, column)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self._paged.index(self._paged.rowCount() - 1, column)
        return super().moveCursor(action, modifiers)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the row under the mouse."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse."""
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the current row as having the keyboard; choose the first when there is none."""
        super().focusInEvent(event)
        if (
            not self.selectionModel().hasSelection()  # Qt makes the first row current, but does not select it
            and self._paged.rowCount()
            and event.reason()
            in (
                Qt.FocusReason.TabFocusReason,
                Qt.FocusReason.BacktabFocusReason,
                Qt.FocusReason.ShortcutFocusReason,
            )
        ):
            self._make_current(max(self.currentIndex().row(), 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard went elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell by id which row is current."""
        super().currentChanged(current, previous)
        self._tell_current(self._paged.id_at(current.row()) if current.isValid() else None)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that other rows are selected."""
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    # -- set-up -----------------------------------------------------------------------------------------------------

    def _set_up_view(self) -> None:
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_context_requested)
        self.doubleClicked.connect(self._on_double_clicked)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)

    def _connect(self, model: PagedTableModel[Any]) -> None:
        model.load_started.connect(self._on_load_started)
        model.loaded.connect(self._on_loaded)
        model.failed.connect(self._on_failed)
        model.row_arrived.connect(self._on_row_arrived)
        model.sort_changed.connect(self._on_sort_changed)
        model.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.head.sectionClicked.connect(self._on_section_clicked)
        self.columns.changed.connect(self.layout_changed)
        current_theme().changed.connect(self._on_theme_changed)

    def _row_blocks(self) -> list[range]:
        blocks = {(block.top(), block.bottom()) for block in _blocks(self.selectionModel().selection())}
        return [range(top, bottom + 1) for top, bottom in sorted(blocks)]

    def _make_current(self, row: int) -> None:
        index = self._paged.index(row, max(self.head.logicalIndexAt(0), 0))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def _tell_current(self, id_: int | None) -> None:
        if id_ != self._current_id:
            self._current_id = id_
            self.current_changed.emit(id_)

    def _hover(self, row: int) -> None:
        before = self._delegate.hovered_row
        if row != before:
            self._delegate.hovered_row = row
            for touched in (before, row):
                if touched >= 0:
                    self.viewport().update(
                        0, self.rowViewportPosition(touched), self.viewport().width(), self.rowHeight(touched)
                    )

    def _show_sort(self) -> None:
        sort = self._paged.current_sort
        section = next((i for i, c in enumerate(self._paged.columns) if sort and c.sort_key == sort.key), -1)
        self.head.setSortIndicatorShown(section >= 0)
        descending = sort is not None and sort.descending
        # Qt's arrow points up for ascending order.
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.head.setSortIndicator(section, order)

    def _show_or_hide_state(self) -> None:
        if self._paged.rowCount():
            self._cover(shown=False)
        else:
            empty = self._empty
            self._state.show_state(empty.title, empty.sentence, icon=empty.icon, actions=empty.actions)
            self._cover(shown=True)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_load_started(self) -> None:
        self._late.start()

    @Slot()
    def _on_late(self) -> None:
        self._delegate.show_skeleton = True
        self.viewport().update()
        if not self._paged.has_loaded:
            self._state.show_state("Loading …", "", icon="hourglass")
            self._cover(shown=True)

    @Slot()
    def _on_scrolled(self) -> None:
        if not self._late.isActive() and not self._delegate.show_skeleton:
            self._late.start()

    @Slot()
    def _on_row_arrived(self) -> None:
        self._late.stop()
        self._delegate.show_skeleton = False

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        self._kept = self.selected_ids() if self.selected_count() <= KEPT_SELECTION else []
        self._kept_scroll = self.verticalScrollBar().value()

    @Slot(int)
    def _on_loaded(self, count: int) -> None:
        if not count:
            self._late.stop()
        self._show_or_hide_state()
        wanted = self._wanted_id if self._wanted_id is not None else self._current_id
        self._wanted_id = None
        row = self._paged.row_of(wanted) if wanted is not None else None
        if row is None:
            self._tell_current(None)
        elif self.currentIndex().row() != row:
            self._restore_selection(row)
        elif self._current_id != wanted:
            self._tell_current(wanted)

    def _restore_selection(self, row: int) -> None:
        fresh = self._paged.id_at(row) not in self._kept
        selection = self.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        if fresh or len(self._kept) == 1:
            selection.setCurrentIndex(self._paged.index(row, 0), flags.ClearAndSelect | flags.Rows)
        else:
            rows = {self._paged.row_of(id_) for id_ in self._kept} - {None}
            chosen = QItemSelection()
            for kept in rows:
                index = self._paged.index(kept or 0, 0)
                chosen.select(index, index)
            selection.select(chosen, flags.ClearAndSelect | flags.Rows)
            selection.setCurrentIndex(self._paged.index(row, 0), flags.NoUpdate)
        if fresh:
            self.scrollTo(self._paged.index(row, 0))
        else:
            self.verticalScrollBar().setValue(self._kept_scroll)
            self.scrollTo(self._paged.index(row, 0))
        self._kept = []

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._late.stop()
        known = isinstance(error, AppError)
        text = sentence(error) if isinstance(error, AppError) else "Nothing was lost. The details are in the log."
        self._state.show_state(
            "This list could not be read", text, icon="warning", actions=(Action("Try again", self._paged.refresh),)
        )
        self._cover(shown=True)
        if not known:
            report_bug(error)

    @Slot()
    def _on_sort_changed(self) -> None:
        self._show_sort()
        self.layout_changed.emit()

    @Slot(int)
    def _on_section_clicked(self, section: int) -> None:
        key = self._paged.columns[section].sort_key
        if key is None:
            return
        now = self._paged.current_sort
        first_descending = self._paged.columns[section].numeric
        descending = not now.descending if now is not None and now.key == key else first_descending
        self._paged.set_sort(Sort(key, descending))

    @Slot(QPoint)
    def _on_context_requested(self, at: QPoint) -> None:
        id_ = self._paged.id_at(self.rowAt(at.y()))
        if id_ is not None:
            self.context_requested.emit(id_, self.viewport().mapToGlobal(at))

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        id_ = self._paged.id_at(index.row())
        if id_ is not None:
            self.opened.emit(id_)

    def _on_rows_to_copy(self, rows: Sequence[Any]) -> None:
        shown = [self._paged.columns[s] for s in self.columns.visible_sections()]
        lines = ["\t".join(c.title for c in shown)]
        lines += ["\t".join(" ".join(c.text(row).split()) for c in shown) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    @Slot()
    def _on_theme_changed(self) -> None:
        theme = current_theme()
        self.verticalHeader().setMinimumSectionSize(theme.px(theme.tokens.sizes.row))
        self.verticalHeader().setDefaultSectionSize(theme.px(theme.tokens.sizes.row))
        self.columns.forget_needs()
        self.columns.fit()
        self.viewport().update()
