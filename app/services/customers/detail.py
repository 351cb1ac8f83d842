"""One customer with everything around it, in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from app.db.models import (
    Address,
    Affiliation,
    Consent,
    Contact,
    ContactPoint,
    CustomerTerms,
    Partner,
    PartnerFacts,
    PartnerTag,
    PinnedFact,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
    Staff,
    Tag,
)
from app.domain.errors import NotFoundError
from app.domain.states import ShipmentKind, ShipmentState
from app.domain.vocabulary import ContactPointKind
from app.services.customers import scope
from app.services.customers.read_models import (
    AddressRow,
    ConsentRow,
    CustomerDetail,
    CustomerDraft,
    CustomerFigures,
    Person,
    PinnedFactRow,
    Point,
)
from app.services.operations import ReadContext, query


@query("customer.view")
def detail(ctx: ReadContext, customer_id: int) -> CustomerDetail:
    """One customer as far as the role may see. Raises NotFoundError."""
    statement = (
        select(Partner, CustomerTerms, PartnerFacts, Staff.name)
        .outerjoin(CustomerTerms, CustomerTerms.partner_id == Partner.id)
        .outerjoin(PartnerFacts, PartnerFacts.id == Partner.id)
        .outerjoin(Staff, Staff.id == Partner.owner_id)
        .where(Partner.id == customer_id, Partner.is_customer == True, scope.visible(ctx))  # noqa: E712 - SQL
    )
    found = ctx.session.execute(statement).first()
    if found is None:
        raise NotFoundError("partner", customer_id)
    partner, owner = found[0], found[3]
    terms: CustomerTerms | None = found[1]
    facts: PartnerFacts | None = found[2]
    persons, shown = scope.shows_persons(ctx.grant), scope.shows_figures(ctx.grant)
    people = people_of(ctx, customer_id) if persons else ()
    points, consents = _own_points(ctx, customer_id) if persons else ((), ())
    return CustomerDetail(
        id=partner.id,
        version=partner.version,
        name=partner.name,
        code=partner.code,
        status=partner.status,
        is_supplier=partner.is_supplier,
        is_carrier=partner.is_carrier,
        segment=facts.segment if facts and shown else None,
        owner_id=partner.owner_id if shown else None,
        owner=owner if shown else None,
        tax_id=partner.tax_id if shown else "",
        currency=partner.currency if shown else None,
        payment_days=partner.payment_days if shown else None,
        credit_limit_minor=terms.credit_limit_minor if terms and shown else None,
        delivery_window=terms.delivery_window if terms else "",
        notes=partner.notes if persons else "",
        figures=_figures(ctx, facts) if facts and shown else None,
        addresses=addresses_of(ctx, customer_id),
        points=points,
        consents=consents,
        people=people,
        tags=_tags_of(ctx, customer_id) if shown else (),
        pinned=_pinned(ctx, customer_id) if persons else (),
    )


@query("customer.view")
def people(ctx: ReadContext, partner_id: int) -> tuple[Person, ...]:
    """The persons at a partner, the main one first; none for roles that see no persons. Raises NotFoundError."""
    scope.require_visible(ctx, partner_id)
    return people_of(ctx, partner_id) if scope.shows_persons(ctx.grant) else ()


@query("customer.save")
def draft(ctx: ReadContext, customer_id: int) -> CustomerDraft:
    """A customer as its form opens; hand it back as `original` with what was changed. Raises NotFoundError."""
    return read_draft(ctx, customer_id)


def read_draft(ctx: ReadContext, customer_id: int) -> CustomerDraft:
    """The same inside another operation."""
    found = ctx.session.execute(
        select(Partner, CustomerTerms)
        .outerjoin(CustomerTerms, CustomerTerms.partner_id == Partner.id)
        .where(Partner.id == customer_id, Partner.is_customer == True, scope.visible(ctx))  # noqa: E712 - SQL
    ).first()
    if found is None:
        raise NotFoundError("partner", customer_id)
    partner: Partner = found[0]
    terms: CustomerTerms | None = found[1]
    points = list(_points(ctx, ContactPoint.partner_id == customer_id).get((customer_id, None), ()))
    address = next(iter(addresses_of(ctx, customer_id)), None)

    def first(kind: ContactPointKind) -> str:
        return next((point.value for point in points if point.kind is kind), "")

    return CustomerDraft(
        id=partner.id,
        version=partner.version,
        name=partner.name,
        code=partner.code or "",
        tax_id=partner.tax_id,
        currency=partner.currency or "",
        payment_days=partner.payment_days,
        credit_limit_minor=terms.credit_limit_minor if terms else None,
        delivery_window=terms.delivery_window if terms else "",
        owner_id=partner.owner_id,
        phone=first(ContactPointKind.PHONE),
        email=first(ContactPointKind.EMAIL),
        website=first(ContactPointKind.WEBSITE),
        street=address.street if address else "",
        city=address.city if address else "",
        region=address.region if address else "",
        postal_code=address.postal_code if address else "",
        country=address.country if address else "",
        tags=_tags_of(ctx, customer_id),
        notes=partner.notes,
    )


def people_of(ctx: ReadContext, partner_id: int) -> tuple[Person, ...]:
    """The persons at a partner with their ways to be reached: three statements."""
    rows = ctx.session.execute(
        select(Affiliation, Contact)
        .join(Contact, Contact.id == Affiliation.contact_id)
        .where(Affiliation.partner_id == partner_id)
        .order_by(Affiliation.is_main.desc(), Affiliation.valid_to.is_not(None), Contact.name_fold, Affiliation.id)
    ).all()
    there = select(Affiliation.contact_id).where(Affiliation.partner_id == partner_id)
    points = _points(ctx, ContactPoint.contact_id.in_(there))
    consents = _consents(ctx, Consent.contact_id.in_(there))
    return tuple(
        Person(
            id=contact.id,
            affiliation_id=link.id,
            name=contact.name,
            role=link.role,
            is_main=link.is_main,
            valid_from=link.valid_from,
            valid_to=link.valid_to,
            points=tuple(points.get((None, contact.id), ())),
            consents=tuple(consents.get((None, contact.id), ())),
            notes=contact.notes,
        )
        for link, contact in rows
    )


def addresses_of(ctx: ReadContext, partner_id: int) -> tuple[AddressRow, ...]:
    """A partner's addresses, the main one first."""
    rows = ctx.session.execute(
        select(Address).where(Address.partner_id == partner_id).order_by(Address.is_main.desc(), Address.id)
    ).scalars()
    return tuple(
        AddressRow(row.id, row.label, row.street, row.city, row.region, row.postal_code, row.country, row.is_main)
        for row in rows
    )


