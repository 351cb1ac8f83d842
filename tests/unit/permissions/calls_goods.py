"""The smallest calls of what concerns orders, shipments and the sample shop."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from tests.unit.permissions.calls import call
from tests.unit.permissions.world import NOW, World


@call("orders.lists.counts")
@call("shipments.choosing.carriers")
@call("shipments.queries.ids")
@call("shipments.queries.counts")
def nothing_more(world: World) -> tuple[Any, ...]:
    return ()


@call("orders.lists.rows")
@call("shipments.queries.rows")
def one_row(world: World) -> tuple[Any, ...]:
    return ([1],)


@call("orders.lists.ids")
def all_orders(world: World) -> tuple[Any, ...]:
    from app.services.orders.lists import OrderFilter

    return (OrderFilter(),)


# -- orders of customers


def a_quote(world: World) -> int:
    """As the acting role's own, so that its limits allow it."""
    from app.services.sales_orders.commands import quote
    from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft

    lines = [SalesLineDraft(world.ids["product"], 1, 900)]
    return world.boss.run(quote, SalesOrderDraft(world.ids["partner"], lines, staff_id=world.actor)).value


def a_confirmed_order(world: World) -> int:
    """With what it needs in stock, kept for it."""
    trade = world.trade
    trade.stock([(0, 2)])
    return trade.sell([(0, 2)])


@call("sales_orders.commands.quote")
@call("sales_orders.commands.save")
@call("sales_orders.commands.place")
def a_line_of_a_jug(world: World) -> tuple[Any, ...]:
    from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft

    return (SalesOrderDraft(world.ids["partner"], [SalesLineDraft(world.ids["product"], 1, 900)]),)


@call("sales_orders.queries.detail")
@call("sales_orders.queries.draft")
@call("sales_orders.commands.confirm")
@call("sales_orders.commands.hold")
@call("sales_orders.commands.cancel")
def the_quote(world: World) -> tuple[Any, ...]:
    return (a_quote(world),)


@call("sales_orders.commands.resume")
def a_quote_on_hold(world: World) -> tuple[Any, ...]:
    from app.services.sales_orders.commands import hold

    order = a_quote(world)
    world.boss.run(hold, order)
    return (order,)


@call("sales_orders.commands.reopen")
def a_closed_order(world: World) -> tuple[Any, ...]:
    from app.services.sales_orders.commands import close

    order = a_confirmed_order(world)
    world.boss.run(close, order, "they found another shop")
    return (order,)


@call("sales_orders.offers.offers")
def for_the_customer(world: World) -> tuple[Any, ...]:
    return (world.ids["partner"],)


@call("sales_orders.offers.offers_of")
def a_jug_for_the_customer(world: World) -> tuple[Any, ...]:
    return (world.ids["partner"], [world.ids["product"]])


@call("sales_orders.commands.close")
def an_order_to_close(world: World) -> tuple[Any, ...]:
    return (a_confirmed_order(world), "they found another shop")


@call("sales_orders.answers.repromise")
def another_day(world: World) -> tuple[Any, ...]:
    from app.db.models import SalesOrderLine

    order = world.trade.sell([(0, 2)])
    return (order, {world.trade.lines_of(order, SalesOrderLine)[0]: NOW.date()})


@call("sales_orders.answers.swap")
def another_product(world: World) -> tuple[Any, ...]:
    from app.db.models import SalesOrderLine
    from app.services.products import commands as products
    from app.services.products.read_models import ProductDraft
    from app.services.sales_orders.answers import Swap

    bowl = world.boss.run(products.save, ProductDraft(sku="B-1", name="Bowl", price_minor=900)).value
    trade = replace(world.trade, products=[*world.trade.products, bowl])
    trade.stock([(1, 5)])
    order = trade.sell([(0, 2)])
    return (Swap(order, trade.lines_of(order, SalesOrderLine)[0], bowl, 2, 900),)


# -- what is ordered when it runs low


def the_supplier(world: World) -> int:
    return world.trade.supplier


@call("purchasing.proposals.propose")
def of_one_product(world: World) -> tuple[Any, ...]:
    return ([world.ids["product"]],)


@call("purchasing.proposals.draft_orders")
def one_draft(world: World) -> tuple[Any, ...]:
    from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft

    return ([PurchaseOrderDraft(the_supplier(world), [PurchaseLineDraft(world.ids["product"], 1, 500)])],)


@call("purchasing.proposals.draft_needs")
def what_is_needed(world: World) -> tuple[Any, ...]:
    return (the_supplier(world), {world.ids["product"]: 3})


# -- what comes in


def an_announced_shipment(world: World) -> int:
    """Two jugs on their way from the supplier."""
    from app.services.shipments.inbound import announce
    from app.services.shipments.read_models import ShipmentDraft

    return world.boss.run(announce, ShipmentDraft(world.trade.buy([(0, 2)]))).value


@call("shipments.inbound.announce")
def a_shipment_of_a_confirmed_order(world: World) -> tuple[Any, ...]:
    from app.services.shipments.read_models import ShipmentDraft

    return (ShipmentDraft(world.trade.buy([(0, 2)])),)


@call("shipments.inbound.receive")
def all_that_came(world: World) -> tuple[Any, ...]:
    from app.services.shipments.read_models import ReceiptLine

    shipment = an_announced_shipment(world)
    return (shipment, [ReceiptLine(world.trade.items(shipment)[0], 2)])


