"""The painted stream: entries on a line, of any number and any height, without a widget for each of them.

Heights are exact where a person looks and guessed elsewhere, so that a new width costs what can be seen and not what
has been read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from itertools import accumulate

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app.ui.shared.keys import KeyHelp
from app.ui.theme import current_theme
from app.ui.timeline.blocks import Block, BlockMaker
from app.ui.timeline.paint import Mood, paint_block
from app.ui.timeline.shapes import Act, Shape, Spot
from app.ui.timeline.stream_model import Index, StreamModel

BLOCKS_KEPT = 200
GUESSED_HEIGHT = 68
NEAR_END = 600  # pixels before the end at which more is asked for


class StreamView(QListView):
    """`spot_used(Shape, Spot)` when something in an entry was clicked; `acts_wanted(Shape, place)` by Enter or the
    menu key; `end_near` when older entries should be read; `left_upwards` by Up on the first entry.
    """

    HELP = KeyHelp(
        "In a timeline", (("Return", "What can be done with the entry"), ("Space", "Show all of it, or less"))
    )

    spot_used = Signal(object, object)
    acts_wanted = Signal(object, QPoint)
    end_near = Signal()
    left_upwards = Signal()

    def __init__(self, model: StreamModel, parent: QWidget | None = None, *, name: str = "Timeline") -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.viewport().setMouseTracking(True)
        self.setMouseTracking(True)
        self._stream = model
        self._heights: list[int] = []
        self._tops: list[int] = [0]
        self._exact: set[int] = set()
        self._blocks: OrderedDict[int, Block] = OrderedDict()
        self._expanded: set[tuple[str, int]] = set()
        self._hovered: tuple[int, Spot | None] = (-1, None)
        self._maker: BlockMaker | None = None
        self._settling = False
        self._kept: tuple[str, int] | None = None
        self._in_sight: list[tuple[tuple[str, int], int]] = []
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_inserted)
        current_theme().changed.connect(self._on_theme_changed)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # -- places -----------------------------------------------------------------------------------------------------

    def block(self, row: int) -> Block:
        """An entry laid out at the present width."""
        found = self._blocks.get(row)
        if found is None:
            if self._maker is None:
                self._maker = BlockMaker(current_theme(), self.viewport().width())
            shape = self._stream.shape(row)
            found = self._blocks[row] = self._maker.make(shape, expanded=shape.key in self._expanded)
            while len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(row)
        return found

    def visualRect(self, index: Index) -> QRect:
        """Where an entry is in the viewport."""
        row = index.row()
        if not index.isValid() or row >= len(self._heights):
            return QRect()
        return QRect(0, self._tops[row] - self.verticalOffset(), self.viewport().width(), self._heights[row])

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Which entry is at a place of the viewport."""
        y = point.y() + self.verticalOffset()
        if not self._heights or not 0 <= y < self._tops[-1]:
            return QModelIndex()
        return self._stream.index(bisect_right(self._tops, y) - 1)

    def verticalOffset(self) -> int:
        """How far it is scrolled, in pixels."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """Never to the side."""
        return 0

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring an entry into view, whole when it fits."""
        if not index.isValid() or not self._heights:
            return
        bar, room = self.verticalScrollBar(), self.viewport().height()
        top = hint == QAbstractItemView.ScrollHint.PositionAtTop
        # Each step shows rows whose heights were only guessed until then.
        for _ in range(4):
            self._make_exact(range(max(index.row() - 1, 0), index.row() + 1))
            rect, before = self.visualRect(index), bar.value()
            if rect.top() < 0 or rect.height() > room or top:
                bar.setValue(before + rect.top())
            elif rect.bottom() >= room:
                bar.setValue(before + rect.bottom() - room + 1)
            if bar.value() == before:
                break

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Up, Down, Page up, Page down, Home, End."""
        last = self._stream.rowCount() - 1
        row = self.currentIndex().row()
        if last < 0:
            return QModelIndex()
        moves = QAbstractItemView.CursorAction
        match action:
            case moves.MoveUp | moves.MovePrevious | moves.MoveLeft:
                row = max(row - 1, 0)
            case moves.MoveDown | moves.MoveNext | moves.MoveRight:
                row = min(row + 1, last)
            case moves.MoveHome:
                row = 0
            case moves.MoveEnd:
                row = last
            case moves.MovePageUp | moves.MovePageDown:
                page = self.viewport().height() * (1 if action == moves.MovePageDown else -1)
                y = min(max(self._tops[max(row, 0)] + page, 0), self._tops[-1] - 1)
                row = min(bisect_right(self._tops, y) - 1, last)
        return self._stream.index(row)

    def visualRegionForSelection(self, selection: object) -> QRegion:
        """The current entry's place."""
        return QRegion(self.visualRect(self.currentIndex()))

    def isIndexHidden(self, index: Index) -> bool:
        """None is."""
        return False

    def doItemsLayout(self) -> None:
        """Heights are ours."""
        self._settle()

    def updateGeometries(self) -> None:
        """Tell the scroll bar how much there is."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(self._tops[-1] + 8 - room, 0))
        bar.setPageStep(room)
        bar.setSingleStep(current_theme().px(24))

    # -- painting and hands -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what can be seen."""
        self._settle()
        if not self._heights:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, offset = current_theme(), self.verticalOffset()
        row = bisect_right(self._tops, max(event.rect().top() + offset, 0)) - 1
        last = self._stream.rowCount() - 1
        while 0 <= row <= last and self._tops[row] - offset <= event.rect().bottom():
            shape = self._stream.shape(row)
            rect = QRect(0, self._tops[row] - offset, self.viewport().width(), self._heights[row])
            focused = row == self.currentIndex().row() and self.hasFocus()
            hovered = self._hovered[1] if self._hovered[0] == row else None
            mood = Mood(focused, hovered, tools=focused or self._hovered[0] == row, last=row == last)
            paint_block(painter, self.block(row), shape, rect, theme, mood)
            row += 1
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew where a person looks; keep the first visible entry where it is."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._forget_layout()
        self._settle()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be clicked."""
        row, spot = self._spot_at(event.position().toPoint())
        if (row, spot) != self._hovered:
            self._hovered = row, spot
            self.viewport().setCursor(
                Qt.CursorShape.PointingHandCursor if spot is not None else Qt.CursorShape.ArrowCursor
            )
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        super().leaveEvent(event)
        self._hovered = -1, None
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow a link, or do what was clicked."""
        super().mouseReleaseEvent(event)
        row, spot = self._spot_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and spot is not None:
            self._use(row, spot)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done here."""
        index = (
            self.currentIndex() if event.reason() == QContextMenuEvent.Reason.Keyboard else self.indexAt(event.pos())
        )
        if index.isValid():
            self.acts_wanted.emit(self._stream.shape(index.row()), event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows what can be done; Up on the first entry leaves."""
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            place = self.visualRect(self.currentIndex()).topLeft() + QPoint(
                current_theme().px(60), current_theme().px(28)
            )
            self.acts_wanted.emit(self._stream.shape(row), self.viewport().mapToGlobal(place))
        elif event.key() == Qt.Key.Key_Up and row <= 0:
            self.left_upwards.emit()
        elif event.key() == Qt.Key.Key_Space and row >= 0:
            self.toggle_expanded(self._stream.shape(row))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The first entry is current when none is."""
        super().focusInEvent(event)
        if (
            not self.currentIndex().isValid()
            and self._stream.rowCount()
            and event.reason() != Qt.FocusReason.MouseFocusReason
        ):
            self.setCurrentIndex(self._stream.index(0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No entry has the keyboard."""
        super().focusOutEvent(event)
        self.viewport().update()

    def toggle_expanded(self, shape: Shape) -> None:
        """Show all of a long text, or its beginning again."""
        self._expanded ^= {shape.key}
        row = self._stream.row_of(shape.key)
        if row is not None:
            self._blocks.pop(row, None)
            self._exact.discard(row)
            self._settle()
            self.viewport().update()

    # -- heights ----------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Make the heights of what can be seen exact; what a person looks at stays where it is."""
        if self._settling:
            return
        self._settling = True
        bar, room = self.verticalScrollBar(), self.viewport().height()
        for _ in range(4):
            offset = bar.value()
            first = max(bisect_right(self._tops, offset) - 1, 0)
            rows = range(first, min(bisect_right(self._tops, offset + room), len(self._heights)))
            at_end = 0 < bar.maximum() <= offset
            anchor = next((row for row in rows if row in self._exact), first)
            inside = offset - self._tops[anchor] if self._heights else 0
            if not self._make_exact(rows):
                break
            bar.setValue(bar.maximum() if at_end else self._tops[anchor] + inside)
        self._settling = False
        if self._heights and self._tops[-1] - bar.value() - room < NEAR_END:
            self.end_near.emit()

    def _make_exact(self, rows: range) -> bool:
        wanted = [row for row in rows if row not in self._exact]
        if not wanted:
            return False
        for row in wanted:
            self._heights[row] = self.block(row).height
            self._exact.add(row)
        self._measure()
        return True

    def _measure(self) -> None:
        self._tops = [0, *accumulate(self._heights)]
        self.updateGeometries()

    def _forget_layout(self) -> None:
        anchor = self._anchor()
        self._maker = None
        self._blocks.clear()
        self._exact.clear()
        if anchor is not None:
            row, inside = anchor
            self._make_exact(range(row, row + 1))
            self.verticalScrollBar().setValue(self._tops[row] + min(inside, self._heights[row]))

    def _anchor(self) -> tuple[int, int] | None:
        if not self._heights:
            return None
        row = min(max(bisect_right(self._tops, self.verticalOffset()) - 1, 0), len(self._heights) - 1)
        return row, self.verticalOffset() - self._tops[row]

    def _spot_at(self, point: QPoint) -> tuple[int, Spot | None]:
        index = self.indexAt(point)
        if not index.isValid():
            return -1, None
        rect = self.visualRect(index)
        return index.row(), self.block(index.row()).spot_at(point.x(), point.y() - rect.y())

    def _use(self, row: int, spot: Spot) -> None:
        shape = self._stream.shape(row)
        if spot.act is Act.EXPAND:
            self.toggle_expanded(shape)
        else:
            self.spot_used.emit(shape, spot)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        index = self.currentIndex()
        self._kept = self._stream.shape(index.row()).key if index.isValid() else None
        offset = self.verticalOffset()
        rows = range(len(self._heights)) if offset else range(0)
        first, last = bisect_right(self._tops, offset) - 1, bisect_right(self._tops, offset + self.viewport().height())
        self._in_sight = [(self._stream.shape(row).key, self._tops[row] - offset) for row in rows[max(first, 0) : last]]

    @Slot()
    def _on_reset(self) -> None:
        self._blocks.clear()
        self._exact.clear()
        self._hovered = -1, None
        self._heights = [current_theme().px(GUESSED_HEIGHT)] * self._stream.rowCount()
        self._measure()
        self._hold_place()
        self._settle()
        row = self._stream.row_of(self._kept) if self._kept is not None else None
        if row is not None:
            self.setCurrentIndex(self._stream.index(row))
        self.viewport().update()

    def _hold_place(self) -> None:
        """Who had scrolled still sees what they saw, where they saw it; at the top, the newest."""
        for key, place in self._in_sight:
            row = self._stream.row_of(key)
            if row is not None:
                self._make_exact(range(row, row + 1))
                self.verticalScrollBar().setValue(max(self._tops[row] - place, 0))
                return

    @Slot(QModelIndex, int, int)
    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._heights[first:first] = [current_theme().px(GUESSED_HEIGHT)] * (last - first + 1)
        self._measure()
        self.viewport().update()

    @Slot()
    def _on_scrolled(self) -> None:
        self._settle()
        self.viewport().update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._forget_layout()
        self.viewport().update()
