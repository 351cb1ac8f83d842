"""The one table model: it holds only ids and asks for pages of rows as they are painted.

The row count and the scroll bar are right at once, a jump to the end costs one page, and nothing is read on the GUI
thread. A missing row paints empty and arrives by one `dataChanged`; a generation number drops late pages.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar, cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal, Slot

from app.ui.shared.columns import Align, Column, RowSource, Sort
from app.ui.shared.labels import plain_tooltip
from app.ui.shared.tasks import Task, TaskRunner

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

PAGE = 100
PAGES_KEPT = 40
PAGES_IN_FLIGHT = 2

_ALIGNMENT = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    Align.CENTRE: Qt.AlignmentFlag.AlignCenter,
}
_ROOT = QModelIndex()


class HasId(Protocol):
    """What the model needs to know of a row."""

    @property
    def id(self) -> int:
        """The key of the record."""
        ...


class PagedTableModel(QAbstractTableModel, Generic[R]):
    """Rows of type `R` from a `RowSource`, read by pages on the runner's threads.

    `load_started` when ids were asked for, `loaded(count)` when they came, `failed(error)` when something could not be
    read, `row_arrived` when a page came.
    """

    load_started = Signal()
    loaded = Signal(int)
    failed = Signal(object)
    row_arrived = Signal()
    sort_changed = Signal()

    def __init__(
        self, runner: TaskRunner, source: RowSource[R], columns: Sequence[Column[R]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._source = source
        self.columns: tuple[Column[R], ...] = tuple(columns)
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[R | None]] = OrderedDict()
        self._old: dict[int, R] = {}
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._flying: set[int] = set()
        self._generation = 0  # of the ids that were asked for
        self._epoch = 0  # of the ids that are shown, to which pages belong
        self._filter: object = None
        self._sort: Sort | None = None
        self._ids_task: Task | None = None
        self._has_loaded = False
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._on_turn_ended)

    # -- what is shown ---------------------------------------------------------------------------------------------

    @property
    def has_loaded(self) -> bool:
        """Whether the ids have come at least once."""
        return self._has_loaded

    @property
    def loading(self) -> bool:
        """Whether ids are being read."""
        return self._ids_task is not None

    @property
    def filter(self) -> object:
        """What the source was last asked to match."""
        return self._filter

    @property
    def current_sort(self) -> Sort | None:
        """The order of the rows; None is the source's own."""
        return self._sort

    def set_filter(self, filter_: object) -> None:
        """Match something else; reads the ids anew."""
        self._filter = filter_
        self.refresh()

    def set_sort(self, sort: Sort | None, *, read: bool = True) -> None:
        """Order by something else; with `read=False` only for the next refresh."""
        if sort != self._sort:
            self._sort = sort
            self.sort_changed.emit()
            if read:
                self.refresh()

    def refresh(self) -> None:
        """Read the ids anew. What is shown stays until they come; the view keeps its selection by id."""
        self._generation += 1
        if self._ids_task is not None:
            self._ids_task.cancel()
        self._ids_task = None
        self.load_started.emit()
        answer = _IdsAnswer(self, self._generation)
        task = self._runner.read(
            self, self._source.ids, self._filter, self._sort, on_result=answer.came, on_error=answer.failed
        )
        if task.wanted:
            self._ids_task = task

    def id_at(self, row: int) -> int | None:
        """The id of a row, or None beyond the end."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, id_: int) -> int | None:
        """The row that shows an id, or None."""
        # Three times as fast as array.index, which makes an int of every id: 22 ms at a million rows.
        width = self._ids.itemsize
        haystack, needle = self._ids.tobytes(), array("q", [id_]).tobytes()
        at = haystack.find(needle)
        while at >= 0 and at % width:
            at = haystack.find(needle, at + 1)
        return at // width if at >= 0 else None

    def ids(self) -> array[int]:
        """All ids in their order. Do not change it."""
        return self._ids

    @property
    def source(self) -> RowSource[R]:
        """Where its rows come from; ask it on a worker only."""
        return self._source

    def row_at(self, row: int) -> R | None:
        """The row when it is here; asks for its page when it is not."""
        page, offset = divmod(row, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return self._old.get(self._ids[row]) if row < len(self._ids) else None
        self._pages.move_to_end(page)
        return rows[offset] if offset < len(rows) else None

    def is_held(self, row: int) -> bool:
        """Whether the row is here; asks for nothing."""
        page, offset = divmod(row, PAGE)
        rows = self._pages.get(page, [])
        return offset < len(rows) and rows[offset] is not None

    def read_rows(self, ids: Sequence[int], on_result: Callable[[list[R]], object]) -> None:
        """Read the rows of some ids, shown or not, in the order of `ids`; for copying and printing."""
        answer = _RowsAnswer(self, list(ids), on_result)
        self._runner.read(self, self._source.rows, list(ids), on_result=answer.came, on_error=answer.failed)

    # -- Qt's side --------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """All matching rows, read or not."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """The declared columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell for the roles we have; the delegate paints from `row_at` and does not come here."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT[self.columns[index.column()].alignment] if index.isValid() else None
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            tip = column.tooltip(row) if column.tooltip else None
            return plain_tooltip(tip) if tip else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {column.text(row)}"
        return column.text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of columns; rows have none."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT[self.columns[section].alignment]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask the source for another order; a column without `sort_key` changes nothing."""
        if not 0 <= column < len(self.columns):
            return
        key = self.columns[column].sort_key
        if key is not None:
            self.set_sort(Sort(key, order == Qt.SortOrder.DescendingOrder))

    # -- pages ------------------------------------------------------------------------------------------------------

    def _want(self, page: int) -> None:
        if page in self._flying or page * PAGE >= len(self._ids):
            return
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        if not self._turn.isActive():
            self._turn.start()

    def read_now(self) -> None:
        """Ask for the first page before it is painted, so that the first picture has rows (with an inline runner)."""
        self.row_at(0)
        self._on_turn_ended()

    @Slot()
    def _on_turn_ended(self) -> None:
        """Ask for the pages painted last; those scrolled past in between are never read."""
        while self._wanted and len(self._flying) < PAGES_IN_FLIGHT:
            page, _ = self._wanted.popitem(last=True)
            self._flying.add(page)
            ids = self._ids[page * PAGE : (page + 1) * PAGE]
            answer = _PageAnswer(self, self._epoch, page, ids)
            self._runner.read(self, self._source.rows, ids.tolist(), on_result=answer.came, on_error=answer.failed)
        self._wanted.clear()

    def take_ids(self, generation: int, ids: array[int]) -> None:
        """The ids came (called by the answer only)."""
        if generation != self._generation:
            return
        self._ids_task = None
        self._has_loaded = True
        same = ids == self._ids
        self._old = self._rows_by_id()
        if not same:
            self.beginResetModel()
        self._pages.clear()
        self._wanted.clear()
        self._flying.clear()
        self._epoch += 1
        self._ids = ids
        if not same:
            self.endResetModel()
        elif ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, len(self.columns) - 1))
        self.loaded.emit(len(ids))

    def take_page(self, epoch: int, page: int, ids: array[int], rows: Sequence[R]) -> None:
        """A page of rows came (called by the answer only); one of an earlier list is dropped."""
        if epoch != self._epoch:
            return
        self._flying.discard(page)
        by_id = {cast(HasId, row).id: row for row in rows}
        self._pages[page] = [by_id.get(id_) for id_ in ids]
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first = page * PAGE
        last = first + len(ids) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        self.row_arrived.emit()

    def ids_failed(self, generation: int, error: Exception) -> None:
        """The ids could not be read (called by the answer only)."""
        if generation == self._generation:
            self._ids_task = None
            self.failed.emit(error)

    def page_failed(self, epoch: int, page: int, error: Exception) -> None:
        """A page could not be read (called by the answer only)."""
        if epoch == self._epoch:
            self._flying.discard(page)
            self.failed.emit(error)

    def _rows_by_id(self) -> dict[int, R]:
        return {cast(HasId, row).id: row for page in self._pages.values() for row in page if row is not None}


