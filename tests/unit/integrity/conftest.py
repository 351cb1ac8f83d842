"""A small business on which every invariant holds, for planting one defect at a time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.db import ledger
from app.db.engine import Database
from app.db.models import (
    AuditEntry,
    Interaction,
    Location,
    Lot,
    Partner,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentEvent,
    ShipmentLine,
    StockMove,
    Task,
)
from app.domain import places
from app.domain.states import PurchaseOrderState, SalesOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.text import fold
from app.domain.vocabulary import Direction, InteractionKind, InteractionState, LocationKind, MoveKind, Tracking
from app.services.operations import Operations, WriteContext, command
from app.services.profile.people import create_owner
from app.services.stock.ledger import Posting, post

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@command("settings.save")
def make_business(ctx: WriteContext) -> None:
    """Two products bought, received, sold and shipped; orders in several states; a call, a follow-up."""
    add = ctx.session.add_all
    for name, role in (("Kiln", "is_supplier"), ("Café", "is_customer"), ("Cart", "is_carrier")):
        ctx.session.add(Partner(code=name, code_fold=fold(name), name=name, name_fold=fold(name), **{role: True}))
        ctx.session.flush()
    jug = Product(sku="J", sku_fold="j", name="Jug", name_fold="jug", price_minor=999, currency="EUR", unit_decimals=1)
    scale = Product(sku="S", sku_fold="s", name="Scale", name_fold="scale", tracking=Tracking.SERIAL)
    add([jug, scale, Location(name="Shed", name_fold="shed", kind=LocationKind.SITE)])
    ctx.session.flush()
    add([Lot(product_id=scale.id, code="A1", code_fold="a1")])
    _buy(ctx, jug.id)
    _sell(ctx, jug.id)
    add(
        [
            Interaction(
                partner_id=2,
                kind=InteractionKind.CALL,
                direction=Direction.OUTBOUND,
                state=InteractionState.DONE,
                at=AT,
            ),
            Task(title="Call back", partner_id=2, due_at=AT),
        ]
    )
    ctx.session.flush()


def _buy(ctx: WriteContext, product: int) -> None:
    states = PurchaseOrderState.CONFIRMED, PurchaseOrderState.CANCELLED
    for number, state in enumerate(states, start=1):
        order = PurchaseOrder(
            number=f"P{number}", number_fold=f"p{number}", supplier_id=1, state=state, ordered=DAY, currency="EUR"
        )
        ctx.session.add(order)
        ctx.session.flush()
    # Ten jugs at 4.00: quantities are tenths.
    line = PurchaseOrderLine(
        order_id=1, position=1, product_id=product, quantity=100, price_minor=400, net_minor=4000, received=100
    )
    arrived = _shipment(ctx, "IN-1", ShipmentKind.IN, ShipmentState.RECEIVED)
    ctx.session.add_all([line, arrived])
    ctx.session.flush()
    item = ShipmentLine(
        shipment_id=arrived.id,
        position=1,
        purchase_order_line_id=line.id,
        product_id=product,
        quantity=100,
        accepted=100,
    )
    ctx.session.add(item)
    ctx.session.flush()
    _post(ctx, product, places.SUPPLIER, places.MAIN_SITE, 100, MoveKind.RECEIPT, item.id, 4000)


def _sell(ctx: WriteContext, product: int) -> None:
    states = SalesOrderState.CONFIRMED, SalesOrderState.QUOTE, SalesOrderState.CANCELLED
    for number, state in enumerate(states, start=1):
        order = SalesOrder(
            number=f"S{number}", number_fold=f"s{number}", customer_id=2, state=state, ordered=DAY, currency="EUR"
        )
        ctx.session.add(order)
        ctx.session.flush()
        ctx.session.add(
            SalesOrderLine(
                order_id=order.id, position=1, product_id=product, quantity=500, price_minor=999, net_minor=49950
            )
        )
        ctx.session.flush()
    shipped = _shipment(ctx, "OUT-1", ShipmentKind.OUT, ShipmentState.DELIVERED)
    shipped.carrier_id = 3
    empty = _shipment(ctx, "OUT-2", ShipmentKind.OUT, ShipmentState.DELIVERED)
    ctx.session.add_all([shipped, empty])
    ctx.session.flush()
    line = ctx.session.get_one(SalesOrderLine, 1)
    line.shipped = 30
    item = ShipmentLine(
        shipment_id=shipped.id, position=1, sales_order_line_id=line.id, product_id=product, quantity=30
    )
    ctx.session.add_all([item, ShipmentEvent(shipment_id=shipped.id, at=AT, kind=ShipmentEventKind.DELIVERED)])
    ctx.session.flush()
    _post(ctx, product, places.MAIN_SITE, places.CUSTOMER, 30, MoveKind.ISSUE, item.id, 0)


def _shipment(ctx: WriteContext, number: str, kind: ShipmentKind, state: ShipmentState) -> Shipment:
    return Shipment(number=number, number_fold=fold(number), kind=kind, state=state)


def _post(
    ctx: WriteContext, product: int, source: int, target: int, quantity: int, kind: MoveKind, line: int, value: int
) -> None:
    post(ctx, [Posting(product, source, target, quantity, kind, "shipment_line", line, value)])


@command("settings.save")
def post_rows(ctx: WriteContext, rows: Iterable[dict[str, Any]], apply: bool = True) -> None:
    """Post moves as they are said, past the rules of the services; `apply` carries them into the balances."""
    connection = ctx.session.connection()
    for row in rows:
        move = {
            "product_id": 1,
            "lot_id": None,
            "value_minor": 0,
            "kind": MoveKind.ADJUSTMENT,
            "at": AT,
            "day": DAY,
            "cause": "audit_entry",
            "cause_id": None,
            **row,
        }
        if apply:
            ledger.apply_move(connection, move)
        ctx.recorder.insert_many(StockMove, [move])


@command("settings.save")
def put(ctx: WriteContext, obj: Any) -> None:
    """Store an object as it is."""
    ctx.session.add(obj)


@command("settings.save")
def change(ctx: WriteContext, model: type, number: int, **values: Any) -> None:
    """Change a row past the rules of the services; recorded like any change."""
    obj = ctx.session.get_one(model, number)
    for name, value in values.items():
        setattr(obj, name, value)


@command("backup.make", undoable=False, always_logged=True)
def only_noted(_ctx: WriteContext) -> None:
    """Leave an audit entry without changes."""


@pytest.fixture
def business(ops: Operations) -> Operations:
    """The operations on a database that has content and no defect."""
    ops.run(create_owner)
    ops.run(make_business)
    ops.run(only_noted)
    return ops


def newest_entry(database: Database) -> int:
    """The number of the last audit entry."""
    with database.read() as session:
        return max(session.query(AuditEntry.id).all())[0]
