"""What to order of products that run low: how much, from whom, at what price; and the drafts that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import func, select

from app.db.models import Partner, Product, StockValuation, SupplierItem, SupplierTerms
from app.domain.errors import Problem, ValidationError, ValidationErrors
from app.domain.formulas.ordering import PackRules, Rounding, price_at, round_order
from app.domain.vocabulary import PartnerStatus
from app.services.operations import ReadContext, WriteContext, command, query
from app.services.purchasing.commands import create
from app.services.purchasing.offers import breaks_of, offers_of
from app.services.purchasing.read_models import Offer, PurchaseLineDraft, PurchaseOrderDraft
from app.services.stock.standing import incoming_by_product, promised_by_product

_NO_LEAD: Final = 10_000


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A product to order. Quantities in its smallest units, the price of one unit in minor units of the supplier's
    currency; None for those who may not see costs. `reasons`: why `quantity` is not the need.
    """

    product_id: int
    sku: str
    product: str
    unit: str
    unit_decimals: int
    on_hand: int
    promised: int
    on_order: int
    reorder_point: int | None
    target: int | None
    needed: int
    quantity: int
    reasons: tuple[Rounding, ...]
    rules: PackRules
    price_minor: int | None
    breaks: tuple[tuple[int, int], ...]
    supplier_item_id: int | None
    lead_time_days: int | None

    def price_for(self, quantity: int) -> int | None:
        """The price of one unit when so much is ordered."""
        return price_at(quantity, self.price_minor, self.breaks)