@call("shipments.events.record_event")
def it_departed(world: World) -> tuple[Any, ...]:
    return (an_announced_shipment(world), ShipmentEventKind.DEPARTED)


@call("shipments.returning.take_back")
def what_a_customer_returns(world: World) -> tuple[Any, ...]:
    from app.domain.vocabulary import ReasonCode
    from app.services.shipments import outbound
    from app.services.shipments.read_models import ReceiptLine, ShipmentDraft

    shipment = world.boss.run(outbound.pack, ShipmentDraft(a_confirmed_order(world))).value
    world.boss.run(outbound.dispatch, shipment)
    line = world.trade.items(shipment)[0]
    return (shipment, [ReceiptLine(line, 1, 0, ReasonCode.NO_LONGER_NEEDED)])


@call("shipments.choosing.find_code")
def a_scanned_label(world: World) -> tuple[Any, ...]:
    return ("IN-1001",)


@call("shipments.detail.detail")
@call("shipments.detail.read_form")
def what_comes_in(world: World) -> tuple[Any, ...]:
    return (an_announced_shipment(world),)


@call("shipments.commands.save")
def the_form_of_what_comes_in(world: World) -> tuple[Any, ...]:
    from app.services.shipments.read_models import ShipmentForm

    return (ShipmentForm(an_announced_shipment(world), tracking="1Z 999"),)


# -- what goes out


def a_planned_shipment(world: World) -> int:
    """Two jugs for a confirmed order."""
    from app.services.shipments.outbound import plan
    from app.services.shipments.read_models import ShipmentDraft

    return world.boss.run(plan, ShipmentDraft(a_confirmed_order(world))).value


def a_packed_shipment(world: World) -> int:
    """The same, in its box."""
    from app.services.shipments.outbound import pack_planned

    shipment = a_planned_shipment(world)
    world.boss.run(pack_planned, shipment)
    return shipment


def a_dispatched_shipment(world: World) -> int:
    """The same, gone."""
    from app.services.shipments.outbound import dispatch

    shipment = a_packed_shipment(world)
    world.boss.run(dispatch, shipment)
    return shipment


@call("shipments.outbound.plan")
@call("shipments.outbound.pack")
def a_shipment_to_the_customer(world: World) -> tuple[Any, ...]:
    from app.services.shipments.read_models import ShipmentDraft

    return (ShipmentDraft(a_confirmed_order(world)),)


@call("shipments.outbound.pack_planned")
def the_planned_one(world: World) -> tuple[Any, ...]:
    return (a_planned_shipment(world),)


@call("shipments.outbound.unpack")
@call("shipments.outbound.dispatch")
def the_packed_one(world: World) -> tuple[Any, ...]:
    return (a_packed_shipment(world),)


@call("shipments.outbound.deliver")
def the_dispatched_one(world: World) -> tuple[Any, ...]:
    return (a_dispatched_shipment(world),)


@call("shipments.commands.mark_lost")
def one_that_never_came(world: World) -> tuple[Any, ...]:
    return (a_dispatched_shipment(world), "nobody has seen it")


@call("shipments.commands.cancel")
def one_to_call_off(world: World) -> tuple[Any, ...]:
    return (a_planned_shipment(world), "they rang")


@call("shipments.commands.move_to")
def from_packed_to_its_way(world: World) -> tuple[Any, ...]:
    return (a_packed_shipment(world), ShipmentState.IN_TRANSIT)


# -- choosing, board, calendar


@call("shipments.choosing.open_order_ids")
def inbound(world: World) -> tuple[Any, ...]:
    return (ShipmentKind.IN,)


@call("shipments.choosing.open_order_rows")
def inbound_rows(world: World) -> tuple[Any, ...]:
    return (ShipmentKind.IN, [world.ids["purchase order confirmed"]])


@call("shipments.choosing.start_new")
def inbound_start(world: World) -> tuple[Any, ...]:
    return (ShipmentKind.IN, world.ids["purchase order confirmed"])


@call("shipments.queries.board_ids")
def a_stage(world: World) -> tuple[Any, ...]:
    from app.services.shipments.read_models import BoardStage

    return (BoardStage.PLANNED,)


@call("shipments.queries.calendar")
def a_month(world: World) -> tuple[Any, ...]:
    return (date(2026, 11, 1), date(2026, 11, 30))


@call("customers.whereabouts.customer_of")
def a_contact(world: World) -> tuple[Any, ...]:
    return ("partner", world.ids["partner"])


@call("sample.commands.make")
def a_shop_in_an_empty_database(world: World) -> tuple[Any, ...]:
    """Nobody is in it but the acting person."""
    from app.db import upgrade
    from app.db.engine import Database
    from app.db.models import Staff
    from app.services.operations import Operations
    from app.services.sample.commands import MIN_DAYS, SampleOptions

    world.ops.database.close()
    path = world.folder / "empty.db"
    upgrade.create(path, lambda _connection: [])
    world.ops = Operations(Database(path), now=lambda: NOW)
    with world.ops.database.write() as session:
        person = Staff(name="Maya", name_fold="maya", role=world.role, signs_in=True)
        session.add(person)
        session.flush()
        world.ops.staff_id = person.id
    return (SampleOptions(days=MIN_DAYS),)
