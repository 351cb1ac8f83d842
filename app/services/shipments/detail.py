"""One shipment with its lines, its events, and which customers wait for what is in it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.db.models import (
    ContactPoint,
    Lot,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentEvent,
    ShipmentLine,
    Staff,
    SupplierTerms,
)
from app.domain.errors import NotFoundError
from app.domain.money import PPM
from app.domain.punctuality import OPEN_SHIPMENT
from app.domain.states import ShipmentKind
from app.domain.vocabulary import ContactPointKind
from app.services.operations import ReadContext, query
from app.services.shipments.impact import read_impact
from app.services.shipments.queries import Sums, rows_where
from app.services.shipments.read_models import (
    OrderLink,
    ShipmentDetail,
    ShipmentEventView,
    ShipmentForm,
    ShipmentLineView,
)
from app.services.shipments.stages import next_states


@query("shipment.view")
def detail(ctx: ReadContext, shipment_id: int) -> ShipmentDetail:
    """Everything on a shipment's page. Seven statements, nine more when customers wait for it. Raises NotFoundError."""
    shipment = ctx.session.get(Shipment, shipment_id)
    if shipment is None:
        raise NotFoundError("shipment", shipment_id)
    lines, orders = _lines(ctx, shipment)
    sums = Sums(
        orders[0].number if orders else None,
        len(orders),
        len(lines),
        sum(-(-line.rejected // 10**line.unit_decimals) for line in lines),
        sum(-(-line.expected // 10**line.unit_decimals) for line in lines),
    )
    row = next(iter(rows_where(ctx, Shipment.id == shipment_id, {shipment_id: sums})))
    waits = shipment.kind is ShipmentKind.IN and shipment.state in OPEN_SHIPMENT
    goods = shipment.partner_id, shipment.promised
    staff = ctx.session.get(Staff, shipment.staff_id) if shipment.staff_id is not None else None
    return ShipmentDetail(
        row=row,
        version=shipment.version,
        partner_id=shipment.partner_id,
        carrier_id=shipment.carrier_id,
        carrier_website=_website(ctx, shipment.carrier_id),
        notes=shipment.notes,
        weight_g=shipment.weight_g,
        staff=staff.name if staff is not None else None,
        history=shipment.history,
        orders=orders,
        lines=lines,
        events=_events(ctx, shipment_id),
        impact=read_impact(ctx, lines if waits and ctx.may("order.view") else (), *goods),
        next_states=next_states(shipment.kind, shipment.state),
        form=form_of(ctx, shipment),
        shows_costs=ctx.may("cost.view") is not None,
        today=ctx.today,
        now=ctx.now,
    )


@query("shipment.view")
def read_form(ctx: ReadContext, shipment_id: int) -> ShipmentForm:
    """What the editor opens with. Raises NotFoundError."""
    shipment = ctx.session.get(Shipment, shipment_id)
    if shipment is None:
        raise NotFoundError("shipment", shipment_id)
    return form_of(ctx, shipment)


def form_of(ctx: ReadContext, shipment: Shipment) -> ShipmentForm:
    """The changeable part of a shipment, as the acting person may see it."""
    return ShipmentForm(
        id=shipment.id,
        carrier_id=shipment.carrier_id,
        tracking=shipment.tracking,
        promised=shipment.promised,
        freight_minor=shipment.freight_minor if ctx.may("cost.view") else None,
        notes=shipment.notes,
        version=shipment.version,
    )


def _lines(ctx: ReadContext, shipment: Shipment) -> tuple[tuple[ShipmentLineView, ...], tuple[OrderLink, ...]]:
    statement = (
        select(ShipmentLine, Product, Lot, PurchaseOrderLine, SupplierTerms.over_receipt_ppm, SalesOrder, PurchaseOrder)
        .join(Product, Product.id == ShipmentLine.product_id)
        .outerjoin(Lot, Lot.id == ShipmentLine.lot_id)
        .outerjoin(PurchaseOrderLine, PurchaseOrderLine.id == ShipmentLine.purchase_order_line_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .outerjoin(SupplierTerms, SupplierTerms.partner_id == PurchaseOrder.supplier_id)
        .outerjoin(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .outerjoin(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .where(ShipmentLine.shipment_id == shipment.id)
        .order_by(ShipmentLine.position, ShipmentLine.id)
    )
    lines, orders = [], {}
    for item, product, lot, bought, tolerance, sold_in, bought_in in ctx.session.execute(statement):
        link = None
        if sold_in is not None:
            link = OrderLink("sales_order", sold_in.id, sold_in.number)
        elif bought_in is not None:
            link = OrderLink("purchase_order", bought_in.id, bought_in.number)
        if link is not None:
            orders[link.entity, link.id] = link
        lines.append(_line(item, product, lot, limit_of(bought, tolerance), link))
    return tuple(lines), tuple(orders.values())


def limit_of(line: PurchaseOrderLine | None, tolerance_ppm: int | None) -> int:
    """How much of a purchase order's line may still be accepted, with the supplier's tolerance."""
    if line is None:
        return 0
    allowed = line.quantity + line.quantity * (tolerance_ppm or 0) // PPM
    return max(allowed - line.received - line.closed_short, 0)


def _line(
    item: ShipmentLine, product: Product, lot: Lot | None, limit: int, link: OrderLink | None
) -> ShipmentLineView:
    return ShipmentLineView(
        id=item.id,
        product_id=product.id,
        sku=product.sku,
        gtin=product.gtin,
        name=product.name,
        unit=product.unit,
        unit_decimals=product.unit_decimals,
        tracking=product.tracking,
        quantity=item.quantity,
        accepted=item.accepted,
        rejected=item.rejected,
        reason=item.reason,
        note=item.note,
        lot=lot.code if lot is not None else None,
        expiry=lot.expiry if lot is not None else None,
        limit=limit,
        order=link.number if link is not None else None,
    )


def _events(ctx: ReadContext, shipment_id: int) -> tuple[ShipmentEventView, ...]:
    """What happened, the newest first; what was retracted, and its retraction, are left out."""
    retraction = aliased(ShipmentEvent)
    event = ShipmentEvent
    statement = (
        select(event.id, event.at, event.kind, event.place, event.note, event.source, Staff.name)
        .outerjoin(Staff, Staff.id == event.staff_id)
        .where(
            event.shipment_id == shipment_id,
            event.is_reversal == False,  # noqa: E712 - SQL
            ~select(retraction.id).where(retraction.reverses_id == event.id).exists(),
        )
        .order_by(event.at.desc(), event.id.desc())
    )
    return tuple(ShipmentEventView(*row) for row in ctx.session.execute(statement))


def _website(ctx: ReadContext, carrier_id: int | None) -> str | None:
    if carrier_id is None:
        return None
    statement = (
        select(ContactPoint.value)
        .where(ContactPoint.partner_id == carrier_id, ContactPoint.kind == ContactPointKind.WEBSITE)
        .limit(1)
    )
    return ctx.session.execute(statement).scalar_one_or_none()
