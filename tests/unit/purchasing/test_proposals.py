"""What runs low is ordered from its best supplier, as much as its rules allow; several drafts are one step."""

import pytest

from app.db.models import Product, PurchaseOrder, SupplierItem
from app.domain.errors import Problem, ValidationErrors
from app.domain.formulas.ordering import Rounding
from app.services.operations import WriteContext, command
from app.services.purchasing.proposals import draft_needs, draft_orders, propose
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from tests.support.database import database, template  # noqa: F401
from tests.support.rows import rows
from tests.support.trade import Trade, open_shop


@pytest.fixture
def trade(database) -> Trade:  # noqa: F811
    return open_shop(database)


@command("product.save")
def prepare(ctx: WriteContext, product_id: int, point: int, target: int, offers: list[tuple[int, int, int]]) -> None:
    product = ctx.session.get_one(Product, product_id)
    product.reorder_point, product.target_stock = point, target
    for supplier, price, pack in offers:
        ctx.session.add(
            SupplierItem(
                supplier_id=supplier, product_id=product_id, price_minor=price, currency="USD", minimum=50,
                multiple=pack, lead_time_days=10,
            )
        )  # fmt: skip


def test_the_need_counts_what_waits_and_what_comes_and_is_rounded(trade: Trade) -> None:
    bowl = trade.products[0]
    trade.ops.run(prepare, bowl, 20, 60, [(trade.supplier, 500, 12)])
    trade.stock([(0, 8)])
    trade.sell([(0, 5)])
    trade.buy([(0, 10)])
    (order,) = trade.ops.read(propose, [bowl]).orders
    (line,) = order.lines
    assert (line.on_hand, line.promised, line.on_order) == (8, 5, 10)
    # 60 wanted − 8 there + 5 promised − 10 coming = 47; at least 50, in twelves.
    assert (line.needed, line.quantity, line.price_minor) == (47, 60, 500)
    assert set(line.reasons) == {Rounding.MINIMUM, Rounding.MULTIPLE}


def test_the_cheapest_supplier_is_the_best(trade: Trade) -> None:
    other = trade.another_supplier("Kiln Street Studio")
    bowl, jug, plate = trade.products[:3]
    trade.ops.run(prepare, bowl, 20, 60, [(trade.supplier, 500, 12), (other, 450, 12)])
    trade.ops.run(prepare, jug, 20, 60, [(trade.supplier, 500, 12)])
    found = trade.ops.read(propose, [bowl, jug, plate])
    assert [(order.supplier, [line.product_id for line in order.lines]) for order in found.orders] == [
        ("Alder Ceramics", [jug]),
        ("Kiln Street Studio", [bowl]),
    ]
    assert found.nobody == ("Plate 24 cm",)


def test_two_drafts_are_one_step(trade: Trade) -> None:
    other = trade.another_supplier("Kiln Street Studio")
    drafts = [
        PurchaseOrderDraft(supplier, [PurchaseLineDraft(trade.products[0], 12, 500)])
        for supplier in (trade.supplier, other)
    ]
    made = trade.ops.run(draft_orders, drafts).value
    assert {trade.stored(PurchaseOrder, order).supplier_id for order in made} == {trade.supplier, other}
    trade.ops.undo()
    assert {row["state"] for row in rows(trade.ops.database, "purchase_order")} <= {"cancelled"}


def test_a_refused_draft_is_named_and_none_is_written(trade: Trade) -> None:
    good = PurchaseOrderDraft(trade.supplier, [PurchaseLineDraft(trade.products[0], 12, 500)])
    bad = PurchaseOrderDraft(trade.supplier, [PurchaseLineDraft(trade.products[0], 0, 500)])
    with pytest.raises(ValidationErrors) as caught:
        trade.ops.run(draft_orders, [good, bad])
    (error,) = caught.value.errors
    assert (error.field, error.code) == ("drafts.1.lines.0.quantity", Problem.NOT_POSITIVE)
    assert rows(trade.ops.database, "purchase_order") == []


def test_what_is_missing_is_ordered_by_the_supplier_s_rules(trade: Trade) -> None:
    bowl = trade.products[0]
    trade.ops.run(prepare, bowl, 20, 60, [(trade.supplier, 500, 12)])
    trade.ops.run(draft_needs, trade.supplier, {bowl: 3})
    (line,) = rows(trade.ops.database, "purchase_order_line")
    assert (line["quantity"], line["price_minor"]) == (60, 500)
