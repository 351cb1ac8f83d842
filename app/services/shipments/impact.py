"""Who waits for goods that are to come: their orders, whom to call, and what to offer until then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Final, Protocol

from sqlalchemy import func, select, type_coerce

from app.db.models import (
    Affiliation,
    Contact,
    ContactPoint,
    Interaction,
    InteractionLink,
    Partner,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Reservation,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
)
from app.domain.errors import NotFoundError
from app.domain.formulas import stocking
from app.domain.money import share
from app.domain.states import SalesOrderState, ShipmentState
from app.domain.vocabulary import ContactPointKind, InteractionState
from app.services.lateness import WITH_SUPPLIER, sold_due
from app.services.operations import ReadContext, query
from app.services.permissions import YES
from app.services.shipments.impact_models import ComingLine, Impact, ImpactLine, ImpactOrder
from app.services.shipments.ways_out import ways_out
from app.services.stock.standing import lateness_of

_MOST_WAITING: Final = 500
_PHONES: Final = (ContactPointKind.MOBILE, ContactPointKind.PHONE)


class Coming(Protocol):
    """What is asked of a line that is to come: of a shipment or of an order."""

    @property
    def product_id(self) -> int: ...
    @property
    def sku(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def unit_decimals(self) -> int: ...
    @property
    def expected(self) -> int: ...


@query("order.view")
def of_purchase_order(ctx: ReadContext, order_id: int) -> Impact:
    """Who waits for what of a purchase order is still to come: it was sent, or confirmed, and is not over.

    Raises NotFoundError. Two statements when nobody waits, ten when somebody does.
    """
    order = ctx.session.get(PurchaseOrder, order_id)
    if order is None:
        raise NotFoundError("purchase_order", order_id)
    line = PurchaseOrderLine
    left = line.quantity - line.received - line.closed_short
    statement = (
        select(
            *(Product.id, Product.sku, Product.name, Product.unit, Product.unit_decimals, left),
            line.current_promise,
        )
        .join(Product, Product.id == line.product_id)
        .where(line.order_id == order_id, left > 0)
        .order_by(line.position, line.id)
    )
    rows = ctx.session.execute(statement).all() if order.state in WITH_SUPPLIER else []
    promised = min((row.current_promise for row in rows if row.current_promise is not None), default=None)
    return read_impact(ctx, [ComingLine(*row[:6]) for row in rows], order.supplier_id, promised)


def read_impact(ctx: ReadContext, lines: Sequence[Coming], supplier_id: int | None, promised: date | None) -> Impact:
    """Who waits for these goods of a supplier. One statement when nobody does, nine when somebody does."""
    found = Impact(promised, ctx.today, ctx.now)
    orders = _orders(ctx, lines)
    if not orders:
        return found
    orders = _with_facts(ctx, orders)
    lateness = lateness_of(ctx, [supplier_id]) if supplier_id is not None else {}
    expected = stocking.expected_on(promised, ctx.today, lateness.get(supplier_id or 0))
    return replace(found, orders=orders, ways=ways_out(ctx, orders, supplier_id, expected), expected=expected)


def _orders(ctx: ReadContext, lines: Sequence[Coming]) -> tuple[ImpactOrder, ...]:
    """Whose lines would be served from these goods: what no stock is kept for, in the order of serving.

    Other deliveries that may come before them are not looked at.
    """
    coming: dict[int, int] = {}
    for line in lines:
        coming[line.product_id] = coming.get(line.product_id, 0) + line.expected
    known = {line.product_id: line for line in lines}
    found: dict[int, ImpactOrder] = {}
    for row in _waiting(ctx, [product for product, quantity in coming.items() if quantity > 0]):
        left = coming.get(row.product_id, 0)
        missing = min(row.open - row.held, left)
        if missing <= 0:
            continue
        coming[row.product_id] = left - missing
        order = found.get(row.order_id) or ImpactOrder(
            row.order_id, row.number, row.customer_id, row.name, 0, row.currency, None, False
        )
        days = [day for day in (order.promised, row.promise) if day is not None]
        promised = min(days, default=None)
        item = known[row.product_id]
        wanted = ImpactLine(
            row.line_id, item.product_id, item.sku, item.name, item.unit, item.unit_decimals, missing
        )  # fmt: skip
        found[row.order_id] = replace(
            order,
            value_minor=order.value_minor + share(row.net_minor, missing, row.quantity),
            promised=promised,
            late=promised is not None and promised < ctx.today,
            lines=(*order.lines, wanted),
        )
    return tuple(found.values())


def _waiting(ctx: ReadContext, products: Sequence[int]) -> Sequence[Any]:
    if not products:
        return []
    line = SalesOrderLine
    held = (
        select(Reservation.sales_order_line_id, func.sum(Reservation.quantity).label("quantity"))
        .where(Reservation.product_id.in_(products), Reservation.purchase_order_line_id.is_(None))
        .group_by(Reservation.sales_order_line_id)
        .subquery()
    )
    left = line.quantity - line.shipped - line.closed_short
    statement = (
        select(
            *(line.id.label("line_id"), line.product_id, line.net_minor, line.quantity, left.label("open")),
            *(func.coalesce(held.c.quantity, 0).label("held"), SalesOrder.id.label("order_id"), SalesOrder.number),
            *(SalesOrder.customer_id, SalesOrder.currency, Partner.name),
            type_coerce(sold_due(), line.current_promise.type).label("promise"),
        )
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .join(Partner, Partner.id == SalesOrder.customer_id)
        .outerjoin(held, held.c.sales_order_line_id == line.id)
        .where(
            line.product_id.in_(products),
            SalesOrder.state == SalesOrderState.CONFIRMED,
            left > func.coalesce(held.c.quantity, 0),
        )
        .order_by(SalesOrder.ordered, SalesOrder.id, line.position)
        .limit(_MOST_WAITING)
    )
    return ctx.session.execute(statement).all()


# -- what is known of each order


def _with_facts(ctx: ReadContext, orders: tuple[ImpactOrder, ...]) -> tuple[ImpactOrder, ...]:
    ids = [order.order_id for order in orders]
    ready, touched = _ready(ctx, ids)
    people, phones, told = {}, {}, {}
    if ctx.may("customer.view") == YES:
        partners = {order.customer_id for order in orders}
        people = _people(ctx, partners)
        phones = _phones(ctx, partners, [contact for contact, _ in people.values()])
        told = _told(ctx, ids)
    found = []
    for order in orders:
        contact, name = people.get(order.customer_id, (0, ""))
        found.append(
            replace(
                order,
                contact=name,
                phone=phones.get(("contact", contact)) or phones.get(("partner", order.customer_id), ""),
                told=told.get(order.order_id),
                ready_minor=ready.get(order.order_id, 0),
                untouched=order.order_id not in touched,
            )
        )
    return tuple(found)


def _ready(ctx: ReadContext, ids: Collection[int]) -> tuple[dict[int, int], set[int]]:
    """What is kept for each order and in no parcel yet, by its value; and the orders of which something was sent."""
    line, item = SalesOrderLine, ShipmentLine
    unsent = Shipment.state.in_((ShipmentState.PLANNED, ShipmentState.PACKED))
    parcels = (
        select(item.sales_order_line_id.label("line_id"), func.sum(item.quantity).filter(unsent).label("packed"))
        .join(Shipment, Shipment.id == item.shipment_id)
        .join(line, line.id == item.sales_order_line_id)
        .where(line.order_id.in_(ids), Shipment.state != ShipmentState.CANCELLED)
        .group_by(item.sales_order_line_id)
        .subquery()
    )
    of_stock = (Reservation.sales_order_line_id == line.id) & Reservation.purchase_order_line_id.is_(None)
    statement = (
        select(
            *(line.order_id, line.net_minor, line.quantity, line.shipped, Reservation.quantity),
            *(parcels.c.packed, parcels.c.line_id),
        )
        .outerjoin(Reservation, of_stock)
        .outerjoin(parcels, parcels.c.line_id == line.id)
        .where(line.order_id.in_(ids))
    )
    ready: dict[int, int] = {}
    touched: set[int] = set()
    for order, net, quantity, shipped, held, packed, in_parcel in ctx.session.execute(statement):
        if shipped or in_parcel is not None:
            touched.add(order)
        free = (held or 0) - (packed or 0)
        if free > 0:
            ready[order] = ready.get(order, 0) + share(net, free, quantity)
    return ready, touched


def _people(ctx: ReadContext, partners: Collection[int]) -> dict[int, tuple[int, str]]:
    """The main person of each customer."""
    statement = (
        select(Affiliation.partner_id, Contact.id, Contact.name)
        .join(Contact, Contact.id == Affiliation.contact_id)
        .where(Affiliation.partner_id.in_(partners), Affiliation.valid_to.is_(None))
        .order_by(Affiliation.is_main, Affiliation.id.desc())
    )
    return {row[0]: (row[1], row[2]) for row in ctx.session.execute(statement)}


def _phones(ctx: ReadContext, partners: Collection[int], contacts: Collection[int]) -> dict[tuple[str, int], str]:
    point = ContactPoint
    statement = (
        select(point.partner_id, point.contact_id, point.value)
        .where(
            point.kind.in_(_PHONES),
            point.contact_id.in_(contacts) | (point.contact_id.is_(None) & point.partner_id.in_(partners)),
        )
        .order_by(point.is_main, point.kind != ContactPointKind.MOBILE, point.id.desc())
    )
    found = {}
    for partner, contact, value in ctx.session.execute(statement):
        found["contact" if contact is not None else "partner", contact or partner or 0] = value
    return found


def _told(ctx: ReadContext, ids: Collection[int]) -> dict[int, datetime]:
    midnight = datetime.combine(ctx.today, time()).astimezone(UTC)
    statement = (
        select(InteractionLink.sales_order_id, func.max(Interaction.at, type_=Interaction.at.type))
        .join(Interaction, Interaction.id == InteractionLink.interaction_id)
        .where(
            InteractionLink.sales_order_id.in_(ids),
            Interaction.state == InteractionState.DONE,
            Interaction.at >= midnight,
        )
        .group_by(InteractionLink.sales_order_id)
    )
    return {row[0]: row[1] for row in ctx.session.execute(statement) if row[0] is not None}
