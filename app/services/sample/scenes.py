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

from app.db.models import PurchaseOrderLine, Setting, Shipment, ShipmentLine
from app.domain.places import MAIN_SITE
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import ReasonCode
from app.services.purchasing import commands as purchasing
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from app.services.sales_orders import commands as sales
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.services.sample.buying import SHOWN_ITEMS, Buying
from app.services.sample.content import Item, Source
from app.services.sample.parties import reorder_point, target_stock
from app.services.sample.selling import Selling
from app.services.sample.stage import Stage, workdays_before
from app.services.shipments import events, inbound, outbound, returning
from app.services.shipments.read_models import ReceiptLine, ShipmentDraft
from app.services.stock import commands as stock
from app.services.stock import reservations
from app.services.stock.read_models import AdjustDraft, MoveDraft

_ENDANGERED: Final = (("Harbour Café", 26, 0), ("Bakehouse Nine", 20, 4), ("Fern & Fig", 16, 2))
"""Customers who wait for what is late: how much of each product, and in how many days it was promised."""
_GOALS: Final = {
    "on_time_delivery": "9/10", "on_time_in_full": "9/10", "fill_rate": "19/20", "stock_turns": "4",
    "days_to_ship": "3", "stage.supplier": "12", "stage.transit": "5", "stage.receiving": "1", "stage.shelf": "100",
    "stage.picking": "2", "stage.delivery": "3",
}  # fmt: skip
_LOW: Final = ("BRD-040", "PAN-028", "LIN-070", "MUG-350")
_SECOND_PLACE: Final = (("JUG-100", 6), ("KNF-210", 4), ("TOW-050", 12))


