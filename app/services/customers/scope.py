"""Which customers, and what of them, the acting person's role may see."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from app.db.models import Partner, Shipment
from app.domain.errors import NotFoundError
from app.domain.states import ShipmentKind, ShipmentState
from app.services.operations import ReadContext

OWN: Final = "own"
SHIPPING: Final = "shipping"
IMPERSONAL: Final = "impersonal"
OPEN_SHIPMENT: Final = (ShipmentState.PLANNED, ShipmentState.PACKED, ShipmentState.IN_TRANSIT)


def visible(ctx: ReadContext, grant: str | None = None) -> ColumnElement[bool]:
    """The condition on `Partner` for the customers that `grant` (the context's own) lets somebody see."""
    limit = ctx.grant if grant is None else grant
    if limit == OWN:
        return or_(Partner.owner_id == ctx.actor.staff_id, Partner.owner_id.is_(None))
    if limit == SHIPPING:
        return has_open_shipment()
    return true()


def has_open_shipment() -> ColumnElement[bool]:
    """Something is on its way to the customer, or about to be."""
    # An alias: the query around it may be one of shipments.
    sent = aliased(Shipment)
    return exists().where(
        and_(sent.partner_id == Partner.id, sent.kind == ShipmentKind.OUT, sent.state.in_(OPEN_SHIPMENT))
    )


def shows_persons(grant: str) -> bool:
    """Whether names of persons, phones, e-mails and what was said are for this role."""
    return grant not in (SHIPPING, IMPERSONAL)


def shows_figures(grant: str) -> bool:
    """Whether more than name and address is for this role."""
    return grant != SHIPPING


def require_visible(ctx: ReadContext, partner_id: int, *, grant: str | None = None) -> None:
    """Raise NotFoundError for a partner that is not there or not for this person's eyes."""
    hidden = and_(Partner.is_customer == True, ~visible(ctx, grant))  # noqa: E712 - SQL
    found = ctx.session.execute(select(Partner.id).where(Partner.id == partner_id, ~hidden)).first()
    if found is None:
        raise NotFoundError("partner", partner_id)
