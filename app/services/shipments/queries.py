"""Lists of shipments: which ones, in which order, their lines, how many behind each chip; the board, the calendar."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased

from app.db import search
from app.db.ids import id_array
from app.db.models import (
    Partner,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentEvent,
    ShipmentLine,
)
from app.domain.punctuality import OPEN_SHIPMENT, judge
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.services.operations import ReadContext, query
from app.services.shipments.read_models import (
    BoardStage,
    CalendarDay,
    ShipmentChip,
    ShipmentColumn,
    ShipmentFilter,
    ShipmentRow,
    ShipmentSort,
)

DONE_DAYS: Final = 14
"""The board's last column shows what was finished in so many days."""
INBOUND: Final = (ShipmentKind.IN, ShipmentKind.RETURN_IN)
FINISHED: Final = (ShipmentState.RECEIVED, ShipmentState.DELIVERED)
_CUSTOMS: Final = (
    ShipmentEventKind.CUSTOMS_IN,
    ShipmentEventKind.CUSTOMS_HOLD,
    ShipmentEventKind.CUSTOMS_RELEASED,
)
_STAGES: Final = {
    BoardStage.PLANNED: (ShipmentState.PLANNED,),
    BoardStage.PACKED: (ShipmentState.PACKED,),
    BoardStage.IN_TRANSIT: (ShipmentState.IN_TRANSIT,),
    BoardStage.ARRIVED: (ShipmentState.ARRIVED,),
    BoardStage.PARTLY_RECEIVED: (ShipmentState.PARTLY_RECEIVED,),
    BoardStage.DONE: FINISHED,
}
_WORDS: Final = tuple(name for name in search.COLUMNS if name not in search.PERSONAL_COLUMNS)

# Smallest units in a unit; what is rejected of several products adds up in begun units.
_SCALE: Final = case(*((Product.unit_decimals == places, 10**places) for places in range(1, 7)), else_=1)

Carrier = aliased(Partner)


@query("shipment.view")
def ids(ctx: ReadContext, wanted: ShipmentFilter | None = None, sort: ShipmentSort | None = None) -> array[int]:
    """The ids of the shipments that fit, sorted. One statement."""
    statement = select(Shipment.id).where(*_conditions(ctx, wanted or ShipmentFilter()))
    return id_array(ctx.session, _sorted(statement, sort or ShipmentSort()))


@query("shipment.view")
def rows(ctx: ReadContext, wanted: Sequence[int]) -> list[ShipmentRow]:
    """The lines of these shipments, in any order; those that are not there are left out. Two statements."""
    return list(rows_where(ctx, Shipment.id.in_(wanted), _sums(ctx, wanted)))


@query("shipment.view")
def counts(ctx: ReadContext, text: str = "") -> dict[ShipmentChip, int]:
    """How many shipments each chip would show. Two statements: only what is open is looked at closely."""
    words = _text_conditions(ctx, text)
    chips = [chip for chip in ShipmentChip if chip is not ShipmentChip.ALL]
    sums = [func.coalesce(func.sum(case((and_(*_chip(ctx, chip)), 1), else_=0)), 0) for chip in chips]
    found = ctx.session.execute(select(*sums).where(Shipment.state.in_(OPEN_SHIPMENT), *words)).one()
    whole = ctx.session.execute(select(func.count()).select_from(Shipment).where(*words)).scalar_one()
    return {**dict(zip(chips, found, strict=True)), ShipmentChip.ALL: whole}


@query("shipment.view")
def board_ids(ctx: ReadContext, stage: BoardStage, wanted: ShipmentFilter | None = None) -> array[int]:
    """A column of the board: what is promised first on top, of what is done the newest. One statement."""
    conditions: list[ColumnElement[bool]] = [Shipment.state.in_(_STAGES[stage])]
    if wanted is not None:
        conditions += _text_conditions(ctx, wanted.text)
        conditions += _way(wanted.chip)
        if stage is not BoardStage.DONE and wanted.chip in (ShipmentChip.LATE, ShipmentChip.TODAY):
            conditions += _chip(ctx, wanted.chip)
    if stage is BoardStage.DONE:
        conditions.append(Shipment.delivered >= ctx.today - timedelta(days=DONE_DAYS))
        order: tuple[Any, ...] = (Shipment.delivered.desc(), Shipment.id.desc())
    else:
        order = (Shipment.promised.is_(None), Shipment.promised, Shipment.id)
    return array("q", ctx.session.execute(select(Shipment.id).where(*conditions).order_by(*order)).scalars())


