"""What stands where there is nothing yet, nothing found, or nothing readable: says what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import clear_layout
from app.ui.shared.labels import Role, label
from app.ui.theme import current_theme, draw_icon

SKELETON_AFTER_MS = 150


@dataclass(frozen=True, slots=True)
class Action:
    """A button of an empty state."""

    text: str
    on_click: Callable[[], object]
    kind: Kind = Kind.QUIET


class EmptyState(QWidget):
    """An icon, a title, a sentence and actions in the middle of its room."""

    def __init__(
        self,
        title: str = "",
        sentence: str = "",
        parent: QWidget | None = None,
        *,
        icon: str = "",
        actions: Sequence[Action] = (),
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(8)
        column.addStretch(2)
        self._icon = _BigIcon(self)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = label("", Role.SECTION, self, wrap=True)
        self._sentence = label("", Role.MUTED, self, wrap=True)
        for part in (self._title, self._sentence):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            part.setMaximumWidth(460)
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(part, 100)
            line.addStretch(1)
            column.addLayout(line)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        self._actions.setContentsMargins(0, 8, 0, 0)
        column.addLayout(self._actions)
        column.addStretch(3)
        self.show_state(title, sentence, icon=icon, actions=actions)

    @property
    def title(self) -> str:
        """What it says first."""
        return self._title.text()

    @property
    def sentence(self) -> str:
        """What it says to do."""
        return self._sentence.text()

    def show_state(self, title: str, sentence: str, *, icon: str = "", actions: Sequence[Action] = ()) -> None:
        """Say something else."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._icon.set_name(icon)
        self.setAccessibleName(f"{title} {sentence}".strip())
        clear_layout(self._actions)
        self._actions.addStretch(1)
        for action in actions:
            self._actions.addWidget(Button(action.text, action.kind, self, on_click=action.on_click))
        self._actions.addStretch(1)


class _BigIcon(QWidget):
    """A large icon in a decorative colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        self._name = name
        self.setVisible(bool(name))
        self.update()

    def sizeHint(self) -> QSize:
        side = current_theme().px(36)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_icon(painter, self._name, QRectF(self.rect()), current_theme().colour("faint"))
        painter.end()


class Skeleton(QWidget):
    """Grey bars in the shape of what will come. `start()` shows them after 150 ms, `stop()` takes them away."""

    def __init__(self, parent: QWidget | None = None, *, lines: int = 5) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName("Loading")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SKELETON_AFTER_MS)
        self._timer.timeout.connect(self._on_late)
        self.hide()

    @property
    def waiting(self) -> bool:
        """Whether it counts or shows."""
        return self._timer.isActive() or not self.isHidden()

    def start(self) -> None:
        """Something is being read."""
        if self.isHidden():
            self._timer.start()

    def stop(self) -> None:
        """It came."""
        self._timer.stop()
        self.hide()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(240, self._lines * current_theme().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars of uneven length."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line_soft"))
        step, height = theme.px(24), theme.px(10)
        for line in range(self._lines):
            share = (0.62, 0.84, 0.71, 0.9, 0.5)[line % 5]
            painter.drawRoundedRect(QRectF(0, line * step + 4, self.width() * share, height), height / 2, height / 2)
        painter.end()

    @Slot()
    def _on_late(self) -> None:
        self.show()
        self.raise_()


class Overlay(QWidget):
    """Covers another widget with a child laid over all of it; hidden at first and out of the way."""

    def __init__(self, covered: QWidget, content: QWidget) -> None:
        super().__init__(covered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        content.setParent(self)
        column.addWidget(content)
        covered.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering."""
        if event.type() == QEvent.Type.Resize:
            self._cover()
        return False

    def set_shown(self, shown: bool) -> None:
        """Cover or uncover."""
        if shown:
            self._cover()
            self.raise_()
        self.setVisible(shown)

    def _cover(self) -> None:
        # Asked for anew: a view's inner widget may be another Python object than when this was made.
        covered = self.parentWidget()
        if covered is not None:
            self.setGeometry(covered.rect())
