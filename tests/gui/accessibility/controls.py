"""What a screen reader and a keyboard find: every control of a window with its name, its way in, its focus mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from app.ui.shared.popup_list import PopupList
from app.ui.shared.side_sheet import SideSheet
from app.ui.shared.tab_order import reveal

INTERACTIVE = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar, QTextEdit,
)  # fmt: skip
MOST_STEPS = 600
TWICE = 2
"""What becomes possible only once a row is current is reached the second time round."""


def controls(window: QWidget) -> Iterator[QWidget]:
    """The controls that show: Qt's own classes of them, and whatever else takes the keyboard (charts, boards)."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window and not _part_of_another(widget):
            takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not isinstance(widget, QScrollArea)
            if isinstance(widget, INTERACTIVE) or takes_keys:
                yield widget


def _part_of_another(widget: QWidget) -> bool:
    """Fields inside a combo box, buttons inside a field or a tab bar, heads and bars of a table."""
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
        return True
    while parent is not None:
        if isinstance(parent, (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar)):
            return True
        if isinstance(parent, QAbstractItemView) and not isinstance(widget, INTERACTIVE[:1] + INTERACTIVE[2:]):
            return True
        if isinstance(parent, QAbstractScrollArea) and widget.objectName().startswith("qt_scrollarea"):
            return True
        parent = parent.parentWidget()
    return False


def name_of(widget: QWidget) -> str:
    """What a screen reader calls it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def describe(widget: QWidget) -> str:
    """Enough to find it in the source."""
    path = []
    parent: QWidget | None = widget
    while parent is not None and len(path) < 5:
        path.append(type(parent).__name__)
        parent = parent.parentWidget()
    text = getattr(widget, "text", None)
    words = text() if callable(text) and not isinstance(widget, QTextEdit) else ""
    return f"{' < '.join(path)} {str(words)[:40]!r}"


def nameless(window: QWidget) -> list[str]:
    """The controls without a name that says what they are for."""
    return [f"{name_of(w)!r}: {describe(w)}" for w in controls(window) if not _is_name(name_of(w), w)]


def _is_name(name: str, widget: QWidget) -> bool:
    classes = {cls.__name__ for cls in type(widget).__mro__}
    # An ampersand before a letter is the rest of a mnemonic; with spaces around it is a word.
    return bool(re.search(r"\w", name)) and name not in classes and not re.search(r"&\w", name)


def tab_stops(window: QWidget) -> list[QWidget]:
    """Where Tab leads, step by step, until it comes round."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    start = QApplication.focusWidget()
    if start is None or start.window() is not window:
        (window.focusWidget() or window).setFocus()
    stops: list[QWidget] = []
    for _ in range(TWICE):
        stops += [stop for stop in _once_round(window) if stop not in stops]
    return stops


def _once_round(window: QWidget) -> list[QWidget]:
    stops: list[QWidget] = []
    before: QWidget | None = None
    for _ in range(MOST_STEPS):
        now = QApplication.focusWidget() or window
        QTest.keyClick(now, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        # Within a field of a date and a time, Tab goes on to the next part.
        if now is before and isinstance(now, QAbstractSpinBox):
            continue
        if now is None or now in stops:
            break
        stops.append(now)
        before = now
    return stops


def unreachable(window: QWidget, stops: list[QWidget]) -> list[str]:
    """The controls that Tab does not reach, nor an arrow from a neighbour of their group."""
    if any(popup.isVisible() for popup in window.findChildren(PopupList)):
        return []  # the keyboard stays in the field, and its arrows go through the list
    reached = {id(stop) for stop in stops}
    reached |= {id(stop.focusProxy()) for stop in stops if stop.focusProxy() is not None}
    groups = {id(stop.group()) for stop in stops if isinstance(stop, QAbstractButton) and stop.group() is not None}
    found = []
    for widget in controls(window):
        if not widget.isEnabled() or id(widget) in reached:
            continue
        if isinstance(widget, QAbstractButton) and widget.group() is not None and id(widget.group()) in groups:
            continue
        if isinstance(widget, QAbstractButton) and widget.autoExclusive():
            beside = widget.parentWidget().findChildren(QAbstractButton)
            if any(one.autoExclusive() and id(one) in reached for one in beside):
                continue
        if widget.focusProxy() is not None and id(widget.focusProxy()) in reached:
            continue
        if _behind_a_sheet(widget):
            continue
        found.append(f"{name_of(widget)!r}: {describe(widget)}")
    return found


def _behind_a_sheet(widget: QWidget) -> bool:
    """Whether a sheet lies over the page: Esc comes before what is under it."""
    child, parent = widget, widget.parentWidget()
    while parent is not None:
        for other in parent.children():
            if isinstance(other, SideSheet) and other.isVisible() and other is not child:
                return True
        child, parent = parent, parent.parentWidget()
    return False


def kind_of(widget: QWidget) -> tuple[object, ...]:
    """What looks alike when it has the keyboard."""
    marks = [str(widget.property(name)) for name in ("kind", "tone", "small", "compact", "square", "state")]
    checked = isinstance(widget, QAbstractButton) and widget.isChecked()
    return (type(widget).__name__, *marks, checked)


def focus_shows(widget: QWidget) -> bool:
    """Whether something around the widget looks otherwise while it has the keyboard (not only the text cursor)."""
    window = widget.window()
    reveal(widget)
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-10, -10, 10, 10)
    place &= window.rect()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    with_focus = window.grab(place).toImage()
    if isinstance(widget, QToolButton):
        widget.setDown(False)
    widget.clearFocus()
    without = window.grab(place).toImage()
    changed = sum(
        with_focus.pixel(x, y) != without.pixel(x, y)
        for x in range(0, with_focus.width(), 2)
        for y in range(0, with_focus.height(), 2)
    )
    bare = isinstance(widget, (QLineEdit, QPlainTextEdit)) and widget.property("kind") == "bare"
    return changed * 4 >= (CURSOR_PIXELS if bare else MARK_PIXELS)


MARK_PIXELS = 60
"""A line around a small button has more."""
CURSOR_PIXELS = 8
"""A text without a frame of its own shows its text cursor."""
