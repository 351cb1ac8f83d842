"""Adjusting and carrying stock: what changes, what is refused, and that undo takes it back."""

from datetime import date

import pytest

from app.db.engine import Database
from app.db.models import Location, Lot, SalesOrderLine, Setting, StockMove, StockValuation
from app.domain.errors import (
    AppError,
    ConflictError,
    NotFoundError,
    PermissionDenied,
    Problem,
    ValidationError,
    ValidationErrors,
)
from app.domain.places import ADJUSTMENT, MAIN_SITE, SCRAP
from app.domain.vocabulary import LocationKind, MoveKind, ReasonCode, Role
from app.services.stock import commands, detail, queries
from app.services.stock.read_models import AdjustDraft, LocationDraft, MoveDraft
from tests.support.customers import acting, staff
from tests.support.trade import NOW, Trade, open_shop

FOUND = ReasonCode.COUNT_CORRECTION
FLOUR = 4


@pytest.fixture
def trade(database: Database) -> Trade:
    shop = open_shop(database)
    shop.stock([(0, 10), (1, 4)])
    return shop


def adjusted(trade: Trade, place: int = 0, **values: object) -> StockMove:
    draft = AdjustDraft(trade.products[place], **{"location_id": MAIN_SITE, "reason": FOUND, **values})  # type: ignore[arg-type]
    return trade.stored(StockMove, trade.ops.run(commands.adjust, draft).value)  # type: ignore[return-value]


def refused(trade: Trade, place: int = 0, **values: object) -> AppError:
    before = trade.on_hand(place)
    with pytest.raises(AppError) as caught:
        adjusted(trade, place, **values)
    assert trade.on_hand(place) == before
    return caught.value


def where(trade: Trade, place: int) -> dict[tuple[str, str], int]:
    return {(p.location, p.lot): p.quantity for p in trade.ops.read(detail.places, trade.products[place])}


@pytest.mark.parametrize(("values", "on_hand"), [({"counted": 7}, 7), ({"counted": 12}, 12), ({"change": -3}, 7)])
def test_what_is_on_hand_is_set_or_changed(trade: Trade, values: dict[str, int], on_hand: int) -> None:
    move = adjusted(trade, **values)

    assert trade.on_hand(0) == on_hand
    assert (move.kind, move.reason, move.quantity) == (MoveKind.ADJUSTMENT, FOUND, abs(on_hand - 10))
    assert ADJUSTMENT in (move.from_location_id, move.to_location_id)
    assert move.value_minor == 500 * move.quantity
    trade.sound()
    trade.ops.undo()
    assert trade.on_hand(0) == 10
    trade.ops.redo()
    assert trade.on_hand(0) == on_hand
    trade.sound()


def test_what_is_broken_is_scrapped(trade: Trade) -> None:
    move = adjusted(trade, change=-2, reason=ReasonCode.DAMAGED)

    assert (move.to_location_id, move.kind) == (SCRAP, MoveKind.SCRAP)


def test_found_goods_without_stock_are_worth_their_standard_cost(trade: Trade) -> None:
    from app.db.models import Product

    with trade.ops.database.write() as session:
        session.get_one(Product, trade.products[2]).cost_minor = 250
    adjusted(trade, 2, change=3)

    with trade.ops.database.read() as session:
        held = session.query(StockValuation).filter_by(product_id=trade.products[2]).one()
        assert (held.quantity, held.value_minor) == (3, 750)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"reason": None, "change": 1}, "reason", Problem.REASON_REQUIRED),
        ({"reason": ReasonCode.NO_LONGER_NEEDED, "change": 1}, "reason", Problem.NOT_A_CHOICE),
        ({"reason": ReasonCode.OTHER, "change": 1}, "note", Problem.REASON_REQUIRED),
        ({}, "quantity", Problem.REQUIRED),
        ({"counted": -1}, "quantity", Problem.NEGATIVE),
        ({"change": -11}, "quantity", Problem.MORE_THAN_AVAILABLE),
        ({"counted": 10}, "quantity", Problem.UNCHANGED),
        ({"change": 10**13}, "quantity", Problem.TOO_LARGE),
        ({"change": 1, "location_id": None}, "location_id", Problem.REQUIRED),
        ({"change": 1, "location_id": SCRAP}, "location_id", Problem.UNKNOWN),
        ({"change": 1, "lot_code": "L1"}, "lot_code", Problem.NOT_EMPTY),
        ({"change": 1, "location_id": None, "new_location": "MAIN"}, "new_location", Problem.DUPLICATE),
    ],
)
def test_bad_input_is_refused_at_its_field(trade: Trade, values: dict[str, object], field: str, code: Problem) -> None:
    error = refused(trade, **values)

    assert isinstance(error, ValidationError)
    assert (error.field, error.code) == (field, code)


def test_everything_wrong_is_said_at_once(trade: Trade) -> None:
    error = refused(trade, reason=None, location_id=None)

    assert isinstance(error, ValidationErrors)
    assert [one.field for one in error.errors] == ["reason", "quantity", "location_id"]


def test_stock_that_moved_since_it_was_counted_is_a_conflict(trade: Trade) -> None:
    adjusted(trade, change=-1)

    error = refused(trade, counted=8, expected=10)

    assert isinstance(error, ConflictError)
    assert (error.fields[0].before, error.fields[0].ours, error.fields[0].theirs) == (10, 8, 9)