@query("shipment.view")
def calendar(ctx: ReadContext, first: date, last: date, wanted: ShipmentFilter | None = None) -> list[CalendarDay]:
    """The days from first to last (both included) for which something is promised. One statement."""
    inbound = Shipment.kind.in_(INBOUND)
    is_open = Shipment.state.in_(OPEN_SHIPMENT)
    text = wanted.text if wanted is not None else ""
    chip = wanted.chip if wanted is not None else ShipmentChip.ALL
    statement = (
        select(
            Shipment.promised,
            func.sum(case((inbound, 1), else_=0)),
            func.sum(case((inbound, 0), else_=1)),
            func.sum(case((and_(is_open, Shipment.promised < ctx.today), 1), else_=0)),
            func.sum(case((is_open, 1), else_=0)),
        )
        .where(
            Shipment.promised.between(first, last),
            Shipment.state != ShipmentState.CANCELLED,
            *_text_conditions(ctx, text),
            *_way(chip),
        )
        .group_by(Shipment.promised)
        .order_by(Shipment.promised)
    )
    return [CalendarDay(*row) for row in ctx.session.execute(statement)]


# -- which


def _way(chip: ShipmentChip) -> list[ColumnElement[bool]]:
    if chip is ShipmentChip.INBOUND:
        return [Shipment.kind.in_(INBOUND)]
    if chip is ShipmentChip.OUTBOUND:
        return [Shipment.kind.in_((ShipmentKind.OUT, ShipmentKind.RETURN_OUT))]
    return []


def _chip(ctx: ReadContext, chip: ShipmentChip) -> list[ColumnElement[bool]]:
    if chip is ShipmentChip.ALL:
        return []
    conditions = [Shipment.state.in_(OPEN_SHIPMENT), *_way(chip)]
    if chip is ShipmentChip.LATE:
        conditions.append(Shipment.promised < ctx.today)
    elif chip is ShipmentChip.TODAY:
        conditions.append(Shipment.promised == ctx.today)
    return conditions


def _conditions(ctx: ReadContext, wanted: ShipmentFilter) -> list[ColumnElement[bool]]:
    conditions = _text_conditions(ctx, wanted.text)
    if wanted.day is not None:
        # A day of the calendar shows what it counted: all but what was called off.
        conditions += [Shipment.promised == wanted.day, Shipment.state != ShipmentState.CANCELLED, *_way(wanted.chip)]
    else:
        conditions += _chip(ctx, wanted.chip)
    if wanted.partner_id is not None:
        conditions.append(or_(Shipment.partner_id == wanted.partner_id, Shipment.carrier_id == wanted.partner_id))
    return conditions


def _text_conditions(ctx: ReadContext, text: str) -> list[ColumnElement[bool]]:
    words = search.read_words(text)
    if not words:
        return [false()] if text.strip() else []
    index = search.index_of(ctx.session.connection())
    sold = select(SalesOrderLine.id).where(SalesOrderLine.order_id.in_(index.ids(words, "sales_order", _WORDS)))
    bought = select(PurchaseOrderLine.id).where(
        PurchaseOrderLine.order_id.in_(index.ids(words, "purchase_order", _WORDS))
    )
    partners = index.ids(words, "partner", _WORDS)
    own = index.ids(words, "shipment", _WORDS)
    return [
        or_(
            Shipment.id.in_(own),
            Shipment.partner_id.in_(partners),
            Shipment.carrier_id.in_(partners),
            Shipment.id.in_(select(ShipmentLine.shipment_id).where(ShipmentLine.sales_order_line_id.in_(sold))),
            Shipment.id.in_(select(ShipmentLine.shipment_id).where(ShipmentLine.purchase_order_line_id.in_(bought))),
        )
    ]


# -- in which order


def _sorted(statement: Any, sort: ShipmentSort) -> Any:
    if sort.column is None:
        # What is open stands first, the earliest promise on top; then what is over, the newest on top.
        is_open = Shipment.state.in_(OPEN_SHIPMENT)
        return statement.order_by(
            case((is_open, 0), else_=1),
            case((is_open, func.coalesce(Shipment.promised, "9999"))),
            func.coalesce(Shipment.delivered, Shipment.shipped, Shipment.promised).desc(),
            Shipment.id.desc(),
        )
    statement, key = _key(statement, sort.column)
    direction = key.desc() if sort.descending else key.asc()
    return statement.order_by(direction.nulls_last(), Shipment.id.desc() if sort.descending else Shipment.id)


