"""Frames that group things: cards, section titles, rules and plain panes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.ui.shared.labels import Role, label


class Pane(QFrame):
    """A frame with the background of `kind`: window, surface, sunken, card, list-head, top-bar, status-bar."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)


class Rule(QFrame):
    """A thin line across; `soft` between rows of the same thing."""

    def __init__(self, parent: QWidget | None = None, *, soft: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("kind", "rule-soft" if soft else "rule")


class Card(QFrame):
    """A surface with a border. With a title it has a head: the title, a muted note, and room for actions right.

    Put content into `body`; `flush=True` lets rows reach the border.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None, *, note: str = "", flush: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        if title:
            self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.head = SectionTitle(title, self, note=note)
        self.head.setVisible(bool(title))
        self.head.set_margins(16, 12, 12, 12 if flush else 0)
        outer.addWidget(self.head)
        if flush and title:
            outer.addWidget(Rule(self, soft=True))
        self.body = QVBoxLayout()
        self.body.setContentsMargins(*((0, 0, 0, 0) if flush else (16, 12, 16, 14)))
        self.body.setSpacing(0 if flush else 8)
        outer.addLayout(self.body, 1)


class SectionTitle(QWidget):
    """The head of a section, a muted note after it, and room for one action on the right (`add_action`)."""

    def __init__(self, title: str, parent: QWidget | None = None, *, note: str = "") -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.title = label(title, Role.SECTION, self)
        self.note = label(note, Role.MUTED, self, wrap=True)
        row.addWidget(self.title)
        row.addWidget(self.note, 1)
        self._row = row

    def set_margins(self, left: int, top: int, right: int, bottom: int) -> None:
        """The room around it."""
        self._row.setContentsMargins(left, top, right, bottom)

    def set_note(self, text: str) -> None:
        """Say something else after the title."""
        self.note.setText(text)

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right."""
        self._row.addWidget(widget)


class ScrollPage(QScrollArea):
    """A page that scrolls up and down when it is higher than its room. Put content into `body`."""

    def __init__(self, parent: QWidget | None = None, *, margins: tuple[int, int, int, int] = (16, 16, 16, 16)) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        page = QWidget(self)
        page.setProperty("kind", "page")
        self.body = QVBoxLayout(page)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(12)
        self.setWidget(page)
        page.setAutoFillBackground(False)


def clear_layout(layout: QLayout) -> None:
    """Delete everything that stands in a layout, nested layouts too."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)
            inner.deleteLater()
