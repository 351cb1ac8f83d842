"""How products stand: what is on hand, promised and on its way, and when it runs out. Shared by lists and pages.

Everything is added up per product by the database: on hand and value are kept (`stock_valuation`), open orders are
few however long the history is, and the issues of the last days stand in an index of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median_high
from typing import Any, Final

from sqlalchemy import Subquery, and_, case, func, literal_column, select

from app.db.models import (
    Product,
    PurchaseLineFacts,
    PurchaseOrder,
    PurchaseOrderLine,
    Reservation,
    SalesOrder,
    SalesOrderLine,
    StockMove,
    StockValuation,
)
from app.domain.formulas import stocking
from app.domain.places import CUSTOMER
from app.domain.states import OPEN_PURCHASE_ORDER, SalesOrderState
from app.domain.vocabulary import MoveKind, ReservationKind
from app.services.operations import ReadContext

_YEAR: Final = timedelta(days=365)

# The words are those of the index `ix_stock_move_demand`: with parameters in their place it could not be used.
_TAKEN: Final = StockMove.kind.in_([literal_column("'issue'"), literal_column("'correction'")])


@dataclass(slots=True)
class Supply:
    """What one product has coming, and what the last 90 days took."""

    incoming: int = 0
    undated: int = 0
    issued: int = 0
    receipts: list[stocking.Receipt] = field(default_factory=list)

    def runs_out(self, on_hand: int, today: date) -> date | None:
        """The first day whose demand is not met."""
        return stocking.runs_out(on_hand, self.receipts, self.issued, today)


def promised_by_product() -> Subquery:
    """Per product: `promised` to confirmed orders, and the part `waiting` that nothing is kept for."""
    line = SalesOrderLine
    confirmed = SalesOrder.state == SalesOrderState.CONFIRMED
    kept = _kept_by_line().subquery("kept")
    is_open = line.quantity > line.shipped + line.closed_short
    needed = case((and_(confirmed, is_open), line.quantity - line.shipped - line.closed_short), else_=0)
    held = func.coalesce(kept.c.quantity, 0)
    waiting = case((needed > held, needed - held), else_=0)
    waits = (
        select(line.product_id, func.sum(held + waiting).label("promised"), func.sum(waiting).label("waiting"))
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .outerjoin(kept, kept.c.line_id == line.id)
        .where(line.id.in_(_concerned()))
        .group_by(line.product_id)
    )
    return waits.subquery("promised")


def _concerned() -> Any:
    """The lines of confirmed orders, and those of any order that something is kept for: few."""
    line = SalesOrderLine
    of_confirmed = (
        select(line.id)
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .where(SalesOrder.state == SalesOrderState.CONFIRMED, line.quantity > line.shipped + line.closed_short)
    )
    return of_confirmed.union(_kept_by_line().with_only_columns(Reservation.sales_order_line_id))


def _kept_by_line() -> Any:
    return (
        select(Reservation.sales_order_line_id.label("line_id"), func.sum(Reservation.quantity).label("quantity"))
        .where(Reservation.kind == ReservationKind.HARD, Reservation.purchase_order_line_id.is_(None))
        .group_by(Reservation.sales_order_line_id)
    )


def incoming_by_product() -> Subquery:
    """Per product: `incoming`, what is open on purchase orders that were sent."""
    line = PurchaseOrderLine
    left = line.quantity - line.received - line.closed_short
    statement = (
        select(line.product_id, func.sum(left).label("incoming"))
        .join(PurchaseLineFacts, PurchaseLineFacts.id == line.id)
        .where(PurchaseLineFacts.is_open == True)  # noqa: E712 - SQL
        .group_by(line.product_id)
    )
    return statement.subquery("incoming")


def ordered_by_product() -> Subquery:
    """Per product: `ordered`, what is open on purchase orders, drafts included."""
    line = PurchaseOrderLine
    left = line.quantity - line.received - line.closed_short
    statement = (
        select(line.product_id, func.sum(left).label("ordered"))
        .join(PurchaseOrder, PurchaseOrder.id == line.order_id)
        .where(PurchaseOrder.state.in_(OPEN_PURCHASE_ORDER))
        .group_by(line.product_id)
    )
    return statement.subquery("ordered")


def enough_ordered() -> Any:
    """The products that what is on order, drafts included, brings above their reorder point."""
    ordered = ordered_by_product()
    there = func.coalesce(StockValuation.quantity, 0) + ordered.c.ordered
    return (
        select(ordered.c.product_id)
        .join(Product, Product.id == ordered.c.product_id)
        .outerjoin(StockValuation, StockValuation.product_id == Product.id)
        .where(there > Product.reorder_point)
    )


def supplies(ctx: ReadContext, wanted: Collection[int] | None = None) -> dict[int, Supply]:
    """What products have coming and what the last 90 days took; all of them or these. Two or three statements."""
    found: dict[int, Supply] = defaultdict(Supply)
    _add_incoming(ctx, found, wanted)
    for product_id, issued in ctx.session.execute(_issued(ctx, wanted)):
        found[product_id].issued = max(issued, 0)
    return found


def lateness_of(ctx: ReadContext, suppliers: Collection[int]) -> dict[int, int]:
    """Each supplier's median lateness in days over its late lines of the last twelve months. One statement."""
    f = PurchaseLineFacts
    days: dict[int, list[int]] = defaultdict(list)
    statement = select(f.supplier_id, f.due, f.completed).where(
        f.supplier_id.in_(suppliers), f.ordered > ctx.today - _YEAR, f.completed > f.due
    )
    for supplier, due, completed in ctx.session.execute(statement):
        if due is not None and completed is not None:
            days[supplier].append((completed - due).days)
    return {supplier: median_high(late) for supplier, late in days.items()}


def _issued(ctx: ReadContext, wanted: Collection[int] | None) -> Any:
    """What each product's issues took; a correction that takes one back has its day, as if it had not been."""
    move = StockMove
    taken = case(
        (move.kind == MoveKind.ISSUE, move.quantity), (move.from_location_id == CUSTOMER, -move.quantity), else_=0
    )
    first = ctx.today - timedelta(days=stocking.DEMAND_DAYS)
    statement = (
        select(move.product_id, func.sum(taken))
        .where(_TAKEN, move.day > first, move.day <= ctx.today)
        .group_by(move.product_id)
    )
    return statement if wanted is None else statement.where(move.product_id.in_(wanted))


def _add_incoming(ctx: ReadContext, found: dict[int, Supply], wanted: Collection[int] | None) -> None:
    line, f = PurchaseOrderLine, PurchaseLineFacts
    statement = (
        select(line.product_id, f.supplier_id, line.current_promise, line.quantity - line.received - line.closed_short)
        .join(f, f.id == line.id)
        .where(f.is_open == True)  # noqa: E712 - SQL
    )
    if wanted is not None:
        statement = statement.where(line.product_id.in_(wanted))
    rows = ctx.session.execute(statement).all()
    overdue = {supplier for _, supplier, promise, _ in rows if promise is not None and promise < ctx.today}
    lateness = lateness_of(ctx, overdue) if overdue else {}
    for product_id, supplier, promise, left in rows:
        supply = found[product_id]
        supply.incoming += left
        day = stocking.expected_on(promise, ctx.today, lateness.get(supplier))
        if day is None:
            supply.undated += left
        else:
            supply.receipts.append((day, left))
