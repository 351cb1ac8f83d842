"""Shipments of orders that are there: new ones, and what became since of those that are known by their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import (
    Lot,
    Partner,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
)
from app.domain.parsing.problems import ProblemCode
from app.domain.states import SHIPMENT_TRANSITIONS, ShipmentEventKind, ShipmentKind, ShipmentState
from app.services.transfer.apply.arriving import Arriving
from app.services.transfer.apply.documents import Numbers, documents, spread
from app.services.transfer.apply.items import smallest_units
from app.services.transfer.apply.job import Job
from app.services.transfer.apply.sending import Parcel, Part, Sending, SoldLine, note_event
from app.services.transfer.apply.shelves import Shelves
from app.services.transfer.directory import folded
from app.services.transfer.plan import RowRef
from app.services.transfer.prepare import Row

HEADER: Final = (
    "direction", "order", "party", "carrier", "promised", "shipped", "delivered", "currency", "freight", "weight",
    "status",
)  # fmt: skip
_WAYS: Final = {"in": ShipmentKind.IN, "out": ShipmentKind.OUT}
_GONE: Final = frozenset({"in_transit", "delivered", "received"})


@dataclass(slots=True)
class Known:
    """A shipment that is there, with its lines and the orders' lines that they fill."""

    shipment: Any
    lines: list[Any] = field(default_factory=list)


def apply(job: Job) -> None:
    """Plan shipments. An order's parcels are worked out in the order of their days, so that stock is there."""
    _Shipments(job).apply()


