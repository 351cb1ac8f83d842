"""The actions of the window as entries of the palette: tabs, new records, lists to a file, and what the bars offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from app.ui.documents.offers import KEY, Offer
from app.ui.shared.export_menu import FORMATS, ListExport
from app.ui.shell.palette import ActionEntry, Actions
from app.ui.shell.tabs import Importing, NewAction, TabSpec

SECTIONS = (
    ("look", "Look", "theme dark light text size"),
    ("formats", "Formats", "language country numbers dates week"),
    ("notifications", "Notifications", "follow-ups due tell"),
    ("business", "Business", "address logo currency"),
    ("people", "People", "roles accounts add person"),
    ("backup", "Backups", "restore folder"),
)
MOST_TABS = 9


class _Call:
    """A call with what it needs."""

    def __init__(self, function: Any, *arguments: object) -> None:
        self._function = function
        self._arguments = arguments

    def __call__(self) -> object:
        return self._function(*self._arguments)


class WindowActions(QObject):
    """Fills `registry` from what the window has while somebody works."""

    def __init__(self, extras: Any, window: Any, tabs: Sequence[TabSpec]) -> None:
        super().__init__(extras)
        self._extras = extras
        self._window = window
        self._tabs = tuple(tabs)
        self._export = ListExport(extras.ctx, window)
        self.registry = Actions()
        for source in (self._everyday, self._documents, self._goto, self._new, self._transfer, self._rest, self._here):
            self.registry.add(source)

    def _everyday(self) -> Iterator[ActionEntry]:
        extras, window = self._extras, self._window
        refused = extras.reason("interaction.log")
        yield ActionEntry("search", "Search everything", extras.search.begin, "Ctrl+K", words="find")
        yield ActionEntry("palette", "Show every action", extras.search.begin_command, "Ctrl+Shift+P", words="palette")
        yield ActionEntry("call", "Log a call", window.log_call, "Ctrl+L", refused, "phone", "phone")
        yield ActionEntry("undo", "Undo the last step", extras.undo, "Ctrl+Z", words="back", icon="arrow-u-up-left")
        yield ActionEntry("redo", "Do it again", extras.redo, "Ctrl+Shift+Z", words="redo", icon="arrow-u-up-right")

    def _documents(self) -> Iterator[ActionEntry]:
        """Of what the tab shows; the first one has the key."""
        offers: list[Offer] = getattr(self._window.stack.currentWidget(), "document_offers", list)()
        for place, offer in enumerate(offers):
            keys = "" if place else KEY
            key = f"document.{place}"
            yield ActionEntry(key, offer.text, offer.show, keys, offer.reason, "print save preview", "file-pdf")

    def _goto(self) -> Iterator[ActionEntry]:
        for number, tab in enumerate(self._tabs, start=1):
            keys = f"Ctrl+{number}" if number <= MOST_TABS else ""
            go = _Call(self._window.show_tab, tab.key)
            yield ActionEntry(f"tab.{tab.key}", f"Go to {tab.title}", go, keys, icon="arrow-right")

    def _new(self) -> Iterator[ActionEntry]:
        for tab in self._tabs:
            for entry in tab.new:
                yield self._new_entry(tab, entry)

    def _new_entry(self, tab: TabSpec, entry: NewAction) -> ActionEntry:
        reason = self._extras.reason(entry.operation)
        begin = _Call(self._window.begin_new, tab.key, entry.method)
        return ActionEntry(f"new.{entry.text}", entry.text, begin, reason=reason, words="add create", icon="plus")

    def _transfer(self) -> Iterator[ActionEntry]:
        from app.services.transfer.lists import LISTS
        from app.services.transfer.personal import PERSONAL, export_operation
        from app.wording.imports import kind_name

        window = self._window
        view = self._extras.reason("import.view")
        yield ActionEntry(
            "import", "Import a file …", window.open_import, "", self._extras.reason("import.run"),
            "csv excel xlsx vcard load", "upload-simple",
        )  # fmt: skip
        history = _Call(window.open_import, Importing(history=True))
        yield ActionEntry("import.history", "History of imports", history, "", view, "undo an import", "upload-simple")
        for kind in LISTS:
            reason = self._extras.reason(export_operation(personal=kind in PERSONAL))
            for ending, words in FORMATS:
                ask = _Call(self._export.ask, kind, ending)
                text = f"Export {kind_name(kind).lower()} as {words} …"
                yield ActionEntry(f"export.{kind}.{ending}", text, ask, "", reason, "save list", "download-simple")

    def _rest(self) -> Iterator[ActionEntry]:
        extras = self._extras
        yield ActionEntry(
            "preferences", "Preferences", extras.open_preferences, "Ctrl+,", words="settings", icon="gear"
        )
        for key, title, others in SECTIONS:
            show = _Call(extras.open_preferences, key)
            yield ActionEntry(f"preferences.{key}", f"Preferences: {title}", show, words=others, icon="gear")
        password = _Call(extras.open_preferences, "password")
        yield ActionEntry("password", "Change your password", password, icon="gear")
        yield ActionEntry("backup", "Back up now", extras.back_up, icon="shield-check")
        about = _Call(extras.open_preferences, "about")
        yield ActionEntry("about", "About Tradepost", about, words="version licences libraries", icon="info")
        yield ActionEntry("keys", "List of keys", extras.show_keys, "F1", words="help shortcuts")
        yield ActionEntry("quit", "Quit Tradepost", self._window.close, words="close exit", icon="x")

    def _here(self) -> Iterator[ActionEntry]:
        """The buttons of the screen that shows, and the lines of their menus: what a mouse can do, typing can."""
        page = self._window.stack.currentWidget()
        seen: set[str] = set()
        for button in page.findChildren(QPushButton) if page is not None else ():
            if not button.isVisible() or not button.isEnabled():
                continue
            name = button.accessibleName() or button.text().replace("&&", "&")
            menu = getattr(button, "drop_menu", None)
            if menu is None and name not in seen:
                seen.add(name)
                keys = button.shortcut().toString()
                yield ActionEntry(f"here.{name}", f"Here: {name}", button.click, keys, icon="caret-right")
            for action in menu.actions() if menu is not None else ():
                words = f"{name}: {action.text().replace('&', '')}"
                if action.text() and action.isEnabled() and words not in seen:
                    seen.add(words)
                    yield ActionEntry(f"here.{words}", f"Here: {words}", action.trigger, icon="caret-right")
