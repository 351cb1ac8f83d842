"""Further ways to reach somebody, further addresses, and what they said about being reached."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.db.base import Base
from app.db.models import Address, Consent, Contact, ContactPoint, Partner
from app.domain.errors import Checks, NotFoundError, Problem, ValidationError
from app.domain.text import clean_line
from app.domain.vocabulary import Channel
from app.services.contacts.points import clean_point, normal_of, region_for
from app.services.contacts.read_models import AddressDraft, PointDraft
from app.services.operations import WriteContext, command

_ADDRESS = ("label", "street", "city", "region", "postal_code", "country")


@command("contact.save")
def save_point(ctx: WriteContext, draft: PointDraft) -> int:
    """Add or change a way to reach somebody; its id. Raises NotFoundError, ValidationError (`value`)."""
    _require_holder(ctx, draft.partner_id, draft.contact_id)
    value = clean_point(draft.kind, draft.value, "value")
    if not value:
        raise ValidationError("value", Problem.REQUIRED)
    region = region_for(ctx.session, partner_id=draft.partner_id, contact_id=draft.contact_id)
    point = ContactPoint() if draft.id is None else _get(ctx, ContactPoint, draft.id)
    point.partner_id, point.contact_id, point.kind = draft.partner_id, draft.contact_id, draft.kind
    point.value, point.normal = value, normal_of(draft.kind, value, region)
    ctx.session.add(point)
    ctx.session.flush()
    return int(point.id)


@command("contact.save")
def remove_point(ctx: WriteContext, point_id: int) -> None:
    """Take a way to reach somebody away. Raises NotFoundError."""
    ctx.session.delete(_get(ctx, ContactPoint, point_id))


@command("contact.save")
def save_address(ctx: WriteContext, draft: AddressDraft) -> int:
    """Add or change a partner's address; its id. Raises NotFoundError, ValidationError(s)."""
    _require_holder(ctx, draft.partner_id, None)
    checks, values = Checks(), {}
    for name in _ADDRESS:
        try:
            values[name] = clean_line(getattr(draft, name), name)
        except ValidationError as error:
            checks.errors.append(error)
    if not checks.errors and not any(values[name] for name in _ADDRESS[1:]):
        checks.add("street", Problem.REQUIRED)
    checks.raise_if_any()
    address = Address(partner_id=draft.partner_id) if draft.id is None else _get(ctx, Address, draft.id)
    for name, value in values.items():
        setattr(address, name, value)
    address.is_main = draft.is_main
    ctx.session.add(address)
    ctx.session.flush()
    if draft.is_main:
        _only_main(ctx, address)
    return int(address.id)


@command("contact.save")
def remove_address(ctx: WriteContext, address_id: int) -> None:
    """Take an address away. Raises NotFoundError."""
    ctx.session.delete(_get(ctx, Address, address_id))


@command("contact.save")
def set_consent(
    ctx: WriteContext,
    channel: Channel,
    given: bool,
    source: str,
    partner_id: int | None = None,
    contact_id: int | None = None,
) -> int:
    """Note what somebody said about being reached on a channel, and where they said it; the newest word counts.

    Raises NotFoundError, ValidationError (`source`).
    """
    _require_holder(ctx, partner_id, contact_id)
    text = clean_line(source, "source")
    if not text:
        raise ValidationError("source", Problem.REQUIRED)
    consent = Consent(
        partner_id=partner_id, contact_id=contact_id, channel=channel, given=given, at=ctx.now, source=text
    )
    ctx.session.add(consent)
    ctx.session.flush()
    return consent.id


def _only_main(ctx: WriteContext, address: Address) -> None:
    others = select(Address).where(Address.partner_id == address.partner_id, Address.id != address.id)
    for other in ctx.session.execute(others).scalars():
        other.is_main = False


def _require_holder(ctx: WriteContext, partner_id: int | None, contact_id: int | None) -> None:
    if (partner_id is None) == (contact_id is None):
        raise ValidationError("partner_id", Problem.REQUIRED)
    if partner_id is not None:
        _get(ctx, Partner, partner_id)
    else:
        _get(ctx, Contact, contact_id or 0)


def _get(ctx: WriteContext, model: type[Base], row_id: int) -> Any:
    row = ctx.session.get(model, row_id)
    if row is None:
        raise NotFoundError(str(model.__tablename__), row_id)
    return row
