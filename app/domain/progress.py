"""How a long job tells how far it is and learns that it is no longer wanted.

Plain Python, so that services, reports and the command line take it without knowing who watches.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import AppError


class Cancelled(AppError):
    """The job was stopped because somebody asked for it. Nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a job is: `done` of `total` pieces (`total` is None when unknown) of the step named by a code."""

    done: int
    total: int | None
    name: str


Listener = Callable[[Step], None]


class Progress:
    """Shared between the thread that works and the one that watches; every method may be called from either.

    `listener` is called on the working thread with each new step, so it must only pass the news on.
    """

    def __init__(self, listener: Listener | None = None) -> None:
        self._cancelled = threading.Event()
        self._listener = listener
        self._step = Step(0, None, "")

    def listen(self, listener: Listener | None) -> None:
        """Replace who hears of each step."""
        self._listener = listener

    def report(self, done: int, total: int | None = None, step: str = "") -> None:
        """Say that `done` of `total` pieces are finished in the step named `step` (a code, never a sentence)."""
        self._step = Step(done, total, step)
        listener = self._listener
        if listener is not None:
            listener(self._step)

    @property
    def step(self) -> Step:
        """The newest report."""
        return self._step

    def cancel(self) -> None:
        """Ask the job to stop at its next check."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise `Cancelled` when somebody asked to stop; call it between pieces of work."""
        if self._cancelled.is_set():
            raise Cancelled
