"""Creating, editing and archiving products."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import exists, select

from app.db.models import Product, PurchaseLineFacts, PurchaseOrderLine, SalesOrder, SalesOrderLine
from app.domain.errors import Checks, NotFoundError, Problem, ValidationError
from app.domain.money import CURRENCIES, MAX_MINOR
from app.domain.quantity import MAX_QUANTITY, MAX_UNIT_DECIMALS, to_decimal_string
from app.domain.states import OPEN_SALES_ORDER
from app.domain.text import MAX_NOTES, clean_code, clean_line, clean_name, clean_text, fold
from app.domain.vocabulary import ProductStatus
from app.services.drafts import check_whole, cleaned, merge_draft
from app.services.operations import WriteContext, command
from app.services.products.queries import has_stock, is_counted, read_draft
from app.services.products.read_models import DRAFT_FIELDS, ProductDraft

_LARGEST: Final = {
    "price_minor": MAX_MINOR,
    "cost_minor": MAX_MINOR,
    "reorder_point": MAX_QUANTITY,
    "target_stock": MAX_QUANTITY,
    "shelf_life_days": 36_500,
    "weight_g": MAX_QUANTITY,
}
_GTIN_LENGTHS: Final = (8, 12, 13, 14)
_UNIT_LENGTH: Final = 20


@command("product.save")
def save(ctx: WriteContext, draft: ProductDraft) -> int:
    """Create a product or save its form; the product's id.

    What others changed since the form was opened (`draft.original`) stays, unless it is the same field: that is a
    ConflictError with each field's three values, who and when. The decimals of the unit are fixed once a quantity of
    it is stored, its tracking while there is stock. Raises ValidationError(s) at the draft's fields, NotFoundError.
    """
    merged = draft if draft.id is None else merge_draft(ctx, draft, read_draft(ctx, draft.id), DRAFT_FIELDS, "product")
    clean = _checked(ctx, merged)
    if clean.id is None:
        product = Product()
        ctx.session.add(product)
    else:
        product = ctx.session.get_one(Product, clean.id)
    _apply(ctx, product, clean)
    ctx.session.flush()
    return product.id


@command("product.archive")
def archive(ctx: WriteContext, product_id: int) -> None:
    """Leave a product out of lists and pickers; history keeps it.

    Raises NotFoundError, and ValidationError at `status` while there is stock of it or an open order for it.
    """
    product = _product(ctx, product_id)
    if has_stock(ctx.session, product_id) or _is_awaited(ctx, product_id):
        raise ValidationError("status", Problem.NOT_EMPTY)
    product.status = ProductStatus.ARCHIVED


@command("product.archive")
def unarchive(ctx: WriteContext, product_id: int) -> None:
    """Bring an archived product back. Raises NotFoundError."""
    _product(ctx, product_id).status = ProductStatus.ACTIVE


def _product(ctx: WriteContext, product_id: int) -> Product:
    product = ctx.session.get(Product, product_id)
    if product is None:
        raise NotFoundError("product", product_id)
    return product


def _is_awaited(ctx: WriteContext, product_id: int) -> bool:
    bought = (
        exists()
        .where(PurchaseOrderLine.id == PurchaseLineFacts.id, PurchaseOrderLine.product_id == product_id)
        .where(PurchaseLineFacts.is_open == True)  # noqa: E712 - SQL
    )
    sold = (
        exists()
        .where(SalesOrderLine.order_id == SalesOrder.id, SalesOrderLine.product_id == product_id)
        .where(
            SalesOrder.state.in_(OPEN_SALES_ORDER),
            SalesOrderLine.quantity > SalesOrderLine.shipped + SalesOrderLine.closed_short,
        )
    )
    return any(ctx.session.execute(select(bought, sold)).one())


def _checked(ctx: WriteContext, draft: ProductDraft) -> ProductDraft:
    """The draft as it is stored; raises all refusals at once."""
    checks = Checks()
    values: dict[str, Any] = {
        "sku": cleaned(checks, clean_code, draft.sku, "sku"),
        "gtin": cleaned(checks, clean_code, draft.gtin, "gtin").replace(" ", ""),
        "name": cleaned(checks, clean_name, draft.name, "name"),
        "category": cleaned(checks, clean_line, draft.category, "category"),
        "unit": cleaned(checks, clean_line, draft.unit, "unit", _UNIT_LENGTH),
        "currency": draft.currency.strip().upper(),
        "notes": cleaned(checks, clean_text, draft.notes, "notes", MAX_NOTES),
    }
    _check_codes(ctx, checks, draft.id, values)
    if not values["unit"] and not any(error.field == "unit" for error in checks.errors):
        checks.add("unit", Problem.REQUIRED)
    if not 0 <= draft.unit_decimals <= MAX_UNIT_DECIMALS:
        checks.add("unit_decimals", Problem.OUT_OF_RANGE, low="0", high=str(MAX_UNIT_DECIMALS))
    if values["currency"] and values["currency"] not in CURRENCIES:
        checks.add("currency", Problem.NOT_A_CURRENCY)
    for name, limit in _LARGEST.items():
        check_whole(checks, name, getattr(draft, name), limit)
    _check_stock_levels(checks, draft)
    _check_fixed(ctx, checks, draft)
    checks.raise_if_any()
    return replace(draft, **values)


def _check_codes(ctx: WriteContext, checks: Checks, product_id: int | None, values: dict[str, Any]) -> None:
    refused = {error.field for error in checks.errors}
    if not values["sku"]:
        if "sku" not in refused:
            checks.add("sku", Problem.REQUIRED)
    elif (other := _other(ctx, product_id, Product.sku_fold == fold(values["sku"]))) is not None:
        checks.add("sku", Problem.DUPLICATE, other=other)
    gtin = values["gtin"]
    if not gtin:
        return
    if not (gtin.isascii() and gtin.isdigit()):
        checks.add("gtin", Problem.NOT_A_NUMBER)
    elif len(gtin) not in _GTIN_LENGTHS:
        checks.add("gtin", Problem.OUT_OF_RANGE, low="8", high="14 digits")
    elif (other := _other(ctx, product_id, Product.gtin == gtin)) is not None:
        checks.add("gtin", Problem.DUPLICATE, other=other)


def _other(ctx: WriteContext, product_id: int | None, same: Any) -> str | None:
    statement = select(Product.name).where(same, Product.id != (product_id or 0)).limit(1)
    return ctx.session.execute(statement).scalar()


def _check_stock_levels(checks: Checks, draft: ProductDraft) -> None:
    point, target = draft.reorder_point, draft.target_stock
    if point is not None and target is not None and 0 <= target < point:
        checks.add("target_stock", Problem.LESS_THAN, least=to_decimal_string(point, draft.unit_decimals))


def _check_fixed(ctx: WriteContext, checks: Checks, draft: ProductDraft) -> None:
    if draft.id is None:
        return
    product = _product(ctx, draft.id)
    if draft.unit_decimals != product.unit_decimals and is_counted(ctx.session, draft.id):
        checks.add("unit_decimals", Problem.NOT_ALLOWED_IN_STATE, state="in use")
    if draft.tracking is not product.tracking and has_stock(ctx.session, draft.id):
        checks.add("tracking", Problem.NOT_ALLOWED_IN_STATE, state="in stock")
    if draft.status is ProductStatus.ARCHIVED and product.status is not ProductStatus.ARCHIVED:
        checks.add("status", Problem.NOT_A_CHOICE, choices=("active", "discontinued"))


def _apply(ctx: WriteContext, product: Product, draft: ProductDraft) -> None:
    product.sku, product.sku_fold = draft.sku, fold(draft.sku)
    product.name, product.name_fold = draft.name, fold(draft.name)
    product.gtin = draft.gtin or None
    product.currency = draft.currency or None
    for name in (
        "category", "unit", "unit_decimals", "tracking", "shelf_life_days", "weight_g", "price_minor",
        "reorder_point", "target_stock", "status", "notes",
    ):  # fmt: skip
        setattr(product, name, getattr(draft, name))
    if ctx.may("cost.view") is not None:
        product.cost_minor = draft.cost_minor
