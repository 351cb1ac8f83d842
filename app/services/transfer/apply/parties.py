"""Suppliers, customers, carriers: the partner with its address, ways to reach it, terms, main contact and tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import (
    Address,
    Affiliation,
    Contact,
    ContactPoint,
    CustomerTerms,
    Partner,
    PartnerTag,
    Staff,
    SupplierTerms,
    Tag,
)
from app.domain.parsing.problems import ProblemCode
from app.domain.vocabulary import ContactPointKind, PartnerStatus
from app.services.contacts.phones import region_of
from app.services.contacts.points import normal_of
from app.services.transfer.apply.job import Job, differing, matched
from app.services.transfer.directory import PARTY_ROLES, folded
from app.services.transfer.plan import NewRow, Plan, RowRef
from app.services.transfer.prepare import Row

PLACE: Final = ("street", "city", "region", "postal_code", "country")
_POINTS: Final = {"phone": ContactPointKind.PHONE, "email": ContactPointKind.EMAIL, "website": ContactPointKind.WEBSITE}
_OWN: Final = ("name", "code", "tax_id", "currency", "payment_days", "notes", "status")


@dataclass(slots=True)
class Known:
    """A partner as it is: values by our field names, and the rows they stand in."""

    values: dict[str, Any]
    rows: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)


def load(session: Session, role: str) -> dict[int, Known]:
    """All partners of a role as the fields of their kind; few queries, whatever their number."""
    flag = getattr(Partner, f"is_{role}") == 1
    ids = select(Partner.id).where(flag)
    known: dict[int, Known] = {}
    columns = [getattr(Partner, name) for name in _OWN]
    for row_id, owner_id, owner, owner_code, *own in session.execute(
        select(Partner.id, Partner.owner_id, Staff.name, Staff.code, *columns)
        .outerjoin(Staff, Staff.id == Partner.owner_id)
        .where(flag)
        .order_by(Partner.id)
    ):
        values = dict(zip(_OWN, own, strict=True))
        known[row_id] = Known({**values, "owner": owner_code or owner, "owner_id": owner_id})
    _load_details(session, ids, known)
    load_tags(session, PartnerTag.partner_id, ids, known)
    return known


def _load_details(session: Session, ids: Any, known: dict[int, Known]) -> None:
    for item in session.execute(
        select(Address.id, Address.partner_id, *(getattr(Address, name) for name in PLACE)).where(
            Address.is_main == 1, Address.partner_id.in_(ids)
        )
    ):
        known[item.partner_id].rows["address"] = item.id
        known[item.partner_id].values |= {name: getattr(item, name) for name in PLACE}
    for item in session.execute(
        select(ContactPoint.id, ContactPoint.partner_id, ContactPoint.kind, ContactPoint.value)
        .where(ContactPoint.partner_id.in_(ids))
        .order_by(ContactPoint.is_main, ContactPoint.id.desc())
    ):
        name = item.kind.value
        known[item.partner_id].rows[name] = item.id
        known[item.partner_id].values[name] = item.value
    for terms, name, column in (
        (SupplierTerms, "lead_time_days", SupplierTerms.lead_time_days),
        (CustomerTerms, "credit_limit", CustomerTerms.credit_limit_minor),
    ):
        for row_id, partner_id, value in session.execute(
            select(terms.id, terms.partner_id, column).where(terms.partner_id.in_(ids))
        ):
            known[partner_id].rows[name] = row_id
            known[partner_id].values[name] = value
    for item in session.execute(
        select(Affiliation.id, Affiliation.partner_id, Affiliation.contact_id, Affiliation.role, Contact.name)
        .join(Contact, Contact.id == Affiliation.contact_id)
        .where(Affiliation.is_main == 1, Affiliation.valid_to.is_(None), Affiliation.partner_id.in_(ids))
    ):
        entry = known[item.partner_id]
        entry.rows |= {"affiliation": item.id, "contact": item.contact_id}
        entry.values |= {"contact_name": item.name, "contact_title": item.role}


def load_tags(session: Session, holder: Any, ids: Any, known: dict[int, Any]) -> None:
    """The tags of partners or contacts."""
    found: dict[int, list[str]] = defaultdict(list)
    for holder_id, name, link in session.execute(
        select(holder, Tag.name, PartnerTag.id)
        .join(Tag, Tag.id == PartnerTag.tag_id)
        .where(holder.in_(ids))
        .order_by(PartnerTag.id)
    ):
        found[holder_id].append(name)
        known[holder_id].tags[name] = link
    for holder_id, names in found.items():
        known[holder_id].values["tags"] = tuple(names)


def apply(job: Job) -> None:
    """Plan suppliers, customers or carriers."""
    role = PARTY_ROLES[job.prepared.kind.name]
    index = job.directory.index(role)
    known = load(job.session, role)
    tags = TagBook(job)
    seen: dict[RowRef, Row] = {}
    names: dict[RowRef, Row] = {}
    for row in job.good():
        owner = job.directory.find(row, "owner", "staff")
        found = matched(job, row, index, "code", "name", seen)
        if row.bad:
            continue
        if found is None:
            new = _create(job, row, role, owner, tags)
            index.add(new, row.get("code"), row.get("name"))
            seen[new] = names[new] = row
        elif isinstance(found, NewRow):
            job.refuse(row, "name", ProblemCode.DUPLICATE_ROW, first_row=names[found].line)
        else:
            seen[found] = row
            _update(job, row, found, known[found], role, owner, tags)


def _create(job: Job, row: Row, role: str, owner: RowRef | None, tags: TagBook) -> NewRow:
    plan = job.plan
    own = {name: row.values[name] for name in _OWN if name in row.values and name != "status"}
    partner = plan.add(
        Partner,
        **own,
        name_fold=folded(own["name"]),
        code_fold=folded(own["code"]) if own.get("code") else None,
        status=PartnerStatus(row.get("status") or PartnerStatus.ACTIVE),
        owner_id=owner,
        **{f"is_{role}": True},
    )
    if own.get("currency") is None and row.get("credit_limit") is not None:
        partner.values["currency"] = job.currency
    for name, kind in _POINTS.items():
        if row.get(name):
            add_point(plan, kind, row.get(name), region_at(job, row), partner_id=partner)
    if any(row.get(name) for name in PLACE):
        plan.add(Address, partner_id=partner, is_main=True, **{name: row.get(name) or "" for name in PLACE})
    _add_terms(plan, row, role, partner)
    if row.get("contact_name"):
        _add_contact(plan, row, partner)
    tags.attach(row.get("tags") or (), partner_id=partner)
    plan.created += 1
    return partner


def region_at(job: Job, row: Row, known: Known | None = None) -> str | None:
    """The country in which a row's numbers are read: its own, else the record's, else the business's."""
    country = row.get("country") or (known.values.get("country") if known else None)
    return region_of(country or "") or job.region


