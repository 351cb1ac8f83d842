"""A list that opens under a field while a person types: mentions after @, results of a search.

It never takes the keyboard from the field: the field's arrows, Enter and Esc are handed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from app.ui.theme import current_theme, draw_icon

MOST_ROWS = 10
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class PopupItem:
    """One choice: what it stands for, its text, a muted note right of it, an icon. A `head` cannot be chosen."""

    value: object
    text: str
    note: str = ""
    icon: str = ""
    head: bool = False


class _Items(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: list[PopupItem] = []

    def replace(self, items: Sequence[PopupItem]) -> None:
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        item = self.items[index.row()]
        return item.text if role == Qt.ItemDataRole.DisplayRole else f"{item.text} {item.note}".strip()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.items[index.row()].head:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, current_theme().px(26 if _item(index).head else 32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        item = _item(index)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(rect, 4, 4)
        inner = rect.adjusted(10, 0, -10, 0)
        if item.icon:
            side = theme.px(16)
            box = QRect(inner.x(), inner.center().y() - side // 2 + 1, side, side)
            draw_icon(painter, item.icon, box.toRectF(), theme.colour("muted"))
            inner.setLeft(inner.left() + side + 8)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(theme.font("label" if item.head else "body"))
        painter.setPen(theme.colour("muted" if item.head else "text"))
        metrics = painter.fontMetrics()
        text = metrics.elidedText(item.text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(flags | Qt.AlignmentFlag.AlignLeft), text)
        room = inner.adjusted(metrics.horizontalAdvance(text) + 12, 0, 0, 0)
        if item.note and room.width() > 24:
            painter.setFont(theme.font("label"))
            painter.setPen(theme.colour("neutral"))
            note = painter.fontMetrics().elidedText(item.note, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(flags | Qt.AlignmentFlag.AlignRight), note)


def _item(index: Index) -> PopupItem:
    return cast(_Items, index.model()).items[index.row()]


class PopupList(QFrame):
    """Under `field`, in its window. `chosen(value)` by Enter, Tab or a click; `dismissed` by Esc.

    `show_items` opens it (an empty list closes it); it follows the field's keys until then.
    """

    chosen = Signal(object)
    dismissed = Signal()

    def __init__(self, field: QWidget, *, name: str, width: int = 360) -> None:
        super().__init__(field.window())
        self.setProperty("kind", "popup")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._field = field
        self._wanted_width = width
        self._items = _Items(self)
        self.list = QListView(self)
        self.list.setAccessibleName(name)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemDelegate(_Painter(self.list))
        self.list.setModel(self._items)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.list)
        field.installEventFilter(self)
        field.destroyed.connect(self.deleteLater)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it shows."""
        return self.isVisible()

    def show_items(self, items: Sequence[PopupItem], at: QRect | None = None) -> None:
        """Offer these, under the rectangle `at` of the field (the whole field when None)."""
        self._items.replace(items)
        if not any(not item.head for item in items):
            self.hide()
            return
        self._move_by(1, start=-1)
        self._place(at if at is not None else self._field.rect())
        self.show()
        self.raise_()

    def show_message(self, text: str) -> None:
        """Say something in the place of choices."""
        self._items.replace([PopupItem(None, text, head=True)])
        self._place(self._field.rect())
        self.show()
        self.raise_()

    def current_value(self) -> object | None:
        """What would be chosen."""
        index = self.list.currentIndex()
        return self._items.items[index.row()].value if index.isValid() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter, Tab and Esc of the field, while the list is open."""
        if not self.isVisible():
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(Qt.Key(event.key()))
        return False

    def _take_key(self, key: Qt.Key) -> bool:
        match key:
            case Qt.Key.Key_Down:
                self._move_by(1)
            case Qt.Key.Key_Up:
                self._move_by(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab:
                self._choose(self.list.currentIndex())
            case Qt.Key.Key_Escape:
                self.hide()
                self.dismissed.emit()
            case _:
                return False
        return True

    def _move_by(self, step: int, *, start: int | None = None) -> None:
        count = len(self._items.items)
        row = self.list.currentIndex().row() if start is None else start
        for _ in range(count):
            row = (row + step) % count
            if not self._items.items[row].head:
                self.list.setCurrentIndex(self._items.index(row))
                return

    def _place(self, at: QRect) -> None:
        theme = current_theme()
        items = self._items.items[:MOST_ROWS]
        height = sum(theme.px(26 if item.head else 32) for item in items) + 12
        window = self._field.window()
        below = self._field.mapTo(window, QPoint(at.left(), at.bottom() + 4))
        above = self._field.mapTo(window, QPoint(at.left(), at.top() - 4 - height))
        width = min(theme.px(self._wanted_width), window.width() - 16)
        fits = below.y() + height <= window.height() - 8 or above.y() < 8
        place = below if fits else above
        left = max(8, min(place.x(), window.width() - width - 8))
        self.setGeometry(left, place.y(), width, min(height, window.height() - place.y() - 8))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        item = self._items.items[index.row()]
        if not item.head:
            self.hide()
            self.chosen.emit(item.value)
