"""A late delivery: whom to call, what can be offered, and what becomes of an order when the customer agrees."""

from datetime import timedelta

import pytest

from app.db.engine import Database
from app.db.models import Product, SalesOrderLine, SupplierItem
from app.domain.errors import NotFoundError, Problem, ValidationError
from app.domain.text import fold
from app.domain.vocabulary import InteractionKind, ReasonCode, Role
from app.services.contacts import people
from app.services.contacts.read_models import PersonDraft
from app.services.interactions import commands as interactions
from app.services.interactions.read_models import InteractionDraft, LinkTarget, Mention
from app.services.operations import WriteContext, command
from app.services.purchasing import commands as purchasing
from app.services.sales_orders import answers
from app.services.sales_orders.answers import Swap
from app.services.shipments import inbound, outbound
from app.services.shipments.detail import detail
from app.services.shipments.impact import of_purchase_order
from app.services.shipments.impact_models import Impact, WayKind
from app.services.shipments.read_models import ShipmentDraft
from app.wording.formats import Formats
from app.wording.shipments import expected_sentence, offer_text, way_sentence
from tests.support.customers import staff
from tests.support.trade import TODAY, Trade, open_shop

ENGLISH = Formats("en_US")


@command("product.save")
def shelve(ctx: WriteContext, places: dict[int, tuple[str, int]]) -> None:
    for product_id, (name, price) in places.items():
        product = ctx.session.get_one(Product, product_id)
        product.name, product.name_fold = name, fold(name)
        product.category, product.price_minor, product.currency = "Tableware", price, "USD"


@command("product.save")
def offer(ctx: WriteContext, supplier: int, product: int, price: int, days: int) -> None:
    ctx.session.add(
        SupplierItem(
            supplier_id=supplier, product_id=product, price_minor=price, currency="USD", lead_time_days=days,
            pack_quantity=6, minimum=6, multiple=6,
        )
    )  # fmt: skip


@pytest.fixture
def late(trade: Trade) -> int:
    """Ten bowls, three days late; a plate is on the shelf."""
    bowl, grey, dip = trade.products[:3]
    named = {bowl: ("Bowl 16 cm, sand", 900), grey: ("Bowl 16 cm, grey", 950), dip: ("Dip bowl 9 cm", 100)}
    # The jug costs the same, and is nothing to eat soup from.
    trade.ops.run(shelve, {**named, trade.products[3]: ("Jug 1 l", 900)})
    order = trade.buy([(0, 10)], TODAY - timedelta(days=3))
    return trade.ops.run(inbound.announce, ShipmentDraft(order)).value


def impact(trade: Trade, shipment: int) -> Impact:
    return trade.ops.read(detail, shipment).impact


def lines(trade: Trade, order: int) -> list[tuple[int, int]]:
    stored = [trade.stored(SalesOrderLine, line) for line in trade.lines_of(order, SalesOrderLine)]
    return [(line.product_id, line.quantity) for line in stored]


def test_whom_to_call_and_that_it_was_done(trade: Trade, late: int) -> None:
    person = PersonDraft(trade.customer, name="Rosa Lindqvist", phone="+46 31 390 06 05", is_main=True)
    trade.ops.run(people.save_person, person)
    order = trade.sell([(0, 4)])
    (row,) = impact(trade, late).orders
    assert (row.contact, row.phone, row.told) == ("Rosa Lindqvist", "+46 31 390 06 05", None)
    call = InteractionDraft(
        InteractionKind.CALL, trade.customer, notes="late", mentions=(Mention(LinkTarget.SALES_ORDER, order),)
    )
    trade.ops.run(interactions.log, call)
    assert impact(trade, late).orders[0].told == trade.ops.now()


def test_a_warehouse_sees_who_waits_and_no_numbers(database: Database) -> None:
    trade = open_shop(database)
    trade.ops.run(people.save_person, PersonDraft(trade.customer, name="Rosa", phone="+46 31 390 06 05", is_main=True))
    shipment = trade.ops.run(inbound.announce, ShipmentDraft(trade.buy([(0, 10)], TODAY - timedelta(days=3)))).value
    trade.sell([(0, 4)])
    trade.ops.sign_in_as(staff(trade.ops.database, Role.WAREHOUSE, "Tom"))
    assert all(order.phone == order.contact == "" for order in impact(trade, shipment).orders)


def test_what_is_here_can_leave_and_something_like_it_be_offered(trade: Trade, late: int) -> None:
    trade.stock([(1, 3), (2, 9), (3, 9)])
    order = trade.sell([(0, 4), (1, 1)])
    found = impact(trade, late)
    part, swap = sorted(found.ways, key=lambda way: way.kind)
    assert (part.kind, part.order_id, part.value_minor) == (WayKind.PART, order, 900)
    # The dip bowl is far cheaper: that is nothing to offer. Two grey ones are free, the third one is this order's.
    assert (swap.kind, swap.other, swap.available, swap.difference_minor) == (WayKind.SWAP, "Bowl 16 cm, grey", 2, 50)
    assert way_sentence(swap, ENGLISH) == "Offer Bowl 16 cm, grey (2 in stock, +$0.50 each) for 4 × Bowl 16 cm, sand"
    said = offer_text(found.orders[0], found, ENGLISH)
    assert "Can send the part that is here today." in said
    assert "Can offer Bowl 16 cm, grey for Bowl 16 cm, sand, +$0.50 each." in said
    assert expected_sentence(found, ENGLISH).startswith("Expected about Nov\u00a030")


