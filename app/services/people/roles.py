"""Who may give which role: nobody grants what they do not hold."""

from __future__ import annotations

from typing import Final

from app.domain.vocabulary import Role
from app.services.permissions import NO, YES

BELOW: Final = "below"

_RANK: Final = {Role.OWNER: 3, Role.MANAGER: 2, Role.SALES: 1, Role.WAREHOUSE: 1, Role.READ_ONLY: 0}


def may_handle(actor: Role, grant: str, role: Role) -> bool:
    """Whether somebody with `grant` for `staff.save` may edit a person of this role, or give it."""
    if grant == BELOW:
        return _RANK[role] < _RANK[actor]
    return grant == YES


def assignable(actor: Role, grant: str) -> tuple[Role, ...]:
    """The roles that somebody may give, highest first."""
    return () if grant == NO else tuple(role for role in Role if may_handle(actor, grant, role))
