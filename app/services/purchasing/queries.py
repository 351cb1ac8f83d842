"""Purchase orders to read: the list, one order, its form, and what can be ordered."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

from app.db import search
from app.db.ids import id_array
from app.db.models import (
    Partner,
    Product,
    PurchaseLineFacts,
    PurchaseOrder,
    PurchaseOrderLine,
    Shipment,
    ShipmentLine,
    Staff,
    SupplierItem,
)
from app.domain.errors import NotFoundError
from app.domain.states import PURCHASE_ORDER_TRANSITIONS, PurchaseOrderState
from app.services.lateness import bought_late, days_past
from app.services.operations import ReadContext, query
from app.services.purchasing.read_models import (
    LineRow,
    OrderChip,
    OrderColumn,
    OrderDetail,
    OrderFilter,
    OrderRow,
    OrderSort,
    PurchaseOrderDraft,
    Receipt,
)
from app.services.purchasing.records import read_draft, without_costs

_PPM: Final = 1_000_000
_S = PurchaseOrderState
_OPEN: Final = (_S.SENT, _S.CONFIRMED, _S.ON_HOLD)
_DONE: Final = (_S.CLOSED, _S.CANCELLED)
_STATES: Final = {state: place for place, state in enumerate(PurchaseOrderState)}
_line = PurchaseOrderLine


@query("order.view")
def ids(ctx: ReadContext, wanted: OrderFilter | None = None, sort: OrderSort | None = None) -> array[int]:
    """The ids of the orders that fit, sorted. One statement."""
    order = sort or OrderSort()
    if order.column is OrderColumn.TOTAL and not _sees_costs(ctx):
        order = OrderSort()
    joined, keys = _sorted_by(order.column)
    statement = joined.where(*_conditions(ctx, wanted or OrderFilter()))
    directed = [key.desc() if order.descending else key.asc() for key in (*keys, PurchaseOrder.id)]
    empty = () if order.column in (OrderColumn.ORDERED, OrderColumn.NUMBER) else (keys[0].is_(None),)
    return id_array(ctx.session, statement.order_by(*empty, *directed))


@query("order.view")
def rows(ctx: ReadContext, wanted: Sequence[int]) -> list[OrderRow]:
    """The lines of these orders, in any order; those that are not there are left out. One statement."""
    f = PurchaseLineFacts
    left = _line.quantity - _line.received - _line.closed_short
    is_open = f.is_open == True  # noqa: E712 - SQL
    promise = _line.original_promise.type
    good = case((_line.received < _line.quantity, _line.received), else_=_line.quantity)
    came = func.sum(_line.net_minor * 1.0 * good / _line.quantity)
    statement = (
        select(
            *(PurchaseOrder.id, PurchaseOrder.number, PurchaseOrder.supplier_id, Partner.name, PurchaseOrder.state),
            *(PurchaseOrder.ordered, PurchaseOrder.currency, func.count(_line.id)),
            func.min(case((is_open, _line.original_promise)), type_=promise),
            func.min(case((is_open, _line.current_promise)), type_=promise),
            func.max(_line.original_promise, type_=promise),
            *(func.coalesce(func.sum(_line.net_minor), 0), func.coalesce(came, 0.0)),
            *(func.coalesce(func.sum(_line.received), 0), func.coalesce(func.sum(case((left > 0, 1), else_=0)), 0)),
        )
        .join(Partner, Partner.id == PurchaseOrder.supplier_id)
        .outerjoin(_line, _line.order_id == PurchaseOrder.id)
        .outerjoin(f, f.id == _line.id)
        .where(PurchaseOrder.id.in_(wanted))
        .group_by(PurchaseOrder.id, Partner.id)
    )
    costs = _sees_costs(ctx)
    return [_row(ctx, row, costs) for row in ctx.session.execute(statement)]


@query("order.view")
def counts(ctx: ReadContext, text: str = "", supplier_id: int | None = None) -> dict[OrderChip, int]:
    """How many orders each chip would show. One statement."""
    base = [*_text_conditions(ctx, text)]
    if supplier_id is not None:
        base.append(PurchaseOrder.supplier_id == supplier_id)
    sums = [func.coalesce(func.sum(case((_chip(ctx, chip), 1), else_=0)), 0) for chip in OrderChip]
    row = ctx.session.execute(select(*sums).select_from(PurchaseOrder).where(*base)).one()
    return dict(zip(OrderChip, row, strict=True))


@query("order.view")
def detail(ctx: ReadContext, order_id: int) -> OrderDetail:
    """One order with its lines. Raises NotFoundError. Three statements."""
    found = ctx.session.execute(
        select(PurchaseOrder, Partner.name, Staff.name)
        .join(Partner, Partner.id == PurchaseOrder.supplier_id)
        .outerjoin(Staff, Staff.id == PurchaseOrder.staff_id)
        .where(PurchaseOrder.id == order_id)
    ).first()
    if found is None:
        raise NotFoundError("purchase_order", order_id)
    order: PurchaseOrder = found[0]
    costs = _sees_costs(ctx)
    lines = tuple(_line_row(ctx, row, costs) for row in ctx.session.execute(_lines_statement(order_id)))
    return OrderDetail(
        id=order.id,
        version=order.version,
        number=order.number,
        supplier_id=order.supplier_id,
        supplier=found[1],
        state=order.state,
        held_from=order.held_from,
        ordered=order.ordered,
        sent=order.sent,
        confirmed=order.confirmed,
        closed=order.closed,
        close_reason=order.close_reason,
        currency=order.currency,
        freight_minor=order.freight_minor if costs else None,
        staff=found[2],
        history=order.history,
        notes=order.notes,
        receipt=_receipt(sum(line.received for line in lines), any(line.outstanding for line in lines)),
        late_days=max((line.late_days for line in lines), default=0),
        behind_days=max((line.behind_days for line in lines), default=0),
        lines=lines,
        next_states=_next_states(order, came=any(line.received for line in lines)),
        shipments=_shipments(ctx, order_id),
    )


@query("purchase_order.save")
def draft(ctx: ReadContext, order_id: int) -> PurchaseOrderDraft:
    """An order as its form opens; hand it back as `original` with what was changed. Raises NotFoundError.

    Without the right to see costs it has none, and saving it leaves them as they are.
    """
    found = read_draft(ctx, order_id)
    return found if _sees_costs(ctx) else without_costs(found)


def _next_states(order: PurchaseOrder, *, came: bool) -> frozenset[PurchaseOrderState]:
    allowed = PURCHASE_ORDER_TRANSITIONS[order.state]
    if order.state is _S.ON_HOLD:
        allowed = frozenset({order.held_from or _S.DRAFT, _S.CANCELLED})
    return allowed - {_S.CANCELLED} if came else allowed


def _sees_costs(ctx: ReadContext) -> bool:
    return ctx.may("cost.view") is not None


def _conditions(ctx: ReadContext, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions = [*_text_conditions(ctx, wanted.text)]
    if wanted.chip is not OrderChip.ALL:
        conditions.append(_chip(ctx, wanted.chip))
    if wanted.supplier_id is not None:
        conditions.append(PurchaseOrder.supplier_id == wanted.supplier_id)
    return conditions


def _chip(ctx: ReadContext, chip: OrderChip) -> ColumnElement[bool]:
    match chip:
        case OrderChip.ALL:
            return PurchaseOrder.id.is_not(None)
        case OrderChip.OPEN:
            return PurchaseOrder.state.in_(_OPEN)
        case OrderChip.LATE:
            return PurchaseOrder.id.in_(_late_orders(ctx.today))
        case OrderChip.DRAFT:
            return PurchaseOrder.state == _S.DRAFT
        case OrderChip.CLOSED:
            return PurchaseOrder.state.in_(_DONE)


def _late_orders(today: date) -> Any:
    return select(_line.order_id).join(PurchaseOrder, PurchaseOrder.id == _line.order_id).where(bought_late(today))


def _text_conditions(ctx: ReadContext, text: str) -> list[ColumnElement[bool]]:
    words = search.read_words(text)
    if not words:
        return [false()] if text.strip() else []
    index = search.index_of(ctx.session.connection())
    columns = [column for column in search.COLUMNS if column not in search.PERSONAL_COLUMNS]
    suppliers = PurchaseOrder.supplier_id.in_(index.ids(words, "partner", columns))
    return [or_(PurchaseOrder.id.in_(index.ids(words, "purchase_order", columns)), suppliers)]


def _sorted_by(column: OrderColumn) -> tuple[Select[Any], tuple[Any, ...]]:
    statement: Select[Any] = select(PurchaseOrder.id)
    match column:
        case OrderColumn.SUPPLIER:
            return statement.join(Partner, Partner.id == PurchaseOrder.supplier_id), (Partner.name_fold,)
        case OrderColumn.NUMBER:
            # PO-999 stands before PO-1000.
            return statement, (func.length(PurchaseOrder.number_fold), PurchaseOrder.number_fold)
        case OrderColumn.STATE:
            return statement, (case(_STATES, value=PurchaseOrder.state),)
        case OrderColumn.ORDERED:
            return statement, (PurchaseOrder.ordered,)
    by_order = _by_order(column).subquery()
    return statement.outerjoin(by_order, by_order.c.order_id == PurchaseOrder.id), (by_order.c.value,)


def _by_order(column: OrderColumn) -> Select[Any]:
    values: dict[OrderColumn, Any] = {
        OrderColumn.TOTAL: func.sum(_line.net_minor),
        OrderColumn.LINES: func.count(),
        OrderColumn.RECEIVED: func.sum(_line.received * 1.0) / func.sum(_line.quantity),
    }
    if column is OrderColumn.DUE:
        left = _line.received + _line.closed_short < _line.quantity
        due = func.coalesce(func.min(case((left, _line.original_promise))), func.max(_line.original_promise))
        return select(_line.order_id, due.label("value")).group_by(_line.order_id)
    return select(_line.order_id, values[column].label("value")).group_by(_line.order_id)


def _row(ctx: ReadContext, row: Any, costs: bool) -> OrderRow:
    id_, number, supplier_id, supplier, state, ordered, currency, lines, due, now, last, net, came, got, left = row
    return OrderRow(
        id=id_,
        number=number,
        supplier_id=supplier_id,
        supplier=supplier,
        state=state,
        ordered=ordered,
        due=due or last,
        now_promised=now if due is not None and now != due else None,
        late_days=days_past(now, ctx.today),
        receipt=_receipt(got, bool(left)),
        received_ppm=max(0, min(_PPM, round(_PPM * came / net))) if net > 0 else (_PPM if got and not left else 0),
        net_minor=net if costs else None,
        currency=currency,
        lines=lines,
    )


def _receipt(received: int, is_open: bool) -> Receipt:
    if not received:
        return Receipt.NOTHING
    return Receipt.PARTLY if is_open else Receipt.FULLY


def _lines_statement(order_id: int) -> Select[Any]:
    f = PurchaseLineFacts
    columns: tuple[Any, ...] = (_line, Product, SupplierItem.supplier_sku, f.is_open)
    return (
        select(*columns)
        .join(Product, Product.id == _line.product_id)
        .outerjoin(SupplierItem, SupplierItem.id == _line.supplier_item_id)
        .outerjoin(f, f.id == _line.id)
        .where(_line.order_id == order_id)
        .order_by(_line.position, _line.id)
    )


def _line_row(ctx: ReadContext, row: Any, costs: bool) -> LineRow:
    line, product, supplier_sku, is_open = row
    return LineRow(
        id=line.id,
        position=line.position,
        product_id=product.id,
        sku=product.sku,
        product=product.name,
        supplier_sku=supplier_sku or "",
        unit=product.unit,
        unit_decimals=product.unit_decimals,
        supplier_item_id=line.supplier_item_id,
        quantity=line.quantity,
        price_minor=line.price_minor if costs else None,
        discount_ppm=line.discount_ppm,
        net_minor=line.net_minor if costs else None,
        requested=line.requested,
        original_promise=line.original_promise,
        current_promise=line.current_promise,
        received=line.received,
        rejected=line.rejected,
        closed_short=line.closed_short,
        late_days=days_past(line.current_promise, ctx.today) if is_open else 0,
        behind_days=days_past(line.original_promise, ctx.today) if is_open else 0,
    )


def _shipments(ctx: ReadContext, order_id: int) -> tuple[tuple[int, str], ...]:
    rows = ctx.session.execute(
        select(Shipment.id, Shipment.number)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(_line, and_(_line.id == ShipmentLine.purchase_order_line_id, _line.order_id == order_id))
        .group_by(Shipment.id)
        .order_by(Shipment.id)
    )
    return tuple((row.id, row.number) for row in rows)
