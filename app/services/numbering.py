"""The number of a new document: the one that was asked for, or the next. Sure under the write lock."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import PurchaseOrder, SalesOrder, Shipment
from app.domain.errors import Problem, ValidationError
from app.domain.text import clean_code, fold

FIRST: Final = 1001

Numbered = type[PurchaseOrder] | type[SalesOrder] | type[Shipment]


def number_for(session: Session, model: Numbered, prefix: str, wanted: str) -> str:
    """The number that was asked for, or the next one. Raises ValidationError (`number`: DUPLICATE)."""
    number = clean_code(wanted, "number")
    if not number:
        return next_number(session, model, prefix)
    if _taken(session, model, number):
        raise ValidationError("number", Problem.DUPLICATE, other=number)
    return number


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
