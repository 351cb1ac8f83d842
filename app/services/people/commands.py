"""Making, changing and leaving people, and their passwords.

None of these is offered by undo: taking back a role or an account would go around the rules that are kept here.
"""

from __future__ import annotations

from sqlalchemy import func, select

from app.db.models import Credential, Staff
from app.domain.errors import ConflictError, NotFoundError, Problem, ValidationError
from app.domain.text import MAX_CODE, MAX_LINE, clean_code, clean_line, clean_name, fold
from app.domain.vocabulary import Role
from app.services.operations import WriteContext, command
from app.services.people import passwords
from app.services.people.read_models import StaffDraft
from app.services.people.roles import may_handle


@command("staff.save", undoable=False)
def save(ctx: WriteContext, draft: StaffDraft) -> int:
    """Make or change a person; the person's id.

    Raises ValidationError (also LAST_OWNER, PASSWORD_NEEDED), ConflictError, NotFoundError, PermissionDenied.
    """
    staff = _opened(ctx, draft)
    _require_role(ctx, draft.role)
    staff.name = clean_name(draft.name)
    staff.name_fold = fold(staff.name)
    staff.code = clean_code(draft.code)[:MAX_CODE] or None
    staff.title = clean_line(draft.title, "title")
    staff.email = _email(draft.email)
    staff.role = draft.role
    staff.active = draft.active
    staff.signs_in = draft.signs_in and draft.active
    _require_free_code(ctx, staff)
    if staff.id is None:
        ctx.session.add(staff)
    ctx.session.flush()
    if draft.password:
        _keep_password(ctx, staff, draft.password)
    if draft.own_password and ctx.actor.staff_id is not None:
        _keep_password(ctx, _get(ctx, ctx.actor.staff_id), draft.own_password, field="own_password")
    _require_owner(ctx)
    if staff.signs_in:
        _require_passwords(ctx, staff)
    return staff.id


@command("staff.save", undoable=False)
def leave(ctx: WriteContext, staff_id: int) -> None:
    """Deactivate a person: they keep their name on what they did and sign in no more.

    Raises ValidationError(LAST_OWNER), NotFoundError, PermissionDenied.
    """
    staff = _get(ctx, staff_id)
    _require_role(ctx, staff.role)
    staff.active = staff.signs_in = False
    ctx.session.flush()
    _require_owner(ctx)


@command("staff.save", undoable=False, always_logged=True)
def give_password(ctx: WriteContext, staff_id: int, password: str) -> None:
    """Give another person a new password, for one who forgot theirs; ends their waiting time too.

    Raises ValidationError, NotFoundError, PermissionDenied.
    """
    staff = _get(ctx, staff_id)
    _require_role(ctx, staff.role)
    _keep_password(ctx, staff, password)


@command("password.change", undoable=False, always_logged=True)
def change_password(ctx: WriteContext, password: str, old: str = "") -> None:
    """Change one's own password; the old one is proved first when there is one.

    Raises ValidationError (`old`: WRONG_PASSWORD; `password`: why the new one is refused).
    """
    if ctx.actor.staff_id is None:
        raise NotFoundError("staff", 0)
    staff = _get(ctx, ctx.actor.staff_id)
    kept = _credential(ctx, staff.id)
    if kept is not None and not passwords.matches(kept.password_hash, old):
        raise ValidationError("old", Problem.WRONG_PASSWORD)
    _keep_password(ctx, staff, password)


def _opened(ctx: WriteContext, draft: StaffDraft) -> Staff:
    if draft.id is None:
        return Staff()
    staff = _get(ctx, draft.id)
    _require_role(ctx, staff.role)
    if draft.version is not None and draft.version != staff.version:
        raise ConflictError("staff", staff.id)
    staff.version += 1
    return staff


def _get(ctx: WriteContext, staff_id: int) -> Staff:
    staff = ctx.session.get(Staff, staff_id)
    if staff is None:
        raise NotFoundError("staff", staff_id)
    return staff


def _credential(ctx: WriteContext, staff_id: int) -> Credential | None:
    return ctx.session.execute(select(Credential).where(Credential.staff_id == staff_id)).scalar_one_or_none()


def _keep_password(ctx: WriteContext, staff: Staff, password: str, field: str = "password") -> None:
    passwords.check_new(password, field=field, names=(staff.name, staff.email, staff.code or ""))
    kept = _credential(ctx, staff.id) or Credential(staff_id=staff.id)
    kept.password_hash = passwords.hash_of(password, field=field)
    kept.failures, kept.locked_until = 0, None
    ctx.session.add(kept)
    ctx.session.flush()


def _require_role(ctx: WriteContext, role: Role) -> None:
    if not may_handle(ctx.actor.role, ctx.grant, role):
        raise ctx.refuse()


def _require_owner(ctx: WriteContext) -> None:
    owners = select(func.count(Staff.id)).where(
        Staff.role == Role.OWNER,
        Staff.active == True,  # noqa: E712
        Staff.signs_in == True,  # noqa: E712
    )
    if ctx.session.execute(owners).scalar_one() == 0:
        raise ValidationError("role", Problem.LAST_OWNER)


def _require_passwords(ctx: WriteContext, staff: Staff) -> None:
    """From the second account on, every account has a password: without one it would lock its person out."""
    accounts = select(Staff.id, Credential.id.is_(None)).outerjoin(Credential, Credential.staff_id == Staff.id)
    rows = ctx.session.execute(
        accounts.where(Staff.active == True, Staff.signs_in == True)  # noqa: E712
    ).all()
    if len(rows) < 2:
        return
    missing = {staff_id for staff_id, without in rows if without}
    if ctx.actor.staff_id in missing - {staff.id}:
        raise ValidationError("own_password", Problem.PASSWORD_NEEDED)
    if staff.id in missing:
        raise ValidationError("password", Problem.PASSWORD_NEEDED)


def _require_free_code(ctx: WriteContext, staff: Staff) -> None:
    if staff.code is None:
        return
    others = select(Staff.name).where(func.lower(Staff.code) == staff.code.lower())
    if staff.id is not None:
        others = others.where(Staff.id != staff.id)
    with ctx.session.no_autoflush:
        other = ctx.session.execute(others.limit(1)).scalar_one_or_none()
    if other is not None:
        raise ValidationError("code", Problem.DUPLICATE, other=other)


def _email(value: str) -> str:
    text = clean_line(value, "email", MAX_LINE)
    if text and ("@" not in text[1:-1] or " " in text):
        raise ValidationError("email", Problem.NOT_AN_EMAIL)
    return text
