"""The right side of every tab: what is selected, with its name, its facts, its actions and its sections."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.ui.shared.badges import Badge
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import clear_layout
from app.ui.shared.chips import FlowLayout
from app.ui.shared.columns import Tone
from app.ui.shared.empty_state import EmptyState
from app.ui.shared.facts import Fact, FactsRow
from app.ui.shared.labels import ElidedLabel, Role
from app.ui.shared.tab_bar import SubTabs
from app.ui.theme import current_theme

LOW = 520


class DetailPane(QFrame):
    """Title, subtitle, badge, actions, facts, a banner and sub-tabs; an empty state when nothing is selected.

    `back_wanted` when the person leaves it for the list (narrow windows only).
    """

    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None, *, name: str, empty: tuple[str, str] = ("", "")) -> None:
        super().__init__(parent)
        self.setProperty("kind", "surface")
        self.setAccessibleName(name)
        self._pages = QStackedLayout(self)
        self.empty = EmptyState(empty[0] or "Nothing selected", empty[1], self)
        self._filled = QWidget(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._filled)
        column = QVBoxLayout(self._filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 16, 16, 8)
        head.setSpacing(10)
        self.back = Button("Back to the list", Kind.GHOST, self, icon="arrow-left", on_click=self.back_wanted.emit)
        self.back.hide()
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        head.addLayout(self._make_title())
        self._low = False
        self._more = QWidget(self)
        more = self._extra = QVBoxLayout(self._more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(10)
        head.addWidget(self._more)
        self.facts = FactsRow(parent=self)
        self.facts.hide()
        more.addWidget(self.facts)
        self._actions_box = QWidget(self)
        self._actions = FlowLayout(self._actions_box)
        policy = self._actions_box.sizePolicy()
        policy.setHeightForWidth(True)
        self._actions_box.setSizePolicy(policy)
        self._actions_box.hide()
        head.addWidget(self._actions_box)
        self.banner = Banner(self)
        head.addWidget(self.banner)
        self._head = head
        column.addLayout(head)
        self.tabs = SubTabs(self, name=f"{name} sections")
        column.addWidget(self.tabs, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With little height the sections come first: the facts below the name go."""
        super().resizeEvent(event)
        self._set_low(self.height() < current_theme().px(LOW))

    def _set_low(self, low: bool) -> None:
        if low != self._low:
            self._low = low
            self._more.setVisible(not low)

    @property
    def filled(self) -> bool:
        """Whether a record is shown."""
        return self._pages.currentWidget() is self._filled

    def set_title(self, title: str, subtitle: str = "", *, badge: str = "", tone: Tone | str = Tone.NEUTRAL) -> None:
        """Show a record's name, a muted line below it, and its state."""
        self._title.set_whole_text(title)
        self._subtitle.set_whole_text(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self.badge.set_badge(badge, tone)
        self._pages.setCurrentWidget(self._filled)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show the two to five facts that matter."""
        self.facts.set_facts(facts)

    def set_actions(self, buttons: Sequence[Button]) -> None:
        """Replace the actions; the old ones are deleted."""
        clear_layout(self._actions)
        for button in buttons:
            button.setParent(self._actions_box)
            self._actions.addWidget(button)
            button.show()
        self._actions_box.setVisible(bool(buttons))

    def add_head_widget(self, widget: QWidget) -> None:
        """Put something of the record's own (a menu button, a stage line) right of the title."""
        self._title_row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def set_subline(self, widget: QWidget) -> None:
        """Put something of the record's own (links to call and to write) below the title, over the whole width."""
        self._extra.insertWidget(0, widget)

    def add_head_line(self, widget: QWidget) -> None:
        """Put something of the record's own across the head, above the actions (a stage line)."""
        self._head.insertWidget(self._head.indexOf(self._actions_box), widget)

    def show_nothing(self, title: str = "", sentence: str = "") -> None:
        """Nothing is selected."""
        if title:
            self.empty.show_state(title, sentence)
        self._pages.setCurrentWidget(self.empty)

    def _make_title(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        names = QVBoxLayout()
        names.setSpacing(2)
        self._title = ElidedLabel("", Role.TITLE, self)
        self._subtitle = ElidedLabel("", Role.MUTED, self)
        names.addWidget(self._title)
        names.addWidget(self._subtitle)
        row.addLayout(names, 1)
        self.badge = Badge(parent=self)
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._title_row = row
        return row
