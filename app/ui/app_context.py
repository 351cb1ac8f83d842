"""What every screen is given by the bootstrap, and how a widget deep inside one finds it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.services.operations import Operations
    from app.ui.shared.bus import ChangeBus
    from app.ui.shared.tasks import TaskRunner
    from app.ui.shared.undo import UndoState
    from app.ui.theme import Theme


class ViewSettings(Protocol):
    """The part of the settings that remembers how a person left each screen."""

    def view_state(self, staff_id: int, name: str) -> dict[str, Any]:
        """What was stored under a name for a person; empty at first."""
        ...

    def set_view_state(self, staff_id: int, name: str, state: dict[str, Any]) -> None:
        """Store how a person left a screen (JSON values only)."""
        ...


class MemorySettings:
    """View settings that last as long as the process: for tests, and when no settings file can be written."""

    def __init__(self) -> None:
        self._states: dict[tuple[int, str], dict[str, Any]] = {}

    def view_state(self, staff_id: int, name: str) -> dict[str, Any]:
        """What was stored under a name for a person; empty at first."""
        return dict(self._states.get((staff_id, name), {}))

    def set_view_state(self, staff_id: int, name: str, state: dict[str, Any]) -> None:
        """Keep how a person left a screen."""
        self._states[staff_id, name] = dict(state)


@dataclass(frozen=True)
class AppContext:
    """The business that is open in this window, and the mechanisms of the window.

    `staff_id` is 0 until somebody signed in; view settings are kept by it.
    """

    ops: Operations
    runner: TaskRunner
    bus: ChangeBus
    settings: ViewSettings
    theme: Theme
    undo: UndoState
    staff_id: int = 0

    def view_state(self, name: str) -> dict[str, Any]:
        """How the signed-in person left the screen `name`."""
        return self.settings.view_state(self.staff_id, name)

    def set_view_state(self, name: str, state: dict[str, Any]) -> None:
        """Remember how the signed-in person left the screen `name`."""
        self.settings.set_view_state(self.staff_id, name, state)


def context_of(widget: QWidget) -> AppContext:
    """The context of the nearest ancestor that has one in its attribute `ctx`."""
    current: QWidget | None = widget
    while current is not None:
        ctx = getattr(current, "ctx", None)
        if isinstance(ctx, AppContext):
            return ctx
        current = current.parentWidget()
    raise LookupError(f"{type(widget).__name__} stands in no screen that has a context")
