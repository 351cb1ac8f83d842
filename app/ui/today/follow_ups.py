"""The list of follow-ups: one model of groups and rows, painted like the rows of a card, worked by the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.shared.keys import KeyHelp
from app.ui.theme import current_theme, draw_icon
from app.ui.today.source import TITLES, FollowUp, Group

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
CIRCLE = 44


class FollowUpModel(QAbstractListModel):
    """Heads of groups (their text) and follow-ups, in order."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: list[FollowUp | str] = []

    def show_rows(self, rows: Sequence[FollowUp]) -> None:
        """Show these, group by group."""
        items: list[FollowUp | str] = []
        for group in Group:
            of_group = [row for row in rows if row.group is group]
            if of_group:
                items += [f"{TITLES[group]}  {len(of_group)}", *of_group]
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def row_of(self, wanted: FollowUp) -> int:
        """Where a follow-up stands in its group, -1 when it is gone from there."""
        known = (wanted.id, wanted.group)
        rows = enumerate(self.items)
        return next((i for i, item in rows if isinstance(item, FollowUp) and (item.id, item.group) == known), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        item = self.items[index.row()]
        return item if isinstance(item, str) else ", ".join(filter(None, (item.who, item.title, item.when)))

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.items[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _RowPainter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, current_theme().px(34 if isinstance(_item(index), str) else 54))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        item = _item(index)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(item, str):
            painter.setFont(theme.font("label"))
            painter.setPen(theme.colour("muted"))
            painter.drawText(rect.adjusted(16, 6, -16, 0), int(Qt.AlignmentFlag.AlignVCenter), item)
        else:
            if state & QStyle.StateFlag.State_Selected:
                painter.fillRect(rect, theme.colour("selection"))
            elif state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(rect, theme.colour("hover"))
            _paint_row(painter, rect, item)
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("line_soft"))
        painter.restore()


def _paint_row(painter: QPainter, rect: QRect, item: FollowUp) -> None:
    theme = current_theme()
    side = theme.px(18)
    circle = QRectF(rect.x() + 16, rect.center().y() - side / 2 + 1, side, side)
    draw_icon(painter, "circle", circle, theme.colour("muted"))
    used = _paint_pill(painter, rect, item)
    text = rect.adjusted(CIRCLE, theme.px(8), -used - 28, -theme.px(8))
    painter.setPen(theme.colour("text"))
    painter.setFont(theme.font("control"))
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextSingleLine)
    first, second = (item.who, item.title) if item.who else (item.title, "")
    metrics = painter.fontMetrics()
    painter.drawText(text, flags, metrics.elidedText(first, Qt.TextElideMode.ElideRight, text.width()))
    painter.setPen(theme.colour("muted"))
    painter.setFont(theme.font("label"))
    lower = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextSingleLine)
    line = " ".join(second.split())
    elided = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, text.width())
    painter.drawText(text, lower, elided)


def _paint_pill(painter: QPainter, rect: QRect, item: FollowUp) -> int:
    theme = current_theme()
    ink, soft = theme.tone("warn" if item.group is Group.OVERDUE else "neutral")
    painter.setFont(theme.font("badge"))
    width = painter.fontMetrics().horizontalAdvance(item.when) + 20
    height = theme.px(20)
    pill = QRectF(rect.right() - 16 - width, rect.center().y() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setPen(ink)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, item.when)
    return width


def _item(index: Index) -> FollowUp | str:
    return cast(FollowUpModel, index.model()).items[index.row()]


class FollowUpList(QListView):
    """Space: done. S: snooze. R: another time. Enter: open. The circle and the menu do the same by mouse."""

    HELP = KeyHelp(
        "Follow-ups",
        (
            ("Space", "Done"),
            ("S", "Snooze until tomorrow"),
            ("R", "Set another time"),
            ("Return", "Open the record"),
        ),
    )

    done_wanted = Signal(object)
    snooze_wanted = Signal(object)
    time_wanted = Signal(object, QPoint)
    opened = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Follow-ups")
        self.setProperty("ring", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows = FollowUpModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_RowPainter(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_wanted)
        self.activated.connect(self._on_activated)

    def show_rows(self, rows: Sequence[FollowUp]) -> None:
        """Show these; the current one stays current, or the one that took its place."""
        current = self.current()
        row = max(self.currentIndex().row(), 0)
        self.rows.show_rows(rows)
        kept = self.rows.row_of(current) if current is not None else -1
        self._select(kept if kept >= 0 else row)

    def current(self) -> FollowUp | None:
        """The current follow-up."""
        row = self.currentIndex().row()
        item = self.rows.items[row] if 0 <= row < len(self.rows.items) else None
        return item if isinstance(item, FollowUp) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.current()
        if item is None or event.modifiers():
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Space:
                self.done_wanted.emit(item)
            case Qt.Key.Key_S:
                self.snooze_wanted.emit(item)
            case Qt.Key.Key_R:
                self.time_wanted.emit(item, self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center()))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.opened.emit(item)
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        in_circle = index.isValid() and event.position().x() < CIRCLE
        if in_circle and event.button() == Qt.MouseButton.LeftButton and isinstance(_item(index), FollowUp):
            self.done_wanted.emit(_item(index))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()

    def _select(self, row: int) -> None:
        for candidate in [*range(row, len(self.rows.items)), *range(min(row, len(self.rows.items)) - 1, -1, -1)]:
            if isinstance(self.rows.items[candidate], FollowUp):
                self.setCurrentIndex(self.rows.index(candidate))
                return

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        item = _item(index)
        if isinstance(item, FollowUp) and not self.hasFocus():
            self.opened.emit(item)

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid() and isinstance(_item(index), FollowUp):
            self.menu_wanted.emit(_item(index), self.viewport().mapToGlobal(place))
