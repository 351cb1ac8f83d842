"""The keys that work, read off the widgets that have them: the list of F1 is made from these and so cannot differ.

A `QShortcut` has its words in a property `says`, an action or a button in its text. A widget that hears keys itself has
them in a class attribute `HELP`, a `KeyHelp`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget


class KeyHelp(NamedTuple):
    """The keys that a kind of widget hears itself, under a title: pairs of keys and what they do."""

    title: str
    keys: tuple[tuple[str, str], ...]


class Key(NamedTuple):
    """One key that works: its sequence as Qt writes it, and what it does."""

    keys: str
    words: str


def live_keys(owner: QWidget, *, deep: bool = True) -> list[Key]:
    """The keys of a widget, and of everything in it; each once."""
    found = {(key.keys, key.words): key for key in _live(owner, deep=deep) if key.keys}
    return list(found.values())


def _live(owner: QWidget, *, deep: bool) -> Iterator[Key]:
    how = Qt.FindChildOption.FindChildrenRecursively if deep else Qt.FindChildOption.FindDirectChildrenOnly
    for shortcut in owner.findChildren(QShortcut, options=how):
        yield Key(_spelt(shortcut.key()), str(shortcut.property("says") or ""))
    for action in owner.findChildren(QAction, options=how):
        if not action.shortcut().isEmpty():
            yield Key(_spelt(action.shortcut()), action.text().replace("&", "").rstrip(" …"))
    for button in owner.findChildren(QAbstractButton, options=how):
        if not button.shortcut().isEmpty():
            yield Key(_spelt(button.shortcut()), button.accessibleName() or button.text())


def helps(owner: QWidget) -> list[KeyHelp]:
    """What the kinds of widgets in a page hear themselves, each kind once."""
    found: dict[str, KeyHelp] = {}
    for widget in owner.findChildren(QWidget):
        said = getattr(type(widget), "HELP", None)
        if isinstance(said, KeyHelp):
            found.setdefault(said.title, said)
    return list(found.values())


def _spelt(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.PortableText)
