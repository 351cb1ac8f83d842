"""A trading business for each test, and every invariant checked at its end."""

from collections.abc import Iterator

import pytest

from app.db.engine import Database
from tests.support.trade import Trade, open_shop


@pytest.fixture
def trade(database: Database) -> Iterator[Trade]:
    trade = open_shop(database)
    yield trade
    trade.sound()
