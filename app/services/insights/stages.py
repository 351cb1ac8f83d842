"""How long a product spends in each stage of the chain, from the dates that are stored."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from app.db.functions import days_between
from app.db.models import PurchaseOrder, PurchaseOrderLine, Shipment, ShipmentLine
from app.domain.formulas.ratios import ratio
from app.domain.states import ShipmentKind, ShipmentState
from app.services.insights import shipping, turnover
from app.services.insights.figures import Dimension, Figure, FigureRow, MeasureName, Span, Stage, Total, Unit, Value
from app.services.insights.grouping import within
from app.services.operations import ReadContext

Part = tuple[Value, int]


def stage_days(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:  # noqa: ARG001 - always by stage
    """Mean days in each stage, by the day it ended; the total is their sum where every one is known."""
    shelf = turnover.days_of_supply(ctx, span, None).total
    picking = shipping.days_to_ship(ctx, span, None).total
    parts: dict[Stage, Part] = {
        Stage.SUPPLIER: _supplier(ctx, span),
        Stage.TRANSIT: _between(ctx, span, ShipmentKind.IN, Shipment.shipped, Shipment.arrived),
        Stage.RECEIVING: _between(ctx, span, ShipmentKind.IN, Shipment.arrived, Shipment.delivered),
        Stage.SHELF: (shelf.value, shelf.n),
        Stage.PICKING: (picking.value, picking.n),
        Stage.DELIVERY: _between(ctx, span, ShipmentKind.OUT, Shipment.shipped, Shipment.delivered),
    }
    rows = tuple(FigureRow(stage.value, stage.value, value, n) for stage, (value, n) in parts.items())
    known = [Fraction(row.value) for row in rows if row.value is not None]
    whole = sum(known, Fraction(0)) if len(known) == len(rows) else None
    total = Total(whole, sum(row.n for row in rows))
    return Figure(MeasureName.STAGE_DAYS, Unit.DAYS, Dimension.STAGE, span, rows, total)


def _between(ctx: ReadContext, span: Span, kind: ShipmentKind, start: Any, end: Any) -> Part:
    statement = select(func.sum(days_between(start, end)), func.count()).where(
        Shipment.kind == kind, Shipment.state != ShipmentState.CANCELLED, start.is_not(None), end.is_not(None)
    )
    return _part(ctx, within(statement, end, span))


def _supplier(ctx: ReadContext, span: Span) -> Part:
    ordered = (
        select(ShipmentLine.shipment_id, func.min(PurchaseOrder.ordered).label("ordered"))
        .join(PurchaseOrderLine, PurchaseOrderLine.id == ShipmentLine.purchase_order_line_id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .group_by(ShipmentLine.shipment_id)
        .subquery()
    )
    statement = (
        select(func.sum(days_between(ordered.c.ordered, Shipment.shipped)), func.count())
        .join(ordered, ordered.c.shipment_id == Shipment.id)
        .where(
            Shipment.kind == ShipmentKind.IN, Shipment.state != ShipmentState.CANCELLED, Shipment.shipped.is_not(None)
        )
    )
    return _part(ctx, within(statement, Shipment.shipped, span))


def _part(ctx: ReadContext, statement: Any) -> Part:
    days, n = ctx.session.execute(statement).one()
    return ratio(days or 0, n), n
