"""Sales orders through their states: refusals at their fields, reservations that follow the lines, stock's truth."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.db.models import Product, SalesOrder, Shipment
from app.domain.errors import ConflictError, Problem, ValidationError, ValidationErrors
from app.domain.formulas.promising import Availability, stock_truth
from app.domain.states import SalesOrderState, ShipmentState
from app.domain.vocabulary import ProductStatus
from app.services.sales_orders import commands, queries
from app.services.sales_orders.offers import offers, offers_of
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft, Shipped
from app.services.shipments import outbound
from app.services.shipments.read_models import ShipmentDraft, ShipmentLineDraft
from tests.support.statements import counted
from tests.support.trade import TODAY, Trade


def draft_of(trade: Trade, *lines: SalesLineDraft, **more: object) -> SalesOrderDraft:
    return SalesOrderDraft(trade.customer, lines, **more)


def line(trade: Trade, place: int = 0, quantity: int = 1, **more: object) -> SalesLineDraft:
    return SalesLineDraft(trade.products[place], quantity, 900, **more)


def codes(error: ValidationError | ValidationErrors) -> dict[str, Problem]:
    errors = error.errors if isinstance(error, ValidationErrors) else (error,)
    return {each.field: each.code for each in errors}


def refused(trade: Trade, command: object, *args: object) -> dict[str, Problem]:
    with pytest.raises((ValidationError, ValidationErrors)) as caught:
        trade.ops.run(command, *args)
    return codes(caught.value)


def orders(trade: Trade) -> int:
    with trade.ops.database.read() as session:
        return session.query(SalesOrder).count()


def test_the_truth_of_stock_by_counting_days() -> None:
    receipts = [(date(2026, 12, 3), 5), (date(2026, 11, 25), 4)]
    for wanted in range(1, 16):
        for available in range(-1, 8):
            for ahead in range(4):
                found = stock_truth(wanted, available, ahead, receipts)
                now = max(0, min(wanted, available))
                left = wanted - now + ahead if now < wanted else 0
                expected = (
                    (Availability.NOW, None) if left == 0
                    else (Availability.LATER, date(2026, 11, 25)) if left <= 4
                    else (Availability.LATER, date(2026, 12, 3)) if left <= 9
                    else (Availability.SHORT, None)
                )  # fmt: skip
                assert (found.kind, found.day, found.now) == (*expected, now)
                if found.kind is Availability.SHORT:
                    assert found.missing == min(left - 9, wanted - now)


def test_what_cannot_be_sold_is_refused_at_its_line_and_nothing_is_written(trade: Trade) -> None:
    with trade.ops.database.write() as session:
        session.get(Product, trade.products[2]).status = ProductStatus.ARCHIVED
    bad = draft_of(
        trade,
        line(trade, 0, 0),
        replace(line(trade, 1), price_minor=-1),
        line(trade, 1, discount_ppm=1_000_001),
        line(trade, 1, promised=TODAY - timedelta(days=1)),
        line(trade, 2),
        SalesLineDraft(99_999, 1, 900),
    )
    assert refused(trade, commands.save, bad) == {
        "lines.0.quantity": Problem.NOT_POSITIVE,
        "lines.1.price_minor": Problem.OUT_OF_RANGE,
        "lines.2.discount_ppm": Problem.OUT_OF_RANGE,
        "lines.3.promised": Problem.BEFORE,
        "lines.4.product_id": Problem.ARCHIVED,
        "lines.5.product_id": Problem.UNKNOWN,
    }
    assert refused(trade, commands.save, draft_of(trade)) == {"lines": Problem.NO_LINES}
    assert refused(trade, commands.place, draft_of(trade, line(trade), freight_minor=-1)) == {
        "freight_minor": Problem.NEGATIVE
    }
    assert orders(trade) == 0


def test_placing_reserves_what_is_there_and_says_what_is_short(trade: Trade) -> None:
    trade.stock([(0, 3)])
    trade.buy([(0, 4)], promised=TODAY + timedelta(days=9))
    placed = trade.ops.run(commands.place, draft_of(trade, line(trade, 0, 5), line(trade, 0, 3), line(trade, 1, 2)))
    found = trade.ops.read(queries.detail, placed.value)
    assert found.row.order.state is SalesOrderState.CONFIRMED
    assert [each.kept for each in found.lines] == [3, 0, 0]
    truths = [each.truth for each in found.lines]
    assert [truth.kind for truth in truths] == [Availability.LATER, Availability.SHORT, Availability.SHORT]
    assert truths[0].day == TODAY + timedelta(days=9)
    assert [truth.missing for truth in truths] == [0, 5 + 3 - 3 - 4, 2]
    assert len(found.short) == 3
    trade.ops.undo()
    assert orders(trade) == 0


def test_an_older_order_comes_first_in_what_is_promised(trade: Trade) -> None:
    trade.stock([(0, 2)])
    trade.buy([(0, 6)], promised=TODAY + timedelta(days=3))
    trade.sell([(0, 5)])
    (offer,) = trade.ops.read(offers_of, trade.customer, [trade.products[0]])
    assert (offer.prospect.available, offer.prospect.ahead) == (0, 5 - 2)
    assert offer.prospect.truth(3).day == TODAY + timedelta(days=3)
    assert offer.prospect.truth(4).kind is Availability.SHORT


def test_what_the_customer_paid_last_is_proposed_else_the_list_price(trade: Trade) -> None:
    (fresh,) = trade.ops.read(offers_of, trade.customer, [trade.products[1]])
    assert (fresh.paid, fresh.price_minor) == (None, 900)
    older = trade.sell([(0, 1)], price=700)
    newer = trade.ops.run(
        commands.place, draft_of(trade, replace(line(trade), price_minor=850, discount_ppm=50_000))
    ).value
    quoted = trade.ops.run(commands.quote, draft_of(trade, replace(line(trade), price_minor=1))).value
    (offer,) = trade.ops.read(offers_of, trade.customer, [trade.products[0]])
    assert (offer.paid.price_minor, offer.paid.discount_ppm, offer.paid.day) == (850, 50_000, TODAY)
    assert (offer.price_minor, offer.list_minor) == (850, 900)
    (again,) = trade.ops.read(offers_of, trade.customer, [trade.products[0]], newer)
    assert again.price_minor == 700, (older, quoted)
    assert trade.ops.read(offers, trade.customer)[0].product_id == trade.products[0]
    assert [each.sku for each in trade.ops.read(offers, trade.customer, "P-3")] == ["P-3"]


def test_reservations_follow_an_edited_order_and_the_first_promise_stays(trade: Trade) -> None:
    trade.stock([(0, 6), (1, 2)])
    first = trade.sell([(0, 4), (1, 2)])
    waiting = trade.sell([(0, 5)])
    form = trade.ops.read(queries.draft, first)
    later = TODAY + timedelta(days=5)
    lines = (replace(form.lines[0], quantity=1, promised=later), line(trade, 2, 1))
    trade.ops.run(commands.save, replace(form, lines=lines, original=form))
    found = trade.ops.read(queries.detail, first)
    assert [(each.quantity, each.kept, each.promised) for each in found.lines] == [(1, 1, later), (1, 0, None)]
    assert trade.ops.read(queries.detail, waiting).lines[0].kept == 5
    assert trade.ops.read(offers_of, trade.customer, [trade.products[1]])[0].prospect.available == 2
    trade.ops.undo()
    assert [each.kept for each in trade.ops.read(queries.detail, first).lines] == [4, 2]
    assert trade.ops.read(queries.detail, waiting).lines[0].kept == 2


def test_different_fields_go_together_and_the_same_one_is_a_conflict(trade: Trade) -> None:
    order = trade.sell([(0, 1)])
    form = trade.ops.read(queries.draft, order)
    trade.ops.run(commands.save, replace(form, notes="theirs", original=form))
    trade.ops.run(commands.save, replace(form, freight_minor=500, original=form))
    with pytest.raises(ConflictError) as caught:
        trade.ops.run(commands.save, replace(form, notes="mine", original=form))
    assert [(each.field, each.ours, each.theirs) for each in caught.value.fields] == [("notes", "mine", "theirs")]
    stored = trade.ops.read(queries.draft, order)
    assert (stored.notes, stored.freight_minor) == ("theirs", 500)


def test_what_a_shipment_carries_is_not_taken_from_it(trade: Trade) -> None:
    trade.stock([(0, 4), (1, 4)])
    order = trade.sell([(0, 4), (1, 4)])
    form = trade.ops.read(queries.draft, order)
    packed = ShipmentDraft(order, [ShipmentLineDraft(form.lines[0].id, 3)])
    shipment = trade.ops.run(outbound.pack, packed).value
    less = (replace(form.lines[0], quantity=2), form.lines[1])
    assert refused(trade, commands.save, replace(form, lines=less)) == {"lines.0.quantity": Problem.OUT_OF_RANGE}
    assert refused(trade, commands.save, replace(form, lines=form.lines[1:])) == {"lines": Problem.IN_USE}
    trade.ops.run(commands.save, replace(form, lines=(replace(form.lines[0], quantity=3),)))
    trade.ops.run(outbound.dispatch, shipment)
    found = trade.ops.read(queries.detail, order)
    assert (found.shipped, found.editable) == (Shipped.FULLY, False)
    assert refused(trade, commands.save, replace(form, notes="late")) == {"state": Problem.NOT_ALLOWED_IN_STATE}
    assert refused(trade, commands.cancel, order) == {"state": Problem.NOT_ALLOWED_IN_STATE}


def test_closing_short_needs_a_reason_and_opening_again_takes_what_is_free(trade: Trade) -> None:
    trade.stock([(0, 3)])
    order = trade.sell([(0, 3)])
    assert refused(trade, commands.close, order) == {"reason": Problem.REQUIRED}
    trade.ops.run(commands.close, order, "Price")
    found = trade.ops.read(queries.detail, order)
    assert (found.reason, found.lines[0].closed_short, found.lines[0].truth) == ("Price", 3, None)
    assert trade.ops.read(offers_of, trade.customer, [trade.products[0]])[0].prospect.available == 3
    trade.ops.run(commands.reopen, order)
    found = trade.ops.read(queries.detail, order)
    assert (found.row.order.state, found.lines[0].kept, found.reason) == (SalesOrderState.CONFIRMED, 3, "")


def test_on_hold_keeps_what_is_kept_and_goes_on_from_where_it_was(trade: Trade) -> None:
    trade.stock([(0, 2)])
    order = trade.sell([(0, 3)])
    trade.ops.run(commands.hold, order)
    trade.stock([(0, 1)])
    found = trade.ops.read(queries.detail, order)
    assert found.lines[0].kept == 2
    assert found.next_states == {SalesOrderState.CONFIRMED, SalesOrderState.CANCELLED}
    trade.ops.run(commands.resume, order)
    assert trade.ops.read(queries.detail, order).lines[0].kept == 3
    quoted = trade.ops.run(commands.quote, draft_of(trade, line(trade))).value
    trade.ops.run(commands.hold, quoted)
    assert refused(trade, commands.confirm, quoted) == {"state": Problem.NOT_ALLOWED_IN_STATE}
    trade.ops.run(commands.resume, quoted)
    assert trade.ops.read(queries.detail, quoted).row.order.state is SalesOrderState.QUOTE


def test_cancelling_gives_what_was_kept_to_who_waits(trade: Trade) -> None:
    trade.stock([(0, 3)])
    first, second = trade.sell([(0, 3)]), trade.sell([(0, 2)])
    trade.ops.run(commands.cancel, first, "No budget")
    assert trade.ops.read(queries.detail, second).lines[0].kept == 2
    trade.ops.undo()
    assert [trade.ops.read(queries.detail, each).lines[0].kept for each in (first, second)] == [3, 0]


def test_an_order_that_is_over_takes_its_unsent_shipments_with_it_and_undo_brings_both_back(trade: Trade) -> None:
    trade.stock([(0, 4), (1, 4)])
    order = trade.sell([(0, 4), (1, 4)])
    lines = trade.ops.read(queries.draft, order).lines
    planned = trade.ops.run(outbound.plan, ShipmentDraft(order, [ShipmentLineDraft(lines[0].id, 2)])).value
    packed = trade.ops.run(outbound.pack, ShipmentDraft(order, [ShipmentLineDraft(lines[1].id, 4)])).value
    numbers = tuple(trade.stored(Shipment, each).number for each in (planned, packed))
    for command in (commands.cancel, commands.close):
        assert trade.ops.run(command, order, "No budget").value == numbers
        assert {trade.stored(Shipment, each).state for each in (planned, packed)} == {ShipmentState.CANCELLED}
        trade.ops.undo()
        assert trade.stored(Shipment, planned).state is ShipmentState.PLANNED
        assert trade.stored(Shipment, packed).state is ShipmentState.PACKED
        found = trade.ops.read(queries.detail, order)
        assert (found.row.order.state, found.unsent) == (SalesOrderState.CONFIRMED, (planned, packed))
    trade.ops.run(outbound.dispatch, packed)
    assert trade.ops.run(commands.close, order, "No budget").value == numbers[:1]
    assert trade.stored(Shipment, packed).state is ShipmentState.IN_TRANSIT


def test_reading_takes_the_same_statements_for_one_line_and_for_many(trade: Trade) -> None:
    trade.stock([(place, 2) for place in range(4)])
    counts = []
    for places in ((0,), (0, 1, 2, 3, 0, 1)):
        order = trade.sell([(place, 1) for place in places])
        with counted(trade.ops.database) as statements:
            trade.ops.read(queries.detail, order)
        counts.append(len(statements))
        with counted(trade.ops.database) as statements:
            trade.ops.read(offers_of, trade.customer, [trade.products[place] for place in set(places)], order)
        counts.append(len(statements))
    assert counts[:2] == counts[2:]
    assert counts[0] <= 20
    assert counts[1] <= 16
