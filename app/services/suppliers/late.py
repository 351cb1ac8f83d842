"""What is late, and who may see what things cost: shared by the suppliers' queries."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select

from app.db.models import (
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Reservation,
    SalesOrder,
    SalesOrderLine,
)
from app.domain.states import SalesOrderState
from app.services.lateness import bought_late
from app.services.operations import ReadContext
from app.services.suppliers.read_models import LateLine

NO_COSTS: Final = "no_costs"


def read_late_lines(ctx: ReadContext, supplier_id: int | None, limit: int = 100) -> list[LateLine]:
    """Open lines past the promise that holds now, the latest first; of one supplier or of all. One statement."""
    line, first = PurchaseOrderLine, PurchaseOrderLine.original_promise
    statement = (
        select(
            *(PurchaseOrder.id, line.id, PurchaseOrder.number, PurchaseOrder.supplier_id, Product.name, Product.sku),
            func.coalesce(first, line.current_promise, type_=first.type),
            *(line.current_promise, line.quantity - line.received - line.closed_short),
            *(Product.unit, Product.unit_decimals, _endangered()),
        )
        .select_from(PurchaseOrder)
        .join(line, line.order_id == PurchaseOrder.id)
        .join(Product, Product.id == line.product_id)
        .where(bought_late(ctx.today))
        .order_by(line.current_promise, line.id)
        .limit(limit)
    )
    if supplier_id is not None:
        statement = statement.where(PurchaseOrder.supplier_id == supplier_id)
    result = []
    for order, line_id, number, supplier, name, sku, due, now, left, unit, decimals, waiting in ctx.session.execute(
        statement
    ):
        days = (ctx.today - now).days
        moved = now if now != due else None
        result.append(
            LateLine(order, line_id, number, supplier, name, sku, due, moved, days, left, unit, decimals, waiting)
        )
    return result


def shows_costs(ctx: ReadContext) -> bool:
    """Whether the acting role sees what things cost."""
    return ctx.grant != NO_COSTS and ctx.may("cost.view") is not None


def _endangered() -> Any:
    """Our confirmed orders that have less of the product kept for them than is still to be shipped."""
    held = (
        select(func.coalesce(func.sum(Reservation.quantity), 0))
        .where(Reservation.sales_order_line_id == SalesOrderLine.id, Reservation.purchase_order_line_id.is_(None))
        .correlate(SalesOrderLine)
        .scalar_subquery()
    )
    return (
        select(func.count(SalesOrder.id.distinct()))
        .join(SalesOrderLine, SalesOrderLine.order_id == SalesOrder.id)
        .where(
            SalesOrderLine.product_id == Product.id,
            SalesOrder.state == SalesOrderState.CONFIRMED,
            SalesOrderLine.quantity - SalesOrderLine.shipped - SalesOrderLine.closed_short > held,
        )
        .correlate(Product)
        .scalar_subquery()
    )
