"""Inbound shipments of a file: announced, on their way, or received whole, on purchase orders that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.db.models import Product, PurchaseOrder, PurchaseOrderLine, Shipment, ShipmentLine
from app.domain.parsing.problems import ProblemCode
from app.domain.places import MAIN_SITE, SUPPLIER
from app.domain.quantity import to_decimal_string as units
from app.domain.states import PurchaseOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import MoveKind, Tracking
from app.services.transfer.apply.items import smallest_units
from app.services.transfer.apply.job import Job
from app.services.transfer.apply.receiving import Receiving
from app.services.transfer.apply.sending import Parcel, note_event
from app.services.transfer.directory import folded
from app.services.transfer.plan import Movement, RowRef
from app.services.transfer.prepare import Row


@dataclass(slots=True)
class Bought:
    """A purchase order's line as it is and, while an import is planned, as it will be."""

    id: int
    order_id: int
    product_id: int
    quantity: int
    received: int
    closed_short: int
    price_minor: int
    discount_ppm: int
    promise: date | None
    decimals: int
    tracking: Tracking
    touched: bool = False

    @property
    def left(self) -> int:
        """What is still to come."""
        return max(self.quantity - self.received - self.closed_short, 0)


class Arriving:
    """Plans what comes in; `finish` writes down what became of orders and lines."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.receiving = Receiving(job)
        self._orders: dict[str, Any] = {}
        self._by_id: dict[int, Any] = {}
        self._lines: dict[int, list[Bought]] = {}
        self._last: dict[int, date] = {}
        orders = select(
            PurchaseOrder.id, PurchaseOrder.number, PurchaseOrder.number_fold, PurchaseOrder.supplier_id,
            PurchaseOrder.state, PurchaseOrder.currency, PurchaseOrder.ordered,
        )  # fmt: skip
        for row in job.session.execute(orders):
            self._orders[row.number_fold] = self._by_id[row.id] = row
        line = PurchaseOrderLine
        lines = select(
            line.id, line.order_id, line.product_id, line.quantity, line.received, line.closed_short,
            line.price_minor, line.discount_ppm, line.current_promise, Product.unit_decimals, Product.tracking,
        ).join(Product, Product.id == line.product_id)  # fmt: skip
        for item in job.session.execute(lines.order_by(line.order_id, line.position)):
            self._lines.setdefault(item.order_id, []).append(Bought(*item))

    def new(self, rows: list[Row], parcel: Parcel) -> bool | None:
        """A shipment that was not known. None when it is refused."""
        first = rows[0]
        order = self._orders.get(folded(first.get("order")))
        if order is None:
            self.job.refuse(first, "order", ProblemCode.UNKNOWN_REFERENCE, entity="purchase_order")
            return None
        if order.state is not PurchaseOrderState.CONFIRMED:
            self.job.refuse(first, "order", ProblemCode.STATE_FORBIDS, state=order.state.value)
            return None
        parts = self._parts(rows, self._lines.get(order.id, []))
        if not parts or any(row.bad for row in rows):
            return None
        if parcel.delivered is not None:
            self._received(order, parts, parcel)
        else:
            self._announced(order, parts, parcel)
        return True

    def receive(self, first: Row, shipment: Any, lines: Sequence[Any], day: date) -> bool:
        """What of a known shipment was still to come has come. False when it is refused."""
        plan, bought = self.job.plan, {line.id: line for lines_ in self._lines.values() for line in lines_}
        for line in lines:
            target = bought[line.purchase_order_line_id]
            came = line.quantity - line.accepted - line.rejected
            if came > target.left:
                left, found = (units(value, target.decimals) for value in (target.left, came))
                self.job.refuse(first, "quantity", ProblemCode.MORE_THAN_ORDERED, ordered=left, found=found)
            if target.tracking is not Tracking.NONE and line.lot_id is None:
                self.job.refuse(first, "product", ProblemCode.NOT_ALLOWED, rule="lot_needed")
        if first.bad:
            return False
        for line in lines:
            target = bought[line.purchase_order_line_id]
            came = line.quantity - line.accepted - line.rejected
            if came <= 0:
                continue
            plan.change(ShipmentLine, line.id, {"accepted": line.accepted + came})
            self._fill(target, came, day)
            if not self.receiving.past(day):
                value = self._value(target, came)
                plan.movements.append(
                    Movement(
                        target.product_id, SUPPLIER, MAIN_SITE, came, MoveKind.RECEIPT, day, "shipment_line", line.id,
                        value, line.lot_id,
                    )
                )  # fmt: skip
        values = {"state": ShipmentState.RECEIVED, "delivered": day, "arrived": day}
        plan.change(Shipment, shipment.id, values)
        note_event(self.job, shipment.id, ShipmentEventKind.RECEIVED, day)
        return True

    def finish(self) -> None:
        """What came of each line; an order of which all came is closed."""
        for order_id, lines in self._lines.items():
            touched = [line for line in lines if line.touched]
            for line in touched:
                self.job.plan.change(PurchaseOrderLine, line.id, {"received": line.received})
            if touched and not any(line.left for line in lines):
                closed = {"state": PurchaseOrderState.CLOSED, "closed": self._last[order_id]}
                self.job.plan.change(PurchaseOrder, order_id, closed)

    def _parts(self, rows: Sequence[Row], lines: Sequence[Bought]) -> list[tuple[Row, Bought, int]]:
        if len(rows) == 1 and rows[0].get("product") is None:
            whole = [(rows[0], line, line.left) for line in lines if line.left]
            if not whole:
                self.job.refuse(rows[0], "order", ProblemCode.MORE_THAN_ORDERED, ordered="0", found="1")
            return whole
        parts: list[tuple[Row, Bought, int]] = []
        for row in rows:
            product = self.job.directory.find(row, "product", "product")
            mine = [line for line in lines if line.product_id == product]
            if product is not None and not mine:
                self.job.refuse(row, "product", ProblemCode.UNKNOWN_REFERENCE, entity="purchase_order_line")
            if not mine:
                continue
            line = next((one for one in mine if one.left), mine[0])
            given = smallest_units(self.job, row, "quantity", line.decimals)
            quantity = line.left if given is None else given
            if quantity > line.left:
                left, found = (units(value, line.decimals) for value in (line.left, quantity))
                self.job.refuse(row, "quantity", ProblemCode.MORE_THAN_ORDERED, ordered=left, found=found)
            elif quantity > 0:
                parts.append((row, line, quantity))
        return parts

    def _received(self, order: Any, parts: Sequence[tuple[Row, Bought, int]], parcel: Parcel) -> None:
        day = parcel.delivered or self.job.ctx.today
        promised = parcel.promised or min((part[1].promise for part in parts if part[1].promise), default=None)
        shipment = self.receiving.shipment(parcel.number, order.supplier_id, day, promised, order.currency)
        shipment.values.update(_head(parcel))
        for position, (row, line, quantity) in enumerate(parts, 1):
            lot = self.receiving.lot(row, line.product_id, not self.receiving.past(day), order.supplier_id)
            if row.bad:
                continue
            self.receiving.line(
                shipment, position, line.id, line.product_id, quantity, 0, day, self._value(line, quantity), lot
            )
            self._fill(line, quantity, day)

    def _announced(self, order: Any, parts: Sequence[tuple[Row, Bought, int]], parcel: Parcel) -> None:
        number = self.receiving.numbers.free(parcel.number)
        promises = [line.promise for _, line, _ in parts if line.promise is not None]
        shipment = self.job.plan.add(
            Shipment,
            number=number,
            number_fold=folded(number),
            kind=ShipmentKind.IN,
            state=ShipmentState.PLANNED if parcel.shipped is None else ShipmentState.IN_TRANSIT,
            partner_id=order.supplier_id,
            promised=parcel.promised or min(promises, default=None),
            currency=order.currency,
            **_head(parcel),
        )
        if parcel.shipped is not None:
            note_event(self.job, shipment, ShipmentEventKind.DEPARTED, parcel.shipped)
        for position, (_, line, quantity) in enumerate(parts, 1):
            self.job.plan.add(
                ShipmentLine,
                shipment_id=shipment,
                position=position,
                purchase_order_line_id=line.id,
                product_id=line.product_id,
                quantity=quantity,
            )

    def _fill(self, line: Bought, came: int, day: date) -> None:
        line.received += came
        line.touched = True
        self._last[line.order_id] = max(day, self._last.get(line.order_id, day))

    def _value(self, line: Bought, quantity: int) -> int:
        product: RowRef = line.product_id
        currency = self._by_id[line.order_id].currency
        # What a product needs to be valued is read with the reference to it.
        self.job.directory.index("product")
        return self.receiving.value(product, quantity, line.price_minor, line.discount_ppm, currency)


def _head(parcel: Parcel) -> dict[str, Any]:
    return {
        "carrier_id": parcel.carrier,
        "tracking": parcel.tracking,
        "shipped": parcel.shipped,
        "freight_minor": parcel.freight,
        "weight_g": parcel.weight_g,
    }
