"""F1: the keys that work, of the window, of the screen that shows, and of those that were open before.

Nothing is written down here that a widget says itself: see app/ui/shared/keys.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.ui.shared.badges import KeyCap
from app.ui.shared.buttons import Button
from app.ui.shared.cards import ScrollPage
from app.ui.shared.keys import Key, helps, live_keys
from app.ui.shared.labels import Role, label
from app.ui.shell.palette import ActionEntry
from app.ui.theme import current_theme

IN_A_FORM: Final = (
    Key("Ctrl+Return", "Save"),
    Key("Ctrl+Shift+Return", "Save a sales order and confirm it"),
    Key("Esc", "Close; what was typed is asked about first"),
)
IN_A_DOCUMENT: Final = (
    Key("Ctrl+S", "Save as PDF"),
    Key("Ctrl+P", "Print"),
    Key("Ctrl++", "Larger"),
    Key("Ctrl+-", "Smaller"),
    Key("Ctrl+0", "As wide as the window"),
    Key("PgDown", "The next page"),
)
ALWAYS: Final = (
    Key("Tab", "The next field or button; Shift+Tab the one before"),
    Key("Return", "Press the button"),
    Key("Esc", "Go back one step"),
)
WIDTH, HEIGHT = 640, 620


def keys_by_place(
    window: QWidget, entries: Iterable[ActionEntry], pages: Mapping[str, QWidget], here: QWidget | None
) -> list[tuple[str, list[Key]]]:
    """Titles and keys: those of the window first, then those of the screen that shows, then the others'."""
    entered = [Key(entry.keys, entry.text) for entry in entries if entry.keys]
    known = {key.keys for key in entered}
    rest = [key for key in live_keys(window, deep=False) if key.keys not in known and key.words]
    groups: list[tuple[str, list[Key]]] = [("Anywhere", [*entered, *rest, *ALWAYS])]
    # The screen that shows comes first; a page that is no tab's has no other name.
    ordered = sorted(pages.items(), key=lambda item: item[1] is not here)
    if here is not None and here not in pages.values():
        ordered.insert(0, (here.accessibleName() or "This page", here))
    own: set[str] = set()
    for title, page in ordered:
        groups.append((f"{title}: this screen" if page is here else title, live_keys(page)))
        for said in helps(page):
            if said.title not in own:
                own.add(said.title)
                groups.append((said.title, [Key(keys, words) for keys, words in said.keys]))
    groups += [("In a form", list(IN_A_FORM)), ("In a document", list(IN_A_DOCUMENT))]
    return [(title, keys) for title, keys in groups if keys]


class ShortcutsDialog(QDialog):
    """The keys, grouped by where they work."""

    def __init__(self, parent: QWidget, groups: Sequence[tuple[str, Sequence[Key]]] = ()) -> None:
        super().__init__(parent)
        self.groups = groups
        self.setWindowTitle("Keys")
        self.setAccessibleName("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 16)
        page = ScrollPage(self)
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        page.setAccessibleName("List of keys")
        page.setProperty("ring", True)
        page.body.setSpacing(8)
        for title, keys in groups:
            page.body.addWidget(label(title, Role.SECTION, page))
            page.body.addLayout(self._grid(keys, page))
            page.body.addSpacing(10)
        page.body.addStretch(1)
        column.addWidget(page, 1)
        close = Button("Close", parent=self, on_click=self.close)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        theme, room = current_theme(), parent.window().size()
        self.resize(min(theme.px(WIDTH), room.width() - 40), min(theme.px(HEIGHT), room.height() - 40))
        page.setFocus()

    def _grid(self, keys: Sequence[Key], page: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, current_theme().px(120))
        for row, key in enumerate(keys):
            grid.addWidget(KeyCap(key.keys, page), row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(key.words, Role.BODY, page, wrap=True), row, 1)
        return grid
