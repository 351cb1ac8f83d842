"""Proving who somebody is, before any operation can be run as them.

Every try is counted before the password is looked at, in a transaction of its own, so that neither a crash nor two
tries at once come for free. After five wrong ones the next must wait: 30 seconds, doubling to 15 minutes. The waiting
time is counted by the wall clock and by this process's own; a wall clock that was set back never makes it longer.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.engine import Database
from app.db.models import Credential, Staff
from app.db.recorder import EntryFacts, Recorder
from app.domain.errors import Problem, ValidationError
from app.domain.text import fold
from app.services.operations import Operations
from app.services.people import passwords
from app.services.people.read_models import Account

_LOG = logging.getLogger(__name__)

OPERATION: Final = "sign_in"
FREE_TRIES: Final = 5
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)


def accounts(database: Database) -> list[Account]:
    """Who can sign in, by name: for the sign-in page, before anybody did."""
    with database.read() as session:
        rows = session.execute(
            select(Staff.id, Staff.name, Staff.role)
            .where(Staff.active == True, Staff.signs_in == True)  # noqa: E712
            .order_by(Staff.name_fold, Staff.id)
        ).all()
        return [Account(row.id, row.name, row.role) for row in rows]


def account_named(database: Database, name: str) -> Account:
    """The account of a person by name. Raises ValidationError(UNKNOWN, AMBIGUOUS) on `user`."""
    found = [account for account in accounts(database) if fold(account.name) == fold(name)]
    if len(found) != 1:
        raise ValidationError("user", Problem.AMBIGUOUS if found else Problem.UNKNOWN, what="staff")
    return found[0]


def needs_sign_in(database: Database) -> bool:
    """Whether somebody has to say who they are: from the second account on."""
    return len(accounts(database)) > 1


def wait_after(failures: int) -> timedelta:
    """How long the next try has to wait after this many wrong ones."""
    if failures < FREE_TRIES:
        return timedelta(0)
    doublings = min(failures - FREE_TRIES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


class SignIn:
    """Signs people in to one database. `monotonic` is this process's own clock, in seconds."""

    def __init__(self, operations: Operations, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._operations = operations
        self._monotonic = monotonic
        self._not_before: dict[int, float] = {}

    def sign_in(self, staff_id: int, password: str) -> Account:
        """Prove that this is the person, and act as them from now on.

        Raises ValidationError on `password`: WRONG_PASSWORD, or TRY_LATER with the `seconds` to wait.
        """
        kept = self._count_try(staff_id)
        if kept is None or not passwords.matches(kept, password):
            raise self._refusal(staff_id)
        fresh = passwords.hash_of(password) if passwords.is_outdated(kept) else None
        account = self._welcome(staff_id, kept, fresh)
        self._operations.sign_in_as(staff_id)
        return account

    def _count_try(self, staff_id: int) -> str | None:
        """Count the try as a wrong one and give the kept hash. Raises ValidationError(TRY_LATER)."""
        now = self._operations.now()
        with self._operations.database.write() as session:
            kept = _credential(session, staff_id)
            if kept is None:
                return None
            wait = self._wait(kept, now)
            if not wait:
                kept.failures += 1
                kept.locked_until = now + wait_after(kept.failures) if wait_after(kept.failures) else None
                self._not_before[staff_id] = self._monotonic() + wait_after(kept.failures).total_seconds()
            # A lock that a changed clock made too long was mended: that is kept too.
            password_hash = kept.password_hash
        if wait:
            raise ValidationError("password", Problem.TRY_LATER, seconds=wait)
        return password_hash

    def _wait(self, kept: Credential, now: datetime) -> int:
        """The whole seconds still to wait. Mends a lock that reaches further than it can."""
        by_wall = timedelta(0)
        if kept.locked_until is not None:
            longest = wait_after(kept.failures)
            if kept.locked_until - now > longest:
                kept.locked_until = now + longest
            by_wall = kept.locked_until - now
        by_process = self._not_before.get(kept.staff_id, 0.0) - self._monotonic()
        return math.ceil(max(by_wall.total_seconds(), by_process, 0.0))

    def _refusal(self, staff_id: int) -> ValidationError:
        self._write_entry(staff_id, "refused")
        _LOG.info("a sign-in was refused for person %d", staff_id)
        return ValidationError("password", Problem.WRONG_PASSWORD)

    def _welcome(self, staff_id: int, proved: str, fresh: str | None) -> Account:
        with self._operations.database.write() as session:
            kept = _credential(session, staff_id)
            if kept is None or kept.password_hash != proved:
                # Left, or given another password, while the old one was being proved.
                raise ValidationError("password", Problem.WRONG_PASSWORD)
            kept.failures, kept.locked_until = 0, None
            kept.password_hash = fresh or proved
            row = session.execute(select(Staff.name, Staff.role).where(Staff.id == staff_id)).one()
            Recorder(session).write_entry(EntryFacts(self._operations.now(), staff_id, OPERATION))
        self._not_before.pop(staff_id, None)
        return Account(staff_id, row.name, row.role)

    def _write_entry(self, staff_id: int, outcome: str) -> None:
        with self._operations.database.write() as session:
            known = session.get(Staff, staff_id)
            facts = EntryFacts(self._operations.now(), staff_id if known else None, OPERATION, outcome)
            Recorder(session).write_entry(facts)


def _credential(session: Session, staff_id: int) -> Credential | None:
    statement = (
        select(Credential)
        .join(Staff, Staff.id == Credential.staff_id)
        .where(Staff.id == staff_id, Staff.active == True, Staff.signs_in == True)  # noqa: E712
    )
    return session.execute(statement).scalar_one_or_none()
