"""Opening quantities: what was counted, what it is worth, and what was on order then."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import func, select

from app.db.models import Lot, Partner, PurchaseOrder, PurchaseOrderLine, Setting, StockMove, SupplierItem
from app.domain.money import line_net
from app.domain.parsing.problems import ProblemCode
from app.domain.places import ADJUSTMENT, MAIN_SITE
from app.domain.states import PurchaseOrderState
from app.domain.vocabulary import MoveKind, Tracking
from app.services.transfer.apply.documents import Numbers
from app.services.transfer.apply.items import smallest_units
from app.services.transfer.apply.job import OPENING_KEY, Job, setting
from app.services.transfer.directory import folded
from app.services.transfer.plan import Movement, NewRow, RowRef
from app.services.transfer.prepare import Row

OPENING_NUMBER: Final = "OPENING-"


@dataclass(slots=True)
class Offer:
    """A supplier's item as an opening order needs it."""

    supplier_id: int
    item_id: int
    price_minor: int | None
    currency: str | None


def apply(job: Job) -> None:
    """Plan opening stock. A place that was counted before is unchanged when equal, else refused: it has moved since."""
    opened = _opened(job)
    offers = _offers(job)
    lots = _lots(job)
    on_order: list[tuple[Row, RowRef, int, date]] = []
    seen: dict[tuple[RowRef, RowRef, RowRef | None], Row] = {}
    latest: date | None = None
    for row in job.good():
        product = job.directory.find(row, "product", "product")
        location = job.directory.find(row, "location", "location") if row.get("location") else MAIN_SITE
        if product is None or location is None:
            continue
        day = row.get("as_of") or job.ctx.today
        if day > job.ctx.today:
            job.refuse(row, "as_of", ProblemCode.OUT_OF_RANGE, low=None, high=str(job.ctx.today))
            continue
        quantity = smallest_units(job, row, "quantity", job.directory.products[product].unit_decimals)
        lot = _lot(job, row, product, quantity or 0, lots)
        if row.bad or quantity is None:
            continue
        key = (product, location, lot)
        if key in seen:
            job.refuse(row, "product", ProblemCode.DUPLICATE_ROW, first_row=seen[key].line)
            continue
        seen[key] = row
        latest = max(day, latest or day)
        _count(job, row, product, location, lot, quantity, day, opened, offers)
        ordered = smallest_units(job, row, "on_order", job.directory.products[product].unit_decimals)
        if ordered and not row.bad:
            on_order.append((row, product, ordered, day))
    _opening_orders(job, on_order, offers)
    if latest is not None:
        _remember_day(job, latest)


def _opened(job: Job) -> dict[tuple[RowRef, RowRef, RowRef | None], int]:
    """Counted quantities by place, of opening moves that were not taken back."""
    query = (
        select(StockMove.product_id, StockMove.to_location_id, StockMove.lot_id, func.sum(StockMove.quantity))
        .where(
            StockMove.kind == MoveKind.OPENING,
            StockMove.id.not_in(select(StockMove.reverses_id).where(StockMove.reverses_id.is_not(None))),
        )
        .group_by(StockMove.product_id, StockMove.to_location_id, StockMove.lot_id)
    )
    return {(product, location, lot): quantity for product, location, lot, quantity in job.session.execute(query)}


def _offers(job: Job) -> dict[RowRef, list[Offer]]:
    offers: dict[RowRef, list[Offer]] = {}
    columns = (
        SupplierItem.product_id,
        SupplierItem.supplier_id,
        SupplierItem.id,
        SupplierItem.price_minor,
        SupplierItem.currency,
    )
    for product, *offer in job.session.execute(select(*columns).order_by(SupplierItem.id)):
        offers.setdefault(product, []).append(Offer(*cast(Any, offer)))
    return offers


def _lots(job: Job) -> dict[tuple[RowRef, str], RowRef]:
    return {
        (product, code): row_id
        for row_id, product, code in job.session.execute(select(Lot.id, Lot.product_id, Lot.code_fold))
    }


def _lot(job: Job, row: Row, product: RowRef, quantity: int, lots: dict[tuple[RowRef, str], RowRef]) -> RowRef | None:
    facts, code = job.directory.products[product], row.get("lot")
    if code is None:
        if facts.tracking is not Tracking.NONE and quantity:
            job.refuse(row, "lot", ProblemCode.NOT_ALLOWED, rule="lot_needed")
        return None
    if facts.tracking is Tracking.SERIAL and quantity > 10**facts.unit_decimals:
        job.refuse(row, "quantity", ProblemCode.NOT_ALLOWED, rule="one_per_serial")
    return lot_for(job, row, product, code, lots)


def lot_for(
    job: Job,
    row: Row,
    product: RowRef,
    code: str,
    lots: dict[tuple[RowRef, str], RowRef],
    supplier: RowRef | None = None,
) -> RowRef:
    """The product's lot of that code, made when it is new."""
    found = lots.get((product, folded(code)))
    if found is None:
        found = job.plan.add(
            Lot, product_id=product, code=code, code_fold=folded(code), expiry=row.get("expiry"), supplier_id=supplier
        )
        lots[product, folded(code)] = found
    return found


