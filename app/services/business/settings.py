"""What is known of the business before, and beside, any operation: its settings, and whether anybody set it up."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.engine import Database
from app.db.models import Attachment, Setting, Staff
from app.services.business.read_models import Business, Logo

KEYS: Final = {field.name: f"business.{field.name}" for field in fields(Business)}
"""Each of the business's facts is a setting of its own."""
NAME: Final = KEYS["name"]
CURRENCY: Final = KEYS["currency"]
FALLBACK_CURRENCY: Final = "USD"
_CURRENCY: Final = select(Setting.value).where(Setting.key == CURRENCY)

# A guess for the first start only; the preferences change it. Babel's table costs a noticeable import.
_EURO: Final = frozenset("AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split())
_BY_COUNTRY: Final = {
    "AU": "AUD", "BR": "BRL", "CA": "CAD", "CH": "CHF", "CN": "CNY", "CZ": "CZK", "DK": "DKK", "GB": "GBP",
    "HU": "HUF", "IN": "INR", "JP": "JPY", "MX": "MXN", "NO": "NOK", "NZ": "NZD", "PL": "PLN", "SE": "SEK",
    "TR": "TRY", "US": "USD", "ZA": "ZAR",
}  # fmt: skip


def read_currency(session: Session) -> str:
    """The currency that the business keeps its books in."""
    value = session.execute(_CURRENCY).scalar_one_or_none()
    return FALLBACK_CURRENCY if value is None else str(json.loads(value))


def read_business(session: Session) -> Business:
    """The same inside another service's own transaction."""
    rows = session.execute(select(Setting.key, Setting.value).where(Setting.key.in_(KEYS.values()))).all()
    values = {key.partition(".")[2]: json.loads(value) for key, value in rows}
    return Business(**{"name": "", "currency": FALLBACK_CURRENCY, **values})


def read_logo(session: Session, business: Business) -> Logo | None:
    """The business's logo, where it has one."""
    if business.logo is None:
        return None
    row = session.execute(
        select(Attachment.media_type, Attachment.content).where(Attachment.digest == business.logo)
    ).first()
    return None if row is None else Logo(row.media_type, row.content)


def is_new(database: Database) -> bool:
    """Whether the window has to ask for the business's and the owner's name: nobody said them, one person at most."""
    with database.read() as session:
        accounts = select(func.count(Staff.id)).where(Staff.signs_in == True, Staff.active == True)  # noqa: E712
        return not read_business(session).name and session.execute(accounts).scalar_one() < 2


def local_currency() -> str:
    """The currency of the system's country by its locale, or dollars."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MONETARY", "LANG") if os.environ.get(name)), "")
    country = locale.partition(".")[0].partition("@")[0].rpartition("_")[2].upper()
    return "EUR" if country in _EURO else _BY_COUNTRY.get(country, FALLBACK_CURRENCY)
