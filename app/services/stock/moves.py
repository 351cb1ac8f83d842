"""The ledger to read: every move, the newest first."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from app.db.ids import id_array
from app.db.models import Location, Lot, Product, Shipment, ShipmentLine, Staff, StockMove
from app.domain.places import is_inside
from app.services.business.settings import read_business
from app.services.operations import ReadContext, query
from app.services.stock.queries import products_by_text, shows_costs
from app.services.stock.read_models import MoveFilter, MoveRow


@query("stock.view")
def move_ids(ctx: ReadContext, wanted: MoveFilter | None = None) -> array[int]:
    """The ids of the moves that fit, the newest first. One statement."""
    which = wanted or MoveFilter()
    statement = select(StockMove.id).where(*_conditions(ctx, which)).order_by(StockMove.id.desc())
    return id_array(ctx.session, statement)


@query("stock.view")
def move_rows(ctx: ReadContext, wanted: Sequence[int]) -> list[MoveRow]:
    """These moves, in any order. Two statements."""
    source, target = aliased(Location), aliased(Location)
    statement = (
        select(StockMove, Product, Lot.code, source.name, target.name, Staff.name, Shipment.id, Shipment.number)
        .join(Product, Product.id == StockMove.product_id)
        .join(source, source.id == StockMove.from_location_id)
        .join(target, target.id == StockMove.to_location_id)
        .outerjoin(Lot, Lot.id == StockMove.lot_id)
        .outerjoin(Staff, Staff.id == StockMove.staff_id)
        .outerjoin(ShipmentLine, (StockMove.cause == "shipment_line") & (ShipmentLine.id == StockMove.cause_id))
        .outerjoin(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(StockMove.id.in_(wanted))
    )
    costs, currency = shows_costs(ctx), read_business(ctx.session).currency
    return [_row(row, currency, costs=costs) for row in ctx.session.execute(statement)]


def _conditions(ctx: ReadContext, wanted: MoveFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(StockMove.kind == wanted.kind)
    if wanted.product_id is not None:
        conditions.append(StockMove.product_id == wanted.product_id)
    if wanted.first is not None:
        conditions.append(StockMove.day >= wanted.first)
    if wanted.last is not None:
        conditions.append(StockMove.day <= wanted.last)
    found = products_by_text(ctx, wanted.text)
    if found:
        conditions.append(StockMove.product_id.in_(select(Product.id).where(*found)))
    return conditions


def _row(row: Any, currency: str, *, costs: bool) -> MoveRow:
    move, product, lot, source, target, staff, shipment_id, number = row
    sign = is_inside(move.to_location_id) - is_inside(move.from_location_id)
    return MoveRow(
        id=move.id,
        at=move.at,
        day=move.day,
        product_id=product.id,
        sku=product.sku,
        product=product.name,
        unit=product.unit,
        unit_decimals=product.unit_decimals,
        lot=lot or "",
        source=source,
        target=target,
        quantity=move.quantity,
        change=sign * move.quantity,
        kind=move.kind,
        reason=move.reason,
        note=move.note,
        cause=move.cause,
        document=number or "",
        document_id=shipment_id,
        staff=staff or "",
        value_minor=move.value_minor if costs else None,
        currency=currency,
    )
