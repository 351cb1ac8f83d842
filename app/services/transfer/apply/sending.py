"""Sends what an order that is there has open: its shipment, the stock, what was kept for it, and its end.

Both the orders' file (`shipped`) and the shipments' file lead here. What stands in a parcel that has not left goes
into the new one; a parcel that is left with nothing is called off.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from app.db.models import (
    Product,
    Reservation,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentEvent,
    ShipmentLine,
)
from app.domain.parsing.problems import ProblemCode
from app.domain.places import CUSTOMER
from app.domain.punctuality import UNSENT
from app.domain.quantity import to_decimal_string as units
from app.domain.states import SalesOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import MoveKind, Source, Tracking
from app.services.transfer.apply.documents import Numbers, at_noon
from app.services.transfer.apply.job import Job
from app.services.transfer.apply.shelves import Shelves
from app.services.transfer.directory import folded
from app.services.transfer.plan import Movement, NewRow, RowRef
from app.services.transfer.prepare import Row


@dataclass(slots=True)
class SoldLine:
    """An order's line as it is and, while an import is planned, as it will be."""

    id: int
    product_id: int
    quantity: int
    shipped: int
    closed_short: int
    promise: date | None
    tracking: Tracking
    unit_decimals: int
    held_id: int | None
    held: int
    parcels: dict[int, tuple[int, int]] = field(default_factory=dict)
    """What of it stands in a parcel that has not left: shipment line → (shipment, quantity)."""
    touched: bool = False

    @property
    def left(self) -> int:
        """What is still to leave."""
        return max(self.quantity - self.shipped - self.closed_short, 0)


@dataclass(slots=True)
class SoldOrder:
    """An order that is there, with its lines in their order."""

    id: int
    number: str
    customer_id: int
    currency: str
    state: SalesOrderState
    ordered: date
    lines: list[SoldLine] = field(default_factory=list)


