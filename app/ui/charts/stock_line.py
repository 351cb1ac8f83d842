"""Stock by day, past and ahead: painted by hand, because it stands in the first page of every product.

The pointer and the arrow keys choose a day and its exact value; `pointed(index)` tells which, -1 for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.charts.keys import IN_A_CHART
from app.ui.theme import current_theme

_LEFT, _RIGHT = 40, 8


@dataclass(frozen=True, slots=True)
class DayPoint:
    """A day's stock in units, and both in words."""

    day: date
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what stands there."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class StockPlot:
    """What is drawn: days from left to right, those after `today` (a place in `points`) reckoned."""

    points: Sequence[DayPoint]
    today: int
    ticks: Sequence[Tick]
    """Of the vertical axis, from nought up; the last one is the top."""
    months: Sequence[Tick]
    level: float | None = None
    level_text: str = ""


class StockLine(QWidget):
    """The chart. Left, Right, Home and End move through the days, Esc lets go."""

    HELP = IN_A_CHART

    pointed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Stock on hand, past 90 days and next 30")
        self.plot: StockPlot | None = None
        self.index = -1
        current_theme().changed.connect(self._on_theme_changed)

    def show_plot(self, plot: StockPlot, description: str) -> None:
        """Draw this; `description` says it in a sentence."""
        self.plot = plot
        self.index = -1
        self.setAccessibleDescription(description)
        self.update()

    def point_at(self, index: int) -> None:
        """Choose a day; -1 for none."""
        count = len(self.plot.points) if self.plot else 0
        index = index if 0 <= index < count else -1
        if index != self.index:
            self.index = index
            if self.plot is not None and index >= 0:
                self.setAccessibleDescription(self.plot.points[index].text)
            self.update()
            self.pointed.emit(index)

    # -- Qt's side

    def sizeHint(self) -> QSize:
        """A landscape."""
        return QSize(420, 110 + current_theme().px(100))

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(220, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Through the days."""
        count = len(self.plot.points) if self.plot else 0
        start = self.index if self.index >= 0 else (self.plot.today if self.plot else 0)
        match event.key():
            case Qt.Key.Key_Left:
                self.point_at(max(start - 1, 0))
            case Qt.Key.Key_Right:
                self.point_at(min(start + 1, count - 1))
            case Qt.Key.Key_Home:
                self.point_at(0)
            case Qt.Key.Key_End:
                self.point_at(count - 1)
            case Qt.Key.Key_Escape if self.index >= 0:
                self.point_at(-1)
            case _:
                super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The day under the pointer."""
        if self.plot is not None and len(self.plot.points) > 1:
            room = self._room()
            share = (event.position().x() - room.left()) / max(room.width(), 1)
            self.point_at(round(min(max(share, 0), 1) * (len(self.plot.points) - 1)))

    def leaveEvent(self, event: object) -> None:
        """No day."""
        if not self.hasFocus():
            self.point_at(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go."""
        super().focusOutEvent(event)
        self.point_at(-1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all of it."""
        if self.plot is None or len(self.plot.points) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(current_theme().font("label", tabular=True))
        room = self._room()
        self._paint_axes(painter, room, self.plot)
        self._paint_stock(painter, room, self.plot)
        self._paint_level(painter, room, self.plot)
        self._paint_today(painter, room, self.plot)
        self._paint_chosen(painter, room, self.plot)
        if self.hasFocus():
            painter.setPen(QPen(current_theme().colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    # -- where things are

    def _room(self) -> QRectF:
        metrics = QFontMetrics(current_theme().font("label", tabular=True))
        texts = [tick.text for tick in self.plot.ticks] if self.plot else []
        left = max((metrics.horizontalAdvance(text) for text in texts), default=_LEFT) + 10
        bottom = metrics.height() + 8
        top = metrics.height() + 2
        return QRectF(left, top, self.width() - left - _RIGHT, self.height() - top - bottom)

    def _x(self, room: QRectF, place: float) -> float:
        last = max(len(self.plot.points) - 1, 1) if self.plot else 1
        return room.left() + room.width() * place / last

    def _y(self, room: QRectF, value: float) -> float:
        top = self.plot.ticks[-1].at if self.plot else 1
        return room.bottom() - room.height() * min(value / top, 1) if top else room.bottom()

    # -- what is painted

    def _paint_axes(self, painter: QPainter, room: QRectF, plot: StockPlot) -> None:
        theme = current_theme()
        metrics = painter.fontMetrics()
        for tick in plot.ticks:
            y = self._y(room, tick.at)
            painter.setPen(QPen(theme.colour("line" if tick.at == 0 else "line_soft"), 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(theme.colour("muted"))
            box = QRectF(0, y - metrics.height() / 2, room.left() - 8, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick.text)
        for month in plot.months:
            x = self._x(room, month.at)
            width = metrics.horizontalAdvance(month.text)
            painter.drawText(QPointF(min(x, self.width() - width), self.height() - 5), month.text)

    def _paint_stock(self, painter: QPainter, room: QRectF, plot: StockPlot) -> None:
        colour = current_theme().colour("accent")
        spots = [QPointF(self._x(room, i), self._y(room, p.value)) for i, p in enumerate(plot.points)]
        past, future = spots[: plot.today + 1], spots[plot.today :]
        for run, alpha in ((past, 30), (future, 14)):
            soft = QColor(colour)
            soft.setAlpha(alpha)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(soft)
            ends = (QPointF(run[0].x(), room.bottom()), QPointF(run[-1].x(), room.bottom()))
            painter.drawPolygon(QPolygonF([ends[0], *run, ends[1]]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2))
        painter.drawPolyline(QPolygonF(past))
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DotLine))
        painter.drawPolyline(QPolygonF(future))

    def _paint_level(self, painter: QPainter, room: QRectF, plot: StockPlot) -> None:
        if plot.level is None:
            return
        y = self._y(room, plot.level)
        colour = current_theme().colour("warn")
        painter.setPen(QPen(colour, 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        metrics = painter.fontMetrics()
        back = QColor(current_theme().colour("surface"))
        back.setAlpha(210)
        box = QRectF(room.left() + 4, y - metrics.height() - 3, metrics.horizontalAdvance(plot.level_text) + 6, 0)
        box.setHeight(metrics.height())
        painter.fillRect(box, back)
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, plot.level_text)

    def _paint_today(self, painter: QPainter, room: QRectF, plot: StockPlot) -> None:
        theme = current_theme()
        x = self._x(room, plot.today)
        painter.setPen(QPen(theme.colour("muted"), 1))
        painter.drawLine(QPointF(x, 2), QPointF(x, room.bottom()))
        painter.drawText(QPointF(x + 4, painter.fontMetrics().ascent()), "today")

    def _paint_chosen(self, painter: QPainter, room: QRectF, plot: StockPlot) -> None:
        if self.index < 0:
            return
        theme = current_theme()
        spot = QPointF(self._x(room, self.index), self._y(room, plot.points[self.index].value))
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(theme.colour("surface"))
        painter.drawEllipse(spot, 4, 4)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
