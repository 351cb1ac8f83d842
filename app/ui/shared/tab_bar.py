"""A real tab bar in the look of the mocks: text, a count, and a line under the current tab."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.ui.shared.tones import Tone
from app.ui.theme import Theme, current_theme

GAP = 8


class _Mark(NamedTuple):
    text: str
    tone: str


class TabBar(QTabBar):
    """Tabs by key. `count` follows the text in the same ink; with a tone it stands on a pill (the main tabs).

    `large=True` makes the tabs of the top bar. Arrow keys, Home and End move; `chosen(key)` tells.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, name: str, large: bool = False) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setMouseTracking(True)
        self._large = large
        self._keys: list[str] = []
        self._marks: dict[int, _Mark] = {}
        self.currentChanged.connect(self._on_current_changed)

    def add(self, key: str, text: str) -> int:
        """One more tab."""
        self._keys.append(key)
        return self.addTab(text)

    @property
    def current_key(self) -> str | None:
        """The key of the current tab."""
        return self._keys[self.currentIndex()] if 0 <= self.currentIndex() < len(self._keys) else None

    def choose(self, key: str) -> None:
        """Make a tab current."""
        if key in self._keys:
            self.setCurrentIndex(self._keys.index(key))

    def index_of(self, key: str) -> int:
        """Where a tab stands, -1 when there is none."""
        return self._keys.index(key) if key in self._keys else -1

    def set_count(self, key: str, count: int | None, tone: Tone | str | None = None) -> None:
        """Show how many there are; None or nought with a tone shows nothing."""
        index = self.index_of(key)
        if index < 0:
            return
        text = "" if count is None or (tone is not None and count == 0) else f"{count:,}"
        self._marks[index] = _Mark(text, str(tone) if tone is not None else "")
        self.setAccessibleTabName(index, f"{self.tabText(index)} {text}".strip())
        self.updateGeometry()
        self._lay_out()

    def _lay_out(self) -> None:
        """Lay the tabs out anew: Qt only does so when a text changes."""
        for index in range(self.count()):
            self.setTabText(index, self.tabText(index))
        self.update()

    def tabSizeHint(self, index: int) -> QSize:
        """As wide as the bold text, so that choosing moves nothing."""
        theme = current_theme()
        width = QFontMetrics(theme.font("strong")).horizontalAdvance(self.tabText(index))
        mark = self._marks.get(index)
        if mark and mark.text:
            font = theme.font("badge" if mark.tone else "strong")
            width += QFontMetrics(font).horizontalAdvance(mark.text) + (GAP + 12 if mark.tone else 5)
        if self._large:
            return QSize(width + 30, theme.px(theme.tokens.sizes.top_bar) - 1)
        return QSize(width + 19, theme.px(40))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Tabs scroll rather than shorten."""
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tabs."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            if self.isTabVisible(index):
                self._paint_tab(painter, index, theme)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Lay out anew with another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()

    def _paint_tab(self, painter: QPainter, index: int, theme: Theme) -> None:
        rect = self.tabRect(index)
        side = 15 if self._large else 0
        current = index == self.currentIndex()
        hovered = rect.contains(self.mapFromGlobal(self.cursor().pos()))
        enabled = self.isTabEnabled(index) and self.isEnabled()
        ink = theme.colour("text" if current or hovered else "muted") if enabled else theme.colour("faint")
        painter.setFont(theme.font("strong" if current else "body"))
        painter.setPen(ink)
        text = self.tabText(index)
        inner = rect.adjusted(side, 0, 0, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        used = painter.fontMetrics().horizontalAdvance(text)
        mark = self._marks.get(index)
        if mark and mark.text:
            used += self._paint_mark(painter, inner.adjusted(used, 0, 0, 0), mark, theme)
        if current:
            width = rect.width() if self._large else used
            left = rect.x() if self._large else inner.x()
            painter.fillRect(QRect(left, rect.bottom() - 1, width, 2), theme.colour("accent"))
        if current and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = QRectF(inner.x() - 6, rect.center().y() - theme.px(12), used + 12, theme.px(24))
            painter.drawRoundedRect(frame, 5, 5)

    def _paint_mark(self, painter: QPainter, room: QRect, mark: _Mark, theme: Theme) -> int:
        if not mark.tone:
            painter.drawText(
                room.adjusted(5, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, mark.text
            )
            return painter.fontMetrics().horizontalAdvance(mark.text) + 5
        ink, soft = theme.tone(mark.tone)
        painter.setFont(theme.font("badge"))
        width = painter.fontMetrics().horizontalAdvance(mark.text) + 12
        height = theme.px(17)
        pill = QRectF(room.x() + GAP, room.center().y() - height / 2 + 0.5, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(ink)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, mark.text)
        return width + GAP

    @Slot(int)
    def _on_current_changed(self, _index: int) -> None:
        key = self.current_key
        if key is not None:
            self.chosen.emit(key)


class SubTabs(QWidget):
    """A tab bar over a stack of pages. `chosen(key)` when another page shows; a page may come later by `set_page`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, name: str = "Sections") -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = TabBar(self, name=name)
        head = QVBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self.bar)
        column.addLayout(head)
        rule = QFrame(self)
        rule.setProperty("kind", "rule")
        column.addWidget(rule)
        self.stack = QStackedWidget(self)
        column.addWidget(self.stack, 1)
        self._pages: dict[str, QWidget] = {}
        self._wanted: str | None = None
        self.bar.chosen.connect(self._on_chosen)

    @property
    def current(self) -> str | None:
        """The key of the page that shows."""
        return self.bar.current_key

    def add(self, key: str, text: str, page: QWidget) -> None:
        """One more page; the first shows. It costs least when it is a child of `stack` already."""
        self._pages[key] = page
        self.stack.addWidget(page)
        self.bar.add(key, text)
        if key == self._wanted:
            self.choose(key)

    def page(self, key: str) -> QWidget:
        """A page."""
        return self._pages[key]

    def set_count(self, key: str, count: int | None) -> None:
        """Show how many there are behind a tab."""
        self.bar.set_count(key, count)

    def choose(self, key: str) -> None:
        """Show a page, or as soon as it comes."""
        self._wanted = None if key in self._pages else key
        self.bar.choose(key)

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        page = self._pages.get(key)
        if page is not None:
            self.stack.setCurrentWidget(page)
        self.chosen.emit(key)