@dataclass(frozen=True, slots=True)
class ProposedOrder:
    """What one supplier would get."""

    supplier_id: int
    supplier: str
    currency: str
    minimum_minor: int | None
    lines: tuple[ProposedLine, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """Drafts by supplier, and the names of products that nobody is known to sell."""

    orders: tuple[ProposedOrder, ...] = ()
    nobody: tuple[str, ...] = ()


@query("purchase_order.save")
def propose(ctx: ReadContext, products: Sequence[int]) -> Proposals:
    """What to order of these products, each at its best supplier: the cheapest for the quantity, then the fastest.

    The need reaches the target stock (else one above the reorder point) with what customers wait for and what is on
    order counted; it is rounded by the supplier's rules (definitions 1.6). Six statements.
    """
    rows = {row.Product.id: row for row in ctx.session.execute(_standing(products))}
    items = ctx.session.execute(_items(products)).all()
    breaks = breaks_of(ctx, [row.SupplierItem.id for row in items])
    costs = ctx.may("cost.view") is not None
    best: dict[int, tuple[Any, ProposedLine]] = {}
    for row in items:
        line = _line(rows[row.SupplierItem.product_id], row, breaks.get(row.SupplierItem.id, ()))
        known = best.get(line.product_id)
        if known is None or _rank(line) < _rank(known[1]):
            best[line.product_id] = (row, line)
    groups: dict[int, ProposedOrder] = {}
    for product_id in products:
        if product_id not in best:
            continue
        row, line = best[product_id]
        shown = line if costs else replace(line, price_minor=None, breaks=())
        group = groups.get(row.Partner.id) or ProposedOrder(
            row.Partner.id, row.Partner.name, row.Partner.currency or "", row.minimum_order_minor, ()
        )
        groups[row.Partner.id] = replace(group, lines=(*group.lines, shown))
    nobody = tuple(rows[id_].Product.name for id_ in products if id_ in rows and id_ not in best)
    return Proposals(tuple(sorted(groups.values(), key=lambda group: group.supplier)), nobody)


@command("purchase_order.save")
def draft_orders(ctx: WriteContext, drafts: Sequence[PurchaseOrderDraft]) -> tuple[int, ...]:
    """Write several draft orders in one step; their ids. Raises ValidationErrors (`drafts.0.lines.2.quantity`)."""
    if not drafts:
        raise ValidationError("lines", Problem.NO_LINES)
    written = []
    for place, draft in enumerate(drafts):
        try:
            written.append(create(ctx, draft))
        except (ValidationError, ValidationErrors) as refused:
            errors = refused.errors if isinstance(refused, ValidationErrors) else (refused,)
            raise ValidationErrors([_at(place, error) for error in errors]) from refused
    return tuple(written)


@command("purchase_order.save")
def draft_needs(ctx: WriteContext, supplier_id: int, needs: Mapping[int, int]) -> int:
    """Draft an order for what is needed of products (product id → smallest units), by the supplier's rules; its id.

    Raises ValidationError, NotFoundError.
    """
    offers = {offer.product_id: offer for offer in offers_of(ctx, supplier_id, list(needs))}
    lines = [_needed(offers[product_id], need) for product_id, need in needs.items() if product_id in offers]
    return create(ctx, PurchaseOrderDraft(supplier_id, lines))


def _at(place: int, error: ValidationError) -> ValidationError:
    return ValidationError(f"drafts.{place}.{error.field}", error.code, **error.params)


def _needed(offer: Offer, need: int) -> PurchaseLineDraft:
    quantity = round_order(need, offer.rules).quantity
    price = price_at(quantity, offer.price_minor, offer.breaks) or 0
    return PurchaseLineDraft(offer.product_id, quantity, price, supplier_item_id=offer.supplier_item_id)


def _standing(products: Sequence[int]) -> Any:
    promised, incoming = promised_by_product(), incoming_by_product()
    return (
        select(
            Product,
            func.coalesce(StockValuation.quantity, 0).label("on_hand"),
            func.coalesce(promised.c.promised, 0).label("promised"),
            func.coalesce(incoming.c.incoming, 0).label("incoming"),
        )
        .outerjoin(StockValuation, StockValuation.product_id == Product.id)
        .outerjoin(promised, promised.c.product_id == Product.id)
        .outerjoin(incoming, incoming.c.product_id == Product.id)
        .where(Product.id.in_(products))
    )


def _items(products: Sequence[int]) -> Any:
    return (
        select(SupplierItem, Partner, SupplierTerms.minimum_order_minor, SupplierTerms.lead_time_days)
        .join(Partner, Partner.id == SupplierItem.supplier_id)
        .outerjoin(SupplierTerms, SupplierTerms.partner_id == Partner.id)
        .where(
            SupplierItem.product_id.in_(products),
            Partner.status == PartnerStatus.ACTIVE,
            Partner.is_supplier == True,  # noqa: E712 - SQL
        )
        .order_by(SupplierItem.id)
    )


def _line(row: Any, offer: Any, breaks: Sequence[tuple[int, int]]) -> ProposedLine:
    product, item = row.Product, offer.SupplierItem
    target = product.target_stock
    wanted = target if target is not None else (product.reorder_point or 0) + 10**product.unit_decimals
    needed = max(wanted - row.on_hand + row.promised - row.incoming, 0)
    rules = PackRules(item.minimum, item.multiple, item.pack_quantity, item.maximum)
    rounded = round_order(max(needed, 1), rules)
    return ProposedLine(
        product_id=product.id,
        sku=product.sku,
        product=product.name,
        unit=product.unit,
        unit_decimals=product.unit_decimals,
        on_hand=row.on_hand,
        promised=row.promised,
        on_order=row.incoming,
        reorder_point=product.reorder_point,
        target=target,
        needed=needed,
        quantity=rounded.quantity,
        reasons=rounded.reasons,
        rules=rules,
        price_minor=item.price_minor if item.price_minor is not None else product.cost_minor,
        breaks=tuple(breaks),
        supplier_item_id=item.id,
        lead_time_days=item.lead_time_days if item.lead_time_days is not None else offer.lead_time_days,
    )


def _rank(line: ProposedLine) -> tuple[bool, int, int]:
    price = line.price_for(line.quantity)
    days = line.lead_time_days
    return price is None, price or 0, _NO_LEAD if days is None else days
