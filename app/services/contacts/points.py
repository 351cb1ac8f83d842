"""Ways to reach somebody, checked and brought to the form they are compared by."""

from __future__ import annotations

import json
import re
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Address, ContactPoint, Setting
from app.domain.errors import Checks, Problem, ValidationError
from app.domain.text import MAX_LINE, clean_line, fold
from app.domain.vocabulary import ContactPointKind
from app.services.contacts.phones import is_phone, normalise_phone, region_of

COUNTRY: Final = "business.country"
PHONES: Final = frozenset({ContactPointKind.PHONE, ContactPointKind.MOBILE})
_EMAIL: Final = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+\.[^\s@.<>()\[\],;:\\\"]{2,}")
_URL: Final = re.compile(r"(?:https?://)?[^\s/@:]+\.[^\s/@:.]{2,}(?::\d{1,5})?(?:/\S*)?", re.IGNORECASE)


def clean_point(kind: ContactPointKind, value: str, field: str) -> str:
    """What was typed, as it is kept. Empty stays empty. Raises ValidationError when it cannot be what it says."""
    text = clean_line(value, field, MAX_LINE)
    if not text:
        return ""
    if kind in PHONES and not is_phone(text):
        raise ValidationError(field, Problem.NOT_A_PHONE)
    if kind is ContactPointKind.EMAIL and not _EMAIL.fullmatch(text):
        raise ValidationError(field, Problem.NOT_AN_EMAIL)
    if kind is ContactPointKind.WEBSITE and not _URL.fullmatch(text):
        raise ValidationError(field, Problem.NOT_A_URL)
    return text


def checked_point(checks: Checks, kind: ContactPointKind, value: str, field: str) -> str:
    """As `clean_point`, with the refusal collected."""
    try:
        return clean_point(kind, value, field)
    except ValidationError as error:
        checks.errors.append(error)
        return ""


def normal_of(kind: ContactPointKind, value: str, region: str | None) -> str:
    """The form that is compared: E.164, the lower-case address, or the folded text."""
    if kind in PHONES:
        return normalise_phone(value, region)
    return value.strip().casefold() if kind is ContactPointKind.EMAIL else fold(value)


def default_region(session: Session) -> str | None:
    """The business's own country, for numbers without one."""
    stored = session.execute(select(Setting.value).where(Setting.key == COUNTRY)).scalar()
    return region_of(str(json.loads(stored))) if stored else None


def region_for(session: Session, *, partner_id: int | None = None, contact_id: int | None = None) -> str | None:
    """The country in which somebody's numbers are read: that of their main address, else the business's."""
    holder = Address.partner_id == partner_id if partner_id is not None else Address.contact_id == contact_id
    country = session.execute(
        select(Address.country).where(holder).order_by(Address.is_main.desc(), Address.id).limit(1)
    ).scalar()
    return region_of(country or "") or default_region(session)


def set_main_point(
    session: Session,
    kind: ContactPointKind,
    value: str,
    region: str | None,
    *,
    partner_id: int | None = None,
    contact_id: int | None = None,
) -> None:
    """Make `value` the main way of its kind; an empty one takes the main one away."""
    point = main_point(session, kind, partner_id=partner_id, contact_id=contact_id)
    if point is None and value:
        session.add(
            ContactPoint(
                partner_id=partner_id,
                contact_id=contact_id,
                kind=kind,
                value=value,
                normal=normal_of(kind, value, region),
                is_main=True,
            )
        )
    elif point is not None and not value:
        session.delete(point)
    elif point is not None:
        point.value, point.normal = value, normal_of(kind, value, region)


def main_point(
    session: Session, kind: ContactPointKind, *, partner_id: int | None = None, contact_id: int | None = None
) -> ContactPoint | None:
    """The first way of this kind to reach somebody."""
    holder = ContactPoint.partner_id == partner_id if partner_id is not None else ContactPoint.contact_id == contact_id
    return session.execute(
        select(ContactPoint)
        .where(holder, ContactPoint.kind == kind)
        .order_by(ContactPoint.is_main.desc(), ContactPoint.id)
        .limit(1)
    ).scalar_one_or_none()
