"""Purchase orders with what was received on them, and receipts by themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
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
    Shipment,
    ShipmentEvent,
    ShipmentLine,
    Staff,
    SupplierTerms,
)
from app.domain.quantity import to_decimal_string as units
from app.domain.money import PPM, line_net
from app.domain.parsing.problems import ProblemCode
from app.domain.places import MAIN_SITE, SUPPLIER
from app.domain.states import PurchaseOrderState, ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import MoveKind, ReasonCode, Source, Tracking
from app.services.transfer.apply.documents import Numbers, at_noon, documents, spread
from app.services.transfer.apply.items import smallest_units
from app.services.transfer.apply.job import Job
from app.services.transfer.apply.stock import lot_for
from app.services.transfer.directory import folded
from app.services.transfer.plan import Movement, NewRow, RowRef
from app.services.transfer.prepare import Row

HEADER: Final = ("supplier", "ordered", "currency", "freight", "staff", "status", "notes", "confirmed")
_DONE: Final = frozenset({PurchaseOrderState.CLOSED, PurchaseOrderState.CANCELLED})


@dataclass(slots=True)
class Line:
    """One ordered line; `came` counts all that arrived, `rejected` those of it that were not good."""

    row: Row
    product: RowRef
    quantity: int
    price: int
    discount: int
    net: int
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


class Receiving:
    """Plans inbound shipments, their postings and the events."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.numbers = Numbers({number for (number,) in job.session.execute(select(Shipment.number_fold))})
        self.lots: dict[tuple[RowRef, str], RowRef] = {
            (product, code): row_id
            for row_id, product, code in job.session.execute(select(Lot.id, Lot.product_id, Lot.code_fold))
        }

    def shipment(self, number: str, supplier: RowRef, received: date, promised: date | None, currency: str) -> NewRow:
        """An inbound shipment that was received."""
        free = self.numbers.free(number)
        past = self.past(received)
        shipment = self.job.plan.add(
            Shipment, number=free, number_fold=folded(free), kind=ShipmentKind.IN, state=ShipmentState.RECEIVED,
            partner_id=supplier, promised=promised, arrived=received, delivered=received, currency=currency, history=past,
        )  # fmt: skip
        self.job.plan.add(
            ShipmentEvent,
            shipment_id=shipment,
            at=at_noon(received),
            kind=ShipmentEventKind.RECEIVED,
            source=Source.IMPORT,
        )
        return shipment

    def past(self, day: date) -> bool:
        """Whether it was over before the opening count."""
        return self.job.opening is not None and day < self.job.opening

    def line(
        self, shipment: NewRow, position: int, order_line: RowRef, product: RowRef, came: int, rejected: int,
        received: date, value: int, lot: RowRef | None = None, reason: str | None = None,
    ) -> None:  # fmt: skip
        """What came of one ordered line; the accepted part is posted unless it is history."""
        written = self.job.plan.add(
            ShipmentLine, shipment_id=shipment, position=position, purchase_order_line_id=order_line, product_id=product,
            lot_id=lot, quantity=came, accepted=came - rejected, rejected=rejected,
            reason=ReasonCode(reason) if reason else None,
        )  # fmt: skip
        if came > rejected and not self.past(received):
            self.job.plan.movements.append(
                Movement(
                    product,
                    SUPPLIER,
                    MAIN_SITE,
                    came - rejected,
                    MoveKind.RECEIPT,
                    received,
                    "shipment_line",
                    written,
                    value,
                    lot,
                )
            )

    def value(self, product: RowRef, quantity: int, price: int, discount: int, currency: str) -> int:
        """What accepted goods are worth: their net price in the business's currency, else the standard cost."""
        facts = self.job.directory.products[product]
        if currency == self.job.currency:
            return line_net(price, quantity, facts.unit_decimals, discount)
        self.job.plan.notice("valued_at_standard_cost")
        return line_net(facts.cost_minor or 0, quantity, facts.unit_decimals)

    def lot(self, row: Row, product: RowRef, posts: bool, supplier: RowRef | None) -> RowRef | None:
        """The lot a row names; a tracked product that moves needs one."""
        code = row.get("lot")
        if code:
            return lot_for(self.job, row, product, code, self.lots, supplier)
        if posts and self.job.directory.products[product].tracking is not Tracking.NONE:
            self.job.refuse(
                row,
                "lot" if self.job.prepared.kind.field("lot") else "product",
                ProblemCode.NOT_ALLOWED,
                rule="lot_needed",
            )
        return None


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
    price = row.get("price")
    if price is None and facts.currency == (row.get("currency") or job.currency):
        price = facts.cost_minor
    if price is None:
        job.refuse(row, "price", ProblemCode.REQUIRED)
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
    promised = line.row.get("promised")
    short = line.quantity - line.accepted if order.state is PurchaseOrderState.CLOSED else 0
    return job.plan.add(
        PurchaseOrderLine,
        order_id=header,
        position=position,
        product_id=line.product,
        quantity=line.quantity,
        price_minor=line.price,
        discount_ppm=line.discount,
        net_minor=line.net,
        requested=line.row.get("requested"),
        original_promise=promised,
        current_promise=promised,
        received=line.accepted,
        rejected=line.rejected,
        closed_short=short,
    )


