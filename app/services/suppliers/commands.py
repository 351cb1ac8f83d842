"""Creating, editing and archiving suppliers."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import select

from app.db.models import Partner, SupplierTerms
from app.domain.errors import Checks, NotFoundError, Problem
from app.domain.money import MAX_MINOR, PPM
from app.domain.text import clean_line
from app.domain.vocabulary import PartnerStatus
from app.services.contacts.parties import MAX_DAYS, apply_party, check_party, rows_of_party
from app.services.drafts import check_whole, cleaned, merge_draft
from app.services.operations import WriteContext, command
from app.services.suppliers.detail import read_draft
from app.services.suppliers.read_models import DRAFT_FIELDS, SupplierDraft

_TERMS: Final = ("lead_time_days", "minimum_order_minor", "over_receipt_ppm", "closed_days", "incoterm")


@command("supplier.save")
def save(ctx: WriteContext, draft: SupplierDraft) -> int:
    """Create a supplier or save its form; the supplier's id.

    What others changed since the form was opened (`draft.original`) stays, unless it is the same field: that is a
    ConflictError with each field's three values, who and when. Raises ValidationError(s) at the draft's fields,
    NotFoundError.
    """
    merged = draft if draft.id is None else _merged(ctx, draft, draft.id)
    clean = _checked(ctx, merged)
    partner = Partner(is_supplier=True) if clean.id is None else ctx.session.get_one(Partner, clean.id)
    apply_party(ctx, partner, clean)
    _apply_terms(ctx, partner.id, clean)
    return partner.id


@command("supplier.archive")
def archive(ctx: WriteContext, supplier_id: int) -> None:
    """Leave a supplier out of lists and pickers; history keeps it. Raises NotFoundError."""
    _supplier(ctx, supplier_id).status = PartnerStatus.ARCHIVED


@command("supplier.archive")
def unarchive(ctx: WriteContext, supplier_id: int) -> None:
    """Bring an archived supplier back. Raises NotFoundError."""
    _supplier(ctx, supplier_id).status = PartnerStatus.ACTIVE


def _supplier(ctx: WriteContext, supplier_id: int) -> Partner:
    partner = ctx.session.get(Partner, supplier_id)
    if partner is None or not partner.is_supplier:
        raise NotFoundError("supplier", supplier_id)
    return partner


def _merged(ctx: WriteContext, draft: SupplierDraft, supplier_id: int) -> SupplierDraft:
    parts = rows_of_party(ctx.session, supplier_id, SupplierTerms)
    return merge_draft(ctx, draft, read_draft(ctx, supplier_id), DRAFT_FIELDS, "supplier", parts)


def _checked(ctx: WriteContext, draft: SupplierDraft) -> SupplierDraft:
    """The draft as it is stored; raises all refusals at once."""
    checks = Checks()
    values = {
        **check_party(ctx, checks, draft, Partner.is_supplier),
        "closed_days": cleaned(checks, clean_line, draft.closed_days, "closed_days"),
        "incoterm": cleaned(checks, clean_line, draft.incoterm, "incoterm"),
    }
    check_whole(checks, "lead_time_days", draft.lead_time_days, MAX_DAYS)
    check_whole(checks, "minimum_order_minor", draft.minimum_order_minor, MAX_MINOR)
    if not 0 <= draft.over_receipt_ppm <= PPM:
        checks.add("over_receipt_ppm", Problem.OUT_OF_RANGE, low="0", high="100")
    checks.raise_if_any()
    return replace(draft, **values)


def _apply_terms(ctx: WriteContext, partner_id: int, draft: SupplierDraft) -> None:
    found = select(SupplierTerms).where(SupplierTerms.partner_id == partner_id)
    terms = ctx.session.execute(found).scalar_one_or_none()
    if terms is None:
        if all(getattr(draft, name) in (None, 0, "") for name in _TERMS):
            return
        terms = SupplierTerms(partner_id=partner_id)
        ctx.session.add(terms)
    for name in _TERMS:
        setattr(terms, name, getattr(draft, name))
