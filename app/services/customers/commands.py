"""Creating, editing and archiving customers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from app.db.models import Address, CustomerTerms, Partner, PartnerTag, Staff, Tag
from app.db.undo import last_change
from app.domain.errors import Checks, ConflictError, FieldConflict, NotFoundError, Problem, ValidationError
from app.domain.merge import merge_fields
from app.domain.money import CURRENCIES, MAX_MINOR
from app.domain.text import MAX_NAME, MAX_NOTES, clean_code, clean_line, clean_name, clean_text, fold
from app.domain.vocabulary import ContactPointKind, PartnerStatus
from app.services.contacts.phones import region_of
from app.services.contacts.points import checked_point, default_region, set_main_point
from app.services.customers.detail import read_draft
from app.services.customers.read_models import DRAFT_FIELDS, CustomerDraft
from app.services.operations import WriteContext, command

MAX_PAYMENT_DAYS: Final = 3650
MAX_TAGS: Final = 50
_ADDRESS: Final = ("street", "city", "region", "postal_code", "country")
_POINTS: Final = {
    "phone": ContactPointKind.PHONE,
    "email": ContactPointKind.EMAIL,
    "website": ContactPointKind.WEBSITE,
}


@command("customer.save")
def save(ctx: WriteContext, draft: CustomerDraft) -> int:
    """Create a customer or save its form; the customer's id.

    What others changed since the form was opened (`draft.original`) stays, unless it is the same field: that is a
    ConflictError with each field's three values, who and when. Raises ValidationError(s) at the draft's fields,
    NotFoundError.
    """
    merged = draft if draft.id is None else _merged(ctx, draft, draft.id)
    clean = _checked(ctx, merged)
    partner = Partner(is_customer=True) if clean.id is None else ctx.session.get_one(Partner, clean.id)
    _apply(partner, clean)
    ctx.session.add(partner)
    ctx.session.flush()
    _apply_terms(ctx, partner.id, clean)
    _apply_address(ctx, partner.id, clean)
    _apply_points(ctx, partner.id, clean)
    _apply_tags(ctx, partner.id, clean.tags)
    return partner.id


@command("customer.archive")
def archive(ctx: WriteContext, customer_id: int) -> None:
    """Leave a customer out of lists and pickers; history keeps it. Raises NotFoundError."""
    _customer(ctx, customer_id).status = PartnerStatus.ARCHIVED


@command("customer.archive")
def unarchive(ctx: WriteContext, customer_id: int) -> None:
    """Bring an archived customer back. Raises NotFoundError."""
    _customer(ctx, customer_id).status = PartnerStatus.ACTIVE


@command("customer.save")
def assign(ctx: WriteContext, customer_id: int, owner_id: int | None) -> None:
    """Hand a customer to somebody of the staff, or to nobody. Raises NotFoundError, ValidationError (`owner_id`)."""
    checks = Checks()
    _check_owner(ctx, checks, owner_id)
    checks.raise_if_any()
    _customer(ctx, customer_id).owner_id = owner_id


def _customer(ctx: WriteContext, customer_id: int) -> Partner:
    partner = ctx.session.get(Partner, customer_id)
    if partner is None or not partner.is_customer:
        raise NotFoundError("partner", customer_id)
    return partner


def _values(draft: CustomerDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in DRAFT_FIELDS}


def _merged(ctx: WriteContext, draft: CustomerDraft, customer_id: int) -> CustomerDraft:
    current = read_draft(ctx, customer_id)
    theirs, ours = _values(current), _values(draft)
    if draft.original is not None:
        merged, conflicts = merge_fields(_values(draft.original), ours, theirs, DRAFT_FIELDS)
    elif draft.version is not None and draft.version != current.version:
        merged = ours
        conflicts = tuple(
            FieldConflict(name, None, ours[name], theirs[name]) for name in DRAFT_FIELDS if ours[name] != theirs[name]
        )
    else:
        merged, conflicts = ours, ()
    if conflicts:
        by, at = last_change(ctx.session.connection(), "partner", customer_id)
        raise ConflictError("partner", customer_id, fields=conflicts, changed_by=by, changed_at=at)
    return replace(draft, **merged)


def _checked(ctx: WriteContext, draft: CustomerDraft) -> CustomerDraft:
    """The draft as it is stored; raises all refusals at once."""
    checks = Checks()
    values: dict[str, Any] = {
        "name": _clean(checks, clean_name, draft.name, "name"),
        "code": _clean(checks, clean_code, draft.code, "code"),
        "tax_id": _clean(checks, clean_code, draft.tax_id, "tax_id"),
        "currency": draft.currency.strip().upper(),
        "delivery_window": _clean(checks, clean_line, draft.delivery_window, "delivery_window"),
        "notes": _clean(checks, clean_text, draft.notes, "notes", MAX_NOTES),
        "tags": _clean_tags(checks, draft.tags),
    }
    for name in _ADDRESS:
        values[name] = _clean(checks, clean_line, getattr(draft, name), name)
    for name, kind in _POINTS.items():
        values[name] = checked_point(checks, kind, getattr(draft, name), name)
    if values["currency"] and values["currency"] not in CURRENCIES:
        checks.add("currency", Problem.NOT_A_CURRENCY)
    _check_whole(checks, "payment_days", draft.payment_days, MAX_PAYMENT_DAYS)
    _check_whole(checks, "credit_limit_minor", draft.credit_limit_minor, MAX_MINOR)
    _check_owner(ctx, checks, draft.owner_id)
    _check_code(ctx, checks, draft.id, values["code"])
    checks.raise_if_any()
    return replace(draft, **values)


def _clean(checks: Checks, clean: Any, value: str, *args: Any) -> str:
    try:
        return str(clean(value, *args))
    except ValidationError as error:
        checks.errors.append(error)
        return ""


def _clean_tags(checks: Checks, tags: tuple[str, ...]) -> tuple[str, ...]:
    clean = [_clean(checks, clean_line, tag, "tags", MAX_NAME) for tag in tags]
    by_fold = {fold(tag): tag for tag in clean if tag}
    if len(by_fold) > MAX_TAGS:
        checks.add("tags", Problem.TOO_LONG, limit=MAX_TAGS)
    return tuple(by_fold.values())


def _check_whole(checks: Checks, field: str, value: int | None, limit: int) -> None:
    if value is not None and value < 0:
        checks.add(field, Problem.NEGATIVE)
    elif value is not None and value > limit:
        checks.add(field, Problem.TOO_LARGE, limit=limit)


def _check_owner(ctx: WriteContext, checks: Checks, owner_id: int | None) -> None:
    if owner_id is not None and ctx.session.get(Staff, owner_id) is None:
        checks.add("owner_id", Problem.UNKNOWN, what="staff")


def _check_code(ctx: WriteContext, checks: Checks, customer_id: int | None, code: str) -> None:
    if not code:
        return
    same = select(Partner.name).where(
        Partner.code_fold == fold(code),
        Partner.is_customer == True,  # noqa: E712 - SQL
        Partner.id != (customer_id or 0),
    )
    other = ctx.session.execute(same.limit(1)).scalar()
    if other is not None:
        checks.add("code", Problem.DUPLICATE, other=other)


def _apply(partner: Partner, draft: CustomerDraft) -> None:
    partner.name, partner.name_fold = draft.name, fold(draft.name)
    partner.code = draft.code or None
    partner.code_fold = fold(draft.code) or None
    partner.tax_id = draft.tax_id
    partner.currency = draft.currency or None
    partner.payment_days = draft.payment_days
    partner.owner_id = draft.owner_id
    partner.notes = draft.notes


def _apply_terms(ctx: WriteContext, partner_id: int, draft: CustomerDraft) -> None:
    found = select(CustomerTerms).where(CustomerTerms.partner_id == partner_id)
    terms = ctx.session.execute(found).scalar_one_or_none()
    if terms is None:
        if draft.credit_limit_minor is None and not draft.delivery_window:
            return
        terms = CustomerTerms(partner_id=partner_id)
        ctx.session.add(terms)
    terms.credit_limit_minor, terms.delivery_window = draft.credit_limit_minor, draft.delivery_window


def _apply_address(ctx: WriteContext, partner_id: int, draft: CustomerDraft) -> None:
    values = {name: getattr(draft, name) for name in _ADDRESS}
    found = select(Address).where(Address.partner_id == partner_id).order_by(Address.is_main.desc(), Address.id)
    address = ctx.session.execute(found.limit(1)).scalar_one_or_none()
    if not any(values.values()):
        if address is not None:
            ctx.session.delete(address)
        return
    if address is None:
        ctx.session.add(Address(partner_id=partner_id, **values))
        return
    for name, value in values.items():
        setattr(address, name, value)


def _apply_points(ctx: WriteContext, partner_id: int, draft: CustomerDraft) -> None:
    region = region_of(draft.country) or default_region(ctx.session)
    for name, kind in _POINTS.items():
        set_main_point(ctx.session, kind, getattr(draft, name), region, partner_id=partner_id)


def _apply_tags(ctx: WriteContext, partner_id: int, tags: tuple[str, ...]) -> None:
    wanted = {fold(tag): tag for tag in tags}
    rows = ctx.session.execute(
        select(PartnerTag, Tag.name_fold)
        .join(Tag, Tag.id == PartnerTag.tag_id)
        .where(PartnerTag.partner_id == partner_id)
    ).all()
    carried = {row.name_fold for row in rows}
    for link, name in rows:
        if name not in wanted:
            ctx.session.delete(link)
    missing = [name for name in wanted if name not in carried]
    known = {tag.name_fold: tag for tag in ctx.session.execute(select(Tag).where(Tag.name_fold.in_(missing))).scalars()}
    for name in missing:
        if name not in known:
            known[name] = Tag(name=wanted[name], name_fold=name)
            ctx.session.add(known[name])
            ctx.session.flush()
        ctx.session.add(PartnerTag(tag_id=known[name].id, partner_id=partner_id))
