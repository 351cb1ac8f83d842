"""How a screen leads to a record that another screen shows: screens do not know each other, the window knows all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class CallAbout:
    """How the note of a call begins, and the record that its `words` name there."""

    text: str
    words: str
    entity: str
    id: int


@runtime_checkable
class Navigator(Protocol):
    """What the main window offers to what stands in it."""

    def open_record(self, entity: str, id_: int) -> bool:
        """Show a record in the tab that has it. False when no tab does."""
        ...

    def show_tab(self, key: str) -> None:
        """Show a tab by its key."""
        ...

    def log_call(self, partner_id: int | None = None, about: CallAbout | None = None) -> None:
        """Open the quick log, for a partner when one is meant, with how its note begins."""
        ...


def navigator_of(widget: QWidget) -> Navigator | None:
    """The navigator of the window around a widget; None in a small test."""
    current: QWidget | None = widget
    while current is not None:
        if isinstance(current, Navigator):
            return current
        current = current.parentWidget()
    return None