class _Shipments:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.known = _known(job.session)
        self.sales = {fold: id_ for id_, fold in job.session.execute(select(SalesOrder.id, SalesOrder.number_fold))}
        self.sending = Sending(job, Shelves(job.session), Numbers(set(self.known)))
        self.arriving = Arriving(job)

    def apply(self) -> None:
        found = [(number, rows) for number, rows in documents(self.job, HEADER)]
        wanted = {id_ for _, rows in found if (id_ := self.sales.get(folded(rows[0].get("order") or ""))) is not None}
        for number, _ in found:
            if number in self.known:
                wanted |= {line.sales_order for line in self.known[number].lines if line.sales_order is not None}
        self.sending.load(wanted)
        for number, rows in sorted(found, key=lambda item: item[1][0].get("shipped") or date.min):
            known = self.known.get(number)
            done = self._update(known, rows) if known is not None else self._new(rows)
            if spread(self.job, rows) or done is None:
                continue
            if known is None:
                self.job.plan.created += 1
            elif done:
                self.job.plan.updated += 1
            else:
                self.job.plan.unchanged += 1
        self.sending.finish()
        self.arriving.finish()

    # -- new ones

    def _new(self, rows: list[Row]) -> bool | None:
        first = rows[0]
        number = first.get("order")
        if number is None:
            self.job.refuse(first, "order", ProblemCode.REQUIRED)
            return None
        sold = self.sales.get(folded(number))
        way = first.get("direction") or ("out" if sold is not None else "in")
        if first.get("status") == "cancelled":
            self.job.refuse(first, "status", ProblemCode.STATE_FORBIDS, state="new")
            return None
        if way == "in":
            return self.arriving.new(rows, self._parcel(first))
        if sold is None:
            self.job.refuse(first, "order", ProblemCode.UNKNOWN_REFERENCE, entity="sales_order")
            return None
        order = self.sending.load(())[sold]
        if not self._same_party(first, order.customer_id):
            return None
        parts = self._parts(rows, order.lines)
        parcel = self._parcel(first)
        if parts and not any(row.bad for row in rows):
            self.sending.send(order, parts, parcel)
        return True

    def _parcel(self, first: Row) -> Parcel:
        weight = first.get("weight")
        shipped, status = first.get("shipped"), first.get("status")
        if shipped is None and (first.get("delivered") or status in _GONE) and first.get("direction") != "in":
            shipped = first.get("delivered")
            if shipped is None:
                self.job.refuse(first, "shipped", ProblemCode.REQUIRED)
        return Parcel(
            first.get("number"),
            shipped,
            first.get("delivered"),
            self.job.directory.find(first, "carrier", "carrier"),
            first.get("tracking") or "",
            first.get("promised"),
            first.get("freight"),
            None if weight is None else int(weight),
            packed=status == "packed",
        )

    def _parts(self, rows: Sequence[Row], lines: Sequence[SoldLine]) -> list[Part]:
        """What each row puts into the parcel: a product over the order's lines; without one, all that is open."""
        if len(rows) == 1 and rows[0].get("product") is None:
            return [Part(rows[0], line, line.left) for line in lines if line.left] or self._nothing(rows[0])
        parts: list[Part] = []
        used: dict[int, int] = {}
        for row in rows:
            product = self.job.directory.find(row, "product", "product")
            mine = [line for line in lines if line.product_id == product]
            if product is not None and not mine:
                self.job.refuse(row, "product", ProblemCode.UNKNOWN_REFERENCE, entity="sales_order_line")
            if not mine:
                continue
            decimals = mine[0].unit_decimals
            given = smallest_units(self.job, row, "quantity", decimals)
            wanted = sum(line.left - used.get(line.id, 0) for line in mine) if given is None else given
            for line in mine:
                room = line.left - used.get(line.id, 0)
                part = wanted if line is mine[-1] else min(room, wanted)
                if part > 0:
                    parts.append(Part(row, line, part))
                    used[line.id] = used.get(line.id, 0) + part
                    wanted -= part
        return parts

    def _nothing(self, row: Row) -> list[Part]:
        self.job.refuse(row, "order", ProblemCode.MORE_THAN_ORDERED, ordered="0", found="1")
        return []

    def _same_party(self, first: Row, party: RowRef) -> bool:
        if first.get("party") is None:
            return True
        found = self.job.directory.find(first, "party", "partner")
        if found is not None and found != party:
            self.job.refuse(first, "party", ProblemCode.NOT_ALLOWED, rule="other_party")
        return found == party

    # -- those that are there

    def _update(self, known: Known, rows: list[Row]) -> bool | None:
        first, shipment = rows[0], known.shipment
        way = first.get("direction")
        if (way is not None and _WAYS[way] is not shipment.kind) or not self._same_content(known, rows):
            self.job.refuse(first, "number", ProblemCode.ALREADY_THERE)
            return None
        parcel = self._parcel(first)
        if any(row.bad for row in rows) or not self._same_days(first, shipment, parcel):
            return None
        head = self._head(first, shipment, parcel)
        self.job.plan.change(Shipment, shipment.id, head)
        moved = self._move_in(known, first) if shipment.kind is ShipmentKind.IN else self._move_out(known, rows, parcel)
        return bool(head) or moved

    def _same_content(self, known: Known, rows: Sequence[Row]) -> bool:
        """Whether what the rows say to be in it is in it; rows without a product say nothing of it."""
        said: dict[RowRef, int] = {}
        for row in rows:
            if row.get("product") is None:
                continue
            product = self.job.directory.find(row, "product", "product")
            if product is None:
                return True  # refused for that already
            quantity = smallest_units(self.job, row, "quantity", self.job.directory.products[product].unit_decimals)
            said[product] = said.get(product, 0) + (quantity or 0)
        there: dict[RowRef, int] = {}
        for line in known.lines:
            there[line.product_id] = there.get(line.product_id, 0) + line.quantity
        return not said or said == there

    def _same_days(self, first: Row, shipment: Any, parcel: Parcel) -> bool:
        """What was told of its way before is not told otherwise now."""
        for name, told, before in (
            ("shipped", first.get("shipped"), shipment.shipped),
            ("delivered", parcel.delivered, shipment.delivered),
        ):
            if told is not None and before is not None and told != before:
                self.job.refuse(first, name, ProblemCode.ALREADY_THERE)
        shipped = first.get("shipped") or shipment.shipped
        if parcel.delivered is not None and shipped is not None and parcel.delivered < shipped:
            self.job.refuse(first, "delivered", ProblemCode.EARLIER_THAN, field="shipped")
        return not first.bad

    def _head(self, first: Row, shipment: Any, parcel: Parcel) -> dict[str, Any]:
        told = {
            "carrier_id": parcel.carrier,
            "tracking": first.get("tracking"),
            "promised": parcel.promised,
            "freight_minor": parcel.freight,
            "weight_g": parcel.weight_g,
        }
        return {name: value for name, value in told.items() if value is not None and value != getattr(shipment, name)}

    def _move_out(self, known: Known, rows: list[Row], parcel: Parcel) -> bool:
        shipment, first, moved = known.shipment, rows[0], False
        state = shipment.state
        if first.get("status") == "cancelled" and state is not ShipmentState.CANCELLED:
            return self._go(first, shipment, ShipmentState.CANCELLED, ShipmentEventKind.CANCELLED, None)
        if parcel.shipped is not None and shipment.shipped is None:
            if not self._allowed(first, state, ShipmentState.IN_TRANSIT):
                return False
            orders = self.sending.load(())
            parts = [
                (orders[line.sales_order], Part(first, sold, line.quantity), line.id)
                for line in known.lines
                for sold in orders[line.sales_order].lines
                if sold.id == line.sales_order_line_id
            ]
            if not self.sending.leave(shipment.id, parts, parcel.shipped):
                return False
            state, moved = ShipmentState.IN_TRANSIT, True
        if parcel.delivered is not None and shipment.delivered is None:
            if not self._allowed(first, state, ShipmentState.DELIVERED):
                return False
            values = {"state": ShipmentState.DELIVERED, "delivered": parcel.delivered}
            self.job.plan.change(Shipment, shipment.id, values)
            note_event(self.job, shipment.id, ShipmentEventKind.DELIVERED, parcel.delivered)
            moved = True
        return moved

    def _move_in(self, known: Known, first: Row) -> bool:
        shipment, moved = known.shipment, False
        shipped, delivered = first.get("shipped"), first.get("delivered")
        if first.get("status") == "cancelled" and shipment.state is not ShipmentState.CANCELLED:
            return self._go(first, shipment, ShipmentState.CANCELLED, ShipmentEventKind.CANCELLED, None)
        if delivered is not None and shipment.delivered is None:
            if self._allowed(first, shipment.state, ShipmentState.RECEIVED):
                return self.arriving.receive(first, known.shipment, known.lines, delivered)
            return False
        if shipped is not None and shipment.shipped is None:
            moved = self._go(first, shipment, ShipmentState.IN_TRANSIT, ShipmentEventKind.DEPARTED, shipped)
        return moved

    def _go(self, first: Row, shipment: Any, state: ShipmentState, event: ShipmentEventKind, day: date | None) -> bool:
        if not self._allowed(first, shipment.state, state):
            return False
        values: dict[str, Any] = {"state": state}
        if day is not None:
            values["shipped"] = day
        self.job.plan.change(Shipment, shipment.id, values)
        note_event(self.job, shipment.id, event, day or self.job.ctx.today)
        return True

    def _allowed(self, first: Row, before: ShipmentState, after: ShipmentState) -> bool:
        if after in SHIPMENT_TRANSITIONS[before]:
            return True
        self.job.refuse(first, "status", ProblemCode.STATE_FORBIDS, state=before.value)
        return False


