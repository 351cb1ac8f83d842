"""The sample shop buys: what runs low is ordered every other week, comes on time or late, and is counted in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from app.db.models import ShipmentLine
from app.domain.places import ADJUSTMENT, MAIN_SITE
from app.domain.states import ShipmentEventKind
from app.domain.vocabulary import MoveKind, ReasonCode
from app.services.purchasing import commands as purchasing
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from app.services.purchasing.records import lines_of
from app.services.sample.content import Item, Source
from app.services.sample.parties import reorder_point, target_stock
from app.services.sample.stage import Stage, workday, workdays_after, workdays_before
from app.services.shipments import events, inbound
from app.services.shipments.read_models import ReceiptLine, ShipmentDraft, ShipmentLineDraft
from app.services.stock.ledger import Posting, post

_BEFORE_STILL: Final = timedelta(days=60)
SHOWN_LATE: Final = "ALD"
"""The supplier whose delivery is late on the shop's last day."""
SHOWN_ITEMS: Final = ("BWL-014", "PLT-027", "CUP-008")
"""What customers wait for in it; there is something like each of them on the shelf."""


@dataclass
class Shelf:
    """What the buyer looks at for one product: on hand, promised to customers, on order."""

    on_hand: int = 0
    promised: int = 0
    on_order: int = 0

    @property
    def position(self) -> int:
        """What will be there when everything has come and gone."""
        return self.on_hand - self.promised + self.on_order


