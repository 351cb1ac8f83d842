"""The smallest valid call of every operation: what the matrix is tested with, cell by cell.

Named by module and function below `app.services`. A generator makes what has to be there and gives the arguments;
what a limited grant has to refuse is in `test_limits.py`.
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
@call("business.queries.business")
@call("business.queries.business_and_logo")
@call("insights.queries.measures")
@call("integrity.check.run_check")
@call("integrity.check.rebuild_derived")
@call("profile.people.create_owner")
@call("today.queries.facts")
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


@call("business.commands.create_business")
def a_business(world: World) -> tuple[Any, ...]:
    from app.services.business.read_models import NewBusiness

    return (NewBusiness("Greenleaf", "Maya Lind"),)


@call("business.commands.save_business")
def the_business(world: World) -> tuple[Any, ...]:
    from app.services.business.read_models import Business

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


@call("suppliers.queries.ids")
@call("suppliers.queries.counts")
@call("suppliers.queries.late_lines")
@call("purchasing.queries.ids")
@call("purchasing.queries.counts")
def nothing_of_buying(world: World) -> tuple[Any, ...]:
    return ()


@call("suppliers.queries.rows")
@call("suppliers.comparing.compare")
@call("purchasing.queries.rows")
def one_of_a_list(world: World) -> tuple[Any, ...]:
    return ([world.ids["partner"]],)


@call("suppliers.detail.detail")
@call("suppliers.detail.draft")
@call("suppliers.items.items")
@call("suppliers.by_month.by_month")
@call("suppliers.commands.archive")
@call("suppliers.commands.unarchive")
@call("purchasing.offers.offers")
def a_supplier(world: World) -> tuple[Any, ...]:
    return (world.ids["partner"],)


@call("purchasing.offers.offers_of")
def a_product_of_a_supplier(world: World) -> tuple[Any, ...]:
    return (world.ids["partner"], [world.ids["product"]])


@call("suppliers.commands.save")
def a_new_supplier(world: World) -> tuple[Any, ...]:
    from app.services.suppliers.read_models import SupplierDraft

    return (SupplierDraft(name="Alder Ceramics"),)


@call("suppliers.items.save_item")
def an_item(world: World) -> tuple[Any, ...]:
    from app.services.suppliers.read_models import ItemDraft

    return (ItemDraft(world.ids["partner"], world.ids["product"], world.ids["supplier item"], supplier_sku="A-1"),)


@call("suppliers.items.remove_item")
def an_item_that_is_there(world: World) -> tuple[Any, ...]:
    return (world.ids["supplier item"],)


@call("purchasing.commands.create")
@call("purchasing.commands.save")
def a_purchase_order(world: World) -> tuple[Any, ...]:
    from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft

    return (PurchaseOrderDraft(world.ids["partner"], [PurchaseLineDraft(world.ids["product"], 1, 100)]),)


@call("purchasing.commands.send", refused_by=frozenset({"draft"}))
@call("purchasing.commands.cancel", refused_by=frozenset({"draft"}))
@call("purchasing.commands.hold", refused_by=frozenset({"draft"}))
@call("purchasing.queries.detail")
@call("shipments.impact.of_purchase_order")
@call("purchasing.queries.draft")
def a_draft(world: World) -> tuple[Any, ...]:
    return (world.ids["purchase order draft"],)


@call("purchasing.commands.confirm", refused_by=frozenset({"draft"}))
def a_sent_one(world: World) -> tuple[Any, ...]:
    return (world.ids["purchase order sent"], {})


@call("purchasing.commands.repromise", refused_by=frozenset({"draft"}))
def a_confirmed_one(world: World) -> tuple[Any, ...]:
    return (world.ids["purchase order confirmed"], {})


@call("purchasing.commands.close", refused_by=frozenset({"draft"}))
def one_to_close(world: World) -> tuple[Any, ...]:
    from app.domain.vocabulary import ReasonCode

    return (world.ids["purchase order confirmed"], ReasonCode.NO_LONGER_NEEDED)


@call("purchasing.commands.resume", refused_by=frozenset({"draft"}))
def a_held_one(world: World) -> tuple[Any, ...]:
    return (world.ids["purchase order on_hold"],)


@call("purchasing.commands.reopen", refused_by=frozenset({"draft"}))
def a_closed_one(world: World) -> tuple[Any, ...]:
    return (world.ids["purchase order closed"],)
