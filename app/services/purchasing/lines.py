"""An order's lines: what is refused at which field, and the values they are stored with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.db.models import Product
from app.domain.errors import Checks, Problem, ValidationError
from app.domain.money import line_net
from app.domain.vocabulary import ProductStatus
from app.services.operations import WriteContext
from app.services.orders.line_checks import check_amounts, check_day
from app.services.purchasing.read_models import PurchaseLineDraft


def check_lines(ctx: WriteContext, lines: Sequence[PurchaseLineDraft], ordered: date) -> None:
    """Refuse what cannot be ordered, every line at its field: `lines.2.quantity`. Raises ValidationError(s)."""
    if not lines:
        raise ValidationError("lines", Problem.NO_LINES)
    wanted = select(Product.id, Product.status).where(Product.id.in_({line.product_id for line in lines}))
    known = {row.id: row.status for row in ctx.session.execute(wanted)}
    checks = Checks()
    for index, line in enumerate(lines):
        if line.product_id not in known:
            checks.add(f"lines.{index}.product_id", Problem.UNKNOWN, what="product")
        elif known[line.product_id] is ProductStatus.ARCHIVED and line.id is None:
            checks.add(f"lines.{index}.product_id", Problem.ARCHIVED)
        check_amounts(checks, index, line)
        check_day(checks, f"lines.{index}.requested", line.requested, ordered)
    checks.raise_if_any()


def line_values(ctx: WriteContext, draft: PurchaseLineDraft) -> dict[str, Any]:
    """The columns of a line, its net worked out."""
    product = ctx.session.get_one(Product, draft.product_id)
    return {
        "product_id": product.id,
        "supplier_item_id": draft.supplier_item_id,
        "quantity": draft.quantity,
        "price_minor": draft.price_minor,
        "discount_ppm": draft.discount_ppm,
        "net_minor": line_net(draft.price_minor, draft.quantity, product.unit_decimals, draft.discount_ppm),
        "requested": draft.requested,
    }
