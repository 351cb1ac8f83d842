"""Who acts when a profile is opened without a sign-in screen: the only person there is, or one with a password."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import func, select

from app.db.models import Credential, Setting, Staff
from app.domain.errors import SignInRequired
from app.domain.text import clean_name, fold
from app.domain.vocabulary import Role
from app.services.business.settings import NAME
from app.services.operations import Operations, WriteContext, command

DEFAULT_OWNER = "Owner"


@command("profile.create", undoable=False, always_logged=True)
def create_owner(ctx: WriteContext, name: str = DEFAULT_OWNER) -> int:
    """Give a new database its one owner; the person's id. With somebody there already, nothing is added."""
    existing = ctx.session.execute(select(Staff.id).where(Staff.signs_in == True).limit(1)).scalar()  # noqa: E712
    if existing is not None:
        return int(existing)
    owner = Staff(name=clean_name(name), name_fold=fold(name), role=Role.OWNER, active=True, signs_in=True)
    ctx.session.add(owner)
    ctx.session.flush()
    return owner.id


def is_untouched(ops: Operations) -> bool:
    """Say whether nobody has ever used the database: no people, no name of the business."""
    with ops.database.read() as session:
        people = session.execute(select(func.count(Staff.id))).scalar_one()
        named = session.execute(select(Setting.id).where(Setting.key == NAME)).first()
    return people == 0 and named is None


def act_as(ops: Operations, user: str | None, password: Callable[[], str]) -> Operations:
    """Make ``ops`` act for somebody. Raises SignInRequired when it cannot be known or proved who."""
    if is_untouched(ops):
        ops.run(create_owner)
    people = list(_people(ops))
    if not people and user is None:
        # Imported people are names only: the owner-to-be acts until somebody has an account.
        return ops
    if len(people) == 1 and (user is None or not _has_password(ops, people[0])):
        ops.sign_in_as(people[0])
        return ops
    if user is None:
        raise SignInRequired
    from app.services.people.sign_in import SignIn, account_named

    SignIn(ops).sign_in(account_named(ops.database, user).id, password())
    return ops


def _has_password(ops: Operations, staff_id: int) -> bool:
    with ops.database.read() as session:
        return session.execute(select(Credential.id).where(Credential.staff_id == staff_id)).first() is not None


def _people(ops: Operations) -> Iterable[int]:
    with ops.database.read() as session:
        query = select(Staff.id).where(Staff.signs_in == True, Staff.active == True)  # noqa: E712
        return [int(number) for number in session.execute(query).scalars()]
