"""The smallest calls of what concerns orders, shipments and the sample shop."""

from datetime import date
from typing import Any

from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from tests.unit.permissions.calls import call
from tests.unit.permissions.world import World

NOWHERE = 9_999


@call("orders.lists.counts")
@call("shipments.choosing.carriers")
@call("shipments.queries.ids")
@call("shipments.queries.counts")
def nothing_more(world: World) -> tuple[Any, ...]:
    return ()


@call("orders.lists.rows")
@call("shipments.queries.rows")
def no_ids(world: World) -> tuple[Any, ...]:
    return ([],)


@call("orders.lists.ids")
def all_orders(world: World) -> tuple[Any, ...]:
    from app.services.orders.lists import OrderFilter

    return (OrderFilter(),)


@call("orders.lists.detail", absent=True)
@call("sales_orders.commands.confirm", absent=True)
@call("sales_orders.commands.close", absent=True)
@call("sales_orders.commands.cancel", absent=True)
@call("shipments.detail.detail", absent=True)
@call("shipments.detail.read_form", absent=True)
@call("shipments.outbound.pack_planned", absent=True)
@call("shipments.outbound.unpack", absent=True)
@call("shipments.outbound.dispatch", absent=True)
@call("shipments.outbound.deliver", absent=True)
def an_absent_one(world: World) -> tuple[Any, ...]:
    return (NOWHERE,)


@call("shipments.commands.mark_lost", absent=True)
@call("shipments.commands.cancel", absent=True)
def an_absent_one_with_a_note(world: World) -> tuple[Any, ...]:
    return (NOWHERE, "why")


@call("shipments.commands.move_to", absent=True)
def an_absent_move(world: World) -> tuple[Any, ...]:
    return (NOWHERE, ShipmentState.IN_TRANSIT)


@call("shipments.events.record_event", absent=True)
def an_absent_event(world: World) -> tuple[Any, ...]:
    return (NOWHERE, ShipmentEventKind.DEPARTED)


@call("shipments.inbound.receive", absent=True)
def an_absent_receipt(world: World) -> tuple[Any, ...]:
    return (NOWHERE, [])


@call("shipments.choosing.open_order_ids")
def inbound(world: World) -> tuple[Any, ...]:
    return (ShipmentKind.IN,)


@call("shipments.choosing.open_order_rows")
def inbound_rows(world: World) -> tuple[Any, ...]:
    return (ShipmentKind.IN, [])


@call("shipments.choosing.start_new", absent=True)
def inbound_start(world: World) -> tuple[Any, ...]:
    return (ShipmentKind.IN, NOWHERE)


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


@call("shipments.inbound.announce", absent=True)
@call("shipments.outbound.plan", absent=True)
@call("shipments.outbound.pack", absent=True)
def a_shipment_of_an_absent_order(world: World) -> tuple[Any, ...]:
    from app.services.shipments.read_models import ShipmentDraft, ShipmentLineDraft

    return (ShipmentDraft(NOWHERE, [ShipmentLineDraft(NOWHERE, 1)]),)


@call("shipments.commands.save", absent=True)
def a_form_of_an_absent_shipment(world: World) -> tuple[Any, ...]:
    from app.services.shipments.read_models import ShipmentForm

    return (ShipmentForm(NOWHERE),)


@call("sales_orders.commands.quote", absent=True)
def a_quote_for_nobody(world: World) -> tuple[Any, ...]:
    from app.services.sales_orders.read_models import SalesOrderDraft

    return (SalesOrderDraft(NOWHERE),)


@call("sample.commands.make", absent=True)
def a_shop_in_a_business_that_is_not_empty(world: World) -> tuple[Any, ...]:
    return ()
