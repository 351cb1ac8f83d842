"""A day of opening and closing leaves nothing behind: every sheet, dialog, page and tab, again and again."""

from __future__ import annotations

import gc
from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from tests.screenshots.stage import Stage
from tests.screenshots.states import STATES, State

# Whole screens are made and taken down in one turn; single turns are measured elsewhere.
pytestmark = [pytest.mark.slow_turn, pytest.mark.xdist_group("every-screen")]

WARM, ROUNDS, TAB_ROUNDS = 2, 3, 20
"""One thing more at each opening is seen after a few: they are counted, not weighed."""
AT_ONCE = 12
CLOSED = [state for state in STATES if state.leave is not None]
PARTS = [CLOSED[first : first + AT_ONCE] for first in range(0, len(CLOSED), AT_ONCE)]
TABS = ("today", "suppliers", "inventory", "shipments", "customers", "performance")


def living(stage: Stage) -> Counter[str]:
    """What there is of Qt's things, by type, when all that was to go is gone."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
    roots = {widget for widget in QApplication.topLevelWidgets() if widget.parent() is None}
    things = [thing for root in roots for thing in (root, *root.findChildren(QObject))]
    return Counter(type(thing).__name__ for thing in things)


@pytest.mark.parametrize("part", PARTS, ids=[f"{part[0].name}-to-{part[-1].name}" for part in PARTS])
def test_what_was_opened_and_closed_is_gone(stage: Stage, part: list[State]) -> None:
    def open_and_close() -> None:
        for state in part:
            state.prepare(stage)
            stage.rest()
            state.leave(stage)  # type: ignore[misc]
            stage.rest()

    for _ in range(WARM):
        open_and_close()
    before = living(stage)
    for _ in range(ROUNDS):
        open_and_close()
    assert living(stage) - before == Counter()


def test_going_through_the_tabs_makes_nothing_anew(stage: Stage) -> None:
    def go_through() -> None:
        for tab in TABS:
            stage.window.show_tab(tab)
            stage.rest()

    for _ in range(WARM):
        go_through()
    before = living(stage)
    for _ in range(TAB_ROUNDS):
        go_through()
    assert living(stage) - before == Counter()
