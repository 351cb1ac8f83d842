"""Lays one entry out at a width: its lines, their places and what can be clicked. Plain text only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from app.ui.theme import Theme
from app.ui.timeline.shapes import Act, FollowUp, Link, Shape, Spot

SIDE = 16  # room left and right of the stream
SHOWN_LINES = 6  # of a long text, before "Show all"
GAP = 16  # between entries
_SEPARATOR = " · "
_ELIDE = Qt.TextElideMode.ElideRight

Place = tuple[int, int, Link]
"""Where a link's words stand in a text: start and length in UTF-16 units, as Qt counts."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of one line: where, what, in which font and ink, and what a click on it means."""

    rect: QRectF
    text: str
    font: str
    ink: str
    spot: Spot | None = None


@dataclass(slots=True)
class Block:
    """An entry laid out; places are relative to its top left corner."""

    height: int
    icon: QRectF
    runs: list[Run] = field(default_factory=list)
    text: QTextLayout | None = None
    text_at: QPointF = field(default_factory=QPointF)
    tools: list[tuple[QRectF, str, Spot]] = field(default_factory=list)
    areas: list[tuple[QRectF, Spot]] = field(default_factory=list)
    """Words inside the text that can be clicked."""

    def spot_at(self, x: float, y: float) -> Spot | None:
        """What is under a point, if it can be clicked."""
        for rect, _icon, spot in self.tools:
            if rect.contains(x, y):
                return spot
        for rect, spot in self.areas:
            if rect.contains(x, y):
                return spot
        return next((run.spot for run in self.runs if run.spot is not None and run.rect.contains(x, y)), None)


