"""The one way to read and the one way to write: a person, a permission, a transaction, an audit entry.

Commands and queries are plain functions whose first parameter is a context; the decorators name the operation that the
permission matrix decides on. `Operations` runs them: it loads the person in the same transaction, so that a change of
role counts at the next operation, and it writes refusals down too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Concatenate, Final, Generic, ParamSpec, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db import derived
from app.db.engine import Database
from app.db.models import AuditEntry, Staff
from app.db.recorder import EntryFacts, Recorder
from app.db.undo import invert_entry
from app.domain import clock
from app.domain.changes import ChangeSet
from app.domain.clock import Clock
from app.domain.errors import NotFoundError, NothingToUndo, PermissionDenied, SignInRequired
from app.domain.vocabulary import Role
from app.services import permissions

P = ParamSpec("P")
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

UNDO: Final = "undo"
REDO: Final = "redo"
OWN_UNDO_TIME: Final = timedelta(minutes=15)
_PEOPLE: Final = select(Staff.id, Staff.name, Staff.role).where(Staff.signs_in == True, Staff.active == True)  # noqa: E712
_PERSON: Final = _PEOPLE.where(Staff.id == bindparam("staff_id"))
_TWO: Final = _PEOPLE.limit(2)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `staff_id` is None only while a new database has nobody yet."""

    staff_id: int | None
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a query works with: the session of one moment, the person, and what the matrix grants (`yes` or a limit)."""

    session: Session
    actor: Actor
    operation: str
    grant: str
    now: datetime

    @property
    def today(self) -> date:
        """The calendar day where the business is."""
        return clock.local_date(self.now)

    def may(self, operation: str) -> str | None:
        """What the person may do elsewhere: `yes`, a limit's name, or None for no."""
        cell = permissions.matrix().grant(operation, self.actor.role)
        return None if cell == permissions.NO else cell

    def require(self, operation: str) -> str:
        """The grant for another operation that this one includes, or `PermissionDenied`."""
        cell = self.may(operation)
        if cell is None:
            raise PermissionDenied(operation, self.actor.role.value)
        return cell

    def refuse(self, limit: str | None = None) -> PermissionDenied:
        """The refusal to raise when the case is beyond the granted limit."""
        return PermissionDenied(self.operation, self.actor.role.value, limit or self.grant)


