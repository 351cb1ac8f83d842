"""The sample shop sells: customers order by their rhythm and the season; parcels leave on time, late, or in parts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from app.db.models import Reservation, SalesOrder, SalesOrderLine
from app.domain.errors import ValidationError
from app.domain.states import SalesOrderState
from app.services.sales_orders import commands as sales
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.services.sales_orders.records import lines_of
from app.services.sample.buying import Buying
from app.services.sample.content import Buyer, Carrier, Item
from app.services.sample.stage import Stage, is_workday, workday, workdays_after, workdays_before
from app.services.shipments import outbound
from app.services.shipments.events import opened
from app.services.shipments.read_models import ShipmentDraft

_LINES: Final = ((1, 2, 3, 4, 5, 6), (14, 24, 26, 18, 11, 7))
_MEAN_LINES: Final = 3.15
_WORKDAYS: Final = 21.7
_FORGOTTEN: Final = 0.035
"""Share of orders that leave late for no better reason than that."""
_PROMISED_DAYS: Final = (5, 5, 6, 6, 7, 8)
"""Workdays from the order to the day that is promised: the parcel is there by then when nothing goes wrong."""
_PATIENCE: Final = 5
_GIVE_UP: Final = 24


@dataclass
class Open:
    """An order that has not left whole."""

    order: int
    customer: int
    promise: date
    ship_on: date
    items: dict[int, str]
    packed: int | None = None
    known: tuple[int, int] | None = None
    """What is missing and what is kept, until goods for it come in."""


@dataclass(frozen=True)
class Sale:
    """An order as people talk about it."""

    day: date
    order: int
    number: str
    names: tuple[str, ...]


class Selling:
    """Everything between a customer's wish and a parcel at the door."""

    def __init__(self, stage: Stage, buying: Buying) -> None:
        self.stage, self.buying = stage, buying
        items = [item for source in stage.content.sources for item in source.items]
        self.weights = [math.sqrt(item.monthly) for item in items]
        lines = sum(buyer.monthly for buyer in stage.content.buyers) * 0.88 * _MEAN_LINES
        self.usual = [
            item.monthly / (lines * weight / sum(self.weights))
            for item, weight in zip(items, self.weights, strict=True)
        ]
        self.wares = items
        self.open: list[Open] = []
        self.travelling: dict[date, list[int]] = {}
        self.quotes: list[tuple[date, int, Buyer]] = []
        self.history: list[list[Sale]] = [[] for _ in stage.content.buyers]
        self.delays: list[tuple[date, int, str, date]] = []
        """Day, customer's place, order number, promise: what was late, for the calls about it."""

    def day(self, day: date) -> None:
        """What customers, the warehouse and the carriers do on a day."""
        for shipment in self.travelling.pop(day, ()):
            outbound.deliver(self.stage.at(day, 11), shipment)
        for place, buyer in enumerate(self.stage.content.buyers):
            for _ in range(self._orders(place, buyer, day)):
                self._order(place, buyer, day)
        self._answer_quotes(day)
        for waiting in list(self.open):
            self._ship(waiting, day)

    def show_prospects(self) -> None:
        """Prospects have a quote on the table and nothing else."""
        for place, buyer in enumerate(self.stage.content.buyers):
            if buyer.habit == "prospect":
                self._quote(place, buyer, workdays_before(self.stage.today, 3 + place % 4))

    # -- customers

    def _orders(self, place: int, buyer: Buyer, day: date) -> int:
        age = (self.stage.today - day).days
        if buyer.habit == "prospect" or not is_workday(day):
            return 0
        if buyer.habit in ("quiet", "new"):
            turn = workday(self.stage.today - timedelta(days=buyer.since))
            if day == turn:
                return 1
            if (day > turn) == (buyer.habit == "quiet"):
                return 0
        share = 1 - age / max((self.stage.today - self.stage.first).days, 1)
        factor = {"growing": 0.45 + 1.1 * share, "fading": 1.5 - 1.2 * share}.get(buyer.habit, 1.0)
        growth = (1 + self.stage.content.growth) ** (-age / 365)
        rate = buyer.monthly / _WORKDAYS * self.stage.content.months[day.month - 1] * growth * factor
        return self.stage.often(rate)

    def _order(self, place: int, buyer: Buyer, day: date) -> None:
        if self.stage.chance(0.06):
            self.quotes.append((workdays_after(day, 4 + self.stage.often(6)), self._quote(place, buyer, day), buyer))
            return
        hour = 8.5 + 8 * self.stage.dice.random()
        promise = workdays_after(day, self.stage.dice.choice(_PROMISED_DAYS))
        draft = self._draft(place, buyer, day, promise)
        late = self.stage.chance(_FORGOTTEN)
        ship_on = (
            workdays_after(promise, 1 + self.stage.often(1)) if late else workdays_after(day, 1 + self.stage.often(0.7))
        )
        self.place(place, draft, day, hour, promise, ship_on if late else min(ship_on, promise))

    def place(self, place: int, draft: SalesOrderDraft, day: date, hour: float, promise: date, ship_on: date) -> int:
        """A customer orders; the warehouse sends it on a day, as far as it is there. The order's id."""
        order = sales.quote(self.stage.at(day, hour), draft)
        sales.confirm(self.stage.at(day, hour + 0.2), order)
        self._remember(place, order, day, draft)
        skus = {line.product_id: "" for line in draft.lines}
        for item in self.wares:
            if (product := self.stage.products[item.sku]) in skus:
                skus[product] = item.sku
        for line in draft.lines:
            self.buying.shelves[skus[line.product_id]].promised += line.quantity
        self.open.append(Open(order, draft.customer_id, promise, ship_on, skus))
        return order

    def _quote(self, place: int, buyer: Buyer, day: date) -> int:
        draft = self._draft(place, buyer, day, None)
        return sales.quote(self.stage.at(day, 13), draft)

    def _answer_quotes(self, day: date) -> None:
        for due, quote, buyer in [entry for entry in self.quotes if entry[0] == day]:
            self.quotes.remove((due, quote, buyer))
            if self.stage.chance(0.75):
                sales.cancel(self.stage.at(day, 15), quote, self.stage.one(self.stage.content.texts["reasons"]["lost"]))

    def _draft(self, place: int, buyer: Buyer, day: date, promise: date | None) -> SalesOrderDraft:
        customer = self.stage.customers[place]
        count = self.stage.dice.choices(*_LINES)[0]
        chosen: dict[int, None] = {}
        while len(chosen) < count:
            number = self.stage.dice.choices(range(len(self.wares)), self.weights)[0]
            if not self._is_new(self.wares[number], day) and not self.stage.lies_still(self.wares[number].sku, day):
                chosen[number] = None
        discount = 100_000 if buyer.size > 2 else 50_000 if self.stage.chance(0.15) else 0
        lines = [self._line(number, buyer, discount, promise) for number in chosen]
        return SalesOrderDraft(
            customer,
            lines,
            contact_id=self.stage.one(self.stage.contacts[customer]),
            staff_id=self.stage.staff[buyer.owner],
            ordered=day,
            number=self.stage.number("SO-"),
        )

    def _is_new(self, item: Item, day: date) -> bool:
        return item.sku.startswith("JUT") and (self.stage.today - day).days > 75

    def _line(self, number: int, buyer: Buyer, discount: int, promise: date | None) -> SalesLineDraft:
        item = self.wares[number]
        quantity = max(1, round(self.usual[number] * buyer.size * (0.5 + self.stage.dice.random())))
        return SalesLineDraft(self.stage.products[item.sku], quantity, item.price, discount, promise, promise)

    def _remember(self, place: int, order: int, day: date, draft: SalesOrderDraft) -> None:
        names = {self.stage.products[item.sku]: item.name for item in self.wares}
        number = self.stage.ctx.session.get_one(SalesOrder, order).number
        self.history[place].append(Sale(day, order, number, tuple(names[line.product_id] for line in draft.lines)))

    # -- the warehouse

    def _ship(self, waiting: Open, day: date) -> None:
        if day < waiting.ship_on:
            return
        if waiting.packed is not None:
            self.send(waiting, waiting.packed, day)
            return
        if waiting.known is None or not self.buying.arrived.isdisjoint(waiting.items):
            waiting.known = self._state(waiting.order)
        missing, held = waiting.known
        overdue = (day - waiting.promise).days
        if missing and (overdue < _PATIENCE or not held):
            if overdue > _GIVE_UP:
                self._give_up(waiting, day)
            return
        shipment = self.pack(waiting, day)
        if shipment is None:
            return
        if day >= workdays_before(self.stage.today, 1) and self.stage.chance(0.6):
            waiting.packed = shipment
            return
        self.send(waiting, shipment, day)

    def _state(self, order: int) -> tuple[int, int]:
        """How much of an order is neither shipped nor kept for it, and how much is kept."""
        line = SalesOrderLine
        open_quantity = self.stage.ctx.session.execute(
            select(func.sum(line.quantity - line.shipped - line.closed_short)).where(line.order_id == order)
        ).scalar_one()
        held = self.stage.ctx.session.execute(
            select(func.coalesce(func.sum(Reservation.quantity), 0))
            .join(line, line.id == Reservation.sales_order_line_id)
            .where(line.order_id == order)
        ).scalar_one()
        return open_quantity - held, held

    def open_order(self, order: int) -> Open:
        """What waits of an order."""
        return next(waiting for waiting in self.open if waiting.order == order)

    def pack(self, waiting: Open, day: date) -> int | None:
        """Pack what is kept for an order; the shipment's id, None when it is nothing."""
        number = self.stage.dice.choices(
            range(len(self.stage.carriers)), [c.share for c in self.stage.content.carriers]
        )[0]
        draft = ShipmentDraft(
            waiting.order,
            number=self.stage.number("OUT-"),
            carrier_id=self.stage.carriers[number],
            tracking=f"{self.stage.dice.randrange(10**9, 10**10)}",
            freight_minor=self.stage.dice.randrange(7, 24) * 100,
            staff_id=self.stage.staff["tomas"],
        )
        try:
            return outbound.pack(self.stage.at(day, 14), draft)
        except ValidationError:
            return None

    def send(self, waiting: Open, shipment: int, day: date, *, arrives: bool = True) -> None:
        """It leaves, and is delivered after the carrier's days; without `arrives` the carrier keeps it."""
        ctx = self.stage.at(day, 16)
        outbound.dispatch(ctx, shipment)
        waiting.packed = waiting.known = None
        sent = outbound.contents(ctx, shipment)
        for product, quantity in sent.items():
            shelf = self.buying.shelves[waiting.items[product]]
            shelf.on_hand -= quantity
            shelf.promised -= quantity
        carrier = self.stage.content.carriers[self.stage.carriers.index(opened(ctx, shipment).carrier_id or 0)]
        arrival = self._arrival(carrier, day)
        if arrives:
            self.travelling.setdefault(arrival, []).append(shipment)
        order = ctx.session.get_one(SalesOrder, waiting.order)
        if day > waiting.promise:
            place = self.stage.customers.index(waiting.customer)
            self.delays.append((day, place, order.number, waiting.promise))
        if order.state is SalesOrderState.CLOSED:
            self.open.remove(waiting)

    def _arrival(self, carrier: Carrier, day: date) -> date:
        days = self.stage.dice.randint(*carrier.days)
        if self.stage.chance(carrier.slow):
            days += self.stage.dice.randint(2, 4)
        return workdays_after(day, days)

    def _give_up(self, waiting: Open, day: date) -> None:
        for line in lines_of(self.stage.ctx, waiting.order):
            left = line.quantity - line.shipped
            self.buying.shelves[waiting.items[line.product_id]].promised -= left
        sales.close(self.stage.at(day, 15), waiting.order, "Out of stock")
        self.open.remove(waiting)
