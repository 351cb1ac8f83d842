"""The smallest valid calls of what concerns customers, people, interactions, follow-ups and the search."""

from datetime import timedelta
from typing import Any

from app.domain.vocabulary import CallOutcome, Channel, ContactPointKind, InteractionKind
from tests.unit.permissions.calls import call
from tests.unit.permissions.world import NOW, World

IMPERSONAL = frozenset({"shipping", "impersonal"})


@call("customers.queries.ids")
@call("customers.queries.counts")
@call("customers.queries.tags")
@call("customers.similar.similar")
@call("tasks.queries.ids")
@call("tasks.queries.counts")
@call("tasks.queries.due_for_notification")
@call("tasks.queries.next_due")
def nothing_more(world: World) -> tuple[Any, ...]:
    return ()


@call("customers.detail.detail")
@call("customers.detail.draft")
@call("customers.detail.people")
@call("customers.commands.archive")
@call("customers.commands.unarchive")
@call("orders.queries.orders")
@call("orders.queries.order_ids")
def the_customer(world: World) -> tuple[Any, ...]:
    return (world.ids["partner"],)


@call("customers.queries.rows")
@call("orders.queries.order_rows")
@call("tasks.queries.rows")
def a_list(world: World) -> tuple[Any, ...]:
    return ([1],)


@call("customers.commands.save")
def a_customer(world: World) -> tuple[Any, ...]:
    from app.services.customers.read_models import CustomerDraft

    return (CustomerDraft(name="Quay 12"),)


@call("customers.commands.assign")
def to_nobody(world: World) -> tuple[Any, ...]:
    return (world.ids["partner"], None)


@call("customers.facts.pin")
def a_fact(world: World) -> tuple[Any, ...]:
    return (world.ids["partner"], "Parks at the back")


@call("customers.facts.repin")
def another_fact(world: World) -> tuple[Any, ...]:
    return (world.ids["pinned fact"], "Open on Mondays")


@call("customers.facts.unpin")
def the_fact(world: World) -> tuple[Any, ...]:
    return (world.ids["pinned fact"],)


@call("contacts.people.person_draft")
@call("contacts.people.remove_person")
def the_affiliation(world: World) -> tuple[Any, ...]:
    return (world.ids["affiliation"],)


@call("contacts.people.save_person")
def a_chef(world: World) -> tuple[Any, ...]:
    from app.services.contacts.read_models import PersonDraft

    return (PersonDraft(world.ids["partner"], name="Bo Ek"),)


@call("contacts.commands.save_point")
def a_point(world: World) -> tuple[Any, ...]:
    from app.services.contacts.read_models import PointDraft

    return (PointDraft(ContactPointKind.EMAIL, "bo@ek.example", contact_id=world.ids["contact"]),)


@call("contacts.commands.remove_point")
def the_point(world: World) -> tuple[Any, ...]:
    return (world.ids["point"],)


@call("contacts.commands.save_address")
def an_address(world: World) -> tuple[Any, ...]:
    from app.services.contacts.read_models import AddressDraft

    return (AddressDraft(world.ids["partner"], city="Lund"),)


@call("contacts.commands.remove_address")
def the_address(world: World) -> tuple[Any, ...]:
    return (world.ids["address"],)


@call("contacts.commands.set_consent")
def a_consent(world: World) -> tuple[Any, ...]:
    return (Channel.PHONE, True, "on the phone", world.ids["partner"])


@call("interactions.commands.log")
def a_call(world: World) -> tuple[Any, ...]:
    from app.services.interactions.read_models import InteractionDraft

    return (InteractionDraft(InteractionKind.CALL, world.ids["partner"]),)


@call("interactions.commands.edit")
def another_call(world: World) -> tuple[Any, ...]:
    from app.services.interactions.read_models import InteractionDraft

    own = world.ids[f"interaction of {world.role}"]
    return (own, InteractionDraft(InteractionKind.CALL, world.ids["partner"], notes="Nobody there."))


@call("interactions.commands.append_note")
def more_words(world: World) -> tuple[Any, ...]:
    return (world.ids[f"interaction of {world.role}"], "Twice.")


@call("interactions.commands.remove")
def own_call(world: World) -> tuple[Any, ...]:
    return (world.ids[f"interaction of {world.role}"],)


@call("interactions.queries.detail", refused_by=IMPERSONAL)
def own_call_seen(world: World) -> tuple[Any, ...]:
    return (world.ids[f"interaction of {world.role}"],)


@call("interactions.queries.propose")
def after_a_call(world: World) -> tuple[Any, ...]:
    return (world.ids["partner"], CallOutcome.BUSY)


@call("interactions.queries.read_when")
def a_moment_in_words(world: World) -> tuple[Any, ...]:
    return ("in 2 days",)


@call("tasks.commands.save")
def a_follow_up(world: World) -> tuple[Any, ...]:
    from app.services.tasks.read_models import TaskDraft

    return (TaskDraft(title="Ring", due_at=NOW),)


@call("tasks.commands.complete")
@call("tasks.commands.reopen")
@call("tasks.commands.cancel")
def own_follow_up(world: World) -> tuple[Any, ...]:
    return (world.ids[f"task of {world.role}"],)


@call("tasks.commands.snooze")
def later(world: World) -> tuple[Any, ...]:
    return (world.ids[f"task of {world.role}"], NOW + timedelta(hours=1))


@call("tasks.commands.snooze_until")
def tomorrow(world: World) -> tuple[Any, ...]:
    return (world.ids[f"task of {world.role}"], "tomorrow 9")


@call("tasks.commands.reassign")
def to_another(world: World) -> tuple[Any, ...]:
    return (world.ids[f"task of {world.role}"], world.ids["sales"])


@call("tasks.commands.mark_notified")
def own_follow_ups(world: World) -> tuple[Any, ...]:
    return ([world.ids[f"task of {world.role}"]],)


@call("timeline.queries.page")
@call("timeline.queries.counts")
def the_timeline(world: World) -> tuple[Any, ...]:
    from app.services.timeline.read_models import TimelineFilter

    return (TimelineFilter(world.ids["partner"]),)


@call("search.queries.find")
def a_word(world: World) -> tuple[Any, ...]:
    return ("harbour",)


@call("search.queries.named")
def a_record(world: World) -> tuple[Any, ...]:
    return ([("partner", world.ids["partner"])],)
