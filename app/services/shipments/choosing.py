"""What a new shipment can be made of: orders with something still open, and their open lines with the stock's truth."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, false, func, or_, select

from app.db import search
from app.db.models import (
    Partner,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
)
from app.domain.errors import NotFoundError
from app.domain.punctuality import OPEN_SHIPMENT, UNSENT
from app.domain.states import PurchaseOrderState, SalesOrderState, ShipmentKind
from app.domain.text import fold
from app.domain.vocabulary import PartnerStatus
from app.services.operations import ReadContext, query
from app.services.shipments.inbound import left_of
from app.services.shipments.outbound import packed_of
from app.services.shipments.read_models import NewShipment, OpenLine, OpenOrder
from app.services.stock import reservations

Models = tuple[Any, Any, Any, Any, Any]


@query("shipment.view")
def open_order_ids(ctx: ReadContext, kind: ShipmentKind, text: str = "") -> array[int]:
    """Confirmed orders with an open line, the earliest promise first; purchase orders for what comes in."""
    order, line, party, done, state = _models(kind)
    statement = (
        select(order.id)
        .join(line, line.order_id == order.id)
        .where(order.state == state, line.quantity > done + line.closed_short + _under_way(kind))
        .group_by(order.id)
        .order_by(func.min(line.current_promise).is_(None), func.min(line.current_promise), order.id)
    )
    if words := search.read_words(text):
        index = search.index_of(ctx.session.connection())
        columns = [name for name in search.COLUMNS if name not in search.PERSONAL_COLUMNS]
        entity = "purchase_order" if kind is ShipmentKind.IN else "sales_order"
        fits = or_(order.id.in_(index.ids(words, entity, columns)), party.in_(index.ids(words, "partner", columns)))
        statement = statement.where(fits)
    elif text.strip():
        statement = statement.where(false())
    return array("q", ctx.session.execute(statement).scalars())


@query("shipment.view")
def open_order_rows(ctx: ReadContext, kind: ShipmentKind, wanted: Sequence[int]) -> list[OpenOrder]:
    """These orders, in any order. One statement."""
    order, line, party, done, _state = _models(kind)
    statement = (
        select(order.id, order.number, Partner.name, func.min(line.current_promise), func.count(line.id))
        .join(line, line.order_id == order.id)
        .join(Partner, Partner.id == party)
        .where(order.id.in_(wanted), line.quantity > done + line.closed_short + _under_way(kind))
        .group_by(order.id, Partner.id)
    )
    return [
        OpenOrder(row[0], row[1], row[2], None if row[3] is None else _day(row[3]), row[4])
        for row in ctx.session.execute(statement)
    ]


@query("shipment.view")
def start_new(ctx: ReadContext, kind: ShipmentKind, order_id: int) -> NewShipment:
    """An order's open lines with how much may go into a new shipment. Raises NotFoundError."""
    order_model, line_model, party, done, _state = _models(kind)
    order = ctx.session.get(order_model, order_id)
    if order is None:
        raise NotFoundError("purchase_order" if kind is ShipmentKind.IN else "sales_order", order_id)
    statement = (
        select(line_model, Product)
        .join(Product, Product.id == line_model.product_id)
        .where(line_model.order_id == order_id, line_model.quantity > done + line_model.closed_short)
        .order_by(line_model.position)
    )
    found = [(line, product) for line, product in ctx.session.execute(statement)]
    lines = {line.id: line for line, _ in found}
    left = left_of(ctx.session, lines) if kind is ShipmentKind.IN else _left_to_ship(ctx, lines)
    available = {} if kind is ShipmentKind.IN else _available(ctx, lines)
    open_lines = tuple(
        OpenLine(
            line.id, product.id, product.sku, product.name, product.unit, product.unit_decimals, left[line.id],
            available.get(line.id), line.current_promise,
        )
        for line, product in found
        if left[line.id] > 0
    )  # fmt: skip
    name = ctx.session.execute(select(Partner.name).where(Partner.id == getattr(order, party.key))).scalar_one()
    promises = [line.promised for line in open_lines if line.promised is not None]
    return NewShipment(
        kind=kind,
        order_id=order_id,
        number=order.number,
        party=name,
        currency=order.currency,
        promised=min(promises, default=None),
        lines=open_lines,
        carriers=carriers(ctx),
        shows_costs=ctx.may("cost.view") is not None,
    )


@query("shipment.view")
def find_code(ctx: ReadContext, code: str) -> int | None:
    """The shipment whose number or tracking number a label has; an open one before others, the newest first."""
    wanted = code.strip()
    statement = (
        select(Shipment.id)
        .where(or_(Shipment.number_fold == fold(wanted), Shipment.tracking == wanted))
        .order_by(Shipment.state.in_(OPEN_SHIPMENT).desc(), Shipment.id.desc())
        .limit(1)
    )
    return ctx.session.execute(statement).scalar_one_or_none() if wanted else None


@query("shipment.view")
def carriers(ctx: ReadContext) -> tuple[tuple[int, str], ...]:
    """The carriers to choose from, by name."""
    statement = (
        select(Partner.id, Partner.name)
        .where(Partner.is_carrier == True, Partner.status == PartnerStatus.ACTIVE)  # noqa: E712 - SQL
        .order_by(Partner.name_fold)
    )
    return tuple((row[0], row[1]) for row in ctx.session.execute(statement))


def _models(kind: ShipmentKind) -> Models:
    if kind is ShipmentKind.IN:
        line = PurchaseOrderLine
        return PurchaseOrder, line, PurchaseOrder.supplier_id, line.received, PurchaseOrderState.CONFIRMED
    sold = SalesOrderLine
    return SalesOrder, sold, SalesOrder.customer_id, sold.shipped, SalesOrderState.CONFIRMED


def _under_way(kind: ShipmentKind) -> Any:
    """What of a line is in a shipment already that was not received, or has not left."""
    inbound = kind is ShipmentKind.IN
    missing = ShipmentLine.quantity - ShipmentLine.accepted - ShipmentLine.rejected
    own = (
        ShipmentLine.purchase_order_line_id == PurchaseOrderLine.id
        if inbound
        else ShipmentLine.sales_order_line_id == SalesOrderLine.id
    )
    return (
        select(func.coalesce(func.sum(case((missing > 0, missing), else_=0)), 0))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(own, Shipment.state.in_(OPEN_SHIPMENT if inbound else UNSENT))
        .correlate(PurchaseOrderLine if inbound else SalesOrderLine)
        .scalar_subquery()
    )


def _left_to_ship(ctx: ReadContext, lines: dict[int, Any]) -> dict[int, int]:
    packed = packed_of(ctx.session, lines)
    return {line.id: reservations.open_quantity(line) - packed.get(line.id, 0) for line in lines.values()}


def _available(ctx: ReadContext, lines: dict[int, Any]) -> dict[int, int]:
    """What stock allows for each line: what is kept for it and not packed yet, and what is free."""
    held = reservations.held_by(ctx.session, lines)
    packed = packed_of(ctx.session, lines)
    free: dict[int, int] = {}
    found = {}
    for line in lines.values():
        kept = held[line.id].quantity if line.id in held else 0
        if line.product_id not in free:
            free[line.product_id] = max(reservations.free(ctx.session, line.product_id), 0)
        found[line.id] = max(kept - packed.get(line.id, 0), 0) + free[line.product_id]
    return found


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