def _receive(
    order: Order, line: Line, row: NewRow, shipments: dict[date, tuple[NewRow, list[int]]],
    receiving: Receiving, number: str, currency: str,
) -> None:  # fmt: skip
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


# -- receipts


def apply_receipts(job: Job) -> None:
    """Plan receipts on orders that are there: each fills the open lines of its product in the order's order."""
    receiving = Receiving(job)
    open_lines = _open_lines(job)
    shipments: dict[tuple[Any, ...], tuple[NewRow, list[int]]] = {}
    known = _known_receipts(job)
    got: dict[int, int] = defaultdict(int)
    bad: dict[int, int] = defaultdict(int)
    for row in sorted(job.good(), key=lambda item: item.get("received")):
        lines = open_lines.get(folded(row.get("order")))
        product = job.directory.find(row, "product", "product")
        if lines is None:
            job.refuse(row, "order", ProblemCode.UNKNOWN_REFERENCE, entity="purchase_order")
        if lines is None or product is None:
            continue
        if _known(job, row, product, lines, known):
            job.plan.unchanged += 1
            continue
        parts = _spread_over(job, row, product, lines, got)
        if parts is None:
            continue
        first = lines[0]
        key = (first["order_id"], row.get("number"), row.get("received"))
        lot = receiving.lot(row, product, not receiving.past(row.get("received")), first["supplier_id"])
        if row.bad:
            continue
        if key not in shipments:
            number = row.get("number") or f"I-{first['number']}"
            shipments[key] = (
                receiving.shipment(
                    number, first["supplier_id"], row.get("received"), first["current_promise"], first["currency"]
                ),
                [],
            )
        shipment, positions = shipments[key]
        for item, came, rejected in parts:
            positions.append(1)
            value = (
                receiving.value(product, came - rejected, item["price_minor"], item["discount_ppm"], first["currency"])
                if came > rejected
                else 0
            )
            receiving.line(
                shipment,
                len(positions),
                item["id"],
                product,
                came,
                rejected,
                row.get("received"),
                value,
                lot,
                row.get("reason"),
            )
            got[item["id"]] += came - rejected
            bad[item["id"]] += rejected
        job.plan.created += 1
    _fill_lines(job, open_lines, got, bad)


def _open_lines(job: Job) -> dict[str, list[dict[str, Any]]]:
    query = (
        select(
            PurchaseOrderLine.id, PurchaseOrderLine.order_id, PurchaseOrderLine.product_id, PurchaseOrderLine.quantity,
            PurchaseOrderLine.received, PurchaseOrderLine.rejected, PurchaseOrderLine.closed_short, PurchaseOrderLine.price_minor,
            PurchaseOrderLine.discount_ppm, PurchaseOrderLine.current_promise, PurchaseOrder.number, PurchaseOrder.number_fold,
            PurchaseOrder.supplier_id, PurchaseOrder.currency, PurchaseOrder.state, PurchaseOrder.ordered, SupplierTerms.over_receipt_ppm,
        )
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .outerjoin(SupplierTerms, SupplierTerms.partner_id == PurchaseOrder.supplier_id)
        .order_by(PurchaseOrderLine.order_id, PurchaseOrderLine.position)
    )  # fmt: skip
    lines: dict[str, list[dict[str, Any]]] = {}
    for item in job.session.execute(query).mappings():
        lines.setdefault(item["number_fold"], []).append(dict(item))
    return lines


