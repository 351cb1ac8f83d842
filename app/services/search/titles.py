"""What a hit is called and whose it is, as stored now: one statement an entity, however many hits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from app.db.models import (
    Address,
    Affiliation,
    Contact,
    Interaction,
    Lot,
    Partner,
    Product,
    PurchaseOrder,
    SalesOrder,
    Shipment,
    SupplierItem,
    Task,
)
from app.domain.vocabulary import InteractionState, PartnerStatus, ProductStatus
from app.services.customers import scope
from app.services.operations import ReadContext


@dataclass(frozen=True, slots=True)
class Title:
    """How a hit is shown."""

    title: str
    subtitle: str = ""
    archived: bool = False
    partner_id: int | None = None


Key = tuple[str, int]
Titles = dict[Key, Title]


def titles_of(ctx: ReadContext, keys: Collection[Key]) -> Titles:
    """The titles of those records that the role may see."""
    by_entity: dict[str, list[int]] = defaultdict(list)
    for entity, row_id in keys:
        by_entity[entity].append(row_id)
    found: Titles = {}
    for entity, ids in by_entity.items():
        for row_id, title in _READERS[entity](ctx, ids):
            found[entity, row_id] = title
    return found


Read = Iterable[tuple[int, Title]]


def _shown_partner(ctx: ReadContext) -> Any:
    """Suppliers and carriers are for all; customers as far as the role may see them."""
    others = or_(Partner.is_supplier == True, Partner.is_carrier == True)  # noqa: E712 - SQL
    grant = ctx.may("customer.view")
    if grant is None:
        return others
    return or_(others, and_(Partner.is_customer == True, scope.visible(ctx, grant)))  # noqa: E712 - SQL


def _partners(ctx: ReadContext, ids: list[int]) -> Read:
    city = (
        select(Address.city)
        .where(Address.partner_id == Partner.id)
        .order_by(Address.is_main.desc(), Address.id)
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )
    rows = ctx.session.execute(
        select(Partner.id, Partner.name, city, Partner.code, Partner.status).where(
            Partner.id.in_(ids), _shown_partner(ctx)
        )
    )
    for row_id, name, place, code, status in rows:
        subtitle = " · ".join(text for text in (code, place) if text)
        yield row_id, Title(name, subtitle, status is PartnerStatus.ARCHIVED, row_id)


def _contacts(ctx: ReadContext, ids: list[int]) -> Read:
    rows = ctx.session.execute(
        select(Contact.id, Contact.name, Contact.status, Partner.id, Partner.name)
        .outerjoin(Affiliation, Affiliation.contact_id == Contact.id)
        .outerjoin(Partner, Partner.id == Affiliation.partner_id)
        .where(Contact.id.in_(ids))
        .order_by(Affiliation.valid_to.is_(None), Affiliation.is_main, Affiliation.id.desc())
    )
    # The last row of a person wins: the firm they are at now.
    for row_id, name, status, partner_id, partner in rows:
        yield row_id, Title(name, partner or "", status is PartnerStatus.ARCHIVED, partner_id)


def _products(ctx: ReadContext, ids: list[int]) -> Read:
    rows = ctx.session.execute(select(Product.id, Product.name, Product.sku, Product.status).where(Product.id.in_(ids)))
    for row_id, name, sku, status in rows:
        yield row_id, Title(name, sku, status is ProductStatus.ARCHIVED)


def _documents(model: Any, partner_id: Any) -> Any:
    def read(ctx: ReadContext, ids: list[int]) -> Read:
        rows = ctx.session.execute(
            select(model.id, model.number, Partner.id, Partner.name)
            .outerjoin(Partner, and_(Partner.id == partner_id, _shown_partner(ctx)))
            .where(model.id.in_(ids))
        )
        for row_id, number, partner, name in rows:
            yield row_id, Title(number, name or "", partner_id=partner)

    return read


def _interactions(ctx: ReadContext, ids: list[int]) -> Read:
    rows = ctx.session.execute(
        select(Interaction.id, Interaction.subject, Interaction.notes, Partner.id, Partner.name)
        .outerjoin(Partner, Partner.id == Interaction.partner_id)
        .where(Interaction.id.in_(ids), Interaction.state != InteractionState.CANCELLED)
        .where(or_(Partner.id.is_(None), _shown_partner(ctx)))
    )
    for row_id, subject, notes, partner_id, partner in rows:
        yield row_id, Title(subject or notes.partition("\n")[0][:80], partner or "", partner_id=partner_id)


def _tasks(ctx: ReadContext, ids: list[int]) -> Read:
    statement = (
        select(Task.id, Task.title, Partner.id, Partner.name)
        .outerjoin(Partner, and_(Partner.id == Task.partner_id, _shown_partner(ctx)))
        .where(Task.id.in_(ids))
    )
    if ctx.may("task.view") == scope.OWN:
        statement = statement.where(or_(Task.owner_id == ctx.actor.staff_id, Task.owner_id.is_(None)))
    for row_id, title, partner_id, partner in ctx.session.execute(statement):
        yield row_id, Title(title, partner or "", partner_id=partner_id)


def _supplier_items(ctx: ReadContext, ids: list[int]) -> Read:
    rows = ctx.session.execute(
        select(SupplierItem.id, SupplierItem.supplier_sku, Product.name, Partner.name, Partner.id)
        .join(Product, Product.id == SupplierItem.product_id)
        .join(Partner, Partner.id == SupplierItem.supplier_id)
        .where(SupplierItem.id.in_(ids))
    )
    for row_id, sku, product, supplier, supplier_id in rows:
        yield row_id, Title(sku, f"{product} · {supplier}", partner_id=supplier_id)


def _lots(ctx: ReadContext, ids: list[int]) -> Read:
    rows = ctx.session.execute(
        select(Lot.id, Lot.code, Product.name).join(Product, Product.id == Lot.product_id).where(Lot.id.in_(ids))
    )
    for row_id, code, product in rows:
        yield row_id, Title(code, product)


_READERS: dict[str, Any] = {
    "partner": _partners,
    "contact": _contacts,
    "product": _products,
    "sales_order": _documents(SalesOrder, SalesOrder.customer_id),
    "purchase_order": _documents(PurchaseOrder, PurchaseOrder.supplier_id),
    "shipment": _documents(Shipment, Shipment.partner_id),
    "interaction": _interactions,
    "task": _tasks,
    "supplier_item": _supplier_items,
    "lot": _lots,
}
