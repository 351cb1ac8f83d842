"""Lets an answer come late: what was asked after it is answered first, as on a machine with something else to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.ui.shared.list_detail import ListDetailScreen
from app.ui.shared.tasks import TaskRunner

if TYPE_CHECKING:
    from tests.support.desk import Desk


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


def choose_and_find_nothing(desk: Desk, tab: ListDetailScreen) -> None:
    """Choose the first record of the list; it comes when a filter has left nothing to choose."""
    desk.until(lambda: tab.model.rowCount() > 0 and desk.ctx.runner.busy == 0)
    tab.table.clearSelection()
    tab.table.select_id(None)
    desk.rest()
    late = Late(desk.ctx.runner, "record")
    tab.table.select_id(tab.model.id_at(0))
    desk.until(lambda: late.held)
    tab.filter.setText("zzzz")
    tab.filter.tell_now()
    desk.until(lambda: tab.table.current_id is None and tab.model.rowCount() == 0)
    late.come()
    desk.rest()
