"""Fails a test in which a query or a command ran on the GUI thread: `ops.guard = ThreadGuard()`."""

from __future__ import annotations

import traceback

from app.ui.shared.tasks import on_gui_thread


class ThreadGuard:
    """Raises where it happens, and keeps the stacks for `check()` in case somebody swallowed the error."""

    def __init__(self) -> None:
        self.stacks: list[str] = []

    def __call__(self) -> None:
        if on_gui_thread():
            self.stacks.append("".join(traceback.format_stack(limit=12)))
            raise AssertionError("the database was used on the GUI thread")

    def check(self) -> None:
        assert not self.stacks, "\n\n".join(self.stacks)