def _known(session: Session) -> dict[str, Known]:
    found: dict[str, Known] = {}
    rows = session.execute(select(Shipment.id, Shipment.number_fold, *_FACTS))
    by_id = {}
    for row in rows:
        found[row.number_fold] = by_id[row.id] = Known(row)
    lines = (
        select(
            *(ShipmentLine.id, ShipmentLine.shipment_id, ShipmentLine.product_id, ShipmentLine.quantity),
            *(ShipmentLine.accepted, ShipmentLine.rejected, ShipmentLine.lot_id, ShipmentLine.sales_order_line_id),
            *(ShipmentLine.purchase_order_line_id, SalesOrderLine.order_id.label("sales_order")),
        )
        .outerjoin(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .order_by(ShipmentLine.shipment_id, ShipmentLine.position)
    )
    for line in session.execute(lines):
        by_id[line.shipment_id].lines.append(line)
    return found


_FACTS: Final = (
    Shipment.kind, Shipment.state, Shipment.partner_id, Shipment.carrier_id, Shipment.tracking, Shipment.promised,
    Shipment.shipped, Shipment.delivered, Shipment.freight_minor, Shipment.weight_g, Shipment.currency,
)  # fmt: skip


def load(session: Session) -> list[dict[str, Any]]:
    """Shipments in and out as the rows of their kind, one row a line."""
    from sqlalchemy.orm import aliased

    carrier = aliased(Partner)
    statement = (
        select(
            *(Shipment.number, Shipment.kind, Shipment.state, Shipment.tracking, Shipment.promised, Shipment.shipped),
            *(Shipment.delivered, Shipment.freight_minor, Shipment.currency, Shipment.weight_g.label("weight")),
            *(SalesOrder.number.label("sales_order"), PurchaseOrder.number.label("purchase_order")),
            *(Partner.code.label("party_code"), Partner.name.label("party")),
            *(carrier.code.label("carrier_code"), carrier.name.label("carrier")),
            *(Product.sku.label("product"), Product.unit_decimals, ShipmentLine.quantity, Lot.code.label("lot")),
        )
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(Product, Product.id == ShipmentLine.product_id)
        .outerjoin(Lot, Lot.id == ShipmentLine.lot_id)
        .outerjoin(Partner, Partner.id == Shipment.partner_id)
        .outerjoin(carrier, carrier.id == Shipment.carrier_id)
        .outerjoin(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .outerjoin(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .outerjoin(PurchaseOrderLine, PurchaseOrderLine.id == ShipmentLine.purchase_order_line_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .where(Shipment.kind.in_((ShipmentKind.IN, ShipmentKind.OUT)))
        .order_by(Shipment.id, ShipmentLine.position)
    )
    return [dict(row) for row in session.execute(statement).mappings()]
