"""What needs attention, sorted by the sales that hang on it; each kind in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import aliased

from app.db.functions import days_between
from app.db.models import (
    Partner,
    PartnerFacts,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Reservation,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
    StockValuation,
    Task,
)
from app.domain.punctuality import OPEN_SHIPMENT, UNSENT
from app.domain.states import SalesOrderState, ShipmentKind, ShipmentState
from app.domain.vocabulary import PartnerStatus, ProductStatus, TaskState
from app.services.customers import scope
from app.services.lateness import bought_late, sold_due
from app.services.operations import ReadContext, query
from app.services.permissions import YES
from app.services.stock.standing import enough_ordered
from app.services.today.read_models import Attention, AttentionRow

MOST: Final = 40
_FEW_ORDERS: Final = 4
"""With fewer orders there is no rhythm to fall out of."""
_TOO_LONG: Final = 2
"""Quiet: so many times the usual days without an order."""
_ON_ITS_WAY: Final = (ShipmentState.IN_TRANSIT, ShipmentState.ARRIVED)


@query("kpi.view")
def attention(ctx: ReadContext) -> list[AttentionRow]:
    """All that needs attention and that the acting person may see, the most sales at risk first."""
    rows: list[AttentionRow] = []
    told: set[int] = set()
    if ctx.may("supplier.view") is not None:
        rows += _late_in(ctx, told)
    if ctx.may("customer.view") == YES:
        # Who waits for what is late is called from there: the order's own row would say the same again.
        waiting = (row for row in _waiting_orders(ctx) if row.kind is not Attention.SHORT or row.id not in told)
        rows += [*waiting, *_late_deliveries(ctx), *_quiet(ctx)]
    if ctx.may("product.view") is not None:
        rows += _reorder(ctx)
    order = list(Attention)
    return sorted(rows, key=lambda row: (-(row.at_risk_minor or -1), order.index(row.kind), -row.days, row.id))


def _open_value() -> ColumnElement[int]:
    """The net of what of a line is still to be shipped."""
    line = SalesOrderLine
    left = line.quantity - line.shipped - line.closed_short
    return func.round(line.net_minor * 1.0 * left / line.quantity)


def _held() -> Any:
    """What of the stock on hand is kept for a line."""
    return (
        select(func.coalesce(func.sum(Reservation.quantity), 0))
        .where(Reservation.sales_order_line_id == SalesOrderLine.id, Reservation.purchase_order_line_id.is_(None))
        .correlate(SalesOrderLine)
        .scalar_subquery()
    )


def _open_lines() -> tuple[ColumnElement[bool], ...]:
    line = SalesOrderLine
    return (SalesOrder.state == SalesOrderState.CONFIRMED, line.quantity - line.shipped - line.closed_short > 0)


def _late_in(ctx: ReadContext, told: set[int]) -> Iterator[AttentionRow]:
    """Orders with lines past their promise, and the shipment that is to bring them; `told` gets who waits for it."""
    line = PurchaseOrderLine
    statement = (
        select(PurchaseOrder.id, PurchaseOrder.number, Partner.name, Product.id, Product.name, line.current_promise)
        .select_from(PurchaseOrder)
        .join(line, line.order_id == PurchaseOrder.id)
        .join(Partner, Partner.id == PurchaseOrder.supplier_id)
        .join(Product, Product.id == line.product_id)
        .where(bought_late(ctx.today))
        .order_by(line.current_promise, line.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in ctx.session.execute(statement):
        found[row[0]].append(row)
    waiting = _waiting_for(ctx, {row[3] for rows in found.values() for row in rows})
    coming = _coming_in(ctx, list(found))
    for order_id, rows in found.items():
        of_order = [sale for row in rows for sale in waiting.get(row[3], ())]
        shipment = coming.get(order_id)
        told.update(sale[0] for sale in of_order)
        yield AttentionRow(
            Attention.LATE_IN,
            "purchase_order" if shipment is None else "shipment",
            order_id if shipment is None else shipment,
            number=rows[0][1],
            partner=rows[0][2],
            product=rows[0][4],
            lines=len(rows),
            days=(ctx.today - rows[0][5]).days,
            orders=len({sale[0] for sale in of_order}),
            at_risk_minor=sum(int(sale[1]) for sale in of_order) or None,
            currency=of_order[0][2] if of_order else None,
        )


def _coming_in(ctx: ReadContext, orders: Sequence[int]) -> dict[int, int]:
    """The open shipment of each purchase order, the one promised first. One statement."""
    line = PurchaseOrderLine
    statement = (
        select(line.order_id, Shipment.id)
        .join(ShipmentLine, ShipmentLine.purchase_order_line_id == line.id)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(line.order_id.in_(orders), Shipment.state.in_(OPEN_SHIPMENT))
        .order_by(Shipment.promised.desc(), Shipment.id.desc())
    )
    return {row[0]: row[1] for row in ctx.session.execute(statement)}


def _waiting_for(ctx: ReadContext, products: set[int]) -> dict[int, list[tuple[int, int, str]]]:
    """Per product the customers' orders that have less kept for them than is to be shipped, with the value of that."""
    line = SalesOrderLine
    missing = line.quantity - line.shipped - line.closed_short - _held()
    value = func.round(line.net_minor * 1.0 * missing / line.quantity)
    statement = (
        select(line.product_id, SalesOrder.id, value, SalesOrder.currency)
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .where(
            line.product_id.in_(products),
            *_open_lines(),
            missing > 0,
        )
    )
    found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for product, order, value, currency in ctx.session.execute(statement):
        found[product].append((order, value, currency))
    return found


