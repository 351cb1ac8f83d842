"""Where Tab leads: as the eye goes, from left to right and then down, whatever was made first.

Qt keeps the order in which widgets were made, and puts what is made later (a line of an order, a sheet, another record)
at the end of the whole window. Here the order is read off the places of the widgets at the moment of the key.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QStackedWidget, QWidget

MARGIN = 16
"""What shows of the page around the control that has the keyboard."""


def move_focus(window: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to the next control of a window, or the one before. False when there is none."""
    stops = list(_stops(window))
    if not stops:
        return False
    now = QApplication.focusWidget()
    step = 1 if forward else -1
    place = _place_of(now, stops, forward=forward)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    chosen = stops[(place + step) % len(stops)]
    chosen.setFocus(reason)
    reveal(chosen)
    return True


def reveal(widget: QWidget) -> None:
    """Scroll what has the keyboard into sight; Qt does so only on the way from within the same page."""
    area = widget.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget, MARGIN, MARGIN)
        area = area.parentWidget()


def _place_of(now: QWidget | None, stops: list[QWidget], *, forward: bool) -> int:
    """Where the keyboard is among the stops: at one, or within or around one; else before the first."""
    while now is not None:
        if now in stops:
            return stops.index(now)
        inside = [index for index, stop in enumerate(stops) if now.isAncestorOf(stop)]
        if inside:
            return inside[0] - 1 if forward else inside[0]
        now = now.parentWidget()
    return -1 if forward else 0


def _stops(parent: QWidget) -> Iterator[QWidget]:
    for child in _as_read(parent):
        if _takes_tab(child):
            yield child
        yield from _stops(child)


def _takes_tab(widget: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return policy == Qt.FocusPolicy.TabFocus and widget.isEnabled() and widget.focusProxy() is None


def _as_read(parent: QWidget) -> list[QWidget]:
    """The visible children line by line. A sheet that lies over the others is the only one."""
    if isinstance(parent, QStackedWidget):
        current = parent.currentWidget()
        over = [child for child in _shown(parent) if child.property("kind") == "sheet"]
        return over or ([current] if current is not None and current.isVisible() else [])
    shown = _shown(parent)
    sheets = [child for child in shown if child.property("kind") == "sheet"]
    if sheets:
        return sheets[-1:]
    shown.sort(key=_top)
    lines: list[list[QWidget]] = []
    for child in shown:
        if lines and child.y() < lines[-1][0].geometry().center().y():
            lines[-1].append(child)
        else:
            lines.append([child])
    return [child for line in lines for child in sorted(line, key=_left)]


def _shown(parent: QWidget) -> list[QWidget]:
    return [
        child
        for child in parent.children()
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()
    ]


def _top(widget: QWidget) -> int:
    return widget.y()


def _left(widget: QWidget) -> int:
    return widget.x()