def add_point(
    plan: Plan, kind: ContactPointKind, value: str, region: str | None, *, main: bool = True, **holder: RowRef
) -> None:
    """Plan a way to reach somebody."""
    plan.add(ContactPoint, kind=kind, value=value, normal=normal_of(kind, value, region), is_main=main, **holder)


def _add_terms(
    plan: Plan, row: Row, role: str, partner: RowRef, only: Sequence[str] = ("lead_time_days", "credit_limit")
) -> None:
    if row.get("lead_time_days") is not None and role == "supplier" and "lead_time_days" in only:
        plan.add(SupplierTerms, partner_id=partner, lead_time_days=row.get("lead_time_days"))
    if row.get("credit_limit") is not None and role == "customer" and "credit_limit" in only:
        plan.add(CustomerTerms, partner_id=partner, credit_limit_minor=row.get("credit_limit"))


def _add_contact(plan: Plan, row: Row, partner: RowRef) -> None:
    name = row.get("contact_name")
    first, _, last = name.rpartition(" ")
    contact = plan.add(
        Contact, name=name, name_fold=folded(name), first_name=first, last_name=last, status=PartnerStatus.ACTIVE
    )
    plan.add(Affiliation, contact_id=contact, partner_id=partner, role=row.get("contact_title") or "", is_main=True)


