"""Buttons in the few looks that there are: quiet, primary (one a screen), danger, ghost and link."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from app.ui.shared.labels import set_tooltip
from app.ui.theme import set_icon


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
        super().__init__(text, parent)
        self.setProperty("kind", str(kind))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == Kind.LINK else Qt.CursorShape.ArrowCursor)
        if icon is not None:
            set_icon(self, icon, _ICON_COLOUR.get(str(kind), "text"))
        if on_click is not None:
            self.clicked.connect(on_click)
        if keys is not None:
            self.setShortcut(QKeySequence(keys))
            _add_key_cap(self, text, keys, primary=kind == Kind.PRIMARY)

    def set_menu(self, menu: QMenu) -> None:
        """Open a menu instead of acting; shows a small caret."""
        self.setMenu(menu)
        self.setProperty("hasMenu", True)
        self.style().unpolish(self)
        self.style().polish(self)

    def refuse(self, reason: str) -> None:
        """Disable it and say why; an empty reason enables it again."""
        self.setEnabled(not reason)
        set_tooltip(self, reason)


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


def _add_key_cap(button: Button, text: str, keys: str, *, primary: bool) -> None:
    """Show the keys inside the button, right of its text."""
    from app.ui.shared.badges import KeyCap

    button.setAccessibleName(text)
    button.setText(text)
    cap = KeyCap(keys, button, on_accent=primary)
    layout = QHBoxLayout(button)
    layout.setContentsMargins(0, 0, 9, 0)
    layout.addStretch(1)
    layout.addWidget(cap)
    button.setProperty("keycap", True)
