"""What a customer sends back: into stock at what it left for, or counted as not usable; never more than left."""

import pytest

from app.db.models import Shipment, ShipmentLine
from app.domain.errors import Problem, ValidationError, ValidationErrors
from app.domain.states import ShipmentKind, ShipmentState
from app.domain.vocabulary import ReasonCode
from app.services.shipments import outbound
from app.services.shipments.read_models import ReceiptLine, ShipmentDraft
from app.services.shipments.returning import take_back
from tests.support.rows import rows
from tests.support.trade import Trade

NOT_WANTED = ReasonCode.NO_LONGER_NEEDED


@pytest.fixture
def sent(trade: Trade) -> int:
    """Four of five bowls, at 5.00 each, are with the customer."""
    trade.stock([(0, 5)])
    shipment = trade.ops.run(outbound.pack, ShipmentDraft(trade.sell([(0, 4)]))).value
    trade.ops.run(outbound.dispatch, shipment)
    trade.ops.run(outbound.deliver, shipment)
    return shipment


def worth(trade: Trade) -> int:
    return sum(row["value_minor"] for row in rows(trade.ops.database, "stock_valuation"))


def test_what_is_as_new_is_in_stock_again_and_undone(trade: Trade, sent: int) -> None:
    assert (trade.on_hand(0), worth(trade)) == (1, 500)
    (line,) = trade.items(sent)
    back = trade.ops.run(take_back, sent, [ReceiptLine(line, 2, 1, ReasonCode.DAMAGED, "one is chipped")]).value
    returned = trade.stored(Shipment, back)
    assert (returned.kind, returned.state, returned.partner_id) == (
        ShipmentKind.RETURN_IN,
        ShipmentState.RECEIVED,
        trade.customer,
    )
    (item,) = [trade.stored(ShipmentLine, item) for item in trade.items(back)]
    assert (item.quantity, item.accepted, item.rejected, item.reason) == (3, 2, 1, ReasonCode.DAMAGED)
    assert (trade.on_hand(0), worth(trade)) == (3, 1_500)
    trade.ops.undo()
    assert (trade.on_hand(0), worth(trade)) == (1, 500)
    trade.ops.redo()
    assert trade.on_hand(0) == 3


def test_who_waits_for_it_gets_it(trade: Trade, sent: int) -> None:
    trade.sell([(0, 3)])
    trade.ops.run(take_back, sent, [ReceiptLine(trade.items(sent)[0], 2, 0, NOT_WANTED)])
    assert sum(row["quantity"] for row in rows(trade.ops.database, "reservation")) == 3


def test_no_more_comes_back_than_left(trade: Trade, sent: int) -> None:
    (line,) = trade.items(sent)
    trade.ops.run(take_back, sent, [ReceiptLine(line, 3, 0, NOT_WANTED)])
    with pytest.raises((ValidationError, ValidationErrors)) as caught:
        trade.ops.run(take_back, sent, [ReceiptLine(line, 1, 1, NOT_WANTED)])
    error = getattr(caught.value, "errors", (caught.value,))[0]
    assert (error.field, error.code, error.params["high"]) == ("lines.0.accepted", Problem.OUT_OF_RANGE, "1")


@pytest.mark.parametrize(
    ("accepted", "reason", "field"), [(1, None, "lines.0.reason"), (-1, NOT_WANTED, "lines.0.accepted")]
)
def test_why_is_said_and_nothing_is_below_zero(
    trade: Trade, sent: int, accepted: int, reason: ReasonCode | None, field: str
) -> None:
    with pytest.raises((ValidationError, ValidationErrors)) as caught:
        trade.ops.run(take_back, sent, [ReceiptLine(trade.items(sent)[0], accepted, 0, reason)])
    assert getattr(caught.value, "errors", (caught.value,))[0].field == field
    assert trade.on_hand(0) == 1


def test_what_has_not_left_cannot_come_back(trade: Trade) -> None:
    trade.stock([(0, 5)])
    shipment = trade.ops.run(outbound.pack, ShipmentDraft(trade.sell([(0, 4)]))).value
    with pytest.raises(ValidationError):
        trade.ops.run(take_back, shipment, [ReceiptLine(trade.items(shipment)[0], 1, 0, NOT_WANTED)])
