"""Creating, editing and archiving suppliers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from app.db.models import Address, Partner, SupplierTerms
from app.db.undo import last_change
from app.domain.errors import Checks, ConflictError, FieldConflict, NotFoundError, Problem, ValidationError
from app.domain.merge import merge_fields
from app.domain.money import CURRENCIES, MAX_MINOR, PPM
from app.domain.text import MAX_NOTES, clean_code, clean_line, clean_name, clean_text, fold
from app.domain.vocabulary import ContactPointKind, PartnerStatus
from app.services.contacts.phones import region_of
from app.services.contacts.points import checked_point, default_region, set_main_point
from app.services.operations import WriteContext, command
from app.services.suppliers.checks import MAX_DAYS, check_whole
from app.services.suppliers.detail import read_draft
from app.services.suppliers.read_models import DRAFT_FIELDS, SupplierDraft

_ADDRESS: Final = ("street", "city", "region", "postal_code", "country")
_TERMS: Final = ("lead_time_days", "minimum_order_minor", "over_receipt_ppm", "closed_days", "incoterm")
_POINTS: Final = {
    "phone": ContactPointKind.PHONE,
    "email": ContactPointKind.EMAIL,
    "website": ContactPointKind.WEBSITE,
}


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
    partner.name, partner.name_fold = clean.name, fold(clean.name)
    partner.code, partner.code_fold = clean.code or None, fold(clean.code) or None
    partner.tax_id, partner.notes = clean.tax_id, clean.notes
    partner.currency, partner.payment_days = clean.currency or None, clean.payment_days
    ctx.session.add(partner)
    ctx.session.flush()
    _apply_terms(ctx, partner.id, clean)
    _apply_address(ctx, partner.id, clean)
    region = region_of(clean.country) or default_region(ctx.session)
    for name, kind in _POINTS.items():
        set_main_point(ctx.session, kind, getattr(clean, name), region, partner_id=partner.id)
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


def _values(draft: SupplierDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in DRAFT_FIELDS}


def _merged(ctx: WriteContext, draft: SupplierDraft, supplier_id: int) -> SupplierDraft:
    current = read_draft(ctx, supplier_id)
    theirs, ours = _values(current), _values(draft)
    merged: dict[str, Any] = ours
    conflicts: tuple[FieldConflict, ...] = ()
    if draft.original is not None:
        merged, conflicts = merge_fields(_values(draft.original), ours, theirs, DRAFT_FIELDS)
    elif draft.version is not None and draft.version != current.version:
        conflicts = tuple(
            FieldConflict(name, None, ours[name], theirs[name]) for name in DRAFT_FIELDS if ours[name] != theirs[name]
        )
    if conflicts:
        by, at = last_change(ctx.session.connection(), "partner", supplier_id)
        raise ConflictError("supplier", supplier_id, fields=conflicts, changed_by=by, changed_at=at)
    return replace(draft, **merged)


def _checked(ctx: WriteContext, draft: SupplierDraft) -> SupplierDraft:
    """The draft as it is stored; raises all refusals at once."""
    checks = Checks()
    values: dict[str, Any] = {
        "name": _clean(checks, clean_name, draft.name, "name"),
        "code": _clean(checks, clean_code, draft.code, "code"),
        "tax_id": _clean(checks, clean_code, draft.tax_id, "tax_id"),
        "currency": draft.currency.strip().upper(),
        "closed_days": _clean(checks, clean_line, draft.closed_days, "closed_days"),
        "incoterm": _clean(checks, clean_line, draft.incoterm, "incoterm"),
        "notes": _clean(checks, clean_text, draft.notes, "notes", MAX_NOTES),
    }
    for name in _ADDRESS:
        values[name] = _clean(checks, clean_line, getattr(draft, name), name)
    for name, kind in _POINTS.items():
        values[name] = checked_point(checks, kind, getattr(draft, name), name)
    if values["currency"] and values["currency"] not in CURRENCIES:
        checks.add("currency", Problem.NOT_A_CURRENCY)
    check_whole(checks, "payment_days", draft.payment_days, MAX_DAYS)
    check_whole(checks, "lead_time_days", draft.lead_time_days, MAX_DAYS)
    check_whole(checks, "minimum_order_minor", draft.minimum_order_minor, MAX_MINOR)
    if not 0 <= draft.over_receipt_ppm <= PPM:
        checks.add("over_receipt_ppm", Problem.OUT_OF_RANGE, low="0", high="100")
    _check_code(ctx, checks, draft.id, values["code"])
    checks.raise_if_any()
    return replace(draft, **values)


def _clean(checks: Checks, clean: Any, value: str, *args: Any) -> str:
    try:
        return str(clean(value, *args))
    except ValidationError as error:
        checks.errors.append(error)
        return ""


def _check_code(ctx: WriteContext, checks: Checks, supplier_id: int | None, code: str) -> None:
    if not code:
        return
    same = select(Partner.name).where(
        Partner.code_fold == fold(code),
        Partner.is_supplier == True,  # noqa: E712 - SQL
        Partner.id != (supplier_id or 0),
    )
    other = ctx.session.execute(same.limit(1)).scalar()
    if other is not None:
        checks.add("code", Problem.DUPLICATE, other=other)


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


def _apply_address(ctx: WriteContext, partner_id: int, draft: SupplierDraft) -> None:
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
