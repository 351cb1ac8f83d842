"""What the forms of customers and suppliers write alike: names and codes, one address, the main ways to reach them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Address, ContactPoint, Partner, PartnerTag
from app.domain.errors import Checks, Problem
from app.domain.money import CURRENCIES
from app.domain.text import MAX_NOTES, clean_code, clean_line, clean_name, clean_text, fold
from app.domain.vocabulary import ContactPointKind
from app.services.contacts.phones import region_of
from app.services.contacts.points import checked_point, default_region, set_main_point
from app.services.drafts import Rows, check_whole, cleaned
from app.services.operations import WriteContext

MAX_DAYS: Final = 3650
_ADDRESS: Final = ("street", "city", "region", "postal_code", "country")
_POINTS: Final = {
    "phone": ContactPointKind.PHONE,
    "email": ContactPointKind.EMAIL,
    "website": ContactPointKind.WEBSITE,
}


def check_party(ctx: WriteContext, checks: Checks, draft: Any, role: Any) -> dict[str, Any]:
    """The fields that both forms have, as they are stored; `role` is the column that says which of the two it is."""
    values: dict[str, Any] = {
        "name": cleaned(checks, clean_name, draft.name, "name"),
        "code": cleaned(checks, clean_code, draft.code, "code"),
        "tax_id": cleaned(checks, clean_code, draft.tax_id, "tax_id"),
        "currency": draft.currency.strip().upper(),
        "notes": cleaned(checks, clean_text, draft.notes, "notes", MAX_NOTES),
    }
    for name in _ADDRESS:
        values[name] = cleaned(checks, clean_line, getattr(draft, name), name)
    for name, kind in _POINTS.items():
        values[name] = checked_point(checks, kind, getattr(draft, name), name)
    if values["currency"] and values["currency"] not in CURRENCIES:
        checks.add("currency", Problem.NOT_A_CURRENCY)
    check_whole(checks, "payment_days", draft.payment_days, MAX_DAYS)
    _check_code(ctx, checks, draft.id, values["code"], role)
    return values


def apply_party(ctx: WriteContext, partner: Partner, draft: Any) -> None:
    """Write the fields that both forms have; the partner's id is known afterwards."""
    partner.name, partner.name_fold = draft.name, fold(draft.name)
    partner.code, partner.code_fold = draft.code or None, fold(draft.code) or None
    partner.tax_id, partner.notes = draft.tax_id, draft.notes
    partner.currency, partner.payment_days = draft.currency or None, draft.payment_days
    ctx.session.add(partner)
    ctx.session.flush()
    _apply_address(ctx, partner.id, draft)
    region = region_of(draft.country) or default_region(ctx.session)
    for name, kind in _POINTS.items():
        set_main_point(ctx.session, kind, getattr(draft, name), region, partner_id=partner.id)


def rows_of_party(session: Session, partner_id: int, terms: Any) -> Rows:
    """The rows that a partner's form writes, by table, for telling who changed them; `terms` is the model of those."""
    rows: dict[str, list[int]] = {Partner.__tablename__: [partner_id]}
    for model in (Address, ContactPoint, PartnerTag, terms):
        own = select(model.id).where(model.partner_id == partner_id)
        rows[model.__tablename__] = list(session.execute(own).scalars())
    return rows


def _check_code(ctx: WriteContext, checks: Checks, partner_id: int | None, code: str, role: Any) -> None:
    if not code:
        return
    same = select(Partner.name).where(Partner.code_fold == fold(code), role == True, Partner.id != (partner_id or 0))  # noqa: E712 - SQL
    other = ctx.session.execute(same.limit(1)).scalar()
    if other is not None:
        checks.add("code", Problem.DUPLICATE, other=other)


def _apply_address(ctx: WriteContext, partner_id: int, draft: Any) -> None:
    values = {name: getattr(draft, name) for name in _ADDRESS}
    found = select(Address).where(Address.partner_id == partner_id).order_by(Address.is_main.desc(), Address.id)
    address = ctx.session.execute(found.limit(1)).scalar_one_or_none()
    if not any(values.values()):
        if address is not None:
            ctx.session.delete(address)
    elif address is None:
        ctx.session.add(Address(partner_id=partner_id, **values))
    else:
        for name, value in values.items():
            setattr(address, name, value)
