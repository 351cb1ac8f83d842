"""The people of the business, as lists and forms show them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from app.db.models import Credential, Staff
from app.domain.errors import NotFoundError
from app.services.operations import ReadContext, query
from app.services.people.read_models import Me, StaffRow
from app.services.people.roles import assignable
from app.services.permissions import NO


@query("staff.view")
def everyone(ctx: ReadContext, *, inactive: bool = True) -> list[StaffRow]:
    """All people by name, those who left at the end (left out with `inactive=False`)."""
    statement = _rows().order_by(Staff.active.desc(), Staff.name_fold, Staff.id)
    if not inactive:
        statement = statement.where(Staff.active == True)  # noqa: E712
    return [StaffRow(*row) for row in ctx.session.execute(statement).all()]


@query("staff.view")
def detail(ctx: ReadContext, staff_id: int) -> StaffRow:
    """One person. Raises NotFoundError."""
    row = ctx.session.execute(_rows().where(Staff.id == staff_id)).first()
    if row is None:
        raise NotFoundError("staff", staff_id)
    return StaffRow(*row)


@query("staff.view")
def me(ctx: ReadContext) -> Me:
    """The acting person, whether others sign in here too, and which roles this person may give."""
    accounts = ctx.session.execute(
        select(func.count(Staff.id)).where(Staff.signs_in == True, Staff.active == True)  # noqa: E712
    ).scalar_one()
    grant = ctx.may("staff.save") or NO
    return Me(ctx.actor.staff_id, ctx.actor.name, ctx.actor.role, accounts > 1, assignable(ctx.actor.role, grant))


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        Staff.id,
        Staff.version,
        Staff.name,
        Staff.code,
        Staff.title,
        Staff.email,
        Staff.role,
        Staff.active,
        Staff.signs_in,
        Credential.id.is_not(None),
    ).outerjoin(Credential, Credential.staff_id == Staff.id)
