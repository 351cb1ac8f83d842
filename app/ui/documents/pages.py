"""Shows the pages of a document one under the other, as pictures."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.ui.theme import current_theme

MARGIN = 16
PAPER_DPI = 96.0


class PageView(QAbstractScrollArea):
    """`page_changed(number)` from 1 as it scrolls; `zoom_wanted(step)` by Ctrl and the wheel.

    Pictures may be of any resolution: they are shown at `zoom` times the paper's size on a screen of 96 dpi, so a
    sharper one replaces a coarse one without moving anything.
    """

    page_changed = Signal(int)
    zoom_wanted = Signal(int)
    width_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Pages")
        self.setProperty("ring", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._images: list[QImage] = []
        self._sizes: list[QSize] = []
        self._tops: list[int] = [MARGIN]
        self._page = 0
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._images)

    @property
    def page(self) -> int:
        """The page that is looked at, from 1; 0 when there is none."""
        return self._page

    @property
    def room(self) -> int:
        """The width that a page can have without scrolling to the side."""
        return max(self.viewport().width() - 2 * MARGIN, 100)

    def show_pages(self, images: Sequence[QImage], sizes: Sequence[QSize]) -> None:
        """Show these pictures at these sizes on the screen; stays at the same place of the document."""
        share = self._share()
        self._images, self._sizes = list(images), list(sizes)
        self._tops = list(accumulate((size.height() + MARGIN for size in sizes), initial=MARGIN))
        self._measure()
        self.verticalScrollBar().setValue(round(share * self._tops[-1]))
        self._on_scrolled()
        self.viewport().update()

    def go_to(self, number: int) -> None:
        """Show a page from its top."""
        if self._images:
            number = min(max(number, 1), self.page_count)
            self.verticalScrollBar().setValue(self._tops[number - 1] - MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages that can be seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        theme = current_theme()
        painter.fillRect(event.rect(), theme.colour("window"))
        offset, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        for number, (image, size) in enumerate(zip(self._images, self._sizes, strict=True)):
            x = max((self.viewport().width() - size.width()) // 2, MARGIN) - left
            rect = QRect(x, self._tops[number] - offset, size.width(), size.height())
            if rect.intersects(event.rect()):
                painter.drawImage(rect, image)
                painter.setPen(QPen(theme.colour("line_strong"), 1))
                painter.drawRect(rect.adjusted(-1, -1, 0, 0))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the scroll bars right."""
        super().resizeEvent(event)
        self._measure()
        if event.oldSize().width() != event.size().width():
            self.width_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page up and Page down go by pages, Home and End to the ends, the arrows scroll."""
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                self.go_to(self._page + 1)
            case Qt.Key.Key_PageUp:
                self.go_to(self._page - 1 if bar.value() <= self._tops[max(self._page - 1, 0)] else self._page)
            case Qt.Key.Key_Home:
                bar.setValue(0)
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom_wanted.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def _share(self) -> float:
        return self.verticalScrollBar().value() / self._tops[-1] if self._images else 0.0

    def _measure(self) -> None:
        widest = max((size.width() for size in self._sizes), default=0) + 2 * MARGIN
        for bar, whole, room in (
            (self.verticalScrollBar(), self._tops[-1], self.viewport().height()),
            (self.horizontalScrollBar(), widest, self.viewport().width()),
        ):
            bar.setRange(0, max(whole - room, 0))
            bar.setPageStep(room)
            bar.setSingleStep(40)

    @Slot()
    def _on_scrolled(self) -> None:
        self.viewport().update()
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = min(max(bisect_right(self._tops, middle), 1), self.page_count) if self._images else 0
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
