"""Buttons in the few looks that there are: quiet, primary (one a screen), danger, ghost and link."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcutEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.ui.shared.badges import KeyCap
from app.ui.shared.labels import set_tooltip
from app.ui.theme import current_theme, draw_icon, set_icon

CAP_GAP = 8


class Kind(StrEnum):
    """How much a button asks for attention."""

    QUIET = "quiet"
    PRIMARY = "primary"
    DANGER = "danger"
    GHOST = "ghost"
    LINK = "link"


class Button(QPushButton):
    """A push button in one of the looks, with an icon of the theme, a menu or a key cap if wanted."""

    def __init__(
        self,
        text: str,
        kind: Kind | str = Kind.QUIET,
        parent: QWidget | None = None,
        *,
        icon: str | None = None,
        on_click: Callable[[], object] | None = None,
        keys: str | None = None,
    ) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self._cap: KeyCap | None = None
        self.drop_menu: QMenu | None = None
        self.setProperty("kind", str(kind))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == Kind.LINK else Qt.CursorShape.ArrowCursor)
        if icon is not None:
            set_icon(self, icon, _ICON_COLOUR.get(str(kind), "text"))
        if on_click is not None:
            self.clicked.connect(on_click)
        if keys is not None:
            self.setShortcut(QKeySequence(keys))
            self.setAccessibleName(text)
            self.setProperty("keycap", True)
            self.installEventFilter(_ActsAtOnce(self))
            self._cap = KeyCap(keys, self, on_accent=kind == Kind.PRIMARY)

    def setText(self, text: str) -> None:
        """Say something else; Qt takes the shortcut away with the old text."""
        keys = self.shortcut()
        super().setText(text)
        if self._cap is not None:
            self.setShortcut(keys)
            self.setAccessibleName(text.replace("&&", "&"))

    def sizeHint(self) -> QSize:
        """Room for the key cap or the caret too."""
        size = super().sizeHint()
        extra = 0 if self._cap is None else self._cap.sizeHint().width() + CAP_GAP
        if self.drop_menu is not None:
            extra += caret_width()
        return QSize(size.width() + extra, size.height())

    def minimumSizeHint(self) -> QSize:
        """No text is cut."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key cap at the right."""
        super().resizeEvent(event)
        if self._cap is not None:
            size = self._cap.sizeHint()
            self._cap.setGeometry(
                self.width() - size.width() - 10, (self.height() - size.height()) // 2, size.width(), size.height()
            )

    def paintEvent(self, event: QPaintEvent) -> None:
        """The caret of a menu."""
        super().paintEvent(event)
        if self.drop_menu is not None:
            paint_caret(self, _ICON_COLOUR.get(str(self.property("kind")), "muted"))

    def set_menu(self, menu: QMenu) -> None:
        """Open a menu instead of acting; shows a small caret. Not by `setMenu`: it takes the text's padding away."""
        self.drop_menu = menu
        self.setProperty("hasMenu", True)
        self.setAccessibleDescription("Opens a menu")
        self.clicked.connect(self._on_menu_wanted)
        self.style().unpolish(self)
        self.style().polish(self)
        self.updateGeometry()

    @Slot()
    def _on_menu_wanted(self) -> None:
        if self.drop_menu is not None:
            open_below(self, self.drop_menu)

    def refuse(self, reason: str) -> None:
        """Disable it and say why; an empty reason enables it again."""
        self.setEnabled(not reason)
        set_tooltip(self, reason)


class _ActsAtOnce(QObject):
    """Clicks a button when its key is pressed.

    Qt itself clicks a tenth of a second later, and what somebody types meanwhile goes where they were before.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only the key: the mouse is Qt's."""
        if event.type() != QEvent.Type.Shortcut or not isinstance(event, QShortcutEvent) or event.isAmbiguous():
            return False
        if isinstance(watched, Button):
            watched.click()
        return True


class IconButton(Button):
    """A square button that shows only an icon; `name` is what it is called for those who cannot see it."""

    def __init__(
        self,
        icon: str,
        name: str,
        parent: QWidget | None = None,
        *,
        kind: Kind | str = Kind.GHOST,
        on_click: Callable[[], object] | None = None,
    ) -> None:
        super().__init__("", kind, parent, icon=icon, on_click=on_click)
        self.setProperty("square", True)
        self.setAccessibleName(name)
        set_tooltip(self, name)


_ICON_COLOUR = {"primary": "on_accent", "danger": "bad", "ghost": "muted", "link": "accent_text"}


def caret_width() -> int:
    """The room that a caret takes in a button."""
    return current_theme().px(12) + 4


def open_below(button: QPushButton, menu: QMenu) -> None:
    """Open a menu under a button, at its left edge."""
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))


def paint_caret(button: QPushButton, colour: str) -> None:
    """Draw the caret of a menu button at its right."""
    theme = current_theme()
    side = theme.px(12)
    place = QRectF(button.width() - side - 10, (button.height() - side) / 2 + 1, side, side)
    painter = QPainter(button)
    draw_icon(painter, "caret-down", place, theme.colour(colour if button.isEnabled() else "faint"))
    painter.end()
