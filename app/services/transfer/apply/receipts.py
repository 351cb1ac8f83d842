"""Receipts by themselves, on orders that are there."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import (
    Lot,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Shipment,
    ShipmentLine,
    SupplierTerms,
)
from app.domain.money import PPM
from app.domain.parsing.problems import ProblemCode
from app.domain.quantity import to_decimal_string as units
from app.domain.states import PurchaseOrderState, ShipmentKind, ShipmentState
from app.services.transfer.apply.items import smallest_units
from app.services.transfer.apply.job import Job
from app.services.transfer.apply.receiving import Receiving
from app.services.transfer.directory import folded
from app.services.transfer.plan import NewRow, RowRef
from app.services.transfer.prepare import Row


def apply(job: Job) -> None:
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
            PurchaseOrderLine.id,
            PurchaseOrderLine.order_id,
            PurchaseOrderLine.product_id,
            PurchaseOrderLine.quantity,
            PurchaseOrderLine.received,
            PurchaseOrderLine.rejected,
            PurchaseOrderLine.closed_short,
            PurchaseOrderLine.price_minor,
            PurchaseOrderLine.discount_ppm,
            PurchaseOrderLine.current_promise,
            PurchaseOrder.number,
            PurchaseOrder.number_fold,
            PurchaseOrder.supplier_id,
            PurchaseOrder.currency,
            PurchaseOrder.state,
            PurchaseOrder.ordered,
            SupplierTerms.over_receipt_ppm,
        )
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .outerjoin(SupplierTerms, SupplierTerms.partner_id == PurchaseOrder.supplier_id)
        .order_by(PurchaseOrderLine.order_id, PurchaseOrderLine.position)
    )
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


def load(session: Session) -> list[dict[str, Any]]:
    """Receipts as the rows of their kind."""
    query = (
        select(
            PurchaseOrder.number.label("order"),
            Product.sku.label("product"),
            Product.unit_decimals,
            Shipment.delivered.label("received"),
            ShipmentLine.quantity,
            ShipmentLine.rejected,
            ShipmentLine.reason,
            Lot.code.label("lot"),
            Lot.expiry,
            Shipment.number,
        )
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .join(PurchaseOrderLine, PurchaseOrderLine.id == ShipmentLine.purchase_order_line_id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .join(Product, Product.id == ShipmentLine.product_id)
        .outerjoin(Lot, Lot.id == ShipmentLine.lot_id)
        .where(Shipment.kind == ShipmentKind.IN, Shipment.state == ShipmentState.RECEIVED)
        .order_by(Shipment.delivered, ShipmentLine.id)
    )
    return [dict(item) for item in session.execute(query).mappings()]