def _update(job: Job, row: Row, partner_id: int, known: Known, role: str, owner: RowRef | None, tags: TagBook) -> None:  # noqa: PLR0917
    wanted = {name: value for name, value in row.values.items() if name not in ("owner", "tags")}
    if role != "supplier":
        wanted.pop("lead_time_days", None)
    if role != "customer":
        wanted.pop("credit_limit", None)
    if "contact_name" not in wanted and "contact_name" not in known.values:
        wanted.pop("contact_title", None)
    changed = differing(known.values, wanted)
    if owner is not None and owner != known.values.get("owner_id"):
        changed["owner"] = owner
    new_tags = [tag for tag in row.get("tags") or () if tag not in known.tags]
    if not changed and not new_tags:
        job.plan.unchanged += 1
        return
    _change_own(job.plan, partner_id, changed)
    _change_details(job, row, partner_id, known, changed, role)
    tags.attach(new_tags, partner_id=partner_id)
    job.plan.updated += 1


def _change_own(plan: Plan, partner_id: int, changed: dict[str, Any]) -> None:
    values: dict[str, Any] = {name: changed[name] for name in _OWN if name in changed}
    if "name" in values:
        values["name_fold"] = folded(values["name"])
    if "code" in values:
        values["code_fold"] = folded(values["code"])
    if "status" in values:
        values["status"] = PartnerStatus(values["status"])
    if "owner" in changed:
        values["owner_id"] = changed["owner"]
    plan.change(Partner, partner_id, values)


def _change_details(job: Job, row: Row, partner_id: int, known: Known, changed: dict[str, Any], role: str) -> None:
    plan, region = job.plan, region_at(job, row, known)
    place: dict[str, Any] = {name: changed[name] for name in PLACE if name in changed}
    if place and "address" in known.rows:
        plan.change(Address, known.rows["address"], place)
    elif place:
        plan.add(Address, partner_id=partner_id, is_main=True, **place)
    for name, kind in _POINTS.items():
        if name in changed and name in known.rows:
            values = {"value": changed[name], "normal": normal_of(kind, changed[name], region)}
            plan.change(ContactPoint, known.rows[name], values)
        elif name in changed:
            add_point(plan, kind, changed[name], region, partner_id=partner_id)
    for name, model, column in (
        ("lead_time_days", SupplierTerms, "lead_time_days"),
        ("credit_limit", CustomerTerms, "credit_limit_minor"),
    ):
        if name in changed and name in known.rows:
            plan.change(model, known.rows[name], {column: changed[name]})
        elif name in changed:
            _add_terms(plan, row, role, partner_id, (name,))
    _change_contact(plan, row, partner_id, known, changed)


def _change_contact(plan: Plan, row: Row, partner_id: int, known: Known, changed: dict[str, Any]) -> None:
    if "contact_name" in changed:
        # Another person: the one before stays, no longer the main one.
        if "affiliation" in known.rows:
            plan.change(Affiliation, known.rows["affiliation"], {"is_main": False})
        _add_contact(plan, row, partner_id)
    elif "contact_title" in changed:
        plan.change(Affiliation, known.rows["affiliation"], {"role": changed["contact_title"]})


class TagBook:
    """Tags by name, made when they are new."""

    def __init__(self, job: Job) -> None:
        self.plan = job.plan
        self.by_fold: dict[str, RowRef] = {
            key: row_id for row_id, key in job.session.execute(select(Tag.id, Tag.name_fold))
        }

    def attach(self, names: Sequence[str], **holder: RowRef) -> None:
        """Plan the links of one holder."""
        for name in names:
            key = folded(name)
            tag = self.by_fold.get(key)
            if tag is None:
                tag = self.by_fold[key] = self.plan.add(Tag, name=name, name_fold=key)
            self.plan.add(PartnerTag, tag_id=tag, **holder)
