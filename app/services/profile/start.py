"""What the window has to ask before anybody can work: whose business this is, who somebody is, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.services.business.queries import business
from app.services.business.read_models import Business
from app.services.business.settings import is_new
from app.services.operations import Operations
from app.services.people.queries import me
from app.services.people.read_models import Account, Me
from app.services.people.sign_in import SignIn, accounts
from app.services.profile.opening import Profile


class Next(Enum):
    """What comes after opening."""

    FIRST_START = "first_start"
    SIGN_IN = "sign_in"
    WORK = "work"


@dataclass(frozen=True)
class Desk:
    """Who works, in which business."""

    me: Me
    business: Business


@dataclass
class Start:
    """An opened profile, the operations that will act in it, and what is to be asked."""

    profile: Profile
    operations: Operations
    sign_in: SignIn
    next: Next
    accounts: list[Account]


def start(profile: Profile) -> Start:
    """See what an opened profile needs before work."""
    operations = Operations(profile.database, now=profile.now)
    profile.operations = operations
    people = accounts(profile.database)
    if is_new(profile.database):
        following = Next.FIRST_START
    else:
        following = Next.SIGN_IN if len(people) > 1 else Next.WORK
        if following is Next.WORK:
            operations.sign_in_as(people[0].id if people else None)
    return Start(profile, operations, SignIn(operations), following, people)


def desk_of(operations: Operations) -> Desk:
    """Who works now, in which business. Raises SignInRequired, PermissionDenied."""
    return Desk(operations.read(me), operations.read(business))
