"""The rows of a file before they are imported: refused cells marked and explained, each cell mended in its place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from app.ui.shared.columns import Column, Tone
from app.ui.shared.fields import LineField
from app.ui.shared.formats import formats
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.table_delegate import TableDelegate
from app.ui.shared.tasks import TaskRunner
from app.ui.theme import current_theme
from app.ui.transfer.preview_data import PreviewRow, PreviewSource
from app.wording import refusals

Index = QModelIndex | QPersistentModelIndex
OWN_COLUMNS = 2
EMPTY_CELL = "empty"


class _Cell:
    """One column of the file."""

    def __init__(self, column: int) -> None:
        self._column = column

    def text(self, row: PreviewRow) -> str:
        words = " ".join(row.cells[self._column].split())
        return words or (EMPTY_CELL if self._column in row.wrong else "")

    def tone(self, row: PreviewRow) -> Tone | None:
        if self._column in row.wrong:
            return Tone.WARN if self._column in row.mended else Tone.BAD
        return Tone.GOOD if self._column in row.mended and row.cells[self._column] else None

    def tip(self, row: PreviewRow) -> str | None:
        item = row.wrong.get(self._column)
        return refusals.reason(item, formats()) if item is not None else None


def _state(row: PreviewRow) -> str:
    return "Refused" if row.refused else ""


def _state_tone(row: PreviewRow) -> Tone | None:
    return Tone.BAD if row.refused else None


def _why(row: PreviewRow) -> str | None:
    return "\n".join(refusals.reason(item, formats()) for item in row.wrong.values()) or None


def _line(row: PreviewRow) -> str:
    return str(row.line)


def preview_columns(headers: tuple[str, ...], read: Collection[str]) -> list[Column[PreviewRow]]:
    """The row's number, whether it is refused, and every column of the file; those nothing is read from are hidden."""
    columns: list[Column[PreviewRow]] = [
        Column("line", "Row", _line, numeric=True, muted=True, width=56),
        Column("state", "State", _state, badge=_state_tone, tooltip=_why, width=84),
    ]
    for number, header in enumerate(headers):
        cell = _Cell(number)
        columns.append(
            Column(
                f"cell{number}",
                header or f"Column {number + 1}",
                cell.text,
                badge=cell.tone,
                tooltip=cell.tip,
                width=130,
                hidden_by_default=header not in read,
                stretch=True,
            )
        )
    return columns


class PreviewModel(PagedTableModel[PreviewRow]):
    """`mended(file, row, header, text)` when a cell was edited."""

    mended = Signal(str, int, str, str)

    def __init__(
        self, runner: TaskRunner, source: PreviewSource, columns: list[Column[PreviewRow]], parent: QObject
    ) -> None:
        super().__init__(runner, source, columns, parent)
        self.preview = source

    def take_source(self, source: PreviewSource) -> None:
        """Show the rows of a newer preview of the same file."""
        self.preview = self._source = source
        self.refresh()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The cells of the file can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() >= OWN_COLUMNS else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A screen reader hears why a cell is refused."""
        if role == Qt.ItemDataRole.EditRole and index.column() >= OWN_COLUMNS:
            row = self.row_at(index.row())
            return row.cells[index.column() - OWN_COLUMNS] if row is not None else ""
        words = super().data(index, role)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.isValid():
            row = self.row_at(index.row())
            tip = self.columns[index.column()].tooltip
            why = tip(row) if row is not None and tip is not None else None
            return f"{words}. {why}" if why else words
        return words

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Mend a cell."""
        row = self.row_at(index.row())
        column = index.column() - OWN_COLUMNS
        if row is None or column < 0 or value == row.cells[column]:
            return False
        self.mended.emit(self.preview.data.file, row.line, self.preview.data.headers[column], str(value))
        return True


class _Delegate(TableDelegate):
    """Edits a cell in a line, and frames the current cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        view = self.parent()
        if isinstance(view, ListTable) and view.hasFocus() and view.currentIndex() == index:
            painter.save()
            painter.setPen(QPen(current_theme().colour("accent"), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
            painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model: PreviewModel = index.model()  # type: ignore[assignment]
        row = model.row_at(index.row())
        line = row.line if row is not None else index.row() + 1
        return LineField(parent, name=f"{model.columns[index.column()].title}, row {line}", limit=100_000)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Only once: a newer preview must not write over what is being typed.
        if isinstance(editor, LineField) and not editor.property("filled"):
            editor.setProperty("filled", True)
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, LineField):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)


class PreviewTable(ListTable):
    """Arrows move from cell to cell, Enter and F2 mend the current one, and typing writes it anew."""

    FRAMED = True

    def __init__(self, model: PreviewModel, parent: QWidget, *, name: str) -> None:
        super().__init__(model, parent, name=name)
        self._delegate = _Delegate(self)
        self.setItemDelegate(self._delegate)
        self.setHorizontalScrollMode(ListTable.ScrollMode.ScrollPerPixel)
        self.set_empty(Empty("No row is refused", "All rows can go in.", "check-circle"))

    @property
    def editing(self) -> bool:
        """Whether a cell is being mended."""
        return self.state() == ListTable.State.EditingState

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 edit; the Enter that ends an edit comes by here too."""
        if self.editing:
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit(self.currentIndex())
        elif _is_writing(event) and self.currentIndex().column() >= OWN_COLUMNS:
            self.edit(self.currentIndex())
            editor = self.indexWidget(self.currentIndex())
            if isinstance(editor, LineField):
                editor.insert(event.text())
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """A double click edits too."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.edit(self.currentIndex())
            return True
        return super().viewportEvent(event)

    def jump(self, line: int, header: str | None) -> bool:
        """Go to a cell by the row of the file and the header. False when it is not in the table."""
        model: PreviewModel = self.model()  # type: ignore[assignment]
        lines = model.preview.data.lines
        place = bisect_left(lines, line)
        there = place < len(lines) and lines[place] == line
        row = model.row_of(place + 1) if there else None
        if row is None:
            return False
        headers = model.preview.data.headers
        column = headers.index(header) + OWN_COLUMNS if header in headers else 0
        if self.head.isSectionHidden(column):
            column = 0
        index = model.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def _is_writing(event: QKeyEvent) -> bool:
    """Whether a key writes a character."""
    commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    text = event.text()
    return bool(text) and text.isprintable() and not text.isspace() and not event.modifiers() & commands
