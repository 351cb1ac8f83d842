"""A product's way through the chain: one block a stage, as wide as its days, coloured against the time before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.shared.labels import set_tooltip
from app.ui.theme import current_theme

GAP = 6


@dataclass(frozen=True, slots=True)
class StageBlock:
    """One stage: its name, its days (None: not known) and as text, a tone, and what it was before in words."""

    name: str
    days: float | None
    text: str
    tone: str
    note: str


class StageBar(QWidget):
    """Painted; the whole of it is read out as one description, each block has it as its tool tip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.blocks: tuple[StageBlock, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("A product’s way through the chain")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_blocks(self, blocks: Sequence[StageBlock]) -> None:
        """Show these stages, from left to right."""
        self.blocks = tuple(blocks)
        words = [f"{block.name}: {block.text}{', ' + block.note if block.note else ''}" for block in blocks]
        self.setAccessibleDescription("; ".join(words))
        set_tooltip(self, "\n".join(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(600, theme.px(34) + theme.px(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(sum(self._least()) + GAP * max(len(self.blocks) - 1, 0), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = theme.px(34)
        left = 0.0
        for block, width in zip(self.blocks, self._widths(), strict=True):
            rect = QRectF(left, 0, width, height)
            ink, soft = theme.tone(block.tone)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(soft)
            painter.drawRoundedRect(rect, 4, 4)
            painter.fillRect(QRectF(left, 0, 3, height), ink)
            painter.setPen(ink)
            painter.setFont(theme.font("strong", tabular=True))
            painter.drawText(rect.adjusted(12, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, block.text)
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.font("label"))
            below = QRectF(left, height + theme.px(3), width + GAP, theme.px(18))
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, block.name)
            left += width + GAP
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _least(self) -> list[int]:
        theme = current_theme()
        strong, small = QFontMetrics(theme.font("strong", tabular=True)), QFontMetrics(theme.font("label"))
        return [
            max(strong.horizontalAdvance(block.text) + 24, small.horizontalAdvance(block.name) + 6)
            for block in self.blocks
        ]

    def _widths(self) -> list[float]:
        """Each block has room for its words; what is left is shared by days."""
        least = self._least()
        left = max(self.width() - sum(least) - GAP * max(len(least) - 1, 0), 0)
        whole = sum(block.days or 0 for block in self.blocks)
        return [
            need + (left * (block.days or 0) / whole if whole else left / len(least))
            for block, need in zip(self.blocks, least, strict=True)
        ]

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