class Scenes:
    """Plays a scene on each of the last workdays, and the last ones when the years are over."""

    def __init__(self, stage: Stage, selling: Selling, buying: Buying) -> None:
        self.stage, self.selling, self.buying = stage, selling, buying
        self.items = {item.sku: (source, item) for source in stage.content.sources for item in source.items}
        self._packed = self._today = self._comes = self._counted = self._arrived = self._stall = 0
        back = self._back
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

    def _back(self, workdays: int) -> date:
        return workdays_before(self.stage.today, workdays)

    # -- what customers do

    def _hotel_buys_much(self, day: date) -> None:
        """A hotel takes nearly all of what the late delivery is to bring again."""
        lines = []
        for item in self._shown():
            free = self._free(item)
            if free > 8:
                lines.append((item, free - 5))
        if lines:
            self._sell("Canal House Hotel", lines, day, promised=self._back(1), ship_on=self._back(4))

    def _customers_wait(self, day: date) -> None:
        late = self._shown()
        others = [item for item in self._well_stocked() if item not in late]
        for place, (name, quantity, days) in enumerate(_ENDANGERED):
            wanted = [(item, quantity - 2 * index) for index, item in enumerate(late[place % 2 :])]
            wanted.append((others[place], 4))
            promised = self.stage.today + timedelta(days=days)
            self._sell(name, wanted, day, promised=promised, ship_on=self._forever())

    def _order_that_will_be_late(self, day: date) -> None:
        lines = [(item, 3) for item in self._well_stocked()[3:5]]
        promised = self._back(2)
        self._packed = self._sell("Cedar & Salt", lines, day, promised=promised, ship_on=self._forever())

    def _pack_what_is_late(self, day: date) -> None:
        self._ship(outbound.pack, self._packed, day)

    def _order_due_today(self, day: date) -> None:
        lines = [(item, 2) for item in self._well_stocked()[5:7]]
        self._today = self._sell("Quay 12", lines, day, promised=self.stage.today, ship_on=self._forever())

    def _plan_what_is_due(self) -> None:
        self._ship(outbound.plan, self._today, self.stage.today)

    def _order_on_hold(self, day: date) -> None:
        item = self._well_stocked()[7]
        order = self._sell("Corner Larder", [(item, 6)], day, promised=self.stage.today, ship_on=self._forever())
        sales.hold(self.stage.at(day, 16), order)

    def _sell(self, name: str, lines: Sequence[tuple[Item, int]], day: date, *, promised: date, ship_on: date) -> int:
        place = next(place for place, buyer in enumerate(self.stage.content.buyers) if buyer.name == name)
        customer = self.stage.customers[place]
        drafts = [
            SalesLineDraft(self.stage.products[item.sku], quantity, item.price, 0, promised, promised)
            for item, quantity in lines
        ]
        draft = SalesOrderDraft(
            customer,
            drafts,
            contact_id=self.stage.contacts[customer][0],
            staff_id=self.stage.staff[self.stage.content.buyers[place].owner],
            ordered=day,
            number=self.stage.number("SO-"),
        )
        return self.selling.place(place, draft, day, 13.0, promised, ship_on)

    def _ship(self, how: Callable[..., int], order: int, day: date) -> None:
        draft = ShipmentDraft(
            order, number=self.stage.number("OUT-"), carrier_id=self.stage.carriers[0], freight_minor=1_400
        )
        how(self.stage.at(day, 15), draft)

    # -- what suppliers do

    def _order_what_comes_today(self, day: date) -> None:
        self._comes = self._buy("LOO", day, self.stage.today)
        self._counted = self._buy("FJO", day, self._back(1))

    def _announce_what_comes_today(self, day: date) -> None:
        self._announce(self._comes, day)
        self._arrived = self._announce(self._counted, day)

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

    def _buy(self, code: str, day: date, promised: date) -> int:
        source = next(source for source in self.stage.content.sources if source.code == code)
        order = self._draft(source, source.items[2:4], day)
        purchasing.send(self.stage.at(day, 11), order)
        lines = self.stage.ctx.session.execute(
            select(PurchaseOrderLine.id).where(PurchaseOrderLine.order_id == order)
        ).scalars()
        purchasing.confirm(self.stage.at(day, 15), order, dict.fromkeys(lines, promised))
        return order

    def _announce(self, order: int, day: date) -> int:
        draft = ShipmentDraft(
            order, number=self.stage.number("IN-"), carrier_id=self.stage.carriers[-1], freight_minor=4_800
        )
        shipment = inbound.announce(self.stage.at(day, 11), draft)
        events.record_event(self.stage.at(day, 17), shipment, ShipmentEventKind.DEPARTED)
        return shipment

    def _draft_an_order(self) -> None:
        source = next(source for source in self.stage.content.sources if source.code == "EAS")
        self._draft(source, source.items[:2], self.stage.today)

    def _draft(self, source: Source, items: Sequence[Item], day: date) -> int:
        lines = []
        for item in items:
            quantity = item.pack * 2
            self.buying.shelves[item.sku].on_order += quantity
            lines.append(
                PurchaseLineDraft(
                    self.stage.products[item.sku], quantity, item.cost, supplier_item_id=self.stage.offers[item.sku]
                )
            )
        supplier = self.stage.suppliers[self.stage.content.sources.index(source)]
        draft = PurchaseOrderDraft(supplier, lines, staff_id=self.stage.staff["ellen"], number=self.stage.number("PO-"))
        return purchasing.create(self.stage.at(day, 10), draft)

    # -- what happens in the stock

    def _run_low(self) -> None:
        """A count finds less than was thought: below the reorder point, and nothing is on order."""
        for sku in _LOW:
            source, item = self.items[sku]
            free, point = self._free(item), reorder_point(source, item)
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
            if self._free(item) < quantity:
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

    # -- what there is

    def _shown(self) -> list[Item]:
        """What customers wait for of the delivery that is late on the last day."""
        found = self.buying.shown[1] if self.buying.shown is not None else []
        return [item for item in found if item.sku in SHOWN_ITEMS]

    def _free(self, item: Item) -> int:
        return reservations.free(self.stage.ctx.session, self.stage.products[item.sku])

    def _well_stocked(self) -> list[Item]:
        """Products of which an order more or less is not felt, in the order of the shop."""
        fine = []
        for source, item in self.items.values():
            if item in self._shown() or item.sku in _LOW or source.is_new:
                continue
            if self._free(item) > target_stock(source, item) // 2 > 8:
                fine.append(item)
        return fine

    def _forever(self) -> date:
        return self.stage.today + timedelta(days=60)
