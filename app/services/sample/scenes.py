"""What the sample shop shows on its last day, whatever the dice say: each kind of trouble, and each kind of work.

A delivery that is late, with customers who wait for it; an order on hold, one that is late though it is packed, one due
today; a delivery counted in part with breakage; a draft; products below their reorder point; a second place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from app.db.models import Setting, Shipment, ShipmentLine
from app.domain.places import MAIN_SITE
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import ReasonCode
from app.services.sales_orders import commands as sales
from app.services.sample.buying import Buying
from app.services.sample.parties import reorder_point
from app.services.sample.props import LOW, Props
from app.services.sample.selling import Selling
from app.services.sample.stage import Stage
from app.services.shipments import events, inbound, outbound, returning
from app.services.shipments.read_models import ReceiptLine
from app.services.stock import commands as stock
from app.services.stock.read_models import AdjustDraft, MoveDraft

_ENDANGERED: Final = (("Harbour Café", 26, 0), ("Bakehouse Nine", 20, 4), ("Fern & Fig", 16, 2))
"""Customers who wait for what is late: how much of each product, and in how many days it was promised."""
_GOALS: Final = {
    "on_time_delivery": "9/10", "on_time_in_full": "9/10", "fill_rate": "19/20", "stock_turns": "4",
    "days_to_ship": "3", "stage.supplier": "12", "stage.transit": "5", "stage.receiving": "1", "stage.shelf": "100",
    "stage.picking": "2", "stage.delivery": "3",
}  # fmt: skip
_SECOND_PLACE: Final = (("JUG-100", 6), ("KNF-210", 4), ("TOW-050", 12))


class Scenes(Props):
    """Plays a scene on each of the last workdays, and the last ones when the years are over."""

    def __init__(self, stage: Stage, selling: Selling, buying: Buying) -> None:
        super().__init__(stage, selling, buying)
        self._packed = self._today = self._comes = self._counted = self._arrived = self._stall = 0
        back = self.back
        self.days: Mapping[date, Sequence[Callable[[date], None]]] = {
            back(9): (self._order_what_comes_today,),
            back(6): (self._hotel_buys_much, self._order_that_will_be_late),
            back(3): (self._order_on_hold, self._pack_what_is_late, self._order_due_today),
            back(2): (self._announce_what_comes_today,),
            back(1): (self._customers_wait, self._receive_in_part),
        }

    def day(self, day: date) -> None:
        """Play what belongs to a workday."""
        for scene in self.days.get(day, ()):
            scene(day)

    def finish(self) -> None:
        """What is done on the last day, which may be a Sunday."""
        self._plan_what_is_due()
        self._draft_an_order()
        self._open_second_place()
        self._run_low()
        self._take_back()
        rows = [{"key": f"goal.{name}", "value": json.dumps(goal)} for name, goal in _GOALS.items()]
        self.stage.ctx.recorder.insert_many(Setting, rows)

    # -- what customers do

    def _hotel_buys_much(self, day: date) -> None:
        """A hotel takes nearly all of what the late delivery is to bring again."""
        lines = []
        for item in self.shown():
            free = self.free(item)
            if free > 8:
                lines.append((item, free - 5))
        if lines:
            self.sell("Canal House Hotel", lines, day, promised=self.back(1), ship_on=self.back(4))

    def _customers_wait(self, day: date) -> None:
        late = self.shown()
        others = [item for item in self.well_stocked() if item not in late]
        for place, (name, quantity, days) in enumerate(_ENDANGERED):
            wanted = [(item, quantity - 2 * index) for index, item in enumerate(late[place % 2 :])]
            wanted.append((others[place], 4))
            promised = self.stage.today + timedelta(days=days)
            self.sell(name, wanted, day, promised=promised, ship_on=self.forever())

    def _order_that_will_be_late(self, day: date) -> None:
        lines = [(item, 3) for item in self.well_stocked()[3:5]]
        promised = self.back(2)
        self._packed = self.sell("Cedar & Salt", lines, day, promised=promised, ship_on=self.forever())

    def _pack_what_is_late(self, day: date) -> None:
        self.ship_order(outbound.pack, self._packed, day)

    def _order_due_today(self, day: date) -> None:
        lines = [(item, 2) for item in self.well_stocked()[5:7]]
        self._today = self.sell("Quay 12", lines, day, promised=self.stage.today, ship_on=self.forever())

    def _plan_what_is_due(self) -> None:
        self.ship_order(outbound.plan, self._today, self.stage.today)

    def _order_on_hold(self, day: date) -> None:
        item = self.well_stocked()[7]
        order = self.sell("Corner Larder", [(item, 6)], day, promised=self.stage.today, ship_on=self.forever())
        sales.hold(self.stage.at(day, 16), order)

    # -- what suppliers do

    def _order_what_comes_today(self, day: date) -> None:
        self._comes = self.buy("LOO", day, self.stage.today)
        self._counted = self.buy("FJO", day, self.back(1))

    def _announce_what_comes_today(self, day: date) -> None:
        self.announce(self._comes, day)
        self._arrived = self.announce(self._counted, day)

    def _receive_in_part(self, day: date) -> None:
        """Half of a delivery is counted, two of it broken; the rest stands at the door."""
        ctx = self.stage.at(day, 10)
        events.record_event(ctx, self._arrived, ShipmentEventKind.ARRIVED, place="Greenleaf")
        statement = (
            select(ShipmentLine).where(ShipmentLine.shipment_id == self._arrived).order_by(ShipmentLine.position)
        )
        first = ctx.session.execute(statement).scalars().first()
        if first is not None:
            receipt = ReceiptLine(first.id, first.quantity - 2, 2, ReasonCode.DAMAGED, "Tips bent, box torn")
            inbound.receive(ctx, self._arrived, [receipt], last=False)

    def _draft_an_order(self) -> None:
        source = next(source for source in self.stage.content.sources if source.code == "EAS")
        self.draft_order(source, source.items[:2], self.stage.today)

    # -- what happens in the stock

    def _run_low(self) -> None:
        """A count finds less than was thought: below the reorder point, and nothing is on order."""
        for sku in LOW:
            source, item = self.items[sku]
            free, point = self.free(item), reorder_point(source, item)
            wanted = max(point // 3, 1)
            if self.buying.shelves[sku].on_order or free <= wanted:
                continue
            draft = AdjustDraft(
                self.stage.products[sku], MAIN_SITE, change=wanted - free, reason=ReasonCode.COUNT_CORRECTION,
                note="Shelf count",
            )  # fmt: skip
            stock.adjust(self.stage.ctx, draft)

    def _take_back(self) -> None:
        """A customer has sent one piece back that they had no use for."""
        newest = (
            select(Shipment.id)
            .where(Shipment.kind == ShipmentKind.OUT, Shipment.state == ShipmentState.DELIVERED)
            .order_by(Shipment.id.desc())
            .limit(1)
        )
        shipment = self.stage.ctx.session.execute(newest).scalar_one_or_none()
        if shipment is None:
            return
        line = select(ShipmentLine.id).where(ShipmentLine.shipment_id == shipment).order_by(ShipmentLine.position)
        first = self.stage.ctx.session.execute(line.limit(1)).scalar_one()
        piece = ReceiptLine(first, 1, 0, ReasonCode.NO_LONGER_NEEDED, "One too many, as new")
        returning.take_back(self.stage.ctx, shipment, [piece])

    def _open_second_place(self) -> None:
        for place, (sku, quantity) in enumerate(_SECOND_PLACE):
            _source, item = self.items[sku]
            if self.free(item) < quantity:
                continue
            name = "Market stall" if not place else ""
            target = None if name else self._stall
            draft = MoveDraft(
                self.stage.products[sku], MAIN_SITE, target_id=target, new_location=name, quantity=quantity
            )
            stock.transfer(self.stage.ctx, draft)
            self._stall = self._place("market stall")

    def _place(self, name: str) -> int:
        from app.db.models import Location

        statement = select(Location.id).where(Location.name_fold == name)
        return self.stage.ctx.session.execute(statement).scalar_one()
