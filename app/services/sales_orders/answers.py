"""What a customer is answered when goods are late: another day, or another product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.db.models import Product, SalesOrderLine
from app.domain.errors import Checks, NotFoundError, Problem, ValidationError
from app.domain.quantity import to_decimal_string
from app.domain.states import SalesOrderState
from app.services.operations import WriteContext, command
from app.services.sales_orders.commands import save
from app.services.sales_orders.read_models import SalesLineDraft
from app.services.sales_orders.records import lines_of, order_of, read_draft
from app.services.shipments.promises import shipments_follow
from app.services.stock import reservations


@dataclass(frozen=True, slots=True)
class Swap:
    """So much of an order's line becomes another product, at a price for one unit in minor units."""

    order_id: int
    line_id: int
    product_id: int
    quantity: int
    price_minor: int


@command("sales_order.save")
def repromise(ctx: WriteContext, order_id: int, promises: Mapping[int, date]) -> None:
    """Promise another day for open lines of a confirmed order; punctuality is still judged by the first promise.

    Parcels of it that wait to leave are promised for that day, too. Raises ValidationError (`state`; `promised`: BEFORE
    today, or before the order), NotFoundError.
    """
    order = order_of(ctx, order_id)
    if order.state is not SalesOrderState.CONFIRMED:
        raise ValidationError("state", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
    lines = {line.id: line for line in lines_of(ctx, order_id)}
    moved = []
    for line_id, day in promises.items():
        if line_id not in lines:
            raise NotFoundError("sales_order_line", line_id)
        earliest = max(order.ordered, ctx.today)
        if day < earliest:
            raise ValidationError("promised", Problem.BEFORE, earliest=earliest.isoformat())
        line = lines[line_id]
        if reservations.open_quantity(line):
            line.current_promise = day
            line.original_promise = line.original_promise or day
            moved.append(line)
    shipments_follow(ctx, moved)


@command("sales_order.save")
def swap(ctx: WriteContext, wanted: Swap) -> int:
    """Put another product into an order of which nothing has left, in the place of what is missing; the order's id.

    What the line keeps of its own stays; without any the line goes. Raises ValidationError (`quantity`: NOT_POSITIVE,
    MORE_THAN_ORDERED, MORE_THAN_AVAILABLE; `product_id`, `price_minor`, `state`), NotFoundError.
    """
    draft = read_draft(ctx, wanted.order_id)
    line = next((line for line in lines_of(ctx, wanted.order_id) if line.id == wanted.line_id), None)
    product = ctx.session.get(Product, wanted.product_id)
    if line is None:
        raise NotFoundError("sales_order_line", wanted.line_id)
    if product is None:
        raise NotFoundError("product", wanted.product_id)
    _check_swap(ctx, wanted, line, product)
    lines = []
    for item in draft.lines:
        if item.id != line.id:
            lines.append(item)
            continue
        if line.quantity > wanted.quantity:
            lines.append(replace(item, quantity=line.quantity - wanted.quantity))
        lines.append(
            SalesLineDraft(
                product.id, wanted.quantity, wanted.price_minor, item.discount_ppm, item.requested, item.promised
            )
        )
    return save(ctx, replace(draft, lines=tuple(lines), original=draft))


def _check_swap(ctx: WriteContext, wanted: Swap, line: SalesOrderLine, product: Product) -> None:
    checks = Checks()
    if product.id == line.product_id:
        checks.add("product_id", Problem.UNCHANGED)
    if wanted.quantity <= 0:
        checks.add("quantity", Problem.NOT_POSITIVE)
    elif wanted.quantity > reservations.open_quantity(line):
        checks.add("quantity", Problem.MORE_THAN_ORDERED, limit=_shown(reservations.open_quantity(line), product))
    elif wanted.quantity > (free := max(reservations.free(ctx.session, product.id), 0)):
        checks.add("quantity", Problem.MORE_THAN_AVAILABLE, available=_shown(free, product))
    if wanted.price_minor < 0:
        checks.add("price_minor", Problem.NEGATIVE)
    checks.raise_if_any()


def _shown(quantity: int, product: Product) -> int | str:
    return quantity if product.unit_decimals == 0 else to_decimal_string(quantity, product.unit_decimals)
