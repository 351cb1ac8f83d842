"""People are made, changed and left by the rules: an owner stays, nobody grants what they do not hold."""

from collections.abc import Callable

import pytest

from app.domain.errors import ConflictError, NotFoundError, PermissionDenied, Problem, SignInRequired, ValidationError
from app.domain.vocabulary import Role
from app.services.operations import Operations
from app.services.people.commands import change_password, give_password, leave, save
from app.services.people.queries import detail, everyone, me
from app.services.people.read_models import StaffDraft, StaffRow
from app.services.people.roles import assignable
from app.services.permissions import NO, matrix
from tests.unit.people.conftest import OTHERS_PASSWORD, OWNERS_PASSWORD

Hire = Callable[..., int]


def draft_of(row: StaffRow, **changes: object) -> StaffDraft:
    values = {
        "id": row.id, "version": row.version, "name": row.name, "role": row.role, "code": row.code or "",
        "title": row.title, "email": row.email, "active": row.active, "signs_in": row.signs_in,
    }  # fmt: skip
    return StaffDraft(**(values | changes))  # type: ignore[arg-type]


def refusal(call: Callable[[], object]) -> tuple[str, Problem]:
    with pytest.raises(ValidationError) as caught:
        call()
    return caught.value.field, caught.value.code


def test_the_first_start_makes_the_owner_who_acts_without_signing_in(ops: Operations, owner: int) -> None:
    mine = ops.read(me)

    assert (mine.id, mine.name, mine.role, mine.several_accounts) == (owner, "Maya Lind", Role.OWNER, False)
    assert mine.assignable_roles == tuple(Role)


def test_somebody_without_an_account_is_only_a_name(ops: Operations, owner: int) -> None:
    ops.run(save, StaffDraft("Jonas Ek", Role.SALES, title="Sales", email="jonas@greenleaf.example"))

    assert [(row.name, row.signs_in) for row in ops.read(everyone)] == [("Jonas Ek", False), ("Maya Lind", True)]
    assert ops.read(me).name == "Maya Lind"


def test_the_second_account_needs_passwords_for_both_and_then_everyone_signs_in(ops: Operations, owner: int) -> None:
    second = StaffDraft("Jonas Ek", Role.SALES, signs_in=True)

    assert refusal(lambda: ops.run(save, second)) == ("own_password", Problem.PASSWORD_NEEDED)
    half = StaffDraft("Jonas Ek", Role.SALES, signs_in=True, own_password=OWNERS_PASSWORD)
    assert refusal(lambda: ops.run(save, half)) == ("password", Problem.PASSWORD_NEEDED)
    assert [row.name for row in ops.read(everyone)] == ["Maya Lind"]

    whole = StaffDraft("Jonas Ek", Role.SALES, signs_in=True, password=OTHERS_PASSWORD, own_password=OWNERS_PASSWORD)
    ops.run(save, whole)
    with pytest.raises(SignInRequired):
        ops.read(everyone)


def test_a_version_that_was_changed_in_between_is_not_saved_over(ops: Operations, owner: int, hire: Hire) -> None:
    row = ops.read(detail, hire("Jonas Ek"))
    ops.run(save, draft_of(row, title="Sales, north"))

    with pytest.raises(ConflictError):
        ops.run(save, draft_of(row, title="Sales, south"))
    assert ops.read(detail, row.id).title == "Sales, north"


@pytest.mark.parametrize("change", [{"role": Role.MANAGER}, {"active": False}, {"signs_in": False}])
def test_the_last_owner_stays_one(ops: Operations, owner: int, hire: Hire, change: dict[str, object]) -> None:
    hire("Jonas Ek", Role.MANAGER)
    row = ops.read(detail, owner)

    assert refusal(lambda: ops.run(save, draft_of(row, **change))) == ("role", Problem.LAST_OWNER)
    assert refusal(lambda: ops.run(leave, owner)) == ("role", Problem.LAST_OWNER)
    assert ops.read(detail, owner) == row


def test_with_a_second_owner_the_first_may_go(ops: Operations, owner: int, hire: Hire) -> None:
    second = hire("Jonas Ek", Role.OWNER)

    ops.run(leave, owner)

    with pytest.raises(SignInRequired):
        ops.read(everyone)
    ops.sign_in_as(second)
    assert ops.read(detail, owner).active is False


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
def test_a_manager_grants_no_role_like_their_own_or_above(ops: Operations, owner: int, hire: Hire, role: Role) -> None:
    manager, other = hire("Jonas Ek", Role.MANAGER), hire("Priya Rao", Role.SALES)
    ops.sign_in_as(manager)

    for staff_id in (manager, other):
        with pytest.raises(PermissionDenied):
            ops.run(save, draft_of(ops.read(detail, staff_id), role=role))
    with pytest.raises(PermissionDenied):
        ops.run(leave, owner)
    with pytest.raises(PermissionDenied):
        ops.run(give_password, owner, "another long password")
    ops.run(save, draft_of(ops.read(detail, other), role=Role.WAREHOUSE))


def test_a_role_that_was_taken_away_does_not_come_back_by_undo(ops: Operations, owner: int, hire: Hire) -> None:
    second = hire("Jonas Ek", Role.OWNER)
    entry = ops.run(save, draft_of(ops.read(detail, second), role=Role.MANAGER)).entry
    ops.sign_in_as(second)

    assert entry is not None
    with pytest.raises(NotFoundError):
        ops.undo_entry(entry)
    assert ops.read(me).role is Role.MANAGER


def test_who_may_give_a_role_holds_everything_that_it_holds() -> None:
    cells = matrix().cells
    for actor in Role:
        for given in assignable(actor, cells["staff.save"][actor]):
            missing = [name for name, row in cells.items() if row[given] != NO and row[actor] == NO]
            assert missing == [], (actor, given)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", Problem.TOO_SHORT),
        ("Password1", Problem.COMMON_PASSWORD),
        ("SUNSHINE", Problem.COMMON_PASSWORD),
        ("aaaaaaaaaaaa", Problem.COMMON_PASSWORD),
        ("maya lind", Problem.COMMON_PASSWORD),
        ("x" * 1_001, Problem.TOO_LONG),
        ("lone \ud800 surrogate", Problem.NOT_TEXT),
        ("", Problem.PASSWORD_NEEDED),
    ],
)
def test_a_weak_password_is_refused(ops: Operations, owner: int, password: str, code: Problem) -> None:
    assert refusal(lambda: ops.run(change_password, password)) == ("password", code)


def test_the_own_password_is_changed_only_with_the_old_one(ops: Operations, owner: int) -> None:
    ops.run(change_password, OWNERS_PASSWORD)

    assert refusal(lambda: ops.run(change_password, "yet another one", "wrong")) == ("old", Problem.WRONG_PASSWORD)
    ops.run(change_password, "yet another one", OWNERS_PASSWORD)


def test_a_code_belongs_to_one_person(ops: Operations, owner: int) -> None:
    ops.run(save, StaffDraft("Jonas Ek", Role.SALES, code="E1"))

    assert refusal(lambda: ops.run(save, StaffDraft("Priya Rao", Role.SALES, code="e1"))) == ("code", Problem.DUPLICATE)