@dataclass(frozen=True, slots=True)
class WriteContext(ReadContext):
    """What a command works with beside: the recorder, for bulk inserts and for undoing."""

    recorder: Recorder


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a command returned, what it changed, and its audit entry (None when it changed nothing)."""

    value: T
    changes: ChangeSet
    entry: int | None
    operation: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class OperationInfo:
    """A registered operation's traits.

    `undoable`: offered by undo; `always_logged`: audited without changes too; `bulk`: may touch very many rows.
    """

    name: str
    undoable: bool = True
    always_logged: bool = False
    bulk: bool = False


COMMANDS: Final[dict[Callable[..., Any], OperationInfo]] = {}
QUERIES: Final[dict[Callable[..., Any], OperationInfo]] = {}


def command(name: str, *, undoable: bool = True, always_logged: bool = False, bulk: bool = False) -> Callable[[F], F]:
    """Register a function that writes as the operation `name`."""

    def register(function: F) -> F:
        COMMANDS[function] = OperationInfo(name, undoable, always_logged, bulk)
        return function

    return register


def query(name: str, *, always_logged: bool = False) -> Callable[[F], F]:
    """Register a function that reads as the operation `name`."""

    def register(function: F) -> F:
        QUERIES[function] = OperationInfo(name, undoable=False, always_logged=always_logged)
        return function

    return register


class Operations:
    """Runs commands and queries for the signed-in person. Safe to use from any thread; writes queue up."""

    def __init__(self, database: Database, *, now: Clock = clock.utc_now) -> None:
        self.database = database
        self.now = now
        self.staff_id: int | None = None
        self.guard: Callable[[], None] | None = None
        """Called before every read and run; the window's tests refuse the GUI thread with it."""
        self._undo: list[int] = []
        self._redo: list[int] = []
        self._names: dict[int, str] = {}
        self._stacks = threading.Lock()

    # -- people

    def sign_in_as(self, staff_id: int | None) -> None:
        """Act as this person from now on (`app.services.people` proves who it is); their undo starts empty."""
        self.staff_id = staff_id
        with self._stacks:
            self._undo.clear()
            self._redo.clear()

    # -- reading

    def read(self, function: Callable[Concatenate[ReadContext, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a registered query; all it reads is of one moment. An export of personal data is audited."""
        info = QUERIES[function]
        self._check_thread()
        try:
            with self.database.read() as session:
                value = function(self._context(session, info.name), *args, **kwargs)
        except PermissionDenied as refusal:
            self._log(refusal.operation, "refused")
            raise
        if info.always_logged:
            self._log(info.name, "done")
        return value

    # -- writing

    def run(self, function: Callable[Concatenate[WriteContext, P], T], *args: P.args, **kwargs: P.kwargs) -> Outcome[T]:
        """Run a registered command in one transaction: all of it is done, or nothing."""
        return self._run(None, COMMANDS[function], function, args, kwargs)

    def run_once(
        self, key: str, function: Callable[Concatenate[WriteContext, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Outcome[T]:
        """As `run`; sent again with the same key it does nothing and answers with the first one's number."""
        return self._run(key, COMMANDS[function], function, args, kwargs)

    def _run(
        self, key: str | None, info: OperationInfo, function: Callable[..., T], args: Any, kwargs: Any
    ) -> Outcome[T]:
        self._check_thread()
        try:
            with self.database.write(bulk=info.bulk) as session:
                if key is not None and (done := _done_before(session, key)) is not None:
                    result: Any = done.result
                    return Outcome(result, ChangeSet(), done.id, info.name, repeated=True)
                outcome = self._in_transaction(session, key, info, function, args, kwargs)
        except PermissionDenied as refusal:
            self._log(refusal.operation, "refused")
            raise
        if outcome.entry is not None and outcome.changes and info.undoable:
            self._pushed(outcome.entry, info.name)
        return outcome

    def _in_transaction(
        self,
        session: Session,
        key: str | None,
        info: OperationInfo,
        function: Callable[..., T],
        args: Any,
        kwargs: Any,
    ) -> Outcome[T]:
        context = self._write_context(session, info.name)
        value = function(context, *args, **kwargs)
        result = int(value) if isinstance(value, int) else None
        return self._finish(
            context,
            value,
            EntryFacts(context.now, context.actor.staff_id, info.name, "done", key, result),
            info,
        )

    def _finish(self, context: WriteContext, value: T, facts: EntryFacts, info: OperationInfo) -> Outcome[T]:
        context.session.flush()
        changes = context.recorder.changes
        changes.entities  # noqa: B018  (worked out here, so that no view does it on the window's thread)
        entry = None
        if context.recorder.recorded or info.always_logged or facts.key is not None:
            recorder = context.recorder
            derived.refresh(context.session, recorder.recorded, context.today, recorder.progress)
            entry = recorder.write_entry(facts)
        return Outcome(value, changes, entry, info.name)

    # -- undo and redo

    @property
    def can_undo(self) -> bool:
        """Whether this session has a step to take back."""
        return self.undo_name is not None

    @property
    def can_redo(self) -> bool:
        """Whether this session has a step to do again."""
        return self.redo_name is not None

    @property
    def undo_name(self) -> str | None:
        """The operation that `undo` would take back, for the menu."""
        with self._stacks:
            return self._names.get(self._undo[-1]) if self._undo else None

    @property
    def redo_name(self) -> str | None:
        """The operation that `redo` would do again."""
        with self._stacks:
            return self._names.get(self._redo[-1]) if self._redo else None

    def undo(self) -> Outcome[None]:
        """Take back this session's last operation. Raises `NothingToUndo`, `ConflictError`."""
        entry = self._top(self._undo, redo=False)
        outcome = self._invert(entry, UNDO)
        self._moved(entry, self._undo, self._redo, outcome)
        return outcome

    def redo(self) -> Outcome[None]:
        """Do again what was last taken back."""
        entry = self._top(self._redo, redo=True)
        outcome = self._invert(entry, REDO)
        self._moved(entry, self._redo, self._undo, outcome)
        return outcome

    def undo_entry(self, entry: int) -> Outcome[None]:
        """Take back one operation of the audit log, whoever did it (a toast's Undo, the history of a record)."""
        outcome = self._invert(entry, UNDO)
        with self._stacks:
            if entry in self._undo:
                self._undo.remove(entry)
            if outcome.entry is not None:
                self._redo.append(outcome.entry)
                self._names[outcome.entry] = self._names.get(entry, UNDO)
        return outcome

    def _invert(self, entry: int, name: str) -> Outcome[None]:
        self._check_thread()
        info = OperationInfo(name)
        try:
            with self.database.write() as session:
                context = self._write_context(session, "undo.own")
                _check_undo(context, entry)
                invert_entry(context.recorder, entry)
                facts = EntryFacts(context.now, context.actor.staff_id, name, undoes_id=entry)
                return self._finish(context, None, facts, info)
        except PermissionDenied as refusal:
            self._log(refusal.operation, "refused")
            raise

    def _top(self, stack: list[int], *, redo: bool) -> int:
        with self._stacks:
            if not stack:
                raise NothingToUndo(redo)
            return stack[-1]

    def _moved(self, entry: int, source: list[int], target: list[int], outcome: Outcome[None]) -> None:
        with self._stacks:
            source.pop()
            if outcome.entry is not None:
                target.append(outcome.entry)
                self._names[outcome.entry] = self._names.get(entry, UNDO)

    def _pushed(self, entry: int, name: str) -> None:
        with self._stacks:
            self._undo.append(entry)
            self._redo.clear()
            self._names[entry] = name

    # -- the person

    def _check_thread(self) -> None:
        if self.guard is not None:
            self.guard()

    def _context(self, session: Session, operation: str) -> ReadContext:
        actor, grant = self._decide(session, operation)
        return ReadContext(session, actor, operation, grant, self.now())

    def _write_context(self, session: Session, operation: str) -> WriteContext:
        actor, grant = self._decide(session, operation)
        return WriteContext(session, actor, operation, grant, self.now(), Recorder(session))

    def _decide(self, session: Session, operation: str) -> tuple[Actor, str]:
        actor = load_actor(session, self.staff_id)
        grant = permissions.matrix().grant(operation, actor.role)
        if grant == permissions.NO:
            raise PermissionDenied(operation, actor.role.value)
        return actor, grant

    def _log(self, operation: str, outcome: str) -> None:
        with self.database.write() as session:
            staff_id = self.staff_id or load_actor(session, None).staff_id
            Recorder(session).write_entry(EntryFacts(self.now(), staff_id, operation, outcome))


def load_actor(session: Session, staff_id: int | None) -> Actor:
    """The acting person, as the database has them now.

    While at most one person signs in here nobody has to: that person acts, or the owner-to-be of a new database.
    Raises `SignInRequired`.
    """
    if staff_id is not None:
        found = session.execute(_PERSON, {"staff_id": staff_id}).first()
        if found is None:
            raise SignInRequired
        return Actor(found.id, found.name, found.role)
    rows = session.execute(_TWO).all()
    if len(rows) > 1:
        raise SignInRequired
    if rows:
        return Actor(rows[0].id, rows[0].name, rows[0].role)
    # Nobody has an account yet (imported people are names only), and an owner's account is never taken away.
    return Actor(None, "", Role.OWNER)


def _done_before(session: Session, key: str) -> Any:
    return session.execute(select(AuditEntry.id, AuditEntry.result).where(AuditEntry.operation_key == key)).first()


def _check_undo(context: WriteContext, entry: int) -> None:
    row = context.session.execute(
        select(AuditEntry.staff_id, AuditEntry.at, AuditEntry.outcome, AuditEntry.operation).where(
            AuditEntry.id == entry
        )
    ).first()
    if row is None or row.outcome != "done" or not _can_be_undone(row.operation):
        raise NotFoundError("audit_entry", entry)
    if row.staff_id != context.actor.staff_id:
        context.require("undo.others")
    elif context.grant == "recent" and context.now - row.at > OWN_UNDO_TIME:
        raise PermissionDenied("undo.own", context.actor.role.value, "recent")


def _can_be_undone(operation: str) -> bool:
    """Whether an operation may be taken back: a role or an account that was taken away may not return by undo."""
    return all(info.undoable for info in COMMANDS.values() if info.name == operation)
