"""What the window is told about a tab, by the bootstrap: its name, its page, and what it can show and make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.ui.app_context import AppContext
    from app.ui.shared.navigator import CallAbout

    PageFactory = Callable[[AppContext, QWidget], QWidget]


class NewAction(NamedTuple):
    """One line of the menu New: its words, the operation it needs, and the page's method that begins it."""

    text: str
    operation: str
    method: str = "create_new"


class TabSpec(NamedTuple):
    """A tab. Its page is made when it is first shown.

    `records` are the entities whose records it shows (by the page's `open_record(entity, id)`, or `show_record(id)`).
    The page may have `create_new()`, `go_back() -> bool`, a signal `badge_changed(int)` and `save_state()`.
    """

    key: str
    title: str
    factory: PageFactory
    records: frozenset[str] = frozenset()
    new: tuple[NewAction, ...] = ()
    hint: str = ""


class Importing(NamedTuple):
    """What the import page opens with: files, a kind when one is meant, or the history of imports."""

    files: Sequence[Path] = ()
    kind: str = ""
    history: bool = False


class Hooks(NamedTuple):
    """What the window calls and the bootstrap knows: screens that are no tabs."""

    preferences: Callable[[AppContext, QWidget, str], None] | None = None
    """Opens the preferences over a window, at a section."""
    quick_log: Callable[[AppContext, QWidget, int | None, CallAbout | None], None] | None = None
    """Opens the quick log over a window, for a partner when one is meant."""
    importing: Callable[[AppContext, QWidget, Importing], None] | None = None
    """Opens the import page over a window."""
