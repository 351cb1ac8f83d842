"""The plot itself, drawn with pyqtgraph: imported only when the first chart is shown, never with the window.

Months are lines from left to right, things are bars from top to bottom. The pointer and the arrow keys choose a point;
`pointed(index)` says which, -1 for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.reports.charts import Scale, alt_text, fitting_scale
from app.ui.charts.drawing import as_chart
from app.ui.charts.keys import IN_A_CHART
from app.ui.shared.formats import formats
from app.ui.theme import current_theme
from app.wording.plotting import Plotted

_NAME_LETTERS = 20


class Plot(pg.PlotWidget):
    """One chart, focusable. Left, Right, Home and End move through its points, Esc lets go."""

    HELP = IN_A_CHART

    pointed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        # The base class resizes while it is made.
        self._is_fitted = False
        super().__init__(parent, background=current_theme().colour("surface"), enableMenu=False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.hideButtons()
        self.plot_item = self.getPlotItem()
        self.plot_item.setMouseEnabled(False, False)
        # Room for half of the topmost and of the last tick's words.
        self.plot_item.setContentsMargins(0, 8, 14, 0)
        self.box = self.plot_item.getViewBox()
        self.box.setDefaultPadding(0)
        for side in ("left", "bottom"):
            # The ticks come in words; the axis would lay out a label without any at every resize.
            self.plot_item.getAxis(side).enableAutoSIPrefix(False)
        self.data: Plotted | None = None
        self.index = -1
        self._dot = pg.ScatterPlotItem(size=9, pxMode=True)
        current_theme().changed.connect(self._on_theme_changed)

    def show_data(self, data: Plotted) -> None:
        """Draw this."""
        self.data = data
        self.index = -1
        self.setAccessibleName(data.title)
        self._say()
        self._draw()

    def point_at(self, index: int) -> None:
        """Choose a point; -1 for none."""
        count = len(self.data.points) if self.data else 0
        index = index if 0 <= index < count else -1
        if index != self.index:
            self.index = index
            self._mark()
            self._say()
            self.pointed.emit(index)

    # -- what is drawn

    def _draw(self) -> None:
        self.plot_item.clear()
        data = self.data
        if data is None:
            return
        if data.over_time:
            self._draw_line(data)
        else:
            self._draw_bars(data)
        self.plot_item.addItem(self._dot)
        self._mark()

    def _draw_line(self, data: Plotted) -> None:
        theme = current_theme()
        scale = scale_of(data)
        last = max(len(data.points) - 1, 1)
        ends = (-0.02 * last, 1.02 * last)
        self._grid(scale.ticks[1:], ends, theme.colour("grid"))
        self._grid([scale.low], ends, theme.colour("line"))
        colour = theme.colour(_colour(data))
        fill = QColor(colour)
        fill.setAlpha(28)
        for xs, ys in _runs(data):
            curve = pg.PlotCurveItem(x=xs, y=ys, pen=_pen(colour, 2), fillLevel=scale.low, brush=fill, antialias=True)
            self.plot_item.addItem(curve)
            if len(xs) == 1:
                self.plot_item.addItem(pg.ScatterPlotItem(x=xs, y=ys, size=6, brush=colour, pen=None))
        if data.goal is not None:
            self._goal(data.goal, 0)
        self.box.setRange(xRange=ends, yRange=(scale.low, scale.high), padding=0)
        self._axes([(tick, formats().number(tick)) for tick in scale.ticks], _month_ticks(data, self.width()))

    def _draw_bars(self, data: Plotted) -> None:
        theme = current_theme()
        scale = scale_of(data)
        count = len(data.points)
        ends = (-0.6, max(count, 4) - 0.4)
        self._grid(scale.ticks[1:], ends, theme.colour("grid"), upright=True)
        rows = [
            (count - 1 - i, point.value, theme.colour("bad" if point.missed else "accent"))
            for i, point in enumerate(data.points)
            if point.value is not None
        ]
        bars = pg.BarGraphItem(
            x0=0, y=[row[0] for row in rows], width=[row[1] for row in rows], height=0.62,
            brushes=[row[2] for row in rows], pen=None,
        )  # fmt: skip
        self.plot_item.addItem(bars)
        if data.goal is not None:
            self._goal(data.goal, 90)
        self.box.setRange(xRange=(scale.low, scale.high), yRange=ends, padding=0)
        names = [(count - 1 - i, _short(point.name)) for i, point in enumerate(data.points)]
        self._axes(names, [(tick, formats().number(tick)) for tick in scale.ticks])

    def _grid(
        self, places: Sequence[float], ends: tuple[float, float], colour: QColor, *, upright: bool = False
    ) -> None:
        # One item for all lines: each item of its own is measured anew at every resize.
        along = ends * len(places)
        across = [place for place in places for _ in ends]
        x, y = (across, along) if upright else (along, across)
        lines = pg.PlotCurveItem(x=list(x), y=list(y), connect="pairs", pen=_pen(colour, 1))
        lines.setZValue(-10)
        self.plot_item.addItem(lines)

    def _goal(self, at: float, angle: int) -> None:
        line = pg.InfiniteLine(pos=at, angle=angle, pen=_pen(current_theme().colour("warn"), 1.4, Qt.PenStyle.DashLine))
        line.setZValue(1)
        self.plot_item.addItem(line)

    def _axes(self, left: Sequence[tuple[float, str]], bottom: Sequence[tuple[float, str]]) -> None:
        theme = current_theme()
        for side, ticks in (("left", left), ("bottom", bottom)):
            axis = self.plot_item.getAxis(side)
            axis.setStyle(
                tickLength=0, tickAlpha=0, tickFont=theme.font("label", tabular=True), autoExpandTextSpace=True
            )
            axis.setPen(QPen(Qt.PenStyle.NoPen))
            axis.setTextPen(theme.colour("muted"))
            axis.setTicks([list(ticks)])

    def _mark(self) -> None:
        data, place = self.data, None
        if data is not None and self.index >= 0:
            value = data.points[self.index].value
            if value is not None:
                place = (self.index, value) if data.over_time else (value, len(data.points) - 1 - self.index)
        theme = current_theme()
        # Without a point it is hidden: looking through nothing at every paint takes as long as the line.
        self._dot.setVisible(place is not None)
        if place is not None and data is not None:
            self._dot.setData(
                [place[0]], [place[1]], brush=theme.colour("surface"), pen=_pen(theme.colour(_colour(data)), 2)
            )

    def _say(self) -> None:
        data = self.data
        if data is None:
            return
        if self.index >= 0:
            point = data.points[self.index]
            self.setAccessibleDescription(f"{point.name}: {point.text}")
        else:
            self.setAccessibleDescription(alt_text(as_chart(data)))

    # -- the keyboard and the pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self.data.points) if self.data else 0
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self.point_at(min(self.index + 1, count - 1))
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self.point_at(max(self.index - 1, 0) if self.index >= 0 else count - 1)
            case Qt.Key.Key_Home:
                self.point_at(0)
            case Qt.Key.Key_End:
                self.point_at(count - 1)
            case Qt.Key.Key_Escape if self.index >= 0:
                self.point_at(-1)
            case _:
                QWidget.keyPressEvent(self, event)
                event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._index_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls, not the plot."""
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self.point_at(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus(on=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus(on=False)
        self.point_at(-1)

    def _show_focus(self, *, on: bool) -> None:
        self.box.setBorder(_pen(current_theme().colour("accent"), 2) if on else None)

    def _index_at(self, place: QPointF) -> int:
        self._fit()
        data = self.data
        if data is None or not data.points:
            return -1
        spot = self.box.mapSceneToView(self.mapToScene(place.toPoint()))
        index = round(spot.x()) if data.over_time else len(data.points) - 1 - round(spot.y())
        return min(max(index, 0), len(data.points) - 1)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setBackground(current_theme().colour("surface"))
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the chart when it is painted: a page that is laid out anew resizes each chart several times."""
        self._is_fitted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """A chart that nobody sees is not fitted."""
        self._fit()
        super().paintEvent(event)

    def _fit(self) -> None:
        if self._is_fitted:
            return
        self._is_fitted = True
        super().resizeEvent(None)
        if self.data is not None and self.data.over_time:
            self.plot_item.getAxis("bottom").setTicks([_month_ticks(self.data, self.width())])


def _colour(data: Plotted) -> str:
    """The main series, in red where the figure misses its goal; the head says both numbers."""
    return "bad" if data.missed else "accent"


def scale_of(data: Plotted) -> Scale:
    """The axis of the values."""
    values = [point.value for point in data.points if point.value is not None]
    if data.goal is not None:
        values.append(data.goal)
    return fitting_scale(values, from_zero=not data.over_time, ceiling=100.0 if data.is_rate else None)


def _runs(data: Plotted) -> list[tuple[list[float], list[float]]]:
    """The stretches without a gap."""
    runs: list[tuple[list[float], list[float]]] = [([], [])]
    for index, point in enumerate(data.points):
        if point.value is None:
            runs.append(([], []))
        else:
            runs[-1][0].append(index)
            runs[-1][1].append(point.value)
    return [run for run in runs if run[0]]


def _month_ticks(data: Plotted, width: int) -> list[tuple[float, str]]:
    """As many labels as fit, counted from the last one."""
    room = max(int(width / current_theme().px(34)), 2)
    every = max(-(-len(data.points) // room), 1)
    last = len(data.points) - 1
    return [(i, point.label) for i, point in enumerate(data.points) if (last - i) % every == 0]


def _short(text: str) -> str:
    return text if len(text) <= _NAME_LETTERS else f"{text[: _NAME_LETTERS - 1]}…"


def _pen(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    return cast(QPen, pg.mkPen(colour, width=width, style=style))
