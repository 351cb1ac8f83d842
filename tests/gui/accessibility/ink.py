"""How well texts and icons can be seen, measured on the picture of a window (WCAG 2.2, contrast minimum)."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.ui.theme.tokens import contrast
from tests.gui.accessibility.controls import describe

TEXT, SIGN = 4.5, 3.0
EDGE = 3
"""A border is no text."""


def faint_texts(window: QWidget) -> list[str]:
    """Enabled texts below 4.5 to 1 on what they stand on, and buttons with only an icon below 3 to 1."""
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio = picture.width() / max(window.width(), 1)
    found = []
    for widget in window.findChildren(QWidget):
        needed = _needed(widget)
        if not needed or not widget.isVisible() or not widget.isEnabled() or widget.window() is not window:
            continue
        place = _seen(widget, window)
        if place.width() < 4 or place.height() < 4:
            continue
        scaled = QRect(
            round(place.x() * ratio), round(place.y() * ratio),
            round(place.width() * ratio), round(place.height() * ratio),
        )  # fmt: skip
        measured = _best(picture, scaled & picture.rect())
        if measured is not None and measured < needed:
            found.append(f"{measured:.2f}: {describe(widget)}")
    return found


def _needed(widget: QWidget) -> float:
    if isinstance(widget, QAbstractButton):
        return TEXT if widget.text() else SIGN if not widget.icon().isNull() else 0.0
    if isinstance(widget, QLabel):
        return TEXT if widget.text().strip() else 0.0
    if isinstance(widget, QLineEdit):
        return TEXT if widget.text() or widget.placeholderText() else 0.0
    if isinstance(widget, QPlainTextEdit):
        return TEXT if widget.toPlainText() or widget.placeholderText() else 0.0
    return TEXT if isinstance(widget, QComboBox) and widget.currentText() else 0.0


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """The part of it that shows, without its border; nothing when something lies over it."""
    region = widget.visibleRegion().boundingRect()
    if region.height() < widget.height():
        return QRect(QPoint(0, 0), QPoint(-1, -1))
    place = QRect(widget.mapTo(window, region.topLeft()), region.size()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
    top = window.childAt(place.center()) if place.isValid() else None
    while top is not None and top is not widget:
        top = top.parentWidget()
    return place if top is widget else QRect(QPoint(0, 0), QPoint(-1, -1))


def _best(picture: QImage, place: QRect) -> float | None:
    """The contrast of the clearest ink against the commonest colour; None when there is no ink in it."""
    colours: Counter[int] = Counter()
    for y in range(place.top(), place.bottom() + 1):
        for x in range(place.left(), place.right() + 1):
            colours[picture.pixel(x, y) & 0xFFFFFF] += 1
    if len(colours) < 2:
        return None
    ground = f"#{colours.most_common(1)[0][0]:06x}"
    return max(contrast(ground, f"#{colour:06x}") for colour, _ in colours.most_common(400))
