"""Postings: the one way stock moves. Every caller hands in a `Posting`; balances and values follow in the transaction.

Value: what comes in brings its cost; what goes out takes its share of the product's value (moving average, definitions
1.8), and the last piece takes the rest, so that Σ in = Σ out + value in stock holds to the minor unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.db import ledger
from app.db.models import StockMove
from app.domain.errors import Problem, ValidationError
from app.domain.money import share
from app.domain.places import is_inside
from app.domain.vocabulary import MoveKind, ReasonCode
from app.services.operations import WriteContext


@dataclass(frozen=True, slots=True)
class Posting:
    """A move to post. `quantity` in the product's smallest units; `value_minor` only for what comes in from outside."""

    product_id: int
    source_id: int
    target_id: int
    quantity: int
    kind: MoveKind
    cause: str
    cause_id: int | None = None
    value_minor: int = 0
    lot_id: int | None = None
    day: date | None = None
    reason: ReasonCode | None = None
    note: str = ""
    batch_id: int | None = None


def post(ctx: WriteContext, postings: list[Posting]) -> range:
    """Post moves in order; their ids. Refuses to take what is not there (`MORE_THAN_AVAILABLE`)."""
    ctx.session.flush()
    rows = [_row(ctx, posting) for posting in postings]
    book = ledger.Book(ctx.session.connection(), rows)
    for row in rows:
        if is_inside(row["from_location_id"]):
            quantity, value = book.valuation(row["product_id"])
            row["value_minor"] = share(value, min(row["quantity"], quantity), quantity) if quantity else 0
        book.carry(row)
    book.close()
    return ctx.recorder.insert_many(StockMove, rows)


def _row(ctx: WriteContext, posting: Posting) -> dict[str, Any]:
    if posting.quantity <= 0:
        raise ValidationError("quantity", Problem.NOT_POSITIVE)
    return {
        "product_id": posting.product_id,
        "lot_id": posting.lot_id,
        "from_location_id": posting.source_id,
        "to_location_id": posting.target_id,
        "quantity": posting.quantity,
        "value_minor": posting.value_minor,
        "kind": posting.kind,
        "at": ctx.now,
        "day": posting.day or ctx.today,
        "cause": posting.cause,
        "cause_id": posting.cause_id,
        "reason": posting.reason,
        "note": posting.note,
        "staff_id": ctx.actor.staff_id,
        "batch_id": posting.batch_id,
    }
