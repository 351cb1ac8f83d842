"""Sales orders that are there already: unchanged, changed in what may change, or sent and delivered since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Partner, Product, SalesOrder, SalesOrderLine, Shipment, ShipmentLine, Staff
from app.domain.parsing.problems import ProblemCode
from app.domain.states import SalesOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.services.transfer.apply.documents import spread
from app.services.transfer.apply.job import Job
from app.services.transfer.apply.sales_rows import Line, Order
from app.services.transfer.apply.sending import Parcel, Part, Sending, SoldOrder, note_event
from app.services.transfer.plan import RowRef

Known = list[dict[str, Any]]


def update(job: Job, orders: Sequence[tuple[int, Order]], sending: Sending) -> None:
    """Plan what changes in orders that are there: notes and people; what left or came since; else they are refused."""
    if not orders:
        return
    ids = [order_id for order_id, _ in orders]
    known: dict[int, Known] = {}
    for item in load(job.session, ids):
        known.setdefault(item["id"], []).append(item)
    sold = sending.load(ids)
    for order_id, order in sorted(orders, key=_last_day):
        lines = known.get(order_id, [])
        if not _same_lines(order, lines):
            for row in order.rows:
                job.refuse(row, "number", ProblemCode.ALREADY_THERE)
            continue
        sent = _send(order, lines, sold[order_id], sending)
        arrived = _deliver(job, order, lines)
        if spread(job, order.rows):
            continue
        if sent:
            job.plan.notice("sent", sent)
        if _change_head(job, order_id, order, lines[0]) or sent or arrived:
            job.plan.updated += 1
        else:
            job.plan.unchanged += 1
    sending.finish()


def _last_day(entry: tuple[int, Order]) -> date:
    return max((line.shipped for line in entry[1].lines if line.shipped), default=date.min)


def _change_head(job: Job, order_id: int, order: Order, before: dict[str, Any]) -> bool:
    first = order.first
    wanted: dict[str, Any] = {name: first.values[name] for name in ("notes", "lost_reason") if name in first.values}
    if order.staff is not None:
        wanted["staff_id"] = order.staff
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    job.plan.change(SalesOrder, order_id, changed)
    return bool(changed)


def _same_lines(order: Order, lines: Known) -> bool:
    """Whether the file tells of the same order: what has left since, and what stands in a parcel, may differ."""
    if len(lines) != len(order.lines) or order.customer != lines[0]["customer_id"]:
        return False
    return all(
        line.is_that(item, "requested", "promised") and _may_become(line, item)
        for line, item in zip(order.lines, lines, strict=True)
    )


def _may_become(line: Line, item: dict[str, Any]) -> bool:
    """What left stays as it left; when it came may be told later."""
    shipped, delivered = item.get("shipped"), item.get("delivered")
    if shipped is None:
        return line.quantity > 0 or line.row.get("shipped") is None
    told = line.row.get("shipped"), line.row.get("delivered")
    return told[0] in (None, shipped) and (told[1] is None or delivered in (None, told[1]))


def _send(order: Order, lines: Known, sold: SoldOrder, sending: Sending) -> int:
    """Parcels for what left since, one for each day, carrier and number; how many lines they carry."""
    if sold.state not in (SalesOrderState.CONFIRMED, SalesOrderState.ON_HOLD, SalesOrderState.QUOTE):
        return 0
    by_id = {line.id: line for line in sold.lines}
    groups: dict[tuple[date, date | None, RowRef | None, str], list[Part]] = {}
    for line, item in zip(order.lines, lines, strict=True):
        day, target = line.shipped, by_id[item["line_id"]]
        if day is None or item.get("shipped") is not None or not target.left:
            continue
        key = (day, line.row.get("delivered"), line.carrier, line.row.get("tracking") or item.get("tracking") or "")
        groups.setdefault(key, []).append(Part(line.row, target, target.left))
    freight = order.first.get("freight")
    for (day, delivered, carrier, tracking), parts in groups.items():
        kept = next((item["carrier_id"] for item in lines if item.get("carrier_id")), None)
        parcel = Parcel(f"S-{sold.number}", day, delivered, carrier or kept, tracking, freight=freight)
        sending.send(sold, parts, parcel)
        freight = None
    return sum(map(len, groups.values()))


def _deliver(job: Job, order: Order, lines: Known) -> bool:
    """Parcels that were on their way and have come since."""
    came: dict[int, date] = {}
    for line, item in zip(order.lines, lines, strict=True):
        day = line.row.get("delivered")
        if day is not None and item.get("delivered") is None and item.get("shipped") is not None:
            came[item["shipment_id"]] = max(day, came.get(item["shipment_id"], day))
    for shipment, day in came.items():
        job.plan.change(Shipment, shipment, {"delivered": day, "state": ShipmentState.DELIVERED})
        note_event(job, shipment, ShipmentEventKind.DELIVERED, day)
    return bool(came)


def load(session: Session, ids: Any = None) -> list[dict[str, Any]]:
    """Order lines as the rows of their kind, with the order's and the first shipment's fields."""
    query = (
        select(
            SalesOrder.id,
            SalesOrder.number,
            Partner.code.label("customer_code"),
            Partner.name.label("customer"),
            SalesOrder.customer_id,
            SalesOrder.ordered,
            SalesOrder.currency,
            SalesOrder.freight_minor,
            SalesOrder.state,
            SalesOrder.lost_reason,
            SalesOrder.notes,
            SalesOrder.staff_id,
            Staff.code.label("staff_code"),
            Staff.name.label("staff"),
            SalesOrderLine.id.label("line_id"),
            SalesOrderLine.product_id,
            Product.sku.label("product"),
            Product.unit_decimals,
            SalesOrderLine.quantity,
            SalesOrderLine.price_minor,
            SalesOrderLine.discount_ppm,
            SalesOrderLine.requested,
            SalesOrderLine.original_promise.label("promised"),
            SalesOrderLine.shipped.label("sent"),
        )
        .join(Partner, Partner.id == SalesOrder.customer_id)
        .join(SalesOrderLine, SalesOrderLine.order_id == SalesOrder.id)
        .join(Product, Product.id == SalesOrderLine.product_id)
        .outerjoin(Staff, Staff.id == SalesOrder.staff_id)
        .order_by(SalesOrder.ordered, SalesOrder.id, SalesOrderLine.position)
    )
    if ids is not None:
        query = query.where(SalesOrder.id.in_(ids))
    shipments = _shipments(session)
    return [{**item, **shipments.get(item["line_id"], {})} for item in session.execute(query).mappings()]


def _shipments(session: Session) -> dict[int, dict[str, Any]]:
    """The first shipment of each order line."""
    query = (
        select(
            ShipmentLine.sales_order_line_id,
            Shipment.id.label("shipment_id"),
            Shipment.state.label("shipment_state"),
            Shipment.shipped,
            Shipment.delivered,
            Shipment.tracking,
            Shipment.kind,
            Shipment.carrier_id,
            Partner.code.label("carrier_code"),
            Partner.name.label("carrier"),
        )
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .outerjoin(Partner, Partner.id == Shipment.carrier_id)
        .where(ShipmentLine.sales_order_line_id.is_not(None), Shipment.state != ShipmentState.CANCELLED)
        .order_by(ShipmentLine.id.desc())
    )
    found = {}
    for item in session.execute(query).mappings():
        # A return stands beside the parcel that brought the goods, and says nothing of how they left.
        if item["kind"] is ShipmentKind.OUT or item["sales_order_line_id"] not in found:
            found[item["sales_order_line_id"]] = dict(item)
    return found
