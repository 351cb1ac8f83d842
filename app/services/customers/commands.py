"""Creating, editing and archiving customers."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import select

from app.db.models import CustomerTerms, Partner, PartnerTag, Staff, Tag
from app.domain.errors import Checks, NotFoundError, Problem
from app.domain.money import MAX_MINOR
from app.domain.text import MAX_NAME, clean_line, fold
from app.domain.vocabulary import PartnerStatus
from app.services.contacts.parties import apply_party, check_party, rows_of_party
from app.services.customers.detail import read_draft
from app.services.customers.read_models import DRAFT_FIELDS, CustomerDraft
from app.services.drafts import check_whole, cleaned, merge_draft
from app.services.operations import WriteContext, command

MAX_TAGS: Final = 50


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
    partner.owner_id = clean.owner_id
    apply_party(ctx, partner, clean)
    _apply_terms(ctx, partner.id, clean)
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


def _merged(ctx: WriteContext, draft: CustomerDraft, customer_id: int) -> CustomerDraft:
    parts = rows_of_party(ctx.session, customer_id, CustomerTerms)
    return merge_draft(ctx, draft, read_draft(ctx, customer_id), DRAFT_FIELDS, "partner", parts)


def _checked(ctx: WriteContext, draft: CustomerDraft) -> CustomerDraft:
    """The draft as it is stored; raises all refusals at once."""
    checks = Checks()
    values = {
        **check_party(ctx, checks, draft, Partner.is_customer),
        "delivery_window": cleaned(checks, clean_line, draft.delivery_window, "delivery_window"),
        "tags": _clean_tags(checks, draft.tags),
    }
    check_whole(checks, "credit_limit_minor", draft.credit_limit_minor, MAX_MINOR)
    _check_owner(ctx, checks, draft.owner_id)
    checks.raise_if_any()
    return replace(draft, **values)


def _clean_tags(checks: Checks, tags: tuple[str, ...]) -> tuple[str, ...]:
    clean = [cleaned(checks, clean_line, tag, "tags", MAX_NAME) for tag in tags]
    by_fold = {fold(tag): tag for tag in clean if tag}
    if len(by_fold) > MAX_TAGS:
        checks.add("tags", Problem.TOO_LONG, limit=MAX_TAGS)
    return tuple(by_fold.values())


def _check_owner(ctx: WriteContext, checks: Checks, owner_id: int | None) -> None:
    if owner_id is not None and ctx.session.get(Staff, owner_id) is None:
        checks.add("owner_id", Problem.UNKNOWN, what="staff")


def _apply_terms(ctx: WriteContext, partner_id: int, draft: CustomerDraft) -> None:
    found = select(CustomerTerms).where(CustomerTerms.partner_id == partner_id)
    terms = ctx.session.execute(found).scalar_one_or_none()
    if terms is None:
        if draft.credit_limit_minor is None and not draft.delivery_window:
            return
        terms = CustomerTerms(partner_id=partner_id)
        ctx.session.add(terms)
    terms.credit_limit_minor, terms.delivery_window = draft.credit_limit_minor, draft.delivery_window


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