def _waiting_orders(ctx: ReadContext) -> Iterator[AttentionRow]:
    """Confirmed orders past their promise that are not shipped, and later ones that have not all they need."""
    line = SalesOrderLine
    due = sold_due()
    left = line.quantity - line.shipped - line.closed_short
    late = case((due < ctx.today, 1), else_=0)
    short = case((left > _held(), 1), else_=0)
    statement = (
        select(
            *(SalesOrder.id, SalesOrder.number, Partner.name, SalesOrder.currency, func.min(due), func.sum(late)),
            *(func.sum(short), func.sum(_open_value()), func.sum(short * _open_value())),
            *(func.min(case((left > _held(), Product.name), else_=None)), func.min(_unsent())),
        )
        .join(line, line.order_id == SalesOrder.id)
        .join(Partner, Partner.id == SalesOrder.customer_id)
        .join(Product, Product.id == line.product_id)
        .where(*_open_lines(), scope.visible(ctx, ctx.may("customer.view")))
        .group_by(SalesOrder.id, Partner.id)
    )
    for row in ctx.session.execute(statement):
        id_, number, partner, currency, first, late_lines, short_lines, value, at_risk, product, packed = row
        if late_lines:
            days = (ctx.today - _day(first)).days
            entity, record = ("shipment", packed) if packed is not None else ("sales_order", id_)
            yield AttentionRow(
                Attention.LATE_OUT, entity, record, number=number, partner=partner, product=product or "",
                lines=late_lines, days=days, at_risk_minor=int(value), currency=currency,
            )  # fmt: skip
        elif short_lines:
            yield AttentionRow(
                Attention.SHORT, "sales_order", id_, number=number, partner=partner, product=product or "",
                lines=short_lines, at_risk_minor=int(at_risk), currency=currency,
            )  # fmt: skip


def _unsent() -> Any:
    """The parcel that a line stands in and that has not left."""
    return (
        select(func.min(Shipment.id))
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .where(ShipmentLine.sales_order_line_id == SalesOrderLine.id, Shipment.state.in_(UNSENT))
        .correlate(SalesOrderLine)
        .scalar_subquery()
    )


