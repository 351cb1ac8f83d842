"""Every action of the window in one list: what the palette filters, and what the list of keys shows.

The palette is the search field with a ``>`` in front: Ctrl+Shift+P types it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.ui.shared.popup_list import PopupItem

MARK: Final = ">"


@dataclass(frozen=True)
class ActionEntry:
    """Something that can be done from anywhere.

    `keys` as Qt writes them; `reason` says why the person may not; `words` are other names it is found by.
    """

    key: str
    text: str
    run: Callable[[], object]
    keys: str = ""
    reason: str = ""
    words: str = ""
    icon: str = "caret-right"


class Actions:
    """The registry. Kinds of actions add themselves as functions, so that the list is as the moment is."""

    def __init__(self) -> None:
        self._sources: list[Callable[[], Iterable[ActionEntry]]] = []

    def add(self, source: Callable[[], Iterable[ActionEntry]]) -> None:
        """Add entries; the function is asked each time the list is shown."""
        self._sources.append(source)

    def entries(self) -> list[ActionEntry]:
        """All of them, in the order they were added."""
        return [entry for source in self._sources for entry in source()]

    def find(self, text: str) -> list[ActionEntry]:
        """Those in which every typed word begins a word, or stands in the text; the best first."""
        wanted = text.casefold().split()
        ranked = [(_rank(entry, wanted), entry) for entry in self.entries()]
        ranked = [(rank, entry) for rank, entry in ranked if rank is not None]
        return [entry for _, entry in sorted(ranked, key=_first)]


def _first(item: tuple[int | None, ActionEntry]) -> int:
    return item[0] or 0


def _rank(entry: ActionEntry, wanted: Sequence[str]) -> int | None:
    """How badly the words fit; None when they do not."""
    text, others = entry.text.casefold(), entry.words.casefold()
    total = 0
    for word in wanted:
        if text.startswith(word):
            total += 0
        elif f" {word}" in text:
            total += 1
        elif word in text:
            total += 2
        elif word in others:
            total += 3
        else:
            return None
    return total


def typed_command(text: str) -> str | None:
    """What is typed after the mark; None when it is a search."""
    stripped = text.lstrip()
    return stripped[len(MARK) :].strip() if stripped.startswith(MARK) else None


def palette_items(actions: Actions, text: str) -> list[PopupItem]:
    """What the popup shows; an action that is not allowed says why and cannot be chosen."""
    items: list[PopupItem] = []
    for entry in actions.find(text):
        note = entry.reason or spelt(entry.keys)
        items.append(PopupItem(entry, entry.text, note, entry.icon, head=bool(entry.reason)))
    return items


def spelt(keys: str) -> str:
    """Keys as a person reads them."""
    return keys.replace("+", " + ")