def test_what_another_supplier_has_sooner(trade: Trade, late: int) -> None:
    other = trade.another_supplier("Kiln Street Studio")
    trade.ops.run(offer, trade.supplier, trade.products[0], 500, 20)
    trade.ops.run(offer, other, trade.products[0], 560, 4)
    trade.sell([(0, 4)])
    (way,) = impact(trade, late).ways
    assert (way.kind, way.supplier, way.days, way.difference_minor) == (WayKind.BUY, "Kiln Street Studio", 4, 60)


def test_a_purchase_order_is_asked_like_the_shipment_that_will_bring_it(trade: Trade) -> None:
    order = trade.buy([(0, 10), (1, 2)], TODAY - timedelta(days=3))
    trade.stock([(1, 3)])
    sale = trade.sell([(0, 4), (1, 1)])
    beside = trade.ops.read(of_purchase_order, order)
    assert [(row.order_id, [line.missing for line in row.lines]) for row in beside.orders] == [(sale, [4])]
    assert (beside.promised, beside.late) == (TODAY - timedelta(days=3), True)
    assert beside.expected == TODAY + timedelta(days=7)
    shipment = trade.ops.run(inbound.announce, ShipmentDraft(order)).value
    assert impact(trade, shipment) == beside
    trade.ops.run(purchasing.close, order, ReasonCode.SUPPLIER_CANNOT_DELIVER)
    assert trade.ops.read(of_purchase_order, order).orders == ()
    with pytest.raises(NotFoundError):
        trade.ops.read(of_purchase_order, 999)


def test_another_day_is_promised_and_undone(trade: Trade, late: int) -> None:
    order = trade.sell([(0, 4)], TODAY)
    (line,) = trade.lines_of(order, SalesOrderLine)
    later = TODAY + timedelta(days=4)
    trade.ops.run(answers.repromise, order, {line: later})
    stored = trade.stored(SalesOrderLine, line)
    assert (stored.original_promise, stored.current_promise) == (TODAY, later)
    assert impact(trade, late).orders[0].promised == later
    trade.ops.undo()
    assert trade.stored(SalesOrderLine, line).current_promise == TODAY
    with pytest.raises(ValidationError) as caught:
        trade.ops.run(answers.repromise, order, {line: TODAY - timedelta(days=1)})
    assert (caught.value.field, caught.value.code) == ("promised", Problem.BEFORE)


def test_a_part_of_a_line_becomes_another_product(trade: Trade, late: int) -> None:
    bowl, jug = trade.products[:2]
    trade.stock([(1, 3)])
    order = trade.sell([(0, 4)])
    (line,) = trade.lines_of(order, SalesOrderLine)
    trade.ops.run(answers.swap, Swap(order, line, jug, 3, 950))
    assert lines(trade, order) == [(bowl, 1), (jug, 3)]
    assert impact(trade, late).orders[0].lines[0].missing == 1
    trade.ops.undo()
    assert lines(trade, order) == [(bowl, 4)]
    trade.stock([(1, 1)])
    trade.ops.run(answers.swap, Swap(order, line, jug, 4, 950))
    assert lines(trade, order) == [(jug, 4)]
    assert impact(trade, late).orders == ()


@pytest.mark.parametrize(
    ("quantity", "code"), [(0, Problem.NOT_POSITIVE), (5, Problem.MORE_THAN_ORDERED), (4, Problem.MORE_THAN_AVAILABLE)]
)
def test_a_swap_takes_what_is_there_and_what_was_ordered(trade: Trade, late: int, quantity: int, code: Problem) -> None:
    trade.stock([(1, 3)])
    order = trade.sell([(0, 4)])
    (line,) = trade.lines_of(order, SalesOrderLine)
    with pytest.raises(ValidationError) as caught:
        trade.ops.run(answers.swap, Swap(order, line, trade.products[1], quantity, 950))
    assert (caught.value.field, caught.value.code) == ("quantity", code)
    assert lines(trade, order) == [(trade.products[0], 4)]


def test_what_has_left_is_not_exchanged(trade: Trade, late: int) -> None:
    trade.stock([(1, 3)])
    order = trade.sell([(0, 4), (1, 1)])
    shipment = trade.ops.run(outbound.pack, ShipmentDraft(order)).value
    trade.ops.run(outbound.dispatch, shipment)
    (row,) = impact(trade, late).orders
    assert not row.untouched
    with pytest.raises(ValidationError):
        trade.ops.run(answers.swap, Swap(order, row.lines[0].line_id, trade.products[1], 1, 950))
