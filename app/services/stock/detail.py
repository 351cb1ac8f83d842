"""One product's page: where it is, what comes, who waits for it, who sells it, and its outlook."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from sqlalchemy import case, func, select

from app.db.models import (
    Location,
    Lot,
    Partner,
    Product,
    PurchaseLineFacts,
    PurchaseOrder,
    PurchaseOrderLine,
    Reservation,
    SalesOrder,
    SalesOrderLine,
    StockBalance,
    StockMove,
    StockValuation,
    SupplierItem,
)
from app.domain.errors import NotFoundError
from app.domain.formulas import stocking
from app.domain.money import divide_half_up
from app.domain.places import MAIN_SITE
from app.domain.states import SalesOrderState
from app.services.business.settings import read_business
from app.services.customers import scope
from app.services.operations import ReadContext, query
from app.services.stock.queries import read_rows, shows_costs
from app.services.stock.read_models import (
    IncomingRow,
    OfferRow,
    Outlook,
    PlaceRow,
    ProductDetail,
    StockRow,
    WaitingRow,
)
from app.services.stock.standing import Supply, lateness_of, supplies

FUTURE_DAYS: Final = 30


@query("stock.view")
def detail(ctx: ReadContext, product_id: int) -> ProductDetail:
    """One product's page. Eleven statements, two more with something overdue. Raises NotFoundError."""
    found = read_rows(ctx, [product_id])
    if not found:
        raise NotFoundError("product", product_id)
    product = ctx.session.get_one(Product, product_id)
    business = read_business(ctx.session).currency
    costs = shows_costs(ctx)
    currency = product.currency or business
    cost = _cost(product, found[0], business) if costs else None
    comparable = cost is not None and product.price_minor and currency == business
    return ProductDetail(
        row=found[0],
        version=product.version,
        price_minor=product.price_minor,
        currency=currency,
        cost_minor=cost,
        margin=Fraction(product.price_minor - cost, product.price_minor) if comparable else None,  # type: ignore[operator]
        business_currency=business,
        tracking=product.tracking,
        target_stock=product.target_stock,
        weight_g=product.weight_g,
        shelf_life_days=product.shelf_life_days,
        notes=product.notes,
        last_move=_last_move(ctx, product_id),
        places=read_places(ctx, product_id),
        incoming=_incoming(ctx, product_id),
        orders=_orders(ctx, product_id),
        offers=_offers(ctx, product_id, costs=costs),
        shows_costs=costs,
    )


@query("stock.view")
def outlook(ctx: ReadContext, product_id: int) -> Outlook:
    """Stock by day: 90 back by the ledger, 30 ahead by what is dated and the average issue. Raises NotFoundError."""
    row = ctx.session.execute(
        select(Product.unit, Product.unit_decimals, Product.reorder_point, func.coalesce(StockValuation.quantity, 0))
        .outerjoin(StockValuation, StockValuation.product_id == Product.id)
        .where(Product.id == product_id)
    ).first()
    if row is None:
        raise NotFoundError("product", product_id)
    unit, decimals, point, on_hand = row
    supply = supplies(ctx, [product_id]).get(product_id) or Supply()
    return Outlook(
        product_id=product_id,
        unit=unit,
        unit_decimals=decimals,
        today=ctx.today,
        past=_past(ctx, product_id, on_hand),
        future=tuple(stocking.projected(on_hand, supply.receipts, supply.issued, ctx.today, FUTURE_DAYS)),
        receipts=tuple(sorted(supply.receipts)),
        undated=supply.undated,
        issued=supply.issued,
        daily=Fraction(supply.issued, stocking.DEMAND_DAYS),
        reorder_point=point,
        runs_out=supply.runs_out(on_hand, ctx.today),
    )


@query("stock.view")
def places(ctx: ReadContext, product_id: int) -> tuple[PlaceRow, ...]:
    """Where a product is, by place and lot. One statement."""
    return read_places(ctx, product_id)


def read_places(ctx: ReadContext, product_id: int) -> tuple[PlaceRow, ...]:
    """The same inside another query."""
    statement = (
        select(StockBalance.id, Location.id, Location.name, Lot.id, Lot.code, Lot.expiry, StockBalance.quantity)
        .join(Location, Location.id == StockBalance.location_id)
        .outerjoin(Lot, Lot.id == StockBalance.lot_id)
        .where(StockBalance.product_id == product_id, StockBalance.inside == True)  # noqa: E712 - SQL
        .order_by(Location.name_fold, Lot.expiry, Lot.code, StockBalance.id)
    )
    return tuple(
        PlaceRow(id_, place, name, lot, code or "", expiry, quantity)
        for id_, place, name, lot, code, expiry, quantity in ctx.session.execute(statement)
    )


