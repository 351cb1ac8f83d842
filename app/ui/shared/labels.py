"""Labels, tool tips and message boxes that show text as it is.

Qt guesses in many places whether a text is markup, and then loads local files that it names. What a supplier typed is
never markup: every text on a screen goes through here.
"""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

__all__ = [
    "ElidedLabel",
    "PlainLabel",
    "Role",
    "label",
    "message_box",
    "plain_tooltip",
    "set_tooltip",
    "show_path",
]


class Role(StrEnum):
    """How a text looks; the theme gives each role its size, weight and colour."""

    BODY = "body"
    MUTED = "muted"
    LABEL = "label"  # small and muted: captions, column heads
    SMALL = "small"  # small, in the text's colour
    STRONG = "strong"
    SECTION = "section"
    TITLE = "title"
    FIGURE = "figure"
    ERROR = "error"
    LINK = "link"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"


class PlainLabel(QLabel):
    """A label that never reads its text as markup. `buddy` gives its name to a control and Alt+letter to none."""

    def __init__(
        self,
        text: str = "",
        role: Role | str = Role.BODY,
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
        selectable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", str(role))
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if text:
            self.setText(text)

    def set_role(self, role: Role | str) -> None:
        """Look otherwise."""
        if self.property("role") != str(role):
            self.setProperty("role", str(role))
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(PlainLabel):
    """One line that ends in … when there is no room; the whole text is its tool tip and its accessible name."""

    def __init__(
        self,
        text: str = "",
        role: Role | str = Role.BODY,
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        self._whole = ""
        self._mode = mode
        super().__init__("", role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_whole_text(text)

    @property
    def whole_text(self) -> str:
        """The text before it was shortened."""
        return self._whole

    def set_whole_text(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._shorten()

    def setText(self, text: str) -> None:
        """Same as `set_whole_text`, so that it can stand for any label."""
        self.set_whole_text(text)

    def sizeHint(self) -> QSize:
        """As wide as the whole text."""
        metrics = QFontMetrics(self.font())
        size = super().sizeHint()
        return QSize(metrics.horizontalAdvance(" ".join(self._whole.split("\n"))) + 2, size.height())

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(QFontMetrics(self.font()).averageCharWidth() * 4, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten to the new width."""
        super().resizeEvent(event)
        self._shorten()

    def changeEvent(self, event: QEvent) -> None:
        """Shorten by the new font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._shorten()

    def _shorten(self) -> None:
        line = " ".join(self._whole.split("\n"))
        shown = QFontMetrics(self.font()).elidedText(line, self._mode, max(self.width(), 0))
        if shown != QLabel.text(self):
            QLabel.setText(self, shown)
        set_tooltip(self, self._whole if shown != line else "")


def label(
    text: str = "",
    role: Role | str = Role.BODY,
    parent: QWidget | None = None,
    *,
    wrap: bool = False,
    selectable: bool = False,
) -> PlainLabel:
    """A label that shows `text` as it is, in the look of `role`."""
    return PlainLabel(text, role, parent, wrap=wrap, selectable=selectable)


def show_path(shown: QLabel, path: str) -> None:
    """Show a path with a place to break the line after each separator, which it has none of by itself."""
    shown.setText(path.replace(os.sep, f"{os.sep}\N{ZERO WIDTH SPACE}"))
    shown.setAccessibleName(path)


def plain_tooltip(text: str) -> str:
    """Markup that shows exactly `text`: tool tips guess, so they are told."""
    if not text:
        return ""
    import html

    return f"<p style='white-space:pre-wrap'>{html.escape(text)}</p>"


def set_tooltip(widget: QWidget, text: str) -> None:
    """Give a widget a tool tip that shows `text` as it is; empty takes it away."""
    widget.setToolTip(plain_tooltip(text))


def message_box(
    parent: QWidget | None,
    title: str,
    text: str,
    *,
    detail: str = "",
    icon: QMessageBox.Icon | None = None,
    buttons: QMessageBox.StandardButton | None = None,
) -> QMessageBox:
    """A message box of plain text, not yet open: connect `finished` and call `open()`. It deletes itself on close."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(icon or QMessageBox.Icon.Warning, title, "", buttons or QMessageBox.StandardButton.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    if detail:
        box.setInformativeText(detail)
    for part in box.findChildren(QLabel):
        part.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box
