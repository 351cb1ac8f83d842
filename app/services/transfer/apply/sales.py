"""Sales orders with their shipments: what was shipped moves stock unless it is history, what is open reserves."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import select

from app.db.models import (
    Reservation,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentEvent,
    ShipmentLine,
)
from app.domain.money import line_net
from app.domain.parsing.problems import ProblemCode
from app.domain.places import CUSTOMER, MAIN_SITE
from app.domain.states import SalesOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import MoveKind, ReservationKind, Source, Tracking
from app.services.transfer.apply import known_sales
from app.services.transfer.apply.documents import Numbers, at_noon, documents, spread
from app.services.transfer.apply.items import smallest_units
from app.services.transfer.apply.job import Job
from app.services.transfer.apply.order_lines import price_of
from app.services.transfer.apply.sales_rows import Line, Order
from app.services.transfer.apply.sending import Sending
from app.services.transfer.apply.shelves import Shelves
from app.services.transfer.directory import folded
from app.services.transfer.plan import Movement, NewRow, RowRef
from app.services.transfer.prepare import Row

HEADER: Final = ("customer", "ordered", "currency", "freight", "staff", "status", "lost_reason", "notes")
_DONE: Final = frozenset({SalesOrderState.CLOSED, SalesOrderState.CANCELLED})


def apply(job: Job) -> None:
    """Plan sales orders. Shipments are worked out in the order of their days, so that stock is there when it leaves."""
    existing = {number: row_id for row_id, number in job.session.execute(select(SalesOrder.id, SalesOrder.number_fold))}
    orders: list[Order] = []
    changed: list[tuple[int, Order]] = []
    for number, rows in documents(job, HEADER):
        order = _resolve(job, rows)
        if order is None:
            continue
        if number in existing:
            changed.append((existing[number], order))
        else:
            orders.append(order)
    writer = _Writer(job)
    known_sales.update(job, changed, Sending(job, writer.shelves, writer.numbers))
    for order in sorted(orders, key=_day):
        writer.write(order)
    writer.reserve_open()


def _day(order: Order) -> date:
    days = [line.shipped for line in order.lines if line.shipped]
    day: date = max(days) if days else order.first.get("ordered")
    return day


def _resolve(job: Job, rows: list[Row]) -> Order | None:
    first = rows[0]
    customer = job.directory.find(first, "customer", "customer")
    staff = job.directory.find(first, "staff", "staff")
    lines = [line for row in rows if (line := _line(job, row)) is not None]
    state = _state(job, first, lines)
    if spread(job, rows) or customer is None:
        return None
    finished = state in _DONE and all(line.shipped is None or _before(line.shipped, job.opening) for line in lines)
    ended = _day(Order(rows, lines, customer, staff, state, False))
    history = job.opening is not None and finished and _before(ended, job.opening)
    return Order(rows, lines, customer, staff, state, history)


def _before(day: date, opening: date | None) -> bool:
    return opening is not None and day < opening


def _line(job: Job, row: Row) -> Line | None:
    product = job.directory.find(row, "product", "product")
    carrier = job.directory.find(row, "carrier", "carrier")
    if product is None:
        return None
    facts = job.directory.products[product]
    quantity = smallest_units(job, row, "quantity", facts.unit_decimals)
    if quantity == 0:
        job.refuse(row, "quantity", ProblemCode.OUT_OF_RANGE, low=1, high=None)
    price = price_of(job, row, facts, facts.price_minor)
    ordered, shipped, delivered = row.get("ordered"), row.get("shipped"), row.get("delivered")
    if shipped and ordered and shipped < ordered:
        job.refuse(row, "shipped", ProblemCode.EARLIER_THAN, field="ordered")
    if delivered and (shipped or ordered) and delivered < (shipped or ordered):
        job.refuse(row, "delivered", ProblemCode.EARLIER_THAN, field="shipped" if shipped else "ordered")
    if row.bad or quantity is None or price is None:
        return None
    discount = row.get("discount") or 0
    return Line(
        row, product, quantity, price, discount, line_net(price, quantity, facts.unit_decimals, discount), carrier
    )


def _state(job: Job, first: Row, lines: list[Line]) -> SalesOrderState:
    """The state that is given, else closed when everything left, else confirmed."""
    all_shipped = all(line.shipped for line in lines)
    given = first.get("status")
    if given is None:
        return SalesOrderState.CLOSED if lines and all_shipped else SalesOrderState.CONFIRMED
    state = SalesOrderState(given)
    out = any(line.row.get("shipped") or line.row.get("delivered") for line in lines)
    if out and state in (SalesOrderState.QUOTE, SalesOrderState.CANCELLED):
        job.refuse(first, "status", ProblemCode.STATE_FORBIDS, state=state.value)
    return state


class _Writer:
    """Plans new orders, their shipments and postings."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.plan = job.plan
        self.shelves = Shelves(job.session)
        taken = {number for (number,) in job.session.execute(select(Shipment.number_fold))}
        self.numbers = Numbers(taken)
        self.open: list[tuple[date, Line, NewRow]] = []

    def write(self, order: Order) -> None:
        """Plan one order."""
        if self._short(order):
            spread(self.job, order.rows)
            return
        first, plan = order.first, self.plan
        number = first.get("number")
        header = plan.add(
            SalesOrder,
            number=number,
            number_fold=folded(number),
            customer_id=order.customer,
            state=order.state,
            held_from=SalesOrderState.CONFIRMED if order.state is SalesOrderState.ON_HOLD else None,
            ordered=first.get("ordered"),
            closed=_day(order) if order.state in _DONE else None,
            currency=first.get("currency") or self.job.currency,
            freight_minor=first.get("freight") or 0,
            staff_id=order.staff,
            lost_reason=first.get("lost_reason") or "",
            history=order.history,
            notes=first.get("notes") or "",
        )
        written = [
            (line, self._write_line(order, header, line, position)) for position, line in enumerate(order.lines, 1)
        ]
        self._ship(order, written)
        plan.created += 1
        plan.notice("lines", len(order.lines))
        if order.state is SalesOrderState.CANCELLED:
            plan.notice("cancelled")
        if returns := sum(line.quantity < 0 for line in order.lines):
            plan.notice("returns", returns)
        if order.history:
            plan.notice("history")
        if order.state is SalesOrderState.CONFIRMED and not order.history:
            self.open += [(order.first.get("ordered"), line, row) for line, row in written if line.shipped is None]

    def _write_line(self, order: Order, header: NewRow, line: Line, position: int) -> NewRow:
        shipped = line.quantity if line.shipped and order.state is not SalesOrderState.CANCELLED else 0
        closed_short = 0 if shipped or order.state is not SalesOrderState.CLOSED else max(line.quantity, 0)
        return self.plan.add(
            SalesOrderLine,
            **line.values(header, position),
            shipped=shipped,
            closed_short=closed_short,
        )

    def _short(self, order: Order) -> bool:
        """Refuses an order whose goods are not there to leave. Nothing is taken yet from the shelves for it."""
        needed: dict[RowRef, int] = {}
        for line in self._leaving(order):
            facts = self.job.directory.products[line.product]
            if facts.tracking is not Tracking.NONE:
                self.job.refuse(line.row, "product", ProblemCode.NOT_ALLOWED, rule="lot_needed")
                continue
            needed[line.product] = needed.get(line.product, 0) + line.quantity
            available = self.shelves.available(line.product)
            if line.quantity > 0 and needed[line.product] > available:
                self.job.refuse(line.row, "quantity", ProblemCode.NOT_ALLOWED, rule="not_in_stock", available=available)
        return any(row.bad for row in order.rows)

    def _leaving(self, order: Order) -> list[Line]:
        """The lines that move stock: shipped or come back, not before the opening count."""
        if order.history or order.state is SalesOrderState.CANCELLED:
            return []
        return [line for line in order.lines if line.shipped and not _before(line.shipped, self.job.opening)]

    def _ship(self, order: Order, written: list[tuple[Line, NewRow]]) -> None:
        if order.state in (SalesOrderState.CANCELLED, SalesOrderState.QUOTE):
            return
        groups: dict[tuple[Any, ...], list[tuple[Line, NewRow]]] = {}
        for line, row in written:
            planned = line.shipped is None and line.carrier is None and not line.row.get("tracking")
            if not planned:
                key = (
                    line.quantity < 0,
                    line.shipped,
                    line.row.get("delivered"),
                    line.carrier,
                    line.row.get("tracking"),
                )
                groups.setdefault(key, []).append((line, row))
        freight = order.first.get("freight")
        for group in groups.values():
            self._shipment(order, group, freight)
            freight = None  # an order's freight is that of its first shipment

    def _shipment(self, order: Order, group: list[tuple[Line, NewRow]], freight: int | None) -> None:
        line = group[0][0]
        back, shipped, delivered = line.quantity < 0, line.shipped, line.row.get("delivered")
        past = order.history or (shipped is not None and _before(shipped, self.job.opening))
        promises = [item.row.get("promised") for item, _ in group if item.row.get("promised")]
        number = self.numbers.free(f"{'R' if back else 'S'}-{order.first.get('number')}")
        shipment = self.plan.add(
            Shipment,
            number=number,
            number_fold=folded(number),
            kind=ShipmentKind.RETURN_IN if back else ShipmentKind.OUT,
            state=_shipment_state(back, shipped, delivered, past),
            partner_id=order.customer,
            carrier_id=line.carrier,
            tracking=line.row.get("tracking") or "",
            promised=min(promises) if promises else None,
            shipped=shipped,
            delivered=delivered if not back else shipped,
            freight_minor=freight,
            currency=order.first.get("currency") or self.job.currency,
            staff_id=order.staff,
            history=past,
        )
        self._events(shipment, back, shipped, delivered)
        for position, (item, row) in enumerate(group, 1):
            quantity = abs(item.quantity)
            written = self.plan.add(
                ShipmentLine,
                shipment_id=shipment,
                position=position,
                sales_order_line_id=row,
                product_id=item.product,
                quantity=quantity,
                accepted=quantity if back else 0,
            )
            if shipped is not None and not past:
                self._move(item, written, shipped)

    def _events(self, shipment: NewRow, back: bool, shipped: date | None, delivered: date | None) -> None:
        happened = [
            (ShipmentEventKind.RECEIVED if back else ShipmentEventKind.DEPARTED, shipped),
            (ShipmentEventKind.DELIVERED, None if back else delivered),
        ]
        for kind, day in happened:
            if day is not None:
                self.plan.add(ShipmentEvent, shipment_id=shipment, at=at_noon(day), kind=kind, source=Source.IMPORT)

    def _move(self, line: Line, written: NewRow, day: date) -> None:
        if line.quantity < 0:
            quantity = -line.quantity
            value = self._cost(line.product, quantity)
            self.shelves.put(line.product, MAIN_SITE, None, quantity)
            self.plan.movements.append(
                Movement(
                    line.product,
                    CUSTOMER,
                    MAIN_SITE,
                    quantity,
                    MoveKind.RETURN_IN,
                    day,
                    "shipment_line",
                    written,
                    value,
                )
            )
            return
        for (location, lot), quantity in self.shelves.take(line.product, line.quantity) or []:
            self.plan.movements.append(
                Movement(
                    line.product, location, CUSTOMER, quantity, MoveKind.ISSUE, day, "shipment_line", written, lot=lot
                )
            )

    def _cost(self, product: RowRef, quantity: int) -> int:
        average = self.shelves.average(product, quantity)
        if average is not None:
            return average
        facts = self.job.directory.products[product]
        return line_net(facts.cost_minor or 0, quantity, facts.unit_decimals)

    def reserve_open(self) -> None:
        """Reserve stock for open lines, older orders first, as far as it goes."""
        for _, line, row in sorted(self.open, key=lambda item: item[0]):
            quantity = self.shelves.reserve(line.product, line.quantity)
            if quantity > 0:
                self.plan.add(
                    Reservation,
                    sales_order_line_id=row,
                    product_id=line.product,
                    kind=ReservationKind.HARD,
                    quantity=quantity,
                )


def _shipment_state(back: bool, shipped: date | None, delivered: date | None, past: bool) -> ShipmentState:
    if shipped is None:
        return ShipmentState.PLANNED
    if back:
        return ShipmentState.RECEIVED
    return ShipmentState.DELIVERED if delivered or past else ShipmentState.IN_TRANSIT
