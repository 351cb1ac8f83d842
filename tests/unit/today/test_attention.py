"""What needs attention: late in and out, short, to order again, gone quiet; the most money first, for each role."""

from datetime import date, timedelta

import pytest

from app.db.models import Product
from app.domain.vocabulary import Role
from app.services.operations import WriteContext, command
from app.services.sales_orders import commands as sales
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.services.shipments import outbound
from app.services.shipments.read_models import ShipmentDraft
from app.services.tasks import commands as tasks
from app.services.tasks.read_models import TaskDraft
from app.services.today.attention import attention
from app.services.today.read_models import Attention, AttentionRow
from app.services.today.team import team
from app.wording.attention import attention_text, team_text
from app.wording.formats import Formats
from tests.support.customers import staff
from tests.support.database import database, template  # noqa: F401
from tests.support.statements import counted
from tests.support.trade import NOW, TODAY, Trade, open_shop


@pytest.fixture
def trade(database) -> Trade:  # noqa: F811
    return open_shop(database)


@command("product.save")
def set_point(ctx: WriteContext, product_id: int, point: int) -> None:
    ctx.session.get_one(Product, product_id).reorder_point = point


def rows(trade: Trade) -> list[AttentionRow]:
    return trade.ops.read(attention)


def kinds(trade: Trade) -> list[Attention]:
    return [row.kind for row in rows(trade)]


def quiet_customer(trade: Trade) -> None:
    """Four orders ten days apart, all shipped, the last one 60 days ago."""
    for number in range(4):
        day = TODAY - timedelta(days=60 + 10 * number)
        trade.stock([(0, 1)])
        draft = SalesOrderDraft(trade.customer, [SalesLineDraft(trade.products[0], 1, 900)], ordered=day)
        order = trade.ops.run(sales.quote, draft).value
        trade.ops.run(sales.confirm, order)
        shipment = trade.ops.run(outbound.pack, ShipmentDraft(order)).value
        trade.ops.run(outbound.dispatch, shipment)
        trade.ops.run(outbound.deliver, shipment)


def test_nothing_needs_attention_in_a_new_business(trade: Trade) -> None:
    assert rows(trade) == []


def test_a_late_delivery_endangers_the_orders_that_wait_for_it(trade: Trade) -> None:
    trade.buy([(0, 10), (1, 5)], TODAY - timedelta(days=3))
    trade.sell([(0, 4)], TODAY + timedelta(days=2), price=1_000)
    late = next(row for row in rows(trade) if row.kind is Attention.LATE_IN)
    assert (late.days, late.lines, late.orders, late.at_risk_minor) == (3, 2, 1, 4_000)
    words = attention_text(late, Formats("en_US"))
    assert "Alder Ceramics endangers 1\u00a0customer order" in words.title
    assert words.note == "Bowl 16 cm, sand and 1 more · 3\u00a0days late · $40 of sales at risk"


def test_only_what_no_stock_is_kept_for_is_at_risk(trade: Trade) -> None:
    trade.stock([(0, 3)])
    trade.buy([(0, 10)], TODAY - timedelta(days=3))
    trade.sell([(0, 4)], TODAY + timedelta(days=2), price=1_000)
    late = next(row for row in rows(trade) if row.kind is Attention.LATE_IN)
    assert (late.orders, late.at_risk_minor) == (1, 1_000)


def test_an_order_that_waits_is_late_after_its_day_and_short_before(trade: Trade) -> None:
    trade.sell([(0, 2)], TODAY + timedelta(days=2))
    trade.sell([(1, 1)], TODAY - timedelta(days=2))
    found = {row.kind: row for row in rows(trade)}
    assert found[Attention.SHORT].at_risk_minor == 1_800
    assert (found[Attention.LATE_OUT].days, found[Attention.LATE_OUT].at_risk_minor) == (2, 900)
    assert kinds(trade) == [Attention.SHORT, Attention.LATE_OUT]


def test_an_order_with_all_it_needs_is_neither(trade: Trade) -> None:
    trade.stock([(0, 2)])
    trade.sell([(0, 2)], TODAY + timedelta(days=2))
    assert rows(trade) == []


def test_a_parcel_that_has_not_arrived(trade: Trade) -> None:
    trade.stock([(0, 2)])
    order = trade.sell([(0, 2)], TODAY - timedelta(days=1))
    shipment = trade.ops.run(outbound.pack, ShipmentDraft(order, promised=TODAY - timedelta(days=1))).value
    trade.ops.run(outbound.dispatch, shipment)
    (row,) = rows(trade)
    assert (row.kind, row.id, row.days, row.at_risk_minor) == (Attention.LATE_DELIVERY, shipment, 1, 1_800)
    trade.ops.run(outbound.deliver, shipment)
    assert rows(trade) == []


def test_what_is_on_order_counts_for_the_reorder_point(trade: Trade) -> None:
    trade.ops.run(set_point, trade.products[2], 5)
    (row,) = rows(trade)
    assert (row.kind, row.lines, row.product) == (Attention.REORDER, 1, "Plate 24 cm")
    trade.buy([(2, 6)], TODAY + timedelta(days=5))
    assert rows(trade) == []


def test_a_quiet_customer_until_a_call_is_planned(trade: Trade) -> None:
    quiet_customer(trade)
    (row,) = rows(trade)
    # Every ten days for 9.00; 50 days beyond the rhythm are five orders.
    assert (row.kind, row.days, row.usual_days, row.at_risk_minor) == (Attention.QUIET, 60, 10, 4_500)
    trade.ops.run(tasks.save, TaskDraft(title="Call", due_at=NOW, partner_id=trade.customer))
    assert rows(trade) == []


def test_statements_do_not_grow_with_what_is_late(trade: Trade) -> None:
    trade.buy([(0, 1)], TODAY - timedelta(days=3))
    with counted(trade.ops.database) as few:
        rows(trade)
    for place in range(4):
        trade.buy([(place, 1)], TODAY - timedelta(days=3))
        trade.sell([(place, 1)], TODAY - timedelta(days=3))
    with counted(trade.ops.database) as many:
        rows(trade)
    assert len(many) == len(few)


def test_the_team_is_for_those_who_lead_it(trade: Trade) -> None:
    trade.ops.sign_in_as(staff(trade.ops.database, Role.OWNER, "Maya"))
    seller = staff(trade.ops.database, Role.SALES, "Jonas Ek")
    assert "Jonas Ek" in [row.name for row in trade.ops.read(team)]
    assert team_text(trade.ops.read(team)[0], Formats("en_US"))[1] == "no orders"
    trade.ops.sign_in_as(seller)
    assert trade.ops.read(team) == []


def test_a_warehouse_sees_no_customers(trade: Trade) -> None:
    trade.sell([(1, 1)], date(2026, 11, 3))
    assert Attention.LATE_OUT in kinds(trade)
    trade.ops.sign_in_as(staff(trade.ops.database, Role.WAREHOUSE, "Tom"))
    assert Attention.LATE_OUT not in kinds(trade)
