"""A year's months as a small line without axes: painted by hand, because the first tab shows five of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import current_theme


class Sparkline(QWidget):
    """Values from left to right, None leaves a gap. `tone` is a colour's name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.values: tuple[float | None, ...] = ()
        self.tone = "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, values: Sequence[float | None], tone: str = "accent", description: str = "") -> None:
        """Show these; `description` says them to those who cannot see the line."""
        self.values = tuple(values)
        self.tone = tone
        self.setAccessibleName("Last 12 months")
        self.setAccessibleDescription(description)
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(110), theme.px(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(40), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        known = [value for value in self.values if value is not None]
        if len(known) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = current_theme().colour(self.tone)
        low, high = min(known), max(known)
        room = self.height() - 6
        step = self.width() / max(len(self.values) - 1, 1)
        run: list[QPointF] = []
        for index, value in enumerate((*self.values, None)):
            if value is not None:
                share = (value - low) / (high - low) if high > low else 0.5
                run.append(QPointF(index * step, 3 + room * (1 - share)))
            elif run:
                _paint_run(painter, run, colour, self.height())
                run = []
        painter.end()


def _paint_run(painter: QPainter, run: list[QPointF], colour: QColor, bottom: float) -> None:
    soft = QColor(colour)
    soft.setAlpha(28)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    painter.drawPolygon(QPolygonF([QPointF(run[0].x(), bottom), *run, QPointF(run[-1].x(), bottom)]))
    painter.setPen(QPen(colour, 1.6))
    painter.drawPolyline(QPolygonF(run))
