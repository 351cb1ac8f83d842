"""What needs attention, each with the one action that resolves it; and the team's week."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.shared.badges import Avatar
from app.ui.shared.buttons import Button
from app.ui.shared.cards import Card, Rule, clear_layout
from app.ui.shared.empty_state import EmptyState
from app.ui.shared.formats import formats
from app.ui.shared.labels import ElidedLabel, Role, label
from app.ui.theme import current_theme
from app.ui.today.board_source import Board, Matter, Member


class AttentionCard(Card):
    """`wanted(AttentionRow)` when a person took a row's action."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Needs attention", parent, flush=True)
        self.rows: list[MatterRow] = []
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.empty = EmptyState(
            "Nothing needs you",
            "Nothing is late, short or below its reorder point, and no good customer has gone quiet.",
            self,
            icon="check-circle",
        )
        self.empty.hide()
        self.body.addLayout(self._list)
        self.body.addWidget(self.empty, 1)
        self.body.addStretch(1)

    def show_board(self, board: Board) -> None:
        """Show what needs attention; the keyboard stays at its place."""
        focused = next((index for index, row in enumerate(self.rows) if row.button.hasFocus()), -1)
        clear_layout(self._list)
        self.rows = []
        for matter in board.matters:
            if self.rows:
                self._list.addWidget(Rule(self, soft=True))
            row = MatterRow(matter, self)
            row.button.clicked.connect(row.on_clicked)
            row.chosen.connect(self.wanted)
            self._list.addWidget(row)
            self.rows.append(row)
        self.empty.setVisible(not board.matters)
        self.head.set_note(_count(board))
        if focused >= 0 and self.rows:
            self.rows[min(focused, len(self.rows) - 1)].button.setFocus()


class MatterRow(QWidget):
    """One matter: a mark, two lines, a button."""

    chosen = Signal(object)

    def __init__(self, matter: Matter, parent: QWidget) -> None:
        super().__init__(parent)
        self.matter = matter
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(12)
        row.addWidget(_Dot(matter.text.tone, self), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(matter.text.title, Role.BODY, self, wrap=True))
        words.addWidget(label(matter.text.note, Role.LABEL, self, wrap=True))
        row.addLayout(words, 1)
        self.button = Button(matter.text.action, parent=self)
        self.button.setAccessibleName(f"{matter.text.action}: {matter.text.title}")
        self.button.setAccessibleDescription(matter.text.note)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def on_clicked(self) -> None:
        """The row's action was taken."""
        self.chosen.emit(self.matter.row)


class TeamCard(Card):
    """The people and their week."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Team this week", parent, flush=True)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.body.addLayout(self._list)

    def show_team(self, team: tuple[Member, ...]) -> None:
        """Show these; hidden without any."""
        clear_layout(self._list)
        for index, member in enumerate(team):
            if index:
                self._list.addWidget(Rule(self, soft=True))
            self._list.addWidget(_MemberRow(member, self))
        self.setVisible(bool(team))


class _MemberRow(QWidget):
    def __init__(self, member: Member, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(10)
        row.addWidget(Avatar(member.name, self))
        row.addWidget(ElidedLabel(member.name, Role.BODY, self), 2)
        row.addWidget(label(member.did, Role.MUTED, self, wrap=True), 3)
        sold = label(member.sold, Role.BODY, self, wrap=True)
        sold.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(sold, 3)


class _Dot(QWidget):
    """A mark in the colour of how bad it is; the words say it too."""

    def __init__(self, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(8, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour(self._tone))
        painter.drawEllipse(self.rect())
        painter.end()


def _count(board: Board) -> str:
    if not board.matters_count:
        return ""
    shown = len(board.matters)
    number = formats().number(board.matters_count)
    first = f"the first {shown} of {number}" if shown < board.matters_count else number
    return f"{first}, sorted by money at risk"