def _late_deliveries(ctx: ReadContext) -> Iterator[AttentionRow]:
    line, sent = SalesOrderLine, aliased(Shipment)
    # The few that are on their way, by their state: never all that ever went out.
    under_way = select(sent.id).where(sent.state.in_(_ON_ITS_WAY))
    value = func.round(line.net_minor * 1.0 * ShipmentLine.quantity / line.quantity)
    statement = (
        select(
            *(Shipment.id, Shipment.number, Partner.name, Shipment.promised, SalesOrder.currency),
            *(func.sum(value), func.count()),
        )
        .join(Partner, Partner.id == Shipment.partner_id)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(line, line.id == ShipmentLine.sales_order_line_id)
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .where(Shipment.id.in_(under_way), Shipment.kind == ShipmentKind.OUT, Shipment.promised < ctx.today)
        .group_by(Shipment.id, Partner.id, SalesOrder.currency)
    )
    for id_, number, partner, promised, currency, at_risk, lines in ctx.session.execute(statement):
        yield AttentionRow(
            Attention.LATE_DELIVERY, "shipment", id_, number=number, partner=partner, lines=lines,
            days=(ctx.today - promised).days, at_risk_minor=int(at_risk), currency=currency,
        )  # fmt: skip


def _reorder(ctx: ReadContext) -> Iterator[AttentionRow]:
    """One row for all products that, with what is on order and drafted, are at or below their reorder point."""
    there = func.coalesce(StockValuation.quantity, 0)
    statement = (
        select(Product.id, Product.name)
        .outerjoin(StockValuation, StockValuation.product_id == Product.id)
        .where(
            Product.status == ProductStatus.ACTIVE,
            Product.reorder_point.is_not(None),
            there <= Product.reorder_point,
            Product.id.not_in(enough_ordered()),
        )
        .order_by(Product.name)
    )
    rows = ctx.session.execute(statement).all()
    if rows:
        orders = ctx.may("purchase_order.save") is not None
        entity = "purchase_order" if orders else "product"
        yield AttentionRow(Attention.REORDER, entity, rows[0][0], product=rows[0][1], lines=len(rows))


def _quiet(ctx: ReadContext) -> Iterator[AttentionRow]:
    """Customers who ordered in a rhythm and stopped; not those with something open or a follow-up planned.

    At risk is what they would have ordered since, in their rhythm and at their average order.
    """
    facts = PartnerFacts
    planned = select(Task.partner_id).where(Task.state == TaskState.TO_DO, Task.partner_id.is_not(None))
    rhythm = days_between(facts.first_ordered, facts.last_ordered) // (facts.orders - 1)
    statement = (
        select(
            Partner.id, Partner.name, facts.first_ordered, facts.last_ordered, facts.orders, facts.sales_minor,
            facts.currency,
        )
        .join(facts, facts.id == Partner.id)
        .where(
            Partner.status == PartnerStatus.ACTIVE,
            facts.orders >= _FEW_ORDERS,
            facts.open_orders == 0,
            facts.sales_year_minor > 0,
            facts.last_ordered < ctx.today - timedelta(days=_TOO_LONG),
            # Most customers who ordered anything are in their rhythm: the database passes them over.
            days_between(facts.last_ordered, literal(ctx.today.isoformat())) > _TOO_LONG * rhythm,
            Partner.id.not_in(planned),
            scope.visible(ctx, ctx.may("customer.view")),
        )
    )  # fmt: skip
    rows: Sequence[Any] = ctx.session.execute(statement).all()
    for id_, name, first, last, orders, sales, currency in rows:
        usual = max((last - first).days // (orders - 1), 1)
        days = (ctx.today - last).days
        if days > _TOO_LONG * usual:
            yield AttentionRow(
                Attention.QUIET, "customer", id_, partner=name, days=days, usual_days=usual,
                at_risk_minor=sales * (days - usual) // (orders * usual), currency=currency,
            )  # fmt: skip


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
