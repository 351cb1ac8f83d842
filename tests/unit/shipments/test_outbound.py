"""Packing, dispatching, delivering; what is not there is not shipped; the other ends of a shipment."""

from datetime import date, timedelta

import pytest

from app.db.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.domain.errors import ConflictError, Problem, ValidationError
from app.domain.states import SalesOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.services.sales_orders import commands as sales
from app.services.shipments import commands, events, outbound
from app.services.shipments.choosing import start_new
from app.services.shipments.detail import detail
from app.services.shipments.read_models import PackedLine, ShipmentDraft, ShipmentForm, ShipmentLineDraft
from tests.support.trade import NOW, TODAY, Trade


def planned(trade: Trade, *lines: tuple[int, int]) -> tuple[int, int]:
    trade.stock(lines)
    order = trade.sell(lines)
    return order, trade.ops.run(outbound.plan, ShipmentDraft(order)).value


def test_from_order_to_door(trade: Trade) -> None:
    order, shipment = planned(trade, (0, 5), (1, 2), (2, 1))
    trade.ops.run(outbound.pack_planned, shipment)
    assert trade.on_hand(0) == 5
    trade.ops.run(outbound.dispatch, shipment)
    assert [trade.on_hand(place) for place in (0, 1, 2)] == [0, 0, 0]
    assert trade.stored(SalesOrder, order).state is SalesOrderState.CLOSED
    trade.ops.run(outbound.deliver, shipment)
    kinds = [event.kind for event in trade.ops.read(detail, shipment).events]
    assert set(kinds) == {
        ShipmentEventKind.BOOKED, ShipmentEventKind.PACKED, ShipmentEventKind.DEPARTED, ShipmentEventKind.DELIVERED
    }  # fmt: skip


def test_only_three_left_is_said_at_the_line(trade: Trade) -> None:
    trade.stock([(0, 3)])
    order = trade.sell([(0, 5)])
    (line,) = trade.lines_of(order, SalesOrderLine)
    assert trade.ops.read(start_new, ShipmentKind.OUT, order).lines[0].available == 3
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(outbound.pack, ShipmentDraft(order, [ShipmentLineDraft(line, 4)]))
    assert (refused.value.field, refused.value.code) == ("lines.0.quantity", Problem.MORE_THAN_AVAILABLE)
    assert refused.value.params["available"] == 3
    trade.ops.run(outbound.pack, ShipmentDraft(order, [ShipmentLineDraft(line, 3)]))
    assert trade.ops.read(start_new, ShipmentKind.OUT, order).lines[0].available == 0


def test_what_others_keep_is_not_packed(trade: Trade) -> None:
    trade.stock([(0, 3)])
    trade.sell([(0, 2)])
    order = trade.sell([(0, 2)])
    (line,) = trade.lines_of(order, SalesOrderLine)
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(outbound.pack, ShipmentDraft(order, [ShipmentLineDraft(line, 2)]))
    assert refused.value.params["available"] == 1


def test_less_is_packed_than_planned_and_the_rest_is_open_again(trade: Trade) -> None:
    order, shipment = planned(trade, (0, 5), (1, 2))
    first, second = trade.items(shipment)
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(outbound.pack_planned, shipment, [PackedLine(first, 6)])
    assert refused.value.field == "lines.0.quantity"
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(outbound.pack_planned, shipment, [PackedLine(first, 0)])
    assert refused.value.code is Problem.NO_LINES
    trade.ops.run(outbound.pack_planned, shipment, [PackedLine(first, 4)])
    assert trade.stored(ShipmentLine, first).quantity == 4
    assert trade.stored(ShipmentLine, second) is None
    assert [line.open for line in trade.ops.read(start_new, ShipmentKind.OUT, order).lines] == [1, 2]
    trade.ops.run(outbound.dispatch, shipment)
    assert trade.on_hand(0) == 1


def test_an_order_that_was_called_off_is_not_dispatched(trade: Trade) -> None:
    order, shipment = planned(trade, (0, 5))
    trade.ops.run(outbound.pack_planned, shipment)
    trade.ops.run(sales.cancel, order, "changed their mind")
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(outbound.dispatch, shipment)
    assert refused.value.params["state"] == "cancelled"
    assert trade.on_hand(0) == 5


def test_delivered_days_are_between_dispatch_and_today(trade: Trade) -> None:
    _, shipment = planned(trade, (0, 5))
    trade.ops.run(commands.move_to, shipment, ShipmentState.PACKED)
    trade.ops.run(commands.move_to, shipment, ShipmentState.IN_TRANSIT)
    for day, code in ((TODAY - timedelta(days=1), Problem.BEFORE), (TODAY + timedelta(days=1), Problem.AFTER)):
        with pytest.raises(ValidationError) as refused:
            trade.ops.run(outbound.deliver, shipment, day)
        assert refused.value.code is code


