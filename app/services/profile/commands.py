"""The first start's business and owner, and what the business changes about itself later."""

from __future__ import annotations

import json

from sqlalchemy import select

from app.db.models import Setting, Staff
from app.domain.errors import Checks, Problem, ValidationError
from app.domain.money import CURRENCIES
from app.domain.text import clean_name, fold
from app.domain.vocabulary import Role
from app.services.operations import WriteContext, command
from app.services.profile.business import CURRENCY, NAME, local_currency, read_business
from app.services.profile.read_models import Business, NewBusiness


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
def save_business(ctx: WriteContext, business: Business) -> None:
    """Rename the business or change the currency of its figures. Raises ValidationError."""
    checks = Checks()
    name = _name(checks, business.name, "name")
    if business.currency not in CURRENCIES:
        checks.add("currency", Problem.NOT_A_CURRENCY)
    checks.raise_if_any()
    _put(ctx, NAME, name)
    _put(ctx, CURRENCY, business.currency)


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


def _put(ctx: WriteContext, key: str, value: str) -> None:
    text = json.dumps(value, ensure_ascii=False)
    kept = ctx.session.execute(select(Setting).where(Setting.key == key)).scalar_one_or_none()
    if kept is None:
        ctx.session.add(Setting(key=key, value=text))
    elif kept.value != text:
        kept.value = text
