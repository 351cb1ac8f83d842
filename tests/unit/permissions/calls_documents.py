"""The smallest calls of documents of one order."""

from typing import Any

from tests.unit.permissions.calls import call
from tests.unit.permissions.calls_goods import a_quote
from tests.unit.permissions.world import World


@call("documents.orders.find_purchase_order")
def a_number(world: World) -> tuple[Any, ...]:
    return ("po-draft",)


@call("documents.orders.purchase_order")
def a_purchase_order(world: World) -> tuple[Any, ...]:
    return (world.ids["purchase order draft"],)


@call("documents.orders.find_quote")
def a_quotes_number(world: World) -> tuple[Any, ...]:
    from sqlalchemy import select

    from app.db.models import SalesOrder

    order = a_quote(world)
    with world.ops.database.read() as session:
        return (session.execute(select(SalesOrder.number).where(SalesOrder.id == order)).scalar_one(),)


@call("documents.orders.quote")
def a_quotes_id(world: World) -> tuple[Any, ...]:
    return (a_quote(world),)


@call("documents.orders.find_confirmation")
def an_orders_number(world: World) -> tuple[Any, ...]:
    from sqlalchemy import select

    from app.db.models import SalesOrder

    (order,) = an_orders_id(world)
    with world.ops.database.read() as session:
        return (session.execute(select(SalesOrder.number).where(SalesOrder.id == order)).scalar_one(),)


@call("documents.orders.confirmation")
def an_orders_id(world: World) -> tuple[Any, ...]:
    from app.services.sales_orders.commands import confirm

    order = a_quote(world)
    world.boss.run(confirm, order)
    return (order,)


@call("documents.packing.find_shipment")
def a_shipments_number(world: World) -> tuple[Any, ...]:
    return ("OUT-P1",)


@call("documents.packing.packing_list")
def a_shipment(world: World) -> tuple[Any, ...]:
    return (world.ids["shipment on its way"],)
