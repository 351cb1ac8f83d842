"""Signing in: argon2id by policy, tries that cost waiting time whatever the clocks do, and no secret anywhere (G31)."""

import logging
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.config import logs
from app.config.paths import ProfilePaths
from app.db.engine import Database
from app.db.models import AuditEntry, ChangeRecord, Credential
from app.domain.errors import Problem, ValidationError
from app.domain.vocabulary import Role
from app.services.operations import Operations
from app.services.people import passwords
from app.services.people.commands import save
from app.services.people.queries import me
from app.services.people.read_models import StaffDraft
from app.services.people.sign_in import SignIn, account_named, accounts, needs_sign_in, wait_after
from tests.unit.people.conftest import OTHERS_PASSWORD, OWNERS_PASSWORD, Clocks

Hire = Callable[..., int]


@pytest.fixture
def jonas(hire: Hire) -> int:
    return hire("Jonas Ek")


@pytest.fixture
def sign_in(ops: Operations, clocks: Clocks) -> SignIn:
    ops.now = clocks.now
    return SignIn(ops, monotonic=clocks.monotonic)


def answer(sign_in: SignIn, staff_id: int, password: str) -> Problem | int | None:
    """None when it let them in, the seconds to wait, or the problem."""
    try:
        sign_in.sign_in(staff_id, password)
    except ValidationError as refusal:
        seconds = refusal.params.get("seconds")
        return seconds if isinstance(seconds, int) else refusal.code
    return None


def use_up_tries(sign_in: SignIn, staff_id: int, times: int = 5) -> None:
    for _ in range(times):
        assert answer(sign_in, staff_id, "wrong password") is Problem.WRONG_PASSWORD


def test_the_right_password_signs_in_and_a_wrong_one_does_not(ops: Operations, jonas: int, sign_in: SignIn) -> None:
    ops.sign_in_as(None)

    assert answer(sign_in, jonas, "wrong password") is Problem.WRONG_PASSWORD
    assert ops.staff_id is None
    assert answer(sign_in, jonas, OTHERS_PASSWORD) is None
    assert ops.read(me).id == jonas


def test_accounts_are_listed_before_anybody_signed_in(
    database: Database, ops: Operations, owner: int, jonas: int
) -> None:
    ops.run(save, StaffDraft("Priya Rao", Role.SALES))

    assert [(a.id, a.role) for a in accounts(database)] == [(jonas, Role.SALES), (owner, Role.OWNER)]
    assert needs_sign_in(database)
    assert account_named(database, "jonas  EK").id == jonas
    with pytest.raises(ValidationError):
        account_named(database, "Priya Rao")


def test_after_five_wrong_tries_the_wait_doubles_from_30_seconds_to_15_minutes(
    jonas: int, sign_in: SignIn, clocks: Clocks
) -> None:
    use_up_tries(sign_in, jonas)

    for seconds in (30, 60, 120, 240, 480, 900, 900):
        assert answer(sign_in, jonas, OTHERS_PASSWORD) == seconds
        clocks.pass_by(seconds - 1)
        assert answer(sign_in, jonas, OTHERS_PASSWORD) == 1
        clocks.pass_by(1)
        assert answer(sign_in, jonas, "wrong password") is Problem.WRONG_PASSWORD
    clocks.pass_by(900)
    assert answer(sign_in, jonas, OTHERS_PASSWORD) is None
    assert answer(sign_in, jonas, "wrong password") is Problem.WRONG_PASSWORD, "a success starts anew"


def test_the_wait_survives_a_restart(ops: Operations, jonas: int, sign_in: SignIn, clocks: Clocks) -> None:
    use_up_tries(sign_in, jonas)

    assert answer(SignIn(ops, monotonic=lambda: 0.0), jonas, OTHERS_PASSWORD) == 30


def test_setting_the_clock_on_does_not_shorten_the_wait(jonas: int, sign_in: SignIn, clocks: Clocks) -> None:
    use_up_tries(sign_in, jonas)
    clocks.wall = clocks.wall.replace(year=2030)

    assert answer(sign_in, jonas, OTHERS_PASSWORD) == 30