Holder = tuple[int | None, int | None]


def _points(ctx: ReadContext, condition: ColumnElement[bool]) -> dict[Holder, list[Point]]:
    rows: Iterable[ContactPoint] = ctx.session.execute(
        select(ContactPoint).where(condition).order_by(ContactPoint.is_main.desc(), ContactPoint.id)
    ).scalars()
    found: dict[Holder, list[Point]] = defaultdict(list)
    for row in rows:
        point = Point(row.id, row.kind, row.value, row.normal, row.is_main)
        found[row.partner_id, row.contact_id].append(point)
    return found


def _consents(ctx: ReadContext, condition: ColumnElement[bool]) -> dict[Holder, list[ConsentRow]]:
    """The newest word on each channel."""
    rows: Iterable[Consent] = ctx.session.execute(
        select(Consent).where(condition).order_by(Consent.at.desc(), Consent.id.desc())
    ).scalars()
    found: dict[Holder, dict[Any, ConsentRow]] = defaultdict(dict)
    for row in rows:
        consent = ConsentRow(row.id, row.channel, row.given, row.at, row.source)
        found[row.partner_id, row.contact_id].setdefault(row.channel, consent)
    return {holder: list(consents.values()) for holder, consents in found.items()}


def _own_points(ctx: ReadContext, partner_id: int) -> tuple[tuple[Point, ...], tuple[ConsentRow, ...]]:
    points = _points(ctx, ContactPoint.partner_id == partner_id)
    consents = _consents(ctx, Consent.partner_id == partner_id)
    holder = (partner_id, None)
    return tuple(points.get(holder, ())), tuple(consents.get(holder, ()))


def _tags_of(ctx: ReadContext, partner_id: int) -> tuple[str, ...]:
    return tuple(
        ctx.session.execute(
            select(Tag.name)
            .join(PartnerTag, PartnerTag.tag_id == Tag.id)
            .where(PartnerTag.partner_id == partner_id)
            .order_by(Tag.name_fold)
        ).scalars()
    )


def _pinned(ctx: ReadContext, partner_id: int) -> tuple[PinnedFactRow, ...]:
    rows = ctx.session.execute(
        select(PinnedFact.id, PinnedFact.text)
        .where(PinnedFact.partner_id == partner_id)
        .order_by(PinnedFact.position, PinnedFact.id)
    )
    return tuple(PinnedFactRow(row.id, row.text) for row in rows)


def _figures(ctx: ReadContext, facts: PartnerFacts) -> CustomerFigures:
    on_time, promised = _shipping(ctx, facts.id)
    between = None
    if facts.orders > 1 and facts.first_ordered and facts.last_ordered:
        days = (facts.last_ordered - facts.first_ordered).days
        between = (2 * days + facts.orders - 1) // (2 * (facts.orders - 1))
    return CustomerFigures(
        sales_minor=facts.sales_year_minor if facts.orders else None,
        sales_total_minor=facts.sales_minor if facts.orders else None,
        currency=facts.currency,
        mixed_currencies=facts.mixed_currencies,
        orders=facts.orders,
        open_orders=facts.open_orders,
        first_order=facts.first_ordered,
        last_order=facts.last_ordered,
        days_between_orders=between,
        shipped_on_time=on_time,
        shipped_with_promise=promised,
        last_contact=facts.last_contact_at,
    )


def _shipping(ctx: ReadContext, partner_id: int) -> tuple[int, int]:
    """Shipments that left by the first promise for what is in them, and those that had one (the measure's own rule)."""
    promise = func.coalesce(
        func.min(SalesOrderLine.original_promise), Shipment.promised, func.min(SalesOrderLine.requested)
    )
    sent = (
        select(Shipment.shipped, promise.label("promise"))
        .outerjoin(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .outerjoin(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .where(
            Shipment.partner_id == partner_id,
            Shipment.kind == ShipmentKind.OUT,
            Shipment.state != ShipmentState.CANCELLED,
            Shipment.shipped.is_not(None),
        )
        .group_by(Shipment.id)
        .subquery()
    )
    punctual = func.coalesce(func.sum(case((sent.c.shipped <= sent.c.promise, 1), else_=0)), 0)
    row = ctx.session.execute(select(punctual, func.count(sent.c.promise))).one()
    return int(row[0]), int(row[1])
