"""A shipment's own fields: what is checked of them, new or changed, and how a new one of an order is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol

from app.db.models import Partner, PurchaseOrder, PurchaseOrderLine, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from app.domain.errors import Checks, Problem
from app.domain.money import MAX_MINOR
from app.domain.states import ShipmentKind, ShipmentState
from app.domain.text import clean_line, fold
from app.services.numbering import number_for
from app.services.operations import WriteContext
from app.services.shipments.read_models import ShipmentDraft

PREFIX_IN: Final = "IN-"
PREFIX_OUT: Final = "OUT-"
Line = PurchaseOrderLine | SalesOrderLine


class Header(Protocol):
    """What a draft of any kind says about the shipment as a whole."""

    @property
    def carrier_id(self) -> int | None: ...
    @property
    def promised(self) -> date | None: ...
    @property
    def freight_minor(self) -> int | None: ...


def check_header(ctx: WriteContext, draft: Header, ordered: date | None = None) -> None:
    """Refuse a carrier that is none, a negative freight, a promise before the order. Raises ValidationError(s)."""
    checks = Checks()
    if draft.carrier_id is not None:
        carrier = ctx.session.get(Partner, draft.carrier_id)
        if carrier is None or not carrier.is_carrier:
            checks.add("carrier_id", Problem.UNKNOWN, what="carrier")
    if draft.freight_minor is not None:
        if draft.freight_minor < 0:
            checks.add("freight_minor", Problem.NEGATIVE)
        elif draft.freight_minor > MAX_MINOR:
            checks.add("freight_minor", Problem.TOO_LARGE, limit=str(MAX_MINOR))
    if draft.promised is not None and ordered is not None and draft.promised < ordered:
        checks.add("promised", Problem.BEFORE, earliest=ordered.isoformat())
    checks.raise_if_any()


def new_shipment(
    ctx: WriteContext,
    draft: ShipmentDraft,
    order: PurchaseOrder | SalesOrder,
    wanted: Sequence[tuple[Line, int]],
    state: ShipmentState,
) -> Shipment:
    """Write a shipment of an order with so much of each line; without a day of its own it has their earliest promise.

    In from a supplier, out to a customer. Raises ValidationError (`number`).
    """
    bought = isinstance(order, PurchaseOrder)
    number = number_for(ctx.session, Shipment, PREFIX_IN if bought else PREFIX_OUT, draft.number)
    promises = [line.current_promise for line, _ in wanted if line.current_promise is not None]
    shipment = Shipment(
        number=number,
        number_fold=fold(number),
        kind=ShipmentKind.IN if bought else ShipmentKind.OUT,
        state=state,
        partner_id=order.supplier_id if isinstance(order, PurchaseOrder) else order.customer_id,
        carrier_id=draft.carrier_id,
        tracking=clean_line(draft.tracking, "tracking"),
        promised=draft.promised or min(promises, default=None),
        freight_minor=draft.freight_minor,
        currency=order.currency,
        weight_g=draft.weight_g,
        staff_id=draft.staff_id or ctx.actor.staff_id,
    )
    ctx.session.add(shipment)
    ctx.session.flush()
    link = "purchase_order_line_id" if bought else "sales_order_line_id"
    rows = [
        {
            "shipment_id": shipment.id,
            "position": position,
            link: line.id,
            "product_id": line.product_id,
            "quantity": quantity,
        }
        for position, (line, quantity) in enumerate(wanted, 1)
    ]
    ctx.recorder.insert_many(ShipmentLine, rows)
    return shipment