def _known_receipts(job: Job) -> set[tuple[Any, ...]]:
    query = (
        select(
            Shipment.delivered,
            Shipment.number_fold,
            ShipmentLine.purchase_order_line_id,
            ShipmentLine.quantity,
            ShipmentLine.rejected,
        )
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(ShipmentLine.purchase_order_line_id.is_not(None), Shipment.state != ShipmentState.CANCELLED)
    )
    return {tuple(item) for item in job.session.execute(query)}


def _known(job: Job, row: Row, product: RowRef, lines: list[dict[str, Any]], known: set[tuple[Any, ...]]) -> bool:
    """Whether this very receipt, by its number, is there already."""
    number = row.get("number")
    if number is None:
        return False
    decimals = job.directory.products[product].unit_decimals
    came, rejected = smallest_units(job, row, "quantity", decimals), smallest_units(job, row, "rejected", decimals) or 0
    return any(
        item["product_id"] == product and (row.get("received"), folded(number), item["id"], came, rejected) in known
        for item in lines
    )


def _spread_over(
    job: Job, row: Row, product: RowRef, lines: list[dict[str, Any]], got: dict[int, int]
) -> list[tuple[dict[str, Any], int, int]] | None:
    """The order's lines that this receipt fills: (line, came, rejected). Refuses what is beyond the order."""
    decimals = job.directory.products[product].unit_decimals
    came = smallest_units(job, row, "quantity", decimals)
    rejected = smallest_units(job, row, "rejected", decimals) or 0
    mine = [item for item in lines if item["product_id"] == product]
    if not mine:
        job.refuse(row, "product", ProblemCode.UNKNOWN_REFERENCE, entity="purchase_order_line")
    if lines[0]["state"] in (PurchaseOrderState.DRAFT, PurchaseOrderState.CANCELLED, PurchaseOrderState.CLOSED):
        job.refuse(row, "order", ProblemCode.STATE_FORBIDS, state=lines[0]["state"].value)
    if row.get("received") < lines[0]["ordered"]:
        job.refuse(row, "received", ProblemCode.EARLIER_THAN, field="ordered")
    if row.bad or came is None:
        return None
    if rejected > came:
        job.refuse(
            row,
            "rejected",
            ProblemCode.MORE_THAN_ORDERED,
            ordered=str(row.get("quantity")),
            found=str(row.get("rejected")),
        )
        return None
    room = [(item, item["quantity"] - item["received"] - item["closed_short"] - got[item["id"]]) for item in mine]
    last = mine[-1]
    tolerance = last["quantity"] * (last["over_receipt_ppm"] or 0) // PPM
    accepted = came - rejected
    if accepted > sum(max(0, free) for _, free in room) + tolerance:
        job.refuse(
            row,
            "quantity",
            ProblemCode.MORE_THAN_ORDERED,
            ordered=units(sum(max(0, free) for _, free in room), decimals),
            found=units(accepted, decimals),
        )
        return None
    parts: list[tuple[dict[str, Any], int, int]] = []
    for item, free in room:
        part = accepted if item is last else min(accepted, max(0, free))
        if part:
            parts.append((item, part, 0))
            accepted -= part
    if rejected:
        item, part, _ = parts[-1] if parts else (mine[0], 0, 0)
        parts = [*parts[:-1], (item, part + rejected, rejected)]
    return parts


