"""Receiving and shipping: as many statements for many lines as for few, and not many."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from app.services.shipments import inbound, outbound
from app.services.shipments.read_models import ReceiptLine, ShipmentDraft
from tests.support.trade import Trade

FEW, MANY = [(0, 3), (1, 3)], [(0, 3), (1, 3), (2, 3), (3, 3), (0, 2), (1, 2)]


def statements(trade: Trade, work: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    engine = trade.ops.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


@pytest.fixture
def stocked(trade: Trade) -> Trade:
    trade.stock([(place, 50) for place in range(4)])
    return trade


def test_receiving(stocked: Trade) -> None:
    counts = []
    for lines in (FEW, MANY):
        shipment = stocked.ops.run(inbound.announce, ShipmentDraft(stocked.buy(lines))).value
        receipts = [ReceiptLine(item, count) for item, (_, count) in zip(stocked.items(shipment), lines, strict=True)]
        counts.append(
            statements(stocked, lambda id_=shipment, all_=receipts: stocked.ops.run(inbound.receive, id_, all_))
        )
    assert counts[0] == counts[1] <= 36
    stocked.sound()


def test_packing_and_sending(stocked: Trade) -> None:
    stocked.sell(FEW)
    found = []
    for lines in (FEW, MANY):
        draft = ShipmentDraft(stocked.sell(lines))
        shipments: list[int] = []
        packed = statements(
            stocked, lambda draft=draft, into=shipments: into.append(stocked.ops.run(outbound.pack, draft).value)
        )
        sent = statements(stocked, lambda into=shipments: stocked.ops.run(outbound.dispatch, into[0]))
        found.append((packed, sent))
    assert found[0] == found[1]
    assert sum(found[0]) <= 66
    stocked.sound()
