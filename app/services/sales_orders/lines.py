"""An order's lines: what is refused at which field, how they are stored, and how a written order changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from app.db.models import Product, SalesOrder, SalesOrderLine
from app.domain.errors import Checks, Problem, ValidationError
from app.domain.money import line_net
from app.domain.quantity import MAX_QUANTITY, to_decimal_string
from app.domain.states import SalesOrderState
from app.domain.vocabulary import ProductStatus
from app.services.operations import WriteContext
from app.services.orders.line_checks import check_amounts, check_day
from app.services.sales_orders.read_models import SalesLineDraft
from app.services.sales_orders.records import ever_shipped, in_shipments, lines_of
from app.services.shipments.promises import shipments_follow
from app.services.stock import reservations

DISCOUNT_LIMIT_PPM: Final = 100_000
"""Above ten per cent a discount needs the right to give it."""
Products = Mapping[int, Product]


def check_lines(
    ctx: WriteContext, lines: Sequence[SalesLineDraft], ordered: date, stored: Sequence[SalesOrderLine] = ()
) -> Products:
    """Refuse what cannot be sold, every line at its field: `lines.2.quantity`; the lines' products by id.

    What a stored line has already, an archived product or a discount above the limit, it may keep.
    Raises ValidationError(s), PermissionDenied (discount.above_limit).
    """
    if not lines:
        raise ValidationError("lines", Problem.NO_LINES)
    wanted = select(Product).where(Product.id.in_({line.product_id for line in lines}))
    products = {product.id: product for product in ctx.session.execute(wanted).scalars()}
    known = {line.id: line for line in stored}
    checks = Checks()
    for index, line in enumerate(lines):
        before = known.get(line.id) if line.id is not None else None
        product = products.get(line.product_id)
        if product is None:
            checks.add(f"lines.{index}.product_id", Problem.UNKNOWN, what="product")
        elif product.status is ProductStatus.ARCHIVED and (before is None or before.product_id != product.id):
            checks.add(f"lines.{index}.product_id", Problem.ARCHIVED)
        check_amounts(checks, index, line)
        check_day(checks, f"lines.{index}.promised", line.promised, ordered)
    checks.raise_if_any()
    for line in lines:
        before = known.get(line.id) if line.id is not None else None
        if line.discount_ppm > DISCOUNT_LIMIT_PPM and (before is None or before.discount_ppm != line.discount_ppm):
            ctx.require("discount.above_limit")
    return products


def line_values(draft: SalesLineDraft, product: Product) -> dict[str, Any]:
    """The columns of a line, its net worked out."""
    return {
        "product_id": product.id,
        "quantity": draft.quantity,
        "price_minor": draft.price_minor,
        "discount_ppm": draft.discount_ppm,
        "net_minor": line_net(draft.price_minor, draft.quantity, product.unit_decimals, draft.discount_ppm),
        "requested": draft.requested,
        "current_promise": draft.promised,
    }


def apply_lines(ctx: WriteContext, order: SalesOrder, lines: Sequence[SalesLineDraft], products: Products) -> None:
    """Write an order's lines anew; what is kept for them follows, and what became free goes to who waits.

    Raises ValidationError: `lines` IN_USE for a line that a shipment carries, `lines.N.quantity` below what it does.
    """
    known = {line.id: line for line in lines_of(ctx, order.id)}
    kept = {d.id for d in lines if d.id is not None and d.id in known and known[d.id].product_id == d.product_id}
    _check_shipments(ctx, known, lines, kept, products)
    freed = _release(ctx, known, lines, kept)
    for line_id, line in known.items():
        if line_id not in kept:
            ctx.session.delete(line)
    ctx.session.flush()
    firm = order.state is SalesOrderState.CONFIRMED
    moved = []
    for position, draft in enumerate(lines, 1):
        values = line_values(draft, products[draft.product_id])
        if draft.id is None or draft.id not in kept:
            ctx.session.add(
                SalesOrderLine(order_id=order.id, position=position, original_promise=draft.promised, **values)
            )
            continue
        line = known[draft.id]
        line.position = position
        if not firm or line.original_promise is None:
            # The first promise is given with the confirmation; from then on it stays.
            line.original_promise = draft.promised
        if draft.promised != line.current_promise:
            moved.append(line)
        for name, value in values.items():
            setattr(line, name, value)
    ctx.session.flush()
    shipments_follow(ctx, moved)
    if firm:
        freed |= {draft.product_id for draft in lines}
    if freed:
        reservations.serve_waiting_for(ctx, sorted(freed))


def _check_shipments(
    ctx: WriteContext,
    known: Mapping[int, SalesOrderLine],
    lines: Sequence[SalesLineDraft],
    kept: set[int],
    products: Products,
) -> None:
    if not known:
        return
    named = ever_shipped(ctx, list(known))
    if named - kept:
        raise ValidationError("lines", Problem.IN_USE)
    if not named:
        return
    packed, checks = in_shipments(ctx, list(known)), Checks()
    for index, draft in enumerate(lines):
        least = packed.get(draft.id or 0, 0)
        if draft.quantity < least:
            decimals = products[draft.product_id].unit_decimals
            low, high = (to_decimal_string(bound, decimals) for bound in (least, MAX_QUANTITY))
            checks.add(f"lines.{index}.quantity", Problem.OUT_OF_RANGE, low=low, high=high)
    checks.raise_if_any()


def _release(
    ctx: WriteContext, known: Mapping[int, SalesOrderLine], lines: Sequence[SalesLineDraft], kept: set[int]
) -> set[int]:
    held = reservations.held_by(ctx.session, list(known))
    wanted = {draft.id: draft.quantity for draft in lines if draft.id in kept}
    surplus = {line_id: row.quantity - wanted.get(line_id, 0) for line_id, row in held.items()}
    return reservations.release(ctx, {line_id: more for line_id, more in surplus.items() if more > 0})
