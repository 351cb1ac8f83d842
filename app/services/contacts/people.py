"""Persons at partners: added, edited, moved on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from app.db.models import Affiliation, Contact, Partner
from app.db.undo import last_change
from app.domain.errors import Checks, ConflictError, NotFoundError, Problem, ValidationError
from app.domain.merge import merge_fields
from app.domain.text import clean_line, clean_name, clean_text, fold
from app.domain.vocabulary import ContactPointKind
from app.services.contacts.points import checked_point, main_point, region_for, set_main_point
from app.services.contacts.read_models import PERSON_FIELDS, PersonDraft
from app.services.operations import ReadContext, WriteContext, command, query

_POINTS: Final = {
    "phone": ContactPointKind.PHONE,
    "mobile": ContactPointKind.MOBILE,
    "email": ContactPointKind.EMAIL,
}


@query("contact.save")
def person_draft(ctx: ReadContext, affiliation_id: int) -> PersonDraft:
    """A person as their form opens; hand it back as `original`. Raises NotFoundError."""
    return _read(ctx, affiliation_id)


@command("contact.save")
def save_person(ctx: WriteContext, draft: PersonDraft) -> int:
    """Add a person to a partner or save their form; the affiliation's id.

    Raises ConflictError (somebody changed the same fields), ValidationError(s), NotFoundError.
    """
    if ctx.session.get(Partner, draft.partner_id) is None:
        raise NotFoundError("partner", draft.partner_id)
    merged = draft if draft.affiliation_id is None else _merged(ctx, draft, draft.affiliation_id)
    clean = _checked(merged)
    link, contact = _records(ctx, clean)
    contact.name, contact.name_fold, contact.notes = clean.name, fold(clean.name), clean.notes
    ctx.session.add(contact)
    ctx.session.flush()
    link.contact_id, link.partner_id, link.role = contact.id, clean.partner_id, clean.role
    link.valid_from, link.valid_to, link.is_main = clean.valid_from, clean.valid_to, clean.is_main
    ctx.session.add(link)
    ctx.session.flush()
    if clean.is_main:
        _only_main(ctx, link)
    region = region_for(ctx.session, partner_id=clean.partner_id)
    for name, kind in _POINTS.items():
        set_main_point(ctx.session, kind, getattr(clean, name), region, contact_id=contact.id)
    return link.id


@command("contact.save")
def remove_person(ctx: WriteContext, affiliation_id: int) -> None:
    """Take a person's role at a partner away; the person and what was said stay. Raises NotFoundError."""
    ctx.session.delete(_link(ctx, affiliation_id))


def _link(ctx: ReadContext, affiliation_id: int) -> Affiliation:
    link = ctx.session.get(Affiliation, affiliation_id)
    if link is None:
        raise NotFoundError("affiliation", affiliation_id)
    return link


def _read(ctx: ReadContext, affiliation_id: int) -> PersonDraft:
    link = _link(ctx, affiliation_id)
    contact = ctx.session.get_one(Contact, link.contact_id)
    points = {name: main_point(ctx.session, kind, contact_id=contact.id) for name, kind in _POINTS.items()}
    return PersonDraft(
        partner_id=link.partner_id,
        affiliation_id=link.id,
        contact_id=contact.id,
        name=contact.name,
        role=link.role,
        notes=contact.notes,
        is_main=link.is_main,
        valid_from=link.valid_from,
        valid_to=link.valid_to,
        **{name: point.value if point is not None else "" for name, point in points.items()},  # type: ignore[arg-type]
    )


def _values(draft: PersonDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in PERSON_FIELDS}


def _merged(ctx: WriteContext, draft: PersonDraft, affiliation_id: int) -> PersonDraft:
    current = _read(ctx, affiliation_id)
    merged = _values(draft)
    if draft.original is not None:
        base = _values(draft.original)
        merged, conflicts = merge_fields(base, merged, _values(current), PERSON_FIELDS)
        if conflicts:
            contact_id = current.contact_id or 0
            by, at = last_change(ctx.session.connection(), "contact", contact_id)
            raise ConflictError("contact", contact_id, fields=conflicts, changed_by=by, changed_at=at)
    return replace(draft, contact_id=current.contact_id, **merged)


def _records(ctx: WriteContext, draft: PersonDraft) -> tuple[Affiliation, Contact]:
    link = Affiliation() if draft.affiliation_id is None else _link(ctx, draft.affiliation_id)
    if draft.contact_id is None:
        return link, Contact()
    contact = ctx.session.get(Contact, draft.contact_id)
    if contact is None:
        raise NotFoundError("contact", draft.contact_id)
    return link, contact


def _checked(draft: PersonDraft) -> PersonDraft:
    checks = Checks()
    values: dict[str, Any] = {}
    for name, clean in (("name", clean_name), ("role", clean_line), ("notes", clean_text)):
        try:
            values[name] = clean(getattr(draft, name), name)
        except ValidationError as error:
            checks.errors.append(error)
    for name, kind in _POINTS.items():
        values[name] = checked_point(checks, kind, getattr(draft, name), name)
    if draft.valid_from and draft.valid_to and draft.valid_to < draft.valid_from:
        checks.add("valid_to", Problem.BEFORE, earliest=draft.valid_from.isoformat())
    checks.raise_if_any()
    return replace(draft, **values)


def _only_main(ctx: WriteContext, link: Affiliation) -> None:
    others = select(Affiliation).where(
        Affiliation.partner_id == link.partner_id,
        Affiliation.id != link.id,
        Affiliation.is_main == True,  # noqa: E712 - SQL
    )
    for other in ctx.session.execute(others).scalars():
        other.is_main = False