def _key(statement: Any, column: ShipmentColumn) -> tuple[Any, Any]:
    c = ShipmentColumn
    if column is c.PARTY:
        return statement.outerjoin(Partner, Partner.id == Shipment.partner_id), Partner.name_fold
    if column is c.CARRIER:
        return statement.outerjoin(Carrier, Carrier.id == Shipment.carrier_id), Carrier.name_fold
    if column is c.ORDER:
        first = select(ShipmentLine.shipment_id, func.min(ShipmentLine.id).label("line_id")).group_by(
            ShipmentLine.shipment_id
        )
        lines = first.subquery()
        joined = _join_orders(
            statement.outerjoin(lines, lines.c.shipment_id == Shipment.id).outerjoin(
                ShipmentLine, ShipmentLine.id == lines.c.line_id
            )
        )
        return joined, func.coalesce(SalesOrder.number_fold, PurchaseOrder.number_fold)
    if column is c.STAGE:
        order = {state: place for place, state in enumerate(ShipmentState)}
        return statement, case(*((Shipment.state == state, place) for state, place in order.items()))
    keys: Mapping[ShipmentColumn, Any] = {
        c.NUMBER: Shipment.number_fold,
        c.WAY: Shipment.kind,
        c.PROMISED: Shipment.promised,
        c.FREIGHT: Shipment.freight_minor,
        c.SHIPPED: Shipment.shipped,
        c.DELIVERED: Shipment.delivered,
    }
    return statement, keys[column]


def _join_orders(statement: Any) -> Any:
    return (
        statement.outerjoin(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .outerjoin(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .outerjoin(PurchaseOrderLine, PurchaseOrderLine.id == ShipmentLine.purchase_order_line_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
    )


# -- their lines


@dataclass(frozen=True, slots=True)
class Sums:
    """What a shipment's lines add up to."""

    order: str | None = None
    orders: int = 0
    lines: int = 0
    rejected: int = 0
    short: int = 0


def _sums(ctx: ReadContext, wanted: Sequence[int]) -> dict[int, Sums]:
    number = func.coalesce(SalesOrder.number, PurchaseOrder.number)
    missing = ShipmentLine.quantity - ShipmentLine.accepted - ShipmentLine.rejected
    statement = _join_orders(
        select(
            ShipmentLine.shipment_id,
            func.min(number),
            func.count(number.distinct()),
            func.count(ShipmentLine.id),
            func.sum((ShipmentLine.rejected + _SCALE - 1) // _SCALE),
            func.sum(case((missing > 0, (missing + _SCALE - 1) // _SCALE), else_=0)),
        )
        .select_from(ShipmentLine)
        .join(Product, Product.id == ShipmentLine.product_id)
    )
    statement = statement.where(ShipmentLine.shipment_id.in_(wanted)).group_by(ShipmentLine.shipment_id)
    found = ctx.session.execute(statement)
    return {row[0]: Sums(*row[1:]) for row in found}


def rows_where(ctx: ReadContext, condition: ColumnElement[bool], sums: Mapping[int, Sums]) -> Iterable[ShipmentRow]:
    """The rows that fit a condition, with what their lines add up to. One statement."""
    statement = (
        select(
            *(Shipment.id, Shipment.number, Shipment.kind, Shipment.state, Partner.name, Shipment.promised),
            *(Shipment.shipped, Shipment.delivered, Carrier.name.label("carrier"), Shipment.tracking),
            *(Shipment.freight_minor, Shipment.currency, _last_customs().label("customs")),
        )
        .outerjoin(Partner, Partner.id == Shipment.partner_id)
        .outerjoin(Carrier, Carrier.id == Shipment.carrier_id)
        .where(condition)
    )
    costs = ctx.may("cost.view") is not None
    for row in ctx.session.execute(statement):
        yield _row(ctx, row, sums.get(row.id, Sums()), costs=costs)


def _last_customs() -> Any:
    """The newest of its customs' events that was not retracted."""
    retraction = aliased(ShipmentEvent)
    return (
        select(ShipmentEvent.kind)
        .where(
            ShipmentEvent.shipment_id == Shipment.id,
            ShipmentEvent.kind.in_(_CUSTOMS),
            ShipmentEvent.is_reversal == False,  # noqa: E712 - SQL
            ~select(retraction.id).where(retraction.reverses_id == ShipmentEvent.id).exists(),
        )
        .order_by(ShipmentEvent.at.desc(), ShipmentEvent.id.desc())
        .limit(1)
        .correlate(Shipment)
        .scalar_subquery()
    )


def _row(ctx: ReadContext, row: Any, sums: Sums, *, costs: bool) -> ShipmentRow:
    inbound = row.kind is ShipmentKind.IN
    moving = row.state is ShipmentState.IN_TRANSIT
    return ShipmentRow(
        id=row.id,
        number=row.number,
        kind=row.kind,
        state=row.state,
        party=row.name or "",
        order=sums.order,
        orders=sums.orders,
        promised=row.promised,
        shipped=row.shipped,
        delivered=row.delivered,
        carrier=row.carrier,
        tracking=row.tracking,
        freight_minor=row.freight_minor if costs else None,
        currency=row.currency,
        lines=sums.lines,
        customs=moving and row.customs in (ShipmentEventKind.CUSTOMS_IN, ShipmentEventKind.CUSTOMS_HOLD),
        punctuality=judge(
            row.state,
            row.promised,
            row.delivered,
            ctx.today,
            rejected=sums.rejected if inbound else 0,
            short=sums.short if inbound else 0,
        ),
    )
