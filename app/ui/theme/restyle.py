"""Gives every widget a new look, some in each turn of the event loop, so that the window answers in between.

Left alone, a new style sheet of the application has Qt polish each widget again once for every ancestor it has, all in
one turn: more than a second for six tabs. Qt goes through the widgets whose rules it remembers; here it is made to
forget them first, which is quick, and each widget is polished once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.shared.slices import Slices
from app.ui.theme.theme import refresh_icon

SLICE = 0.010
"""Seconds of polishing in one turn; the layout of what was polished comes on top."""


class Restyling(QObject):
    """`styled` once every widget has the look; the windows stand still until then and are painted once."""

    styled = Signal()

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        self._slices = Slices(self)
        self._still: list[QWidget] = []

    @property
    def under_way(self) -> bool:
        """Whether widgets are left."""
        return self._slices.under_way

    def start(self, sheet: str) -> None:
        """Give the application this style sheet; the widgets that are there follow. Begun anew when under way."""
        for window in self._app.topLevelWidgets():
            if window.isVisible() and window.updatesEnabled():
                window.setUpdatesEnabled(False)
                self._still.append(window)
        style = self._app.style()
        style.unpolish(self._app)
        self._app.setStyleSheet(sheet)
        style.polish(self._app)
        self._slices.start(self._steps(_tree(self._app)))

    def finish(self) -> None:
        """Style what is left now, for who cannot wait."""
        self._slices.finish()

    def _steps(self, widgets: Sequence[QWidget]) -> Iterator[None]:
        changed = QEvent(QEvent.Type.StyleChange)
        end = time.perf_counter() + SLICE
        for widget in widgets:
            if shiboken6.isValid(widget):
                widget.style().polish(widget)
                QCoreApplication.sendEvent(widget, changed)
                refresh_icon(widget)
            if time.perf_counter() > end:
                yield
                end = time.perf_counter() + SLICE
        yield
        self.styled.emit()
        yield
        still, self._still = self._still, []
        for window in still:
            if shiboken6.isValid(window):
                window.setUpdatesEnabled(True)


def _tree(app: QApplication) -> list[QWidget]:
    """Every widget, each after its parent."""
    found: list[QWidget] = []
    for window in app.topLevelWidgets():
        if window.parentWidget() is None:
            found.append(window)
            found += window.findChildren(QWidget)
    return found
