"""The states of the Performance tab that are worth a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.ui.performance.source import Choice, Dimension, PeriodKey, View
from tests.screenshots.stage import Stage


def _tab(stage: Stage, view: View, split: Dimension = Dimension.MONTH) -> Any:
    stage.window.show_tab("performance")
    tab = stage.window.page("performance")
    tab.choose(Choice(view, PeriodKey.MONTHS_12, split))
    stage.rest()
    stage.until(lambda: tab.is_whole)
    stage.rest()
    return tab


def _view(view: View, split: Dimension = Dimension.MONTH) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        _tab(stage, view, split)

    return prepare


def _open_parts(stage: Stage) -> None:
    """A table, a definition, a goal being set, a point chosen by the keyboard."""
    tab = _tab(stage, View.CHAIN)
    tab.cards[0].table_action.trigger()
    tab.cards[1].definition_button.click()
    tab.cards[2].goal_action.trigger()
    tab.cards[3].plot.setFocus()
    tab.cards[3].plot.point_at(4)


def _close_parts(stage: Stage) -> None:
    tab = stage.window.page("performance")
    tab.cards[0].table_action.trigger()
    tab.cards[1].definition_button.click()
    tab.cards[2].goal_field.hide()


PICTURES = (
    ("performance", _view(View.CHAIN), None),
    ("performance-suppliers", _view(View.SUPPLIERS, Dimension.SUPPLIER), None),
    ("performance-stock", _view(View.STOCK), None),
    ("performance-sales", _view(View.SALES, Dimension.CUSTOMER), None),
    ("performance-parts", _open_parts, _close_parts),
)
