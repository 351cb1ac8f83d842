"""Interactions: calls, e-mails, meetings and notes with a partner or a contact."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Affiliation, Contact, Interaction, Partner, Staff
from app.domain.vocabulary import CallOutcome, Direction, InteractionKind, InteractionState
from app.services.transfer.apply.job import Job
from app.services.transfer.plan import RowRef
from app.services.transfer.prepare import Row

_PLAIN: Final = ("duration_seconds", "satisfaction", "waiting_seconds")
_TEXTS: Final = ("subject", "notes", "topic")
_UNANSWERED: Final = frozenset({CallOutcome.NO_ANSWER, CallOutcome.BUSY})


def apply(job: Job) -> None:
    """Plan interactions. One that is there already, equal in all fields, is unchanged; two equal rows are two."""
    there = _existing(job.session)
    of_contact = _partners_of_contacts(job.session)
    for row in job.good():
        contact = job.directory.find(row, "contact", "contact")
        party = job.directory.find(row, "party", "partner")
        staff = job.directory.find(row, "staff", "staff")
        if row.bad:
            continue
        if party is None and isinstance(contact, int):
            party = of_contact.get(contact)
        values = _values(row, party, contact, staff)
        if _key(values) in there:
            job.plan.unchanged += 1
        else:
            job.plan.add(Interaction, **values)
            job.plan.created += 1


def _values(row: Row, party: RowRef | None, contact: RowRef | None, staff: RowRef | None) -> dict[str, Any]:
    outcome = CallOutcome(row.get("outcome")) if row.get("outcome") else None
    direction = _direction(row)
    missed = direction is Direction.INBOUND and outcome in _UNANSWERED
    return {
        "partner_id": party,
        "contact_id": contact,
        "kind": InteractionKind(row.get("kind")),
        "direction": direction,
        "state": InteractionState.MISSED if missed else InteractionState.DONE,
        "outcome": outcome,
        "at": row.get("at"),
        "staff_id": staff,
        **{name: row.get(name) for name in _PLAIN},
        **{name: row.get(name) or "" for name in _TEXTS},
    }


def _direction(row: Row) -> Direction:
    """As given; a call that somebody waited for us to answer came in, anything else without a word went out."""
    given = row.get("direction")
    if given:
        return Direction(given)
    return Direction.INBOUND if row.get("waiting_seconds") is not None else Direction.OUTBOUND


def _key(values: dict[str, Any]) -> tuple[Any, ...]:
    names = ("partner_id", "contact_id", "kind", "direction", "outcome", "at", "staff_id", *_PLAIN, *_TEXTS)
    return tuple(values[name] for name in names)


def _existing(session: Session) -> set[tuple[Any, ...]]:
    columns = ("partner_id", "contact_id", "kind", "direction", "outcome", "at", "staff_id", *_PLAIN, *_TEXTS)
    return {tuple(item) for item in session.execute(select(*(getattr(Interaction, name) for name in columns)))}


def _partners_of_contacts(session: Session) -> dict[int, int]:
    """The one partner of a contact; those with several are left out."""
    found: dict[int, set[int]] = {}
    for contact, partner in session.execute(
        select(Affiliation.contact_id, Affiliation.partner_id).where(Affiliation.valid_to.is_(None))
    ):
        found.setdefault(contact, set()).add(partner)
    return {contact: next(iter(partners)) for contact, partners in found.items() if len(partners) == 1}


def load(session: Session) -> list[dict[str, Any]]:
    """Interactions as the rows of their kind."""
    query = (
        select(
            Partner.code.label("party_code"),
            Partner.name.label("party"),
            Contact.name.label("contact"),
            Interaction.at,
            Interaction.kind,
            Interaction.direction,
            Interaction.outcome,
            Staff.code.label("staff_code"),
            Staff.name.label("staff"),
            *(getattr(Interaction, name) for name in (*_PLAIN, *_TEXTS)),
        )
        .outerjoin(Partner, Partner.id == Interaction.partner_id)
        .outerjoin(Contact, Contact.id == Interaction.contact_id)
        .outerjoin(Staff, Staff.id == Interaction.staff_id)
        .order_by(Interaction.at, Interaction.id)
    )
    return [dict(item) for item in session.execute(query).mappings()]
