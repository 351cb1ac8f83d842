"""What was said: logged with its next step in one operation, mended by those who may."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.db.engine import Database
from app.domain.errors import ConflictError, PermissionDenied, Problem, ValidationError, ValidationErrors
from app.domain.vocabulary import CallOutcome, InteractionKind, InteractionState, Role, TaskState
from app.services.contacts.people import save_person
from app.services.contacts.read_models import PersonDraft
from app.services.customers import commands as customers
from app.services.customers import queries as directory
from app.services.customers.detail import people
from app.services.customers.read_models import CustomerDraft
from app.services.interactions import commands, queries
from app.services.interactions.read_models import InteractionDraft, LinkTarget, Mention, NextStep
from app.services.operations import Operations
from app.services.tasks import commands as tasks
from app.services.tasks import queries as task_lists
from app.services.tasks.read_models import TaskDraft, TaskFilter, TaskView
from tests.support.customers import NOW, acting, at_noon, contents, sound, staff
from tests.support.statements import counted


@pytest.fixture
def shop(ops: Operations) -> Operations:
    return at_noon(ops)


@pytest.fixture
def customer(shop: Operations) -> int:
    return shop.run(customers.save, CustomerDraft(name="Harbour Café")).value


def call(customer: int | None = None, **values: object) -> InteractionDraft:
    return InteractionDraft(InteractionKind.CALL, partner_id=customer, **values)  # type: ignore[arg-type]


def test_a_call_its_mentions_and_its_next_step_are_one_operation(
    shop: Operations, customer: int, database: Database
) -> None:
    before = contents(database)
    shop.run(save_person, PersonDraft(customer, name="Rosa"))
    (rosa,) = shop.read(people, customer)
    old = shop.run(tasks.save, TaskDraft(title="Ring Rosa", due_at=NOW, partner_id=customer)).value
    draft = call(
        contact_id=rosa.id,
        outcome=CallOutcome.CONNECTED,
        duration_seconds=360,
        notes="Worried about Friday's brunch.\nPromised the jugs.",
        mentions=(Mention(LinkTarget.CONTACT, rosa.id),),
        next_step=NextStep(when="wed 9:30"),
        completes=old,
    )
    logged = shop.run(commands.log, draft)
    found = shop.read(queries.detail, logged.value)
    assert found.draft.partner_id == customer
    assert found.draft.mentions == draft.mentions
    (task,) = shop.read(task_lists.rows, shop.read(task_lists.ids))
    assert (task.title, task.due.strftime("%a %H:%M"), task.interaction_id) == (
        "Worried about Friday's brunch.", "Wed 09:30", logged.value,
    )  # fmt: skip
    assert shop.read(task_lists.rows, [old])[0].state is TaskState.DONE
    (row,) = shop.read(directory.rows, [customer])
    assert row.days_since_contact == 0
    assert sound(database)
    for _step in range(3):
        shop.undo()
    assert contents(database) == before


def test_nothing_is_kept_when_the_next_step_is_refused(shop: Operations, customer: int, database: Database) -> None:
    before = contents(database)
    with pytest.raises(ValidationError) as caught:
        shop.run(commands.log, call(customer, notes="x", next_step=NextStep(when="whenever")))
    assert (caught.value.field, caught.value.code) == ("next_step.when", Problem.NOT_A_TIME)
    assert contents(database) == before


def test_every_refusal_is_named(shop: Operations, customer: int) -> None:
    wrong = InteractionDraft(
        InteractionKind.EMAIL,
        outcome=CallOutcome.BUSY,
        at=NOW + timedelta(hours=1),
        duration_seconds=-1,
        mentions=(Mention(LinkTarget.PRODUCT, 99),),
    )
    with pytest.raises(ValidationErrors) as caught:
        shop.run(commands.log, wrong)
    assert {error.field for error in caught.value.errors} == {
        "partner_id", "outcome", "at", "duration_seconds", "mentions.0",
    }  # fmt: skip


def test_attempts_count_up_until_somebody_is_reached(shop: Operations, customer: int) -> None:
    task = shop.run(tasks.save, TaskDraft(title="Ring", due_at=NOW, partner_id=customer)).value
    for attempt in (1, 2):
        proposal = shop.read(queries.propose, customer, CallOutcome.NO_ANSWER)
        assert proposal.attempt == attempt
        assert proposal.follow_up is not None
        assert proposal.follow_up - NOW == timedelta(days=1)
        shop.run(commands.log, call(customer, outcome=CallOutcome.NO_ANSWER, at=NOW - timedelta(hours=3 - attempt)))
    assert shop.read(task_lists.rows, [task])[0].attempts == 2
    shop.run(commands.log, call(customer, duration_seconds=60))
    assert shop.read(task_lists.rows, [task])[0].attempts == 0
    assert shop.read(queries.propose, customer, CallOutcome.CONNECTED).follow_up is None


def test_who_may_mend_what_was_said(shop: Operations, customer: int, database: Database) -> None:
    anna = acting(database, staff(database, Role.SALES, "Anna"))
    ben = acting(database, staff(database, Role.SALES, "Ben"))
    boss = acting(database, staff(database, Role.MANAGER, "Mia"))
    owner = acting(database, staff(database, Role.OWNER, "Olga"))
    logged = anna.run(commands.log, call(customer, notes="Said so")).value
    form = anna.read(queries.detail, logged)
    assert (form.may_edit, boss.read(queries.detail, logged).may_edit) == (True, False)
    with pytest.raises(PermissionDenied):
        ben.run(commands.edit, logged, replace(form.draft, notes="Said nothing"))
    with pytest.raises(PermissionDenied):
        ben.run(commands.append_note, logged, "really?")
    with pytest.raises(PermissionDenied):
        boss.run(commands.edit, logged, replace(form.draft, notes="Said nothing"))
    with pytest.raises(PermissionDenied):
        boss.run(commands.remove, logged)
    boss.run(commands.append_note, logged, "Confirmed")
    assert owner.read(queries.detail, logged).draft.notes == "Said so\nMia: Confirmed"
    owner.run(commands.edit, logged, replace(form.draft, notes="Said so, twice", outcome=CallOutcome.CONNECTED))
    with pytest.raises(ConflictError) as caught:
        anna.run(commands.edit, logged, replace(form.draft, subject="Jugs"), form.version)
    assert caught.value.changed_by == "Olga"
    anna.run(commands.remove, logged)
    assert anna.read(queries.detail, logged).draft.state is InteractionState.CANCELLED
    assert sound(database)


def test_follow_ups_are_listed_put_off_and_told_of_once(shop: Operations, customer: int, database: Database) -> None:
    late = shop.run(tasks.save, TaskDraft(title="Late", due_at=NOW - timedelta(days=1), partner_id=customer)).value
    later = shop.run(tasks.save, TaskDraft(title="Later today", due_at=NOW + timedelta(hours=2))).value
    next_week = shop.run(tasks.save, TaskDraft(title="Next week", when="next week")).value
    assert list(shop.read(task_lists.ids)) == [late, later, next_week]
    assert shop.read(task_lists.counts) == {
        TaskView.OPEN: 3, TaskView.OVERDUE: 1, TaskView.TODAY: 2, TaskView.UPCOMING: 1,
    }  # fmt: skip
    assert [task.id for task in shop.read(task_lists.due_for_notification)] == [late]
    shop.run(tasks.mark_notified, [late])
    assert shop.read(task_lists.due_for_notification) == []
    assert shop.read(task_lists.next_due) == NOW + timedelta(hours=2)
    shop.run(tasks.snooze, late, NOW + timedelta(minutes=10))
    assert list(shop.read(task_lists.ids, TaskFilter(TaskView.OVERDUE))) == []
    at_noon(shop, NOW + timedelta(minutes=11))
    assert [task.id for task in shop.read(task_lists.due_for_notification)] == [late]
    shop.run(tasks.complete, late)
    assert shop.read(task_lists.due_for_notification) == []
    assert list(shop.read(task_lists.ids, TaskFilter(TaskView.DONE))) == [late]
    shop.run(tasks.reopen, late)
    with pytest.raises(ValidationError):
        shop.run(tasks.snooze, late, NOW)


def test_a_follow_up_that_was_told_of_is_still_the_one_in_the_list(shop: Operations, customer: int) -> None:
    """Being told raises its version; only what a person changed in between conflicts."""
    late = shop.run(tasks.save, TaskDraft(title="Late", due_at=NOW - timedelta(days=1), partner_id=customer)).value
    listed = TaskDraft(late, 1, "Late", NOW - timedelta(days=1), partner_id=customer, owner_id=shop.staff_id)
    shop.run(tasks.mark_notified, [late])
    shop.run(tasks.save, replace(listed, due_at=NOW + timedelta(days=3), original=listed))
    (row,) = shop.read(task_lists.rows, [late])
    assert (row.due_at, row.title) == (NOW + timedelta(days=3), "Late")

    with pytest.raises(ConflictError) as caught:
        shop.run(tasks.save, replace(listed, due_at=NOW + timedelta(days=4), original=listed))
    assert [one.field for one in caught.value.fields] == ["due_at"]
    shop.run(tasks.save, replace(listed, title="Late again", original=listed))
    (row,) = shop.read(task_lists.rows, [late])
    assert (row.due_at, row.title) == (NOW + timedelta(days=3), "Late again")


def test_limited_roles_handle_their_own_follow_ups_only(shop: Operations, customer: int, database: Database) -> None:
    packer_id, seller_id = staff(database, Role.WAREHOUSE), staff(database, Role.SALES)
    packer, seller = acting(database, packer_id), acting(database, seller_id)
    theirs = seller.run(tasks.save, TaskDraft(title="Private", due_at=NOW, partner_id=customer)).value
    assert list(packer.read(task_lists.ids, TaskFilter(mine=False))) == []
    assert packer.read(task_lists.rows, [theirs]) == []
    for command, args in ((tasks.complete, ()), (tasks.reassign, (packer_id,)), (tasks.snooze_until, ("tomorrow",))):
        with pytest.raises(PermissionDenied):
            packer.run(command, theirs, *args)
    own = packer.run(tasks.save, TaskDraft(title="Tape", due_at=NOW)).value
    packer.run(tasks.complete, own)
    seller.run(tasks.reassign, theirs, packer_id)
    assert list(packer.read(task_lists.ids)) == [theirs]


def test_lists_of_follow_ups_take_a_constant_number_of_statements(shop: Operations, database: Database) -> None:
    def count() -> list[int]:
        found = []
        for function, args in (
            (task_lists.ids, ()),
            (task_lists.rows, (list(shop.read(task_lists.ids)),)),
            (task_lists.counts, ()),
            (task_lists.due_for_notification, ()),
        ):
            with counted(database) as statements:
                shop.read(function, *args)
            found.append(len(statements))
        return found

    shop.run(tasks.save, TaskDraft(title="One", due_at=NOW))
    few = count()
    for number in range(10):
        shop.run(tasks.save, TaskDraft(title=f"More {number}", due_at=NOW))
    assert count() == few == [3, 3, 3, 3]