@dataclass(slots=True)
class Parcel:
    """A shipment to write. Without `shipped` it is planned."""

    number: str
    shipped: date | None = None
    delivered: date | None = None
    carrier: RowRef | None = None
    tracking: str = ""
    promised: date | None = None
    freight: int | None = None
    weight_g: int | None = None
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a line, and the row that says so."""

    row: Row
    line: SoldLine
    quantity: int


class Sending:
    """Plans the parcels of orders that are there; `finish` writes down what became of orders and lines."""

    def __init__(self, job: Job, shelves: Shelves, numbers: Numbers) -> None:
        self.job = job
        self.shelves = shelves
        self.numbers = numbers
        self._orders: dict[int, SoldOrder] = {}
        self._last: dict[int, date] = {}

    def load(self, ids: Collection[int]) -> dict[int, SoldOrder]:
        """These orders, by id. Two statements."""
        lines: dict[int, SoldLine] = {}
        for row in self.job.session.execute(_sold(ids)):
            order = self._orders.setdefault(
                row.SalesOrder.id,
                SoldOrder(
                    row.SalesOrder.id, row.SalesOrder.number, row.SalesOrder.customer_id, row.SalesOrder.currency,
                    row.SalesOrder.state, row.SalesOrder.ordered,
                ),
            )  # fmt: skip
            item = row.SalesOrderLine
            line = SoldLine(
                item.id, item.product_id, item.quantity, item.shipped, item.closed_short, item.current_promise,
                row.tracking, row.unit_decimals, row.held_id, row.held or 0,
            )  # fmt: skip
            lines[line.id] = line
            order.lines.append(line)
        for shipment_line, line_id, shipment, quantity in self.job.session.execute(_waiting(list(lines))):
            lines[line_id].parcels[shipment_line] = (shipment, quantity)
        return self._orders

    def send(self, order: SoldOrder, parts: Sequence[Part], parcel: Parcel) -> NewRow | None:
        """Plan a parcel with these parts; None when a row was refused for it."""
        if not self._fits(order, parts, parcel):
            return None
        self._empty_parcels(parts)
        shipment = self._shipment(order, parts, parcel)
        for position, part in enumerate(parts, 1):
            written = self.job.plan.add(
                ShipmentLine,
                shipment_id=shipment,
                position=position,
                sales_order_line_id=part.line.id,
                product_id=part.line.product_id,
                quantity=part.quantity,
            )
            if parcel.shipped is not None:
                self._leave(order, part, written, parcel.shipped)
        return shipment

    def leave(self, shipment_id: int, parts: Sequence[tuple[SoldOrder, Part, int]], shipped: date) -> bool:
        """A parcel that is there leaves: its orders, what of them is in it, and its lines. False when refused."""
        by_order: dict[int, list[Part]] = {}
        for order, part, _ in parts:
            by_order.setdefault(order.id, []).append(part)
        fits = [self._fits(self._orders[order_id], known, Parcel("", shipped)) for order_id, known in by_order.items()]
        if not all(fits):
            return False
        for order, part, written in parts:
            self._leave(order, part, written, shipped)
        values = {"state": ShipmentState.IN_TRANSIT, "shipped": shipped}
        self.job.plan.change(Shipment, shipment_id, values)
        note_event(self.job, shipment_id, ShipmentEventKind.DEPARTED, shipped)
        return True

    def finish(self) -> None:
        """What is left of the lines and of what was kept for them; an order of which all has left is closed."""
        plan = self.job.plan
        for order in self._orders.values():
            touched = [line for line in order.lines if line.touched]
            for line in touched:
                plan.change(SalesOrderLine, line.id, {"shipped": line.shipped})
                if line.held_id is not None and line.held <= 0:
                    plan.remove(Reservation, line.held_id)
                elif line.held_id is not None:
                    plan.change(Reservation, line.held_id, {"quantity": line.held})
            if touched and not any(line.left for line in order.lines):
                closed = {"state": SalesOrderState.CLOSED, "closed": self._last[order.id]}
                plan.change(SalesOrder, order.id, closed)

    # -- one parcel

    def _fits(self, order: SoldOrder, parts: Sequence[Part], parcel: Parcel) -> bool:
        first = parts[0].row
        if order.state is not SalesOrderState.CONFIRMED:
            self.job.refuse(first, None, ProblemCode.STATE_FORBIDS, state=order.state.value)
            return False
        if parcel.shipped is not None and parcel.shipped < order.ordered:
            self.job.refuse(first, "shipped", ProblemCode.EARLIER_THAN, field="ordered")
        past = self._past(parcel.shipped)
        needed: dict[int, int] = {}
        for part in parts:
            line = part.line
            if part.quantity > line.left:
                left, found = (units(value, line.unit_decimals) for value in (line.left, part.quantity))
                self.job.refuse(part.row, "quantity", ProblemCode.MORE_THAN_ORDERED, ordered=left, found=found)
            elif parcel.shipped is not None and not past:
                self._fits_stock(part, needed)
        return not any(part.row.bad for part in parts)

    def _fits_stock(self, part: Part, needed: dict[int, int]) -> None:
        line = part.line
        if line.tracking is not Tracking.NONE:
            self.job.refuse(part.row, "product", ProblemCode.NOT_ALLOWED, rule="lot_needed")
            return
        own = min(line.held, part.quantity)
        needed[line.product_id] = needed.get(line.product_id, 0) + part.quantity - own
        available = self.shelves.available(line.product_id)
        if needed[line.product_id] > available:
            shown = units(max(available, 0) + own, line.unit_decimals)
            self.job.refuse(part.row, "quantity", ProblemCode.NOT_ALLOWED, rule="not_in_stock", available=shown)

    def _empty_parcels(self, parts: Sequence[Part]) -> None:
        """Take the lines out of parcels that have not left; call off what is left with nothing."""
        taken = {shipment_line for part in parts for shipment_line in part.line.parcels}
        shipments = {shipment for part in parts for shipment, _ in part.line.parcels.values()}
        if not taken:
            return
        for shipment_line in taken:
            self.job.plan.remove(ShipmentLine, shipment_line)
        for part in parts:
            part.line.parcels.clear()
        statement = select(ShipmentLine.shipment_id, ShipmentLine.id).where(ShipmentLine.shipment_id.in_(shipments))
        rest = {shipment for shipment, line in self.job.session.execute(statement) if line not in taken}
        for shipment in shipments - rest:
            self.job.plan.change(Shipment, shipment, {"state": ShipmentState.CANCELLED})

    def _shipment(self, order: SoldOrder, parts: Sequence[Part], parcel: Parcel) -> NewRow:
        number = self.numbers.free(parcel.number)
        promises = [part.line.promise for part in parts if part.line.promise is not None]
        past = self._past(parcel.shipped)
        shipment = self.job.plan.add(
            Shipment,
            number=number,
            number_fold=folded(number),
            kind=ShipmentKind.OUT,
            state=_state(parcel, past=past),
            partner_id=order.customer_id,
            carrier_id=parcel.carrier,
            tracking=parcel.tracking,
            promised=parcel.promised or min(promises, default=None),
            shipped=parcel.shipped,
            delivered=parcel.delivered,
            freight_minor=parcel.freight,
            currency=order.currency,
            weight_g=parcel.weight_g,
            history=past,
        )
        happened = (
            (ShipmentEventKind.DEPARTED, parcel.shipped),
            (ShipmentEventKind.DELIVERED, parcel.delivered),
        )
        for kind, day in happened:
            if day is not None:
                note_event(self.job, shipment, kind, day)
        return shipment

    def _leave(self, order: SoldOrder, part: Part, written: RowRef, day: date) -> None:
        line = part.line
        line.touched = True
        line.shipped += part.quantity
        released = min(line.held, part.quantity)
        line.held -= released
        self.shelves.release(line.product_id, released)
        self._last[order.id] = max(day, self._last.get(order.id, day))
        if self._past(day):
            return
        for (location, lot), quantity in self.shelves.take(line.product_id, part.quantity) or []:
            self.job.plan.movements.append(
                Movement(
                    line.product_id, location, CUSTOMER, quantity, MoveKind.ISSUE, day, "shipment_line", written,
                    lot=lot,
                )
            )  # fmt: skip

    def _past(self, day: date | None) -> bool:
        return day is not None and self.job.opening is not None and day < self.job.opening


def note_event(job: Job, shipment: RowRef, kind: ShipmentEventKind, day: date) -> None:
    """Write down that something happened to a shipment on a day."""
    job.plan.add(ShipmentEvent, shipment_id=shipment, at=at_noon(day), kind=kind, source=Source.IMPORT)


def _state(parcel: Parcel, *, past: bool) -> ShipmentState:
    if parcel.shipped is None:
        return ShipmentState.PACKED if parcel.packed else ShipmentState.PLANNED
    return ShipmentState.DELIVERED if parcel.delivered or past else ShipmentState.IN_TRANSIT


def _sold(ids: Collection[int]) -> Any:
    return (
        select(
            SalesOrder,
            SalesOrderLine,
            Product.tracking,
            Product.unit_decimals,
            Reservation.id.label("held_id"),
            Reservation.quantity.label("held"),
        )
        .join(SalesOrderLine, SalesOrderLine.order_id == SalesOrder.id)
        .join(Product, Product.id == SalesOrderLine.product_id)
        .outerjoin(
            Reservation,
            (Reservation.sales_order_line_id == SalesOrderLine.id) & Reservation.purchase_order_line_id.is_(None),
        )
        .where(SalesOrder.id.in_(ids))
        .order_by(SalesOrder.id, SalesOrderLine.position, SalesOrderLine.id)
    )


def _waiting(lines: Collection[int]) -> Any:
    return (
        select(ShipmentLine.id, ShipmentLine.sales_order_line_id, ShipmentLine.shipment_id, ShipmentLine.quantity)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(ShipmentLine.sales_order_line_id.in_(lines), Shipment.state.in_(UNSENT))
    )
