"""What of the sample shop is promised, late, promised anew or split on its last day, and whom it concerns.

A supplier who announced nothing, and a customer who waits for it; a supplier who agreed another day; a parcel that the
carrier keeps; an order of which a part has left, the rest promised for another day; one that has not all it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from app.services.purchasing import commands as purchasing
from app.services.purchasing.records import lines_of as bought_lines
from app.services.sales_orders import answers
from app.services.sales_orders.records import lines_of as sold_lines
from app.services.sample.buying import Buying
from app.services.sample.content import Item
from app.services.sample.props import Props
from app.services.sample.selling import Selling
from app.services.sample.stage import Stage
from app.services.stock import reservations

_UNANNOUNCED: Final = ("BRA", slice(8, 10))
_MOVED: Final = ("ISO", slice(4, 6))
_SCARCE: Final = "SPN-HNY"
"""Nobody has it on order for the last day."""


class Delays(Props):
    """Plays its scenes on the last workdays."""

    def __init__(self, stage: Stage, selling: Selling, buying: Buying) -> None:
        super().__init__(stage, selling, buying)
        self._moved = self._split = self._kept = 0
        back = self.back
        self.days: Mapping[date, Sequence[Callable[[date], None]]] = {
            back(9): (self._order_what_nobody_announces, self._order_what_is_moved),
            back(7): (self._hotel_takes_them,),
            back(5): (self._sell_what_is_split, self._sell_what_the_carrier_keeps),
            back(4): (self._send_a_part, self._send_what_the_carrier_keeps),
            back(2): (self._another_day_of_the_supplier,),
            back(1): (self._wait_for_the_unannounced, self._another_day_for_the_rest, self._sell_what_is_scarce),
        }

    def day(self, day: date) -> None:
        """Play what belongs to a workday."""
        for scene in self.days.get(day, ()):
            scene(day)

    # -- suppliers

    def _order_what_nobody_announces(self, day: date) -> None:
        code, which = _UNANNOUNCED
        self.buy(code, day, self.back(4), which)

    def _wanted(self) -> list[Item]:
        """What is on order and was not announced."""
        code, which = _UNANNOUNCED
        source = next(source for source in self.stage.content.sources if source.code == code)
        return list(source.items[which])

    def _hotel_takes_them(self, day: date) -> None:
        """A hotel takes nearly all that is there of it, and of what is scarce."""
        lines = [(item, self.free(item) - 3) for item in (*self._wanted(), self.items[_SCARCE][1])]
        lines = [(item, quantity) for item, quantity in lines if quantity > 0]
        if lines:
            self.sell("Grand Hotel Salt", lines, day, promised=self.back(4), ship_on=self.back(6))

    def _wait_for_the_unannounced(self, day: date) -> None:
        wanted = [(item, max(self.free(item), 0) + 5) for item in self._wanted()]
        promised = self.stage.today + timedelta(days=3)
        self.sell("Pepper & Pine", wanted, day, promised=promised, ship_on=self.forever())

    def _order_what_is_moved(self, day: date) -> None:
        code, which = _MOVED
        self._moved = self.buy(code, day, self.back(3), which)

    def _another_day_of_the_supplier(self, day: date) -> None:
        ctx, later = self.stage.at(day, 10), self.stage.today + timedelta(days=5)
        purchasing.repromise(ctx, self._moved, {line.id: later for line in bought_lines(ctx, self._moved)})

    # -- customers

    def _sell_what_is_split(self, day: date) -> None:
        scarce = self.items["CUP-018"][1]
        wanted = [(item, 4) for item in self.well_stocked()[8:10]]
        wanted.append((scarce, max(self.free(scarce), 0) + 6))
        self._split = self.sell("Old Mill Inn", wanted, day, promised=self.back(2), ship_on=self.forever())

    def _send_a_part(self, day: date) -> None:
        waiting = self.selling.open_order(self._split)
        shipment = self.selling.pack(waiting, day)
        if shipment is not None:
            self.selling.send(waiting, shipment, day)

    def _another_day_for_the_rest(self, day: date) -> None:
        ctx, later = self.stage.at(day, 15), self.stage.today + timedelta(days=6)
        waiting = [line.id for line in sold_lines(ctx, self._split) if reservations.open_quantity(line)]
        if waiting:
            answers.repromise(ctx, self._split, dict.fromkeys(waiting, later))

    def _sell_what_the_carrier_keeps(self, day: date) -> None:
        wanted = [(item, 3) for item in self.well_stocked()[10:12]]
        self._kept = self.sell("Spruce Bakery", wanted, day, promised=self.back(1), ship_on=self.forever())

    def _send_what_the_carrier_keeps(self, day: date) -> None:
        waiting = self.selling.open_order(self._kept)
        shipment = self.selling.pack(waiting, day)
        if shipment is not None:
            self.selling.send(waiting, shipment, day, arrives=False)

    def _sell_what_is_scarce(self, day: date) -> None:
        item = self.items[_SCARCE][1]
        promised = self.stage.today + timedelta(days=7)
        wanted = [(item, max(self.free(item), 0) + 3)]
        self.sell("Juniper Table", wanted, day, promised=promised, ship_on=self.forever())