def _count(  # noqa: PLR0913, PLR0917
    job: Job, row: Row, product: RowRef, location: RowRef, lot: RowRef | None, quantity: int, day: date,
    opened: dict[tuple[RowRef, RowRef, RowRef | None], int], offers: dict[RowRef, list[Offer]],
) -> None:  # fmt: skip
    before = opened.get((product, location, lot))
    if before is None and not quantity and job.opening == day:
        before = 0  # a count of nothing leaves no move; the day says that it was counted
    if before is not None:
        if before == quantity:
            job.plan.unchanged += 1
        else:
            job.refuse(row, "quantity", ProblemCode.ALREADY_THERE)
        return
    job.plan.created += 1
    if quantity:
        value = _value(job, row, product, quantity, offers)
        job.plan.movements.append(
            Movement(
                product,
                ADJUSTMENT,
                location,
                quantity,
                MoveKind.OPENING,
                day,
                "import_batch",
                value_minor=value,
                lot=lot,
            )
        )


def _value(job: Job, row: Row, product: RowRef, quantity: int, offers: dict[RowRef, list[Offer]]) -> int:
    """By the count's cost, else the product's standard cost, else its one supplier's price; else nothing, and said."""
    facts = job.directory.products[product]
    cost = row.get("unit_cost")
    if cost is None and facts.currency in (None, job.currency):
        cost = facts.cost_minor
    if cost is None:
        prices = [offer.price_minor for offer in offers.get(product, []) if offer.currency == job.currency]
        cost = prices[0] if len(prices) == 1 else None
    if cost is None:
        job.plan.notice("no_cost")
        return 0
    return line_net(cost, quantity, facts.unit_decimals)


def _opening_orders(job: Job, rows: list[tuple[Row, RowRef, int, date]], offers: dict[RowRef, list[Offer]]) -> None:
    """One confirmed order a supplier for what was on order at the count."""
    orders: dict[tuple[int, str], NewRow] = {}
    positions: dict[NewRow, int] = {}
    numbers = Numbers({number for (number,) in job.session.execute(select(PurchaseOrder.number_fold))})
    there = _ordered_at_opening(job)
    codes = dict(job.session.execute(select(Partner.id, Partner.code)).all())
    for row, product, quantity, day in rows:
        if product in there:
            if there[product] != quantity:
                job.refuse(row, "on_order", ProblemCode.ALREADY_THERE)
            continue
        choice = offers.get(product, [])
        if len(choice) != 1:
            code = ProblemCode.SEVERAL_MATCH if choice else ProblemCode.UNKNOWN_REFERENCE
            job.refuse(row, "on_order", code, entity="supplier_item", count=len(choice))
            continue
        offer = choice[0]
        currency = offer.currency or job.currency
        order = orders.get((offer.supplier_id, currency))
        if order is None:
            number = numbers.free(f"{OPENING_NUMBER}{codes.get(offer.supplier_id) or offer.supplier_id}")
            order = job.plan.add(
                PurchaseOrder, number=number, number_fold=folded(number), supplier_id=offer.supplier_id,
                state=PurchaseOrderState.CONFIRMED, ordered=day, sent=day, confirmed=day, currency=currency,
            )  # fmt: skip
            orders[offer.supplier_id, currency] = order
            job.plan.notice("opening_orders")
        positions[order] = positions.get(order, 0) + 1
        facts, price = job.directory.products[product], offer.price_minor or 0
        job.plan.add(
            PurchaseOrderLine, order_id=order, position=positions[order], product_id=product, quantity=quantity,
            supplier_item_id=offer.item_id, price_minor=price, net_minor=line_net(price, quantity, facts.unit_decimals),
        )  # fmt: skip


def _ordered_at_opening(job: Job) -> dict[RowRef, int]:
    query = (
        select(PurchaseOrderLine.product_id, PurchaseOrderLine.quantity)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .where(PurchaseOrder.number_fold.startswith(folded(OPENING_NUMBER), autoescape=True))
    )
    return dict(job.session.execute(query).all())


def _remember_day(job: Job, day: date) -> None:
    if job.opening is not None and job.opening >= day:
        return
    if job.opening is None:
        job.plan.add(Setting, key=OPENING_KEY, value=json.dumps(day.isoformat()))
        return
    row_id = job.session.execute(select(Setting.id).where(Setting.key == OPENING_KEY)).scalar_one()
    job.plan.change(Setting, row_id, {"value": json.dumps(day.isoformat())})


def opening_day(job_session: object) -> date | None:
    """The day of the latest opening count, or None."""
    text = setting(job_session, OPENING_KEY)  # type: ignore[arg-type]
    return None if text is None else date.fromisoformat(text)
