"""Random adjustments, moves, sales, undo and redo: the ledger, the balances and what is kept stay right."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db.engine import Database
from app.domain.errors import AppError
from app.domain.places import MAIN_SITE
from app.domain.vocabulary import ReasonCode
from app.services.stock import commands, detail, queries
from app.services.stock.read_models import AdjustDraft, LocationDraft, MoveDraft
from tests.support.database import NewPlace
from tests.support.trade import Trade, open_shop

REASONS = st.sampled_from([ReasonCode.COUNT_CORRECTION, ReasonCode.DAMAGED, ReasonCode.STOLEN])
PLACES = st.integers(0, 1)
STEP = st.one_of(
    st.tuples(st.just("change"), PLACES, st.integers(-8, 8), REASONS),
    st.tuples(st.just("count"), PLACES, st.integers(0, 12), REASONS),
    st.tuples(st.just("move"), PLACES, st.integers(1, 6), REASONS),
    st.tuples(st.just("sell"), PLACES, st.integers(1, 6), REASONS),
    st.tuples(st.just("undo"), PLACES, st.integers(0, 0), REASONS),
    st.tuples(st.just("redo"), PLACES, st.integers(0, 0), REASONS),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stocktaking")


def do(trade: Trade, places: list[int], step: tuple[str, int, int, ReasonCode]) -> None:
    what, place, number, reason = step
    product = trade.products[0]
    if what == "change":
        trade.ops.run(commands.adjust, AdjustDraft(product, places[place], change=number, reason=reason))
    elif what == "count":
        trade.ops.run(commands.adjust, AdjustDraft(product, places[place], counted=number, reason=reason))
    elif what == "move":
        draft = MoveDraft(product, places[place], target_id=places[1 - place], quantity=number)
        trade.ops.run(commands.transfer, draft)
    elif what == "sell":
        trade.sell([(0, number)])
    elif what == "undo":
        trade.ops.undo()
    else:
        trade.ops.redo()


@settings(max_examples=25)
@given(steps=st.lists(STEP, max_size=12))
def test_the_books_stay_right(new_place: NewPlace, folder: Path, steps: list[tuple[str, int, int, ReasonCode]]) -> None:
    database = Database(new_place(folder))
    try:
        trade = open_shop(database)
        places = [MAIN_SITE, trade.ops.run(commands.create_location, LocationDraft("Shelf")).value]
        trade.stock([(0, 10)])
        for step in steps:
            before = trade.on_hand(0)
            try:
                do(trade, places, step)
            except AppError:
                assert trade.on_hand(0) == before
        trade.sound()
        row = trade.ops.read(queries.rows, [trade.products[0]])[0]
        held = trade.ops.read(detail.places, trade.products[0])
        assert row.on_hand == trade.on_hand(0) == sum(place.quantity for place in held)
        assert 0 <= row.waiting <= row.reserved
        assert row.reserved - row.waiting <= row.on_hand
    finally:
        database.close()
