"""A product that is read late is not shown in place of what was chosen since."""

from __future__ import annotations

from app.ui.inventory.tab import InventoryTab
from tests.support.desk import Desk
from tests.support.late import choose_and_find_nothing


def test_a_record_that_comes_late_is_not_shown_when_nothing_is_chosen_any_more(desk: Desk, tab: InventoryTab) -> None:
    choose_and_find_nothing(desk, tab)
    assert not tab.detail.filled
