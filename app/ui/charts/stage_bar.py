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
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
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
        return QSize(600, self._line_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._least(), default=0), self._line_height())

    def heightForWidth(self, width: int) -> int:
        """As many lines as its words need."""
        return max(len(self._lines(width)), 1) * self._line_height()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = theme.px(34)
        for block, place in zip(self.blocks, self._places(), strict=True):
            left, top, width = place.x(), place.y(), place.width()
            rect = QRectF(left, top, width, height)
            ink, soft = theme.tone(block.tone)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(soft)
            painter.drawRoundedRect(rect, 4, 4)
            painter.fillRect(QRectF(left, top, 3, height), ink)
            painter.setPen(ink)
            painter.setFont(theme.font("strong", tabular=True))
            painter.drawText(rect.adjusted(12, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, block.text)
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.font("label"))
            below = QRectF(left, top + height + theme.px(3), width + GAP, theme.px(18))
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, block.name)
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

    def _line_height(self) -> int:
        theme = current_theme()
        return theme.px(34) + theme.px(22)

    def _lines(self, width: int) -> list[list[tuple[StageBlock, int]]]:
        """The blocks and what their words need, line by line."""
        lines: list[list[tuple[StageBlock, int]]] = []
        room = 0
        for block, need in zip(self.blocks, self._least(), strict=True):
            if not lines or need > room:
                lines.append([])
                room = width
            lines[-1].append((block, need))
            room -= need + GAP
        return lines

    def _places(self) -> list[QRectF]:
        """Each block has room for its words; what is left of its line is shared by days."""
        places: list[QRectF] = []
        for number, line in enumerate(self._lines(self.width())):
            spare = max(self.width() - sum(need for _, need in line) - GAP * (len(line) - 1), 0)
            whole = sum(block.days or 0 for block, _ in line)
            left = 0.0
            for block, need in line:
                width = need + (spare * (block.days or 0) / whole if whole else spare / len(line))
                places.append(QRectF(left, number * self._line_height(), width, self._line_height()))
                left += width + GAP
        return places

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
