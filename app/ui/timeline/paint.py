"""Paints one entry of the stream in the look of the theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.ui.theme import Theme, draw_icon
from app.ui.timeline.blocks import SIDE, Block, Run
from app.ui.timeline.shapes import Shape, Spot


@dataclass(frozen=True, slots=True)
class Mood:
    """How an entry is looked at: it has the keyboard, a spot has the mouse, `tools` shows the icons for editing,
    `last` ends the line.
    """

    focused: bool = False
    hovered: Spot | None = None
    tools: bool = False
    last: bool = False


def paint_block(painter: QPainter, block: Block, shape: Shape, rect: QRect, theme: Theme, mood: Mood) -> None:
    """Paint an entry into its place."""
    focused, hovered = mood.focused, mood.hovered
    painter.save()
    painter.translate(rect.topLeft())
    if focused:
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        painter.setBrush(theme.colour("selection"))
        frame = QRectF(SIDE / 2, 1, rect.width() - SIDE, rect.height() - 6)
        painter.drawRoundedRect(frame, 6, 6)
    _paint_line(painter, block, rect, theme, last=mood.last)
    _paint_icon(painter, block, shape, theme)
    for run in block.runs:
        _paint_run(painter, run, theme, hovered=hovered, on_selection=focused)
    if block.text is not None:
        painter.setPen(theme.colour("text"))
        block.text.draw(painter, block.text_at)
    if mood.tools:
        for place, icon, spot in block.tools:
            ink = theme.colour("accent_text" if spot == hovered else "muted")
            side = theme.px(16)
            centre = place.center()
            draw_icon(painter, icon, QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side), ink)
    painter.restore()


def _paint_line(painter: QPainter, block: Block, rect: QRect, theme: Theme, *, last: bool) -> None:
    x = block.icon.center().x()
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawLine(QPointF(x, block.icon.bottom()), QPointF(x, rect.height() + (0 if last else block.icon.top())))


def _paint_icon(painter: QPainter, block: Block, shape: Shape, theme: Theme) -> None:
    neutral = shape.tone == "neutral"
    ink, soft = theme.tone(shape.tone)
    painter.setPen(QPen(theme.colour("line") if neutral else soft, 1))
    painter.setBrush(theme.colour("surface") if neutral else soft)
    painter.drawEllipse(block.icon)
    side = theme.px(14)
    centre = block.icon.center()
    place = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
    draw_icon(painter, shape.icon, place, theme.colour("muted") if neutral else ink)


def _paint_run(painter: QPainter, run: Run, theme: Theme, *, hovered: Spot | None, on_selection: bool) -> None:
    font = theme.font(run.font)
    under = run.spot is not None and run.spot == hovered
    if under:
        font = type(font)(font)
        font.setUnderline(True)
    painter.setFont(font)
    ink = "selection_muted" if on_selection and run.ink == "muted" else run.ink
    painter.setPen(theme.colour(ink))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    painter.drawText(run.rect.adjusted(0, 0, 2, 0), int(flags | Qt.TextFlag.TextDontClip), run.text)
