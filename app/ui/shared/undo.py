"""What can be undone and redone in this window, for the menu, the toast and Ctrl+Z."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.services.operations import Operations


class UndoState(QObject):
    """Follows the session's undo stack. `changed` when what can be undone or redone changed."""

    changed = Signal()

    def __init__(self, ops: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ops = ops

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self._ops.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return self._ops.can_redo

    def note_step(self) -> None:
        """A step was written, undone or done again."""
        self.changed.emit()

    def undo(self, owner: QWidget) -> None:
        """Undo the newest step of this session; a conflict is shown at `owner`."""
        from app.ui.shared.operations import run_undo

        run_undo(owner, redo=False)

    def redo(self, owner: QWidget) -> None:
        """Do again what was undone last; a conflict is shown at `owner`."""
        from app.ui.shared.operations import run_undo

        run_undo(owner, redo=True)