class BlockMaker:
    """Makes blocks for one theme and one width."""

    def __init__(self, theme: Theme, width: int) -> None:
        self._theme = theme
        self._width = width
        self._body = QFontMetricsF(theme.font("body"))
        self._line = float(theme.px(19))
        circle = theme.px(24)
        self._left = float(SIDE + circle + theme.px(10))
        self._circle = QRectF(SIDE, 6, circle, circle)

    def make(self, shape: Shape, *, expanded: bool) -> Block:
        """Lay out an entry."""
        block = Block(0, self._circle)
        right = float(self._width - SIDE)
        tools = self._tools(block, shape, right)
        top = self._circle.center().y() - self._line / 2
        self._head(block, shape, top, right - tools)
        top += self._line + 1
        if shape.body:
            top = self._text(block, shape, top, right, expanded=expanded)
        named = {spot.link for _, spot in block.areas}
        rest = tuple(link for link in shape.links if link not in named)
        if rest:
            top = self._flow(block, self._link_pieces(rest), top, right)
        for follow_up in shape.follow_ups:
            top = self._flow(block, self._follow_up_pieces(follow_up), top, right)
        block.height = round(max(top, self._circle.bottom()) + GAP - 6)
        return block

    def _tools(self, block: Block, shape: Shape, right: float) -> float:
        wanted = [(shape.can_edit, "pencil-simple", Act.EDIT), (shape.can_delete, "trash", Act.DELETE)]
        side = float(self._theme.px(22))
        places = [entry for entry in wanted if entry[0]]
        for number, (_, icon, act) in enumerate(places):
            x = right - side * (len(places) - number)
            block.tools.append((QRectF(x, self._circle.y(), side, side), icon, Spot(act=act)))
        return side * len(places) + (8 if places else 0)

    def _head(self, block: Block, shape: Shape, top: float, right: float) -> None:
        bold = QFontMetricsF(self._theme.font("strong"))
        room = right - self._left
        title = bold.elidedText(_one_line(shape.title), _ELIDE, room)
        width = bold.horizontalAdvance(title)
        spot = Spot(link=shape.target) if shape.target is not None else None
        block.runs.append(Run(QRectF(self._left, top, width, self._line), title, "strong", "text", spot))
        left = room - width - 2
        if left > 24 and shape.meta:
            meta = self._body.elidedText(_one_line(shape.meta), _ELIDE, left)
            place = QRectF(self._left + width, top, left, self._line)
            block.runs.append(Run(place, meta, "body", "muted"))

    def _text(self, block: Block, shape: Shape, top: float, right: float, *, expanded: bool) -> float:
        text = shape.body.replace("\r\n", "\n").replace("\n", "\u2028")
        places = _places(text, shape.links)
        width = right - self._left
        layout, lines, more = self._lay(text, places, width, 10_000 if expanded else SHOWN_LINES)
        if more:
            last = layout.lineAt(lines - 1)
            units = text.encode("utf-16-le")[: (last.textStart() + last.textLength()) * 2]
            layout, lines, _ = self._lay(units.decode("utf-16-le", "ignore").rstrip("\u2028 "), places, width, lines)
        block.text, block.text_at = layout, QPointF(self._left, top)
        self._note_areas(block, layout, places)
        top += lines * self._line
        if more:
            top = self._flow(block, [("Show all", "accent_text", Spot(act=Act.EXPAND))], top, right)
        return top

    def _lay(self, text: str, places: list[Place], width: float, most: int) -> tuple[QTextLayout, int, bool]:
        """The text in at most so many lines: the layout, how many they are, and whether there is more."""
        layout = QTextLayout(text, self._theme.font("body"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._inked(start, length) for start, length, _ in places])
        layout.beginLayout()
        count, more = 0, False
        while (line := layout.createLine()).isValid():
            if count == most:
                more = True
                line.setNumColumns(0)
                break
            line.setLineWidth(width)
            line.setPosition(QPointF(0, count * self._line + (self._line - line.height()) / 2))
            count += 1
        layout.endLayout()
        return layout, count, more

    def _inked(self, start: int, length: int) -> QTextLayout.FormatRange:
        ink = QTextCharFormat()
        ink.setForeground(self._theme.colour("accent_text"))
        found = QTextLayout.FormatRange()
        found.start, found.length, found.format = start, length, ink
        return found

    def _note_areas(self, block: Block, layout: QTextLayout, places: list[Place]) -> None:
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            begin, end = line.textStart(), line.textStart() + line.textLength()
            for start, length, link in places:
                first, last = max(start, begin), min(start + length, end)
                if first < last:
                    left, right = _x_of(line, first), _x_of(line, last)
                    at = block.text_at
                    rect = QRectF(at.x() + left, at.y() + number * self._line, right - left, self._line)
                    block.areas.append((rect, Spot(link=link)))

    def _flow(self, block: Block, pieces: Iterable[tuple[str, str, Spot | None]], top: float, right: float) -> float:
        """Put pieces after each other, on a new line where they do not fit; answers where the next line starts."""
        x = self._left
        for text, ink, spot in pieces:
            shown = self._body.elidedText(_one_line(text), _ELIDE, right - self._left)
            width = self._body.horizontalAdvance(shown)
            if x + width > right and x > self._left:
                x, top = self._left, top + self._line
                if text == _SEPARATOR:
                    continue
            block.runs.append(Run(QRectF(x, top, width, self._line), shown, "body", ink, spot))
            x += width
        return top + self._line

    @staticmethod
    def _link_pieces(links: tuple[Link, ...]) -> list[tuple[str, str, Spot | None]]:
        pieces: list[tuple[str, str, Spot | None]] = []
        for link in links:
            if pieces:
                pieces.append((_SEPARATOR, "muted", None))
            pieces.append((link.text, "accent_text", Spot(link=link)))
        return pieces

    @staticmethod
    def _follow_up_pieces(follow_up: FollowUp) -> list[tuple[str, str, Spot | None]]:
        ink = "bad" if follow_up.overdue else "accent_text" if follow_up.is_open else "muted"
        pieces: list[tuple[str, str, Spot | None]] = [(follow_up.text, ink, None)]
        if not follow_up.can_change:
            return pieces
        acts = [(Act.DONE, "Done"), (Act.SNOOZE, "Snooze")] if follow_up.is_open else [(Act.REOPEN, "Reopen")]
        for act, word in acts:
            pieces += [(_SEPARATOR, "muted", None), (word, "accent_text", Spot(act=act, follow_up=follow_up))]
        return pieces


def _places(text: str, links: tuple[Link, ...]) -> list[Place]:
    """The words in a text that name a link."""
    found: list[Place] = []
    for link in links:
        start = text.find(link.text) if link.text else -1
        if start >= 0:
            before = len(text[:start].encode("utf-16-le", "surrogatepass")) // 2
            length = len(link.text.encode("utf-16-le", "surrogatepass")) // 2
            if all(before >= s + n or before + length <= s for s, n, _ in found):
                found.append((before, length, link))
    return found


def _x_of(line: QTextLine, position: int) -> float:
    x: Any = line.cursorToX(position)
    return float(x[0] if isinstance(x, tuple) else x)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))
