"""The first start's business and owner, and what the business changes about itself later."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from app.db.models import Attachment, Setting, Staff
from app.domain.errors import Checks, Problem, ValidationError
from app.domain.money import CURRENCIES
from app.domain.pictures import read_picture
from app.domain.text import clean_line, clean_name, clean_text, fold
from app.domain.vocabulary import ContactPointKind, Role
from app.services.business.read_models import Business, NewBusiness
from app.services.business.settings import CURRENCY, KEYS, NAME, local_currency, read_business
from app.services.contacts.points import checked_point
from app.services.operations import WriteContext, command


@command("profile.create", undoable=False)
def create_business(ctx: WriteContext, draft: NewBusiness) -> int:
    """Name the business and make its first account, the owner's; the owner's id.

    An imported person of that name becomes the owner; the nameless owner of a database that the command line made
    gets the name. Raises ValidationError (`name`: NOT_EMPTY when the business has its name already).
    """
    checks = Checks()
    name, owner_name = _name(checks, draft.name, "name"), _name(checks, draft.owner_name, "owner_name")
    currency = draft.currency or local_currency()
    if currency not in CURRENCIES:
        checks.add("currency", Problem.NOT_A_CURRENCY)
    if read_business(ctx.session).name:
        checks.add("name", Problem.NOT_EMPTY)
    checks.raise_if_any()
    _put(ctx, NAME, name)
    _put(ctx, CURRENCY, currency)
    owner = _owner_to_be(ctx, owner_name)
    owner.name, owner.name_fold = owner_name, fold(owner_name)
    owner.role, owner.active, owner.signs_in = Role.OWNER, True, True
    ctx.session.add(owner)
    ctx.session.flush()
    return owner.id


@command("settings.save")
def save_business(ctx: WriteContext, business: Business, logo: bytes | None = None) -> None:
    """Save what the business says of itself; `logo` is a new picture, else the one that `business` names stays.

    Raises ValidationError(s) at the field (`logo`: not a picture of ours, too large, or one that could do harm).
    """
    checks = Checks()
    clean = checked_business(checks, business)
    if logo is not None:
        clean = replace(clean, logo=_attached(ctx, checks, logo))
    elif clean.logo is not None and not _attachment(ctx, clean.logo):
        checks.add("logo", Problem.UNKNOWN, what="attachment")
    checks.raise_if_any()
    for field, key in KEYS.items():
        _put(ctx, key, getattr(clean, field))


_LINES: Final = ("street", "postal_code", "city", "region", "country", "tax_id")
_POINTS: Final = {
    "phone": ContactPointKind.PHONE,
    "email": ContactPointKind.EMAIL,
    "website": ContactPointKind.WEBSITE,
}
_MOST_IN_LINE: Final = 120
_MOST_IN_FOOTER: Final = 400
_MOST_QUOTE_DAYS: Final = 3650


def checked_business(checks: Checks, business: Business) -> Business:
    """What was typed as it is kept; the refusals are collected."""
    values: dict[str, Any] = {"name": _name(checks, business.name, "name")}
    if business.currency not in CURRENCIES:
        checks.add("currency", Problem.NOT_A_CURRENCY)
    for field in (*_LINES, "footer"):
        try:
            if field in ("street", "footer"):
                limit = _MOST_IN_LINE if field == "street" else _MOST_IN_FOOTER
                values[field] = clean_text(getattr(business, field), field, limit)
            else:
                values[field] = clean_line(getattr(business, field), field, _MOST_IN_LINE)
        except ValidationError as error:
            checks.errors.append(error)
    for field, kind in _POINTS.items():
        values[field] = checked_point(checks, kind, getattr(business, field), field)
    if business.quote_days is not None and not 0 < business.quote_days <= _MOST_QUOTE_DAYS:
        checks.add("quote_days", Problem.OUT_OF_RANGE, low=1, high=_MOST_QUOTE_DAYS)
    return replace(business, **values)


def _attached(ctx: WriteContext, checks: Checks, content: bytes) -> str | None:
    """The digest of a picture, which is attached unless it is already."""
    try:
        picture = read_picture(content, "logo")
    except ValidationError as error:
        checks.errors.append(error)
        return None
    digest = hashlib.sha256(content).hexdigest()
    if not checks.errors and not _attachment(ctx, digest):
        ctx.session.add(Attachment(digest=digest, media_type=picture.kind, content=content))
    return digest


def _attachment(ctx: WriteContext, digest: str) -> bool:
    return ctx.session.execute(select(Attachment.id).where(Attachment.digest == digest)).first() is not None


def _name(checks: Checks, value: str, field: str) -> str:
    try:
        return clean_name(value, field)
    except ValidationError as error:
        checks.errors.append(error)
        return ""


def _owner_to_be(ctx: WriteContext, name: str) -> Staff:
    if ctx.actor.staff_id is not None:
        return ctx.session.get_one(Staff, ctx.actor.staff_id)
    people = ctx.session.execute(select(Staff).where(Staff.name_fold == fold(name)).limit(2)).scalars().all()
    return people[0] if len(people) == 1 else Staff()


def _put(ctx: WriteContext, key: str, value: str | int | None) -> None:
    text = json.dumps(value, ensure_ascii=False)
    kept = ctx.session.execute(select(Setting).where(Setting.key == key)).scalar_one_or_none()
    if kept is None:
        # Nothing said is no row.
        if value not in (None, ""):
            ctx.session.add(Setting(key=key, value=text))
    elif kept.value != text:
        kept.value = text
