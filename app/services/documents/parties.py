"""Who stands on a document of an order: the other party with the right one of its addresses, and the person here."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.db.models import Address, Affiliation, Partner, Staff, SupplierTerms
from app.db.models import Contact as ContactRow
from app.domain.errors import Problem, ValidationError
from app.domain.text import fold
from app.services.documents.order_models import Contact, PostalAddress, Recipient
from app.services.operations import ReadContext

_DELIVERY_WORDS = ("deliver", "ship", "goods", "warehouse")


def find_number(ctx: ReadContext, table: type, number: str, what: str) -> int:
    """The id of the record with this number. Raises ValidationError (UNKNOWN)."""
    found = ctx.session.execute(select(table.id).where(table.number_fold == fold(number))).scalar()  # type: ignore[attr-defined]
    if found is None:
        raise ValidationError("number", Problem.UNKNOWN, what=what)
    return int(found)


def recipient(
    ctx: ReadContext, partner_id: int, *, contact_id: int | None = None, delivery: bool = False, persons: bool = True
) -> Recipient:
    """A partner as the head of a letter names it; `delivery` takes the address goods go to. Four statements at most."""
    partner = ctx.session.get_one(Partner, partner_id)
    terms = ctx.session.execute(select(SupplierTerms.incoterm).where(SupplierTerms.partner_id == partner_id)).scalar()
    return Recipient(
        name=partner.name,
        code=partner.code or "",
        address=_address(ctx, partner_id, delivery=delivery),
        tax_id=partner.tax_id,
        person=_person(ctx, partner_id, contact_id) if persons else "",
        payment_days=partner.payment_days,
        incoterm=terms or "",
    )


def staff_contact(ctx: ReadContext, staff_id: int | None) -> Contact | None:
    """Who answers for an order: its own person, else who makes the document."""
    person = ctx.session.get(Staff, staff_id or ctx.actor.staff_id or 0)
    return Contact(person.name, person.email) if person is not None else None


def _address(ctx: ReadContext, partner_id: int, *, delivery: bool) -> PostalAddress | None:
    statement = (
        select(Address)
        .where(Address.partner_id == partner_id)
        .order_by(Address.is_main.desc(), Address.id)
    )  # fmt: skip
    rows = list(ctx.session.execute(statement).scalars())
    if not rows:
        return None
    chosen = rows[0]
    if delivery:
        named = [row for row in rows if any(word in fold(row.label) for word in _DELIVERY_WORDS)]
        chosen = named[0] if named else chosen
    return PostalAddress(chosen.street, chosen.postal_code, chosen.city, chosen.region, chosen.country)


def _person(ctx: ReadContext, partner_id: int, contact_id: int | None) -> str:
    """The order's own contact, else the partner's main one of today."""
    if contact_id is not None:
        contact = ctx.session.get(ContactRow, contact_id)
        return contact.name if contact is not None else ""
    statement = (
        select(ContactRow.name)
        .join(Affiliation, Affiliation.contact_id == ContactRow.id)
        .where(
            Affiliation.partner_id == partner_id,
            Affiliation.is_main == True,  # noqa: E712 - SQL
            or_(Affiliation.valid_to.is_(None), Affiliation.valid_to >= ctx.today),
            or_(Affiliation.valid_from.is_(None), Affiliation.valid_from <= ctx.today),
        )
        .order_by(Affiliation.id)
        .limit(1)
    )
    return ctx.session.execute(statement).scalar() or ""
