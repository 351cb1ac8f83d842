"""How long a product spends in each stage of the chain, from the dates that are stored."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Select, func, literal, null, select

from app.db.functions import days_between
from app.db.models import PurchaseOrder, PurchaseOrderLine, Shipment, ShipmentLine
from app.db.models.rollups import Family
from app.domain.formulas.ratios import ratio
from app.domain.states import ShipmentKind, ShipmentState
from app.services.insights import shipping, turnover
from app.services.insights.figures import Dimension, Figure, FigureRow, MeasureName, Span, Stage, Total, Unit, Value
from app.services.insights.rollups import Source, Window, read
from app.services.operations import ReadContext

Part = tuple[Value, int]


def stage_days(ctx: ReadContext, span: Span, by: Dimension | None) -> Figure:  # noqa: ARG001 - always by stage
    """Mean days in each stage, by the day it ended; the total is their sum where every one is known."""
    shelf = turnover.days_of_supply(ctx, span, None).total
    picking = shipping.days_to_ship(ctx, span, None).total
    parts: dict[Stage, Part] = {
        Stage.SUPPLIER: _part(ctx, span, SUPPLIER),
        Stage.TRANSIT: _part(ctx, span, TRANSIT),
        Stage.RECEIVING: _part(ctx, span, RECEIVING),
        Stage.SHELF: (shelf.value, shelf.n),
        Stage.PICKING: (picking.value, picking.n),
        Stage.DELIVERY: _part(ctx, span, DELIVERY),
    }
    rows = tuple(FigureRow(stage.value, stage.value, value, n) for stage, (value, n) in parts.items())
    known = [Fraction(row.value) for row in rows if row.value is not None]
    whole = sum(known, Fraction(0)) if len(known) == len(rows) else None
    total = Total(whole, sum(row.n for row in rows))
    return Figure(MeasureName.STAGE_DAYS, Unit.DAYS, Dimension.STAGE, span, rows, total)


def _part(ctx: ReadContext, span: Span, source: Source) -> Part:
    found = read(ctx, source, span)
    n = sum(sums.n for sums in found)
    return ratio(sum(sums.part for sums in found), n), n


def _transit(window: Window) -> Select[Any]:
    return window.within(_between(window, ShipmentKind.IN, Shipment.shipped, Shipment.arrived), Shipment.arrived)


def _receiving(window: Window) -> Select[Any]:
    return _delivered(window, _between(window, ShipmentKind.IN, Shipment.arrived, Shipment.delivered))


def _delivery(window: Window) -> Select[Any]:
    return _delivered(window, _between(window, ShipmentKind.OUT, Shipment.shipped, Shipment.delivered))


def _between(window: Window, kind: ShipmentKind, start: Any, end: Any) -> Select[Any]:
    return _grouped(window, end, func.sum(days_between(start, end))).where(
        Shipment.kind == kind, Shipment.state != ShipmentState.CANCELLED, start.is_not(None), end.is_not(None)
    )


def _delivered(window: Window, statement: Select[Any]) -> Select[Any]:
    # The same as the day of delivery, in the words of the index `ix_shipment_kind_came`.
    return window.within(statement, func.coalesce(Shipment.delivered, Shipment.arrived))


def _supplier(window: Window) -> Select[Any]:
    lines = (
        select(ShipmentLine.shipment_id, func.min(PurchaseOrder.ordered).label("ordered"))
        .join(PurchaseOrderLine, PurchaseOrderLine.id == ShipmentLine.purchase_order_line_id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .group_by(ShipmentLine.shipment_id)
    )
    if not window.is_open:
        lately = window.within(select(Shipment.id).where(Shipment.kind == ShipmentKind.IN), Shipment.shipped)
        lines = lines.where(ShipmentLine.shipment_id.in_(lately))
    ordered = lines.subquery()
    statement = (
        _grouped(window, Shipment.shipped, func.sum(days_between(ordered.c.ordered, Shipment.shipped)))
        .join(ordered, ordered.c.shipment_id == Shipment.id)
        .where(
            Shipment.kind == ShipmentKind.IN, Shipment.state != ShipmentState.CANCELLED, Shipment.shipped.is_not(None)
        )
    )
    return window.within(statement, Shipment.shipped)


def _grouped(window: Window, day: Any, days: Any) -> Select[Any]:
    period, _ = window.keys(day)
    return (
        select(period, null(), null(), literal(0), days, literal(0), func.count())
        .select_from(Shipment)
        .group_by(period)
    )


SUPPLIER: Final = Source("stage_days.supplier", Family.BOUGHT, _supplier)
TRANSIT: Final = Source("stage_days.transit", Family.BOUGHT, _transit)
RECEIVING: Final = Source("stage_days.receiving", Family.BOUGHT, _receiving)
DELIVERY: Final = Source("stage_days.delivery", Family.SOLD, _delivery)
