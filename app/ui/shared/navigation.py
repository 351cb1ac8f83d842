"""From anywhere in a window to the record that a text names."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def open_record(widget: QWidget, entity: str, id_: int) -> bool:
    """Show a record in the tab that has it. False when no tab of the window does."""
    opener = getattr(widget.window(), "open_record", None)
    return bool(opener is not None and opener(entity, id_))


def open_list(widget: QWidget, tab: str, chip: str) -> bool:
    """Show a tab's list as one of its chips filters it. False when the window has no such tab."""
    opener = getattr(widget.window(), "open_list", None)
    return bool(opener is not None and opener(tab, chip))


def open_import(widget: QWidget) -> None:
    """Open the import page of the window."""
    opener = getattr(widget.window(), "open_import", None)
    if opener is not None:
        opener()
