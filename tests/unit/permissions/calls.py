"""The smallest valid call of every operation: what the matrix is tested with, cell by cell.

Named by module and function below `app.services`, so that a generator may come before or after its operation. A
generator gives the arguments; with `beyond` a second one gives those that a limited grant has to refuse.
"""

from collections.abc import Callable
from typing import Any

from app.domain.vocabulary import Role
from tests.unit.permissions.world import World

Generator = Callable[[World], tuple[Any, ...]]

CALLS: dict[str, Generator] = {}
ENOUGH: dict[str, frozenset[str]] = {}
"""Limits within which not even the smallest call falls."""


def call(name: str, *, refused_by: frozenset[str] = frozenset()) -> Callable[[Generator], Generator]:
    """Register the smallest call of `app.services.<name>`; limits in `refused_by` allow no such call."""

    def register(generator: Generator) -> Generator:
        CALLS[name] = generator
        ENOUGH[name] = refused_by
        return generator

    return register


@call("people.queries.everyone")
@call("people.queries.me")
@call("profile.queries.business")
@call("insights.queries.measures")
@call("integrity.check.run_check")
@call("integrity.check.rebuild_derived")
@call("profile.people.create_owner")
@call("maintenance.backups.may_back_up")
@call("maintenance.facts.database_facts")
@call("maintenance.restoring.may_restore")
def nothing(world: World) -> tuple[Any, ...]:
    return ()


@call("people.queries.detail")
def somebody(world: World) -> tuple[Any, ...]:
    return (world.ids["sales"],)


@call("people.commands.save")
def a_person(world: World) -> tuple[Any, ...]:
    from app.services.people.read_models import StaffDraft

    return (StaffDraft("Jonas Ek", Role.SALES),)


@call("people.commands.leave")
def one_who_leaves(world: World) -> tuple[Any, ...]:
    return (world.ids["read_only"],)


@call("people.commands.give_password")
def a_password(world: World) -> tuple[Any, ...]:
    return (world.ids["read_only"], "a blue gravy boat")


@call("people.commands.change_password")
def own_password(world: World) -> tuple[Any, ...]:
    from sqlalchemy import delete

    from app.db.models import Credential

    with world.ops.database.write() as session:  # they have none yet: the old one need not be proved
        session.execute(delete(Credential).where(Credential.staff_id == world.actor))
    return ("a blue gravy boat",)


@call("profile.commands.create_business")
def a_business(world: World) -> tuple[Any, ...]:
    from app.services.profile.read_models import NewBusiness

    return (NewBusiness("Greenleaf", "Maya Lind"),)


@call("profile.commands.save_business")
def the_business(world: World) -> tuple[Any, ...]:
    from app.services.profile.read_models import Business

    return (Business("Greenleaf", "EUR"),)


@call("insights.queries.figure")
def a_figure(world: World) -> tuple[Any, ...]:
    return ("revenue",)


@call("maintenance.backups.note_backup")
def a_number(world: World) -> tuple[Any, ...]:
    return (1,)


@call("documents.queries.find_customer")
def by_name(world: World) -> tuple[Any, ...]:
    return ("harbour café",)


@call("documents.queries.customer_history")
def one_customer(world: World) -> tuple[Any, ...]:
    return (world.ids["partner"],)
