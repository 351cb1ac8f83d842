"""The headline figures at the top of the first tab: value, change, goal, and a year as a small line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.charts.sparkline import Sparkline
from app.ui.shared.cards import Card
from app.ui.shared.labels import ElidedLabel, Role, label, set_tooltip
from app.ui.theme import current_theme
from app.ui.today.board_source import Headline

CARD_WIDTH = 210
GAP = 14


class HeadlineCard(Card):
    """One figure; its definition is the tool tip and the accessible description."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(2)
        self.title = ElidedLabel("", Role.LABEL, self)
        self.value = ElidedLabel("", Role.FIGURE, self)
        self.change = label("", Role.LABEL, self)
        self.goal = ElidedLabel("", Role.LABEL, self)
        self.line = Sparkline(self)
        self.body.addWidget(self.title)
        row = QHBoxLayout()
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.value)
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self.change)
        below.addWidget(self.goal, 1)
        words.addLayout(below)
        row.addLayout(words)
        row.addWidget(self.line, 1, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)

    def show_headline(self, headline: Headline) -> None:
        """Show a figure."""
        self.title.set_whole_text(headline.title)
        self.value.set_whole_text(headline.value)
        role = {True: Role.GOOD, False: Role.BAD, None: Role.LABEL}[headline.better]
        self.change.set_role(role)
        self.change.setText(headline.change)
        goal = f"goal {headline.goal}" if headline.goal else "" if headline.change else "the last 12 months"
        self.goal.set_whole_text(f"· {goal}" if headline.change and goal else goal)
        self.line.show_values(headline.months, "bad" if headline.missed else "accent", headline.value)
        words = ", ".join(part for part in (headline.value, headline.change, headline.goal and goal) if part)
        self.setAccessibleName(f"{headline.title}: {words}")
        self.setAccessibleDescription(headline.formula)
        set_tooltip(self, f"Last 12 months, change against the 12 months before.\n{headline.formula}")


class Headlines(QWidget):
    """Five in a row, or as many as there is room for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(GAP)
        self.cards: list[HeadlineCard] = []
        self.columns = 0

    def show_headlines(self, headlines: tuple[Headline, ...]) -> None:
        """Show these."""
        while len(self.cards) > len(headlines):
            self.cards.pop().deleteLater()
        while len(self.cards) < len(headlines):
            self.cards.append(HeadlineCard(self))
            self.columns = 0
        for card, headline in zip(self.cards, headlines, strict=True):
            card.show_headline(headline)
        self.setVisible(bool(headlines))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer in a row when it is narrow."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        count = len(self.cards) or 1
        columns = max(1, min(self.width() // current_theme().px(CARD_WIDTH), count))
        if columns == self.columns:
            return
        for index in range(max(columns, self.columns)):
            self.grid.setColumnStretch(index, 1 if index < columns else 0)
        self.columns = columns
        for index, card in enumerate(self.cards):
            self.grid.addWidget(card, index // columns, index % columns)