class _IdsAnswer:
    """Carries the generation with which the ids were asked for."""

    def __init__(self, model: PagedTableModel[Any], generation: int) -> None:
        self._model = model
        self._generation = generation

    def came(self, ids: array[int]) -> None:
        self._model.take_ids(self._generation, ids)

    def failed(self, error: Exception) -> None:
        self._model.ids_failed(self._generation, error)


class _PageAnswer:
    """Carries the epoch, the page and its ids with which rows were asked for."""

    def __init__(self, model: PagedTableModel[Any], epoch: int, page: int, ids: array[int]) -> None:
        self._model = model
        self._epoch = epoch
        self._page = page
        self._ids = ids

    def came(self, rows: Sequence[Any]) -> None:
        self._model.take_page(self._epoch, self._page, self._ids, rows)

    def failed(self, error: Exception) -> None:
        self._model.page_failed(self._epoch, self._page, error)


class _RowsAnswer:
    """Puts rows that were asked for by id into the order of the ids."""

    def __init__(self, model: PagedTableModel[Any], ids: list[int], on_result: Callable[[list[Any]], object]) -> None:
        self._model = model
        self._ids = ids
        self._on_result = on_result

    def came(self, rows: Sequence[Any]) -> None:
        by_id = {row.id: row for row in rows}
        self._on_result([by_id[id_] for id_ in self._ids if id_ in by_id])

    def failed(self, error: Exception) -> None:
        self._model.failed.emit(error)
