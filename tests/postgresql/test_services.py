"""What the services promise, by the very tests that they are held to on a file.

`python3 run.py test --backend postgresql tests/unit` runs the others of them there too.
"""

# ruff: noqa: F401  (imported tests and fixtures are what this module is)
import pytest
from hypothesis import settings

from tests.properties import test_business
from tests.properties.test_business import BusinessMachine
from tests.support.database import NewPlace
from tests.unit.core.test_operations import (
    test_a_command_is_one_entry_with_its_rows,
    test_a_key_is_done_once,
    test_bulk_inserts_are_recorded_and_undone,
    test_undo_and_redo_walk_back_and_forth,
    test_undo_refuses_to_overwrite_what_changed_since,
)
from tests.unit.customers.test_customers import test_every_column_sorts_both_ways_with_the_empty_ones_last
from tests.unit.insights.test_northwind import (
    northwind,
    test_a_customers_card_says_what_the_measure_says,
    test_customers_that_come_back,
    test_orders_and_freight,
    test_products_to_order_again,
    test_revenue,
    test_shipping,
)
from tests.unit.search.test_search import (
    mueller,
    shop,
    test_a_phone_number_is_found_in_any_format,
    test_signs_are_literal_and_never_query_language,
    test_spellings_and_slips_are_forgiven,
    test_the_index_follows_every_change_and_its_undo,
)
from tests.unit.shipments.conftest import trade
from tests.unit.shipments.test_inbound import (
    test_one_receipt_fills_the_shelf_and_closes_the_order,
    test_undo_posts_against_and_redo_receives_again,
)
from tests.unit.shipments.test_outbound import test_from_order_to_door, test_undo_of_a_dispatch_brings_the_goods_back


@pytest.fixture(autouse=True)
def _walks_there(new_place: NewPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BusinessMachine, "new_place", staticmethod(new_place), raising=False)
    monkeypatch.setattr(test_business, "CHECKED_EVERY", 20)


class TestBusiness(BusinessMachine.TestCase):
    settings = settings(max_examples=3, stateful_step_count=20, deadline=None)