def test_a_clock_that_was_set_back_locks_nobody_out_for_long(
    ops: Operations, owner: int, jonas: int, sign_in: SignIn, clocks: Clocks
) -> None:
    use_up_tries(sign_in, owner, 5)
    clocks.wall = clocks.wall.replace(year=2020)
    restarted = SignIn(ops, monotonic=clocks.monotonic)

    assert answer(restarted, owner, OWNERS_PASSWORD) == 30
    clocks.pass_by(30)
    assert answer(restarted, owner, OWNERS_PASSWORD) is None


def test_no_number_of_wrong_tries_makes_the_wait_longer_than_15_minutes() -> None:
    assert max(wait_after(failures).total_seconds() for failures in range(2_000)) == 900


def test_tries_at_once_are_all_counted(database: Database, jonas: int, sign_in: SignIn) -> None:
    """The count is written before the password is proved: a second process that asks meanwhile sees it."""
    seen: list[int] = []
    real, proved = passwords.matches, passwords.matches

    def watching(kept: str, password: str) -> bool:
        with database.read() as session:
            seen.append(session.execute(select(Credential.failures).where(Credential.staff_id == jonas)).scalar_one())
        return proved(kept, password)

    passwords.matches = watching
    try:
        answer(sign_in, jonas, "wrong password")
        answer(sign_in, jonas, OTHERS_PASSWORD)
    finally:
        passwords.matches = real

    assert seen == [1, 2]


def test_somebody_who_left_cannot_sign_in(ops: Operations, jonas: int, sign_in: SignIn) -> None:
    from app.services.people.commands import leave

    ops.run(leave, jonas)

    assert answer(sign_in, jonas, OTHERS_PASSWORD) is Problem.WRONG_PASSWORD


def test_a_hash_of_an_older_policy_is_renewed_at_the_next_sign_in(
    database: Database, jonas: int, sign_in: SignIn
) -> None:
    from argon2 import PasswordHasher

    older = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(OTHERS_PASSWORD)
    with database.write() as session:
        session.execute(select(Credential).where(Credential.staff_id == jonas)).scalar_one().password_hash = older

    assert answer(sign_in, jonas, OTHERS_PASSWORD) is None

    with database.read() as session:
        kept = session.execute(select(Credential.password_hash).where(Credential.staff_id == jonas)).scalar_one()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert answer(sign_in, jonas, OTHERS_PASSWORD) is None


def test_proving_a_password_costs_a_thief_time_and_a_person_none_that_they_notice() -> None:
    """64 MiB take 100 to 300 ms on a desktop of today; the bounds leave room for a busy and for a fast machine."""
    kept = passwords.hash_of(OTHERS_PASSWORD)

    def once() -> float:
        start = time.process_time()
        assert passwords.matches(kept, OTHERS_PASSWORD)
        return time.process_time() - start

    assert 0.03 < statistics.median(once() for _ in range(3)) < 1.5
    assert not passwords.is_outdated(kept)


@pytest.mark.expects_log
def test_no_secret_reaches_the_log_the_audit_or_a_message(
    database: Database, ops: Operations, jonas: int, sign_in: SignIn, tmp_path: Path
) -> None:
    paths = ProfilePaths(tmp_path / "profile")
    with logs.logging_to(paths, level=logging.DEBUG):
        answer(sign_in, jonas, "canary-wrong-secret")
        answer(sign_in, jonas, OTHERS_PASSWORD)
        ops.sign_in_as(jonas)
        draft = StaffDraft("X", Role.OWNER, password="canary-new-secret", own_password="canary-own-secret")
        with pytest.raises(Exception, match=r"staff\.save") as caught:
            ops.run(save, draft)
        logging.getLogger("app").error("it went wrong", exc_info=caught.value)

    with database.read() as session:
        entries = session.execute(select(AuditEntry.operation, AuditEntry.outcome, AuditEntry.operation_key)).all()
        images = session.execute(select(ChangeRecord.before, ChangeRecord.after)).all()
    everything = paths.log.read_text() + repr(entries) + repr(images) + repr(draft) + str(caught.value)
    assert [tuple(entry)[:2] for entry in entries[-3:]] == [
        ("sign_in", "refused"), ("sign_in", "done"), ("staff.save", "refused"),
    ]  # fmt: skip
    for secret in ("canary", OTHERS_PASSWORD, OWNERS_PASSWORD, "argon2id", "Jonas"):
        assert secret not in everything.replace("Jonas Ek", ""), secret
