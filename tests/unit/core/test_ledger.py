"""The stock ledger: balances, values (definitions 1.8), what is not there is not taken, undo posts against."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from app.db.engine import Database
from app.db.models import Product, Shipment, ShipmentEvent
from app.domain import places
from app.domain.errors import ConflictError, ValidationError
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import MoveKind
from app.services.operations import Operations, WriteContext, command
from app.services.stock.ledger import Posting, post
from tests.support.rows import rows


@command("product.save")
def add_product(ctx: WriteContext, sku: str = "JUG-100") -> int:
    product = Product(sku=sku, sku_fold=sku.lower(), name="Glass jug", name_fold="glass jug")
    ctx.session.add(product)
    ctx.session.flush()
    return product.id


@command("stock.adjust")
def move(ctx: WriteContext, product: int, source: int, target: int, quantity: int, value: int = 0) -> None:
    post(ctx, [Posting(product, source, target, quantity, MoveKind.ADJUSTMENT, "audit_entry", value_minor=value)])


@command("shipment.save")
def ship(ctx: WriteContext) -> int:
    shipment = Shipment(number="OUT-1", number_fold="out-1", kind=ShipmentKind.OUT, state=ShipmentState.PLANNED)
    ctx.session.add(shipment)
    ctx.session.flush()
    ctx.session.add(ShipmentEvent(shipment_id=shipment.id, at=ctx.now, kind=ShipmentEventKind.BOOKED))
    return shipment.id


def state(database: Database) -> tuple[dict[int, int], tuple[int, int]]:
    balances = {row["location_id"]: row["quantity"] for row in rows(database, "stock_balance")}
    values = rows(database, "stock_valuation")
    return balances, (values[0]["quantity"], values[0]["value_minor"]) if values else (0, 0)


def test_moving_average_of_definitions_1_8(ops: Operations, database: Database) -> None:
    jug = ops.run(add_product).value
    ops.run(move, jug, places.SUPPLIER, places.MAIN_SITE, 10, 5_000)
    ops.run(move, jug, places.SUPPLIER, places.MAIN_SITE, 20, 16_000)
    ops.run(move, jug, places.MAIN_SITE, places.CUSTOMER, 15)
    assert state(database) == ({places.SUPPLIER: -30, places.MAIN_SITE: 15, places.CUSTOMER: 15}, (15, 10_500))
    assert rows(database, "stock_move")[-1]["value_minor"] == 10_500


def test_the_last_piece_takes_the_rest(ops: Operations, database: Database) -> None:
    jug = ops.run(add_product).value
    ops.run(move, jug, places.SUPPLIER, places.MAIN_SITE, 3, 1_000)
    for _ in range(3):
        ops.run(move, jug, places.MAIN_SITE, places.CUSTOMER, 1)
    assert [row["value_minor"] for row in rows(database, "stock_move")][1:] == [333, 334, 333]
    assert rows(database, "stock_valuation") == []


def test_what_is_not_there_is_not_taken(ops: Operations, database: Database) -> None:
    jug = ops.run(add_product).value
    ops.run(move, jug, places.SUPPLIER, places.MAIN_SITE, 3, 900)
    before = state(database)
    with pytest.raises(ValidationError) as caught:
        ops.run(move, jug, places.MAIN_SITE, places.CUSTOMER, 4)
    assert caught.value.params["available"] == 3
    assert state(database) == before
    assert len(rows(database, "stock_move")) == 1


def test_undo_posts_against_and_redo_posts_again(ops: Operations, database: Database) -> None:
    jug = ops.run(add_product).value
    ops.run(move, jug, places.SUPPLIER, places.MAIN_SITE, 7, 2_000)
    before = state(database)
    ops.run(move, jug, places.MAIN_SITE, places.CUSTOMER, 2)
    after = state(database)
    ops.undo()
    assert state(database) == before
    ops.redo()
    assert state(database) == after
    moves = rows(database, "stock_move")
    assert [row["reverses_id"] for row in moves] == [None, None, 2, 3]


def test_a_receipt_that_was_sold_on_is_not_undone(ops: Operations, database: Database) -> None:
    jug = ops.run(add_product).value
    receipt = ops.run(move, jug, places.SUPPLIER, places.MAIN_SITE, 7, 2_000).entry
    ops.run(move, jug, places.MAIN_SITE, places.CUSTOMER, 2)
    before = state(database)
    assert receipt is not None
    with pytest.raises(ConflictError):
        ops.undo_entry(receipt)
    assert state(database) == before


def test_a_receipt_whose_cost_went_out_with_other_goods_is_not_undone(ops: Operations, database: Database) -> None:
    jug = ops.run(add_product).value
    dear = ops.run(move, jug, places.SUPPLIER, places.MAIN_SITE, 1, 1_000).entry
    ops.run(move, jug, places.SUPPLIER, places.MAIN_SITE, 1, 0)
    ops.run(move, jug, places.MAIN_SITE, places.CUSTOMER, 1)
    before = state(database)
    assert dear is not None
    with pytest.raises(ConflictError):
        ops.undo_entry(dear)
    assert state(database) == before == ({places.SUPPLIER: -2, places.MAIN_SITE: 1, places.CUSTOMER: 1}, (1, 500))


def test_a_product_with_postings_is_archived_when_its_creation_is_undone(ops: Operations, database: Database) -> None:
    created = ops.run(add_product)
    ops.run(move, created.value, places.SUPPLIER, places.MAIN_SITE, 1, 100)
    ops.undo()
    ops.undo()
    assert [row["status"] for row in rows(database, "product")] == ["archived"]
    ops.redo()
    assert [row["status"] for row in rows(database, "product")] == ["active"]


def test_events_are_retracted_not_removed(ops: Operations, database: Database) -> None:
    ops.run(ship)
    ops.undo()
    assert [row["state"] for row in rows(database, "shipment")] == ["cancelled"]
    assert [(row["reverses_id"], row["is_reversal"]) for row in rows(database, "shipment_event")] == [(None, 0), (1, 1)]
    ops.redo()
    assert [row["state"] for row in rows(database, "shipment")] == ["planned"]
    assert [row["is_reversal"] for row in rows(database, "shipment_event")] == [0, 1, 0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_move SET quantity = 9",
        "DELETE FROM stock_move",
        "UPDATE audit_entry SET operation = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM change_record",
        "UPDATE change_record SET after = '{}'",
        "UPDATE change_record SET digest = ''",
    ],
)
def test_the_database_itself_keeps_the_ledgers(ops: Operations, database: Database, statement: str) -> None:
    jug = ops.run(add_product).value
    ops.run(move, jug, places.SUPPLIER, places.MAIN_SITE, 1, 100)
    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.connection().exec_driver_sql(statement)


def test_a_past_day_can_be_named(ops: Operations, database: Database) -> None:
    jug = ops.run(add_product).value

    @command("stock.adjust")
    def opening(ctx: WriteContext) -> None:
        cause = Posting(
            jug, places.ADJUSTMENT, places.MAIN_SITE, 5, MoveKind.OPENING, "import_batch", day=date(2026, 1, 1)
        )
        post(ctx, [cause])

    ops.run(opening)
    assert rows(database, "stock_move")[0]["day"] == "2026-01-01"