def test_the_board_goes_only_where_the_table_allows(trade: Trade) -> None:
    _, shipment = planned(trade, (0, 5))
    for state in (ShipmentState.DELIVERED, ShipmentState.ARRIVED, ShipmentState.RECEIVED):
        with pytest.raises(ValidationError) as refused:
            trade.ops.run(commands.move_to, shipment, state)
        assert refused.value.code is Problem.NOT_ALLOWED_IN_STATE
    trade.ops.run(commands.move_to, shipment, ShipmentState.PACKED)
    trade.ops.run(commands.move_to, shipment, ShipmentState.PLANNED)
    assert trade.stored(Shipment, shipment).state is ShipmentState.PLANNED


def test_undo_of_a_dispatch_brings_the_goods_back(trade: Trade) -> None:
    order, shipment = planned(trade, (0, 5))
    trade.ops.run(outbound.pack_planned, shipment)
    trade.ops.run(outbound.dispatch, shipment)
    trade.ops.undo()
    assert trade.on_hand(0) == 5
    assert trade.stored(SalesOrder, order).state is SalesOrderState.CONFIRMED
    assert ShipmentEventKind.DEPARTED not in [event.kind for event in trade.ops.read(detail, shipment).events]


def test_lost_and_cancelled_say_why(trade: Trade) -> None:
    _, one = planned(trade, (0, 5))
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(commands.cancel, one, "  ")
    assert refused.value.field == "note"
    trade.ops.run(commands.cancel, one, "packed twice")
    _, other = planned(trade, (1, 5))
    with pytest.raises(ValidationError):
        trade.ops.run(commands.mark_lost, other, "fell off")
    trade.ops.run(outbound.pack_planned, other)
    trade.ops.run(outbound.dispatch, other)
    trade.ops.run(commands.mark_lost, other, "fell off the ferry")
    assert trade.ops.read(detail, other).events[0].note == "fell off the ferry"


def test_what_has_not_left_does_not_arrive(trade: Trade) -> None:
    """Leaving takes the goods out of stock; no event may pass that by."""
    _, shipment = planned(trade, (0, 5))
    with pytest.raises(ValidationError):
        trade.ops.run(events.record_event, shipment, ShipmentEventKind.ARRIVED)
    trade.ops.run(outbound.pack_planned, shipment)
    trade.ops.run(outbound.dispatch, shipment)
    trade.ops.run(events.record_event, shipment, ShipmentEventKind.ARRIVED)
    assert trade.on_hand(0) == 0
    trade.sound()


def test_nothing_happened_in_the_future(trade: Trade) -> None:
    _, shipment = planned(trade, (0, 5))
    with pytest.raises(ValidationError) as refused:
        trade.ops.run(events.record_event, shipment, ShipmentEventKind.EXCEPTION, at=NOW + timedelta(hours=1))
    assert (refused.value.field, refused.value.code) == ("at", Problem.AFTER)
    trade.ops.run(
        events.record_event,
        shipment,
        ShipmentEventKind.EXCEPTION,
        at=NOW - timedelta(hours=1),
        place="Lyon",
        note="Wet",
    )
    event = next(e for e in trade.ops.read(detail, shipment).events if e.kind is ShipmentEventKind.EXCEPTION)
    assert (event.place, event.note, event.at) == ("Lyon", "Wet", NOW - timedelta(hours=1))


def test_two_people_change_the_same_field(trade: Trade) -> None:
    _, shipment = planned(trade, (0, 5))
    opened = trade.ops.read(detail, shipment).form
    changed = ShipmentForm(shipment, tracking="A-1", promised=opened.promised, original=opened)
    trade.ops.run(commands.save, changed)
    other = ShipmentForm(shipment, trade.carrier, "B-2", opened.promised, original=opened)
    with pytest.raises(ConflictError) as conflict:
        trade.ops.run(commands.save, other)
    assert [(c.field, c.ours, c.theirs) for c in conflict.value.fields] == [("tracking", "B-2", "A-1")]
    merged = ShipmentForm(shipment, trade.carrier, opened.tracking, opened.promised, original=opened)
    trade.ops.run(commands.save, merged)
    stored = trade.stored(Shipment, shipment)
    assert (stored.carrier_id, stored.tracking) == (trade.carrier, "A-1")


def test_bad_fields_are_refused_together(trade: Trade) -> None:
    _, shipment = planned(trade, (0, 5))
    from app.domain.errors import ValidationErrors

    with pytest.raises(ValidationErrors) as refused:
        trade.ops.run(commands.save, ShipmentForm(shipment, trade.customer, freight_minor=-1))
    assert [one.field for one in refused.value.errors] == ["carrier_id", "freight_minor"]


def test_a_promise_day_of_an_earlier_year_is_kept(trade: Trade) -> None:
    _, shipment = planned(trade, (0, 5))
    trade.ops.run(commands.save, ShipmentForm(shipment, promised=date(2026, 12, 24)))
    assert trade.stored(Shipment, shipment).promised == date(2026, 12, 24)
