"""The entries of the stream, read page by page as a person scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.ui.timeline.shapes import Shape

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class StreamModel(QAbstractListModel):
    """Shapes, the newest first. Pages are appended; a fresh first page keeps what it shares with the old one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shapes: list[Shape] = []
        self._rows: dict[tuple[str, int], int] = {}

    def rowCount(self, parent: Index = _ROOT) -> int:
        """The entries that have been read."""
        return 0 if parent.isValid() else len(self._shapes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The entry's words, for those who hear the list; painting asks for the shape itself."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        shape = self._shapes[index.row()]
        return shape.title if role == Qt.ItemDataRole.DisplayRole else shape.spoken

    def shape(self, row: int) -> Shape:
        """One entry."""
        return self._shapes[row]

    def row_of(self, key: tuple[str, int]) -> int | None:
        """Where an entry stands, when it has been read."""
        return self._rows.get(key)

    def replace(self, shapes: Sequence[Shape]) -> None:
        """Show other entries."""
        self.beginResetModel()
        self._shapes = list(shapes)
        self._index_from(0)
        self.endResetModel()

    def append(self, shapes: Sequence[Shape]) -> None:
        """Older ones; those already here are left out."""
        fresh = [shape for shape in shapes if shape.key not in self._rows]
        if not fresh:
            return
        first = len(self._shapes)
        self.beginInsertRows(_ROOT, first, first + len(fresh) - 1)
        self._shapes.extend(fresh)
        self._index_from(first)
        self.endInsertRows()

    def _index_from(self, first: int) -> None:
        if not first:
            self._rows = {}
        for row in range(first, len(self._shapes)):
            self._rows[self._shapes[row].key] = row
