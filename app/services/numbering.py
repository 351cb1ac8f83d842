"""The next number of a document: PO-1042 after PO-1041. Sure under the write lock."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import PurchaseOrder, SalesOrder, Shipment
from app.domain.text import fold

FIRST: Final = 1001

Numbered = type[PurchaseOrder] | type[SalesOrder] | type[Shipment]


def next_number(session: Session, model: Numbered, prefix: str) -> str:
    """The number after the newest one with this prefix; numbers that people or files gave are left alone."""
    newest = session.execute(
        select(model.number).where(model.number.startswith(prefix, autoescape=True)).order_by(model.id.desc()).limit(1)
    ).scalar_one_or_none()
    digits = (newest or "").removeprefix(prefix)
    number = int(digits) + 1 if digits.isdecimal() else FIRST
    while _taken(session, model, f"{prefix}{number}"):
        number += 1
    return f"{prefix}{number}"


def _taken(session: Session, model: Any, number: str) -> bool:
    return session.execute(select(model.id).where(model.number_fold == fold(number))).first() is not None