class Buying:
    """Everything between a low shelf and a full one."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.shelves = {sku: Shelf() for sku in stage.products}
        self.waiting: dict[date, list[Callable[[date], None]]] = defaultdict(list)
        self.arrived: set[int] = set()
        """The products that came in today."""
        self.shown: tuple[int, list[Item]] | None = None
        """The order whose goods are late on the last day, and what is in it."""
        self.late: list[tuple[int, int, date]] = []
        """Supplier, shipment and first promise of what is late on the last day."""

    def open_shop(self) -> None:
        """Put the opening stock on the shelves."""
        postings = []
        for source in self.stage.content.sources:
            for item in source.items:
                quantity = target_stock(source, item) if not source.is_new else 0
                if quantity:
                    postings.append(self._opening(item, quantity))
                    self.shelves[item.sku].on_hand = quantity
        post(self.stage.at(self.stage.first, 8), postings)

    def day(self, day: date) -> None:
        """What the buyer and the door do on a day."""
        self.arrived.clear()
        for work in self.waiting.pop(day, ()):
            work(day)
        for index, source in enumerate(self.stage.content.sources):
            started = not source.is_new or (self.stage.today - day).days < 120
            its_week = day.isocalendar().week % 2 == index % 2 or self._is_shown(source, day)
            if day.weekday() == source.weekday and its_week and started:
                self._reorder(index, source, day)

    def _is_shown(self, source: Source, day: date) -> bool:
        """Whether an order of this day would be the one that is late on the last day."""
        return source.code == SHOWN_LATE and 18 <= (self.stage.today - day).days <= 24

    def _opening(self, item: Item, quantity: int) -> Posting:
        return Posting(
            product_id=self.stage.products[item.sku],
            source_id=ADJUSTMENT,
            target_id=MAIN_SITE,
            quantity=quantity,
            kind=MoveKind.OPENING,
            cause="audit_entry",
            value_minor=quantity * item.cost,
            day=self.stage.first,
        )

    def _reorder(self, index: int, source: Source, day: date) -> None:
        lines, items = [], []
        low = any(self.shelves[item.sku].position <= reorder_point(source, item) for item in source.items)
        if not low and not self._is_shown(source, day):
            return
        for item in source.items:
            missing = target_stock(source, item) - self.shelves[item.sku].position
            if self.stage.lies_still(item.sku, day + _BEFORE_STILL):
                continue
            if self._is_shown(source, day) and item.sku in SHOWN_ITEMS:
                missing = max(missing, 3 * item.pack)
            # Whatever would run low soon comes with the same delivery.
            elif missing <= (target_stock(source, item) - reorder_point(source, item)) * 0.4:
                continue
            quantity = -(-missing // item.pack) * item.pack
            lines.append(line_of(self.stage, source, item, quantity))
            items.append(item)
            self.shelves[item.sku].on_order += quantity
        if not lines:
            return
        draft = PurchaseOrderDraft(
            self.stage.suppliers[index], lines, staff_id=self.stage.staff["ellen"], number=self.stage.number("PO-")
        )
        order = purchasing.create(self.stage.at(day, 10), draft)
        if self._is_shown(source, day):
            self.shown = (order, items)
        if (self.stage.today - day).days > 1 or self.stage.chance(0.5):
            purchasing.send(self.stage.at(day, 10.5), order)
            answer = workdays_after(day, 1 + self.stage.often(0.4))
            self.waiting[answer].append(lambda when: self._confirmed(order, source, items, when))

    def _confirmed(self, order: int, source: Source, items: list[Item], day: date) -> None:
        ctx = self.stage.at(day, 14)
        promise = workday(day + timedelta(days=source.lead))
        lines = lines_of(ctx, order)
        purchasing.confirm(ctx, order, {line.id: promise for line in lines})
        arrival = self._arrival(source, promise)
        leaves = max(workdays_after(day, 1), workdays_before(arrival - timedelta(days=max(1, source.lead // 3)), 0))
        parts = [[(line.id, line.quantity) for line in lines]]
        if len(lines) > 2 and self.stage.chance(0.1):
            parts = [parts[0][: len(lines) // 2], parts[0][len(lines) // 2 :]]
        for number, part in enumerate(parts):
            later = timedelta(days=7 * number)
            coming = workday(arrival + later)
            self.waiting[workday(leaves + later)].append(self._departure(order, source, items, part, coming))

    def _departure(
        self, order: int, source: Source, items: list[Item], part: list[tuple[int, int]], arrival: date
    ) -> Callable[[date], None]:
        return lambda day: self._leaves(order, source, items, part, arrival, day)

    def _arrival(self, source: Source, promise: date) -> date:
        share, first, last = source.slip
        away = (self.stage.today - promise).days
        if source.code == SHOWN_LATE and 1 <= away <= 7:
            return workday(self.stage.today + timedelta(days=3))
        if self.stage.chance(share):
            return workday(promise + timedelta(days=self.stage.dice.randint(first, last)))
        early = promise - timedelta(days=self.stage.dice.choice([0, 0, 0, 1, 1, 2]))
        return early if early.weekday() < 5 else promise

    def _leaves(
        self, order: int, source: Source, items: list[Item], part: list[tuple[int, int]], arrival: date, day: date
    ) -> None:
        draft = ShipmentDraft(
            order,
            [ShipmentLineDraft(line, quantity) for line, quantity in part],
            number=self.stage.number("IN-"),
            carrier_id=self.stage.one(self.stage.carriers),
            tracking=f"{self.stage.dice.randrange(10**9, 10**10)}",
            freight_minor=self.stage.dice.randrange(30, 220) * 100,
        )
        shipment = inbound.announce(self.stage.at(day, 11), draft)
        events.record_event(self.stage.at(day, 16), shipment, ShipmentEventKind.PICKED_UP, place=source.city)
        events.record_event(self.stage.at(day, 18), shipment, ShipmentEventKind.DEPARTED, place=source.city)
        found = events.opened(self.stage.ctx, shipment)
        if arrival > self.stage.today and found.promised is not None and found.promised < self.stage.today:
            self.late.append((found.partner_id or 0, shipment, found.promised))
        arrival = max(arrival, workdays_after(day, 1))
        self.waiting[arrival].append(lambda when: self._arrives(order, shipment, source, items, when))

    def _arrives(self, order: int, shipment: int, source: Source, items: list[Item], day: date) -> None:
        ctx = self.stage.at(day, 9.5)
        events.record_event(self.stage.at(day, 8.5), shipment, ShipmentEventKind.ARRIVED, place="Greenleaf")
        lines = ctx.session.execute(select(ShipmentLine).where(ShipmentLine.shipment_id == shipment)).scalars().all()
        by_product = {self.stage.products[item.sku]: item for item in items}
        counted, refused = [], False
        for line in lines:
            rejected = self._rejected(source, line.quantity)
            refused = refused or rejected > 0
            self.arrived.add(line.product_id)
            shelf = self.shelves[by_product[line.product_id].sku]
            shelf.on_hand += line.quantity - rejected
            shelf.on_order -= line.quantity
            reason = ReasonCode.DAMAGED if rejected else None
            counted.append(ReceiptLine(line.id, line.quantity - rejected, rejected, reason))
        inbound.receive(ctx, shipment, counted)
        if refused:
            settle = workdays_after(day, 8)
            self.waiting[settle].append(lambda when: self._settle(order, when))

    def _rejected(self, source: Source, quantity: int) -> int:
        # Broken goods come in one box of a delivery, not a little in each.
        if not self.stage.chance(min(0.5, source.rejects * 5)):
            return 0
        return min(quantity - 1, max(1, round(quantity * 0.2 * self.stage.dice.random() * 2))) if quantity > 1 else 0

    def _settle(self, order: int, day: date) -> None:
        """What was rejected is credited, not sent again: the order closes short."""
        ctx = self.stage.at(day, 15)
        lines = lines_of(ctx, order)
        outstanding = any(line.received + line.rejected < line.quantity for line in lines)
        if outstanding:
            self.waiting[workdays_after(day, 5)].append(lambda when: self._settle(order, when))
            return
        if any(line.received + line.closed_short < line.quantity for line in lines):
            purchasing.close(ctx, order, ReasonCode.DAMAGED)


def line_of(stage: Stage, source: Source, item: Item, quantity: int) -> PurchaseLineDraft:
    """So much of an item, as its supplier sells it, at the price for that much."""
    price = source.price_of(item, quantity)
    return PurchaseLineDraft(stage.products[item.sku], quantity, price, supplier_item_id=stage.offers[item.sku])
