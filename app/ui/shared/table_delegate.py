"""Paints the cells of every table straight from the row, in the look of the theme.

One call a cell instead of one a role: painting decides how fast a table scrolls. A row that has not come yet is a
grey bar; a text that does not fit ends in … and shows itself whole as a tool tip.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from app.ui.shared.columns import Align, Column
from app.ui.shared.labels import plain_tooltip
from app.ui.shared.paged_table import PagedTableModel
from app.ui.theme import Theme, current_theme

PADDING = 10
BADGE_PADDING = 8
GAP = 6
Index = QModelIndex | QPersistentModelIndex


class TableDelegate(QStyledItemDelegate):
    """Set on a view whose model is a `PagedTableModel`. The view says which row has the mouse and which the
    keyboard.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hovered_row = -1
        self.focused_row = -1
        self.show_skeleton = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        model: PagedTableModel[Any] = index.model()  # type: ignore[assignment]
        theme = current_theme()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.colour("selection"))
        elif index.row() == self.hovered_row:
            painter.fillRect(rect, theme.colour("sunken"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.colour("line_soft"))
        row = model.row_at(index.row())
        column = model.columns[index.column()]
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        if row is None:
            if self.show_skeleton:
                _paint_bar(painter, inner, theme)
            return
        _paint_cell(painter, inner, column, row, theme, selected=selected)
        if index.row() == self.focused_row:
            self._paint_focus(painter, rect, index, theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """For fitting a column to what it shows."""
        model: PagedTableModel[Any] = index.model()  # type: ignore[assignment]
        theme = current_theme()
        height = theme.px(theme.tokens.sizes.row)
        row = model.row_at(index.row())
        if row is None:
            return QSize(PADDING * 2, height)
        column = model.columns[index.column()]
        pill = column.badge is not None and column.badge(row) is not None
        font = theme.font("badge") if pill else _font(column, theme)
        width = QFontMetrics(font).horizontalAdvance(column.text(row)) + PADDING * 2 + 2
        if pill:
            width += BADGE_PADDING * 2
        note = column.note(row) if column.note is not None else None
        if note:
            width += QFontMetrics(theme.font("label")).horizontalAdvance(note) + GAP
        return QSize(width, height)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The column's tool tip, or the whole text when it did not fit."""
        model = index.model()
        if event.type() != QEvent.Type.ToolTip or not isinstance(model, PagedTableModel):
            return super().helpEvent(event, view, option, index)
        row = model.row_at(index.row())
        tip = ""
        if row is not None:
            column = model.columns[index.column()]
            tip = (column.tooltip(row) if column.tooltip else None) or ""
            if not tip and self.sizeHint(option, index).width() > view.visualRect(_plain(index)).width():
                tip = column.text(row)
        QToolTip.showText(event.globalPos(), plain_tooltip(tip), view)
        return True

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """No cell is edited in place."""
        return None  # type: ignore[return-value]

    def _paint_focus(self, painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
        """A bar at the left edge of the current row while the table has the keyboard."""
        view = self.parent()
        if isinstance(view, QAbstractItemView) and _first_column(view) == index.column():
            painter.fillRect(rect.x(), rect.y(), 3, rect.height() - 1, theme.colour("accent"))


def _plain(index: Index) -> QModelIndex:
    return index.model().index(index.row(), index.column())


def _first_column(view: QAbstractItemView) -> int:
    header = view.horizontalHeader()  # type: ignore[attr-defined]
    visible = (header.logicalIndex(i) for i in range(header.count()))
    return next((section for section in visible if not header.isSectionHidden(section)), -1)


def _font(column: Column[Any], theme: Theme) -> Any:
    return theme.font("strong" if column.strong else "body", tabular=column.numeric)


def _paint_cell(painter: QPainter, rect: QRect, column: Column[Any], row: Any, theme: Theme, *, selected: bool) -> None:
    text = column.text(row)
    tone = column.badge(row) if column.badge is not None else None
    note = column.note(row) if column.note is not None else None
    muted = theme.colour("selection_muted" if selected else "muted")
    if tone is not None:
        used = _paint_badge(painter, rect, text, str(tone), theme)
    else:
        painter.setFont(_font(column, theme))
        painter.setPen(muted if column.muted or text in {"–", ""} else theme.colour("text"))
        used = _paint_text(painter, rect, text, column.alignment)
    if note:
        painter.setFont(theme.font("label"))
        painter.setPen(muted)
        if tone is None and column.alignment is Align.RIGHT:
            # Numbers end below each other: what is noted of one stands before it.
            _paint_text(painter, rect.adjusted(0, 0, -used - GAP, 0), note, Align.RIGHT)
        else:
            _paint_text(painter, rect.adjusted(used + GAP, 0, 0, 0), note, Align.LEFT)


def _paint_text(painter: QPainter, rect: QRect, text: str, align: Align) -> int:
    """Paint one line, shortened to fit; answers how wide it was."""
    metrics = painter.fontMetrics()
    if "\n" in text:
        text = " ".join(text.split("\n"))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    flag = {
        Align.LEFT: Qt.AlignmentFlag.AlignLeft,
        Align.RIGHT: Qt.AlignmentFlag.AlignRight,
        Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    }[align]
    flags = flag | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | Qt.TextFlag.TextSingleLine
    painter.drawText(rect, int(flags), shown)
    return metrics.horizontalAdvance(shown)


def _paint_badge(painter: QPainter, rect: QRect, text: str, tone: str, theme: Theme) -> int:
    ink, soft = theme.tone(tone)
    painter.setFont(theme.font("badge"))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() - 2 * BADGE_PADDING)
    width = metrics.horizontalAdvance(shown) + 2 * BADGE_PADDING
    height = theme.px(20)
    pill = QRectF(rect.x(), rect.center().y() - height / 2 + 0.5, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.restore()
    painter.setPen(ink)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)
    return width


def _paint_bar(painter: QPainter, rect: QRect, theme: Theme) -> None:
    height = theme.px(8)
    bar = QRectF(rect.x(), rect.center().y() - height / 2, max(rect.width() * 0.6, 12), height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.colour("line_soft")))
    painter.drawRoundedRect(bar, height / 2, height / 2)
    painter.restore()
