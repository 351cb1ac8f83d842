"""Which texts of a window have no room: cut by their own widget, by something around it, or covered by a neighbour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTabBar,
    QWidget,
)

from app.ui.shared.labels import ElidedLabel
from tests.gui.accessibility.controls import describe

SLACK = 2


def cut_texts(window: QWidget) -> list[str]:
    """One line for each text that cannot be read whole."""
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window or not _has_text(widget):
            continue
        reason = _lacks(widget) or _is_clipped(widget)
        if reason:
            found.append(f"{reason}: {describe(widget)}")
    return found + _covered(window)


def _has_text(widget: QWidget) -> bool:
    if isinstance(widget, (QLabel, QAbstractButton)):
        return bool(widget.text())
    return isinstance(widget, (QLineEdit, QComboBox, QTabBar, QPlainTextEdit))


def _lacks(widget: QWidget) -> str:
    """Why a text does not fit its own widget; empty when it does."""
    if isinstance(widget, ElidedLabel):
        return _lacks_elided(widget)
    if isinstance(widget, QLabel):
        return _lacks_label(widget)
    if isinstance(widget, (QPushButton, QCheckBox, QRadioButton)):
        return _smaller(widget, widget.sizeHint().width(), widget.minimumSizeHint().height())
    if isinstance(widget, QLineEdit):
        return _lacks_line(widget)
    if isinstance(widget, QComboBox):
        words = QFontMetrics(widget.font()).horizontalAdvance(widget.currentText())
        return _smaller(widget, words + 20, QFontMetrics(widget.font()).height())
    return ""


def _lacks_elided(widget: ElidedLabel) -> str:
    whole = " ".join(widget.whole_text.split("\n"))
    if QLabel.text(widget) == whole:
        return _smaller(widget, 0, QFontMetrics(widget.font()).height())
    if not widget.toolTip():
        return "shortened without a tool tip"
    # A title may be shortened, and a line of samples or of a list, which is a table in other clothes.
    if widget.property("role") in ("title", "section") or widget.property("cell"):
        return ""
    return f"shortened {whole[:40]!r}"


def _lacks_label(widget: QLabel) -> str:
    if widget.wordWrap():
        # A zero-width space is a place to break a line at, too.
        pieces = widget.text().replace("\N{ZERO WIDTH SPACE}", " ").split()
        words = max((QFontMetrics(widget.font()).horizontalAdvance(piece) for piece in pieces), default=0)
        return _smaller(widget, words, widget.heightForWidth(widget.width()))
    return _smaller(widget, widget.sizeHint().width(), widget.sizeHint().height())


def _lacks_line(widget: QLineEdit) -> str:
    metrics = QFontMetrics(widget.font())
    words = 0 if widget.text() else metrics.horizontalAdvance(widget.placeholderText())
    if words:
        cap = next((c for c in widget.findChildren(QLabel) if c.isVisible()), None)
        words += cap.width() if cap is not None else 0
    return _smaller(widget, words + 8 if words else 0, metrics.height())


def _smaller(widget: QWidget, width: int, height: int) -> str:
    if widget.width() + SLACK < width:
        return f"{width - widget.width()} px too narrow"
    if widget.height() + SLACK < height:
        return f"{height - widget.height()} px too low"
    return ""


def _is_clipped(widget: QWidget) -> str:
    """Whether something around it cuts it; what a scroll area cuts can be scrolled to."""
    place = QRect(QPoint(0, 0), widget.size())
    child, parent = widget, widget.parentWidget()
    while parent is not None and not child.isWindow():
        place.translate(child.pos())
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            across = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if across and not isinstance(area, QAbstractItemView) and _outside(place, parent, across=True):
                return f"cut at the side by {type(area).__name__}"
            child, parent = area, area.parentWidget()
            place = QRect(QPoint(0, 0), child.size())
            continue
        if _outside(place, parent, across=True) or _outside(place, parent, across=False):
            return f"cut by {type(parent).__name__}"
        child, parent = parent, parent.parentWidget()
    return ""


def _outside(place: QRect, parent: QWidget, *, across: bool) -> bool:
    if across:
        return place.left() < -SLACK or place.right() > parent.width() + SLACK
    return place.top() < -SLACK or place.bottom() > parent.height() + SLACK


def _covered(window: QWidget) -> list[str]:
    """Texts that lie over each other in one layout."""
    found = []
    for parent in (window, *window.findChildren(QWidget)):
        layout = parent.layout()
        if layout is None or not parent.isVisible():
            continue
        texts = [
            child
            for child in parent.children()
            if isinstance(child, QWidget) and child.isVisible() and layout.indexOf(child) >= 0 and _has_text(child)
        ]
        for number, one in enumerate(texts):
            for other in texts[number + 1 :]:
                common = one.geometry() & other.geometry()
                if common.width() > SLACK and common.height() > SLACK:
                    found.append(f"covered: {describe(one)} and {describe(other)}")
    return found
