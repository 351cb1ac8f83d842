"""The stages of one shipment as dots on a line; the words say the same, and the whole is read as one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import current_theme

DOT = 6.0


class StageLine(QWidget):
    """`show_steps(words, place, ended)`: what is before `place` is done; `ended` marks it as the bad end of the way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words: tuple[str, ...] = ()
        self._place = 0
        self._ended = False
        current_theme().changed.connect(self._on_theme_changed)

    def show_steps(self, words: Sequence[str], place: int, *, ended: bool) -> None:
        """Show where a shipment is."""
        self._words, self._place, self._ended = tuple(words), place, ended
        if words:
            self.setAccessibleName(f"Stage {place + 1} of {len(words)}: {words[place]}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line of dots and a line of words."""
        theme = current_theme()
        return QSize(280, theme.px(2 * DOT + 8) + QFontMetrics(theme.font("badge")).height())

    def minimumSizeHint(self) -> QSize:
        """Words that do not fit are shortened; the current one never is."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint dots, the line between them, and the words."""
        if not self._words:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.width() / len(self._words)
        for place in range(len(self._words)):
            self._paint_step(painter, place, room)
        painter.end()

    def _paint_step(self, painter: QPainter, place: int, room: float) -> None:
        theme = current_theme()
        radius = theme.px(DOT)
        centre = QPointF(room * (place + 0.5), radius + 1.5)
        reached = place <= self._place
        ended = self._ended and place == self._place
        ink = theme.colour("bad" if ended else "accent" if reached else "line")
        if place + 1 < len(self._words):
            done = place < self._place
            painter.setPen(QPen(theme.colour("accent" if done else "line"), 2))
            gap = radius + theme.px(8)
            painter.drawLine(QPointF(centre.x() + gap, centre.y()), QPointF(centre.x() + room - gap, centre.y()))
        painter.setPen(QPen(ink, 2))
        painter.setBrush(ink if reached else theme.colour("surface"))
        painter.drawEllipse(centre, radius - 1, radius - 1)
        current = place == self._place
        painter.setFont(theme.font("badge" if current else "label"))
        painter.setPen(theme.colour("bad" if ended else "text" if current else "muted"))
        metrics = painter.fontMetrics()
        width = max(room - 4, metrics.horizontalAdvance(self._words[place]) if current else 0)
        box = QRectF(centre.x() - width / 2, 2 * radius + theme.px(5), width, metrics.height())
        shown = metrics.elidedText(self._words[place], Qt.TextElideMode.ElideRight, int(width) + 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, shown)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
