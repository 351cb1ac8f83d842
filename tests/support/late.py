"""Lets an answer come late: what was asked after it is answered first, as on a machine with something else to do."""

from __future__ import annotations

from typing import Any

from app.ui.shared.tasks import TaskRunner


class Late:
    """Holds back the first answer to a question, from the moment this is made until `come()`."""

    def __init__(self, runner: TaskRunner, question: str) -> None:
        self._runner = runner
        self._question = question
        self._post = runner._post
        self._held: list[Any] = []
        runner._post = self._take  # type: ignore[method-assign]

    @property
    def held(self) -> bool:
        """Whether the answer would have come by now."""
        return bool(self._held)

    def come(self) -> None:
        """Let it come, after all others."""
        for letter in self._held:
            self._post(letter)

    def _take(self, letter: Any) -> None:
        """On a worker."""
        if not self._held and len(letter) == 3 and letter[0].objectName() == self._question:
            self._held.append(letter)
        else:
            self._post(letter)
