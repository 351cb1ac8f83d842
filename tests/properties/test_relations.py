"""Random edits of customers, people, interactions and follow-ups: undone they never were, redone they are again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from app.db.engine import Database
from app.domain.errors import AppError
from app.domain.vocabulary import CallOutcome, InteractionKind
from app.services.contacts.people import remove_person, save_person
from app.services.contacts.read_models import PersonDraft
from app.services.customers import commands as customers
from app.services.customers import detail, facts
from app.services.customers.read_models import CustomerDraft
from app.services.interactions import commands as interactions
from app.services.interactions.read_models import InteractionDraft, LinkTarget, Mention, NextStep
from app.services.operations import Operations
from app.services.tasks import commands as tasks
from tests.support.customers import NOW, add_order, at_noon, contents, sound
from tests.support.database import NewPlace

NAMES = ("Harbour Café", "Müller", "Straße & Söhne", "Ørsted", "Zoë", "x", "100%")
NUMBERS = count(1)
Action = tuple[int, int, int]


def new_customer(ops: Operations, a: int, b: int) -> object:
    draft = CustomerDraft(
        name=NAMES[a % len(NAMES)], city=NAMES[b % len(NAMES)], tags=NAMES[: b % 3], phone="030 1234567"
    )
    return ops.run(customers.save, draft)


def edit_customer(ops: Operations, a: int, b: int) -> object:
    form = ops.read(detail.draft, 1 + a % 4)
    changed = replace(form, name=NAMES[b % len(NAMES)], email="" if b % 2 else "a@b.example", tags=NAMES[a % 3 : b % 5])
    return ops.run(customers.save, replace(changed, phone="" if b % 3 else "0171 999888", original=form))


def archive(ops: Operations, a: int, b: int) -> object:
    return ops.run(customers.archive if b % 2 else customers.unarchive, 1 + a % 4)


def add_person(ops: Operations, a: int, b: int) -> object:
    draft = PersonDraft(1 + a % 4, name=NAMES[b % len(NAMES)], mobile="0171 12345", is_main=bool(b % 2))
    return ops.run(save_person, draft)


def take_person(ops: Operations, a: int, b: int) -> object:
    return ops.run(remove_person, 1 + b % 4)


def log(ops: Operations, a: int, b: int) -> object:
    draft = InteractionDraft(
        InteractionKind.CALL,
        1 + a % 4,
        outcome=tuple(CallOutcome)[b % len(CallOutcome)],
        at=NOW - timedelta(days=b),
        notes=NAMES[b % len(NAMES)],
        mentions=(Mention(LinkTarget.PARTNER, 1 + b % 4),),
        next_step=NextStep(when="in 2 days") if b % 2 else None,
    )
    return ops.run(interactions.log, draft)


def append(ops: Operations, a: int, b: int) -> object:
    return ops.run(interactions.append_note, 1 + a % 4, NAMES[b % len(NAMES)])


def drop(ops: Operations, a: int, b: int) -> object:
    return ops.run(interactions.remove, 1 + a % 4)


def end_task(ops: Operations, a: int, b: int) -> object:
    return ops.run((tasks.complete, tasks.cancel, tasks.reopen)[b % 3], 1 + a % 4)


def pin(ops: Operations, a: int, b: int) -> object:
    return ops.run(facts.pin, 1 + a % 4, NAMES[b % len(NAMES)])


def order(ops: Operations, a: int, b: int) -> object:
    day = NOW.date() - timedelta(days=40 * b)
    return ops.run(add_order, 1 + a % 2, f"SO-{next(NUMBERS)}", day, 100 * (b + 1))


ACTIONS: tuple[Callable[[Operations, int, int], object], ...] = (
    new_customer, edit_customer, archive, add_person, take_person, log, append, drop, end_task, pin, order,
)  # fmt: skip


@given(
    steps=st.lists(
        st.tuples(st.integers(0, len(ACTIONS) - 1), st.integers(0, 7), st.integers(0, 12)), min_size=2, max_size=12
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_and_redo_come_back_to_the_same_database(
    steps: list[Action], new_place: NewPlace, tmp_path_factory
) -> None:
    database = Database(new_place(tmp_path_factory.mktemp("walk")))
    try:
        ops = at_noon(Operations(database))
        new_customer(ops, 0, 1)
        new_customer(ops, 1, 2)
        states = [contents(database)]
        for number, a, b in steps:
            try:
                outcome = ACTIONS[number](ops, a, b)
            except AppError:
                assert contents(database) == states[-1]
                continue
            if outcome.changes:  # type: ignore[attr-defined]
                states.append(contents(database))
        assert sound(database)
        for expected in reversed(states[:-1]):
            ops.undo()
            assert contents(database) == expected
        for expected in states[1:]:
            ops.redo()
            assert contents(database) == expected
        assert sound(database)
    finally:
        database.close()
