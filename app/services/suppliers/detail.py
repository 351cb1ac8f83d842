"""One supplier with everything around it, in a constant number of statements; its form."""

from __future__ import annotations

from sqlalchemy import func, select

from app.db.models import (
    ContactPoint,
    Partner,
    PinnedFact,
    PurchaseOrder,
    SupplierItem,
    SupplierTerms,
)
from app.domain.errors import NotFoundError
from app.domain.vocabulary import ContactPointKind
from app.services.customers.detail import addresses_of, people_of
from app.services.customers.read_models import PinnedFactRow, Point
from app.services.operations import ReadContext, query
from app.services.suppliers.figures import figures_of, without_costs
from app.services.suppliers.late import read_late_lines, shows_costs
from app.services.suppliers.read_models import Figures, SupplierDetail, SupplierDraft


@query("supplier.view")
def detail(ctx: ReadContext, supplier_id: int) -> SupplierDetail:
    """One supplier as far as the role may see. Raises NotFoundError."""
    partner, terms = _found(ctx, supplier_id)
    persons = ctx.may("customer.view") == "yes"
    costs = shows_costs(ctx)
    figures = figures_of(ctx, [supplier_id]).get(supplier_id, Figures())
    orders, since = ctx.session.execute(
        select(func.count(), func.min(PurchaseOrder.ordered, type_=PurchaseOrder.ordered.type)).where(
            PurchaseOrder.supplier_id == supplier_id
        )
    ).one()
    products = select(func.count()).where(SupplierItem.supplier_id == supplier_id)
    return SupplierDetail(
        id=partner.id,
        version=partner.version,
        name=partner.name,
        code=partner.code,
        status=partner.status,
        is_customer=partner.is_customer,
        is_carrier=partner.is_carrier,
        tax_id=partner.tax_id,
        currency=partner.currency,
        payment_days=partner.payment_days,
        lead_time_days=terms.lead_time_days if terms else None,
        minimum_order_minor=terms.minimum_order_minor if terms and costs else None,
        over_receipt_ppm=terms.over_receipt_ppm if terms else 0,
        closed_days=terms.closed_days if terms else "",
        incoterm=terms.incoterm if terms else "",
        notes=partner.notes if persons else "",
        since=since,
        figures=figures if costs else without_costs(figures),
        late=tuple(read_late_lines(ctx, supplier_id)),
        products=ctx.session.execute(products).scalar_one(),
        orders=orders,
        addresses=addresses_of(ctx, supplier_id),
        points=_points(ctx, supplier_id) if persons else (),
        people=people_of(ctx, supplier_id) if persons else (),
        pinned=_pinned(ctx, supplier_id) if persons else (),
        shows_costs=costs,
    )


@query("supplier.save")
def draft(ctx: ReadContext, supplier_id: int) -> SupplierDraft:
    """A supplier as its form opens; hand it back as `original` with what was changed. Raises NotFoundError."""
    return read_draft(ctx, supplier_id)


def read_draft(ctx: ReadContext, supplier_id: int) -> SupplierDraft:
    """The same inside another operation."""
    partner, terms = _found(ctx, supplier_id)
    points = _points(ctx, supplier_id)
    address = next(iter(addresses_of(ctx, supplier_id)), None)

    def first(kind: ContactPointKind) -> str:
        return next((point.value for point in points if point.kind is kind), "")

    return SupplierDraft(
        id=partner.id,
        version=partner.version,
        name=partner.name,
        code=partner.code or "",
        tax_id=partner.tax_id,
        currency=partner.currency or "",
        payment_days=partner.payment_days,
        lead_time_days=terms.lead_time_days if terms else None,
        minimum_order_minor=terms.minimum_order_minor if terms else None,
        over_receipt_ppm=terms.over_receipt_ppm if terms else 0,
        closed_days=terms.closed_days if terms else "",
        incoterm=terms.incoterm if terms else "",
        phone=first(ContactPointKind.PHONE),
        email=first(ContactPointKind.EMAIL),
        website=first(ContactPointKind.WEBSITE),
        street=address.street if address else "",
        city=address.city if address else "",
        region=address.region if address else "",
        postal_code=address.postal_code if address else "",
        country=address.country if address else "",
        notes=partner.notes,
    )


def _found(ctx: ReadContext, supplier_id: int) -> tuple[Partner, SupplierTerms | None]:
    found = ctx.session.execute(
        select(Partner, SupplierTerms)
        .outerjoin(SupplierTerms, SupplierTerms.partner_id == Partner.id)
        .where(Partner.id == supplier_id, Partner.is_supplier == True)  # noqa: E712 - SQL
    ).first()
    if found is None:
        raise NotFoundError("supplier", supplier_id)
    return found[0], found[1]


def _points(ctx: ReadContext, supplier_id: int) -> tuple[Point, ...]:
    rows = ctx.session.execute(
        select(ContactPoint)
        .where(ContactPoint.partner_id == supplier_id)
        .order_by(ContactPoint.is_main.desc(), ContactPoint.id)
    ).scalars()
    return tuple(Point(row.id, row.kind, row.value, row.normal, row.is_main) for row in rows)


def _pinned(ctx: ReadContext, supplier_id: int) -> tuple[PinnedFactRow, ...]:
    rows = ctx.session.execute(
        select(PinnedFact.id, PinnedFact.text)
        .where(PinnedFact.partner_id == supplier_id)
        .order_by(PinnedFact.position, PinnedFact.id)
    )
    return tuple(PinnedFactRow(row.id, row.text) for row in rows)
