"""Staff, and contacts with their affiliation, ways to reach them, address, consent and tags."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Address, Affiliation, Consent, Contact, ContactPoint, Partner, PartnerTag, Staff
from app.domain.parsing.problems import ProblemCode
from app.domain.vocabulary import Channel, ContactPointKind, PartnerStatus, Role
from app.services.contacts.points import normal_of
from app.services.transfer.apply.job import Job, differing, matched
from app.services.transfer.apply.parties import PLACE, Known, TagBook, add_point, load_tags, region_at
from app.services.transfer.directory import folded
from app.services.transfer.plan import NewRow, RowRef
from app.services.transfer.prepare import Row

_POINTS: Final = {"phone": ContactPointKind.PHONE, "mobile": ContactPointKind.MOBILE, "email": ContactPointKind.EMAIL}
_CONSENT: Final = {"consent_phone": Channel.PHONE, "consent_email": Channel.EMAIL}


# -- staff


def load_staff(session: Session) -> dict[int, dict[str, Any]]:
    """Staff as the fields of their kind."""
    rows = session.execute(
        select(Staff.id, Staff.code, Staff.name, Staff.title, Staff.email, Staff.role, Staff.signs_in).order_by(
            Staff.id
        )
    )
    return {
        row.id: {
            "code": row.code,
            "name": row.name,
            "title": row.title,
            "email": row.email,
            "role": row.role,
            "signs_in": row.signs_in,
        }
        for row in rows
    }


def apply_staff(job: Job) -> None:
    """Plan staff. Nobody can sign in by being imported; a role is kept for when they get an account."""
    index = job.directory.index("staff")
    known = load_staff(job.session)
    seen: dict[RowRef, Row] = {}
    for row in job.good():
        if "name" not in row.values:
            row.values["name"] = " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))[:200]
        found = matched(job, row, index, "code", "name", seen)
        if row.bad:
            continue
        wanted: dict[str, Any] = {
            name: row.values[name] for name in ("code", "name", "title", "email") if name in row.values
        }
        if row.get("role"):
            wanted["role"] = Role(row.get("role"))
        if found is None:
            _create_staff(job, row, wanted, seen)
        elif isinstance(found, int):
            seen[found] = row
            _update_staff(job, row, found, known[found], wanted)


def _create_staff(job: Job, row: Row, wanted: dict[str, Any], seen: dict[RowRef, Row]) -> None:
    new = job.plan.add(
        Staff, **{"role": Role.READ_ONLY, **wanted}, name_fold=folded(wanted["name"]), active=True, signs_in=False
    )
    job.directory.index("staff").add(new, wanted.get("code"), wanted["name"])
    seen[new] = row
    job.plan.created += 1


def _update_staff(job: Job, row: Row, staff_id: int, known: dict[str, Any], wanted: dict[str, Any]) -> None:
    changed = differing(known, wanted)
    if "role" in changed and known["signs_in"]:
        job.refuse(row, "role", ProblemCode.NOT_ALLOWED, rule="role_of_account")
        return
    if "name" in changed:
        changed["name_fold"] = folded(changed["name"])
    job.plan.change(Staff, staff_id, changed)
    if changed:
        job.plan.updated += 1
    else:
        job.plan.unchanged += 1


# -- contacts


def load_contacts(session: Session) -> dict[int, Known]:
    """Contacts as the fields of their kind."""
    own = ("name", "first_name", "last_name", "birthday", "notes")
    known: dict[int, Known] = {}
    for row_id, *values in session.execute(
        select(Contact.id, *(getattr(Contact, name) for name in own)).order_by(Contact.id)
    ):
        known[row_id] = Known(dict(zip(own, values, strict=True)))
    for item in session.execute(
        select(
            Affiliation.id, Affiliation.contact_id, Affiliation.partner_id, Affiliation.role, Partner.name, Partner.code
        )
        .join(Partner, Partner.id == Affiliation.partner_id)
        .where(Affiliation.valid_to.is_(None))
        .order_by(Affiliation.id.desc())
    ):
        known[item.contact_id].rows |= {"affiliation": item.id, "partner": item.partner_id}
        known[item.contact_id].values |= {"company": item.name, "company_code": item.code, "title": item.role}
    for item in session.execute(
        select(Address.id, Address.contact_id, *(getattr(Address, name) for name in PLACE)).where(
            Address.contact_id.is_not(None), Address.is_main == 1
        )
    ):
        known[item.contact_id].rows["address"] = item.id
        known[item.contact_id].values |= {name: getattr(item, name) for name in PLACE}
    _load_points(session, known)
    load_tags(session, PartnerTag.contact_id, select(Contact.id), known)
    return known


def _load_points(session: Session, known: dict[int, Known]) -> None:
    for contact_id, kind, value in session.execute(
        select(ContactPoint.contact_id, ContactPoint.kind, ContactPoint.value)
        .where(ContactPoint.contact_id.is_not(None))
        .order_by(ContactPoint.is_main.desc(), ContactPoint.id)
    ):
        values = known[contact_id or 0].values
        values[kind.value] = (*values.get(kind.value, ()), value)
    for contact_id, channel, given in session.execute(
        select(Consent.contact_id, Consent.channel, Consent.given)
        .where(Consent.contact_id.is_not(None))
        .order_by(Consent.id)
    ):
        known[contact_id or 0].values[f"consent_{channel.value}"] = given


def apply_contacts(job: Job) -> None:
    """Plan contacts. The same name at the same company is the same person, unless `match` says otherwise."""
    known = load_contacts(job.session)
    by_key: dict[tuple[Any, ...], list[RowRef]] = {}
    for contact_id, entry in known.items():
        by_key.setdefault(_key(job, entry.values, entry.rows.get("partner")), []).append(contact_id)
    tags = TagBook(job)
    seen: dict[RowRef, Row] = {}
    for row in job.good():
        _complete_name(row)
        partner = job.directory.find(row, "company", "partner")
        if row.bad:
            continue
        key = _key(job, row.values, partner)
        found = by_key.get(key, [])
        if len(found) > 1:
            job.refuse(row, "name", ProblemCode.SEVERAL_MATCH, entity="contact", count=len(found))
        elif found and found[0] in seen:
            job.refuse(row, "name", ProblemCode.DUPLICATE_ROW, first_row=seen[found[0]].line)
        elif found and isinstance(found[0], int):
            seen[found[0]] = row
            _update_contact(job, row, found[0], known[found[0]], partner, tags)
        else:
            new = _create_contact(job, row, partner, tags)
            by_key[key] = [new]
            seen[new] = row


def _complete_name(row: Row) -> None:
    if "name" not in row.values:
        row.values["name"] = " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))[:200]


def _key(job: Job, values: dict[str, Any], partner: RowRef | None) -> tuple[Any, ...]:
    fields = job.prepared.options.match or ("name", "company", "email")
    parts: list[Any] = []
    for name in fields:
        if name == "company":
            parts.append(partner)
        elif name in _POINTS:
            parts.append(tuple(normal_of(_POINTS[name], value, None) for value in values.get(name, ())[:1]))
        else:
            value = values.get(name)
            parts.append(folded(value) if isinstance(value, str) else value)
    return tuple(parts)


def _create_contact(job: Job, row: Row, partner: RowRef | None, tags: TagBook) -> NewRow:
    plan, name = job.plan, row.get("name")
    contact = plan.add(
        Contact,
        name=name,
        name_fold=folded(name),
        first_name=row.get("first_name") or "",
        last_name=row.get("last_name") or "",
        birthday=row.get("birthday"),
        notes=row.get("notes") or "",
        status=PartnerStatus.ACTIVE,
    )
    if partner is not None:
        plan.add(Affiliation, contact_id=contact, partner_id=partner, role=row.get("title") or "", is_main=False)
    elif row.get("title"):
        plan.notice("title_without_company")
    for field, kind in _POINTS.items():
        for number, value in enumerate(dict.fromkeys(row.get(field) or ())):
            add_point(plan, kind, value, region_at(job, row), main=number == 0, contact_id=contact)
    if any(row.get(name) for name in PLACE):
        plan.add(Address, contact_id=contact, is_main=True, **{name: row.get(name) or "" for name in PLACE})
    _consents(job, row, contact, {})
    tags.attach(row.get("tags") or (), contact_id=contact)
    plan.created += 1
    return contact


def _consents(job: Job, row: Row, contact: RowRef, current: dict[str, Any]) -> bool:
    changed = False
    for field, channel in _CONSENT.items():
        given = row.get(field)
        if given is not None and current.get(field) != given:
            job.plan.add(
                Consent,
                contact_id=contact,
                channel=channel,
                given=given,
                at=job.ctx.now,
                source=f"import: {row.source.table.file}"[:200],
            )
            changed = True
    return changed


def _update_contact(job: Job, row: Row, contact_id: int, known: Known, partner: RowRef | None, tags: TagBook) -> None:
    plan, region = job.plan, region_at(job, row, known)
    own: dict[str, Any] = {
        name: row.values[name]
        for name in ("name", "first_name", "last_name", "birthday", "notes")
        if name in row.values
    }
    changed = differing(known.values, own)
    touched = bool(changed)
    if "name" in changed:
        changed["name_fold"] = folded(changed["name"])
    plan.change(Contact, contact_id, changed)
    for field, kind in _POINTS.items():
        have = {normal_of(kind, value, region) for value in known.values.get(field, ())}
        for value in row.get(field) or ():
            if normal_of(kind, value, region) not in have:
                add_point(plan, kind, value, region, main=not have, contact_id=contact_id)
                have.add(normal_of(kind, value, region))
                touched = True
    place = differing(known.values, {name: row.values[name] for name in PLACE if name in row.values})
    if place and "address" in known.rows:
        plan.change(Address, known.rows["address"], place)
    elif place:
        plan.add(Address, contact_id=contact_id, is_main=True, **place)
    new_tags = [tag for tag in row.get("tags") or () if tag not in known.tags]
    tags.attach(new_tags, contact_id=contact_id)
    touched = bool(place or new_tags or touched) | _affiliate(job, row, contact_id, known, partner)
    touched |= _consents(job, row, contact_id, known.values)
    if touched:
        plan.updated += 1
    else:
        plan.unchanged += 1


def _affiliate(job: Job, row: Row, contact_id: int, known: Known, partner: RowRef | None) -> bool:
    title = row.get("title")
    if partner is not None and partner != known.rows.get("partner"):
        job.plan.add(Affiliation, contact_id=contact_id, partner_id=partner, role=title or "", is_main=False)
        return True
    if title and "affiliation" in known.rows and title != known.values.get("title"):
        job.plan.change(Affiliation, known.rows["affiliation"], {"role": title})
        return True
    return False
