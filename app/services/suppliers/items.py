"""What a supplier sells us: its code, price, price breaks, pack rules and lead time for each product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import select

from app.db.models import (
    Partner,
    PriceBreak,
    Product,
    PurchaseLineFacts,
    PurchaseOrderLine,
    SupplierItem,
)
from app.domain.errors import Checks, NotFoundError, Problem
from app.domain.formulas import supplying
from app.domain.money import CURRENCIES, MAX_MINOR
from app.domain.quantity import MAX_QUANTITY
from app.domain.text import clean_code
from app.services.contacts.parties import MAX_DAYS
from app.services.drafts import check_whole, cleaned, merge_draft
from app.services.operations import ReadContext, WriteContext, command, query
from app.services.suppliers.figures import lead_times, year_before
from app.services.suppliers.late import shows_costs
from app.services.suppliers.read_models import ITEM_FIELDS, Break, ItemDraft, ItemRow

_QUANTITIES: Final = ("pack_quantity", "minimum", "multiple", "maximum")


@query("supplier.view")
def items(ctx: ReadContext, supplier_id: int) -> list[ItemRow]:
    """The products a supplier sells us, by name. Three statements."""
    return read_items(ctx, supplier_id)


def read_items(ctx: ReadContext, supplier_id: int, products: Sequence[int] | None = None) -> list[ItemRow]:
    """The same inside another operation, also for some products only."""
    statement = (
        select(SupplierItem, Product)
        .join(Product, Product.id == SupplierItem.product_id)
        .where(SupplierItem.supplier_id == supplier_id)
        .order_by(Product.name_fold, SupplierItem.id)
    )
    if products is not None:
        statement = statement.where(SupplierItem.product_id.in_(products))
    found = ctx.session.execute(statement).all()
    breaks = _breaks(ctx, [item.id for item, _ in found])
    days = _measured(ctx, supplier_id)
    shown = shows_costs(ctx)
    return [_row(item, product, breaks.get(item.id, []), days.get(product.id, {}), shown) for item, product in found]


@command("supplier.save")
def save_item(ctx: WriteContext, draft: ItemDraft) -> int:
    """Say that a supplier sells a product, or change how; the item's id.

    Raises ValidationError(s) at the draft's fields, ConflictError for a field that somebody else changed, and
    NotFoundError.
    """
    merged = draft if draft.id is None else _merged(ctx, draft, draft.id)
    clean = _checked(ctx, merged)
    item = _item(ctx, clean.id) if clean.id is not None else _new_item(ctx, clean)
    for name in ITEM_FIELDS:
        if name != "breaks":
            value = getattr(clean, name)
            setattr(item, name, (value or None) if name == "currency" else value)
    ctx.session.flush()
    _apply_breaks(ctx, item.id, clean.breaks)
    ctx.session.flush()
    return item.id


@command("supplier.save")
def remove_item(ctx: WriteContext, item_id: int) -> None:
    """The supplier does not sell it any more; orders keep what they say. Raises NotFoundError."""
    item = _item(ctx, item_id)
    _apply_breaks(ctx, item_id, ())
    for line in ctx.session.execute(
        select(PurchaseOrderLine).where(PurchaseOrderLine.supplier_item_id == item_id)
    ).scalars():
        line.supplier_item_id = None
    ctx.session.flush()
    ctx.session.delete(item)


def _item(ctx: ReadContext, item_id: int) -> SupplierItem:
    item = ctx.session.get(SupplierItem, item_id)
    if item is None:
        raise NotFoundError("supplier_item", item_id)
    return item


def _new_item(ctx: WriteContext, draft: ItemDraft) -> SupplierItem:
    supplier = ctx.session.get(Partner, draft.supplier_id)
    if supplier is None or not supplier.is_supplier:
        raise NotFoundError("supplier", draft.supplier_id)
    item = SupplierItem(supplier_id=supplier.id, product_id=draft.product_id)
    ctx.session.add(item)
    return item


def draft_of(row: ItemRow, supplier_id: int) -> ItemDraft:
    """The form of an item as it is shown."""
    return ItemDraft(
        supplier_id=supplier_id,
        product_id=row.product_id,
        id=row.id,
        supplier_sku=row.supplier_sku,
        price_minor=row.price_minor,
        currency=row.currency or "",
        breaks=row.breaks,
        pack_quantity=row.pack_quantity,
        minimum=row.minimum,
        multiple=row.multiple,
        maximum=row.maximum,
        lead_time_days=row.lead_time_days,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _merged(ctx: WriteContext, draft: ItemDraft, item_id: int) -> ItemDraft:
    item = _item(ctx, item_id)
    product = ctx.session.get_one(Product, item.product_id)
    row = _row(item, product, _breaks(ctx, [item_id]).get(item_id, []), {}, shown=True)
    current = draft_of(row, item.supplier_id)
    steps = select(PriceBreak.id).where(PriceBreak.supplier_item_id == item_id)
    parts = {PriceBreak.__tablename__: list(ctx.session.execute(steps).scalars())}
    merged = merge_draft(ctx, draft, current, ITEM_FIELDS, "supplier_item", parts)
    return replace(merged, supplier_id=item.supplier_id, product_id=item.product_id)


def _checked(ctx: WriteContext, draft: ItemDraft) -> ItemDraft:
    checks = Checks()
    _check_product(ctx, checks, draft)
    sku = cleaned(checks, clean_code, draft.supplier_sku, "supplier_sku")
    currency = draft.currency.strip().upper()
    if currency and currency not in CURRENCIES:
        checks.add("currency", Problem.NOT_A_CURRENCY)
    check_whole(checks, "price_minor", draft.price_minor, MAX_MINOR)
    check_whole(checks, "lead_time_days", draft.lead_time_days, MAX_DAYS)
    for name in _QUANTITIES:
        value = getattr(draft, name)
        if value is not None and value <= 0:
            checks.add(name, Problem.NOT_POSITIVE)
        elif value is not None and value > MAX_QUANTITY:
            checks.add(name, Problem.TOO_LARGE, limit=str(MAX_QUANTITY))
    if draft.valid_from and draft.valid_to and draft.valid_to < draft.valid_from:
        checks.add("valid_to", Problem.BEFORE, earliest=draft.valid_from.isoformat())
    _check_breaks(checks, draft.breaks)
    checks.raise_if_any()
    return replace(draft, supplier_sku=sku, currency=currency, breaks=tuple(sorted(draft.breaks, key=_from)))


def _from(step: Break) -> int:
    return step.min_quantity


def _check_product(ctx: WriteContext, checks: Checks, draft: ItemDraft) -> None:
    if draft.product_id is None:
        checks.add("product_id", Problem.REQUIRED)
        return
    if ctx.session.get(Product, draft.product_id) is None:
        checks.add("product_id", Problem.UNKNOWN, what="product")
        return
    same = select(SupplierItem.id).where(
        SupplierItem.supplier_id == draft.supplier_id,
        SupplierItem.product_id == draft.product_id,
        SupplierItem.id != (draft.id or 0),
    )
    if draft.id is None and ctx.session.execute(same).first() is not None:
        checks.add("product_id", Problem.DUPLICATE, other=None)


def _check_breaks(checks: Checks, breaks: Sequence[Break]) -> None:
    quantities = [step.min_quantity for step in breaks]
    if any(not 0 < quantity <= MAX_QUANTITY for quantity in quantities):
        checks.add("breaks", Problem.NOT_POSITIVE)
    elif len(set(quantities)) < len(quantities):
        checks.add("breaks", Problem.DUPLICATE, other=None)
    elif any(not 0 <= step.price_minor <= MAX_MINOR for step in breaks):
        checks.add("breaks", Problem.OUT_OF_RANGE, low="0", high=str(MAX_MINOR))


def _apply_breaks(ctx: WriteContext, item_id: int, wanted: Sequence[Break]) -> None:
    rows = ctx.session.execute(select(PriceBreak).where(PriceBreak.supplier_item_id == item_id)).scalars().all()
    prices = {step.min_quantity: step.price_minor for step in wanted}
    for row in rows:
        if row.min_quantity in prices:
            row.price_minor = prices.pop(row.min_quantity)
        else:
            ctx.session.delete(row)
    ctx.session.flush()
    for quantity, price in prices.items():
        ctx.session.add(PriceBreak(supplier_item_id=item_id, min_quantity=quantity, price_minor=price))


def _breaks(ctx: ReadContext, item_ids: Sequence[int]) -> dict[int, list[Break]]:
    found: dict[int, list[Break]] = defaultdict(list)
    rows = ctx.session.execute(
        select(PriceBreak)
        .where(PriceBreak.supplier_item_id.in_(item_ids))
        .order_by(PriceBreak.supplier_item_id, PriceBreak.min_quantity)
    ).scalars()
    for row in rows:
        found[row.supplier_item_id].append(Break(row.min_quantity, row.price_minor))
    return found


def _measured(ctx: ReadContext, supplier_id: int) -> dict[int, dict[int, int]]:
    f = PurchaseLineFacts
    product = select(PurchaseOrderLine.product_id).where(PurchaseOrderLine.id == f.id).correlate(f).scalar_subquery()
    return lead_times(ctx, [f.supplier_id == supplier_id, f.ordered > year_before(ctx.today)], product)


def _row(item: SupplierItem, product: Product, breaks: list[Break], days: dict[int, int], shown: bool) -> ItemRow:
    return ItemRow(
        id=item.id,
        product_id=product.id,
        sku=product.sku,
        product=product.name,
        product_status=product.status,
        unit=product.unit,
        unit_decimals=product.unit_decimals,
        supplier_sku=item.supplier_sku,
        price_minor=item.price_minor if shown else None,
        currency=item.currency,
        breaks=tuple(breaks) if shown else (),
        pack_quantity=item.pack_quantity,
        minimum=item.minimum,
        multiple=item.multiple,
        maximum=item.maximum,
        lead_time_days=item.lead_time_days,
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        measured_days=supplying.median(days),
        deliveries=sum(days.values()),
    )