def test_a_lot_is_needed_where_lots_are_told_apart(trade: Trade) -> None:
    assert isinstance(error := refused(trade, FLOUR, change=500), ValidationError)
    assert error.field == "lot_code"

    first = adjusted(trade, FLOUR, change=500, lot_code="L-7")
    second = adjusted(trade, FLOUR, change=250, lot_code="l-7")

    assert first.lot_id == second.lot_id
    assert trade.stored(Lot, first.lot_id).code == "L-7"  # type: ignore[attr-defined, arg-type]
    assert where(trade, FLOUR) == {("Main", "L-7"): 750}


def test_the_newest_order_loses_what_is_not_there_any_more(trade: Trade) -> None:
    old = trade.sell([(0, 6)])
    new = trade.sell([(0, 4)])

    adjusted(trade, change=-5, reason=ReasonCode.STOLEN)

    assert _kept(trade, old) == 5
    assert _kept(trade, new) == 0
    trade.sound()
    adjusted(trade, change=3)
    assert (_kept(trade, old), _kept(trade, new)) == (6, 2)
    trade.ops.undo()
    trade.ops.undo()
    assert (_kept(trade, old), _kept(trade, new)) == (6, 4)
    trade.sound()


def _kept(trade: Trade, order: int) -> int:
    from app.services.stock.reservations import held_by

    with trade.ops.database.read() as session:
        return sum(held.quantity for held in held_by(session, trade.lines_of(order, SalesOrderLine)).values())


def test_stock_is_carried_to_another_place(trade: Trade) -> None:
    move = trade.ops.run(
        commands.transfer, MoveDraft(trade.products[0], MAIN_SITE, new_location="Back room A-2", quantity=4)
    ).value

    assert where(trade, 0) == {("Back room A-2", ""): 4, ("Main", ""): 6}
    stored = trade.stored(StockMove, move)
    assert (stored.kind, stored.quantity) == (MoveKind.TRANSFER, 4)  # type: ignore[attr-defined]
    assert trade.on_hand(0) == 10
    trade.sound()
    trade.ops.undo()
    assert where(trade, 0) == {("Main", ""): 10}
    assert [place.name for place in trade.ops.read(queries.locations)] == ["Main"]
    trade.sound()


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"quantity": None}, "quantity", Problem.REQUIRED),
        ({"quantity": 0}, "quantity", Problem.NOT_POSITIVE),
        ({"quantity": 11}, "quantity", Problem.MORE_THAN_AVAILABLE),
        ({"target_id": MAIN_SITE}, "target_id", Problem.UNCHANGED),
        ({"target_id": None}, "target_id", Problem.REQUIRED),
        ({"source_id": None}, "source_id", Problem.REQUIRED),
        ({"target_id": None, "new_location": " main "}, "new_location", Problem.DUPLICATE),
    ],
)
def test_a_move_that_cannot_be_is_refused(trade: Trade, values: dict[str, object], field: str, code: Problem) -> None:
    shelf = trade.ops.run(commands.create_location, LocationDraft("Shelf")).value
    draft = {"source_id": MAIN_SITE, "target_id": shelf, "quantity": 1, **values}

    with pytest.raises(ValidationError) as caught:
        trade.ops.run(commands.transfer, MoveDraft(trade.products[0], **draft))  # type: ignore[arg-type]

    assert (caught.value.field, caught.value.code) == (field, code)
    assert where(trade, 0) == {("Main", ""): 10}


def test_only_places_inside_are_made(trade: Trade) -> None:
    with pytest.raises(ValidationError):
        trade.ops.run(commands.create_location, LocationDraft("Moon", LocationKind.SCRAP))
    with pytest.raises(ValidationError):
        trade.ops.run(commands.create_location, LocationDraft("Bin", parent_id=SCRAP))
    made = trade.ops.run(commands.create_location, LocationDraft("Bin 1", parent_id=MAIN_SITE)).value
    assert trade.stored(Location, made).parent_id == MAIN_SITE  # type: ignore[attr-defined]


def test_a_product_that_is_not_there(trade: Trade) -> None:
    with pytest.raises(NotFoundError):
        trade.ops.run(commands.adjust, AdjustDraft(9_999, MAIN_SITE, change=1, reason=FOUND))


def test_the_warehouse_adjusts_up_to_the_limit(trade: Trade, database: Database) -> None:
    limited = Trade(
        acting(database, staff(database, Role.WAREHOUSE), NOW), trade.supplier, trade.customer, trade.carrier,
        trade.products,
    )  # fmt: skip
    with database.write() as session:
        session.add(Setting(key=commands.LIMIT, value="1000"))

    adjusted(limited, change=-2)
    assert isinstance(refused(limited, change=-3), PermissionDenied)
    assert isinstance(refused(limited, change=3), PermissionDenied)


def test_what_costs_is_not_shown_to_who_may_not_see_it(trade: Trade, database: Database) -> None:
    ops = acting(database, staff(database, Role.SALES), NOW)

    page = ops.read(detail.detail, trade.products[0])

    assert (page.cost_minor, page.margin, page.row.value_minor, page.shows_costs) == (None, None, None, False)
    assert ops.read(queries.counts).worth_minor is None
    assert date(2026, 11, 23) == page.last_move
