"""Purchase orders with what was received on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import (
    Partner,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Shipment,
    ShipmentLine,
    Staff,
)
from app.domain.money import line_net
from app.domain.parsing.problems import ProblemCode
from app.domain.states import PurchaseOrderState, ShipmentState
from app.services.transfer.apply.documents import documents, spread
from app.services.transfer.apply.items import smallest_units
from app.services.transfer.apply.job import Job
from app.services.transfer.apply.order_lines import OrderLine, price_of
from app.services.transfer.apply.receiving import Receiving
from app.services.transfer.directory import folded
from app.services.transfer.plan import NewRow, RowRef
from app.services.transfer.prepare import Row

HEADER: Final = ("supplier", "ordered", "currency", "freight", "staff", "status", "notes", "confirmed")
_DONE: Final = frozenset({PurchaseOrderState.CLOSED, PurchaseOrderState.CANCELLED})


@dataclass(slots=True)
class Line(OrderLine):
    """One ordered line; `came` counts all that arrived, `rejected` those of it that were not good."""

    came: int
    rejected: int

    @property
    def accepted(self) -> int:
        """What was good."""
        return self.came - self.rejected


@dataclass(slots=True)
class Order:
    """One purchase order with its references found."""

    rows: list[Row]
    lines: list[Line]
    supplier: RowRef
    staff: RowRef | None
    state: PurchaseOrderState
    history: bool


def apply_orders(job: Job) -> None:
    """Plan purchase orders and their receipts."""
    existing = {
        number: row_id for row_id, number in job.session.execute(select(PurchaseOrder.id, PurchaseOrder.number_fold))
    }
    receiving = Receiving(job)
    changed: list[tuple[int, Order]] = []
    for number, rows in documents(job, HEADER):
        order = _resolve(job, rows, receiving)
        if order is None:
            continue
        if number in existing:
            changed.append((existing[number], order))
        else:
            _write(job, order, receiving)
    _compare(job, changed)


def _resolve(job: Job, rows: list[Row], receiving: Receiving) -> Order | None:
    first = rows[0]
    supplier = job.directory.find(first, "supplier", "supplier")
    staff = job.directory.find(first, "staff", "staff")
    lines = [line for row in rows if (line := _line(job, row, receiving)) is not None]
    state = _state(job, first, lines)
    if spread(job, rows) or supplier is None:
        return None
    days = [line.row.get("received") for line in lines if line.row.get("received")]
    ended = max(days) if days else first.get("ordered")
    history = state in _DONE and receiving.past(ended)
    return Order(rows, lines, supplier, staff, state, history)


def _line(job: Job, row: Row, receiving: Receiving) -> Line | None:
    product = job.directory.find(row, "product", "product")
    if product is None:
        return None
    facts = job.directory.products[product]
    quantity = smallest_units(job, row, "quantity", facts.unit_decimals)
    if quantity is not None and quantity <= 0:
        job.refuse(row, "quantity", ProblemCode.OUT_OF_RANGE, low=1, high=None)
    price = price_of(job, row, facts, facts.cost_minor)
    came, rejected = _came(job, row, quantity or 0, facts.unit_decimals)
    day = row.get("received")
    if day and row.get("ordered") and day < row.get("ordered"):
        job.refuse(row, "received", ProblemCode.EARLIER_THAN, field="ordered")
    if day:
        receiving.lot(row, product, came > rejected and not receiving.past(day), None)
    if row.bad or quantity is None or price is None:
        return None
    discount = row.get("discount") or 0
    return Line(
        row,
        product,
        quantity,
        price,
        discount,
        line_net(price, quantity, facts.unit_decimals, discount),
        came,
        rejected,
    )


def _came(job: Job, row: Row, quantity: int, decimals: int) -> tuple[int, int]:
    """All that came and what of it was rejected. A date alone means: all of it came."""
    came = smallest_units(job, row, "quantity_received", decimals)
    rejected = smallest_units(job, row, "quantity_rejected", decimals) or 0
    if row.get("received") is None:
        if came or rejected:
            job.refuse(row, "received", ProblemCode.REQUIRED)
        return 0, 0
    came = quantity if came is None else came
    if rejected > came:
        job.refuse(
            row,
            "quantity_rejected",
            ProblemCode.MORE_THAN_ORDERED,
            ordered=str(row.get("quantity_received") or row.get("quantity")),
            found=str(row.get("quantity_rejected")),
        )
    elif came - rejected > quantity:
        job.refuse(
            row,
            "quantity_received",
            ProblemCode.MORE_THAN_ORDERED,
            ordered=str(row.get("quantity")),
            found=str(row.get("quantity_received")),
        )
    return came, rejected


def _state(job: Job, first: Row, lines: list[Line]) -> PurchaseOrderState:
    whole = bool(lines) and all(line.accepted >= line.quantity for line in lines)
    given = first.get("status")
    if given is None:
        if whole:
            return PurchaseOrderState.CLOSED
        promised = first.get("confirmed") or any(line.row.get("promised") or line.came for line in lines)
        return PurchaseOrderState.CONFIRMED if promised else PurchaseOrderState.SENT
    state = PurchaseOrderState(given)
    if state in (PurchaseOrderState.DRAFT, PurchaseOrderState.CANCELLED) and any(line.came for line in lines):
        job.refuse(first, "status", ProblemCode.STATE_FORBIDS, state=state.value)
    return state


def _write(job: Job, order: Order, receiving: Receiving) -> None:
    first, plan = order.rows[0], job.plan
    number, ordered = first.get("number"), first.get("ordered")
    days = [line.row.get("received") for line in order.lines if line.row.get("received")]
    sent = None if order.state is PurchaseOrderState.DRAFT else ordered
    confirmed = first.get("confirmed") or (
        ordered if order.state in (PurchaseOrderState.CONFIRMED, PurchaseOrderState.CLOSED) and days else None
    )
    currency = first.get("currency") or job.currency
    header = plan.add(
        PurchaseOrder,
        number=number,
        number_fold=folded(number),
        supplier_id=order.supplier,
        state=order.state,
        held_from=PurchaseOrderState.CONFIRMED if order.state is PurchaseOrderState.ON_HOLD else None,
        ordered=ordered,
        sent=sent,
        confirmed=first.get("confirmed") or confirmed,
        closed=(max(days) if days else ordered) if order.state in _DONE else None,
        currency=currency,
        freight_minor=first.get("freight") or 0,
        staff_id=order.staff,
        history=order.history,
        notes=first.get("notes") or "",
    )
    plan.created += 1
    plan.notice("lines", len(order.lines))
    if order.history:
        plan.notice("history")
    if order.state is PurchaseOrderState.CANCELLED:
        plan.notice("cancelled")
    shipments: dict[date, tuple[NewRow, list[int]]] = {}
    for position, line in enumerate(order.lines, 1):
        row = _write_line(job, order, header, line, position)
        if line.came:
            _receive(order, line, row, shipments, receiving, number, currency)


def _write_line(job: Job, order: Order, header: NewRow, line: Line, position: int) -> NewRow:
    short = line.quantity - line.accepted if order.state is PurchaseOrderState.CLOSED else 0
    return job.plan.add(
        PurchaseOrderLine,
        **line.values(header, position),
        received=line.accepted,
        rejected=line.rejected,
        closed_short=short,
    )


def _receive(  # noqa: PLR0917
    order: Order,
    line: Line,
    row: NewRow,
    shipments: dict[date, tuple[NewRow, list[int]]],
    receiving: Receiving,
    number: str,
    currency: str,
) -> None:
    day = line.row.get("received")
    if day not in shipments:
        shipments[day] = (
            receiving.shipment(f"I-{number}", order.supplier, day, line.row.get("promised"), currency),
            [],
        )
    shipment, positions = shipments[day]
    positions.append(1)
    value = receiving.value(line.product, line.accepted, line.price, line.discount, currency) if line.accepted else 0
    receiving.line(shipment, len(positions), row, line.product, line.came, line.rejected, day, value)


# -- orders that are there already


def load(session: Session) -> list[dict[str, Any]]:
    """Purchase order lines as the rows of their kind."""
    query = (
        select(
            PurchaseOrder.id,
            PurchaseOrder.number,
            Partner.code.label("supplier_code"),
            Partner.name.label("supplier"),
            PurchaseOrder.supplier_id,
            PurchaseOrder.ordered,
            PurchaseOrder.confirmed,
            PurchaseOrder.currency,
            PurchaseOrder.freight_minor,
            PurchaseOrder.state,
            PurchaseOrder.notes,
            PurchaseOrder.staff_id,
            Staff.code.label("staff_code"),
            Staff.name.label("staff"),
            PurchaseOrderLine.id.label("line_id"),
            PurchaseOrderLine.product_id,
            Product.sku.label("product"),
            Product.unit_decimals,
            PurchaseOrderLine.quantity,
            PurchaseOrderLine.price_minor,
            PurchaseOrderLine.discount_ppm,
            PurchaseOrderLine.requested,
            PurchaseOrderLine.original_promise.label("promised"),
            PurchaseOrderLine.received.label("accepted"),
            PurchaseOrderLine.rejected,
        )
        .join(Partner, Partner.id == PurchaseOrder.supplier_id)
        .join(PurchaseOrderLine, PurchaseOrderLine.order_id == PurchaseOrder.id)
        .join(Product, Product.id == PurchaseOrderLine.product_id)
        .outerjoin(Staff, Staff.id == PurchaseOrder.staff_id)
        .order_by(PurchaseOrder.ordered, PurchaseOrder.id, PurchaseOrderLine.position)
    )
    days = dict(
        session.execute(
            select(ShipmentLine.purchase_order_line_id, Shipment.delivered)
            .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
            .where(ShipmentLine.purchase_order_line_id.is_not(None), Shipment.state != ShipmentState.CANCELLED)
            .order_by(ShipmentLine.id)
        ).all()
    )
    return [{**item, "received": days.get(item["line_id"])} for item in session.execute(query).mappings()]


def _compare(job: Job, orders: list[tuple[int, Order]]) -> None:
    if not orders:
        return
    known: dict[int, list[dict[str, Any]]] = {}
    for item in load(job.session):
        known.setdefault(item["id"], []).append(item)
    for order_id, order in orders:
        lines = known.get(order_id, [])
        if not _same_lines(order, lines):
            for row in order.rows:
                job.refuse(row, "number", ProblemCode.ALREADY_THERE)
            continue
        first, before = order.rows[0], lines[0]
        changed = {"notes": first.get("notes")} if first.get("notes") not in (None, before["notes"]) else {}
        if order.staff not in (None, before["staff_id"]):
            changed["staff_id"] = order.staff
        job.plan.change(PurchaseOrder, order_id, changed)
        if changed:
            job.plan.updated += 1
        else:
            job.plan.unchanged += 1


def _same_lines(order: Order, lines: list[dict[str, Any]]) -> bool:
    if len(lines) != len(order.lines) or order.supplier != lines[0]["supplier_id"]:
        return False
    return all(
        line.is_that(item, "requested", "promised", "received")
        and (line.accepted, line.rejected) == (item["accepted"], item["rejected"])
        for line, item in zip(order.lines, lines, strict=True)
    )
