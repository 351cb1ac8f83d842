"""What the scenes of the sample shop are played with: a sale, a purchase, a parcel, and what stands on the shelves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from app.db.models import PurchaseOrderLine
from app.domain.states import ShipmentEventKind
from app.services.purchasing import commands as purchasing
from app.services.purchasing.read_models import PurchaseOrderDraft
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.services.sample.buying import SHOWN_ITEMS, Buying, line_of
from app.services.sample.content import Item, Source
from app.services.sample.parties import target_stock
from app.services.sample.selling import Selling
from app.services.sample.stage import Stage, workdays_before
from app.services.shipments import events, inbound
from app.services.shipments.read_models import ShipmentDraft
from app.services.stock import reservations

LOW: Final = ("BRD-040", "PAN-028", "LIN-070", "MUG-350")
"""What a count finds too little of on the last day."""


class Props:
    """The shop as a scene finds it."""

    def __init__(self, stage: Stage, selling: Selling, buying: Buying) -> None:
        self.stage, self.selling, self.buying = stage, selling, buying
        self.items = {item.sku: (source, item) for source in stage.content.sources for item in source.items}

    def back(self, workdays: int) -> date:
        """So many workdays before the last day."""
        return workdays_before(self.stage.today, workdays)

    def sell(self, name: str, lines: Sequence[tuple[Item, int]], day: date, *, promised: date, ship_on: date) -> int:
        """A customer orders at list prices; the warehouse leaves it alone until `ship_on`. The order's id."""
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

    def ship_order(self, how: Callable[..., int], order: int, day: date) -> None:
        """Plan or pack what is kept for an order."""
        draft = ShipmentDraft(
            order, number=self.stage.number("OUT-"), carrier_id=self.stage.carriers[0], freight_minor=1_400
        )
        how(self.stage.at(day, 15), draft)

    def buy(self, code: str, day: date, promised: date, which: slice = slice(2, 4)) -> int:
        """Order some of what a supplier sells, sent and confirmed on the same day; the order's id."""
        source = next(source for source in self.stage.content.sources if source.code == code)
        order = self.draft_order(source, source.items[which], day)
        purchasing.send(self.stage.at(day, 11), order)
        lines = self.stage.ctx.session.execute(
            select(PurchaseOrderLine.id).where(PurchaseOrderLine.order_id == order)
        ).scalars()
        purchasing.confirm(self.stage.at(day, 15), order, dict.fromkeys(lines, promised))
        return order

    def announce(self, order: int, day: date) -> int:
        """It is on its way; the shipment's id."""
        draft = ShipmentDraft(
            order, number=self.stage.number("IN-"), carrier_id=self.stage.carriers[-1], freight_minor=4_800
        )
        shipment = inbound.announce(self.stage.at(day, 11), draft)
        events.record_event(self.stage.at(day, 17), shipment, ShipmentEventKind.DEPARTED)
        return shipment

    def draft_order(self, source: Source, items: Sequence[Item], day: date) -> int:
        """Two packs of each; the order's id."""
        lines = []
        for item in items:
            quantity = item.pack * 2
            self.buying.shelves[item.sku].on_order += quantity
            lines.append(line_of(self.stage, source, item, quantity))
        supplier = self.stage.suppliers[self.stage.content.sources.index(source)]
        draft = PurchaseOrderDraft(supplier, lines, staff_id=self.stage.staff["ellen"], number=self.stage.number("PO-"))
        return purchasing.create(self.stage.at(day, 10), draft)

    def free(self, item: Item) -> int:
        """What of it stands on the shelf and is kept for nobody."""
        return reservations.free(self.stage.ctx.session, self.stage.products[item.sku])

    def shown(self) -> list[Item]:
        """What customers wait for of the delivery that is late on the last day."""
        found = self.buying.shown[1] if self.buying.shown is not None else []
        return [item for item in found if item.sku in SHOWN_ITEMS]

    def well_stocked(self) -> list[Item]:
        """Products of which an order more or less is not felt, in the order of the shop."""
        fine = []
        for source, item in self.items.values():
            if item in self.shown() or item.sku in LOW or source.is_new:
                continue
            if self.free(item) > target_stock(source, item) // 2 > 8:
                fine.append(item)
        return fine

    def forever(self) -> date:
        """A day that does not come: what is sent then is sent by hand."""
        return self.stage.today + timedelta(days=60)
