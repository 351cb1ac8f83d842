"""What is late, and who may see what things cost: shared by the suppliers' queries."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select

from app.db.models import (
    Product,
    PurchaseLineFacts,
    PurchaseOrder,
    PurchaseOrderLine,
    Reservation,
    SalesOrder,
    SalesOrderLine,
)
from app.domain.states import SalesOrderState
from app.services.operations import ReadContext
from app.services.suppliers.figures import late_condition
from app.services.suppliers.read_models import LateLine

NO_COSTS: Final = "no_costs"


def read_late_lines(ctx: ReadContext, supplier_id: int | None, limit: int = 100) -> list[LateLine]:
    """Open lines past their original promise, the latest first; of one supplier or of all. One statement."""
    f, line = PurchaseLineFacts, PurchaseOrderLine
    statement = (
        select(
            *(PurchaseOrder.id, f.id, PurchaseOrder.number, f.supplier_id, Product.name, Product.sku, f.due),
            *(line.current_promise, line.quantity - line.received - line.closed_short),
            *(Product.unit, Product.unit_decimals, _endangered()),
        )
        .join(line, line.id == f.id)
        .join(PurchaseOrder, PurchaseOrder.id == line.order_id)
        .join(Product, Product.id == line.product_id)
        .where(late_condition(ctx.today))
        .order_by(f.due, f.id)
        .limit(limit)
    )
    if supplier_id is not None:
        statement = statement.where(f.supplier_id == supplier_id)
    result = []
    for order, line_id, number, supplier, name, sku, due, now, left, unit, decimals, waiting in ctx.session.execute(
        statement
    ):
        days = (ctx.today - due).days
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