def _fill_lines(
    job: Job, open_lines: dict[str, list[dict[str, Any]]], got: dict[int, int], bad: dict[int, int]
) -> None:
    for lines in open_lines.values():
        touched = [item for item in lines if item["id"] in got or item["id"] in bad]
        if not touched:
            continue
        for item in touched:
            values = {"received": item["received"] + got[item["id"]], "rejected": item["rejected"] + bad[item["id"]]}
            job.plan.change(PurchaseOrderLine, item["id"], values)
        whole = all(item["received"] + got[item["id"]] + item["closed_short"] >= item["quantity"] for item in lines)
        if whole and lines[0]["state"] is PurchaseOrderState.CONFIRMED:
            days = [row.get("received") for row in job.good() if folded(row.get("order")) == lines[0]["number_fold"]]
            job.plan.change(
                PurchaseOrder, lines[0]["order_id"], {"state": PurchaseOrderState.CLOSED, "closed": max(days)}
            )


# -- orders that are there already


def load(session: Session) -> list[dict[str, Any]]:
    """Purchase order lines as the rows of their kind."""
    query = (
        select(
            PurchaseOrder.id, PurchaseOrder.number, Partner.code.label("supplier_code"), Partner.name.label("supplier"),
            PurchaseOrder.supplier_id, PurchaseOrder.ordered, PurchaseOrder.confirmed, PurchaseOrder.currency, PurchaseOrder.freight_minor,
            PurchaseOrder.state, PurchaseOrder.notes, PurchaseOrder.staff_id, Staff.code.label("staff_code"), Staff.name.label("staff"),
            PurchaseOrderLine.id.label("line_id"), PurchaseOrderLine.product_id, Product.sku.label("product"), Product.unit_decimals,
            PurchaseOrderLine.quantity, PurchaseOrderLine.price_minor, PurchaseOrderLine.discount_ppm, PurchaseOrderLine.requested,
            PurchaseOrderLine.original_promise.label("promised"), PurchaseOrderLine.received.label("accepted"), PurchaseOrderLine.rejected,
        )
        .join(Partner, Partner.id == PurchaseOrder.supplier_id)
        .join(PurchaseOrderLine, PurchaseOrderLine.order_id == PurchaseOrder.id)
        .join(Product, Product.id == PurchaseOrderLine.product_id)
        .outerjoin(Staff, Staff.id == PurchaseOrder.staff_id)
        .order_by(PurchaseOrder.ordered, PurchaseOrder.id, PurchaseOrderLine.position)
    )  # fmt: skip
    days = {
        line: day
        for line, day in session.execute(
            select(ShipmentLine.purchase_order_line_id, Shipment.delivered)
            .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
            .where(ShipmentLine.purchase_order_line_id.is_not(None), Shipment.state != ShipmentState.CANCELLED)
            .order_by(ShipmentLine.id)
        )
    }
    return [{**item, "received": days.get(item["line_id"])} for item in session.execute(query).mappings()]


def load_receipts(session: Session) -> list[dict[str, Any]]:
    """Receipts as the rows of their kind."""
    query = (
        select(
            PurchaseOrder.number.label("order"), Product.sku.label("product"), Product.unit_decimals, Shipment.delivered.label("received"),
            ShipmentLine.quantity, ShipmentLine.rejected, ShipmentLine.reason, Lot.code.label("lot"), Lot.expiry, Shipment.number,
        )
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .join(PurchaseOrderLine, PurchaseOrderLine.id == ShipmentLine.purchase_order_line_id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .join(Product, Product.id == ShipmentLine.product_id)
        .outerjoin(Lot, Lot.id == ShipmentLine.lot_id)
        .where(Shipment.kind == ShipmentKind.IN, Shipment.state == ShipmentState.RECEIVED)
        .order_by(Shipment.delivered, ShipmentLine.id)
    )  # fmt: skip
    return [dict(item) for item in session.execute(query).mappings()]


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
        (line.product, line.quantity, line.price, line.discount, line.accepted, line.rejected)
        == (
            item["product_id"],
            item["quantity"],
            item["price_minor"],
            item["discount_ppm"],
            item["accepted"],
            item["rejected"],
        )
        and line.row.get("ordered") == item["ordered"]
        and all(line.row.get(name) in (None, item.get(name)) for name in ("requested", "promised", "received"))
        for line, item in zip(order.lines, lines, strict=True)
    )