def _past(ctx: ReadContext, product_id: int, on_hand: int) -> tuple[tuple[date, int], ...]:
    """Back from what is on hand now, a day at a time; what was posted for a later day counts as today's."""
    first = ctx.today - timedelta(days=stocking.DEMAND_DAYS)
    entering = case((StockMove.to_location_id >= MAIN_SITE, StockMove.quantity), else_=0)
    leaving = case((StockMove.from_location_id >= MAIN_SITE, StockMove.quantity), else_=0)
    statement = (
        select(StockMove.day, func.sum(entering - leaving))
        .where(StockMove.product_id == product_id, StockMove.day > first)
        .group_by(StockMove.day)
    )
    changes: dict[date, int] = {}
    for day, change in ctx.session.execute(statement):
        known = min(day, ctx.today)
        changes[known] = changes.get(known, 0) + change
    stock, found = on_hand, []
    for number in range(stocking.DEMAND_DAYS + 1):
        day = ctx.today - timedelta(days=number)
        found.append((day, stock))
        stock -= changes.get(day, 0)
    return tuple(reversed(found))


def _last_move(ctx: ReadContext, product_id: int) -> date | None:
    statement = select(func.max(StockMove.day, type_=StockMove.day.type)).where(StockMove.product_id == product_id)
    return ctx.session.execute(statement).scalar()


def _cost(product: Product, row: StockRow, business: str) -> int | None:
    if row.on_hand > 0 and row.value_minor is not None:
        return divide_half_up(row.value_minor * 10**product.unit_decimals, row.on_hand)
    return product.cost_minor if (product.currency or business) == business else None


def _incoming(ctx: ReadContext, product_id: int) -> tuple[IncomingRow, ...]:
    line, f = PurchaseOrderLine, PurchaseLineFacts
    statement = (
        select(
            *(line.id, PurchaseOrder.id, PurchaseOrder.number, Partner.id, Partner.name),
            *(line.quantity - line.received - line.closed_short, line.original_promise, line.current_promise),
        )
        .join(f, f.id == line.id)
        .join(PurchaseOrder, PurchaseOrder.id == line.order_id)
        .join(Partner, Partner.id == PurchaseOrder.supplier_id)
        .where(line.product_id == product_id, f.is_open == True)  # noqa: E712 - SQL
        .order_by(line.current_promise.is_(None), line.current_promise, line.id)
    )
    found = ctx.session.execute(statement).all()
    overdue = {row[3] for row in found if row[7] is not None and row[7] < ctx.today}
    lateness = lateness_of(ctx, overdue) if overdue else {}
    return tuple(
        IncomingRow(
            id=id_,
            order_id=order,
            number=number,
            supplier_id=supplier,
            supplier=name,
            quantity=left,
            original_promise=first,
            promise=promise,
            expected=stocking.expected_on(promise, ctx.today, lateness.get(supplier)),
            days_late=max((ctx.today - promise).days, 0) if promise is not None else 0,
        )
        for id_, order, number, supplier, name, left, first, promise in found
    )


def _orders(ctx: ReadContext, product_id: int) -> tuple[WaitingRow, ...]:
    line = SalesOrderLine
    kept = (
        select(func.coalesce(func.sum(Reservation.quantity), 0))
        .where(Reservation.sales_order_line_id == line.id, Reservation.purchase_order_line_id.is_(None))
        .correlate(line)
        .scalar_subquery()
    )
    statement = (
        select(
            *(line.id, SalesOrder.id, SalesOrder.number, SalesOrder.customer_id),
            *(line.quantity - line.shipped - line.closed_short, kept, line.current_promise),
        )
        .join(SalesOrder, SalesOrder.id == line.order_id)
        .where(
            line.product_id == product_id,
            SalesOrder.state == SalesOrderState.CONFIRMED,
            line.quantity > line.shipped + line.closed_short,
        )
        .order_by(line.current_promise.is_(None), line.current_promise, SalesOrder.ordered, line.id)
    )
    found = ctx.session.execute(statement).all()
    names = _customers(ctx, {row[3] for row in found})
    return tuple(
        WaitingRow(id_, order, number, names.get(customer, ""), left, held, promise,
                   promise is not None and promise < ctx.today)
        for id_, order, number, customer, left, held, promise in found
    )  # fmt: skip


def _customers(ctx: ReadContext, wanted: set[int]) -> dict[int, str]:
    """The names of the customers that the role may see."""
    grant = ctx.may("customer.view")
    if grant is None or not wanted:
        return {}
    statement = select(Partner.id, Partner.name).where(Partner.id.in_(wanted), scope.visible(ctx, grant))
    return {row.id: row.name for row in ctx.session.execute(statement)}


def _offers(ctx: ReadContext, product_id: int, *, costs: bool) -> tuple[OfferRow, ...]:
    statement = (
        select(SupplierItem, Partner.name)
        .join(Partner, Partner.id == SupplierItem.supplier_id)
        .where(SupplierItem.product_id == product_id)
        .order_by(SupplierItem.id)
    )
    return tuple(_offer(item, name, costs=costs) for item, name in ctx.session.execute(statement))


def _offer(item: SupplierItem, name: str, *, costs: bool) -> OfferRow:
    return OfferRow(
        id=item.id,
        supplier_id=item.supplier_id,
        supplier=name,
        supplier_sku=item.supplier_sku,
        price_minor=item.price_minor if costs else None,
        currency=item.currency,
        lead_time_days=item.lead_time_days,
        minimum=item.minimum,
        pack_quantity=item.pack_quantity,
    )
